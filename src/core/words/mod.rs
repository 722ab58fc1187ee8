//! Every visible word, by language and room, in Fluent (projectfluent.org). Keys are `room-thing`.
//!
//! A room's words are the files `en/<room>.ftl` and `de/<room>.ftl`, which are found by being there; `tests/portal/words.rs` holds the
//! languages against each other and against the pages.

mod erased;

use std::{collections::BTreeSet, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use rust_embed::Embed;

use crate::kernel::locale::Locale;

#[derive(Embed)]
#[folder = "words/"]
#[include = "*.ftl"]
struct Files;

/// The names of the files, each of which every language has: rooms, and what all of them share.
pub fn files() -> BTreeSet<String> {
    Files::iter().filter_map(|path| Some(path.split_once('/')?.1.strip_suffix(".ftl")?.to_owned())).collect()
}

/// The words of one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

static ALL: LazyLock<Vec<Words>> =
    LazyLock::new(|| Locale::ALL.into_iter().map(|locale| Words::load(locale, &sources(locale))).collect());

/// What the files of a language say.
fn sources(locale: Locale) -> Vec<String> {
    let ours = |path: &str| path.split_once('/').is_some_and(|(language, _)| language == locale.code());
    let text = |path: &str| String::from_utf8(Files::get(path)?.data.into_owned()).ok();
    Files::iter().filter(|path| ours(path)).filter_map(|path| text(&path)).collect()
}

impl Words {
    /// The words of a language, parsed once.
    pub fn of(locale: Locale) -> &'static Self {
        ALL.iter().find(|words| words.locale == locale).expect("every locale has words")
    }

    /// Which language these are.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether the language has this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The words for a key. A key that is missing shows itself, so that the gap is seen.
    pub fn text(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words for a key, with what they mention: `("name", "Ana".into())`, `("count", 3.into())`.
    pub fn with(&self, key: &str, mentioned: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = mentioned.iter().cloned().collect();
        self.format(key, Some(&args))
    }

    fn load(locale: Locale, sources: &[String]) -> Self {
        let language = locale.code().parse().expect("a locale's code is a language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // The marks that isolate right-to-left text would travel into titles, mail subjects and PDFs.
        bundle.set_use_isolating(false);
        for source in sources {
            let resource = FluentResource::try_new(source.clone()).expect("the words parse");
            bundle.add_resource(resource).expect("each key is said once");
        }
        Self { locale, bundle }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, locale = self.locale.code(), "words are missing");
            return key.to_owned();
        };
        let mut faults = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut faults).into_owned();
        if !faults.is_empty() {
            tracing::error!(key, ?faults, "words could not be put together");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_key() {
        let keys = |locale| -> std::collections::BTreeSet<String> {
            sources(locale)
                .iter()
                .flat_map(|source| source.lines())
                .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                .filter(|key| !key.starts_with([' ', '#', '.']))
                .collect()
        };
        for locale in Locale::ALL {
            let (english, other) = (keys(Locale::En), keys(locale));
            assert_eq!(
                english.difference(&other).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "missing in {locale}"
            );
            assert_eq!(
                other.difference(&english).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "only in {locale}"
            );
            assert!(keys(locale).iter().all(|key| Words::of(locale).has(key)));
        }
    }
}
