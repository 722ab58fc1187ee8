//! Pure rules of files: what is taken, under which name, and who may throw it away.

mod container;
mod content;
pub mod disposition;
mod folding;
pub mod kinds;
pub mod range;

use unicode_normalization::UnicodeNormalization;

use crate::{access::Role, kernel::text::FileName};

/// Most files in one upload.
pub const MOST_AT_ONCE: usize = 10;

/// What two names share exactly when they name one file, so that `Label.PDF` and `label.pdf` are versions of the same. Only case and
/// composition are folded: in NFC (UAX #15), each character is folded by Unicode's simple case folding (The Unicode Standard, 3.13 and
/// 5.18), and what came of it is put in NFC again, for `J̌` folds to what is composed as `ǰ`. One character stays one: `ß` is not `ss`,
/// `ﬁ` not `fi`, and `ı` and `İ` are no `i`.
pub fn name_key(name: &FileName) -> String {
    name.as_str().nfc().map(folding::folded).nfc().collect()
}

/// Whether someone may put a file into the trash: those who work here, and a client user whose own work it is alone.
pub fn may_trash(role: Role, all_versions_own: bool) -> bool {
    role.works_here() || all_versions_own
}

/// Whether someone may give a file another name: those who work here, and who began it.
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
        fn a_key_is_the_key_of_itself(text in any::<String>()) {
            if let Ok(name) = FileName::parse(&text) {
                let again = name_key(&name).nfc().map(folding::folded).nfc().collect::<String>();
                prop_assert_eq!(again, name_key(&name));
            }
        }

        #[test]
        fn case_and_composition_change_no_key(text in "[a-zA-ZäöüÄÖÜéÉčČşŞабвАБВαβσΑΒΣ0-9 ._-]{1,30}") {
            if let Ok(name) = FileName::parse(&text) {
                let decomposed: String = name.as_str().nfd().collect();
                for other in [name.as_str().to_uppercase(), name.as_str().to_lowercase(), decomposed] {
                    prop_assert_eq!(key(&other), name_key(&name));
                }
            }
        }
    }
}
