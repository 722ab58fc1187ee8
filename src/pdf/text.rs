//! Text made fit for print: cleaned, and broken into lines.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::Weight;
use super::ruler::Ruler;
use super::shape::{is_plain, is_right_to_left, running};

/// The text without what cannot be seen: control characters, marks that turn the direction of
/// writing, and joiners and selectors where they do nothing. Accents are joined to their letters; line ends are kept.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            '\u{200c}' | '\u{200d}' if clean.ends_with(|c| c >= '\u{590}') => clean.push(c),
            '\u{fe0e}' | '\u{fe0f}' if clean.ends_with(may_be_emoji) => clean.push(c),
            _ if c.is_control() || unseen(c) => {}
            _ => clean.push(c),
        }
    }
    clean
}

fn may_be_emoji(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '©' | '®' | '\u{203c}'..)
}

/// The marks of direction that `shape` puts into lines are none of these.
fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

/// Between ideographs a line may break anywhere.
fn ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// Breaks text into lines no wider than `width` points. A word too long for a line is broken
/// where it ends; text with nothing to show gives no line.
pub(super) fn wrap(ruler: &mut Ruler, text: &str, weight: Weight, size: u8, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in clean(text).trim().split('\n') {
        let (begin, plain) = (lines.len(), is_plain(paragraph));
        let right_to_left = is_right_to_left(paragraph);
        let (mut line, mut filled) = (String::new(), 0.0);
        for word in pieces(paragraph.trim_end()) {
            let together = if plain {
                filled + ruler.width(word.trim_end(), weight, size)
            } else {
                let line = running(format!("{line}{}", word.trim_end()), right_to_left);
                ruler.width(&line, weight, size)
            };
            if together > width {
                if !line.trim().is_empty() {
                    lines.push(line.trim_end().to_owned());
                }
                line = chop(ruler, word, weight, size, width, &mut lines);
                filled = ruler.width(&line, weight, size);
            } else {
                line.push_str(word);
                filled += ruler.width(word, weight, size);
            }
        }
        lines.push(line.trim_end().to_owned());
        if !plain {
            let cut = lines.split_off(begin);
            lines.extend(cut.into_iter().map(|line| running(line, right_to_left)));
        }
    }
    if lines.iter().all(String::is_empty) { Vec::new() } else { lines }
}

/// Puts full lines of an overlong word away and returns its rest.
fn chop(
    ruler: &mut Ruler,
    word: &str,
    weight: Weight,
    size: u8,
    width: f64,
    lines: &mut Vec<String>,
) -> String {
    if ruler.width(word.trim_end(), weight, size) <= width {
        return word.to_owned();
    }
    if !is_plain(word) {
        return chop_shaped(ruler, word, weight, size, width, lines);
    }
    let mut line = String::new();
    let mut filled = 0.0;
    for c in word.trim_end().chars() {
        let advance = ruler.glyph(weight, c).advance * f64::from(size) / 1000.0;
        if filled + advance > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            filled = 0.0;
        }
        line.push(c);
        filled += advance;
    }
    line + &word[word.trim_end().len()..]
}

/// The same for a word whose letters change beside each other: it is broken between them.
fn chop_shaped(
    ruler: &mut Ruler,
    word: &str,
    weight: Weight,
    size: u8,
    width: f64,
    lines: &mut Vec<String>,
) -> String {
    const MOST_LETTERS: usize = 400;
    let mut rest = word;
    while ruler.width(rest.trim_end(), weight, size) > width {
        let letters = rest.trim_end().grapheme_indices(true).take(MOST_LETTERS);
        let ends: Vec<usize> = letters.map(|(at, letter)| at + letter.len()).collect();
        let fitting = ends.partition_point(|&end| ruler.width(&rest[..end], weight, size) <= width);
        let Some(&end) = ends.get(fitting.saturating_sub(1)) else { break };
        lines.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    rest.to_owned()
}

/// Words with the spaces behind them, and single ideographs.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut last = rest.chars().next()?;
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| {
                let breaks = ideograph(c) || (c != ' ' && (last == ' ' || ideograph(last)));
                last = c;
                breaks
            })
            .map_or(rest.len(), |(at, _)| at);
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        Some(piece)
    })
}
