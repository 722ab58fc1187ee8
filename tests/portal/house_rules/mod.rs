//! Conventions of this repository, checked by reading its source. Every rule has a bad sample that it must catch, so that no rule silently
//! stops working.

mod build;
mod circles;
mod handwriting;
mod kinds;
mod markup;
mod migrations;
mod queries;
mod rooms;
pub mod source;
mod statements;
mod templates;

use source::File;

/// Something that a file must not contain.
struct Rule {
    /// What is forbidden and what to do instead; shown for each violation.
    says: &'static str,
    /// Whether the rule applies to a file, given by its path from the root. Exceptions are made here.
    binds: fn(path: &str) -> bool,
    /// The lines (counted from 1) that violate it.
    finds: fn(file: &File) -> Vec<usize>,
    /// A path and a text that violate it, and the same done right.
    bad: (&'static str, &'static str),
    good: (&'static str, &'static str),
}

fn rules() -> Vec<Rule> {
    [rooms::rules(), statements::rules(), handwriting::rules(), markup::rules(), templates::rules()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn the_source_follows_the_house_rules() {
    let files = source::all();
    assert!(files.len() > 100, "the source was not found");
    let mut broken = String::new();
    for rule in rules() {
        for file in files.iter().filter(|file| (rule.binds)(&file.path)) {
            for line in (rule.finds)(file) {
                let text = file.text.lines().nth(line - 1).unwrap_or_default().trim();
                broken += &format!("\n{}:{line}: {}\n    {text}", file.path, rule.says);
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn every_rule_catches_its_bad_sample_and_leaves_the_good_one() {
    for rule in rules() {
        let breaks = |(path, text): (&str, &str)| {
            (rule.binds)(path) && !(rule.finds)(&File::new(path, text)).is_empty()
        };
        assert!(breaks(rule.bad), "the rule misses its bad sample: {}", rule.says);
        assert!(!breaks(rule.good), "the rule rejects its good sample: {}", rule.says);
    }
}
