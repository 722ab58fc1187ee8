//! A draft is sent in a browser: asked about, taken back, and sent all the same.

use crate::support::{chrome::Browser, *};

/// Goes on from the page that asks, of a client who has no postal address, to the sent invoice.
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
fn issue_11_an_open_page_counts_down_and_turns_to_the_invoice() {
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
        assert!(!browser.has(".page-actions a[href$='/edit']"), "the draft stays as it is");
    }
    let seconds = "return document.querySelector('[data-phase=counting]')?.textContent ?? ''";
    let first = jonas.run(seconds);
    eventually("the seconds run", || (jonas.run(seconds) != first).then_some(()));
    // Taken back by the colleague, it is a draft again on both pages; the first is not touched.
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
