//! Template filters: they translate values into the reader's language and format them by the reader's conventions.

use std::{fmt::Display, sync::atomic::Ordering};

use askama::Values;
use chrono::{DateTime, NaiveDate, Utc};
use fluent_bundle::FluentValue;
use rust_decimal::Decimal;

use super::{
    column::Cell,
    field::Field,
    form::{FORM_USED, Fault, Mentioned, NO_KEY},
    surroundings::{SURROUNDINGS, Surroundings},
};
use crate::{
    events::Audience,
    kernel::{
        currency::Currency,
        money::{Money, UnitPrice},
    },
};

fn around(values: &dyn Values) -> askama::Result<&Surroundings> {
    askama::get_value(values, SURROUNDINGS)
}

/// A value behind any number of references, as Askama passes it.
pub trait Given<T> {
    /// The value itself.
    fn given(&self) -> T;
}

impl<T, G: Given<T>> Given<T> for &G {
    fn given(&self) -> T {
        (**self).given()
    }
}

macro_rules! given {
    ($($type:ty),*) => {$(
        impl Given<$type> for $type {
            fn given(&self) -> $type {
                *self
            }
        }
    )*};
}

given!(Money, UnitPrice, NaiveDate, DateTime<Utc>, Decimal, i64, Currency);

/// The translation of a key: `{{ "project-new"|t }}`.
#[askama::filter_fn]
pub fn t(key: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.words.text(&key.to_string()))
}

/// A translation with a count: `{{ "files-count"|t_count(files.len()) }}`, with `{ $count -> [one] … *[other] … }`.
#[askama::filter_fn]
pub fn t_count<N: Display>(key: impl Display, values: &dyn Values, count: N) -> askama::Result<String> {
    let number: f64 = count.to_string().parse().unwrap_or_default();
    Ok(around(values)?.words.with(&key.to_string(), &[("count", number.into())]))
}

/// A translation with one argument: `{{ "invoice-for"|t_with("client", client.name) }}`.
#[askama::filter_fn]
pub fn t_with<V: Display>(
    key: impl Display,
    values: &dyn Values,
    name: &'static str,
    value: V,
) -> askama::Result<String> {
    Ok(around(values)?.words.with(&key.to_string(), &[(name, value.to_string().into())]))
}

/// A translation with two arguments.
#[askama::filter_fn]
pub fn t_with2<V: Display, W: Display>(
    key: impl Display,
    values: &dyn Values,
    name: &'static str,
    value: V,
    name2: &'static str,
    value2: W,
) -> askama::Result<String> {
    let mentioned = [(name, value.to_string().into()), (name2, value2.to_string().into())];
    Ok(around(values)?.words.with(&key.to_string(), &mentioned))
}

/// Something that can be refused.
pub trait Refusable {
    /// Why it was refused.
    fn reason(&self) -> Option<&Fault>;
}

impl<T> Refusable for Field<T> {
    fn reason(&self) -> Option<&Fault> {
        self.fault()
    }
}

impl Refusable for Cell {
    fn reason(&self) -> Option<&Fault> {
        self.fault()
    }
}

impl Refusable for Fault {
    fn reason(&self) -> Option<&Fault> {
        Some(self)
    }
}

impl<R: Refusable> Refusable for Option<R> {
    fn reason(&self) -> Option<&Fault> {
        self.as_ref().and_then(Refusable::reason)
    }
}

impl<R: Refusable> Refusable for &R {
    fn reason(&self) -> Option<&Fault> {
        (**self).reason()
    }
}

/// The message beside a refused field; empty if it is not refused: `{{ form.name|error }}`.
#[askama::filter_fn]
pub fn error(of: impl Refusable, values: &dyn Values) -> askama::Result<String> {
    Ok(sentence(of.reason(), around(values)?))
}

fn sentence(fault: Option<&Fault>, Surroundings { words, returned, .. }: &Surroundings) -> String {
    match fault {
        None => String::new(),
        // A stored form comes back without its key. The page says why; no field is at fault.
        Some(Fault { key: FORM_USED | NO_KEY, .. }) if returned.is_some() => String::new(),
        Some(fault) => match &fault.mentions {
            None => words.text(fault.key),
            Some((name, mentioned)) => {
                let value = match mentioned {
                    Mentioned::Count(count) => FluentValue::from(*count),
                    Mentioned::Text(text) => FluentValue::from(text.as_str()),
                };
                words.with(fault.key, &[(name, value)])
            }
        },
    }
}

/// Whether this is a stored form that is returned to its author: `{% if "form"|is_returned %}`.
#[askama::filter_fn]
pub fn is_returned(_what: impl Display, values: &dyn Values) -> askama::Result<bool> {
    Ok(around(values)?.returned.is_some())
}

/// The URL of an asset, with the hash of its content: `{{ "css/portal.css"|asset }}`.
#[askama::filter_fn]
pub fn asset(path: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.assets.url(&path.to_string()))
}

/// This page's form token: `{{ "form"|csrf }}`.
#[askama::filter_fn]
pub fn csrf(_for: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.csrf.clone())
}

/// Claims the page's focus: true for the first field that calls it, false for those after it. `{% if "field"|claims_focus %} autofocus{%
/// endif %}`
#[askama::filter_fn]
pub fn claims_focus(_what: impl Display, values: &dyn Values) -> askama::Result<bool> {
    Ok(!around(values)?.focus_taken.swap(true, Ordering::Relaxed))
}

