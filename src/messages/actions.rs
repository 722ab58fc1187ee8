//! Business actions on conversations: sending a message and marking messages as read.

use serde_json::json;

use super::{
    forms::MessageInput,
    kinds::EventKind,
    model::{Message, Subject},
    queries::{self, Locked},
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::ids::{ConversationId, MessageId, UserId},
    web::Once,
};

/// Sends a message to a conversation and returns it. If the sender already used the key for the same content, returns that first
/// message; if the key was used for different content, nothing is sent.
///
/// # Errors
/// `NotFound` if the sender may not see the project or client; `Conflict` if the project is archived and the message was not sent
/// before.
pub fn send(
    tx: &mut Tx,
    about: Subject,
    sender: UserId,
    input: &MessageInput,
) -> AppResult<Once<Message, Message>> {
    // Locked, so that within a conversation ids increase in the order in which messages are committed.
    let Locked { client_id: client, conversation, is_archived } = queries::lock_conversation(tx, about)?;
    let (sent, unsent) = match is_archived {
        true => (None, AppError::Conflict("messages-fault-archived")),
        false => (queries::insert(tx, (client, conversation), sender, input)?, AppError::NotFound),
    };
    let Some(message) = sent else {
        let first = queries::find_by_key(tx, sender, input.key)?.ok_or(unsent)?;
        let is_same = first.conversation_id == conversation && first.body == input.body;
        return Ok(if is_same { Once::Done(first) } else { Once::Taken(first) });
    };
    let event = Event { project: about.project(), ..Event::new(EventKind::Sent).of_client(client) };
    let event = event.about(message.id);
    events::record(tx, event.with(json!({ "conversation": conversation })))?;
    Ok(Once::Done(message))
}

/// Marks a conversation as read up to one of its messages. Returns whether the mark moved; it never moves backwards.
///
/// # Errors
/// `NotFound` if the message does not belong to this conversation, or the reader may not see it.
pub fn mark_read(
    tx: &mut Tx,
    conversation: ConversationId,
    reader: UserId,
    through: MessageId,
) -> AppResult<bool> {
    if queries::message(tx, through)?.conversation_id != conversation {
        return Err(AppError::NotFound);
    }
    let moved = queries::move_mark(tx, conversation, reader, through)?;
    if moved {
        let client = queries::client_of(tx, conversation)?;
        let event = Event::new(EventKind::Read).of_client(client).about(conversation);
        events::record(tx, Event { only: Some(reader), ..event })?;
    }
    Ok(moved)
}
