//! How our mails look: a title, paragraphs, one button, and the studio beneath.

use askama::Template;
use diesel::prelude::*;

use crate::{db::Tx, error::AppResult, kernel::locale::Locale, schema::studios, words::Words};

/// What a mail says, in words already chosen for its reader.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// Its reader's language: for the few words around it.
    pub locale: Locale,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// What the button says, and the whole address it leads to.
    pub link: Option<(String, String)>,
    /// In small type after the button: until when the link holds, whom to ask.
    pub notes: Vec<String>,
}

/// The two forms of a mail's words.
#[derive(Debug, Clone)]
pub struct Body {
    pub text: String,
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    foot: &'a Foot,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    foot: &'a Foot,
}

struct Foot {
    lang: &'static str,
    studio: String,
    address: Vec<String>,
    by_hand: String,
}

/// A letter of whose words no mail program makes links: names and other text that people typed stand in it. Between the letters on both
/// sides of a dot it has a word joiner (U+2060), which is not seen. Addresses of people stay as they are, to be copied.
fn without_links(letter: &Letter) -> Letter {
    let text = |text: &String| text.split_inclusive(' ').map(without_link).collect();
    Letter {
        title: text(&letter.title),
        paragraphs: letter.paragraphs.iter().map(text).collect(),
        notes: letter.notes.iter().map(text).collect(),
        ..letter.clone()
    }
}

fn without_link(word: &str) -> String {
    if word.contains('@') {
        return word.to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut last = None;
    for letter in word.chars() {
        let dot = last.filter(|last| matches!(last, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}'));
        if dot.is_some() && letter.is_alphabetic() {
            out.push('\u{2060}');
        }
        out.push(letter);
        last = Some(letter);
    }
    out
}

/// Sets a letter as text and as HTML, on the paper of the transaction's studio.
pub fn letter(tx: &mut Tx, letter: &Letter) -> AppResult<Body> {
    let (studio, address): (String, String) =
        studios::table.select((studios::name, studios::address)).first(tx.conn())?;
    let foot = Foot {
        lang: letter.locale.code(),
        studio,
        address: address.lines().map(str::to_owned).collect(),
        by_hand: Words::of(letter.locale).text("mail-by-hand"),
    };
    set(&without_links(letter), &foot)
}

fn set(letter: &Letter, foot: &Foot) -> AppResult<Body> {
    Ok(Body { text: Text { letter, foot }.render()?, html: Html { letter, foot }.render()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(letter: &Letter) -> Body {
        let foot = Foot {
            lang: "en",
            studio: "[RE]Print & Co".into(),
            address: vec!["Hafenstr. 7".into(), "20457 Hamburg".into()],
            by_hand: "Or copy this address:".into(),
        };
        set(letter, &foot).unwrap()
    }

    #[test]
    fn a_letter_has_both_forms() {
        let body = body(&Letter {
            locale: Locale::En,
            title: "You are invited".into(),
            paragraphs: vec!["Ana invites you.".into(), "See you there.".into()],
            link: Some(("Accept".into(), "https://portal.example.org/invitations/x?a=1&b=2".into())),
            notes: vec!["Valid for a week.".into()],
        });
        assert_eq!(
            body.text,
            "You are invited\n\nAna invites you.\n\nSee you there.\n\nAccept:\nhttps://portal.example.org/invitations/x?a=1&b=2\n\n\
             Valid for a week.\n\n-- \n[RE]Print & Co\nHafenstr. 7\n20457 Hamburg\n"
        );
        assert!(
            body.html.contains("href=\"https://portal.example.org/invitations/x?a=1&#38;b=2\""),
            "{}",
            body.html
        );
        assert!(body.html.contains("[RE]Print &#38; Co"), "{}", body.html);
    }

    #[test]
    fn what_people_typed_stays_text() {
        let typed = "<script>alert(\"x\")</script> \u{1f58c}\u{fe0f} مرحبا 'q'";
        let letter = Letter { title: typed.into(), paragraphs: vec![typed.into()], ..Letter::default() };
        let body = body(&letter);
        assert!(!body.html.contains("<script"), "{}", body.html);
        assert!(body.html.contains("مرحبا") && body.html.contains('\u{1f58c}'));
        assert!(body.text.starts_with(typed));
        assert!(!body.html.contains("href="));
    }

    #[test]
    fn no_name_becomes_a_link_and_addresses_can_be_copied() {
        for (typed, safe) in [
            ("Buy at evil.com now", "Buy at evil.\u{2060}com now"),
            ("x.co", "x.\u{2060}co"),
            ("evil。com evil．com", "evil。\u{2060}com evil．\u{2060}com"),
            ("Dr.med. Huber, J.Smith", "Dr.\u{2060}med. Huber, J.\u{2060}Smith"),
            ("ana@birch.example", "ana@birch.example"),
            ("€1.234,50 from 203.0.113.7 at 10.30", "€1.234,50 from 203.0.113.7 at 10.30"),
        ] {
            let letter = Letter { title: typed.into(), paragraphs: vec![typed.into()], ..Letter::default() };
            let safe_letter = without_links(&letter);
            assert_eq!((safe_letter.title.as_str(), safe_letter.paragraphs[0].as_str()), (safe, safe));
        }
    }
}
