//! The tabs of a project on a phone, where they do not fit beside each other.

use serde_json::json;

use crate::support::{chrome::Browser, *};

const IN_SIGHT: &str = "const tab = document.querySelector('.tabs [aria-current]').getBoundingClientRect();
    return tab.left >= 0 && tab.right <= innerWidth";

#[test]
fn the_current_tab_is_scrolled_into_view() {
    let studio = Studio::new();
    let project = format!("/projects/{}", studio.furnish(&studio.birch).project);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.on_a_phone();
    ana.visit(&format!("{project}/activity"));
    eventually("the last tab is visible", || (ana.run(IN_SIGHT) == json!(true)).then_some(()));
    // The control: without scrolling, it is not visible.
    ana.run("document.querySelector('.tabs').scrollLeft = 0");
    assert_eq!(ana.run(IN_SIGHT), json!(false));
    // The tabs also scroll if only the content of the page is swapped.
    ana.run(&format!("document.querySelector(\".tabs a[href='{project}/money']\").click()"));
    ana.wait_for_path(&format!("{project}/money"));
    eventually("the next tab is visible", || (ana.run(IN_SIGHT) == json!(true)).then_some(()));
}
