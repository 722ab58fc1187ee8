//! The rules for files: which are accepted, under which names, and who may delete them. Pure functions.

mod container;
mod content;
pub mod disposition;
mod folding;
pub mod kinds;
pub mod range;

use unicode_normalization::UnicodeNormalization;

use crate::{access::Role, kernel::text::FileName};

/// The maximum number of files in one upload.
pub const MOST_AT_ONCE: usize = 10;

/// The key that two names share if they name the same file, so that `Label.PDF` and `label.pdf` are versions of one file. Only case
/// and composition are folded: the name is normalized to NFC (UAX #15), each character is folded by Unicode's simple case folding
/// (The Unicode Standard, 3.13 and 5.18), and the result is normalized to NFC again, because `J̌` folds to a sequence that is
/// composed as `ǰ`. One character always stays one: `ß` does not become `ss`, `ﬁ` does not become `fi`, and `ı` and `İ` do not
/// become `i`.
pub fn name_key(name: &FileName) -> String {
    name.as_str().nfc().map(folding::folded).nfc().collect()
}

/// Whether a user may move a file to the trash: the studio's users may, and a client user if all of its versions are their own.
pub fn may_trash(role: Role, all_versions_own: bool) -> bool {
    role.works_here() || all_versions_own
}

/// Whether a user may rename a file: the studio's users may, and the user who created it.
pub fn may_rename(role: Role, is_author: bool) -> bool {
    role.works_here() || is_author
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(name: &str) -> String {
        name_key(&FileName::parse(name).unwrap())
    }

    #[test]
    fn names_that_differ_by_case_or_composition_are_one_file() {
        for (one, other) in [
            ("Label.PDF", "label.pdf"),
            ("BLÄTTER.pdf", "bla\u{308}tter.pdf"),
            ("GROẞE.pdf", "große.pdf"),
            ("ΣΊΣΥΦΟΣ.pdf", "σίσυφος.pdf"),
            ("J\u{30c}.pdf", "\u{1f0}.pdf"),
            ("ПЛАКАТ.pdf", "плакат.pdf"),
            ("\u{1e9b}.pdf", "Ṡ.pdf"),
        ] {
            assert_eq!(key(one), key(other), "{one} and {other}");
        }
    }

    #[test]
    fn names_that_differ_by_a_letter_are_two_files() {
        for (one, other) in [
            ("label.pdf", "label-2.pdf"),
            ("Maße.pdf", "Masse.pdf"),
            ("GROSSE.pdf", "große.pdf"),
            ("sınır.pdf", "sinir.pdf"),
            ("İstanbul.pdf", "istanbul.pdf"),
            ("ﬁnal.pdf", "final.pdf"),
            ("ŉ.pdf", "ʼn.pdf"),
            ("Ärzte.pdf", "Arzte.pdf"),
            ("m².pdf", "m2.pdf"),
        ] {
            assert_ne!(key(one), key(other), "{one} and {other}");
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in any::<String>()) {
            if let Ok(name) = FileName::parse(&text) {
                let again = name_key(&name).nfc().map(folding::folded).nfc().collect::<String>();
                prop_assert_eq!(again, name_key(&name));
            }
        }

        #[test]
        fn case_and_composition_do_not_change_the_key(text in "[a-zA-ZäöüÄÖÜéÉčČşŞабвАБВαβσΑΒΣ0-9 ._-]{1,30}") {
            if let Ok(name) = FileName::parse(&text) {
                let decomposed: String = name.as_str().nfd().collect();
                for other in [name.as_str().to_uppercase(), name.as_str().to_lowercase(), decomposed] {
                    prop_assert_eq!(key(&other), name_key(&name));
                }
            }
        }
    }
}
