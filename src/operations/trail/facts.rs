//! Formats the facts of an entry for its reader: fields by their labels, choices by their names, money, dates and times in the
//! reader's format. Values for machines (ids, the frozen parties of an invoice) are left out here but included in the export.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    kernel::{locale::Locale, money::Money, time::Zone},
    words::Words,
};

/// A line of the table: a field, its old and its new value.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    /// `None` if this is a fact and not a change.
    pub before: Option<String>,
    pub after: String,
}

/// The reader's language, number format and time zone.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub words: &'a Words,
    pub locale: Locale,
    pub zone: Zone,
}

/// Fields, and the translation keys of their labels.
const FIELDS: &[(&str, &str)] = &[
    ("accent", "studio-accent"),
    ("address", "studio-address"),
    ("allowed_addresses", "studio-addresses"),
    ("amount_minor", "invoices-amount"),
    ("archived_at", "audit-fact-archived"),
    ("bank", "studio-bank"),
    ("budget_minor", "projects-budget"),
    ("by", "audit-fact-by"),
    ("currency", "studio-currency"),
    ("days", "studio-days"),
    ("description", "projects-description"),
    ("discount_amount_minor", "invoices-discount"),
    ("discount_kind", "invoices-discount-kind"),
    ("discount_percent", "invoices-discount"),
    ("done_at", "projects-milestone-done"),
    ("due_on", "projects-due"),
    ("email", "accounts-email"),
    ("ended", "audit-fact-ended"),
    ("factor_for_clients", "studio-factor-clients"),
    ("factor_for_staff", "studio-factor-staff"),
    ("from", "audit-fact-from"),
    ("invoice_prefix", "studio-invoice-prefix"),
    ("lines", "invoices-lines"),
    ("locale", "accounts-locale"),
    ("method", "invoices-method"),
    ("name", "accounts-name"),
    ("note", "invoices-note"),
    ("number", "invoices-number"),
    ("paid_minor", "invoices-paid"),
    ("payment_days", "studio-payment-days"),
    ("position", "audit-fact-position"),
    ("reason", "audit-fact-reason"),
    ("reference", "invoices-reference"),
    ("role", "accounts-role"),
    ("standing", "accounts-role"),
    ("starts_on", "projects-starts"),
    ("state", "accounts-state"),
    ("status", "projects-status"),
    ("tax_id", "studio-tax-id"),
    ("tax_mode", "invoices-tax-mode"),
    ("theme", "accounts-theme"),
    ("title", "projects-milestone-title"),
    ("to", "audit-fact-to"),
    ("total_minor", "invoices-total"),
    ("version", "audit-fact-version"),
    ("weight", "projects-weight"),
    ("zone", "accounts-zone"),
];

/// Choices, and the prefixes of the translation keys of their values.
const CHOICES: &[(&str, &str)] = &[
    ("discount_kind", "invoices-discount-"),
    ("from", "projects-status-"),
    ("method", "invoices-method-"),
    ("role", "role-"),
    ("standing", "role-"),
    ("status", "projects-status-"),
    ("tax_mode", "invoices-tax-"),
    ("theme", "shell-theme-"),
    ("to", "projects-status-"),
];

/// Recorded fields that are not shown.
const FOR_MACHINES: &[&str] =
    &["address_key", "client_party", "invited_as", "pdf_sha256", "revision", "stage", "studio_party"];

/// The facts as lines: `before` and `after` side by side, other facts with a single value.
pub fn changes(facts: &Value, reading: Reading) -> Vec<Change> {
    let Some(facts) = facts.as_object() else { return Vec::new() };
    let side = |name: &str| facts.get(name).and_then(Value::as_object);
    let (before, after) = (side("before"), side("after"));
    let mut fields: Vec<&String> = [before, after].into_iter().flatten().flat_map(Map::keys).collect();
    fields.sort_by_key(|field| fields_at(field));
    fields.dedup();
    let of = |side: Option<&Map<String, Value>>, field: &str| {
        let value = side.and_then(|side| side.get(field));
        value.map(|value| reading.value(field, value, [side, Some(facts)])).unwrap_or_default()
    };
    let mut lines: Vec<Change> = Vec::new();
    for field in fields {
        let (was, is) = (of(before, field), of(after, field));
        let is_told = !was.is_empty() || !is.is_empty();
        if is_told && !FOR_MACHINES.contains(&field.as_str()) {
            lines.push(Change { field: reading.field(field), before: Some(was), after: is });
        }
    }
    // A fact that is also part of the change is only shown there.
    let others = facts.iter().filter(|(name, _)| {
        let in_change = [before, after].into_iter().flatten().any(|side| side.contains_key(*name));
        !matches!(name.as_str(), "before" | "after") && !FOR_MACHINES.contains(&name.as_str()) && !in_change
    });
    lines.extend(others.filter_map(|(name, value)| {
        let after = reading.value(name, value, [Some(facts), None]);
        (!after.is_empty()).then(|| Change { field: reading.field(name), before: None, after })
    }));
    lines
}

