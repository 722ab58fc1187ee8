//! Nobody learns who has an account (security.md, K15): not from the response, its cost, or the mail that is sent.

use diesel::prelude::*;
use reprint::{
    accounts::password,
    schema::{mails, passwords, users},
};

use super::{registration::code_of, with_password};
use crate::support::{alone::is_alone, *};

/// A studio with an account in every state, and the address of each.
fn cast() -> (Studio, [(&'static str, String); 5]) {
    let studio = Studio::new();
    let (known, closed) = (&studio.birch.manager, &studio.birch.member);
    let (locked, invited) = (&studio.northlight.manager, &studio.northlight.member);
    [known, closed, locked].into_iter().for_each(|person| with_password(&studio, person));
    studio.set_up(|tx| {
        for (person, state) in [(closed, "deactivated"), (invited, "invited")] {
            let row = users::table.filter(users::id.eq(person.id));
            diesel::update(row).set(users::state.eq(state)).execute(tx.conn())?;
        }
        let until = tx.now + chrono::Duration::minutes(30);
        let row = passwords::table.filter(passwords::user_id.eq(locked.id));
        let locked = (passwords::failures.eq(5), passwords::locked_until.eq(until));
        diesel::update(row).set(locked).execute(tx.conn())?;
        Ok(())
    });
    let addresses = [
        ("unknown", "nobody@ana.example".to_owned()),
        ("known", known.email.clone()),
        ("closed", closed.email.clone()),
        ("locked", locked.email.clone()),
        ("invited", invited.email.clone()),
    ];
    (studio, addresses)
}

/// A response without the parts that differ from one request to the next, and the number of passwords hashed for it.
type LiveView = (u16, String, Vec<String>, u64);

fn ask(studio: &Studio, path: &str, email: &str, more: &[(&str, &str)]) -> LiveView {
    let visitor = studio.visit();
    visitor.get(path).expect(200);
    let before = password::computed();
    let page = visitor.post(path, &[&[("email", email)][..], more].concat());
    let work = password::computed() - before;
    let body = page.body().replace(email, "");
    let body = page.token().map_or(body.clone(), |token| body.replace(&token, ""));
    let changing = ["date", "x-request-id", "content-length"];
    let mut headers: Vec<String> = page
        .headers
        .iter()
        .filter(|(name, _)| !changing.contains(&name.as_str()))
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = if name.as_str() == "set-cookie" {
                value.split('=').next().unwrap_or_default()
            } else {
                &*value
            };
            format!("{name}: {value}")
        })
        .collect();
    headers.sort();
    (page.status, body, headers, work)
}

/// The kinds of mail that an address was sent.
fn mailed(studio: &Studio, email: &str) -> Vec<String> {
    studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::recipient.eq(email.to_owned()));
        Ok(theirs.order(mails::id).select(mails::kind).load(tx.conn())?)
    })
}

/// The path of a form, the number of hashes it costs, and its fields other than the address.
type Form<'a> = (&'a str, u64, Vec<(&'a str, &'a str)>);

#[test]
fn every_address_gets_the_same_response_for_the_same_work() {
    if !is_alone("accounts::enumeration::every_address_gets_the_same_response_for_the_same_work") {
        return;
    }
    let (studio, addresses) = cast();
    let code = code_of(&studio);
    let forms: [Form; 4] = [
        ("/sign-in", 1, vec![("password", "is it this one, perhaps?")]),
        // The correct password opens neither a closed nor a locked account.
        ("/sign-in", 1, vec![("password", PASSWORD)]),
        ("/password-resets", 0, vec![]),
        ("/registration", 0, vec![("code", &code), ("name", "Lena Brandt")]),
    ];
    for (at, (path, work, fields)) in forms.iter().enumerate() {
        let asked = addresses.iter().filter(|(who, _)| at != 1 || *who != "known");
        let looks: Vec<_> = asked.map(|(who, email)| (who, ask(&studio, path, email, fields))).collect();
        for (who, look) in &looks {
            assert_eq!(look.3, *work, "{who} on {path}");
            assert_eq!(look, &looks[0].1, "{who} on {path}");
        }
    }
    // Control: the correct password of an active account gets a different response.
    let (_, known) = &addresses[1];
    let open = ask(&studio, "/sign-in", known, &[("password", PASSWORD)]);
    assert_eq!((open.0, open.3), (303, 1));
    let of = |who: &str| {
        let (_, email) = addresses.iter().find(|(name, _)| *name == who).expect("the account is listed");
        mailed(&studio, email)
    };
    assert_eq!(of("unknown"), ["registration"]);
    for who in ["known", "locked"] {
        let kinds = of(who);
        assert_eq!(kinds.iter().filter(|kind| *kind == "password_reset").count(), 1, "{who}: {kinds:?}");
        assert!(kinds.contains(&"registered_already".to_owned()), "{who}: {kinds:?}");
    }
    assert!(!of("invited").contains(&"password_reset".to_owned()));
    assert_eq!(of("closed"), Vec::<String>::new());
}
