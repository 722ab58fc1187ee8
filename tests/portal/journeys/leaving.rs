//! Leaving a form with unsaved text asks for confirmation.

use serde_json::json;

use crate::support::{chrome::Browser, *};

/// Answers confirmations from now on, and counts them.
fn answer(browser: &Browser, yes: bool) {
    browser.run(&format!(
        "window.asked = 0; window.confirm = (words) => {{ window.asked += words ? 1 : 0; return {yes} }}"
    ));
}

fn asked(browser: &Browser) -> serde_json::Value {
    browser.run("return window.asked")
}

/// Whether a reload, or closing the tab, would ask for confirmation.
fn asks_before_unload(browser: &Browser) -> serde_json::Value {
    browser.run("const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return e.defaultPrevented")
}

#[test]
fn issue_11_leaving_an_unsaved_form_asks_for_confirmation() {
    let studio = Studio::new();
    let browser = Browser::at(&studio);
    browser.sign_in(&studio.staff);
    let form = format!("/invoices/new?client={}", studio.birch.id);
    let what = "return document.querySelector('[name=line_what]').value";
    let projects = "#rail a[href='/projects']";
    // With a link, so that htmx handles the browser's "back".
    browser.visit(&format!("/clients/{}", studio.birch.id));
    answer(&browser, false);
    browser.press_css(&format!("main a[href='{form}']"));
    browser.wait_for_css("line-editor");
    // A form without changes can be left without confirmation.
    browser.press("Add a line");
    browser.press_css(projects);
    browser.wait_for_path("/projects");
    assert_eq!((asked(&browser), asks_before_unload(&browser)), (json!(0), json!(false)));
    browser.visit(&format!("/clients/{}", studio.birch.id));
    answer(&browser, false);
    browser.press_css(&format!("main a[href='{form}']"));
    browser.wait_for_css("line-editor");
    browser.fill("line_what", "Labels");
    assert_eq!(asks_before_unload(&browser), json!(true));
    browser.press_css(projects);
    eventually("it asks", || (asked(&browser) == json!(1)).then_some(()));
    assert_eq!((browser.path(), browser.run(what)), (form.clone(), json!("Labels")));
    browser.run("history.back()");
    eventually("it asks", || (asked(&browser) == json!(2)).then_some(()));
    eventually("the path is the form's again", || (browser.path() == form).then_some(()));
    assert_eq!(browser.run(what), json!("Labels"));
    // Saving does not ask for confirmation. A form that was refused is still unsaved.
    browser.press("Save draft");
    browser.wait_for_css("[aria-invalid]");
    assert_eq!((asked(&browser), asks_before_unload(&browser)), (json!(2), json!(true)));
    browser.fill("line_price", "10");
    browser.fill("line_quantity", "1");
    browser.press("Save draft");
    browser.wait_for("Draft saved");
    assert_eq!((asked(&browser), asks_before_unload(&browser)), (json!(2), json!(false)));
    browser.press("Edit draft");
    browser.wait_for_css("line-editor");
    browser.press_css(projects);
    browser.wait_for_path("/projects");
    assert_eq!(asked(&browser), json!(2));
    // Confirming leaves the page.
    browser.visit(&format!("/clients/{}", studio.birch.id));
    answer(&browser, true);
    browser.press_css(&format!("main a[href='{form}']"));
    browser.wait_for_css("line-editor");
    browser.fill("note", "Half a note");
    browser.press_css(projects);
    browser.wait_for_path("/projects");
    assert_eq!((asked(&browser), asks_before_unload(&browser)), (json!(1), json!(false)));
    browser.has_no_complaints();
}
