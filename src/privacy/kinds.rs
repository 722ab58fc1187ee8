//! The kinds of audit entries about exports and retention. Those about erasures are defined by `audit`.

use crate::{audit::Thing, kernel::ids::ExportId};

crate::audit_kinds! {
    ExportRequested = watched("export.requested");
    ExportMade = watched("export.made");
    ExportDownloaded = watched("export.downloaded");
    ExportRemoved = watched("export.removed");
    RetentionChanged = entry("retention.changed");
    RetentionDone = entry("retention.done");
}

/// The types of rows that audit entries are about.
pub const THINGS: &[Thing] = &[Thing::without_page::<ExportId>()];
