//! Every column has a class.

use std::collections::BTreeMap;

use crate::support::sql;

const CLASSES: &[&str] = &["public", "internal", "client", "personal", "secret", "credential"];

#[test]
fn exactly_the_existing_columns_are_classified() {
    let text = include_str!("../../../docs/data-classification.toml");
    let mut table = "";
    let mut classified = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name;
            continue;
        }
        let (column, class) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        let class = class.trim_matches('"');
        assert!(CLASSES.contains(&class), "{table}.{column} is {class}");
        assert!(classified.insert(format!("{table}.{column}"), class).is_none(), "{table}.{column} twice");
    }
    let columns = sql::texts(
        &mut sql::app(),
        "select table_name || '.' || column_name as text from information_schema.columns
            where table_schema = 'public' and table_name <> '__diesel_schema_migrations' order by 1",
    );
    assert!(columns.len() > 200);
    let forgotten: Vec<_> = columns.iter().filter(|column| !classified.contains_key(*column)).collect();
    assert!(forgotten.is_empty(), "docs/data-classification.toml lacks {forgotten:?}");
    let gone: Vec<_> = classified.keys().filter(|column| !columns.contains(column)).collect();
    assert!(gone.is_empty(), "docs/data-classification.toml lists columns that do not exist: {gone:?}");
    for column in
        columns.iter().filter(|column| column.ends_with("token_hash") || *column == "passwords.hash")
    {
        assert_eq!(classified[column], "credential", "{column}");
    }
}
