//! Requests that wait in their transaction while their sender's role changes.

use super::late::waiting_for;
use crate::support::Studio;

#[test]
fn a_user_whose_standing_changes_during_a_request_is_signed_out() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let browser = studio.sign_in(ana);
    browser.get("/account").expect(200);
    let standing = format!("update users set standing = 'member' where id = '{}'", ana.id);
    let save = move || {
        let fields = [("name", "Ana Other"), ("locale", ""), ("zone", ""), ("theme", "")];
        browser.post("/account", &fields)
    };
    let page = waiting_for(&studio, &standing, save, || ());
    assert!(page.status == 401 || page.location().starts_with("/sign-in"), "{} {}", page.status, page.text());
    let name = studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::users;
        Ok(users::table.filter(users::id.eq(ana.id)).select(users::name).first::<String>(tx.conn())?)
    });
    assert_eq!(name, "Ana Keller", "nothing was stored");
}
