//! What waits to be read, for the first page.

use super::{model::Unread, queries::unread::unread};
use crate::{
    db::Tx,
    error::AppResult,
    room::{Reader, Since, Turn},
    words::Words,
};

/// How many conversations are shown: as many as are told apart, so that the list is what its heading counts.
const MOST: i64 = 24;
/// After everything that has to be decided or paid.
const RANK: u16 = 900;

/// Conversations with something the reader has not seen.
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
