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

/// A page with the marks in it as words. Only what is read is said so: what stands in an attribute or in a field somebody may have typed, and
/// would be saved as it stands there.
pub fn in_words(html: String, words: &Words) -> String {
    let mut marks = [TEXT, PROJECT].into_iter().chain(Former::ALL.map(Former::beginning));
    if !marks.any(|mark| html.contains(mark)) {
        return html;
    }
    let mut said = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(start) = rest.find('<') {
        said.push_str(&text_in_words(&rest[..start], words));
        let (markup, after) = rest[start..].split_at(end_of_markup(&rest[start..]));
        said.push_str(markup);
        rest = after;
    }
    said.push_str(&text_in_words(rest, words));
    said
}

/// Where a tag ends; for a field of several lines, where that ends.
fn end_of_markup(html: &str) -> usize {
    let end = if html.starts_with("<textarea") { "</textarea>" } else { ">" };
    html.find(end).map_or(html.len(), |at| at + end.len())
}

fn text_in_words(text: &str, words: &Words) -> String {
    let mut said = text.to_owned();
    for (mark, key) in [(TEXT, "privacy-erased-message"), (PROJECT, "privacy-former-project")] {
        if said.contains(mark) {
            said = said.replace(mark, &words.text(key));
        }
    }
    for former in Former::ALL {
        if said.contains(former.beginning()) {
            said = names_in_words(&said, former, words);
        }
    }
    said
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

    #[test]
    fn issue_8_what_may_have_been_typed_is_left_as_it_is() {
        let typed = format!(
            "<a href=\"http://files.example/former-client-beef/{PROJECT}.zip\"><input value=\"{TEXT}\"><textarea name=\"note\">{TEXT} {PROJECT}</textarea>"
        );
        let page = format!("{typed}<p>{TEXT}</p>");
        assert_eq!(in_words(page, Words::of(Locale::De)), format!("{typed}<p>[gelöscht]</p>"));
        let broken = format!("{TEXT}<p title=\"{TEXT}");
        assert_eq!(in_words(broken, Words::of(Locale::De)), format!("[gelöscht]<p title=\"{TEXT}"));
    }
}
