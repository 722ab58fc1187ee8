//! Every page as a browser sees it: accessible by light and by dark, in either language no wider than a phone, and nothing on the console to
//! complain of.
//! The pages are dealt out to several tests, which run side by side.

use std::collections::BTreeSet;

use diesel::{connection::SimpleConnection, prelude::*};
use reprint::schema::users;

use crate::{
    access::sweep::World,
    support::{chrome::Browser, *},
};

macro_rules! looks {
    ($($name:ident: $who:expr, $language:literal, $share:literal of $all:literal;)*) => {$(
        #[test]
        fn $name() {
            let world = World::new();
            let who: fn(&Studio) -> Option<&Person> = $who;
            LiveView { world: &world, person: who(&world.studio), language: $language }.at_every_page($share, $all);
        }
    )*};
}

looks! {
    every_page_of_the_studio_is_accessible_1: |studio| Some(&studio.admin), "en-US", 0 of 3;
    every_page_of_the_studio_is_accessible_2: |studio| Some(&studio.admin), "en-US", 1 of 3;
    every_page_of_the_studio_is_accessible_3: |studio| Some(&studio.admin), "en-US", 2 of 3;
    every_page_of_a_client_is_accessible_1: |studio| Some(&studio.birch.manager), "en-US", 0 of 2;
    every_page_of_a_client_is_accessible_2: |studio| Some(&studio.birch.manager), "en-US", 1 of 2;
    every_page_before_signing_in_is_accessible: |_| None, "en-US", 0 of 1;
    every_german_page_of_the_studio_fits_1: |studio| Some(&studio.admin), "de", 0 of 2;
    every_german_page_of_the_studio_fits_2: |studio| Some(&studio.admin), "de", 1 of 2;
    every_german_page_of_a_client_fits: |studio| Some(&studio.birch.manager), "de", 0 of 1;
    every_german_page_before_signing_in_fits: |_| None, "de", 0 of 1;
}

/// A word without a place to break it.
const LONG: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandsvorsitzendenstellvertreterin1z";

macro_rules! fits {
    ($($name:ident: $who:expr, $share:literal of $all:literal;)*) => {$(
        #[test]
        fn $name() {
            let world = World::new();
            lengthen(&world);
            let who: fn(&Studio) -> &Person = $who;
            holds_long_words(&world, who(&world.studio), $share, $all);
        }
    )*};
}

fits! {
    issue_11_long_words_push_no_page_of_the_studio_1: |studio| &studio.admin, 0 of 2;
    issue_11_long_words_push_no_page_of_the_studio_2: |studio| &studio.admin, 1 of 2;
    issue_11_long_words_push_no_page_of_a_client: |studio| &studio.birch.manager, 0 of 1;
}

/// Gives everything of Birch & Beam's that has a name one of 120 letters.
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

fn holds_long_words(world: &World, person: &Person, share: usize, all: usize) {
    let browser = Browser::at(&world.studio);
    let client = world.studio.sign_in(person);
    browser.sign_in(person);
    let (mut seen, mut faults) = (0, Vec::new());
    for path in world.pages(false).into_iter().skip(share).step_by(all).filter(|path| path != "/styleguide") {
        let page = client.get(&path);
        if page.status != 200 || !page.body().contains("<html") {
            continue;
        }
        seen += 1;
        browser.visit(&path);
        for width in [1280, 390, 320] {
            browser.is_so_wide(width);
            let wider = browser.wider();
            if wider != serde_json::json!([]) {
                faults.push(format!("{path} at {width}: {wider}"));
            }
        }
        browser.on_a_desk();
    }
    assert!(seen > 10, "{seen} pages were seen");
    assert!(faults.is_empty(), "{faults:#?}");
}

struct LiveView<'a> {
    world: &'a World,
    person: Option<&'a Person>,
    language: &'static str,
}

impl LiveView<'_> {
    fn at_every_page(&self, share: usize, all: usize) {
        let studio = &self.world.studio;
        let browser = Browser::speaking(studio, self.language);
        let client = self.person.map_or_else(|| studio.visit(), |person| studio.sign_in(person));
        if let Some(person) = self.person {
            self.learn(person);
            browser.sign_in(person);
        }
        let mut seen = 0;
        let mut refusals = BTreeSet::new();
        for path in self.world.pages(self.person.is_none()).into_iter().skip(share).step_by(all) {
            let page = client.get(&path);
            // Pieces, files and streams are no pages; one page of each refusal is enough.
            if !page.body().contains("<html") || page.status != 200 && !refusals.insert(page.status) {
                continue;
            }
            seen += 1;
            browser.visit(&path);
            self.at(&browser, &path);
        }
        assert!(seen > 0, "no page was seen");
    }

    fn at(&self, browser: &Browser, path: &str) {
        // Other words are as dark as these, and in the same places.
        let is_first = self.language == "en-US";
        if is_first {
            browser.prefer_dark(false);
            browser.is_accessible();
            browser.prefer_dark(true);
            browser.has_contrast();
        } else {
            assert_eq!(browser.run("return document.documentElement.lang"), self.language, "{path}");
        }
        browser.has_no_complaints();
        // Its specimens stand side by side.
        match path {
            "/styleguide" => {}
            _ if is_first => browser.fits_a_phone(),
            _ => {
                browser.on_a_phone();
                browser.is_no_wider();
            }
        }
    }

    /// Gives a person the language, as their account page does.
    fn learn(&self, person: &Person) {
        let code = &self.language[..2];
        self.world.studio.set_up(|tx| {
            let row = users::table.filter(users::id.eq(person.id));
            Ok(diesel::update(row).set(users::locale.eq(code)).execute(tx.conn())?)
        });
    }
}
