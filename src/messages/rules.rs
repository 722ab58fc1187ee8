//! What in a message is an address to follow.

use url::{Host, Url};

/// A piece of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An http or https address, as it was typed.
    Link(&'a str),
}

/// What stands at the end of an address and belongs to the sentence around it.
const SENTENCE: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '"', '*', '_', '~', '…', '»', '«', '›', '‹'];

/// Brackets, as they open and close.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// What is longer is no address that anybody follows, in bytes: browsers and servers take some 2,000 for certain.
const LONGEST: usize = 2_000;

/// A message in pieces; put together they are the message.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut told, mut at) = (0, 0);
    while let Some(start) = next_scheme(text, at) {
        let address = address_at(&text[start..]);
        if address.is_empty() {
            at = start + "http".len();
            continue;
        }
        if told < start {
            pieces.push(Piece::Text(&text[told..start]));
        }
        pieces.push(Piece::Link(address));
        told = start + address.len();
        at = told;
    }
    if told < text.len() {
        pieces.push(Piece::Text(&text[told..]));
    }
    pieces
}

/// Where the next `http` begins that is not the end of a word.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| bytes[*at..].get(..4).is_some_and(|found| found.eq_ignore_ascii_case(b"http"));
    let is_apart = |at: &usize| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric);
    (from..bytes.len()).filter(begins).find(is_apart)
}

/// The address that a text begins with; empty, where that is none one should follow.
fn address_at(text: &str) -> &str {
    let ends =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '“' | '”' | '„');
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    if word.len() > LONGEST {
        return "";
    }
    // A bracket at the end belongs to the sentence where it closes nothing that the address opened.
    let mut unopened = BRACKETS
        .map(|(open, close)| word.matches(close).count() as isize - word.matches(open).count() as isize);
    let mut address = word;
    while let Some(last) = address.chars().next_back() {
        match BRACKETS.iter().position(|(_, close)| *close == last) {
            Some(at) if unopened[at] > 0 => unopened[at] -= 1,
            None if SENTENCE.contains(&last) => {}
            _ => break,
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    if is_address(address) { address } else { "" }
}

/// Whether it leads to a host by http or https. A name before the host would pass for the host.
fn is_address(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once("://") else { return false };
    let Ok(url) = Url::parse(text) else { return false };
    let has_host = match url.host() {
        Some(Host::Domain(name)) => name.chars().any(char::is_alphanumeric),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    is_web && has_host && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece::*, *};

    #[test]
    fn web_addresses_are_found_in_sentences() {
        assert_eq!(
            pieces("See https://proofs.example/a?b=1&c=2#d, please."),
            [Text("See "), Link("https://proofs.example/a?b=1&c=2#d"), Text(", please.")]
        );
        assert_eq!(
            pieces("(HTTP://Example.com/x_(1)) and\nhttps://b.example"),
            [Text("("), Link("HTTP://Example.com/x_(1)"), Text(") and\n"), Link("https://b.example")]
        );
        assert_eq!(
            pieces("„https://öko.example/straße“!"),
            [Text("„"), Link("https://öko.example/straße"), Text("“!")]
        );
    }

    #[test]
    fn brackets_that_the_address_opened_belong_to_it() {
        let cases = [
            ("https://a.example/(b)", ""),
            ("https://a.example/b", ")"),
            ("https://a.example/(b)", ")."),
            ("https://a.example/[b]", ")]}"),
            ("https://a.example/b", "]).,"),
            ("https://a.example/(b).c", "!)"),
        ];
        for (address, rest) in cases {
            let text = format!("{address}{rest}");
            let link = pieces(&text).into_iter().find(|piece| matches!(piece, Link(_)));
            assert_eq!(link, Some(Link(address)), "{text}");
        }
        assert!(matches!(
            pieces(&format!("https://a.example/{}", ")".repeat(1_900)))[..],
            [Link("https://a.example/"), Text(_)]
        ));
    }

    #[test]
    fn what_leads_nowhere_or_elsewhere_is_text() {
        for text in [
            "",
            "http and https://",
            "https://, then",
            "xhttps://a.example",
            "javascript:alert(1)//http",
            "http:a.example",
            "https://portal.example@evil.example/",
            "https://u:p@a.example",
            "httpx://a.example",
            "ftp://a.example",
            // Longer than browsers and servers take.
            &format!("https://a.example/{}", ")".repeat(9_900)),
            &format!("https://a.example/{}", "x".repeat(2_000)),
        ] {
            assert!(!pieces(text).iter().any(|piece| matches!(piece, Link(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "(\\PC|\\n|https?://|[a-z.]{1,9}|[()<>\"]){0,24}") {
            let told: String = pieces(&text).into_iter().map(|piece| match piece { Text(it) | Link(it) => it }).collect();
            prop_assert_eq!(told, text);
        }
    }
}
