//! Finds the web addresses in a message.

use url::{Host, Url};

/// A piece of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An http or https address as it was typed.
    Link(&'a str),
}

/// Characters at the end of an address that belong to the surrounding sentence.
const SENTENCE: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '"', '*', '_', '~', '…', '»', '«', '›', '‹'];

/// Pairs of opening and closing brackets.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// Longer addresses, in bytes, are not linked: browsers and servers only reliably accept about 2,000.
const LONGEST: usize = 2_000;

/// Splits a message into pieces. Joined, they are the message again.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut candidates = Candidates { text, at: 0 };
    while let Some((start, word)) = candidates.next() {
        let address = address_in(word);
        if address.is_empty() {
            continue;
        }
        if done < start {
            pieces.push(Piece::Text(&text[done..start]));
        }
        pieces.push(Piece::Link(address));
        done = start + address.len();
        // The text right after the address may be another one.
        candidates.at = done;
    }
    if done < text.len() {
        pieces.push(Piece::Text(&text[done..]));
    }
    pieces
}

/// The words of a text that may be addresses, each with its offset; a word extends to the next blank. Each byte is scanned once, so
/// that the time is proportional to the length of the message.
struct Candidates<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Candidates<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let start = next_scheme(self.text, self.at)?;
        let ends =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '“' | '”' | '„');
        let rest = &self.text[start..];
        let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at = start + word.len();
        Some((start, word))
    }
}

/// The offset of the next `http://` or `https://` that is not the end of a longer word.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| {
        let is = |scheme: &[u8]| {
            bytes[*at..].get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme))
        };
        is(b"http://") || is(b"https://")
    };
    let is_apart = |at: &usize| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric);
    (from..bytes.len()).filter(begins).find(is_apart)
}

/// The address at the beginning of a word; empty if it should not be linked.
fn address_in(word: &str) -> &str {
    if word.len() > LONGEST {
        return "";
    }
    // A closing bracket at the end belongs to the sentence unless it closes one that was opened within the address.
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

/// Whether the text is an address with a host. One with a user name is refused, because the name could be mistaken for the host.
fn is_address(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let has_host = match url.host() {
        Some(Host::Domain(name)) => name.chars().any(char::is_alphanumeric),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    has_host && url.username().is_empty() && url.password().is_none()
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
    fn brackets_opened_within_the_address_belong_to_it() {
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
    fn invalid_or_misleading_addresses_stay_text() {
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
            // Longer than browsers and servers reliably accept.
            &format!("https://a.example/{}", ")".repeat(9_900)),
            &format!("https://a.example/{}", "x".repeat(2_000)),
        ] {
            assert!(!pieces(text).iter().any(|piece| matches!(piece, Link(_))), "{text}");
        }
    }

    /// How much of a text is scanned, in bytes.
    fn looked_at(text: &str) -> usize {
        Candidates { text, at: 0 }.map(|(_, word)| word.len()).sum()
    }

    #[test]
    fn issue_8_no_part_of_a_message_is_scanned_twice() {
        for (text, most) in [
            (format!("{}://[1 ", "http.".repeat(395)).repeat(5), 0),
            ("http://[".repeat(1_250), 10_000),
            ("http://[1 ".repeat(1_000), 10_000),
            ("https:".repeat(1_600), 0),
            ("http http:a https:/ ".repeat(500), 0),
        ] {
            assert!(looked_at(&text) <= most, "{}: {} of {}", &text[..20], looked_at(&text), text.len());
            assert!(pieces(&text).len() <= 1, "{}", &text[..20]);
        }
        let links = "http://a ".repeat(1_111);
        assert_eq!(pieces(&links).iter().filter(|piece| matches!(piece, Link(_))).count(), 1_111);
    }

    proptest! {
        #[test]
        fn issue_8_any_message_is_scanned_only_once(text in "(\\PC|\\n|https?://|http|[a-z.\\[]{1,9}|[()<>\"]){0,60}") {
            prop_assert!(looked_at(&text) <= text.len());
        }

        #[test]
        fn the_joined_pieces_are_the_message(text in "(\\PC|\\n|https?://|[a-z.]{1,9}|[()<>\"]){0,24}") {
            let joined: String = pieces(&text).into_iter().map(|piece| match piece { Text(it) | Link(it) => it }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
