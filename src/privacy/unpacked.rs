//! File names in a zip that can be unpacked on any system.

use unicode_normalization::UnicodeNormalization;

/// The maximum length of a name in bytes. File systems allow 255; Windows by default allows 260 characters for a whole path.
const MOST_BYTES: usize = 120;

/// The maximum length of an extension that is preserved when a name is shortened.
const LONGEST_ENDING: usize = 20;

/// Reserved device names of Windows, with any extension: see "Naming Files, Paths, and Namespaces" in its documentation.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Makes the last part of a path in a zip a name that Windows, macOS and Linux accept. The folders are chosen by the portal and kept.
pub fn path(stored: &str) -> String {
    match stored.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{}", self::name(name)),
        None => name(stored),
    }
}

/// A safe file name: separators, wildcards and control characters become `_`; device names are prefixed with `_`; trailing dots and
/// spaces are removed; names longer than [`MOST_BYTES`] are shortened, keeping the extension.
fn name(stored: &str) -> String {
    let plain: String = stored.nfc().map(|c| if is_safe(c) { c } else { '_' }).collect();
    let plain = cut(plain.trim_end_matches(['.', ' ']).trim_start_matches(' '));
    let stem = plain.split('.').next().unwrap_or_default().trim_end();
    if plain.is_empty() || is_device(stem) { format!("_{plain}") } else { plain }
}

fn is_safe(c: char) -> bool {
    !c.is_control() && !matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

/// `COM0` to `COM9` and `LPT0` to `LPT9` are devices too, also with superscript digits.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let is_port = |rest: &str| {
        matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    };
    DEVICES.contains(&&*stem)
        || ["COM", "LPT"].iter().any(|port| stem.strip_prefix(port).is_some_and(is_port))
}

/// Shortens a name, leaving one byte for a prefix.
fn cut(name: &str) -> String {
    let most = MOST_BYTES - 1;
    if name.len() <= most {
        return name.to_owned();
    }
    let ending = name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.len() <= LONGEST_ENDING);
    let ending = ending.unwrap_or_default();
    let stem = &name[..name.floor_char_boundary(most - ending.len())];
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_can_be_unpacked_on_every_system() {
        for (stored, unpacked) in [
            ("honey-label (2).pdf", "honey-label (2).pdf"),
            ("Blätter €.pdf", "Blätter €.pdf"),
            ("a*b|c<d>.pdf", "a_b_c_d_.pdf"),
            ("24\" poster?.pdf", "24_ poster_.pdf"),
            ("12:30.pdf", "12_30.pdf"),
            ("CON.pdf", "_CON.pdf"),
            ("con", "_con"),
            ("Nul .tar.gz", "_Nul .tar.gz"),
            ("lpt9.txt", "_lpt9.txt"),
            ("COM¹.txt", "_COM¹.txt"),
            ("conference.pdf", "conference.pdf"),
            ("COM10.pdf", "COM10.pdf"),
            ("dots...", "dots"),
            ("pdf. . ", "pdf"),
            ("...", "_"),
            (".profile", ".profile"),
        ] {
            assert_eq!(name(stored), unpacked, "{stored}");
        }
        assert_eq!(path("files/0190/a?.pdf"), "files/0190/a_.pdf");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = format!("{}.pdf", "ä".repeat(150));
        assert_eq!(name(&long), format!("{}.pdf", "ä".repeat(57)));
        assert_eq!(name(&"x".repeat(300)), "x".repeat(119));
        assert_eq!(name(&format!("a.{}", "y".repeat(300))).len(), 119);
        assert_eq!(name(&format!("{}  .pdf", "z".repeat(114))), format!("{}.pdf", "z".repeat(114)));
        assert_eq!(name(&format!("COM1{}x.pdf", " ".repeat(200))), "_COM1.pdf");
    }

    proptest! {
        #[test]
        fn every_name_is_safe(stored in any::<String>()) {
            let safe = name(&stored);
            prop_assert!((1..=MOST_BYTES).contains(&safe.len()), "{safe:?}");
            prop_assert!(safe.chars().all(is_safe) && !safe.ends_with(['.', ' ']) && !safe.starts_with(' '));
            prop_assert!(!is_device(safe.split('.').next().unwrap_or_default()));
            prop_assert_eq!(name(&safe), safe.clone());
        }
    }
}
