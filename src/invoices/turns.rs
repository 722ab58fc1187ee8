//! Invoices to be paid, for the first page.

use super::{model::Entry, queries::open, rules::Standing};
use crate::{
    db::Tx,
    error::AppResult,
    room::{Reader, Since, Turn},
    urls,
};

/// The maximum number of invoices shown.
const MOST: i64 = 16;
/// First in order, because it is about money.
const RANK: u16 = 100;

/// Open invoices by due date, so overdue ones come first. Members cannot pay: only managers get these items, but members can still read
/// the invoices.
pub fn turns(tx: &mut Tx, reader: &Reader) -> AppResult<Vec<Turn>> {
    if !reader.viewer.manages_client() {
        return Ok(Vec::new());
    }
    Ok(open::open(tx, reader.today, MOST)?.into_iter().map(|entry| turn(entry, reader)).collect())
}

fn turn(entry: Entry, reader: &Reader) -> Turn {
    let overdue = entry.standing == Standing::Overdue;
    let number = entry.invoice.number.clone().unwrap_or_default();
    Turn {
        rank: RANK,
        page: urls::invoice(entry.invoice.id),
        label: reader.words.text("invoices-turn"),
        title: reader.words.with("invoices-turn-pay", &[("number", number.as_str().into())]),
        detail: reader.locale.money(entry.invoice.balance()),
        since: entry.invoice.due_on.map_or(Since::Undated, |on| Since::Due { on, overdue }),
        button: reader.words.text("invoices-turn-look"),
        about: number,
    }
}
