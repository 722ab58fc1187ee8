use super::refusal::refusal;

#[doc(hidden)]
pub use crate::spelled_as_text;

/// Implements the column type `text` and the JSON type string for a type that is written as text. The type needs `as_str` and `FromStr`.
/// With `read_by`, that function parses the value of a column.
#[doc(hidden)]
#[macro_export]
macro_rules! spelled_as_text {
    ($type:ty) => {
        $crate::spelled_as_text!($type, read_by std::str::FromStr::from_str);
    };
    ($type:ty, read_by $read:path) => {
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                use std::io::Write;
                out.write_all(self.as_str().as_bytes())?;
                Ok(diesel::serialize::IsNull::No)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = std::str::from_utf8(value.as_bytes())?;
                Ok($read(text)?)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

refusal! {
    /// The text is not one of the list's choices.
    UnknownChoice = "not one of the choices"
}

/// A closed list of choices, each with the one code it has in columns, forms, URLs and translation keys: `choice! { /// … pub enum Status {
/// Draft = "draft", Sent = "sent" } }`. The enum has `ALL` and `code()`, is parsed from its code, and is ordered as declared.
#[macro_export]
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$about:meta])* $choice:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$about])* $choice),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$choice),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$choice => $code),+ }
            }

            fn as_str(&self) -> &'static str {
                self.code()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::column::UnknownChoice;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code { $($code => Ok(Self::$choice),)+ _ => Err($crate::column::UnknownChoice) }
            }
        }

        $crate::spelled_as_text!($name);
    };
}
