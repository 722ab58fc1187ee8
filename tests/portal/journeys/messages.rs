//! A conversation in a browser: typing, sending and reading.

use serde_json::{Value, json};

use crate::{
    messages::{newest, say, say_with},
    support::{
        chrome::{Browser, ENTER},
        *,
    },
};

const SAID: &str = "return [...document.querySelectorAll('.bubble:not(.is-sending) .bubble-text')].map(said => said.textContent)";
const TYPED: &str = "return document.getElementById('body').value";
const UNREAD: &str = "return document.querySelector('#unread .count')?.textContent ?? ''";

#[track_caller]
fn is(browser: &Browser<'_>, what: &str, script: &str, value: &Value) {
    eventually(&format!("{what}: {}", browser.run(script)), || (browser.run(script) == *value).then_some(()));
}

/// The conversation of Ana and Jonas. It contains only the message from the test data.
fn place(things: &Things) -> String {
    format!("/projects/{}/messages", things.project)
}

#[test]
fn two_quick_messages_on_a_slow_connection_both_arrive() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.visit(&place(&things));
    ana.wait_for_css("message-composer:defined");
    ana.has_latency(1500);
    ana.press_css("#body");
    ana.keys(&format!("One{ENTER}"));
    assert_eq!(ana.run(TYPED), "", "the box is emptied immediately");
    ana.keys(&format!("Two{ENTER}"));
    assert_eq!(ana.run("return document.querySelectorAll('.is-sending').length"), 2);
    is(&ana, "both have arrived", "return document.querySelectorAll('.is-sending').length", &json!(0));
    let said = ana.run(SAID);
    let said: Vec<_> = said.as_array().unwrap().iter().rev().take(2).collect();
    assert_eq!(said, ["Two", "One"]);
    ana.has_no_complaints();
}

#[test]
fn a_failed_message_is_kept_and_sent_once() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.visit(&place(&things));
    ana.wait_for_css("message-composer:defined");
    ana.is_offline(true);
    ana.press_css("#body");
    ana.keys(&format!("Out of the tunnel{ENTER}"));
    ana.wait_for("Not sent.");
    ana.is_offline(false);
    // It survives a reload.
    ana.visit(&place(&things));
    ana.wait_for("Not sent.");
    ana.press("Send again");
    is(&ana, "it has arrived", "return document.querySelectorAll('.is-sending').length", &json!(0));
    ana.visit(&place(&things));
    assert_eq!(ana.text().matches("Out of the tunnel").count(), 1);
}

#[test]
fn a_refused_message_comes_back_with_the_reason() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.visit(&place(&things));
    ana.wait_for_css("message-composer:defined");
    ana.run(
        "const box = document.getElementById('body'); box.value = 'ä'.repeat(12000);
         box.dispatchEvent(new Event('input', { bubbles: true }))",
    );
    ana.wait_for("12,000 / 10,000");
    ana.press("Send");
    ana.wait_for("Use at most 10000 characters.");
    assert_eq!(ana.run("return document.getElementById('body').value.length"), 12_000);
    ana.is_accessible();
    // Text that the browser does not consider empty, but the server does.
    ana.run("document.getElementById('body').value = '\\u200b\\u200b'");
    ana.press("Send");
    ana.wait_for("Please fill this in.");
    assert_eq!(ana.run(TYPED), "\u{200b}\u{200b}");
}

#[test]
fn a_draft_is_kept_until_it_is_sent_or_its_author_signs_out() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.visit(&place(&things));
    ana.wait_for_css("message-composer:defined");
    ana.press_css("#body");
    ana.keys("The varnish");
    ana.press("Files");
    ana.wait_for_path(&format!("/projects/{}/files", things.project));
    ana.press_css(&format!(".tabs a[href^='{}']", place(&things)));
    ana.wait_for_css("#body");
    is(&ana, "the draft is there after visiting another page", TYPED, &json!("The varnish"));
    let first = ana.tab();
    ana.open_tab();
    ana.visit(&place(&things));
    is(&ana, "and in another tab", TYPED, &json!("The varnish"));
    ana.press_css("#body");
    ana.keys(&format!(" is off.{ENTER}"));
    ana.wait_for_css(".bubble-text");
    ana.close_tab();
    ana.go_to_tab(&first);
    is(&ana, "a sent message is no longer a draft in any tab", TYPED, &json!(""));
    ana.press_css("#body");
    ana.keys("Nobody else's");
    ana.press_css(".menu > summary");
    ana.press("Sign out");
    ana.wait_for_path("/sign-in");
    assert_eq!(
        ana.run("return Object.keys(localStorage).filter(place => place.startsWith('draft'))"),
        json!([])
    );
}

