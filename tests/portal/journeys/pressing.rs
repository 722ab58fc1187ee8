//! The effects of clicks and drops.

use serde_json::json;

use crate::support::{chrome::Browser, *};

#[test]
fn issue_11_clicking_the_box_of_a_milestone_completes_it() {
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
fn issue_11_a_file_dropped_outside_the_zone_is_uploaded() {
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
        assert_eq!(ana.run(drop), json!(false), "the browser would open the file instead of {page}");
        ana.wait_for(said);
        assert_eq!(ana.path(), page);
    }
    ana.has_no_complaints();
}

#[test]
fn issue_11_only_destructive_confirmations_have_a_red_button() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let vera = Browser::at(&studio);
    vera.sign_in(&studio.admin);
    vera.visit(&format!("/invoices/{}", things.draft));
    vera.press("Send to client");
    vera.wait_for_css("main form .button-primary");
    assert!(!vera.has("main .button-danger"));
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
fn issue_11_the_sign_in_page_has_no_layout_shift() {
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

#[test]
fn issue_11_a_drafts_totals_are_updated_while_typing() {
    let studio = Studio::new();
    let vera = Browser::at(&studio);
    vera.sign_in(&studio.admin);
    vera.visit(&format!("/invoices/new?client={}", studio.birch.id));
    vera.wait_for("once a line has a price");
    assert!(!vera.has("[data-without-script]"), "the page requests the totals by itself");
    vera.fill_css("#line_quantity-0", "3000");
    vera.fill_css("#line_price-0", "0.40");
    vera.fill_css("#line_tax-0", "19");
    vera.fill("discount", "10");
    vera.fill("note", "By courier");
    vera.wait_for("€1,285.20");
    vera.press("Add a line");
    vera.fill_css("#line_price-1", "80");
    vera.fill_css("#line_quantity-1", "2");
    vera.fill("note", "By courier, on Friday");
    vera.wait_for("€1,360.00");
    assert!(vera.path().starts_with("/invoices/new?"), "{}", vera.path());
    vera.has_no_complaints();
}

#[test]
fn issue_11_a_double_click_records_one_payment_and_shows_one_message() {
    let studio = Studio::new();
    let path = crate::invoices::sent(&studio);
    let vera = Browser::at(&studio);
    vera.sign_in(&studio.admin);
    vera.visit(&path);
    vera.run(
        "const record = document.querySelector('#record-payment button[type=submit], #record-payment .button-primary');
        record.click(); record.click()",
    );
    vera.wait_for("Payment recorded.");
    let told = vera.run("return document.querySelectorAll('.toast').length");
    assert_eq!(told, json!(1));
    vera.wait_for_css(".timeline li");
    assert_eq!(vera.run("return document.querySelectorAll('.timeline li').length"), json!(1));
    vera.has_no_complaints();
}
