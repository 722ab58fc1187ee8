//! Determines which page a path belongs to: the page to show to someone who opens the URL of a form, or who leaves a page that asks for a
//! password.

use super::pattern::fills;
use crate::urls;

/// The pattern of a page, and whether the page requires a password.
pub type PageRoute = (&'static str, bool);

/// The pages in the table of routes.
pub struct Pages(pub Vec<PageRoute>);

impl Pages {
    /// The pattern of the nearest page above a route.
    pub fn above(&self, pattern: &'static str) -> &'static str {
        upwards(pattern).find(|above| self.0.iter().any(|(page, _)| page == above)).unwrap_or(urls::HOME)
    }

    /// A page that does not ask for a password: the one at this URL, or otherwise the nearest above it.
    pub fn without_proof(&self, address: &str) -> String {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        if self.needs_no_proof(path) {
            return address.to_owned();
        }
        upwards(path).find(|above| self.needs_no_proof(above)).unwrap_or(urls::HOME).to_owned()
    }

    fn needs_no_proof(&self, path: &str) -> bool {
        let page = self.0.iter().find(|(pattern, _)| fills(path, pattern));
        page.is_some_and(|(_, needs_proof)| !needs_proof)
    }
}

/// The paths above a path, nearest first, without the first page, which has none above it.
fn upwards(path: &str) -> impl Iterator<Item = &str> {
    let mut path = path;
    std::iter::from_fn(move || {
        path = &path[..path.rfind('/').filter(|end| *end > 0)?];
        Some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190aaaa-0000-7000-8000-000000000000";

    fn pages() -> Pages {
        Pages(vec![
            ("/", false),
            ("/people", false),
            ("/people/{id}", false),
            ("/people/{id}/role", true),
            ("/people/{id}/role/more", true),
            ("/studio", true),
            ("/studio/addresses", true),
        ])
    }

    #[test]
    fn a_page_without_a_password_leads_to_itself_and_any_other_to_one_above_it() {
        let person = format!("/people/{ID}");
        for (at, out) in [
            ("/people?of=clients", "/people?of=clients"),
            (&*person, &*person),
            (&*format!("{person}/role"), &*person),
            (&*format!("{person}/role/more?x=y"), &*person),
            ("/people/new/role", "/people"),
            ("/studio/addresses", "/"),
            ("/studio", "/"),
            ("/", "/"),
            ("", "/"),
        ] {
            assert_eq!(pages().without_proof(at), out, "{at}");
        }
    }

    #[test]
    fn a_route_belongs_to_the_nearest_page_above_it() {
        for (route, page) in [
            ("/people/{id}/sessions/ending", "/people/{id}"),
            ("/people/sessions/ending", "/people"),
            ("/studio/addresses/checks", "/studio/addresses"),
            ("/sign-out", "/"),
        ] {
            assert_eq!(pages().above(route), page);
        }
    }
}
