//! Every page in a browser: accessible in the light and dark theme and in both languages, no wider than its window although every name on
//! it is one long word, and without errors in the console.
//!
//! In each run, a page is checked with one user, language, theme and width, chosen at random. A failing test prints the seed;
//! `LOOK_SEED=… bin/test --only --test portal journeys::pages` repeats its choices. With `LOOK_ALL=1`, which `bin/test --all` sets, every
//! page is checked in all combinations.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
    time::SystemTime,
};

use diesel::{connection::SimpleConnection, prelude::*};
use reprint::schema::users;

use crate::{
    access::sweep::World,
    support::{chrome::Browser, *},
};

// The pages are distributed over several tests, which run in parallel.
macro_rules! looks {
    ($($name:ident: $share:literal of $all:literal;)*) => {$(
        #[test]
        fn $name() {
            look_at_pages($share, $all);
        }
    )*};
}

looks! {
    every_page_is_accessible_and_fits_1: 0 of 4;
    every_page_is_accessible_and_fits_2: 1 of 4;
    every_page_is_accessible_and_fits_3: 2 of 4;
    every_page_is_accessible_and_fits_4: 3 of 4;
}

const LANGUAGES: [&str; 2] = ["en-US", "de"];
const WIDTHS: [u32; 3] = [1280, 390, 320];

/// A word that cannot be broken.
const LONG: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsvorsitzendenstellvertreterin1z";

/// The theme and width, in pixels, with which a page is checked.
#[derive(Debug, Clone, Copy)]
struct Way {
    dark: bool,
    width: u32,
}

/// Makes the random choices.
struct Draw {
    seed: u64,
    /// Check all combinations instead.
    all: bool,
}

impl Draw {
    fn new() -> Self {
        static SEED: OnceLock<u64> = OnceLock::new();
        let now = || SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs() % 1_000_000);
        let named =
            || std::env::var("LOOK_SEED").ok().map(|seed| seed.parse().expect("LOOK_SEED is a number"));
        let seed = *SEED.get_or_init(|| named().unwrap_or_else(now));
        println!("random choices by LOOK_SEED={seed}");
        Self { seed, all: std::env::var_os("LOOK_ALL").is_some() }
    }

    /// Chooses a number below `many`; always the same one for the same question.
    fn of(&self, question: impl Hash, many: usize) -> usize {
        let mut hasher = DefaultHasher::new();
        (self.seed, question).hash(&mut hasher);
        usize::try_from(hasher.finish() % many as u64).expect("less than many")
    }

    fn languages(&self, share: usize) -> Vec<&'static str> {
        if self.all { LANGUAGES.to_vec() } else { vec![LANGUAGES[(self.of("language", 2) + share) % 2]] }
    }

    fn ways(&self, path: &str) -> Vec<Way> {
        if self.all {
            return WIDTHS
                .into_iter()
                .flat_map(|width| [false, true].map(|dark| Way { dark, width }))
                .collect();
        }
        vec![Way { dark: self.of(("theme", path), 2) == 1, width: WIDTHS[self.of(("width", path), 3)] }]
    }
}

fn look_at_pages(share: usize, all: usize) {
    let draw = Draw::new();
    let world = World::new();
    lengthen(&world);
    let studio = &world.studio;
    let readers = [Some(&studio.admin), Some(&studio.birch.manager), None];
    let mut seen = 0;
    for language in draw.languages(share) {
        let pages = readers.map(|reader| pages_of(&world, reader, share, all));
        for (index, reader) in readers.into_iter().enumerate() {
            let browser = Browser::speaking(studio, language);
            if let Some(person) = reader {
                speak(studio, person, language);
                browser.sign_in(person);
            }
            for path in &pages[index] {
                let also: Vec<usize> =
                    (0..readers.len()).filter(|other| pages[*other].contains(path)).collect();
                if draw.all || also[draw.of(("reader", path), also.len())] == index {
                    seen += 1;
                    look_at(&browser, path, language, &draw.ways(path));
                }
            }
        }
    }
    assert!(seen > 10, "only {seen} pages were checked");
}

/// The pages that a user may open, and one error page per status. Fragments, files and streams are left out.
fn pages_of(world: &World, reader: Option<&Person>, share: usize, all: usize) -> Vec<String> {
    let client = reader.map_or_else(|| world.studio.visit(), |person| world.studio.sign_in(person));
    let mut refusals = BTreeSet::new();
    let mut paths = world.pages(reader.is_none());
    paths.dedup();
    let dealt = paths.into_iter().skip(share).step_by(all);
    dealt
        .filter(|path| {
            let page = client.get(path);
            page.body().contains("<html") && (page.status == 200 || refusals.insert(page.status))
        })
        .collect()
}

fn look_at(browser: &Browser, path: &str, language: &str, ways: &[Way]) {
    browser.visit(path);
    assert_eq!(browser.run("return document.documentElement.lang"), language[..2], "{path}");
    for way in ways {
        println!("{path}: {language}, {way:?}");
        browser.prefer_dark(way.dark);
        browser.is_so_wide(way.width);
        browser.is_accessible();
        if way.width < 500 {
            browser.holds_no_small_targets();
        }
        // The style guide shows its samples side by side and may be wider.
        if path != "/styleguide" {
            browser.is_no_wider();
        }
    }
    browser.has_no_complaints();
    browser.on_a_desk();
}

/// Sets a user's language, as the account page does.
fn speak(studio: &Studio, person: &Person, language: &str) {
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(person.id));
        Ok(diesel::update(row).set(users::locale.eq(&language[..2])).execute(tx.conn())?)
    });
}

/// Gives everything of Birch & Beam that has a name a name of 120 letters.
fn lengthen(world: &World) {
    let (project, client) = (world.birch.project, world.studio.birch.id);
    world.studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "update clients set name = '{LONG}' where id = '{client}';
             update projects set name = '{LONG}', description = '{LONG}' where id = '{project}';
             update project_types set name = left('{LONG}', 60) where id = '{kind}';
             update milestones set title = '{LONG}', due_on = current_date + 3 where project_id = '{project}';
             update files set name = '{LONG}.txt' where project_id = '{project}';
             update users set name = left('{LONG}', 120), email = right(id::text, 12) || repeat('x', 40) || '@' || repeat('long-', 10) || 'name.example'
                where client_id = '{client}' and id <> '{manager}';
             insert into messages (id, client_id, conversation_id, sender_id, client_key, body)
                select gen_random_uuid(), '{client}', id, '{staff}', gen_random_uuid(), '{LONG}' from conversations where client_id = '{client}';
             update invoices set note = '{LONG}' where client_id = '{client}' and status = 'draft';
             update invoice_lines set description = '{LONG}' where client_id = '{client}'
                and invoice_id in (select id from invoices where status = 'draft');
             insert into events (kind, client_id, project_id, subject_id, facts, in_feed) values
                ('file.uploaded', '{client}', '{project}', '{file}', '{{\"name\": \"{LONG}.txt\"}}', true);
             insert into audit_entries (id, kind, actor_name, subject_kind, subject_id, facts) values
                (gen_random_uuid(), 'file.uploaded', '{LONG}', 'file', '{file}', '{{\"name\": \"{LONG}.txt\"}}');",
            manager = world.studio.birch.manager.id,
            staff = world.studio.staff.id,
            file = world.birch.file,
            kind = world.birch.project_type,
        ))?)
    });
}
