//! A client's conversation that belongs to no project: it exists before the first project.

use diesel::prelude::*;
use reprint::schema::clients;
use uuid::Uuid;

use crate::{live::Stream, support::*};

fn place(studio: &Studio) -> String {
    format!("/clients/{}/messages", studio.birch.id)
}

#[track_caller]
fn say(client: &Client, place: &str, text: &str) {
    client.get(place).expect(200);
    let key = Uuid::new_v4().to_string();
    client.post(place, &[("body", text), ("client_key", &key)]).expect(303);
}

#[test]
fn issue_11_a_new_client_can_write_before_there_is_a_project() {
    let studio = Studio::new();
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let place = place(&studio);
    for page in ["/", "/projects", "/messages"] {
        let page = ana.get(page).expect(200);
        assert!(page.has(&format!("main a[href='{place}']")), "{}", page.text());
    }
    ana.get("/").expect(200).says("The studio will set up your first project");
    ana.get(&place).expect(200).says("No messages yet");
    say(&ana, &place, "When can you start?");
    let inbox = jonas.get("/messages").expect(200).says("When can you start?").says("General");
    assert_eq!(inbox.attributes("#threads a", "href"), [format!("{place}#first-unread")]);
    jonas.get(&format!("/clients/{}", studio.birch.id)).expect(200).has(&format!("a[href='{place}']"));
    say(&jonas, &place, "On Monday.");
    ana.get("/").expect(200).says("New message from Jonas Weber").says("On Monday.");
    ana.get(&place).expect(200).says("On Monday.");
    assert_eq!(jonas.get(&place).expect(200).texts_of(".bubble-text"), ["When can you start?", "On Monday."]);
}

#[test]
fn issue_11_a_clients_conversation_is_visible_to_the_client_and_the_studio() {
    let studio = Studio::new();
    let place = place(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let noor = studio.sign_in(&studio.northlight.manager);
    let mut ours = Stream::of_page(&tom, "/messages");
    let mut theirs = Stream::of_page(&noor, "/messages");
    say(&ana, &place, "Between us and the studio");
    ours.bubbles(1);
    tom.get(&place).expect(200).says("Between us and the studio");
    noor.get(&place).expect(404);
    noor.get("/messages").expect(200).lacks("Between us");
    let key = Uuid::new_v4().to_string();
    noor.post(&place, &[("body", "Let me in"), ("client_key", &key)]).expect(404);
    assert!(theirs.next(std::time::Duration::from_millis(500)).is_none());
    // The positive control: the same text in a conversation of their own.
    say(&noor, &format!("/clients/{}/messages", studio.northlight.id), "Let me in");
    ana.get(&place).expect(200).lacks("Let me in");
}

#[test]
fn two_first_messages_share_one_conversation() {
    let studio = Studio::new();
    let place = place(&studio);
    std::thread::scope(|scope| {
        for person in [&studio.birch.manager, &studio.birch.member, &studio.staff, &studio.admin] {
            let client = studio.sign_in(person);
            let place = &place;
            scope.spawn(move || say(&client, place, "First!"));
        }
    });
    let ana = studio.sign_in(&studio.birch.manager);
    assert_eq!(ana.get(&place).expect(200).texts_of(".bubble-text").len(), 4);
    assert_eq!(ana.get("/messages").expect(200).attributes("#threads a", "href").len(), 1);
}

#[test]
fn users_of_an_archived_client_can_still_write() {
    let studio = Studio::new();
    let place = place(&studio);
    studio.set_up(|tx| {
        let row = clients::table.filter(clients::id.eq(studio.birch.id));
        Ok(diesel::update(row).set(clients::archived_at.eq(tx.now)).execute(tx.conn())?)
    });
    say(&studio.sign_in(&studio.birch.manager), &place, "Still here");
}
