//! Lists that tests keep of what there is: the failure names the lines to add and to remove.

use std::{collections::BTreeSet, fmt::Debug};

/// Fails unless a list has one line for each thing that was found, and no other line. `list` says where it is and how to write a line.
#[track_caller]
pub fn assert_lists<T: Ord + Debug>(
    list: &str,
    lines: impl IntoIterator<Item = T>,
    found: impl IntoIterator<Item = T>,
) {
    let (lines, found): (Vec<T>, BTreeSet<T>) = (lines.into_iter().collect(), found.into_iter().collect());
    let count = lines.len();
    let listed: BTreeSet<T> = lines.into_iter().collect();
    let missing: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "{list}\nnot listed: {missing:#?}\nlisted, but not found: {gone:#?}"
    );
    assert_eq!(count, listed.len(), "{list}\na line is there twice");
}
