//! Sign-in codes in several tabs of one browser.

use std::collections::BTreeSet;

use super::phone::Desk;
use crate::support::*;

#[test]
fn each_tab_has_its_own_code_and_a_browser_at_most_three() {
    let studio = Studio::new();
    let phone = studio.sign_in(&studio.birch.manager);
    // Four tabs share the browser's cookies.
    let (mut browser, mut tabs) = (studio.visit(), Vec::new());
    for _ in 0..4 {
        let desk = Desk::in_a_tab_of(browser);
        tabs.push((desk.path.clone(), desk.link()));
        browser = desk.browser;
    }
    assert_eq!(tabs.iter().map(|(_, link)| link).collect::<BTreeSet<_>>().len(), 4);
    browser.get(&tabs[0].0).expect(404);
    let number = |path: &str| browser.get(path).expect(200).text_of(".match").trim().to_owned();
    // Refusing one tab's code does not affect the others.
    phone.get(&tabs[1].1).expect(200);
    phone.post(&tabs[1].1, &[("number", "none")]).expect(200);
    browser.get(&tabs[1].0).expect(410);
    number(&tabs[3].0);
    // Confirming one tab's code signs in by that code only.
    phone.get(&tabs[2].1).expect(200);
    phone.post(&tabs[2].1, &[("number", &number(&tabs[2].0))]).expect(303);
    browser.get(&tabs[3].0).expect(200);
    browser.post(&format!("{}/entrance", tabs[3].0), &[]).expect(422);
    browser.get("/invoices").expect(303);
    browser.get(&tabs[2].0).expect(200);
    browser.post(&format!("{}/entrance", tabs[2].0), &[]).expect(303);
    browser.get("/invoices").expect(200);
}
