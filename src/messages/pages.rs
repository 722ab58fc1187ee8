//! The room's pages and their pieces.

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

/// Every conversation, newest first.
#[derive(Template)]
#[template(path = "messages/index.html")]
pub struct Index {
    pub threads: Vec<Thread>,
    /// Where older ones are, if there are any.
    pub older: String,
    /// The conversation of the reader's own company that belongs to no project; empty for those who work here.
    pub own: String,
}

/// A conversation, to read and to write in.
pub struct Talk {
    pub about: Subject,
    /// The client's name: its people read along.
    pub client: String,
    /// Whether nothing can be written for now.
    pub archived: bool,
    pub conversation: ConversationId,
    pub viewer: UserId,
    /// How far the viewer has seen.
    pub seen: Option<MessageId>,
    /// Whether some of what the viewer has not seen lies before this page.
    pub skips_unread: bool,
    pub entries: Vec<Entry>,
    /// Where earlier messages are, if there are any.
    pub earlier: String,
    /// Whether the newest message is here. Only then do new ones join it.
    pub is_newest: bool,
    /// The newest message here, and whether the viewer has seen it.
    pub last: Option<(MessageId, bool)>,
    pub form: MessageForm,
}

impl Talk {
    /// Whether nothing here is new to its reader.
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

/// A message, and what stands above it.
pub struct Entry {
    pub message: Message,
    /// The day, where it begins.
    pub day: Option<NaiveDate>,
    /// Whether here begins what the viewer has not seen.
    pub is_first_unread: bool,
}

impl Entry {
    /// Messages in order, with their separators for one reader.
    pub fn all(messages: Vec<Message>, conversation: Conversation, reader: UserId, zone: Zone) -> Vec<Self> {
        let (mut day, mut told) = (None, false);
        let mut entries = Vec::with_capacity(messages.len());
        for message in messages {
            let date = zone.date_of(message.created_at);
            let begins = day.replace(date) != Some(date);
            let is_unread = message.sender_id != reader
                && conversation.read_through.is_some_and(|mark| message.id > mark);
            let is_first_unread = is_unread && !told;
            told |= is_unread;
            entries.push(Self { message, day: begins.then_some(date), is_first_unread });
        }
        entries
    }
}

/// A message for pages that are open, and a word of it for all the others.
#[derive(Template)]
#[template(path = "messages/live.html")]
pub struct Arrival {
    pub entry: Entry,
    /// The project's name, or the client's.
    pub place: String,
}

/// The message its sender just sent, in case the stream is not there to bring it.
#[derive(Template)]
#[template(path = "messages/sent.html")]
pub struct Sent {
    pub entry: Entry,
}

/// How many messages are unread and how many things wait, wherever that is shown.
#[derive(Template)]
#[template(path = "messages/unread.html")]
pub struct Unread {
    pub count: i64,
    pub turns: i64,
}

/// Asks the pages of a person for their counts.
#[derive(Template)]
#[template(path = "messages/recount.html")]
pub struct Recount;
