//! Replaces the markers of erased values by words in the reader's language.

use crate::{kernel::erased::is_marked, words::Words};

/// Returns a page with words in place of the markers, in attributes too, because labels and titles are read out by screen readers. Only the
/// contents of form fields stay as they are: a user typed them, and they are sent back unchanged.
pub fn in_words(html: String, words: &Words) -> String {
    if !is_marked(&html) {
        return html;
    }
    let mut said = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some((before, held, after)) = next_field(rest) {
        said.push_str(&words.without_marks(before));
        said.push_str(held);
        rest = after;
    }
    said.push_str(&words.without_marks(rest));
    said
}

/// Splits off the next field: the HTML before its content, its content, and the rest.
fn next_field(html: &str) -> Option<(&str, &str, &str)> {
    let fields = ["<input ", "<textarea"].into_iter();
    let (start, is_line) = fields.filter_map(|tag| Some((html.find(tag)?, tag == "<input "))).min()?;
    let (from, to) =
        if is_line { line_of(&html[start..]) } else { (0, length_to(&html[start..], "</textarea>")) };
    Some((&html[..start + from], &html[start + from..start + to], &html[start + to..]))
}

/// Returns where the value in an `input` tag begins and ends. Without a value, both are the end of the tag.
fn line_of(tag: &str) -> (usize, usize) {
    const VALUE: &str = " value=\"";
    let end = length_to(tag, ">");
    let Some(at) = tag[..end].find(VALUE) else { return (end, end) };
    let from = at + VALUE.len();
    (from, from + tag[from..].find('"').unwrap_or(tag.len() - from))
}

fn length_to(html: &str, end: &str) -> usize {
    html.find(end).map_or(html.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{
        Locale,
        erased::{Former, PROJECT, TEXT},
    };

    fn german(html: &str) -> String {
        in_words(html.to_owned(), Words::of(Locale::De))
    }

    #[test]
    fn markers_in_text_and_labels_become_words_in_the_readers_language() {
        let client = Former::Client.marked("BEEF");
        let html = format!(
            "<title>{client}</title><a href=\"/x\" aria-label=\"{client}\">{TEXT}</a><input type=\"checkbox\" aria-label=\"{PROJECT}\" value=\"7\">{PROJECT}"
        );
        assert_eq!(
            german(&html),
            "<title>Ehemaliger Kunde BEEF</title><a href=\"/x\" aria-label=\"Ehemaliger Kunde BEEF\">[gelöscht]</a>\
             <input type=\"checkbox\" aria-label=\"Gelöschtes Projekt\" value=\"7\">Gelöschtes Projekt"
        );
    }

    #[test]
    fn text_that_resembles_a_marker_is_left_as_it_was_typed() {
        let html = format!("<p title=\"[erased]\">former-client-BEEF, erased-project, [erased]: {TEXT}</p>");
        assert_eq!(
            german(&html),
            "<p title=\"[erased]\">former-client-BEEF, erased-project, [erased]: [gelöscht]</p>"
        );
    }

    #[test]
    fn issue_8_the_content_of_a_field_is_left_as_it_is() {
        let held = format!("<input value=\"{TEXT}\"><textarea name=\"note\">{TEXT} {PROJECT}</textarea>");
        let page = format!("{TEXT}<input name=\"a\">{held}<p>{TEXT}</p>");
        assert_eq!(german(&page), format!("[gelöscht]<input name=\"a\">{held}<p>[gelöscht]</p>"));
        for broken in ["<input", "<input value=\"", "<input name=\"a", "<textarea"] {
            assert_eq!(german(&format!("{TEXT}{broken}")), format!("[gelöscht]{broken}"));
        }
    }
}
