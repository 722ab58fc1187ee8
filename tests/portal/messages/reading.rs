//! Reading, and what stays unread.

use uuid::Uuid;

use super::{newest, say, say_with};
use crate::support::*;

fn place(project: Uuid) -> String {
    format!("/projects/{project}/messages")
}

/// The count in the shell; empty if everything is read.
fn unread(client: &Client) -> String {
    client.get("/messages").expect(200).texts_of("#unread .count").concat()
}

#[test]
fn marking_as_read_changes_the_count_and_viewing_does_not() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    ana.get(&place(things.project)).expect(200);
    let before = unread(&ana);
    for text in ["One", "Two"] {
        say(&jonas, things.project, text);
    }
    assert_eq!(unread(&jonas), "", "one's own messages are read");
    let now = unread(&ana);
    ana.get(&place(things.project)).expect(200).says("New").says("Mark as read");
    assert_eq!(unread(&ana), now, "a GET changes nothing");
    assert_eq!(now.parse::<i64>().unwrap(), before.parse::<i64>().unwrap_or(0) + 2);

    let read = format!("/conversations/{}/read", things.conversation);
    let through = newest(&ana, things.project).to_string();
    ana.post(&read, &[("through", &through)]).expect(303);
    assert_eq!(unread(&ana), "");
    // A mark never moves backwards.
    ana.post(&read, &[("through", &things.message.to_string())]).expect(303);
    assert_eq!(unread(&ana), "");
    assert!(!ana.get(&place(things.project)).expect(200).has_text("Mark as read"));
}

#[test]
fn replying_marks_as_read() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    say(&jonas, project, "The plate or the file?");
    say(&ana, project, "The file");
    assert_eq!(unread(&ana), "");
    assert_eq!(unread(&jonas), "1");
}

#[test]
fn a_mark_requires_a_message_of_its_conversation() {
    let studio = Studio::new();
    let (birch, north) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    let jonas = studio.sign_in(&studio.staff);
    jonas.get(&place(birch.project)).expect(200);
    let read = format!("/conversations/{}/read", birch.conversation);
    jonas.post(&read, &[("through", &north.message.to_string())]).expect(404);
    jonas.post(&read, &[("through", &Uuid::now_v7().to_string())]).expect(404);
    jonas.post(&read, &[("through", "yesterday")]).expect(400);
}

#[test]
fn earlier_messages_are_paginated_without_gaps() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let jonas = studio.sign_in(&studio.staff);
    jonas.get(&place(project)).expect(200);
    for n in 0..130 {
        say_with(&jonas, project, &format!("n{n}"), Uuid::new_v4()).expect(303);
    }
    let (mut seen, mut path, mut pages) = (Vec::new(), place(project), 0);
    loop {
        let page = jonas.get(&path).expect(200);
        seen.splice(0..0, page.texts_of(".bubble-text"));
        pages += 1;
        let earlier = page.attributes(".day a[href*=before]", "href");
        let Some(next) = earlier.first() else { break };
        path.clone_from(next);
    }
    assert_eq!(pages, 3);
    let said: Vec<String> = (0..130).map(|n| format!("n{n}")).collect();
    assert_eq!(seen[seen.len() - 130..], said);
}

#[test]
fn a_page_begins_at_the_first_unread_message_however_old() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let project = things.project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    jonas.get(&place(project)).expect(200);
    let write = |n: usize| say_with(&jonas, project, &format!("n{n}"), Uuid::new_v4()).expect(303);
    (0..5).for_each(|n| drop(write(n)));
    ana.get(&place(project)).expect(200);
    let read = format!("/conversations/{}/read", things.conversation);
    ana.post(&read, &[("through", &newest(&ana, project).to_string())]).expect(303);
    (5..105).for_each(|n| drop(write(n)));

    let page = ana.get(&place(project)).expect(200);
    let said = page.texts_of(".bubble-text");
    assert_eq!((said[0].as_str(), said.len()), ("n5", 60));
    assert_eq!(page.attributes(".unread-line", "id"), ["first-unread"]);
    assert_eq!(page.attributes(".day a[href*=before]", "href").len(), 1);
    // No message is appended to a page that does not end with the newest.
    assert!(page.attributes(&format!("#messages-{}", things.conversation), "id").is_empty());
    let end = ana.get(&format!("{}?at=end", place(project))).expect(200);
    assert_eq!(end.texts_of(".bubble-text").last().unwrap(), "n104");
    // Without scripts, the messages on the page are what is marked as read.
    let through = page.value_of("through");
    ana.post(&read, &[("through", &through)]).expect(303);
    assert_eq!(ana.get(&place(project)).expect(200).texts_of(".unread-line").len(), 1);
    assert_eq!(unread(&ana), "40");
}

#[test]
fn a_page_needs_few_statements() {
    let served = Served::with(std::sync::Arc::new(reprint::kernel::time::SystemClock), &[]);
    let studio = Studio::at(&served);
    let project = studio.furnish(&studio.birch).project;
    let ana = studio.sign_in(&studio.birch.manager);
    for path in ["/messages", &place(project)] {
        ana.get(path).expect(200);
        let before = served.portal.db.statements();
        ana.get(path).expect(200);
        let asked = served.portal.db.statements() - before;
        // The session, and six for the page including begin and commit.
        assert!(asked <= 7, "{path} needed {asked} statements");
    }
}

#[test]
fn issue_11_without_scripts_a_conversation_opens_at_the_first_unread_message_or_at_its_end() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let project = ana.get(&format!("/projects/{}", things.project)).expect(200);
    assert_eq!(
        project.attributes(".tabs a[href*='/messages']", "href"),
        [format!("{}#opens", place(things.project))]
    );
    let opens_in = |css: &str| ana.get(&place(things.project)).expect(200).has(&format!("{css} > #opens"));
    say(&ana, things.project, "Which red?");
    assert!(opens_in(".conversation") && !opens_in("message-list"), "at its end");
    say(&jonas, things.project, "The warm one.");
    assert!(opens_in("message-list") && !opens_in(".conversation"), "at the first unread message");
    let page = ana.get(&place(things.project)).expect(200);
    assert!(page.has("#opens + .unread-line"), "{}", page.text());
}
