//! The layout of mails: a title, paragraphs, one button, and the studio's address.

use askama::Template;
use diesel::prelude::*;
use url::Url;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::locale::Locale,
    schema::studios,
    urls::OneTimePath,
    words::Words,
};

/// The content of a mail, in its reader's language.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// The reader's language, for the few texts of the layout.
    pub locale: Locale,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// The button.
    pub link: Option<Link>,
    /// Small print after the button: how long the link is valid, whom to ask.
    pub notes: Vec<String>,
}

/// A mail's button: its text, and the full URL it leads to.
#[derive(Debug, Clone)]
pub struct Link {
    says: String,
    url: String,
    one_time: bool,
}

/// The target of a button.
pub enum Target {
    /// A page that requires signing in.
    Page(String),
    /// A page that takes anyone who opens it for the mail's reader.
    OneTime(OneTimePath),
}

impl From<&str> for Target {
    fn from(path: &str) -> Self {
        Self::Page(path.to_owned())
    }
}

impl From<String> for Target {
    fn from(path: String) -> Self {
        Self::Page(path)
    }
}

impl From<OneTimePath> for Target {
    fn from(path: OneTimePath) -> Self {
        Self::OneTime(path)
    }
}

impl Link {
    /// Creates a button that leads to a page of the portal.
    ///
    /// # Errors
    /// Internal if `base_url` and the path do not form a URL.
    pub fn new(says: String, base_url: &Url, to: impl Into<Target>) -> AppResult<Self> {
        let to = to.into();
        let (path, one_time) = match &to {
            Target::Page(path) => (path.as_str(), false),
            Target::OneTime(path) => (path.expose(), true),
        };
        let url = base_url.join(path).map_err(AppError::internal)?.to_string();
        Ok(Self { says, url, one_time })
    }
}

/// A mail's content, as text and as HTML.
#[derive(Debug, Clone)]
pub struct Body {
    /// The language of the content.
    pub locale: Locale,
    pub text: String,
    pub html: String,
    /// Whether anyone who reads it can act as its recipient.
    pub one_time_link: bool,
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

/// Replaces the markers of erased values by words.
fn without_marks(letter: &Letter) -> Letter {
    let words = Words::of(letter.locale);
    let text = |text: &String| words.without_marks(text).into_owned();
    Letter {
        title: text(&letter.title),
        paragraphs: letter.paragraphs.iter().map(text).collect(),
        notes: letter.notes.iter().map(text).collect(),
        ..letter.clone()
    }
}

/// Prevents mail programs from turning names and other typed text into links: inserts an invisible word joiner (U+2060) after a dot that is
/// followed by a letter. Mail addresses stay as they are, so that they can be copied.
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

/// Renders a letter as text and as HTML, with the address of the transaction's studio.
pub fn letter(tx: &mut Tx, letter: &Letter) -> AppResult<Body> {
    let (studio, address): (String, String) =
        studios::table.select((studios::name, studios::address)).first(tx.conn())?;
    let foot = Foot {
        lang: letter.locale.code(),
        studio,
        address: address.lines().map(str::to_owned).collect(),
        by_hand: Words::of(letter.locale).text("mail-by-hand"),
    };
    set(&without_links(&without_marks(letter)), &foot)
}

fn set(letter: &Letter, foot: &Foot) -> AppResult<Body> {
    let one_time_link = letter.link.as_ref().is_some_and(|link| link.one_time);
    let (text, html) = (Text { letter, foot }.render()?, Html { letter, foot }.render()?);
    Ok(Body { locale: letter.locale, text, html, one_time_link })
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

    fn link(to: impl Into<Target>) -> Link {
        let base_url = "https://portal.example.org".parse().unwrap();
        Link::new("Accept".into(), &base_url, to).unwrap()
    }

    #[test]
    fn a_letter_with_a_token_says_so() {
        let letter = |link| body(&Letter { link, ..Letter::default() });
        assert!(letter(Some(link(crate::urls::invitation(&crate::kernel::Token::random())))).one_time_link);
        assert!(!letter(Some(link("/projects"))).one_time_link && !letter(None).one_time_link);
    }

    #[test]
    fn a_letter_has_both_forms() {
        let body = body(&Letter {
            locale: Locale::En,
            title: "You are invited".into(),
            paragraphs: vec!["Ana invites you.".into(), "See you there.".into()],
            link: Some(link("/invitations/x?a=1&b=2")),
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
    fn typed_text_is_not_rendered_as_html() {
        let typed = "<script>alert(\"x\")</script> \u{1f58c}\u{fe0f} مرحبا 'q'";
        let letter = Letter { title: typed.into(), paragraphs: vec![typed.into()], ..Letter::default() };
        let body = body(&letter);
        assert!(!body.html.contains("<script"), "{}", body.html);
        assert!(body.html.contains("مرحبا") && body.html.contains('\u{1f58c}'));
        assert!(body.text.starts_with(typed));
        assert!(!body.html.contains("href="));
    }

    #[test]
    fn markers_become_words_in_the_readers_language() {
        let erased = crate::kernel::erased::Former::Client.marked("BEEF");
        let of = |name: &str, locale| {
            let letter = Letter { locale, paragraphs: vec![name.to_owned()], ..Letter::default() };
            without_marks(&letter).paragraphs.remove(0)
        };
        assert_eq!(of(&erased, Locale::En), "Former client BEEF");
        assert_eq!(of(&erased, Locale::De), "Ehemaliger Kunde BEEF");
        assert_eq!(of("former-client-BEEF", Locale::De), "former-client-BEEF");
    }

    #[test]
    fn names_do_not_become_links_and_addresses_can_be_copied() {
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
