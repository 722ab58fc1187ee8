//! The content of the demo: twelve weeks of a studio's work as plain tables. Days are working days relative to the day on which it
//! is loaded, so that it is always recent and nobody works on a Sunday.

mod birch_and_beam;
mod hafenmuseum;
mod lindenau;
mod morgenrot;
mod northlight;
mod peak_and_pine;
pub mod people;

use crate::{
    demo::artwork::{Paper, Sheet},
    invoices::Method,
    kernel::{Currency, Locale},
    projects::rules::Status,
};

/// A client of the studio.
pub struct Company {
    pub name: &'static str,
    pub email: &'static str,
    /// The address, one line of it per line.
    pub address: &'static str,
    pub tax_id: &'static str,
    pub currency: Currency,
    pub locale: Locale,
}

/// A user of the demo.
pub struct Person {
    pub name: &'static str,
    pub email: &'static str,
    pub place: Place,
    pub locale: Locale,
}

/// The role of a user.
pub enum Place {
    Admin,
    Staff,
    Manager(&'static Company),
    Member(&'static Company),
}

/// A project and its history.
pub struct Work {
    pub company: &'static Company,
    pub name: &'static str,
    /// One of the studio's project types.
    pub kind: &'static str,
    pub description: &'static str,
    /// In the minor unit of the client's currency.
    pub budget_minor: i64,
    pub starts: i32,
    pub due: i32,
    pub milestones: &'static [Step],
    pub told: &'static [Beat],
}

/// A milestone: title, due day, weight.
pub struct Step(pub &'static str, pub i32, pub i32);

/// A step of the history: when, who, what.
pub struct Beat(pub At, pub &'static Person, pub Act);

/// When something happens.
#[derive(Clone, Copy)]
pub enum At {
    /// A working day relative to today, negative for the past, with hour and minute in the studio's time zone.
    Day(i32, u32, u32),
    /// This many minutes before the demo is loaded, or before the end of the last working day.
    Ago(i64),
}

/// What a user does.
pub enum Act {
    /// Creates the project with its milestones.
    Open,
    Turn(Status),
    /// Completes the milestone with this title.
    Finish(&'static str),
    Upload(&'static str, Made),
    /// Sends a message that everyone has read since.
    Say(&'static str),
    /// Sends a message that the other side has not read yet.
    Whisper(&'static str),
    Draft(&'static Bill),
    /// Drafts an invoice and sends it.
    Send(&'static Bill),
    /// Records a payment for an invoice: key, minor units, method, reference.
    Pay(&'static str, i64, Method, &'static str),
    Void(&'static str),
}

/// The content of a file.
pub enum Made {
    Picture(fn() -> Paper),
    Sheet(Sheet),
    Text(&'static str),
}

/// An invoice.
pub struct Bill {
    /// How the tables refer to it.
    pub key: &'static str,
    pub payment_days: i32,
    /// In percent.
    pub tax: &'static str,
    /// Deducted before tax, in percent.
    pub discount: Option<&'static str>,
    pub note: &'static str,
    pub items: &'static [Item],
}

/// A line: description, quantity, unit, unit price in minor units.
pub struct Item(pub &'static str, pub &'static str, pub &'static str, pub i64);

/// All projects of the demo.
pub fn works() -> impl Iterator<Item = &'static Work> {
    [
        birch_and_beam::WORKS,
        northlight::WORKS,
        morgenrot::WORKS,
        hafenmuseum::WORKS,
        peak_and_pine::WORKS,
        lindenau::WORKS,
    ]
    .into_iter()
    .flatten()
}
