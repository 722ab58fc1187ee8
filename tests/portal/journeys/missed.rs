//! A page that missed too many events reloads itself without losing what the user is doing.

use serde_json::json;

use crate::support::{chrome::Browser, *};

/// Triggers the resync event of the stream, and waits until the page has been reloaded.
fn trigger_resync(browser: &Browser<'_>) {
    browser.run(
        "document.addEventListener('htmx:after:settle', () => document.body.dataset.anew = 'yes', { once: true })
         document.getElementById('live').dispatchEvent(new CustomEvent('resync', { bubbles: true }))",
    );
    browser.wait_for_css("body[data-anew]");
}

#[test]
fn added_lines_keep_their_contents_when_the_page_reloads_itself() {
    let studio = Studio::new();
    let draft = studio.furnish(&studio.birch).draft;
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit(&format!("/invoices/{draft}/edit"));
    let rows =
        || jonas.run("return document.querySelectorAll('[data-lines] > .line').length").as_i64().unwrap();
    let before = rows();
    jonas.press_css("[data-add]");
    assert_eq!(rows(), before + 1);
    let added = format!("[data-lines] > .line:nth-child({}) [name^=line_what]", before + 1);
    jonas.fill_css(&added, "Posters on blueback");

    trigger_resync(&jonas);
    assert_eq!(rows(), before + 1);
    let kept = jonas.run(&format!("return document.querySelector(\"{added}\").value"));
    assert_eq!(kept, json!("Posters on blueback"));
    jonas.has_no_complaints();
}

#[test]
fn elements_shown_by_scripts_stay_visible_when_the_page_reloads_itself() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit("/account/security");
    jonas.wait_for_css("passkey-button:not([hidden])");
    trigger_resync(&jonas);
    assert!(jonas.has("passkey-button:not([hidden])"));
}

/// Holds back what a resync fetches until `release()` is called, and marks the body once htmx is done with it.
const HOLD_BACK: &str = "
    const plain = window.fetch
    window.fetch = (url, options) =>
        new Headers(options?.headers).has('X-By-Itself')
            ? new Promise((answer) => { window.release = () => answer(plain(url, options)) })
            : plain(url, options)
    document.addEventListener('htmx:finally:request', ({ detail }) => {
        if (detail.ctx.sourceElement?.id === 'page') document.body.dataset.late = 'yes'
    })
    document.querySelector('h1').textContent = 'Out of date'
    document.getElementById('live').dispatchEvent(new CustomEvent('resync', { bubbles: true }))";

#[test]
fn a_reload_that_arrives_after_the_next_page_changes_nothing() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    for is_followed in [false, true] {
        jonas.visit("/clients");
        jonas.wait_for_css("#live[hx-sse\\:connect]");
        jonas.run(HOLD_BACK);
        if is_followed {
            jonas.press_css("a[href='/projects']");
            jonas.wait_for_path("/projects");
            jonas.wait_for_css("h1:not(:empty)");
        }
        jonas.run("window.release()");
        jonas.wait_for_css("body[data-late]");
        let heading = jonas.run("return document.querySelector('h1').textContent.trim()");
        let expected = if is_followed { "Projects" } else { "Clients" };
        assert_eq!(heading, json!(expected), "the control without a next page is reloaded");
    }
    jonas.has_no_complaints();
}
