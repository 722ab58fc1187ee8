//! What stands around every page: the templates of the shell, and the facts they show.

use askama::Template;

use super::{filters, flash::Notice};
use crate::{access::Viewer, urls};

/// One entry of the rail.
pub struct RailItem {
    pub href: &'static str,
    pub key: &'static str,
    pub icon: &'static str,
    pub current: bool,
    pub count: i64,
}

/// The page around a signed-in page.
#[derive(Template)]
#[template(path = "layouts/shell.html")]
pub struct Shell<'a> {
    pub title: &'a str,
    pub content: &'a str,
    pub theme: &'a str,
    /// Where the live stream goes on.
    pub live_after: &'a str,
    /// Whose page it is: pieces that are not for them are left out of it.
    pub viewer: &'a Viewer,
    pub rail: Vec<RailItem>,
    pub flash: Option<Notice>,
}

/// The page around a signed-out page.
#[derive(Template)]
#[template(path = "layouts/plain.html")]
pub struct Plain<'a> {
    pub title: &'a str,
    pub content: &'a str,
    pub theme: &'a str,
    pub flash: Option<Notice>,
}

/// What htmx gets instead of a page: the content, and the parts of the shell that changed with it.
#[derive(Template)]
#[template(path = "layouts/fragment.html")]
pub struct Fragment<'a> {
    pub title: &'a str,
    pub content: &'a str,
    pub viewer: &'a Viewer,
    pub rail: Vec<RailItem>,
    pub flash: Option<Notice>,
}

/// The rail for a viewer, with the entry marked that a path belongs to.
pub fn rail(viewer: &Viewer, path: &str) -> Vec<RailItem> {
    let home = if viewer.role.works_here() { "rail-today" } else { "rail-home" };
    let everyone = [
        ("/", home, "home"),
        (urls::PROJECTS, "rail-projects", "projects"),
        (urls::MESSAGES, "rail-messages", "messages"),
        (urls::INVOICES, "rail-invoices", "invoices"),
    ];
    let staff = [(urls::CLIENTS, "rail-clients", "clients")];
    let manager = [(urls::TEAM, "rail-team", "people")];
    let admin = [
        (urls::PEOPLE, "rail-people", "people"),
        (urls::STUDIO, "rail-studio", "admin"),
        (urls::ADMIN_MAIL, "rail-mail", "mail"),
        (urls::AUDIT, "rail-audit", "lock"),
    ];
    let is_admin = viewer.role == crate::access::Role::Admin;
    let shown = everyone
        .into_iter()
        .chain(staff.into_iter().filter(|_| viewer.role.works_here()))
        .chain(manager.into_iter().filter(|_| viewer.manages_client()))
        .chain(admin.into_iter().filter(|_| is_admin));
    shown
        .map(|(href, key, icon)| RailItem {
            href,
            key,
            icon,
            current: if href == "/" { path == "/" } else { path.starts_with(href) },
            count: if href == urls::MESSAGES { viewer.unread_messages } else { 0 },
        })
        .collect()
}
