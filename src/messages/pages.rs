//! The room's pages and fragments.

use askama::Template;
use chrono::NaiveDate;

use super::{
    forms::MessageForm,
    model::{Conversation, Message, Subject, Thread},
};
use crate::{
    clients::Client,
    kernel::{
        ids::{ConversationId, MessageId, UserId},
        time::Zone,
    },
    projects::Header,
    web::{Page, filters, thing_and_place, titled},
    words::Words,
};

titled! { Index = "messages-title"; }

/// The viewer's conversations, most recently active first.
#[derive(Template)]
#[template(path = "messages/index.html")]
pub struct Index {
    pub threads: Vec<Thread>,
    /// The path of the next page of older conversations; empty if there is none.
    pub older: String,
    /// The path of the general conversation of the reader's own company; empty for the studio's users.
    pub own: String,
}

/// A conversation and the form to write in it.
pub struct Talk {
    pub about: Subject,
    /// The client's name, shown because all of its users can read the conversation.
    pub client: String,
    /// Whether the project is archived, so that nothing can be sent.
    pub archived: bool,
    pub conversation: ConversationId,
    pub viewer: UserId,
    /// The newest message that the viewer has seen.
    pub seen: Option<MessageId>,
    /// Whether there are unread messages before this page.
    pub skips_unread: bool,
    pub entries: Vec<Entry>,
    /// The path of the page of earlier messages; empty if there are none.
    pub earlier: String,
    /// Whether this page includes the newest message. Only then are new messages appended to it.
    pub is_newest: bool,
    /// The newest message on this page, and whether the viewer has seen it.
    pub last: Option<(MessageId, bool)>,
    pub form: MessageForm,
}

impl Talk {
    /// Whether the viewer has already seen every message on this page.
    fn opens_at_end(&self) -> bool {
        !self.entries.iter().any(|entry| entry.is_first_unread)
    }
}

/// A project's conversation.
#[derive(Template)]
#[template(path = "messages/show.html")]
pub struct Show {
    pub project: Header,
    pub tab: &'static str,
    pub talk: Talk,
}

impl Page for Show {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("messages-title"), &self.project.name)
    }
}

/// A client's conversation, which belongs to no project.
#[derive(Template)]
#[template(path = "messages/of_client.html")]
pub struct OfClient {
    pub client: Client,
    pub talk: Talk,
}

impl Page for OfClient {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("messages-general"), &self.client.name)
    }
}

/// A message, and the separators above it.
pub struct Entry {
    pub message: Message,
    /// The date, on the first message of a day.
    pub day: Option<NaiveDate>,
    /// Whether this is the first message that the viewer has not seen.
    pub is_first_unread: bool,
}

impl Entry {
    /// Messages in order, with the separators for one reader.
    pub fn all(messages: Vec<Message>, conversation: Conversation, reader: UserId, zone: Zone) -> Vec<Self> {
        let (mut day, mut unread_began) = (None, false);
        let mut entries = Vec::with_capacity(messages.len());
        for message in messages {
            let date = zone.date_of(message.created_at);
            let begins = day.replace(date) != Some(date);
            let is_unread = message.sender_id != reader
                && conversation.read_through.is_some_and(|mark| message.id > mark);
            let is_first_unread = is_unread && !unread_began;
            unread_began |= is_unread;
            entries.push(Self { message, day: begins.then_some(date), is_first_unread });
        }
        entries
    }
}

/// A new message for open pages of its conversation, with an announcement and a recount for all other open pages.
#[derive(Template)]
#[template(path = "messages/live.html")]
pub struct Arrival {
    pub entry: Entry,
    /// The project's name, or the client's.
    pub place: String,
}

/// The message that was just sent, returned to its sender in case the event stream is down.
#[derive(Template)]
#[template(path = "messages/sent.html")]
pub struct Sent {
    pub entry: Entry,
}

/// The numbers of unread messages and of turns, wherever they are shown.
#[derive(Template)]
#[template(path = "messages/unread.html")]
pub struct Unread {
    pub count: i64,
    pub turns: i64,
}

/// Makes a user's open pages fetch their counts again.
#[derive(Template)]
#[template(path = "messages/recount.html")]
pub struct Recount;
