//! What happens in conversations, by its kinds.

use crate::{
    audit::Thing,
    events::About,
    kernel::ids::{ConversationId, MessageId},
    urls,
};

crate::event_kinds! {
    Sent = live("message.sent").page(conversation);
    Read = live("conversation.read");
}

/// What the audit tells of: erasures, and what somebody searched for.
pub const THINGS: &[Thing] = &[Thing::without_page::<ConversationId>(), Thing::without_page::<MessageId>()];

fn conversation(about: About) -> Option<String> {
    about.project.map(urls::project_messages)
}
