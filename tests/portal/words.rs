//! Every translation key in use has words in every language, and there are no unused keys.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use reprint::{kernel::locale::Locale, words::files};

/// Prefixes of keys that are not the name of a room.
const SHARED: &[&str] = &["shell", "rail", "role", "due", "fault", "form", "error", "mail", "audit"];

#[test]
fn every_key_in_use_has_words() {
    let words = words(Locale::En);
    let used = literals();
    let asked = |literal: &str| is_key(literal) || literal.starts_with(ASKED);
    let named = |literal: &str| literal.trim_start_matches(ASKED).to_owned();
    let missing: Vec<_> =
        used.iter().filter(|(literal, _)| asked(literal) && !words.contains_key(&named(literal))).collect();
    assert!(
        missing.is_empty(),
        "no words in src/core/words/en, for keys in these files: {missing:#?}\nA text in quotes that begins with a room's name and a \
            hyphen counts as a key. If it is not one, call it otherwise, or add it to NO_KEYS in tests/portal/words.rs."
    );
    assert!(
        used.keys().filter(|literal| words.contains_key(*literal)).count() > 20,
        "the source was not found"
    );
}

#[test]
fn every_language_has_the_same_keys_and_variables() {
    let english = words(Locale::En);
    for locale in Locale::ALL {
        let other = words(locale);
        let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (english.keys().collect(), other.keys().collect());
        assert_eq!(
            ours.symmetric_difference(&theirs).collect::<Vec<_>>(),
            Vec::<&&String>::new(),
            "keys that are only in one of en and {locale}"
        );
        for (key, text) in &other {
            assert_eq!(mentioned(text), mentioned(&english[key]), "{key} has other variables in {locale}");
            assert!(!text.trim().is_empty(), "{key} is empty in {locale}");
        }
    }
}

#[test]
fn german_texts_are_translated() {
    let (english, german) = (words(Locale::En), words(Locale::De));
    let same = |key: &String| {
        let words = english[key].split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
        english[key].trim() == german[key].trim() && words.count() > 2
    };
    let left: Vec<_> = german.keys().filter(|key| same(key)).collect();
    assert!(left.is_empty(), "not translated: {left:?}");
}

#[test]
fn every_key_is_used() {
    let used = literals();
    // A literal that ends in a dash, or has a placeholder after a dash, is the prefix of keys that are composed at run time.
    let beginnings: Vec<_> = used
        .keys()
        .filter_map(|literal| literal.split('{').next())
        .filter(|beginning| beginning.ends_with('-') && beginning.len() > 4)
        .collect();
    let words = words(Locale::En);
    let unsaid: Vec<_> = words
        .keys()
        .filter(|key| {
            !used.contains_key(*key) && !beginnings.iter().any(|beginning| key.starts_with(beginning))
        })
        .collect();
    assert!(unsaid.is_empty(), "unused keys: {unsaid:#?}");
}

/// Marks a literal that a template passes to the translation filter, whatever it looks like.
const ASKED: char = '→';

/// Whether a literal has the form of a key: `room-thing`, in lower case.
fn is_key(literal: &str) -> bool {
    let mut parts = literal.split('-');
    let first = parts.next().unwrap_or_default();
    let known = files().contains(first) || SHARED.contains(&first);
    let small =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    known && literal.contains('-') && literal.split('-').all(small) && !NO_KEYS.contains(&literal)
}

/// Literals that have the form of a key, but name something else.
const NO_KEYS: &[&str] = &["mail-from"];

/// The keys of a language with their texts, from all files.
fn words(locale: Locale) -> BTreeMap<String, String> {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for room in files() {
        let path = format!("{}/src/core/words/{}/{room}.ftl", env!("CARGO_MANIFEST_DIR"), locale.code());
        let mut current = None;
        for line in fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")).lines() {
            if line.starts_with('#') {
                continue;
            }
            match line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                Some((key, text)) => {
                    words.insert(key.to_owned(), text.to_owned());
                    current = Some(key.to_owned());
                }
                None => {
                    let key = current.as_ref().filter(|_| !line.trim().is_empty());
                    key.and_then(|key| words.get_mut(key))
                        .into_iter()
                        .for_each(|text| *text += &format!("\n{line}"));
                }
            }
        }
    }
    words
}

/// The variables of a text: the names after `$`.
fn mentioned(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    names
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

/// Every string literal in sources and templates, with a file that contains it.
fn literals() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in ["src", "templates"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a source folder can be read") {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html" || kind == "txt") {
            let text = fs::read_to_string(&path).expect("source files are text");
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
            let logic = if path.extension().is_some_and(|kind| kind == "rs") {
                code.to_owned()
            } else {
                logic_of(code)
            };
            for line in logic.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let pieces: Vec<_> = line.split('"').collect();
                for at in (1..pieces.len()).step_by(2) {
                    let asked = pieces
                        .get(at + 1)
                        .and_then(|after| after.strip_prefix("|t"))
                        .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) && !pieces[at].is_empty());
                    for literal in
                        [Some(pieces[at].to_owned()), asked.then(|| format!("{ASKED}{}", pieces[at]))]
                            .into_iter()
                            .flatten()
                    {
                        found.entry(literal).or_insert_with(|| path.display().to_string());
                    }
                }
            }
        }
    }
}

/// The contents of `{{ }}` and `{% %}` in a template, one per line. Classes and ids outside them are not keys.
fn logic_of(template: &str) -> String {
    let mut logic = String::new();
    let mut rest = template;
    while let Some(start) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        let close = if rest[start..].starts_with("{{") { "}}" } else { "%}" };
        let end = rest[start..].find(close).map_or(rest.len(), |end| start + end);
        logic += &rest[start + 2..end];
        logic.push('\n');
        rest = &rest[end..];
    }
    logic
}

#[test]
fn keys_are_distinguished_from_class_names() {
    assert_eq!(
        logic_of("<p class=\"rail-x\">{{ \"rail-home\"|t }}{% if a == \"b\" %}"),
        " \"rail-home\"|t \n if a == \"b\" \n"
    );
    assert!(is_key("fault-empty") && !is_key("fault") && !is_key("x-csrf-token") && !is_key("mail-{}"));
}
