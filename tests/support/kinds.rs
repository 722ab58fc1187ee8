//! Kinds of events and audit entries that no room declares, like rows of a kind that was removed from the code.

reprint::event_kinds! {
    Happened = live("test.happened");
}

reprint::audit_kinds! {
    Done = entry("test.done");
    Hidden = entry("test.hidden");
    Named = entry("test.named");
}
