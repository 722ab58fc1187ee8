//! Every page as a browser sees it: accessible by light and by dark, and nothing on the console to complain of.

use actix_web::http::Method;
use reprint::web::Route;

use crate::{
    access::sweep::{World, routes},
    support::{chrome::Browser, *},
};

#[test]
fn every_page_of_the_studio_is_accessible() {
    let world = World::new();
    let studio = &world.studio;
    look_at_every_page(&world, Some(&studio.admin), &studio.sign_in(&studio.admin));
}

#[test]
fn every_page_of_a_client_is_accessible() {
    let world = World::new();
    let studio = &world.studio;
    look_at_every_page(&world, Some(&studio.birch.manager), &studio.sign_in(&studio.birch.manager));
}

#[test]
fn every_page_before_signing_in_is_accessible() {
    let world = World::new();
    look_at_every_page(&world, None, &world.studio.visit());
}

fn look_at_every_page(world: &World, person: Option<&Person>, client: &Client) {
    let browser = Browser::at(&world.studio);
    person.into_iter().for_each(|person| browser.sign_in(person));
    let paths: Vec<_> = routes()
        .iter()
        .filter(|route| route.method == Method::GET)
        .map(|route: &Route| world.path(route))
        .collect();
    let (mut seen, mut too_wide) = (0, Vec::new());
    for path in paths {
        let page = client.get(&path);
        if page.status != 200 || !page.body().contains("<html") {
            continue; // a piece, a file, a stream
        }
        seen += 1;
        browser.visit(&path);
        for dark in [false, true] {
            browser.prefer_dark(dark);
            if dark { browser.has_contrast() } else { browser.is_accessible() }
        }
        browser.has_no_complaints();
        browser.on_a_phone();
        let wider = browser.run(WIDER);
        // Its specimens stand side by side.
        if wider != serde_json::json!([]) && path != "/styleguide" {
            too_wide.push(format!("{path}: {wider}"));
        }
        browser.on_a_desk();
    }
    assert!(seen > 0, "no page was seen");
    assert!(too_wide.is_empty(), "wider than a phone: {too_wide:#?}");
}

/// What sticks out of a page that can be pushed sideways; what scrolls within itself does not count.
const WIDER: &str = "const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(-5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));";