/// Orders fields by name, those without a label last.
fn fields_at(field: &str) -> (bool, String) {
    (!FIELDS.iter().any(|(name, _)| *name == field), field.to_owned())
}

impl Reading<'_> {
    fn field(self, field: &str) -> String {
        let known = FIELDS.iter().find(|(name, _)| *name == field);
        known.map_or_else(|| field.replace('_', " "), |(_, key)| self.words.text(key))
    }

    /// A value as text; `around` is where its currency may be found. Empty if the value is not shown.
    fn value(self, field: &str, value: &Value, around: [Option<&Map<String, Value>>; 2]) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(yes) => self.words.text(if *yes { "changed-ticked" } else { "changed-not-ticked" }),
            Value::String(text) => self.text(field, text),
            Value::Number(number) if field.ends_with("_minor") => {
                let currency = around.into_iter().flatten().find_map(|side| side.get("currency")?.as_str());
                let money = currency
                    .and_then(|code| code.parse().ok())
                    .zip(number.as_i64())
                    .map(|(currency, minor)| self.locale.money(Money::new(minor, currency)));
                money.unwrap_or_else(|| number.to_string())
            }
            Value::Number(number) => number.to_string(),
            Value::Array(values) => {
                let texts = values.iter().map(|value| match value {
                    // A line of an invoice.
                    Value::Object(line) => {
                        line.get("what").and_then(Value::as_str).unwrap_or_default().to_owned()
                    }
                    value => self.value(field, value, around),
                });
                texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
            }
            Value::Object(_) => String::new(),
        }
    }

    fn text(self, field: &str, text: &str) -> String {
        if text.parse::<Uuid>().is_ok() {
            return String::new();
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            return self.locale.date(day);
        }
        if let Ok(at) = text.parse::<DateTime<Utc>>() {
            return self.locale.moment(at, self.zone);
        }
        if field == "locale" {
            return text
                .parse::<Locale>()
                .map_or_else(|_| text.to_owned(), |locale| locale.name().to_owned());
        }
        let begins = CHOICES.iter().find(|(name, _)| *name == field).map(|(_, begins)| *begins);
        let key = begins.map(|begins| format!("{begins}{}", text.replace('_', "-")));
        match key.filter(|key| self.words.has(key)) {
            Some(key) => self.words.text(&key),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines_of(facts: &Value, locale: Locale) -> Vec<(String, Option<String>, String)> {
        let reading = Reading { words: Words::of(locale), locale, zone: Zone::UTC };
        changes(facts, reading).into_iter().map(|line| (line.field, line.before, line.after)).collect()
    }

    fn line(field: &str, before: Option<&str>, after: &str) -> (String, Option<String>, String) {
        (field.into(), before.map(Into::into), after.into())
    }

    #[test]
    fn a_change_is_shown_side_by_side() {
        let facts = json!({ "before": { "payment_days": 14 }, "after": { "payment_days": 30, "note": "x" }, "number": "A-1" });
        assert_eq!(
            lines_of(&facts, Locale::En),
            [
                line("Note", Some(""), "x"),
                line("Payment terms", Some("14"), "30"),
                line("Number", None, "A-1")
            ]
        );
        assert_eq!(lines_of(&json!({}), Locale::En), []);
    }

    #[test]
    fn issue_11_values_are_shown_in_the_readers_words_and_formats() {
        let facts = json!({
            "before": { "status": "in_progress", "due_on": null, "locale": "en", "factor_for_staff": false },
            "after": { "status": "on_hold", "due_on": "2026-12-24", "locale": "de", "factor_for_staff": true },
            "client_id": "0190aaaa-0000-7000-8000-000000000000", "revision": 3,
            "amount_minor": 842_520, "currency": "EUR", "archived_at": "2026-11-30T13:38:00.5Z", "own_field": "as it is",
        });
        let german = lines_of(&facts, Locale::De);
        for (before, after) in [("In Arbeit", "Pausiert"), ("English", "Deutsch")] {
            let found = german.iter().find(|(_, _, is)| is == after);
            assert_eq!(found.and_then(|(_, was, _)| was.as_deref()), Some(before), "{german:?}");
        }
        let english = lines_of(&facts, Locale::En);
        assert!(english.contains(&line("Due", Some(""), "24 Dec 2026")), "{english:?}");
        assert!(english.contains(&line("Amount", None, "€8,425.20")), "{english:?}");
        assert!(english.contains(&line("own field", None, "as it is")), "{english:?}");
        assert!(!english.iter().any(|(field, _, after)| field == "revision" || after.contains("0190aaaa")));
    }
}
