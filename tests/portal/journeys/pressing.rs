//! What a press or a drop does, wherever it lands.

use serde_json::json;

use crate::support::{chrome::Browser, *};

#[test]
fn issue_11_the_square_before_a_milestone_completes_it() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    for page in ["", "/milestones"] {
        jonas.visit(&format!("/projects/{}{page}", things.project));
        let at_the_square = "const box = document.querySelector('.milestone').getBoundingClientRect();
            const hit = document.elementFromPoint(box.left + 7, box.top + box.height / 2);
            return hit.closest('[data-act]')?.dataset.act ?? hit.className";
        assert_eq!(jonas.run(at_the_square), json!("completion"), "{page}");
        jonas.run(
            "const box = document.querySelector('.milestone').getBoundingClientRect();
            document.elementFromPoint(box.left + 7, box.top + box.height / 2).click()",
        );
        jonas.wait_for_css(".milestone[data-state=done]");
        jonas.press("Reopen");
        jonas.wait_for_css(".milestone[data-state=open], .milestone[data-state=late]");
    }
    jonas.has_no_complaints();
}

#[test]
fn issue_11_a_drop_beside_the_zone_is_caught() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    let drop = "const files = new DataTransfer();
        files.items.add(new File(['One more sheet.'], 'another name.txt', { type: 'text/plain' }));
        return document.querySelector('h1').dispatchEvent(
            new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }))";
    for (page, said) in [
        (format!("/projects/{}/files", things.project), "another name.txt"),
        (format!("/files/{}", things.file), "V 2"),
    ] {
        ana.visit(&page);
        ana.wait_for_css("upload-form .uploads, upload-form form");
        assert_eq!(ana.run(drop), json!(false), "the browser would open the file in place of {page}");
        ana.wait_for(said);
        assert_eq!(ana.path(), page);
    }
    ana.has_no_complaints();
}

#[test]
fn issue_11_the_button_that_agrees_is_red_only_where_something_is_destroyed() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let vera = Browser::at(&studio);
    vera.sign_in(&studio.admin);
    vera.visit(&format!("/invoices/{}", things.draft));
    vera.press("Send to client");
    vera.wait_for_css("dialog[open] .button-primary[data-agree]");
    assert!(!vera.has("dialog[open] .button-danger"));
    vera.visit(&format!("/projects/{}", things.project));
    vera.press("Cancelled");
    vera.wait_for_css("dialog[open] .button-danger[data-agree]");
    vera.press_css("dialog[open] [data-agree]");
    vera.wait_for("Before: In progress");
    vera.press_css(".toast form button");
    vera.wait_for("Status changed back.");
    vera.wait_for_css(".page-title .badge[data-tone=active]");
    vera.has_no_complaints();
}

#[test]
fn issue_11_nothing_moves_on_the_sign_in_page() {
    let studio = Studio::new();
    let visitor = Browser::at(&studio);
    visitor.on_a_phone();
    visitor.visit("/sign-in");
    visitor.wait_for("Sign in with a passkey");
    let moved = visitor.run(
        "return new Promise(done => {
            let moved = 0
            new PerformanceObserver(list => { for (const entry of list.getEntries()) moved += entry.value })
                .observe({ type: 'layout-shift', buffered: true })
            setTimeout(() => done(moved), 300)
        })",
    );
    assert!(moved.as_f64().is_some_and(|moved| moved < 0.005), "{moved}");
}
