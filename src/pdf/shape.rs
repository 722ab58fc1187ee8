//! Text as glyphs: which, where, and in the order they are read.
//!
//! In *plain* text each character is a glyph of its own, and they follow each other from left to right: Latin,
//! Greek, Cyrillic, Han and the like. All other text is ordered by the Unicode bidirectional algorithm, and shaped:
//! letters join, change their form and their order, and carry marks.

use std::rc::Rc;

use harfrust::{Buffer, BufferFlags, Direction, Feature, ShapeOptions, ShaperFont, Tag};
use ttf_parser::GlyphId;
use unicode_bidi::ParagraphBidiInfo;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{EMOJI, Face, FaceId, Weight, faces};

/// What a reader program copies for a glyph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Copied {
    /// The glyph is a part of a letter; another one stands for the letter.
    Nothing,
    Char(char),
    Chars(Rc<str>),
}

/// A glyph in its place. Lengths are thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub face: FaceId,
    pub id: GlyphId,
    pub copied: Copied,
    /// From the beginning of the line.
    pub x: f64,
    /// Upward from the baseline.
    pub y: f64,
}

/// A line of text as it is set, from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub glyphs: Vec<Placed>,
    /// Thousandths of an em.
    pub width: f64,
}

/// Marks that say which way a line runs whose own letters do not.
const TO_THE_RIGHT: char = '\u{200e}';
const TO_THE_LEFT: char = '\u{200f}';

/// Whether each character is a glyph of its own.
pub(super) fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| {
        matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{590}'..='\u{109f}' | '\u{1700}'..='\u{1cff}'
            | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200f}' | '\u{20d0}'..='\u{20ff}' | '\u{a800}'..='\u{abff}'
            | '\u{fb1d}'..='\u{fdff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10000}'..='\u{1ffff}')
    })
}

/// Whether the first letter that has a direction runs from right to left.
pub(super) fn is_right_to_left(text: &str) -> bool {
    !is_plain(text) && matches!(unicode_bidi::get_base_direction(text), unicode_bidi::Direction::Rtl)
}

/// A line cut out of a paragraph, made to run the paragraph's way.
pub(super) fn running(line: String, right_to_left: bool) -> String {
    match (is_right_to_left(&line), right_to_left) {
        (false, true) => format!("{TO_THE_LEFT}{line}"),
        (true, false) => format!("{TO_THE_RIGHT}{line}"),
        _ => line,
    }
}

/// Names joined on a line from left to right, so that each keeps its own direction and its place.
pub(super) fn joined(names: &[&str], separator: &str) -> String {
    let text = names.join(separator);
    if is_plain(&text) {
        return text;
    }
    format!("{TO_THE_RIGHT}{}", names.join(&format!("{TO_THE_RIGHT}{separator}{TO_THE_RIGHT}")))
}

/// Sets text that is not plain.
pub(super) fn shape(text: &str, weight: Weight) -> Line {
    let mut line = Line::default();
    let order = ParagraphBidiInfo::new(text, None);
    let (levels, runs) = order.visual_runs(0..text.len());
    for run in runs {
        let right_to_left = levels.get(run.start).is_some_and(|level| level.is_rtl());
        let mut stretches = of_one_face(&text[run], weight);
        if right_to_left {
            stretches.reverse();
        }
        for (face, text) in stretches {
            set(&mut line, face, &text, right_to_left);
        }
    }
    line
}

/// The text in stretches of one face each, without the marks of direction.
fn of_one_face(text: &str, weight: Weight) -> Vec<(FaceId, String)> {
    let mut stretches: Vec<(FaceId, String)> = Vec::new();
    for letter in text.graphemes(true).filter(|letter| !letter.chars().all(is_mark_of_direction)) {
        let face = face_of(letter, weight);
        match stretches.last_mut().filter(|last| last.0 == face) {
            Some(last) => last.1.push_str(letter),
            None => stretches.push((face, letter.to_owned())),
        }
    }
    stretches
}

