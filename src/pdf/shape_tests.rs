use proptest::prelude::*;

use super::fonts::{EMOJI, Weight, faces};
use super::ruler::Ruler;
use super::shape::{Copied, Line, Shaper, is_right_to_left, joined};
use super::text::{clean, wrap};
use super::{unprintable, work};

/// Names as people write them: Hebrew, Arabic, Thai, Devanagari, Bengali, Tamil, Armenian, Georgian, emoji.
const NAMES: &[&str] = &[
    "דפוס שלום בע״מ",
    "מִלּוֹן",
    "مطبعة السلام",
    "چاپخانه پارسی",
    "โรงพิมพ์สวัสดี กรุงเทพฯ",
    "नमस्ते प्रिंट स्टूडियो",
    "ঢাকা মুদ্রণ ক্ষেত্র",
    "தமிழ் அச்சகம் கொழும்பு",
    "Տպարան Երևան և որդիներ",
    "თბილისის სტამბა",
    "Happy Print 😀 👩‍👧 👍🏽 ❤️",
    "Nguyễn Văn Ánh x̂",
];

fn shape(text: &str, weight: Weight) -> Line {
    Shaper::default().line(text, weight)
}

fn copied(line: &Line) -> Vec<String> {
    let copied = |copied: &Copied| match copied {
        Copied::Nothing => String::new(),
        Copied::Char(c) => c.to_string(),
        Copied::Chars(text) => text.to_string(),
    };
    line.glyphs.iter().map(|glyph| copied(&glyph.copied)).collect()
}

#[test]
fn issue_11_row_d_every_name_has_glyphs_in_each_weight() {
    for weight in [Weight::Light, Weight::Regular, Weight::Bold] {
        for name in NAMES {
            let line = Ruler::default().line(&clean(name), weight);
            let boxes = line.glyphs.iter().filter(|glyph| glyph.id.0 == 0).count();
            assert_eq!(boxes, 0, "{name} in {weight:?}: {line:?}");
            assert!(line.width > 0.0);
        }
    }
    assert!(unprintable(NAMES.iter().copied()).is_empty());
}

#[test]
fn hebrew_and_arabic_run_from_right_to_left() {
    let hebrew = shape("שלום", Weight::Regular);
    assert_eq!(copied(&hebrew), ["ם", "ו", "ל", "ש"]);
    assert!(hebrew.glyphs.is_sorted_by(|left, right| left.x < right.x));
    let mixed = copied(&shape("שלום 250 Print", Weight::Regular)).concat();
    assert_eq!(
        mixed, "Print 250 םולש",
        "the base direction is from right to left, that of figures and Latin from left to right"
    );
    let bracket = shape("(ש)", Weight::Regular);
    assert_eq!(copied(&bracket), [")", "ש", "("]);
    let [left, right] = ["(", ")"].map(|c| shape(&format!("\u{200e}{c}"), Weight::Regular).glyphs[0].id);
    assert_eq!((bracket.glyphs[0].id, bracket.glyphs[2].id), (left, right), "brackets are mirrored");
}

#[test]
fn arabic_letters_join() {
    let word = shape("ببب", Weight::Regular);
    let mut forms: Vec<_> = word.glyphs.iter().map(|glyph| glyph.id).collect();
    forms.push(shape("ب", Weight::Regular).glyphs[0].id);
    forms.sort_unstable();
    forms.dedup();
    assert_eq!(forms.len(), 4, "initial, medial, final and isolated forms");
    let apart = shape("ب\u{200c}ب", Weight::Regular);
    assert_eq!(apart.glyphs[0].id, apart.glyphs[1].id, "a non-joiner separates them");
    assert_eq!(copied(&shape("سلام", Weight::Regular)), ["م", "لا", "س"], "lam and alef are one glyph");
}

#[test]
fn indic_letters_are_ordered_and_joined() {
    let ka = faces()[13].glyph('क');
    let ki = shape("कि", Weight::Regular);
    assert_eq!((ki.glyphs.len(), Some(ki.glyphs[1].id)), (2, ka), "the vowel is placed before its consonant");
    assert_eq!(shape("क्ष", Weight::Regular).glyphs.len(), 1, "a conjunct is one glyph");
    assert_eq!(copied(&ki).concat(), "कि");
    let ko = shape("கொ", Weight::Regular);
    assert_eq!(ko.glyphs.len(), 3, "a vowel on both sides");
    assert_eq!(copied(&ko).concat(), "கொ");
    assert_eq!(copied(&shape("ক্ষেত্র", Weight::Bold)).concat(), "ক্ষেত্র");
}

#[test]
fn marks_are_placed_on_their_letters() {
    let tone = shape("ที่", Weight::Regular);
    let plain = shape("ท", Weight::Regular);
    assert!((tone.width - plain.width).abs() < 1.0, "marks take no width");
    let point = shape("ש\u{5c1}", Weight::Regular);
    assert!((point.width - shape("ש", Weight::Regular).width).abs() < 1.0);
}

