//! Page titles have one pattern: what the page is, the name of what it belongs to if there is one, and the studio.

use std::collections::BTreeSet;

use super::sweep::World;

/// The elements that say what a page is: headings, the current tab or rail entry, the last breadcrumb.
const NAMES: &str = "main h1, main h2, main .label, main .tabs [aria-current], main .crumbs [aria-current], nav.rail > ul > li > a[aria-current]";

/// The elements that say what a page belongs to.
const PLACES: &str = "main h1, main .crumbs li, main .for-by";

#[test]
fn issue_11_titles_say_what_a_page_is_and_what_it_belongs_to() {
    let world = World::new();
    let studio = &world.studio;
    let people = [&studio.admin, &studio.staff, &studio.birch.manager, &studio.birch.member];
    let mut readers = vec![(studio.visit(), true)];
    readers.extend(people.map(|person| (studio.sign_in(person), false)));
    let (mut seen, mut faults) = (BTreeSet::new(), BTreeSet::new());
    for (client, signed_out) in readers {
        for path in world.pages(signed_out) {
            let page = client.get(&path);
            if page.status != 200 || !page.body().contains("<html") || path == "/styleguide" {
                continue;
            }
            let title = page.text_of("head title");
            let parts: Vec<_> = title.split(" · ").collect();
            let (Some((&last, rest)), true) = (parts.split_last(), (2..=3).contains(&parts.len())) else {
                panic!("{path}: {title}");
            };
            assert_eq!(last, "Studio Halbton", "{path}: {title}");
            let names = page.texts_of(NAMES);
            let is_named = |name: &String| name.to_lowercase().starts_with(&rest[0].to_lowercase());
            // The heading of a confirmation page is its question.
            let asks = ["/removal", "/closing", "/role", "/standing"].iter().any(|end| path.ends_with(end));
            if !asks && !names.iter().any(is_named) {
                faults.insert(format!("{path}: {title}, but {names:?}"));
            }
            if let Some(place) = rest.get(1) {
                let places = page.texts_of(PLACES);
                if !places.iter().any(|name| name.contains(place)) {
                    faults.insert(format!("{path}: {title}, but {places:?}"));
                }
                seen.insert(title);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(seen.len() >= 10, "{seen:?}");
}

/// Pages outside the rail: the user's own account, and pages that are not part of the portal.
fn is_apart(path: &str) -> bool {
    ["/account", "/styleguide", "/nowhere", "/sign-in", "/password-resets", "/registration", "/invitation"]
        .iter()
        .any(|apart| path.starts_with(apart))
}

#[test]
fn issue_11_the_rail_marks_the_current_entry_on_every_page() {
    let world = World::new();
    let studio = &world.studio;
    for person in [&studio.admin, &studio.staff, &studio.birch.manager, &studio.birch.member] {
        let client = studio.sign_in(person);
        let mut seen = 0;
        for path in world.pages(false).into_iter().filter(|path| !is_apart(path)) {
            let page = client.get(&path);
            let is_own = path.starts_with("/clients/")
                && !path.ends_with("/messages")
                && person.id == studio.birch.member.id;
            if page.status != 200 || !page.has("nav.rail") || is_own {
                continue;
            }
            seen += 1;
            let current = page.texts_of("nav.rail > ul > li > a[aria-current]");
            assert_eq!(current.len(), 1, "{path}: {current:?}");
        }
        assert!(seen > 15, "{seen} pages were seen");
    }
}
