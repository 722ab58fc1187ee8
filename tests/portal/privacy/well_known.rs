//! Well-known addresses of every site.

use crate::support::Studio;

#[test]
fn a_site_has_a_security_contact_and_excludes_search_engines() {
    let studio = Studio::new();
    let stranger = studio.visit();
    let told = stranger.get("/.well-known/security.txt").expect(200);
    assert_eq!(told.header("content-type"), Some("text/plain; charset=utf-8"));
    let text = told.body();
    let field = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(&format!("{name}: ")));
        let value = lines.next().unwrap_or_else(|| panic!("no {name} in {text}")).to_owned();
        assert_eq!(lines.next(), None, "{name} twice");
        value
    };
    assert!(field("Contact").starts_with("mailto:"));
    let expires: chrono::DateTime<chrono::Utc> = field("Expires").parse().unwrap();
    let days = (expires - chrono::Utc::now()).num_days();
    assert!((30..365).contains(&days), "{days}");
    assert_eq!(field("Preferred-Languages"), "en, de");
    assert!(field("Canonical").ends_with("/.well-known/security.txt"));
    assert_eq!(stranger.get("/.well-known/change-password").expect(303).location(), "/account/password");
    assert_eq!(stranger.get("/robots.txt").expect(200).body(), "User-agent: *\r\nDisallow: /\r\n");
}
