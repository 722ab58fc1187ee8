//! Codes for the phone in several tabs of one browser.

use std::collections::BTreeSet;

use super::phone::Desk;
use crate::support::*;

#[test]
fn each_tab_has_a_code_of_its_own_and_a_browser_three_at_most() {
    let studio = Studio::new();
    let phone = studio.sign_in(&studio.birch.manager);
    // Four tabs share one jar of cookies.
    let (mut browser, mut tabs) = (studio.visit(), Vec::new());
    for _ in 0..4 {
        let desk = Desk::in_a_tab_of(browser);
        tabs.push((desk.path.clone(), desk.link()));
        browser = desk.browser;
    }
    assert_eq!(tabs.iter().map(|(_, link)| link).collect::<BTreeSet<_>>().len(), 4);
    browser.get(&tabs[0].0).expect(404);
    let number = |path: &str| browser.get(path).expect(200).text_of(".match").trim().to_owned();
    // A no in one tab is none in the others.
    phone.get(&tabs[1].1).expect(200);
    phone.post(&tabs[1].1, &[("number", "none")]).expect(200);
    browser.get(&tabs[1].0).expect(410);
    number(&tabs[3].0);
    // A yes in one opens by that one alone.
    phone.get(&tabs[2].1).expect(200);
    phone.post(&tabs[2].1, &[("number", &number(&tabs[2].0))]).expect(303);
    browser.get(&tabs[3].0).expect(200);
    browser.post(&format!("{}/entrance", tabs[3].0), &[]).expect(422);
    browser.get("/invoices").expect(303);
    browser.get(&tabs[2].0).expect(200);
    browser.post(&format!("{}/entrance", tabs[2].0), &[]).expect(303);
    browser.get("/invoices").expect(200);
}
