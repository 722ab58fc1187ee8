//! Form fields. A field knows its name, the typed text, and its fault, so that it is parsed, stored and shown under the same name. `form!`
//! declares a form whose fields are named after its members: there is no other way to make a field.

use std::{fmt, ops::Deref, str::FromStr};

use serde::Deserialize;

use super::form::{FORM_USED, Fault};
use crate::urls;

/// A form field: its name, the typed text, and the fault if it was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T = String> {
    name: &'static str,
    typed: T,
    fault: Option<Fault>,
}

impl<T> Field<T> {
    /// The name under which a browser sends it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The typed text.
    pub fn typed(&self) -> &T {
        &self.typed
    }

    /// Why it was refused.
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Sets the value, as if it had been typed.
    pub fn fill(&mut self, value: impl Into<T>) {
        self.typed = value.into();
    }

    /// Refuses it. Only the first fault is stored.
    pub fn refuse(&mut self, fault: impl Into<Fault>) {
        self.fault.get_or_insert_with(|| fault.into());
    }
}

impl<T: Deref<Target = str>> Field<T> {
    /// Parses the text. If that fails, the field is refused with the reason.
    pub fn read<M, E: Into<Fault>>(&mut self, parse: impl FnOnce(&str) -> Result<M, E>) -> Option<M> {
        parse(&self.typed).map_err(|fault| self.refuse(fault)).ok()
    }

    /// Like [`Field::read`], for types that implement `FromStr`.
    pub fn parse<M: FromStr<Err: Into<Fault>>>(&mut self) -> Option<M> {
        self.read(str::parse)
    }

    /// Whether this choice was made: `form.place.is("member")`.
    pub fn is(&self, value: impl fmt::Display) -> bool {
        *self.typed == *value.to_string()
    }

    /// Whether the checkbox was ticked.
    pub fn is_ticked(&self) -> bool {
        self.is(TICKED)
    }

    /// Its name and text, for a URL.
    pub fn pair(&self) -> (&'static str, &str) {
        (self.name, &self.typed)
    }
}

/// The value that a ticked checkbox sends.
pub const TICKED: &str = "yes";

/// The value of a checkbox.
pub fn ticked(yes: bool) -> String {
    if yes { TICKED.to_owned() } else { String::new() }
}

/// A password or a code: it is never sent back, and never logged.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A type that members of a form can have; usually [`Field`].
pub trait Member {
    /// The type of what the browser sends.
    type Typed;

