//! Traces of an address are erased with its owner, also in other users' mails.

use diesel::connection::SimpleConnection;

use super::erasure::left;
use crate::{
    accounts::{link_to, registration::code_of},
    support::{Client, PASSWORD, Studio, sql},
};

fn texts(studio: &Studio, query: &str) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)))
}

fn erase(studio: &Studio, address: &str) {
    let who =
        texts(studio, &format!("select id || '|' || name as text from users where email = '{address}'"))
            .remove(0);
    let (id, name) = who.split_once('|').expect("an id and a name");
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{id}/erasure"), &[("name", name)]).expect(303);
}

fn wish(browser: &Client, address: &str) {
    browser.get("/account/email").expect(200);
    browser.post("/account/email", &[("email", address)]).expect(303);
}

#[test]
fn an_address_that_others_requested_is_erased_with_its_owner() {
    let studio = Studio::new();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    let anas = studio.sign_in(ana);
    // One that already has an owner, and one that gets an owner later.
    wish(&anas, &noor.email);
    wish(&anas, "lena@later.example");
    wish(&anas, "hers@stays.example");
    let visitor = studio.visit();
    visitor.get("/registration").expect(200);
    let asked = [("code", &*code_of(&studio)), ("name", "Lena Later"), ("email", "lena@later.example")];
    visitor.post("/registration", &asked).expect(200);
    let (link, _) = link_to(&studio, "registration", "lena@later.example").expect("a mail was written");
    visitor.get(&link).expect(200);
    visitor.post(&link, &[("password", PASSWORD)]).expect(303);
    assert!(left(&studio, &noor.email).contains(&"mails".to_owned()), "control");
    // The pending changes may already have been deleted.
    studio.set_up(|tx| Ok(tx.conn().batch_execute("delete from email_changes where email like 'lena@%'")?));
    for address in [&*noor.email, "lena@later.example"] {
        erase(&studio, address);
        assert_eq!(left(&studio, address), Vec::<String>::new(), "{address}");
    }
    assert_eq!(
        left(&studio, "hers@stays.example"),
        ["email_changes", "mails"],
        "another user's address stays"
    );
    erase(&studio, &ana.email);
    assert_eq!(left(&studio, "hers@stays.example"), Vec::<String>::new());
}

/// The entries that still contain the address or browser of an unknown visitor's attempt.
fn tried(studio: &Studio) -> Vec<String> {
    texts(
        studio,
        "select e.kind || ' ' || p.facts::text as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.kind in ('session.refused', 'password.forgotten', 'registration.asked', 'registration.refused')
                and (p.agent <> '' or p.facts ? 'address_hash') order by 1",
    )
}

#[test]
fn an_invitation_of_a_former_address_does_not_keep_its_owners_traces() {
    let studio = Studio::new();
    let old = "zelda@old.example";
    let visitor = studio.visit();
    visitor.enter(old, "not a password of anybody").expect(422);
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", old)]).expect(200);
    visitor.get("/registration").expect(200);
    let asked = [("code", &*code_of(&studio)), ("name", "Zelda Quux"), ("email", old)];
    visitor.post("/registration", &asked).expect(200);
    let (link, _) = link_to(&studio, "registration", old).expect("a mail was written");
    visitor.get(&link).expect(200);
    visitor.post(&link, &[("password", PASSWORD)]).expect(303);
    visitor.forget_token();
    wish(&visitor, "zelda@new.example");
    for address in ["zelda@new.example", old] {
        let (link, _) = link_to(&studio, "email_change", address).expect("both addresses get a mail");
        visitor.get(&link).expect(200);
        visitor.post(&link, &[("answer", "yes")]).expect(200);
    }
    assert_eq!(tried(&studio).len(), 3, "control");
    let noor = studio.sign_in(&studio.northlight.manager);
    let invited = [("name", "Somebody"), ("email", old), ("place", "member")];
    noor.post(&format!("/clients/{}/invitations", studio.northlight.id), &invited).expect(303);
    erase(&studio, "zelda@new.example");
    assert_eq!(tried(&studio), Vec::<String>::new());
}

#[test]
fn issue_8_a_cleared_mail_no_longer_refers_to_the_erased_person() {
    let studio = Studio::new();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    // The invitation names the inviting user; the other mail contains her address.
    let inviting = studio.sign_in(noor);
    let invited = [("name", "Somebody"), ("email", "somebody@new.example"), ("place", "member")];
    inviting.post(&format!("/clients/{}/invitations", studio.northlight.id), &invited).expect(303);
    wish(&studio.sign_in(ana), &noor.email);
    // The invitation also refers to another user.
    studio.set_up(|tx| {
        let also =
            format!("update mails set about = about || '{}'::uuid where about <> '{{}}'", studio.staff.id);
        Ok(tx.conn().batch_execute(&also)?)
    });
    let (named, hashes) = (
        format!("select kind as text from mails where '{}' = any (about)", noor.id),
        "select kind as text from mails where about_address is not null",
    );
    assert_eq!(texts(&studio, &named), ["invitation"], "control");
    assert_eq!(texts(&studio, hashes), ["email_change"], "control");
    erase(&studio, &noor.email);
    assert_eq!(texts(&studio, &named), Vec::<String>::new());
    assert_eq!(texts(&studio, hashes), Vec::<String>::new());
    let others = format!("select kind as text from mails where about = array['{}'::uuid]", studio.staff.id);
    assert_eq!(texts(&studio, &others), ["invitation"], "references to others remain");
}
