//! Pure rules of files: what is taken, under which name, and who may throw it away.

mod content;
pub mod disposition;
pub mod kinds;
pub mod range;

use unicode_normalization::UnicodeNormalization;

use crate::{access::Role, kernel::text::FileName};

/// Most files in one upload.
pub const MOST_AT_ONCE: usize = 10;

/// What two names must share to name one file: folded, so that `Label.PDF` and `label.pdf` are versions of the same.
pub fn name_key(name: &FileName) -> String {
    name.as_str().chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// Whether someone may put a file into the trash: those who work here, and a client user whose own work it is alone.
pub fn may_trash(role: Role, all_versions_own: bool) -> bool {
    role.works_here() || all_versions_own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_case_or_composition_are_one_file() {
        let key = |name: &str| name_key(&FileName::parse(name).unwrap());
        assert_eq!(key("Label.PDF"), key("label.pdf"));
        assert_eq!(key("BLÄTTER.pdf"), key("bla\u{308}tter.pdf"));
        assert_eq!(key("GROSSE.pdf"), key("große.pdf"));
        assert_eq!(key("ΣΊΣΥΦΟΣ.pdf"), key("σίσυφος.pdf"));
        assert_ne!(key("label.pdf"), key("label-2.pdf"));
    }
}