    /// Creates the member with its name. Only called by `form!`.
    fn named(name: &'static str, typed: Self::Typed) -> Self;

    /// Adds the names and faults of all fields that were refused.
    fn list_faults<'a>(&'a self, faults: &mut Vec<(String, &'a Fault)>);
}

impl<T> Member for Field<T> {
    type Typed = T;

    fn named(name: &'static str, typed: T) -> Self {
        Self { name, typed, fault: None }
    }

    fn list_faults<'a>(&'a self, faults: &mut Vec<(String, &'a Fault)>) {
        faults.extend(self.fault.as_ref().map(|fault| (self.name.to_owned(), fault)));
    }
}

/// A form as it was typed, with its faults.
pub trait Form: Sized {
    /// The fields that were refused, in order, with their faults.
    fn faults(&self) -> Vec<(String, &Fault)>;

    /// Returns the input that was parsed, unless a field was refused.
    fn accept<M>(&self, meant: M) -> Option<M> {
        self.faults().is_empty().then_some(meant)
    }

    /// Refuses a field: `form.refused(|form| &mut form.name, fault)`.
    #[must_use]
    fn refused<T>(mut self, field: impl FnOnce(&mut Self) -> &mut Field<T>, fault: impl Into<Fault>) -> Self {
        field(&mut self).refuse(fault);
        self
    }

    /// The form to return when its key has already created something else. It gets a new key, so that it creates something if it is sent
    /// again.
    #[must_use]
    fn already_used<T>(self, field: impl FnOnce(&mut Self) -> &mut Field<T>) -> Self {
        self.refused(field, Fault::new(FORM_USED))
    }

    /// The form to return to an author who was signed out, or had to prove their identity, when they sent it: nothing was done. For routes
    /// that are `kept` and whose forms have neither key nor revision.
    #[must_use]
    fn given_back<T>(self, field: impl FnOnce(&mut Self) -> &mut Field<T>) -> Self {
        self.already_used(field)
    }
}

/// The query of a page: a form that is sent by GET. Unknown names are ignored, and so are values that cannot be parsed.
pub trait Query: Form {
    /// The names and texts of its fields.
    fn pairs(&self) -> Vec<(&'static str, &str)>;

    /// The URL with the same query; empty fields are left out.
    fn address(&self, path: &str) -> String {
        urls::asking(path, &self.pairs())
    }

    /// The URL with the same query, without some of its fields.
    fn address_without<T>(&self, path: &str, fields: &[&Field<T>]) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(name, _)| fields.iter().all(|field| field.name != *name));
        urls::asking(path, &pairs)
    }
}

/// Declares a form: `pub struct ClientForm of ClientText { pub name: Field, … }`. `ClientText` contains only the text of each field: it is
/// deserialized from a request or filled from a row, and the form is made `from` it. Unknown fields are refused.
#[macro_export]
macro_rules! form {
    ($($declaration:tt)*) => {
        $crate::declare! { [default, deny_unknown_fields] $($declaration)* }
    };
}

/// Declares a [`Query`] in the same way.
#[macro_export]
macro_rules! query {
    ($(#[$about:meta])* pub struct $query:ident of $text:ident {
        $($(#[$note:meta])* pub $field:ident: $kind:ty),* $(,)?
    }) => {
        $crate::declare! {
            [default] $(#[$about])* pub struct $query of $text { $($(#[$note])* pub $field: $kind),* }
        }

        impl $crate::field::Query for $query {
            fn pairs(&self) -> Vec<(&'static str, &str)> {
                vec![$(self.$field.pair()),*]
            }
        }
    };
}

/// The common part of [`form!`] and [`query!`]; the brackets contain the serde attributes of the text.
#[doc(hidden)]
#[macro_export]
macro_rules! declare {
    ([$($strictness:ident),*] $(#[$about:meta])* pub struct $form:ident of $text:ident {
        $($(#[$note:meta])* pub $field:ident: $kind:ty),* $(,)?
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $form {
            $($(#[$note])* pub $field: $kind),*
        }

        #[doc = concat!("The text of a [`", stringify!($form), "`], field by field.")]
        #[derive(Debug, Clone, Default, serde::Deserialize)]
        #[serde($($strictness),*)]
        pub struct $text {
            $($(#[$note])* pub $field: <$kind as $crate::field::Member>::Typed),*
        }

        impl From<$text> for $form {
            fn from(text: $text) -> Self {
                Self { $($field: $crate::field::Member::named(stringify!($field), text.$field)),* }
            }
        }

        impl Default for $form {
            fn default() -> Self {
                $text::default().into()
            }
        }

        impl<'de> serde::Deserialize<'de> for $form {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$text as serde::Deserialize>::deserialize(deserializer).map(Into::into)
            }
        }

        impl $crate::field::Form for $form {
            fn faults(&self) -> Vec<(String, &$crate::Fault)> {
                let mut faults = Vec::new();
                $($crate::field::Member::list_faults(&self.$field, &mut faults);)*
                faults
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{form::parse, kernel::text::Name};

    form! {
        /// An order of labels.
        pub struct LabelForm of LabelText {
            pub name: Field,
            pub kind: Field,
            /// `yes` if it is urgent.
            pub urgent: Field,
            pub code: Field<Secret>,
        }
    }

    query! {
        /// Which labels are listed.
        pub struct LabelQuery of LabelQueryText {
            pub q: Field,
            pub after: Field,
        }
    }

    fn sent(body: &str) -> LabelForm {
        parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn a_field_is_parsed_stored_and_refused_under_one_name() {
        let mut form = sent("name=+&kind=foil&urgent=yes");
        assert!(form.urgent.is_ticked() && form.kind.is("foil") && !form.kind.is("spot"));
        assert_eq!(form.name.read(Name::parse).map(|name| name.to_string()), None);
        assert_eq!((form.name.name(), form.name.typed().as_str()), ("name", " "));
        assert_eq!(form.faults(), [("name".to_owned(), &Fault::new("fault-empty"))]);
        assert_eq!(form.accept(1), None);
        assert_eq!(sent("name=Front").accept(1), Some(1));
    }

    #[test]
    fn only_the_first_fault_of_a_field_is_reported() {
        let mut form = sent("kind=foil").refused(|form| &mut form.kind, Fault::new("fault-choice"));
        form.kind.refuse(Fault::new("fault-empty"));
        let form = form.already_used(|form| &mut form.name);
        let reported: Vec<_> = form.faults().into_iter().map(|(name, fault)| (name, fault.key)).collect();
        assert_eq!(reported, [("name".to_owned(), FORM_USED), ("kind".to_owned(), "fault-choice")]);
        assert!(form.kind.is("foil"), "the typed text stays");
    }

    #[test]
    fn a_form_refuses_unknown_and_repeated_fields() {
        assert!(parse::<LabelForm>(b"name=Front&role=admin").is_err());
        assert!(parse::<LabelForm>(b"name=Front&name=Back").is_err());
        assert_eq!(
            LabelForm::from(LabelText { kind: "foil".into(), ..LabelText::default() }).kind.name(),
            "kind"
        );
    }

    #[test]
    fn a_query_ignores_unknown_names_and_builds_its_url() {
        let mut query: LabelQuery = parse(b"q=M%26M&utm_source=mail").unwrap();
        assert_eq!(query.address("/labels"), "/labels?q=M%26M");
        query.after.fill("7");
        assert_eq!(query.address("/labels"), "/labels?q=M%26M&after=7");
    }

    #[test]
    fn secrets_are_not_logged() {
        let form = sent("code=open-sesame");
        assert_eq!(&**form.code.typed(), "open-sesame");
        assert!(!format!("{form:?}").contains("sesame"));
    }
}
