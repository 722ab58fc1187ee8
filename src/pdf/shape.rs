//! Turns text into glyphs: which ones, where, and in which order they are read.
//!
//! In *plain* text every character has a glyph of its own, and they follow each other from left to right: Latin, Greek, Cyrillic, Han and
//! the like. All other text is ordered by the Unicode bidirectional algorithm, and shaped: letters join, change their form and their order,
//! and carry marks.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use harfrust::{
    Buffer, BufferFlags, Direction, Feature, GlyphInfo, Script, ShapeOptions, ShapePlan, ShaperFont, Tag,
};
use ttf_parser::GlyphId;
use unicode_bidi::ParagraphBidiInfo;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{EMOJI, FaceId, Weight, faces};

/// The text that a PDF reader copies for a glyph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Copied {
    /// The glyph is a part of a letter that another glyph stands for.
    Nothing,
    Char(char),
    Chars(Rc<str>),
}

/// A positioned glyph. Lengths are thousandths of an em.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub face: FaceId,
    pub id: GlyphId,
    pub copied: Copied,
    /// The distance from the beginning of the line.
    pub x: f64,
    /// The distance upward from the baseline.
    pub y: f64,
}

/// A line of positioned glyphs, from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub glyphs: Vec<Placed>,
    /// Thousandths of an em.
    pub width: f64,
}

/// Marks that set the direction of a line if its own letters do not.
const TO_THE_RIGHT: char = '\u{200e}';
const TO_THE_LEFT: char = '\u{200f}';

/// Whether every character has a glyph of its own.
pub(super) fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| {
        matches!(c,
            '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{590}'..='\u{109f}' | '\u{1700}'..='\u{1cff}'
            | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200f}' | '\u{20d0}'..='\u{20ff}' | '\u{a800}'..='\u{abff}'
            | '\u{fb1d}'..='\u{fdff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10000}'..='\u{1ffff}')
    })
}

/// Whether the first letter with a direction runs from right to left.
pub(super) fn is_right_to_left(text: &str) -> bool {
    !is_plain(text) && matches!(unicode_bidi::get_base_direction(text), unicode_bidi::Direction::Rtl)
}

/// Gives a line from a paragraph the direction of the paragraph.
pub(super) fn running(line: String, right_to_left: bool) -> String {
    match (is_right_to_left(&line), right_to_left) {
        (false, true) => format!("{TO_THE_LEFT}{line}"),
        (true, false) => format!("{TO_THE_RIGHT}{line}"),
        _ => line,
    }
}

/// Joins names on a line from left to right, so that each keeps its own direction and its position.
pub(super) fn joined(names: &[&str], separator: &str) -> String {
    let text = names.join(separator);
    if is_plain(&text) {
        return text;
    }
    format!("{TO_THE_RIGHT}{}", names.join(&format!("{TO_THE_RIGHT}{separator}{TO_THE_RIGHT}")))
}

/// Shapes text that is not plain. The shaping plan of a face for a script is computed once.
#[derive(Default)]
pub(super) struct Shaper {
    plans: HashMap<(FaceId, Direction, Option<Script>), ShapePlan>,
}

impl Shaper {
    /// Shapes a line of text.
    pub fn line(&mut self, text: &str, weight: Weight) -> Line {
        let mut line = Line::default();
        for run in runs(text, weight) {
            let set = self.set(&run);
            place(&mut line, &run, &set);
        }
        line
    }

    /// The advance of each cluster of the text, in thousandths of an em, and its position in the text, in the order of the text.
    pub fn advances(&mut self, text: &str, weight: Weight) -> Vec<(usize, f64)> {
        let mut advances = Vec::new();
        for run in runs(text, weight) {
            let face = &faces()[run.face];
            let set = self.set(&run);
            advances.extend(set.glyph_infos().iter().zip(set.glyph_positions()).map(|(glyph, position)| {
                (run.place_in_text(glyph.cluster as usize), face.per_mille(position.x_advance))
            }));
        }
        advances.sort_by_key(|&(at, _)| at);
        advances
    }

