//! Every page as a browser sees it: accessible by light and by dark, in either language no wider than a phone, and nothing on the console to
//! complain of.
//! The pages are dealt out to several tests, which run side by side.

use std::collections::BTreeSet;

use diesel::prelude::*;
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
