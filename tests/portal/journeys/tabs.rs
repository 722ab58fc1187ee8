//! On a phone more tabs are than fit beside each other.

use serde_json::json;

use crate::support::{chrome::Browser, *};

const IN_SIGHT: &str = "const tab = document.querySelector('.tabs [aria-current]').getBoundingClientRect();
    return tab.left >= 0 && tab.right <= innerWidth";

#[test]
fn the_tab_one_is_at_is_in_sight() {
    let studio = Studio::new();
    let project = format!("/projects/{}", studio.furnish(&studio.birch).project);
    let ana = Browser::at(&studio);
    ana.sign_in(&studio.birch.manager);
    ana.on_a_phone();
    ana.visit(&format!("{project}/activity"));
    eventually("the last tab in sight", || (ana.run(IN_SIGHT) == json!(true)).then_some(()));
    // The control: it is not there by itself.
    ana.run("document.querySelector('.tabs').scrollLeft = 0");
    assert_eq!(ana.run(IN_SIGHT), json!(false));
    // Nor where only the page's content comes anew.
    ana.run(&format!("document.querySelector(\".tabs a[href='{project}/money']\").click()"));
    ana.wait_for_path(&format!("{project}/money"));
    eventually("the next tab in sight", || (ana.run(IN_SIGHT) == json!(true)).then_some(()));
}
