//! The room's kinds of events and audit entries.

use crate::{
    audit::Thing,
    events::About,
    kernel::ids::{FileId, FileVersionId},
    urls,
};

crate::event_kinds! {
    Uploaded = feed("file.uploaded").page(file);
    Deleted = feed("file.deleted").page(file);
    Restored = feed("file.restored").page(file);
    Renamed = feed("file.renamed").page(file);
}

crate::audit_kinds! {
    Uploaded = entry("file.uploaded");
    Downloaded = entry("file.downloaded");
    Deleted = entry("file.deleted");
    Restored = entry("file.restored");
    Renamed = entry("file.renamed");
    Purged = entry("file.purged");
}

/// The things that audit entries are about.
pub const THINGS: &[Thing] =
    &[Thing::on_page::<FileId>(|id| urls::file(FileId::from(id))), Thing::without_page::<FileVersionId>()];

fn file(about: About) -> Option<String> {
    about.subject.map(|id| urls::file(FileId::from(id)))
}
