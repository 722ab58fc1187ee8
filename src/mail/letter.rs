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

/// Sets a letter as text and as HTML, on the paper of the transaction's studio.
///
/// # Errors
/// As Postgres answers.
pub fn letter(tx: &mut Tx, letter: &Letter) -> AppResult<Body> {
    let (studio, address): (String, String) =
        studios::table.select((studios::name, studios::address)).first(tx.conn())?;
    let foot = Foot {
        lang: letter.locale.code(),
        studio,
        address: address.lines().map(str::to_owned).collect(),
        by_hand: Words::of(letter.locale).text("mail-by-hand"),
    };
    set(letter, &foot)
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
}
