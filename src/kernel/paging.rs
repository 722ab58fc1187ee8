//! Lists by the page. A page begins after the row that the page before it ended with, so that it costs the same however far down it is.

use std::fmt::Display;

/// How many rows a page of a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(pub usize);

impl PageSize {
    /// How many rows are read for a page: one more than it shows tells that more follow.
    pub fn to_read(self) -> i64 {
        self.0 as i64 + 1
    }

    /// The page of what was read. `cursor` is what an address knows a row by; the next page begins after the last row's.
    pub fn page<T, C: Display>(self, mut read: Vec<T>, cursor: impl FnOnce(&T) -> C) -> Page<T> {
        let more = read.len() > self.0;
        read.truncate(self.0);
        let next = read.last().filter(|_| more).map(|last| cursor(last).to_string());
        Page { items: read, next }
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// What the next page begins after; none, where this is the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page with something else in the place of each item.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next: self.next }
    }

    /// The page with its last item first, as a conversation shows it.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.items.reverse();
        self
    }
}

/// Cuts a list to its page. Answers the page's last, where more follow. The list of invoices uses it still.
pub fn cut<T>(list: &mut Vec<T>, page: usize) -> Option<&T> {
    let more = list.len() > page;
    list.truncate(page);
    list.last().filter(|_| more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_more_follow_tells_after_what_the_next_begins() {
        let page = |rows: &[i32]| PageSize(3).page(rows.to_vec(), |row| format!("row-{row}"));
        assert_eq!(PageSize(3).to_read(), 4);
        assert_eq!(page(&[9, 8, 7, 6]), Page { items: vec![9, 8, 7], next: Some("row-7".to_owned()) });
        assert_eq!(page(&[9, 8, 7]), Page { items: vec![9, 8, 7], next: None });
        assert_eq!(page(&[]), Page { items: Vec::new(), next: None });
    }

    #[test]
    fn a_page_keeps_its_place_whatever_becomes_of_its_items() {
        let page = PageSize(2).page(vec![1, 2, 3], |row| *row);
        let told = page.map(|row| row * 10).reversed();
        assert_eq!(told, Page { items: vec![20, 10], next: Some("2".to_owned()) });
    }
}