    /// The glyphs of a run, from left to right.
    fn set(&mut self, run: &Run) -> Buffer {
        #[cfg(test)]
        super::work::done(run.text.chars().count());
        let mut buffer = Buffer::new();
        buffer.push_str(&run.text);
        buffer.set_direction(if run.right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.guess_segment_properties();
        let figures_of_one_width = [Feature::new(Tag::new(b"tnum"), 1, ..)];
        let font = faces()[run.face].shaper();
        let (direction, script) = (buffer.direction(), buffer.script());
        let plan = self
            .plans
            .entry((run.face, direction, script))
            .or_insert_with(|| ShapePlan::new(font, direction, script, None, &figures_of_one_width));
        let options = ShapeOptions::new().features(&figures_of_one_width).plan(Some(plan));
        harfrust::shape(&ShaperFont::new(font), &mut buffer, options)
            .expect("the text has a direction, and the plan is for it and its script");
        buffer
    }
}

/// A run of text in one face and direction.
struct Run {
    face: FaceId,
    right_to_left: bool,
    /// The text without direction marks.
    text: String,
    /// The positions of its pieces, in this text and in the whole text, from which direction marks were removed between them.
    places: Vec<(usize, usize)>,
}

impl Run {
    fn place_in_text(&self, at: usize) -> usize {
        let before = self.places.partition_point(|&(begin, _)| begin <= at).saturating_sub(1);
        self.places.get(before).map_or(0, |&(begin, place)| place + at - begin)
    }
}

/// The runs of a text, from left to right.
fn runs(text: &str, weight: Weight) -> Vec<Run> {
    let order = ParagraphBidiInfo::new(text, None);
    let (levels, visual_runs) = order.visual_runs(0..text.len());
    let mut runs = Vec::new();
    for visual in visual_runs {
        let right_to_left = levels.get(visual.start).is_some_and(|level| level.is_rtl());
        let begin = runs.len();
        for (at, letter) in text[visual.clone()].grapheme_indices(true) {
            if !letter.chars().all(is_mark_of_direction) {
                add(&mut runs, begin, letter, visual.start + at, face_of(letter, weight), right_to_left);
            }
        }
        if right_to_left {
            runs[begin..].reverse();
        }
    }
    runs
}

/// Adds a letter to the last of the runs since `begin`, or to a new run if that has a different face.
fn add(runs: &mut Vec<Run>, begin: usize, letter: &str, place: usize, face: FaceId, right_to_left: bool) {
    match runs[begin..].last_mut().filter(|run| run.face == face) {
        Some(run) => {
            let at = run.text.len();
            if run.place_in_text(at) != place {
                run.places.push((at, place));
            }
            run.text.push_str(letter);
        }
        None => {
            runs.push(Run { face, right_to_left, text: letter.to_owned(), places: vec![(0, place)] });
        }
    }
}

fn is_mark_of_direction(c: char) -> bool {
    matches!(c, TO_THE_RIGHT | TO_THE_LEFT)
}

/// Joiners and variation selectors change the letters beside them and are invisible themselves.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

/// The first face that contains a letter and all of its marks, or at least the letter.
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

/// The letters that have been looked up so far. However long a text is, each of its letters is looked up once.
#[derive(Default)]
pub(super) struct Letters {
    known: HashSet<String>,
    boxes: HashSet<char>,
}

impl Letters {
    /// Returns the characters of a text that no face contains and that have not been returned before: they would be printed as boxes.
    pub fn boxes(&mut self, text: &str) -> Vec<char> {
        let mut boxes = Vec::new();
        // Every face contains ASCII.
        for letter in text.graphemes(true).filter(|letter| !letter.is_ascii()) {
            if !self.known.contains(letter) {
                self.known.insert(letter.to_owned());
                let font = &faces()[face_of(letter, Weight::Regular)].font;
                let lacks = |&c: &char| !c.is_control() && !is_unseen(c) && font.glyph_index(c).is_none();
                boxes.extend(letter.chars().filter(lacks).filter(|&c| self.boxes.insert(c)));
            }
        }
        boxes
    }
}

/// Appends a run to a line.
fn place(line: &mut Line, run: &Run, set: &Buffer) {
    let face = &faces()[run.face];
    let copied = copied(&run.text, set.glyph_infos(), run.right_to_left);
    for ((glyph, position), copied) in set.glyph_infos().iter().zip(set.glyph_positions()).zip(copied) {
        line.glyphs.push(Placed {
            face: run.face,
            id: GlyphId(u16::try_from(glyph.glyph_id).unwrap_or(0)),
            copied,
            x: line.width + face.per_mille(position.x_offset),
            y: face.per_mille(position.y_offset),
        });
        line.width += face.per_mille(position.x_advance);
    }
}

/// Determines what each glyph stands for, from the position of its cluster in the text. The glyphs of a cluster share its characters in
/// reading order; the last one takes the rest.
fn copied(text: &str, set: &[GlyphInfo], right_to_left: bool) -> Vec<Copied> {
    let begin = |&glyph: &usize| set[glyph].cluster as usize;
    let mut glyphs: Vec<usize> = (0..set.len()).collect();
    if right_to_left {
        glyphs.reverse();
    }
    glyphs.sort_by_key(begin);
    let mut copied = vec![Copied::Nothing; set.len()];
    // Text before the first cluster is invisible, and goes with it.
    let (mut start, mut rest) = (0, glyphs.as_slice());
    while let Some(first) = rest.first() {
        let (cluster, others) = rest.split_at(rest.partition_point(|glyph| begin(glyph) == begin(first)));
        let end = others.first().map_or(text.len(), begin);
        let mut chars = text[start..end].chars();
        for (number, &glyph) in cluster.iter().enumerate() {
            let left = chars.as_str();
            copied[glyph] = match chars.next() {
                None => Copied::Nothing,
                Some(_) if number + 1 == cluster.len() && !chars.as_str().is_empty() => {
                    Copied::Chars(left.into())
                }
                Some(c) => Copied::Char(c),
            };
        }
        (start, rest) = (end, others);
    }
    copied
}
