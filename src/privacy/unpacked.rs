//! Names in a zip that unpack anywhere.

use unicode_normalization::UnicodeNormalization;

/// The most bytes a name has in a zip. File systems take 255; Windows takes 260 characters of a whole path unless told otherwise.
const MOST_BYTES: usize = 120;

/// So long may an ending be and still be kept when a name is cut.
const LONGEST_ENDING: usize = 20;

/// Devices of Windows, with whatever ending: "Naming Files, Paths, and Namespaces" in its documentation.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A path in a zip, its last part made a name that Windows, macOS and Linux take; those before it are ours, and taken as they are.
pub fn path(stored: &str) -> String {
    match stored.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/{}", self::name(name)),
        None => name(stored),
    }
}

/// A file's name without what some system takes for something else: separators, wildcards and controls, which become `_`; devices, which get
/// one in front; dots and spaces at the end; more than [`MOST_BYTES`], of which the ending is kept.
fn name(stored: &str) -> String {
    let plain: String = stored.nfc().map(|c| if is_safe(c) { c } else { '_' }).collect();
    let plain = cut(plain.trim_end_matches(['.', ' ']).trim_start_matches(' '));
    let stem = plain.split('.').next().unwrap_or_default().trim_end();
    if plain.is_empty() || is_device(stem) { format!("_{plain}") } else { plain }
}

fn is_safe(c: char) -> bool {
    !c.is_control() && !matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

/// `COM0` to `COM9` and `LPT0` to `LPT9` too, also with the digits that stand high.
fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let is_port = |rest: &str| {
        matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    };
    DEVICES.contains(&&*stem)
        || ["COM", "LPT"].iter().any(|port| stem.strip_prefix(port).is_some_and(is_port))
}

/// One byte less, for what may be put in front.
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
    fn names_unpack_on_every_system() {
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
    fn a_long_name_keeps_its_ending() {
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
