//! What the fields of a form are called on its page, for where they are shown without it: what was typed into a form that is kept.

use chrono::NaiveDate;

use crate::{kernel::locale::Locale, words::Words};

/// The fields of a form that are kept, in words.
pub type Labels = &'static [Label];

/// A field, the key of what it is called, and how what it holds is read out.
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
    /// A choice, whose word has a key that begins so.
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

    /// A box to tick.
    pub const fn tick(field: &'static str, key: &'static str) -> Self {
        Self { field, key, value: Value::Tick }
    }

    /// A choice whose words have keys that begin with `words`.
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

/// What was typed, in the order of the form: the name of each field, and what it holds. What is empty, and what a page fills in itself, is
/// left out.
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
