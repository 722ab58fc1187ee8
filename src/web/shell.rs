//! The frame around every page: the templates of the shell, and the data they show.

use askama::Template;

use super::{filters, flash::Notice, kept::Kept, route::Access};
use crate::access::Viewer;

/// A room's entry in the rail.
#[derive(Clone, Copy)]
pub struct RailEntry {
    /// Entries are sorted by this number, across all rooms.
    pub place: u16,
    pub href: &'static str,
    /// The translation key of its label.
    pub key: fn(&Viewer) -> &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// Who sees it.
    pub access: Access,
    /// The number of items that wait for the reader; 0 is not shown.
    pub count: fn(&Viewer) -> i64,
    /// The element id of the count, by which open pages update it; empty if nothing is counted.
    pub count_id: &'static str,
    /// Whether a path that does not begin with `href` belongs to it as well.
    pub also: fn(&str) -> bool,
}

impl RailEntry {
    /// An entry without a count.
    pub const fn new(
        place: u16,
        href: &'static str,
        key: fn(&Viewer) -> &'static str,
        icon: &'static str,
        access: Access,
    ) -> Self {
        Self { place, href, key, icon, access, count: |_| 0, count_id: "", also: |_| false }
    }

    fn leads_to(&self, path: &str) -> bool {
        match path.strip_prefix(self.href) {
            Some(below) => below.is_empty() || (self.href != "/" && below.starts_with('/')),
            None => false,
        }
    }
}

/// The rail's entries, in order.
pub struct Rail(Vec<RailEntry>);

/// An entry of the rail, as its reader sees it.
pub struct RailItem {
    pub href: &'static str,
    pub key: &'static str,
    pub icon: &'static str,
    pub current: bool,
    pub count: i64,
    pub count_id: &'static str,
}

/// The page around a signed-in page.
#[derive(Template)]
#[template(path = "layouts/shell.html")]
pub struct Shell<'a> {
    pub title: &'a str,
    pub content: &'a str,
    pub theme: &'a str,
    /// The position from which the event stream continues.
    pub live_after: &'a str,
    /// The page's viewer: parts that are not for them are left out.
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

/// What htmx receives instead of a page: the content, and the parts of the shell that change with it.
#[derive(Template)]
#[template(path = "layouts/fragment.html")]
pub struct Fragment<'a> {
    pub title: &'a str,
    pub content: &'a str,
    pub viewer: &'a Viewer,
    pub rail: Vec<RailItem>,
    pub flash: Option<Notice>,
}

/// The notice at the top of a page that shows a stored form to its author again.
#[derive(Template)]
#[template(path = "layouts/returned.html")]
pub struct Returned {
    pub kept: Kept,
}

impl Rail {
    /// Creates the rail from the entries of all rooms.
    pub fn new(mut entries: Vec<RailEntry>) -> Self {
        entries.sort_by_key(|entry| entry.place);
        Self(entries)
    }

    /// The rail for a viewer, with the entry marked to which the path belongs.
    pub fn items(&self, viewer: &Viewer, path: &str) -> Vec<RailItem> {
        let shown: Vec<_> = self.0.iter().filter(|entry| entry.access.admits(viewer)).collect();
        let current = shown.iter().position(|entry| entry.leads_to(path));
        let current = current.or_else(|| shown.iter().position(|entry| (entry.also)(path)));
        let shown = shown.into_iter().enumerate();
        shown
            .map(|(at, entry)| RailItem {
                href: entry.href,
                key: (entry.key)(viewer),
                icon: entry.icon,
                current: current == Some(at),
                count: (entry.count)(viewer),
                count_id: entry.count_id,
            })
            .collect()
    }
}
