use proptest::prelude::*;

use super::*;

#[test]
fn lines_are_cleaned() {
    assert_eq!(line("  Birch & Beam ", 20).as_deref(), Ok("Birch & Beam"));
    assert_eq!(line("Birch\r\nBcc: eve", 20).as_deref(), Ok("Birch  Bcc: eve"));
    assert_eq!(line("a\0b\u{1b}[31m\u{9f}", 20).as_deref(), Ok("ab[31m"));
    assert_eq!(line("invoice\u{202e}fdp.exe", 40).as_deref(), Ok("invoicefdp.exe"));
    assert_eq!(line("e\u{301}", 1).as_deref(), Ok("é"));
}

#[test]
fn query_text_is_cleaned_and_truncated() {
    assert_eq!(Asked::from("\0 Birch\u{202e} \r\n").as_str(), "Birch");
    assert_eq!(Asked::from("\u{0}\u{feff}").as_str(), "");
    assert_eq!(Asked::from("ü".repeat(1_000_000)).chars().count(), 2_000);
}

#[test]
fn blank_is_empty() {
    for text in ["", " ", "\u{a0}", "\0\n", "\u{200b}", "\u{200d}\u{fe0f}", "\u{3164}", "\u{2066}\u{2069}"] {
        assert_eq!(line(text, 10), Err(TextFault::Empty), "{text:?}");
        assert_eq!(paragraph(text, 10).as_deref(), Ok(""), "{text:?}");
    }
    assert_eq!(Line::optional(" "), Ok(None));
    assert_eq!(Paragraph::optional("\n"), Ok(None));
}

#[test]
fn too_many_combining_marks_on_one_letter_are_refused() {
    let marked = |marks: usize| format!("a{}b", "\u{301}\u{328}".repeat(marks / 2));
    assert!(line(&marked(30), 500).is_ok());
    assert_eq!(line(&marked(32), 500), Err(TextFault::TooManyMarks));
    assert_eq!(paragraph(&marked(32), 500), Err(TextFault::TooManyMarks));
    assert!(line("Hà Nội กี่ हिन्दी བསྒྲུབས", 120).is_ok());
}

#[test]
fn characters_are_counted_not_bytes() {
    assert!(Name::parse(&"ü".repeat(120)).is_ok());
    assert!(Name::parse(&"u\u{308}".repeat(120)).is_ok());
    assert_eq!(Name::parse(&"ü".repeat(121)), Err(TextFault::TooLong { most: 120 }));
}

#[test]
fn paragraphs_keep_their_lines() {
    assert_eq!(paragraph("one\r\n\r\ntwo\rthree\u{2028}four", 40).as_deref(), Ok("one\n\ntwo\nthree\nfour"));
    assert_eq!(paragraph("a\tb\u{8}", 40).as_deref(), Ok("a\tb"));
}

#[test]
fn file_names_contain_no_path() {
    let name = |text| file_name(text);
    assert_eq!(
        name("poster \u{1f58c}\u{fe0f} final.PDF").as_deref(),
        Ok("poster \u{1f58c}\u{fe0f} final.PDF")
    );
    assert_eq!(name("C:\\fakepath\\logo.png").as_deref(), Ok("logo.png"));
    assert_eq!(name("../../etc/passwd").as_deref(), Ok("passwd"));
    assert_eq!(name("a\r\nb\0.pdf").as_deref(), Ok("a  b.pdf"));
    for text in [".", "..", " .. ", ".\u{202e}.", ".\0."] {
        assert_eq!(name(text), Err(TextFault::NotAFileName), "{text:?}");
    }
    for text in ["", "/", "folder/", "a/\u{200b}", "\\"] {
        assert_eq!(name(text), Err(TextFault::Empty), "{text:?}");
    }
    assert_eq!(name(&"a".repeat(201)), Err(TextFault::TooLong { most: 200 }));
    let extension = |text| FileName::parse(text).unwrap().extension();
    assert_eq!(extension("poster.final.PDF").as_deref(), Some("pdf"));
    assert_eq!((extension("README"), extension(".profile"), extension("odd.")), (None, None, None));
}

/// Text that mostly consists of characters that must not survive.
fn nasty() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(
        "\0\u{1b}\r\n\t\u{7f}\u{85}\u{9b}\u{200b}\u{200d}\u{200e}\u{200f}\u{202a}\u{202e}\u{2028}\u{2066}\u{2069}\u{feff}\u{308}./\\ a"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(prop_oneof![odd, any::<char>()], 0..60)
        .prop_map(|chars| chars.into_iter().collect())
}

fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

proptest! {
    #[test]
    fn lines_contain_no_unsafe_characters(text in nasty()) {
        if let Ok(line) = line(&text, 50) {
            prop_assert!(!line.contains(forbidden));
            prop_assert!((1..=50).contains(&line.chars().count()));
            prop_assert_eq!(line.trim(), &line);
            prop_assert_eq!(super::line(&line, 50), Ok(line.clone()));
        }
    }

    #[test]
    fn query_text_contains_no_unsafe_characters(text in nasty()) {
        let asked = Asked::from(text);
        prop_assert!(!asked.contains(forbidden));
        prop_assert_eq!(Asked::from(asked.as_str()), asked.clone());
    }

    #[test]
    fn paragraphs_contain_no_unsafe_characters(text in nasty()) {
        if let Ok(paragraph) = paragraph(&text, 50) {
            prop_assert!(!paragraph.contains(|c| c != '\n' && c != '\t' && forbidden(c)));
            prop_assert!(paragraph.chars().count() <= 50);
            prop_assert_eq!(super::paragraph(&paragraph, 50), Ok(paragraph.clone()));
        }
    }

    #[test]
    fn file_names_lead_nowhere_else(text in nasty()) {
        if let Ok(name) = file_name(&text) {
            prop_assert!(!name.contains(['/', '\\']) && !name.contains(forbidden));
            prop_assert!(name != "." && name != ".." && !name.is_empty());
            prop_assert_eq!(file_name(&name), Ok(name.clone()));
        }
    }
}

#[test]
fn people_have_initials() {
    for (name, expected) in
        [("Ana Keller", "AK"), ("Jürgen von der Heide", "JH"), ("Cher", "C"), ("  ", ""), ("ß x", "SSX")]
    {
        assert_eq!(initials(name), expected);
    }
    assert_eq!(initials(&erased::Former::Contact.marked("7F3A")), "–");
    assert_eq!(initials("former-contact-7F3A"), "F");
}
