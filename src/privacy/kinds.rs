//! What happens to exports and to what is kept, by its kinds. Those of erasures are the audit's own.

use crate::{audit::Thing, kernel::ids::ExportId};

crate::audit_kinds! {
    ExportRequested = watched("export.requested");
    ExportMade = watched("export.made");
    ExportDownloaded = watched("export.downloaded");
    ExportRemoved = watched("export.removed");
    RetentionChanged = entry("retention.changed");
    RetentionDone = entry("retention.done");
}

/// What the audit tells of.
pub const THINGS: &[Thing] = &[Thing::without_page::<ExportId>()];
