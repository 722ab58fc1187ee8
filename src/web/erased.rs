//! Marks of what was erased, said in a reader's words.

use crate::{
    kernel::erased::{Former, PROJECT, TEXT},
    words::Words,
};

/// How many signs tell one pseudonym from the others.
const SIGNS: usize = 4;

/// The key of its words.
fn key(former: Former) -> &'static str {
    match former {
        Former::Contact => "privacy-former-contact",
        Former::Colleague => "privacy-former-colleague",
        Former::Client => "privacy-former-client",
    }
}

/// A page with the marks in it as words.
pub fn in_words(mut html: String, words: &Words) -> String {
    for (mark, key) in [(TEXT, "privacy-erased-message"), (PROJECT, "privacy-former-project")] {
        if html.contains(mark) {
            html = html.replace(mark, &words.text(key));
        }
    }
    for former in Former::ALL {
        if html.contains(former.beginning()) {
            html = names_in_words(&html, former, words);
        }
    }
    html
}

fn names_in_words(html: &str, former: Former, words: &Words) -> String {
    let mut pieces = html.split(former.beginning());
    let mut said = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.get(..SIGNS).filter(|signs| signs.bytes().all(|sign| sign.is_ascii_hexdigit())) {
            Some(signs) => {
                said.push_str(&words.with(key(former), &[("mark", signs.into())]));
                said.push_str(&piece[SIGNS..]);
            }
            None => {
                said.push_str(former.beginning());
                said.push_str(piece);
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;

    #[test]
    fn marks_are_said_in_the_readers_language() {
        let html = format!("<p>{}: {TEXT} former-contact-x in {PROJECT}</p>", Former::Contact.marked("E115"));
        let said = |locale| in_words(html.clone(), Words::of(locale));
        assert_eq!(
            said(Locale::En),
            "<p>Former contact E115: [erased] former-contact-x in Erased project</p>"
        );
        assert_eq!(
            said(Locale::De),
            "<p>Ehemaliger Kontakt E115: [gelöscht] former-contact-x in Gelöschtes Projekt</p>"
        );
    }
}
