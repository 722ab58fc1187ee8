//! Keyset pagination of lists. A page begins after the last row of the previous page, so that its cost does not depend on its position.

use std::fmt::Display;

/// The number of rows on a page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(pub usize);

impl PageSize {
    /// The number of rows to read for a page: one more than it shows, to find out whether more follow.
    pub fn to_read(self) -> i64 {
        self.0 as i64 + 1
    }

    /// Builds a page from the rows that were read. `cursor` returns the text that identifies a row in a URL; the next page begins after the
    /// last row.
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
    /// The cursor after which the next page begins; `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Replaces each item of the page.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next: self.next }
    }

    /// Reverses the page, as conversations are shown.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.items.reverse();
        self
    }
}

/// Truncates a list to one page. Returns the page's last item if more follow. Still used by the list of invoices.
pub fn cut<T>(list: &mut Vec<T>, page: usize) -> Option<&T> {
    let more = list.len() > page;
    list.truncate(page);
    list.last().filter(|_| more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_a_successor_has_a_cursor() {
        let page = |rows: &[i32]| PageSize(3).page(rows.to_vec(), |row| format!("row-{row}"));
        assert_eq!(PageSize(3).to_read(), 4);
        assert_eq!(page(&[9, 8, 7, 6]), Page { items: vec![9, 8, 7], next: Some("row-7".to_owned()) });
        assert_eq!(page(&[9, 8, 7]), Page { items: vec![9, 8, 7], next: None });
        assert_eq!(page(&[]), Page { items: Vec::new(), next: None });
    }

    #[test]
    fn mapping_and_reversing_a_page_keeps_its_cursor() {
        let page = PageSize(2).page(vec![1, 2, 3], |row| *row);
        let told = page.map(|row| row * 10).reversed();
        assert_eq!(told, Page { items: vec![20, 10], next: Some("2".to_owned()) });
    }
}
