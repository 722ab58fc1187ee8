//! How often a page asks Postgres, and that it is no matter how much there is to tell.

use std::{collections::BTreeMap, sync::Arc};

use reprint::kernel::time::SystemClock;

use super::sweep::World;
use crate::support::*;

/// What a page may ask besides session and scope.
const MOST: u64 = 8;
/// The session; begin and commit around what the page asks itself.
const SESSION_AND_SCOPE: u64 = 3;

/// The statements of each page for someone. The least of several visits: now and then the portal also looks after itself.
fn asked(world: &World, person: &Person) -> BTreeMap<String, u64> {
    let db = &world.studio.served.portal.db;
    let client = world.studio.sign_in(person);
    let mut pages = BTreeMap::new();
    for path in world.pages(false) {
        let visits = (0..3).map(|_| {
            let before = db.statements();
            let page = client.get(&path);
            (db.statements() - before, page.status == 200 && page.body().contains("<html"))
        });
        if let Some((least, true)) = visits.min() {
            pages.insert(path, least);
        }
    }
    pages
}

#[test]
fn no_page_asks_more_than_eight_times_nor_more_often_for_more_rows() {
    // A portal of its own, whose statements are its own.
    let world = World::of(Studio::at(&Served::with(Arc::new(SystemClock), &[])));
    let studio = &world.studio;
    let readers = [&studio.admin, &studio.birch.manager];
    let few = readers.map(|person| asked(&world, person));
    for _ in 0..5 {
        studio.furnish(&studio.birch);
    }
    let many = readers.map(|person| asked(&world, person));
    assert!(few[0].len() > 30 && few[1].len() > 15, "{} and {} pages", few[0].len(), few[1].len());
    assert_eq!(few, many, "more rows are more statements");
    let over = |(_, asked): &(&String, &u64)| **asked > MOST + SESSION_AND_SCOPE;
    let over: Vec<_> = many.iter().flatten().filter(over).collect();
    assert!(over.is_empty(), "{over:#?}");
}
