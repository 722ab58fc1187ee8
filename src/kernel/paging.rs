//! Lists by the page. A list is read one longer than its page: what is too much tells that more follow.

/// Cuts a list to its page. Answers the page's last, where more follow.
pub fn cut<T>(list: &mut Vec<T>, page: usize) -> Option<&T> {
    let more = list.len() > page;
    list.truncate(page);
    list.last().filter(|_| more)
}