#[test]
fn on_a_phone_enter_breaks_the_line_and_the_box_is_above_the_bar() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (ana, jonas) = (Browser::at(&studio), studio.sign_in(&studio.staff));
    jonas.get(&place(&things)).expect(200);
    for n in 0..30 {
        say_with(&jonas, things.project, &format!("Message {n}"), uuid::Uuid::new_v4()).expect(303);
    }
    ana.sign_in(&studio.birch.manager);
    ana.on_a_phone();
    ana.devtools("Emulation.setTouchEmulationEnabled", &json!({"enabled": true}));
    ana.visit(&place(&things));
    ana.wait_for_css("message-composer:defined");
    assert!(!ana.text().contains("Enter to send"));
    let above = "return document.querySelector('message-composer').getBoundingClientRect().bottom
        <= document.getElementById('rail').getBoundingClientRect().top + 1";
    is(&ana, "the box is above the bar", above, &json!(true));
    ana.press_css("#body");
    ana.keys(&format!("One{ENTER}Two"));
    assert_eq!(ana.run(TYPED), "One\nTwo");
    ana.press("Send");
    is(&ana, "it is sent", "return document.querySelectorAll('.is-sending').length", &json!(0));
    is(&ana, "the box is still above the bar", above, &json!(true));
}

#[test]
fn a_conversation_opens_at_the_first_unread_message_on_a_desktop() {
    opens_at_what_is_unread(false);
}

#[test]
fn a_conversation_opens_at_the_first_unread_message_on_a_phone() {
    opens_at_what_is_unread(true);
}

fn opens_at_what_is_unread(phone: bool) {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (hers, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    jonas.get(&place(&things)).expect(200);
    let write = |n: usize| {
        say_with(&jonas, things.project, &format!("Message {n}\nof three\nlines"), uuid::Uuid::new_v4())
            .expect(303)
    };
    (0..20).for_each(|n| drop(write(n)));
    hers.get(&place(&things)).expect(200);
    let read = format!("/conversations/{}/read", things.conversation);
    hers.post(&read, &[("through", &newest(&hers, things.project).to_string())]).expect(303);
    (20..50).for_each(|n| drop(write(n)));

    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    if phone {
        ana.on_a_phone();
    }
    let at_the_mark = "const line = document.getElementById('first-unread').getBoundingClientRect(),
        box = document.querySelector('message-list');
        const top = getComputedStyle(box).overflowY === 'visible' ? 0 : box.getBoundingClientRect().top;
        return line.top >= top && line.top < top + 120";
    ana.visit("/messages");
    ana.press_css(".thread");
    ana.wait_for_css("message-list:defined");
    is(&ana, "it opens at the mark", at_the_mark, &json!(true));
    let unread = || ana.run(UNREAD).as_str().and_then(|count| count.parse().ok()).unwrap_or(0);
    let left: i64 = eventually("some messages are read", || Some(unread()).filter(|left| *left < 30));
    assert!(left > 10, "messages below the screen stay unread: {left}");
    ana.visit(&place(&things));
    is(&ana, "a reload opens at the new mark", at_the_mark, &json!(true));

    write(50);
    ana.wait_for("New messages below");
    ana.press("New messages below");
    let last = "const last = [...document.querySelectorAll('.bubble')].at(-1).getBoundingClientRect();
        return last.top >= 0 && last.top < innerHeight";
    is(&ana, "the new message is visible", last, &json!(true));
    is(
        &ana,
        "skipped messages stay unread",
        "return document.querySelector('#unread .count') !== null",
        &json!(true),
    );
    ana.press("Mark as read");
    is(&ana, "nothing is unread", UNREAD, &json!(""));
    ana.visit(&place(&things));
    is(&ana, "with nothing unread it opens at the end", last, &json!(true));
    ana.has_no_complaints();
}

#[test]
fn a_url_in_a_message_is_a_link() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    say(&studio.sign_in(&studio.staff), things.project, "See https://proofs.example/a?b=1&c=<2>.");
    let page = studio.sign_in(&studio.birch.manager).get(&place(&things)).expect(200);
    assert_eq!(page.attributes(".bubble-text a", "href"), ["https://proofs.example/a?b=1&c="]);
    assert_eq!(page.attributes(".bubble-text a", "rel"), ["noopener noreferrer nofollow"]);
    assert_eq!(page.texts_of(".bubble-text").last().unwrap(), "See https://proofs.example/a?b=1&c=<2>.");
}
