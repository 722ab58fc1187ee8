//! Sending messages.

use diesel::prelude::*;
use reprint::schema::{events, messages};
use uuid::Uuid;

use super::{say, say_with};
use crate::support::*;

fn place(project: Uuid) -> String {
    format!("/projects/{project}/messages")
}

#[test]
fn a_message_from_a_client_reaches_the_studio() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    say(&ana, project, "The spot varnish sits 2 mm too far left.\r\n\r\nPlate or <b>file</b>?");
    let page = jonas.get(&place(project)).expect(200);
    assert!(page.body().contains("left.\n\nPlate or &#60;b&#62;file"), "{}", page.body());
    assert_eq!(page.texts_of(".bubble-head b").last().unwrap(), "Ana Keller");
    jonas.get("/messages").expect(200).says("Ana Keller: The spot varnish");
    ana.get("/messages").expect(200).says("You: The spot varnish");
}

#[test]
fn sending_again_creates_one_message() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = studio.sign_in(&studio.birch.manager);
    let page = ana.get(&place(things.project)).expect(200);
    let key: Uuid = page.value_of("client_key").parse().expect("the form has a key");
    for _ in 0..3 {
        let answer = say_with(&ana, things.project, "Once only", key).expect(303);
        assert_eq!(answer.location(), format!("{}#end", place(things.project)));
    }
    // The same text with other white space is the same message.
    say_with(&ana, things.project, "  Once only\r\n", key).expect(303);
    let other = say_with(&ana, things.project, "Something else", key)
        .expect(409)
        .says("Your last message was sent: “Once only”");
    assert_eq!(other.value_of("body"), "Something else");
    let fresh: Uuid = other.value_of("client_key").parse().expect("the form has a key");
    assert_ne!(fresh, key);
    assert_eq!(count(&studio, key), (1, 1));
    // The key belongs to her: Jonas may use the same.
    let jonas = studio.sign_in(&studio.staff);
    jonas.get(&place(things.project)).expect(200);
    say_with(&jonas, things.project, "Mine", key).expect(303);
    assert_eq!(count(&studio, key), (2, 2));
}

#[test]
fn concurrent_requests_with_one_key_create_one_message() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let key = Uuid::new_v4();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            let ana = studio.sign_in(&studio.birch.manager);
            scope.spawn(move || {
                ana.get(&place(project)).expect(200);
                say_with(&ana, project, "Once only", key).expect(303);
            });
        }
    });
    assert_eq!(count(&studio, key), (1, 1));
}

#[test]
fn two_first_messages_create_one_conversation() {
    let studio = Studio::new();
    let project = Uuid::now_v7();
    studio.set_up(|tx| {
        use reprint::schema::projects;
        let row = (
            projects::id.eq(project),
            projects::client_id.eq(studio.birch.id.uuid()),
            projects::name.eq("Signs"),
            projects::currency.eq("EUR"),
        );
        diesel::insert_into(projects::table).values(row).execute(tx.conn())?;
        Ok(())
    });
    std::thread::scope(|scope| {
        for person in [&studio.birch.manager, &studio.birch.member, &studio.staff, &studio.admin] {
            let client = studio.sign_in(person);
            scope.spawn(move || say(&client, project, "First!"));
        }
    });
    let page = studio.sign_in(&studio.staff).get(&place(project)).expect(200);
    assert_eq!(page.texts_of(".bubble-text").len(), 4);
}

#[test]
fn a_message_that_cannot_be_sent_comes_back_with_its_text() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&place(project)).expect(200);
    let long = "ä".repeat(10_001);
    let page =
        say_with(&ana, project, &long, Uuid::new_v4()).expect(422).says("Use at most 10000 characters.");
    assert_eq!(page.value_of("body"), long);
    say_with(&ana, project, " \r\n ", Uuid::new_v4()).expect(422).says("Please fill this in.");
    say_with(&ana, project, "No key", Uuid::nil()).expect(422).says("What you typed is still here");
    ana.post(&place(project), &[("body", "x"), ("client_key", "7")]).expect(400);
}

#[test]
fn an_archived_project_accepts_no_messages() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let project = things.project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let (before, late) = (Uuid::new_v4(), Uuid::new_v4());
    ana.get(&place(project)).expect(200);
    say_with(&ana, project, "In time", before).expect(303);
    jonas.post(&format!("/projects/{project}/archive"), &[]).expect(303);

    let restoring = format!("form[action='/projects/{project}/restoration']");
    for (person, is_staff) in [(&ana, false), (&jonas, true)] {
        let page = person.get(&place(project)).expect(200).says("This project is archived");
        assert!(!page.has("textarea") && page.has("#end"));
        assert_eq!(page.has(&restoring), is_staff);
        let page = say_with(person, project, "Too late", late).expect(409).says("this project is archived");
        assert_eq!(
            (page.value_of("body"), page.value_of("client_key")),
            ("Too late".into(), late.to_string())
        );
        assert_eq!(page.has(&restoring), is_staff, "users who may restore it see how");
    }
    assert_eq!(count(&studio, late), (0, 0));
    // A message sent before gets the same response as before, and can be read.
    say_with(&ana, project, "In time", before).expect(303);
    jonas.get(&place(project)).expect(200).says("In time");
    let read = jonas.get(&place(project)).value_of("through");
    jonas.post(&format!("/conversations/{}/read", things.conversation), &[("through", &read)]).expect(303);

    jonas.post(&format!("/projects/{project}/restoration"), &[]).expect(303);
    say_with(&ana, project, "Too late", late).expect(303);
    assert_eq!(count(&studio, late), (1, 1));
}

#[test]
fn another_clients_conversation_is_a_404() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let noor = studio.sign_in(&studio.northlight.manager);
    studio.furnish(&studio.northlight);
    noor.get("/messages").expect(200).lacks(&things.canary);
    noor.get(&place(things.project)).expect(404).lacks(&things.canary);
    say_with(&noor, things.project, "Let me in", Uuid::new_v4()).expect(404);
    let read = format!("/conversations/{}/read", things.conversation);
    noor.post(&read, &[("through", &things.message.to_string())]).expect(404);
}

/// The number of messages with a key, and of their events.
fn count(studio: &Studio, key: Uuid) -> (i64, i64) {
    studio.set_up(|tx| {
        let ids = messages::table.filter(messages::client_key.eq(key)).select(messages::id);
        let told = events::table
            .filter(events::kind.eq("message.sent"))
            .filter(events::subject_id.eq_any(ids.nullable()))
            .count();
        Ok((ids.count().get_result(tx.conn())?, told.get_result(tx.conn())?))
    })
}

#[test]
fn issue_8_a_quoted_number_appears_as_it_was_typed() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let ana = studio.sign_in(&studio.birch.manager);
    for said in ["12345678901234567890123", "007", "1.50e2", "inf", "-0"] {
        ana.get(&place(project)).expect(200);
        let key = Uuid::new_v4();
        say_with(&ana, project, said, key).expect(303);
        say_with(&ana, project, "Something else", key)
            .expect(409)
            .says(&format!("Your last message was sent: “{said}”"));
    }
    // The control: a count is formatted as a number.
    say_with(&ana, project, &"ä".repeat(10_001), Uuid::new_v4()).expect(422).says("at most 10000 characters");
}
