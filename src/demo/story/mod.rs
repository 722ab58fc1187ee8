//! The story: twelve weeks in a studio's life, as plain tables. Days are working days from the day it is told on, so that it is
//! always recent and nobody works on a Sunday.

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
    /// One line of the address per line.
    pub address: &'static str,
    pub tax_id: &'static str,
    pub currency: Currency,
    pub locale: Locale,
}

/// Someone in the story.
pub struct Person {
    pub name: &'static str,
    pub email: &'static str,
    pub place: Place,
    pub locale: Locale,
}

/// Where someone belongs.
pub enum Place {
    Admin,
    Staff,
    Manager(&'static Company),
    Member(&'static Company),
}

/// A project, and what happens in it.
pub struct Work {
    pub company: &'static Company,
    pub name: &'static str,
    /// One of the studio's types.
    pub kind: &'static str,
    pub description: &'static str,
    /// In the minor unit of the client's currency.
    pub budget_minor: i64,
    pub starts: i32,
    pub due: i32,
    pub milestones: &'static [Step],
    pub told: &'static [Beat],
}

/// A milestone: title, day it is due, weight.
pub struct Step(pub &'static str, pub i32, pub i32);

/// When, who, what.
pub struct Beat(pub At, pub &'static Person, pub Act);

/// When something happens.
#[derive(Clone, Copy)]
pub enum At {
    /// A working day from today, negative before it; hour and minute on the studio's clocks.
    Day(i32, u32, u32),
    /// So many minutes before the story is told, or before the last working day ended.
    Ago(i64),
}

/// What someone does.
pub enum Act {
    /// Opens the project with its milestones.
    Open,
    Turn(Status),
    /// Ends the milestone of this title.
    Finish(&'static str),
    Upload(&'static str, Made),
    /// Says something that everybody has read by now.
    Say(&'static str),
    /// Says something that the other side has not read yet.
    Whisper(&'static str),
    Draft(&'static Bill),
    /// Drafts an invoice and sends it.
    Send(&'static Bill),
    /// Records a payment on an invoice: key, minor units, how, reference.
    Pay(&'static str, i64, Method, &'static str),
    Void(&'static str),
}

/// What a file holds.
pub enum Made {
    Picture(fn() -> Paper),
    Sheet(Sheet),
    Text(&'static str),
}

/// An invoice.
pub struct Bill {
    /// How the story speaks of it.
    pub key: &'static str,
    pub payment_days: i32,
    /// In percent.
    pub tax: &'static str,
    /// Taken off before tax, in percent.
    pub discount: Option<&'static str>,
    pub note: &'static str,
    pub items: &'static [Item],
}

/// A line: what, how many, of which unit, minor units each.
pub struct Item(pub &'static str, pub &'static str, pub &'static str, pub i64);

/// Every project of the story.
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
