//! Using the portal with the keyboard only.

use crate::support::{
    chrome::{Browser, ENTER, TAB},
    *,
};

#[test]
fn signing_in_opening_a_project_and_writing_need_no_mouse() {
    let studio = Studio::new();
    studio.give_password(&studio.staff);
    let jonas = Browser::at(&studio);
    jonas.visit("/projects");
    jonas.tab_to("[name=email]");
    jonas.keys(&studio.staff.email);
    jonas.keys(TAB);
    jonas.keys(PASSWORD);
    jonas.keys(ENTER);
    jonas.wait_for("No active projects");

    jonas.tab_to("main a[href='/projects/new']");
    jonas.keys(ENTER);
    jonas.tab_to("[name=client]");
    jonas.keys("Birch");
    jonas.tab_to("[name=name]");
    jonas.keys("Spring catalogue");
    jonas.tab_to("[name=due_on]");
    jonas.keys("03012027");
    jonas.tab_to("[name=budget]");
    jonas.keys("2500");
    jonas.tab_to("[name=milestones]");
    jonas.keys(&format!("Layout{ENTER}Print"));
    jonas.tab_to("main form button");
    jonas.keys(ENTER);
    jonas.wait_for("Project created");
    jonas.wait_for("0 of 2 milestones done");

    jonas.tab_to("[data-act=completion] button");
    jonas.keys(ENTER);
    jonas.wait_for("1 of 2 milestones done");
    jonas.wait_for_css("[data-act=reopening] button:focus");

    jonas.visit(&jonas.path());
    jonas.tab_to(".tabs a[href*='/messages']");
    jonas.keys(ENTER);
    jonas.tab_to("[name=body]");
    jonas.keys(&format!("The layout is done.{ENTER}"));
    jonas.wait_for_css(".bubble-text");
    jonas.wait_for("The layout is done.");
    jonas.has_no_complaints();
}

#[test]
fn the_focus_stays_on_the_pressed_button() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit(&format!("/projects/{}/milestones", things.project));
    for title in ["Plates", "Proof", "Print"] {
        jonas.fill("title", title);
        jonas.tab_to("main section form button");
        jonas.keys(ENTER);
        jonas.wait_for_css("main section form button:focus");
        jonas.wait_for(title);
    }
    // At the top there is no "up" button any more, and the focus moves to "down".
    jonas.tab_to(".milestone-tools:last-of-type button[value=up]");
    for _ in 0..2 {
        let before = jonas.text();
        jonas.keys(ENTER);
        eventually("the milestone moved", || (jonas.text() != before).then_some(()));
        jonas.wait_for_css("button[value=up]:focus");
    }
    let before = jonas.text();
    jonas.keys(ENTER);
    eventually("it moved to the top", || (jonas.text() != before).then_some(()));
    jonas.wait_for_css("button[value=down]:focus");

    jonas.tab_to("confirm-button button");
    jonas.keys(ENTER);
    jonas.wait_for_css("dialog[open]");
    jonas.press_css("dialog[open] [data-agree]");
    jonas.wait_for("Milestone removed");
    jonas.wait_for_css(".milestones :focus");

    jonas.visit("/projects");
    jonas.tab_to(".filters button");
    jonas.keys(ENTER);
    jonas.wait_for_path("/projects?");
    jonas.wait_for_css(".filters button:focus");
    jonas.has_no_complaints();
}

#[test]
fn the_first_tab_stop_skips_the_rail() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit("/clients");
    jonas.keys(TAB);
    jonas.wait_for_css(".skip-link:focus");
    jonas.keys(ENTER);
    jonas.keys(TAB);
    jonas.wait_for_css("main :focus");
}

#[test]
fn a_refused_form_puts_the_focus_on_its_first_fault() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit(&format!("/projects/new?client={}", studio.birch.id));
    jonas.tab_to("[name=name]");
    jonas.keys("Spring catalogue");
    jonas.tab_to("[name=budget]");
    jonas.keys(&format!("a lot{ENTER}"));
    jonas.wait_for_css("[name=budget][aria-invalid]:focus");
    jonas.wait_for("Enter an amount");
}