fn is_mark_of_direction(c: char) -> bool {
    matches!(c, TO_THE_RIGHT | TO_THE_LEFT)
}

/// Joiners and selectors change the letters beside them and are nothing themselves.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

/// The first face that has all of a letter and its marks, or at least the letter.
fn face_of(letter: &str, weight: Weight) -> FaceId {
    let has = |face: FaceId, c: char| faces()[face].font.glyph_index(c).is_some();
    let has_all = |face: FaceId| letter.chars().all(|c| is_unseen(c) || has(face, c));
    let is_emoji =
        letter.chars().any(|c| matches!(c, '\u{200d}' | '\u{20e3}' | '\u{fe0f}' | '\u{1f000}'..='\u{1ffff}'));
    if is_emoji && has_all(EMOJI) {
        return EMOJI;
    }
    let chain = weight.faces();
    let found = chain.iter().find(|&&face| has_all(face));
    let first = letter.chars().next().unwrap_or(' ');
    *found.or_else(|| chain.iter().find(|&&face| has(face, first))).unwrap_or(&chain[0])
}

/// The characters of a text that no face has: they would be printed as boxes.
pub(super) fn boxes(text: &str) -> impl Iterator<Item = char> {
    text.graphemes(true).flat_map(|letter| {
        let font = &faces()[face_of(letter, Weight::Regular)].font;
        letter
            .chars()
            .filter(|&c| !c.is_control() && !is_unseen(c) && font.glyph_index(c).is_none())
            .collect::<Vec<_>>()
    })
}

/// Adds text of one face and direction to a line.
fn set(line: &mut Line, face: FaceId, text: &str, right_to_left: bool) {
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    buffer.guess_segment_properties();
    let figures_of_one_width = [Feature::new(Tag::new(b"tnum"), 1, ..)];
    let font = ShaperFont::new(faces()[face].shaper());
    harfrust::shape(&font, &mut buffer, ShapeOptions::new().features(&figures_of_one_width))
        .expect("the text has a direction, and nothing was planned for another");
    let face_data: &Face = &faces()[face];
    let per_mille = |units: i32| face_data.per_mille(units);
    let clusters: Vec<usize> = buffer.glyph_infos().iter().map(|glyph| glyph.cluster as usize).collect();
    let copied = copied(text, &clusters, right_to_left);
    for ((glyph, position), copied) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()).zip(copied) {
        line.glyphs.push(Placed {
            face,
            id: GlyphId(u16::try_from(glyph.glyph_id).unwrap_or(0)),
            copied,
            x: line.width + per_mille(position.x_offset),
            y: per_mille(position.y_offset),
        });
        line.width += per_mille(position.x_advance);
    }
}

/// What each glyph stands for, of which is known where in the text its cluster begins. Glyphs of a cluster share its
/// characters in the order they are read; the last of them takes what is left.
fn copied(text: &str, clusters: &[usize], right_to_left: bool) -> Vec<Copied> {
    let mut starts = clusters.to_vec();
    starts.sort_unstable();
    starts.dedup();
    let mut copied = vec![Copied::Nothing; clusters.len()];
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        // What stands before the first cluster was unseen, and goes with it.
        let mut rest = &text[if index == 0 { 0 } else { start }..end];
        let mut glyphs: Vec<usize> = (0..clusters.len()).filter(|&glyph| clusters[glyph] == start).collect();
        if right_to_left {
            glyphs.reverse();
        }
        while let Some((&glyph, others)) = glyphs.split_first() {
            let mut chars = rest.chars();
            copied[glyph] = match (chars.next(), others.is_empty() && !chars.as_str().is_empty()) {
                (None, _) => Copied::Nothing,
                (Some(_), true) => Copied::Chars(rest.into()),
                (Some(c), false) => Copied::Char(c),
            };
            rest = chars.as_str();
            glyphs = others.to_vec();
        }
    }
    copied
}
