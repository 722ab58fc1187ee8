//! The kinds of entries that the audit trail writes itself, and those of erasures, which only it may account for.

crate::audit_kinds! {
    UserErased = watched("user.erased");
    ClientErased = entry("client.erased");
    BlanksCounted = watched("audit.blanks_counted");
    Cut = watched("audit.cut");
    Exported = watched("audit.exported");
    Checked = watched("audit.checked");
}
