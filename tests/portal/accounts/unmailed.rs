//! Without a mail server, the portal does not claim to have sent mail.

use super::audited;
use crate::support::{Served, Studio, sink};

#[test]
fn issue_11_without_a_mail_server_the_invitation_link_is_shown() {
    let studio = Studio::new();
    let (admin, jonas, ana) =
        (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let client = format!("/clients/{}/invitations", studio.birch.id);
    for (browser, place, email, role) in [
        (&admin, "/people/invitations", "mira@sand.example", "staff"),
        (&jonas, &*client, "eva@noll.example", "member"),
    ] {
        browser.get(place).expect(200);
        let fields = [("name", "Mira Sand"), ("email", email), ("place", role)];
        let sent = browser.post(place, &fields).expect(303);
        let shown = browser.follow(&sent).expect(200).says("the invitation was not mailed");
        let shown = shown.says("Mira Sand").says(email);
        let link = shown.text_of("#invitation-link code");
        assert_eq!(link.split_once("/invitations/").map(|(_, token)| token.len()), Some(43), "{link}");
        let path = format!("/{}", link.splitn(4, '/').nth(3).expect("a link has a path"));
        studio.visit().get(&path).expect(200).says("Mira Sand");
        browser.follow(&sent).expect(200).says("shown only once").lacks(&path);
        // The same cookie shows nothing to another user.
        let cookie = sent.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let cookie = cookie.into_iter().find(|cookie| cookie.starts_with("invited=")).expect("a cookie");
        let vera = studio.sign_in(if role == "staff" { &studio.staff } else { &studio.admin });
        vera.add_cookie(cookie.split(';').next().unwrap_or_default());
        vera.get("/invitation-link").expect(200).says("shown only once").lacks(&path);
    }
    assert_eq!(audited(&studio, "user.invitation_shown").len(), 2);
    // A client's manager is told that nothing was mailed, but does not get the link.
    ana.get(&client).expect(200);
    let fields = [("name", "Lea Birk"), ("email", "lea@birk.example"), ("place", "member")];
    let sent = ana.post(&client, &fields).expect(303);
    ana.follow(&sent).expect(200).says("no mail server is set up").lacks("/invitations/AA");
    assert_eq!(audited(&studio, "user.invitation_shown").len(), 2);
    let visitor = studio.visit();
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", "nobody@birch.example")]).expect(200).says("no mail server");
}

#[test]
fn issue_11_with_a_mail_server_only_the_mail_contains_the_link() {
    let sink = sink::Sink::new();
    let clock = std::sync::Arc::new(reprint::kernel::time::SystemClock);
    let served = Served::with(clock, &[("SMTP_URL", &sink.url()), ("MAIL_FROM", "studio@example.com")]);
    let studio = Studio::at(&served);
    let admin = studio.sign_in(&studio.admin);
    admin.get("/people/invitations").expect(200);
    let fields = [("name", "Mira Sand"), ("email", "mira@sand.example"), ("place", "staff")];
    let sent = admin.post("/people/invitations", &fields).expect(303);
    assert_eq!(sent.location(), "/people");
    assert!(
        sent.headers.get_all("set-cookie").iter().all(|cookie| !cookie.as_bytes().starts_with(b"invited="))
    );
    admin.follow(&sent).expect(200).says("Invitation sent");
    assert!(audited(&studio, "user.invitation_shown").is_empty());
}
