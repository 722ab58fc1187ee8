//! Lists in pages, and rows inside rows.

use serde_json::{Value, json};

use super::{
    refused::Refused,
    state::{State, text, whole},
};

/// Members by which a list may be narrowed, where the request says so.
const NARROWING: &[&str] =
    &["customer", "payment_intent", "charge", "payout", "source", "status", "type", "currency"];

/// A page of rows of a sort.
pub fn page(state: &State, object: &str, sent: &Value, url: &str) -> Result<Value, Refused> {
    let limit = whole(sent, "limit").unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(Refused::invalid("parameter_invalid_integer", "limit", "limit is between 1 and 100"));
    }
    let rows: Vec<&Value> = state.all(object).filter(|row| is_asked_for(row, sent)).collect();
    let at = |id: &str| {
        rows.iter()
            .position(|row| text(row, "id") == id)
            .ok_or_else(|| Refused::missing(400, "starting_after", object, id))
    };
    let (begin, end) = match (text(sent, "starting_after"), text(sent, "ending_before")) {
        ("", "") => (0, rows.len()),
        (after, "") => (at(after)? + 1, rows.len()),
        ("", before) => (0, at(before)?),
        _ => return Err(Refused::wrong("ending_before", "One of starting_after and ending_before only")),
    };
    // The page that ends before a row is the one nearest to it.
    let begin = if sent["ending_before"].is_string() { end.saturating_sub(limit as usize) } else { begin };
    let shown = &rows[begin..end.min(begin + limit as usize)];
    let more = if sent["ending_before"].is_string() { begin > 0 } else { begin + shown.len() < end };
    Ok(json!({"object": "list", "data": shown, "has_more": more, "url": url}))
}

fn is_asked_for(row: &Value, sent: &Value) -> bool {
    let same = |name: &&str| sent[*name].is_null() || row[*name] == sent[*name];
    let of_types = sent["types"].as_array().is_none_or(|types| types.contains(&row["type"]));
    let created = whole(row, "created").unwrap_or_default();
    let within = |name: &str, holds: fn(i64, i64) -> bool| {
        whole(&sent["created"], name).is_none_or(|edge| holds(created, edge))
    };
    NARROWING.iter().all(same)
        && of_types
        && within("gt", |a, b| a > b)
        && within("gte", |a, b| a >= b)
        && within("lt", |a, b| a < b)
        && within("lte", |a, b| a <= b)
}

/// Puts rows where the answer names them, as far as the request asks.
pub fn expand(state: &State, mut row: Value, sent: &Value) -> Result<Value, Refused> {
    for path in sent["expand"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let parts: Vec<_> = path.split('.').collect();
        if parts.len() > 4 || !put(state, &mut row, &parts) {
            return Err(Refused::wrong("expand[0]", format!("This property cannot be expanded ({path}).")));
        }
    }
    Ok(row)
}

fn put(state: &State, row: &mut Value, path: &[&str]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(member) = row.get_mut(*name) else { return false };
    if let Some(all) = member.as_array_mut() {
        return all.iter_mut().all(|one| put(state, one, rest));
    }
    let found = member.as_str().map(|id| state.any(id).cloned());
    match found {
        Some(None) => return false,
        Some(Some(whole)) => *member = whole,
        None => {}
    }
    member.is_null() || put(state, member, rest)
}
