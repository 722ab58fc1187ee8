//! Prepares text for print: cleans it, and breaks it into lines.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::Weight;
use super::ruler::Ruler;
use super::shape::{is_plain, is_right_to_left, running};

/// Removes invisible characters: control characters, marks that change the direction of writing, and joiners and selectors where they have
/// no effect. Accents are combined with their letters; line ends are kept.
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

/// Does not include the direction marks that `shape` inserts into lines.
fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

/// Whether a line may break on either side of this character.
fn ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// Breaks text into lines no wider than `width` points. A word that is too long for a line is broken at the end of the line; text with
/// nothing to show results in no lines.
pub(super) fn wrap(ruler: &mut Ruler, text: &str, weight: Weight, size: u8, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in clean(text).trim().split('\n') {
        let paragraph = paragraph.trim_end();
        if is_plain(paragraph) {
            wrap_plain(ruler, paragraph, weight, size, width, &mut lines);
        } else {
            wrap_shaped(ruler, paragraph, weight, size, width, &mut lines);
        }
    }
    if lines.iter().all(String::is_empty) { Vec::new() } else { lines }
}

fn wrap_plain(
    ruler: &mut Ruler,
    paragraph: &str,
    weight: Weight,
    size: u8,
    width: f64,
    lines: &mut Vec<String>,
) {
    let (mut line, mut filled) = (String::new(), 0.0);
    for word in pieces(paragraph) {
        if filled + ruler.width(word.trim_end(), weight, size) > width {
            if !line.trim().is_empty() {
                lines.push(line.trim_end().to_owned());
            }
            line = chop(ruler, word, weight, size, width, lines);
            filled = ruler.width(&line, weight, size);
        } else {
            line.push_str(word);
            filled += ruler.width(word, weight, size);
        }
    }
    lines.push(line.trim_end().to_owned());
}

/// Adds the full lines of an overlong word to `lines`, and returns the rest.
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

/// Wraps a paragraph whose letters affect each other. It is shaped once, and broken according to the advances of its letters; then each
/// line is set by itself, as it will be printed, and shortened if it is wider than its letters were in the paragraph.
fn wrap_shaped(
    ruler: &mut Ruler,
    paragraph: &str,
    weight: Weight,
    size: u8,
    width: f64,
    lines: &mut Vec<String>,
) {
    /// The number of attempts after which a line stays as it is: too wide by a hair at most, since each attempt removes the excess of the
    /// previous one.
    const MOST_TRIES: usize = 8;
    let right_to_left = is_right_to_left(paragraph);
    let breaks = Breaks::of(ruler, paragraph, weight);
    let points = f64::from(size) / 1000.0;
    let mut begin = 0;
    while begin < paragraph.len() {
        let mut end = breaks.end(begin, width / points);
        let mut line = running(paragraph[begin..end].trim_end().to_owned(), right_to_left);
        for _ in 1..MOST_TRIES {
            let Err(wider) = ruler.try_line(&line, weight, size, width) else { break };
            let shorter = breaks.end(begin, breaks.advance(begin, end) - wider / points);
            if shorter == end {
                break;
            }
            end = shorter;
            line = running(paragraph[begin..end].trim_end().to_owned(), right_to_left);
        }
        let is_indent = end < paragraph.len() && paragraph[begin..end].trim().is_empty();
        if !is_indent {
            lines.push(line);
        }
        begin = end;
    }
}

/// Where the lines of a paragraph may end, and the advances of its letters, in thousandths of an em.
struct Breaks<'a> {
    paragraph: &'a str,
    /// Where its words end, including the spaces after them.
    words: Vec<usize>,
    /// Where its clusters begin, and the sum of the advances before each.
    sums: Vec<(usize, f64)>,
}

impl<'a> Breaks<'a> {
    fn of(ruler: &mut Ruler, paragraph: &'a str, weight: Weight) -> Self {
        let ends = pieces(paragraph).scan(0, |end, word| {
            *end += word.len();
            Some(*end)
        });
        let mut sum = 0.0;
        let mut sums: Vec<(usize, f64)> = Vec::new();
        for (at, advance) in ruler.advances(paragraph, weight) {
            sums.push((at, sum));
            sum += advance;
        }
        sums.push((paragraph.len(), sum));
        Self { paragraph, words: ends.collect(), sums }
    }

    /// The advance of the text between two positions, without trailing spaces.
    fn advance(&self, begin: usize, end: usize) -> f64 {
        let trimmed = begin + self.paragraph[begin..end].trim_end().len();
        let before = |place| self.sums[self.sums.partition_point(|&(at, _)| at < place)].1;
        before(trimmed) - before(begin)
    }

    /// Where a line ends that begins at `begin` and has this width: after the last word that fits, or within the first word if that does
    /// not fit.
    fn end(&self, begin: usize, room: f64) -> usize {
        /// The tolerance for sums of advances.
        const NOTHING: f64 = 1e-6;
        let fits = |end: &usize| self.advance(begin, *end) <= room.max(0.0) + NOTHING;
        let words = &self.words[self.words.partition_point(|&end| end <= begin)..];
        if let Some(&end) = words.iter().take_while(|&end| fits(end)).last() {
            return end;
        }
        let word = self.paragraph[begin..words.first().copied().unwrap_or(begin)].trim_end();
        let mut letters = word.grapheme_indices(true).map(|(at, letter)| begin + at + letter.len());
        let first = letters.next().unwrap_or(begin);
        let end = letters.take_while(fits).last().unwrap_or(first);
        let rest = &self.paragraph[end..];
        end + rest.len() - rest.trim_start_matches(' ').len()
    }
}

/// Words with the spaces after them, and single ideographs.
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
