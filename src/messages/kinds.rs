//! The room's kinds of events and audit entries.

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

/// The things that audit entries are about: erasures and searches name them.
pub const THINGS: &[Thing] = &[Thing::without_page::<ConversationId>(), Thing::without_page::<MessageId>()];

fn conversation(about: About) -> Option<String> {
    about.project.map(urls::project_messages)
}
