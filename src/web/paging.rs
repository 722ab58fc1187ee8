//! Paging of lists: the cursor in a list's URL, and the URL of the next page.

use serde::Deserialize;

use super::field::{Field, Query};
use crate::kernel::{Asked, paging::Page};

/// The query of a list without filters: the page begins below this row.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Before<Id> {
    pub before: Option<Id>,
}

/// The URL of the next page of a list without filters; empty if there is none.
pub fn older<T>(path: &str, page: &Page<T>) -> String {
    page.next.as_ref().map(|next| format!("{path}?before={next}")).unwrap_or_default()
}

/// A query that filters a list.
pub trait ListQuery: Query + Clone {
    /// The field with the cursor at which the page begins.
    fn cursor(&mut self) -> &mut Field<Asked>;

    /// The URL of the next page, with the same filters; empty if there is none.
    fn following<T>(&self, path: &str, page: &Page<T>) -> String {
        let Some(next) = &page.next else { return String::new() };
        let mut query = self.clone();
        query.cursor().fill(next.as_str());
        query.address(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{kernel::paging::PageSize, query};

    query! {
        /// Which labels are listed.
        pub struct LabelQuery of LabelText {
            pub q: Field<Asked>,
            pub after: Field<Asked>,
        }
    }

    impl ListQuery for LabelQuery {
        fn cursor(&mut self) -> &mut Field<Asked> {
            &mut self.after
        }
    }

    #[test]
    fn the_next_page_keeps_the_filters() {
        let query = LabelQuery::from(LabelText { q: "foil & spot".into(), after: "3".into() });
        let page = |read| PageSize(1).page(read, |row: &i32| *row);
        assert_eq!(query.following("/labels", &page(vec![4, 5])), "/labels?q=foil+%26+spot&after=4");
        assert_eq!(query.following("/labels", &page(vec![4])), "");
        assert_eq!(older("/labels", &page(vec![4, 5])), "/labels?before=4");
        assert_eq!(older("/labels", &page(vec![4])), "");
    }
}
