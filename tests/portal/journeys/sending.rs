//! Sending a draft in a browser: the confirmation, taking it back, and sending it again.

use crate::support::{chrome::Browser, *};

/// Continues from the confirmation, for a client without a postal address, to the sent invoice; takes it back once in between.
pub fn send_after_taking_back(studio: &Studio, browser: &Browser, scripts: bool) {
    browser.wait_for("Send invoice");
    browser.press_css("main form .button-primary");
    browser.wait_for("Tick this box");
    browser.press_css("#anyway");
    browser.press_css("main form .button-primary");
    browser.wait_for("is sending this invoice");
    browser.press("Take it back");
    browser.wait_for("Taken back");
    browser.press("Send to client");
    browser.wait_for("Send invoice");
    browser.press_css("#anyway");
    browser.press_css("main form .button-primary");
    browser.wait_for("It goes out in");
    studio.send_what_is_on_its_way();
    if !scripts {
        browser.press("Reload to see whether it has been sent");
    }
    browser.wait_for("Invoice INV-");
}

#[test]
fn issue_11_an_open_page_counts_down_and_then_shows_the_invoice() {
    let studio = Studio::new();
    let path = crate::invoices::draft(&studio);
    let (jonas, vera) = (Browser::at(&studio), Browser::at(&studio));
    jonas.sign_in(&studio.staff);
    vera.sign_in(&studio.admin);
    // A colleague looks at the draft on a phone.
    vera.on_a_phone();
    vera.visit(&path);
    vera.wait_for("Send to client");
    jonas.visit(&path);
    jonas.press("Send to client");
    jonas.wait_for("no postal address yet");
    jonas.press_css("#anyway");
    jonas.press_css("main form .button-primary");
    for browser in [&jonas, &vera] {
        browser.wait_for("Jonas Weber is sending this invoice");
        assert!(!browser.has(".page-actions a[href$='/edit']"), "the draft cannot be edited");
    }
    let seconds = "return document.querySelector('[data-phase=counting]')?.textContent ?? ''";
    let first = jonas.run(seconds);
    eventually("the countdown runs", || (jonas.run(seconds) != first).then_some(()));
    // When the colleague takes it back, both open pages show the draft again.
    vera.press("Take it back");
    jonas.wait_for("Send to client");
    assert!(!jonas.has("send-countdown"));
    jonas.press("Send to client");
    jonas.wait_for("no postal address yet");
    jonas.press_css("#anyway");
    jonas.press_css("main form .button-primary");
    vera.wait_for("Jonas Weber is sending this invoice");
    studio.send_what_is_on_its_way();
    for browser in [&jonas, &vera] {
        browser.wait_for("Invoice INV-0001");
        browser.wait_for_css(".invoice .facts");
        assert_eq!(browser.path(), path);
        browser.has_no_complaints();
    }
}

#[test]
fn issue_11_the_sender_sees_a_pending_sending_on_every_page() {
    let studio = Studio::new();
    let path = crate::invoices::draft(&studio);
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    let press = || {
        jonas.visit(&path);
        jonas.press("Send to client");
        jonas.wait_for("no postal address yet");
        jonas.press_css("#anyway");
        jonas.press_css("main form .button-primary");
        jonas.wait_for("is sending this invoice");
    };
    let word = "#toasts [id^='sending-elsewhere-']";
    press();
    jonas.press_css("#rail a[href='/projects']");
    jonas.wait_for_css(word);
    jonas.wait_for("The invoice for Birch & Beam is being sent");
    jonas.press_css("#rail a[href='/invoices']");
    jonas.wait_for("Sending…");
    jonas.wait_for_css(word);
    jonas.press_css(&format!("{word} form button"));
    jonas.wait_for("Taken back");
    assert!(!jonas.has(word));
    press();
    jonas.press_css("#rail a[href='/projects']");
    jonas.wait_for_css(word);
    studio.send_what_is_on_its_way();
    jonas.wait_for("Invoice INV-0001 was sent");
    assert!(!jonas.has(word), "the notice disappears once the invoice is sent");
    jonas.has_no_complaints();
}
