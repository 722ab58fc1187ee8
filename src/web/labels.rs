//! The labels of form fields, for showing a stored form's text outside its page.

use chrono::NaiveDate;

use crate::{kernel::locale::Locale, words::Words};

/// The labels of the fields that are stored.
pub type Labels = &'static [Label];

/// A field, the translation key of its label, and how its value is shown.
pub struct Label {
    field: &'static str,
    key: &'static str,
    value: Value,
}

enum Value {
    Typed,
    Day,
    Language,
    Tick,
    /// A choice; the translation keys of its values begin with this prefix.
    Choice(&'static str),
}

impl Label {
    /// A field whose text is shown as it was typed.
    pub const fn typed(field: &'static str, key: &'static str) -> Self {
        Self { field, key, value: Value::Typed }
    }

    /// A field for a date.
    pub const fn day(field: &'static str, key: &'static str) -> Self {
        Self { field, key, value: Value::Day }
    }

    /// A choice of a language.
    pub const fn language(field: &'static str, key: &'static str) -> Self {
        Self { field, key, value: Value::Language }
    }

    /// A checkbox.
    pub const fn tick(field: &'static str, key: &'static str) -> Self {
        Self { field, key, value: Value::Tick }
    }

    /// A choice whose values have translation keys that begin with `words`.
    pub const fn choice(field: &'static str, key: &'static str, words: &'static str) -> Self {
        Self { field, key, value: Value::Choice(words) }
    }

    fn reads(&self, typed: &str, words: &Words, locale: Locale) -> String {
        let read = match self.value {
            Value::Typed => None,
            Value::Day => typed.parse::<NaiveDate>().ok().map(|day| locale.date(day)),
            Value::Language => typed.parse::<Locale>().ok().map(|locale| locale.name().to_owned()),
            Value::Tick => Some(words.text("changed-ticked")),
            Value::Choice(begins) => {
                let key = format!("{begins}{}", typed.replace('_', "-"));
                words.has(&key).then(|| words.text(&key))
            }
        };
        read.unwrap_or_else(|| typed.to_owned())
    }
}

/// Returns the typed text in the order of the form: the label of each field, and its value. Empty fields, and those that a page fills in
/// itself, are left out.
pub fn read_out(
    labels: Labels,
    fields: &[(String, String)],
    words: &Words,
    locale: Locale,
) -> Vec<(String, String)> {
    let shown = fields.iter().filter(|(_, value)| !value.trim().is_empty());
    let shown = shown.filter_map(|(name, value)| {
        let label = labels.iter().find(|label| label.field == name)?;
        Some((words.text(label.key), label.reads(value, words, locale)))
    });
    shown.collect()
}
