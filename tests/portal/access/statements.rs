//! The number of statements of each page, and that it does not depend on the number of rows.

use std::{collections::BTreeMap, sync::Arc};

use reprint::kernel::time::SystemClock;

use super::sweep::World;
use crate::support::*;

/// The maximum number of a page's own statements.
const MOST: u64 = 8;
/// The session's statement, and begin and commit around the page's own.
const SESSION_AND_SCOPE: u64 = 3;

/// The number of statements of each page for a user: the minimum of several visits, since the portal occasionally runs statements of
/// its own.
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
fn no_page_needs_more_than_eight_statements_however_many_rows() {
    // A separate portal, so that only its statements are counted.
    let world = World::of(Studio::at(&Served::with(Arc::new(SystemClock), &[])));
    let studio = &world.studio;
    let readers = [&studio.admin, &studio.birch.manager];
    let few = readers.map(|person| asked(&world, person));
    for _ in 0..5 {
        studio.furnish(&studio.birch);
    }
    let many = readers.map(|person| asked(&world, person));
    assert!(few[0].len() > 30 && few[1].len() > 15, "{} and {} pages", few[0].len(), few[1].len());
    assert_eq!(few, many, "more rows need more statements");
    let over = |(_, asked): &(&String, &u64)| **asked > MOST + SESSION_AND_SCOPE;
    let over: Vec<_> = many.iter().flatten().filter(over).collect();
    assert!(over.is_empty(), "{over:#?}");
}
