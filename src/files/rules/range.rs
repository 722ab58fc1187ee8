//! Range requests for a version (RFC 9110, section 14). At most one range is supported.

use std::ops::Range;

/// Which bytes of a version are sent in a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portion {
    /// All of it: no range was requested, or none that is supported.
    Whole,
    /// This part (206).
    Part(Range<u64>),
    /// A range beyond the end (416).
    Outside,
    /// Nothing: the client already has the current content (304).
    Unchanged,
}

impl Portion {
    /// Whether any byte is sent.
    pub fn has_bytes(&self) -> bool {
        matches!(self, Self::Whole | Self::Part(_))
    }
}

/// Evaluates `Range` and `If-Range`; the range is ignored unless `If-Range` names the current content. `etag` is quoted, as in the
/// header.
pub fn portion(range: Option<&str>, if_range: Option<&str>, etag: &str, size: u64) -> Portion {
    let Some(range) = range else { return Portion::Whole };
    if if_range.is_some_and(|named| named.trim() != etag) {
        return Portion::Whole;
    }
    let Some((unit, spec)) = range.split_once('=') else { return Portion::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Portion::Whole;
    }
    let Some((first, last)) = spec.trim().split_once('-') else { return Portion::Whole };
    // Multiple or invalid ranges are ignored, and the whole file is sent.
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Portion::Whole,
        (Some(first), _) if first >= size && (last.is_empty() || number(last).is_some()) => Portion::Outside,
        (Some(first), Some(last)) => Portion::Part(first..last.saturating_add(1).min(size)),
        (Some(first), None) if last.is_empty() => Portion::Part(first..size),
        (None, Some(length)) if first.is_empty() => match length {
            0 => Portion::Outside,
            _ if size == 0 => Portion::Outside,
            _ => Portion::Part(size.saturating_sub(length)..size),
        },
        _ => Portion::Whole,
    }
}

/// Whether `If-None-Match` names the current content. `etag` is quoted, as in the header.
pub fn is_known(none_match: Option<&str>, etag: &str) -> bool {
    let named = |named: &str| named.trim() == "*" || named.trim().trim_start_matches("W/") == etag;
    none_match.is_some_and(|list| list.split(',').any(named))
}

/// Digits only; a number that is too large becomes the maximum.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_range_is_supported() {
        let of = |range| portion(Some(range), None, "\"a\"", 1000);
        for (range, expected) in [
            ("bytes=0-", Portion::Part(0..1000)),
            ("bytes=0-0", Portion::Part(0..1)),
            ("bytes=999-", Portion::Part(999..1000)),
            ("bytes=10-19", Portion::Part(10..20)),
            ("bytes=10-99999999999999999999999999", Portion::Part(10..1000)),
            ("bytes=-1", Portion::Part(999..1000)),
            ("bytes=-5000", Portion::Part(0..1000)),
            ("Bytes = 0-1", Portion::Part(0..2)),
            ("bytes=1000-", Portion::Outside),
            ("bytes=1000-2000", Portion::Outside),
            ("bytes=99999999999999999999-", Portion::Outside),
            ("bytes=-0", Portion::Outside),
            ("bytes=20-10", Portion::Whole),
            ("bytes=0-1,5-6", Portion::Whole),
            ("bytes=0-,0-,0-", Portion::Whole),
            ("bytes=1000-1,5", Portion::Whole),
            ("bytes=-", Portion::Whole),
            ("bytes=a-b", Portion::Whole),
            ("bytes=+1-2", Portion::Whole),
            ("bytes=1.5-", Portion::Whole),
            ("pages=0-1", Portion::Whole),
            ("bytes", Portion::Whole),
            ("", Portion::Whole),
        ] {
            assert_eq!(of(range), expected, "{range}");
        }
        assert_eq!(portion(None, None, "\"a\"", 1000), Portion::Whole);
    }

    #[test]
    fn an_empty_file_has_no_ranges() {
        for range in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            assert_eq!(portion(Some(range), None, "\"a\"", 0), Portion::Outside, "{range}");
        }
    }

    #[test]
    fn changed_content_is_sent_whole() {
        let of = |named| portion(Some("bytes=5-"), Some(named), "\"a\"", 10);
        assert_eq!(of("\"a\""), Portion::Part(5..10));
        for other in ["\"b\"", "W/\"a\"", "a", "Sat, 21 Nov 2026 06:00:00 GMT", ""] {
            assert_eq!(of(other), Portion::Whole, "{other}");
        }
    }

    #[test]
    fn a_response_with_bytes_is_a_download() {
        let of = |range| portion(Some(range), None, "\"a\"", 10).has_bytes();
        assert!(of("bytes=0-4") && of("nonsense") && of("bytes=5-") && of("bytes=-1"));
        assert!(!of("bytes=10-") && !Portion::Unchanged.has_bytes());
    }

    #[test]
    fn a_matching_etag_means_unchanged_content() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(is_known(Some(known), "\"a\""), "{known}");
        }
        for other in [None, Some("\"b\""), Some("a"), Some("")] {
            assert!(!is_known(other, "\"a\""), "{other:?}");
        }
    }
}
