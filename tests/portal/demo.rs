//! The demo studio: its pages, opened as each of its users.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use reprint::{demo, kernel::time::SystemClock};

use crate::support::{Client, Page, Served, cluster};

const PEOPLE: [&str; 4] = [
    "mara@reprint.example",
    "aylin@reprint.example",
    "ana@birch-and-beam.example",
    "priya@northlight.example",
];

#[test]
fn the_demos_pages_open_for_each_of_its_users() {
    let cluster = cluster::another();
    let variables = [("DATABASE_URL", cluster.app_url.as_str()), ("APP_ENV", "development")];
    let served = Served::with(Arc::new(SystemClock), &variables);
    let config = &served.portal.config;
    demo::load(config, &SystemClock, false).expect("the demo loads into an empty database");
    demo::load(config, &SystemClock, false).expect("loading it again does nothing");

    let [mara, aylin, ana, priya] = PEOPLE.map(|email| {
        let client = Client::new(served.port, "localhost");
        client.enter(email, demo::PASSWORD).expect(303);
        client
    });
    let pages = [&mara, &aylin, &ana, &priya].map(walk);
    assert!(
        pages[0] > pages[1] && pages[1] > pages[2],
        "an admin sees more pages than staff, and staff more than a client: {pages:?}"
    );

    for status in ["planning", "in_progress", "review", "completed", "on_hold", "cancelled"] {
        let page = mara.get(&format!("/projects?status={status}")).expect(200);
        assert!(page.has("main th .row-title"), "no project is {status}");
    }
    for standing in ["draft", "sent", "partially_paid", "paid", "overdue", "void"] {
        let page = mara.get(&format!("/invoices?standing={standing}")).expect(200);
        assert!(page.has("main th .row-title"), "no invoice is {standing}");
    }
    let money = mara.get("/").expect(200).texts_of("main section > h2.label");
    assert_eq!(money.into_iter().collect::<BTreeSet<_>>(), ["EUR", "GBP"].map(str::to_owned).into());
    assert_eq!(mara.get("/clients").expect(200).texts_of("main th .row-title").len(), 6);
    ana.get("/invoices").expect(200).says("€").lacks("£");
    priya.get("/invoices").expect(200).says("£").lacks("€");
}

/// How many pages are visited of each kind of path.
const OF_A_KIND: usize = 6;

/// Follows all links, beginning at the first page. Returns how many pages were visited.
fn walk(client: &Client) -> usize {
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut ahead = VecDeque::from(["/".to_owned()]);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = 0;
    while let Some(path) = ahead.pop_front() {
        let alike = kinds.entry(kind(&path)).or_default();
        *alike += 1;
        if *alike > OF_A_KIND {
            continue;
        }
        let page = client.get(&path).expect(200);
        pages += usize::from(page.has("main"));
        let links = links(&page).into_iter().filter(|link| known.insert(link.clone()));
        ahead.extend(links);
    }
    pages
}

/// A path with its ids replaced.
fn kind(path: &str) -> String {
    let parts = path.split(['/', '=']).map(|part| if part.len() == 36 { "{id}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn links(page: &Page) -> Vec<String> {
    let hrefs = page.attributes("body a[href^='/']", "href");
    hrefs.iter().map(|href| href.split('#').next().unwrap_or(href).to_owned()).collect()
}
