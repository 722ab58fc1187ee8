//! A filtered list shows its filters, and each of them can be removed with a click.

use diesel::prelude::*;
use reprint::schema::clients;

use super::open;
use crate::support::*;

fn chips(page: &Page) -> Vec<(String, String)> {
    page.texts_of(".chip > span:last-of-type").into_iter().zip(page.attributes(".chip", "href")).collect()
}

#[test]
fn issue_11_active_filters_are_shown() {
    let studio = Studio::new();
    open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let birch = studio.birch.id;
    assert_eq!(chips(&jonas.get("/projects").expect(200)), []);
    let page = jonas
        .get(&format!("/projects?status=all&client={birch}&q=winter"))
        .expect(200)
        .says("Winter packaging");
    let chip = |word: &str, href: String| (word.to_owned(), href);
    assert_eq!(
        chips(&page),
        [
            chip("Search: winter", format!("/projects?status=all&client={birch}")),
            chip("Status: All", format!("/projects?client={birch}&q=winter")),
            chip("Client: Birch & Beam", "/projects?status=all&q=winter".to_owned()),
        ]
    );
    // A new project started from here is for the client that the list is filtered by.
    let new = page.attributes(".page-actions a", "href");
    assert_eq!(new, [format!("/projects/new?client={birch}")]);
    let form = jonas.get(&new[0]).expect(200);
    assert_eq!(form.attributes("#client option[selected]", "value"), [birch.to_string()]);
    // Also if nothing is found, and for an archived client.
    let none = jonas.get(&format!("/projects?client={}&q=x", studio.northlight.id)).expect(200);
    assert_eq!(chips(&none.says("No projects found")).len(), 2);
    studio.set_up(|tx| {
        let row = clients::table.filter(clients::id.eq(birch));
        Ok(diesel::update(row).set(clients::archived_at.eq(tx.now)).execute(tx.conn())?)
    });
    let page = jonas.get(&format!("/projects?client={birch}")).expect(200);
    assert_eq!(chips(&page), [chip("Client: Birch & Beam", "/projects".to_owned())]);
    assert_eq!(page.attributes("#client option[selected]", "value"), [birch.to_string()]);
    let page = jonas.get("/clients?q=birch&show=archived").expect(200).says("Birch & Beam");
    assert_eq!(
        chips(&page),
        [
            chip("Name: birch", "/clients?show=archived".to_owned()),
            chip("Status: Archived", "/clients?q=birch".to_owned()),
        ]
    );
}