#[test]
fn emoji_sequences_are_one_glyph() {
    for emoji in ["👩\u{200d}👧", "👍🏽", "❤\u{fe0f}", "🇩🇪", "👩🏽\u{200d}💻"] {
        let line = shape(&clean(emoji), Weight::Bold);
        assert_eq!(line.glyphs.iter().map(|glyph| glyph.face).collect::<Vec<_>>(), [EMOJI], "{emoji}");
    }
}

#[test]
fn lines_have_the_direction_of_their_paragraph() {
    let ruler = &mut Ruler::default();
    let text = "שלום Print Studio Halbton und Söhne, Hamburg עולם 12";
    let lines = wrap(ruler, text, Weight::Regular, 9, 80.0);
    assert!(lines.len() > 2 && lines.iter().all(|line| is_right_to_left(line)), "{lines:?}");
    let names = joined(&["דפוס שלום", "5 Main Street"], "  ·  ");
    let set = copied(&shape(&names, Weight::Regular)).concat();
    assert_eq!(set, "םולש סופד  ·  5 Main Street", "each name keeps its position");
}

/// Text that is expensive to set: short words and long ones, of one script and of many, letters with many marks, letters that join.
const DENSE: &[&str] = &[
    "क ",
    "א ",
    "ب ",
    "ไ ",
    "a b c d e 😀 f g ",
    "कखगघ",
    "ببببب",
    "क א ب ไ ত க 😀 ա ა ",
    "कאبไতக",
    "क\u{200d}\u{200c}\u{200d}",
    "a\u{301}\u{302}\u{303}",
    "👩\u{200d}👧",
    "(א)[a]",
    "東\u{fe0f}京 x\u{302}",
];

/// A text of about `letters` letters.
fn long(word: &str, letters: usize) -> String {
    word.repeat(letters / word.chars().count())
}

#[test]
fn issue_8_breaking_text_of_any_script_takes_work_in_proportion_to_its_length() {
    for word in DENSE {
        for (letters, width) in [(480, 250.0), (2_400, 250.0), (2_400, 30.0)] {
            let text = long(word, letters);
            let ruler = &mut Ruler::default();
            let mut lines = Vec::new();
            let work = work::of(|| lines = wrap(ruler, &text, Weight::Regular, 9, width));
            // Once as a whole, once in its lines, and twice if a line was wider than its letters.
            assert!(work <= 3 * letters, "{word} in {width}: {work} letters of {letters}");
            let glyphs = lines.iter().map(|line| shape(line, Weight::Regular).glyphs.len()).sum::<usize>();
            assert!(ruler.remembered() <= glyphs, "{word} in {width}: {} of {glyphs}", ruler.remembered());
            assert!(lines.len() > 1, "the control: {word} in {width} takes {} lines", lines.len());
        }
    }
}

#[test]
fn issue_8_printing_an_invoice_takes_work_in_proportion_to_its_text() {
    let printed = |word: &str, lines: usize| {
        let mut document = super::tests::bill(lines);
        for line in &mut document.lines {
            (line.description, line.detail) = (long(word, 480), String::new());
        }
        work::of(|| drop(super::invoice(&document).unwrap())) / lines
    };
    let latin = printed("a b c d e f g ", 3);
    for word in DENSE.iter().step_by(4) {
        let (few, many) = (printed(word, 3), printed(word, 12));
        assert!(few <= 2 * latin, "{word}: {few} letters are processed per line, {latin} for Latin");
        assert!(many <= few + few / 5, "{word}: {few} per line with three lines, {many} with twelve");
    }
    // Many different characters need many fonts, in several drawings.
    let rare = |count: usize| {
        let mut document = super::tests::bill(1);
        document.note = ('\u{4e00}'..).take(count).collect();
        work::of(|| drop(super::invoice(&document).unwrap()))
    };
    let (few, many) = (rare(1_000), rare(5_000));
    assert!(many <= 5 * few, "{few} letters are processed for 1,000 characters, {many} for 5,000");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Letters of the names in any order, broken into lines: none is lost, and no line is too wide.
    #[test]
    fn words_of_any_script_are_broken_to_fit(picks in prop::collection::vec((0..NAMES.len(), 0..30usize), 1..60)) {
        let letter = |&(name, at): &(usize, usize)| NAMES[name].chars().nth(at).unwrap_or(' ');
        let text: String = picks.iter().map(letter).collect();
        let ruler = &mut Ruler::default();
        let lines = wrap(ruler, &text, Weight::Regular, 9, 60.0);
        for line in &lines {
            let width = ruler.width(line, Weight::Regular, 9);
            prop_assert!(width <= 60.0 || line.chars().count() < 12, "{line} is {width} wide");
        }
        let is_letter = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200c}'..='\u{200f}' | '\u{fe0f}');
        let all = |text: &str| text.chars().filter(is_letter).collect::<String>();
        prop_assert_eq!(all(&lines.concat()), all(&clean(&text)));
        let mut set: Vec<char> = lines.iter().flat_map(|line| copied(&ruler.line(line, Weight::Regular))).collect::<String>().chars().filter(is_letter).collect();
        let mut expected: Vec<char> = all(&clean(&text)).chars().collect();
        set.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(set, expected, "every character can be copied");
    }
}
