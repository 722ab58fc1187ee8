//! Unread conversations for the first page.

use super::{model::Unread, queries::unread::unread};
use crate::{
    db::Tx,
    error::AppResult,
    room::{Reader, Since, Turn},
    words::Words,
};

/// How many conversations are shown: as many as `unread` can return, so that the list agrees with the count in its heading.
const MOST: i64 = 24;
/// After everything that needs a decision or a payment.
const RANK: u16 = 900;

/// Conversations with unread messages, as turns.
pub fn turns(tx: &mut Tx, reader: &Reader) -> AppResult<Vec<Turn>> {
    Ok(unread(tx, MOST)?.into_iter().map(|unread| turn(unread, reader.words)).collect())
}

fn turn(unread: Unread, words: &Words) -> Turn {
    let about = [("sender", unread.sender.as_str().into()), ("about", unread.name.as_str().into())];
    Turn {
        rank: RANK,
        page: unread.page(),
        label: words.text("messages-turn"),
        title: match unread.project_id {
            Some(_) => words.with("messages-turn-new", &about),
            None => words.with("messages-turn-new-general", &about[..1]),
        },
        button: words.with("messages-turn-read", &[("count", unread.unread.into())]),
        detail: unread.beginning,
        since: Since::Moment(unread.last_at),
        about: unread.name,
    }
}
