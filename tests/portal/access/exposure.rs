//! Not publicly accessible: the repository, the build, directory listings (security.md, K68).

use crate::support::*;

#[test]
fn only_pages_and_assets_are_served() {
    let studio = Studio::new();
    let (visitor, admin) = (studio.visit(), studio.sign_in(&studio.admin));
    let page = visitor.get("/sign-in").expect(200);
    let script = page.attributes("script[src]", "src").remove(0);
    visitor.get(&script).expect(200);
    let folder = script.rsplit_once('/').map_or("/", |(folder, _)| folder).to_owned();
    let map = format!("{script}.map");
    for path in [
        "/.git/HEAD",
        "/.git/config",
        "/.env",
        "/.svn/entries",
        "/Cargo.toml",
        "/Cargo.lock",
        "/assets",
        "/assets/",
        "/assets/js/",
        "/assets/..%2fCargo.toml",
        "/assets/..%5cCargo.toml",
        "/assets/%00",
        "/static/",
        "/uploads/",
        "/debug",
        "/docs",
        "/server-status",
        "/phpinfo.php",
        &folder,
        &format!("{folder}/"),
        &map,
    ] {
        for browser in [&visitor, &admin] {
            let page = browser.get(path);
            assert_eq!(page.status, 404, "{path}");
            page.lacks("[package]").lacks("sourcesContent").lacks("refs/heads");
        }
    }
}

#[test]
fn an_internal_error_reveals_no_internals() {
    let studio = Studio::new();
    let draft = studio.furnish(&studio.birch).draft;
    studio.spoil(draft);
    let page = studio.sign_in(&studio.staff).get(&format!("/invoices/{draft}")).expect(500);
    for inside in ["TooLarge", "src/", ".rs", "diesel", "panicked", "select ", "postgres"] {
        assert!(!page.text().to_lowercase().contains(&inside.to_lowercase()), "{inside}: {}", page.text());
    }
}