/// Whether the viewer is of this kind: `{% if "staff"|is_viewer %}`; `staff` includes admins. For hiding buttons only; it protects nothing.
#[askama::filter_fn]
pub fn is_viewer(kind: impl Display, values: &dyn Values) -> askama::Result<bool> {
    use crate::access::Role;
    let Surroundings { viewer, audience, .. } = around(values)?;
    Ok(match kind.to_string().as_str() {
        "staff" => matches!(audience, Some(Audience::Studio)),
        "client" => matches!(audience, Some(Audience::Client(_))),
        "admin" => viewer.as_ref().is_some_and(|viewer| viewer.role == Role::Admin),
        "manager" => viewer.as_ref().is_some_and(|viewer| viewer.manages_client()),
        _ => false,
    })
}

/// The studio's name: `{{ "name"|studio }}`.
#[askama::filter_fn]
pub fn studio(_fact: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.studio_name.clone())
}

/// A new idempotency key for a form that creates something.
#[askama::filter_fn]
pub fn once(_: impl std::fmt::Display, _: &dyn Values) -> askama::Result<String> {
    Ok(uuid::Uuid::now_v7().to_string())
}

/// An amount with its currency: `€1,234.50`.
#[askama::filter_fn]
pub fn money(amount: impl Given<Money>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.money(amount.given()))
}

/// A unit price with its currency: `€0.0255`.
#[askama::filter_fn]
pub fn price(price: impl Given<UnitPrice>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.price(price.given()))
}

/// A currency's code and name, for a list of choices: `EUR, Euro`.
#[askama::filter_fn]
pub fn named(currency: impl Given<Currency>, values: &dyn Values) -> askama::Result<String> {
    let currency = currency.given();
    Ok(format!("{}, {}", currency.code(), currency.name(around(values)?.locale)))
}

/// A date: `21 Nov 2026`.
#[askama::filter_fn]
pub fn day(date: impl Given<NaiveDate>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.date(date.given()))
}

/// A date in full: `21 November 2026`.
#[askama::filter_fn]
pub fn long_day(date: impl Given<NaiveDate>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.long_date(date.given()))
}

/// An instant in the reader's zone: `21 Nov 2026, 14:05`.
#[askama::filter_fn]
pub fn moment(at: impl Given<DateTime<Utc>>, values: &dyn Values) -> askama::Result<String> {
    let around = around(values)?;
    Ok(around.locale.moment(at.given(), around.zone))
}

/// An instant in the reader's zone, for lists: `14:05` today, `21 Nov` this year. Used with `moment` as its title.
#[askama::filter_fn]
pub fn brief(at: impl Given<DateTime<Utc>>, values: &dyn Values) -> askama::Result<String> {
    let around = around(values)?;
    Ok(around.locale.brief(at.given(), around.zone, around.now))
}

/// Whether an instant lies within the last five minutes.
#[askama::filter_fn]
pub fn is_recent(at: impl Given<DateTime<Utc>>, values: &dyn Values) -> askama::Result<bool> {
    Ok(around(values)?.now - at.given() < chrono::Duration::minutes(5))
}

/// The time of day in the reader's zone: `14:05`.
#[askama::filter_fn]
pub fn clock(at: impl Given<DateTime<Utc>>, values: &dyn Values) -> askama::Result<String> {
    let around = around(values)?;
    Ok(around.locale.time(at.given(), around.zone))
}

/// An instant for `<time datetime>`.
#[askama::filter_fn]
pub fn iso(at: impl Given<DateTime<Utc>>, _: &dyn Values) -> askama::Result<String> {
    Ok(at.given().to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// A date relative to today: `due today`, `due in 4 days`, `3 days overdue`.
#[askama::filter_fn]
pub fn due(date: impl Given<NaiveDate>, values: &dyn Values) -> askama::Result<String> {
    let around = around(values)?;
    let days = crate::kernel::locale::days_between(around.today, date.given());
    let (key, count) = match days {
        0 => ("due-today", 0),
        1.. => ("due-in", days),
        _ => ("due-since", -days),
    };
    Ok(around.words.with(key, &[("count", count.into())]))
}

/// A file size: `1.2 MB`.
#[askama::filter_fn]
pub fn size(bytes: impl Given<i64>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.file_size(u64::try_from(bytes.given()).unwrap_or_default()))
}

/// An exact decimal: `1,234.5`.
#[askama::filter_fn]
pub fn decimal(number: impl Given<Decimal>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.decimal(number.given()))
}

/// A percentage: `9.975 %`.
#[askama::filter_fn]
pub fn percent(rate: impl Given<Decimal>, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.percent(rate.given()))
}

/// A person's initials.
#[askama::filter_fn]
pub fn initials(name: impl Display, _: &dyn Values) -> askama::Result<String> {
    Ok(crate::kernel::text::initials(&name.to_string()))
}

/// The reader's time zone, by its IANA name: `{{ "zone"|here }}`.
#[askama::filter_fn]
pub fn here(_fact: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.zone.name().to_owned())
}

/// The code of the reader's language: `{{ "lang"|language }}`.
#[askama::filter_fn]
pub fn language(_fact: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(around(values)?.locale.code().to_owned())
}

/// The URL of the stylesheet for the studio's accent; empty if none is needed: `{{ "accent"|accent }}`.
#[askama::filter_fn]
pub fn accent(_fact: impl Display, values: &dyn Values) -> askama::Result<String> {
    Ok(super::palette::url(&around(values)?.accent).unwrap_or_default())
}
