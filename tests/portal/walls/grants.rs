//! The privileges of the app's role: src/grants.txt, compared with Postgres and with what the code writes.

use reprint::grants;

use super::written;
use crate::support::sql;

#[test]
fn the_apps_role_has_exactly_the_privileges_of_the_file() {
    let differences = grants::differences(&mut sql::app()).expect("the catalogue can be read");
    assert_eq!(differences, Vec::<String>::new(), "+ is granted but not in src/grants.txt, - the opposite");
}

#[test]
fn the_grants_are_exactly_what_the_code_writes() {
    let written = written::writes();
    let granted: written::Writes = grants::wanted()
        .into_iter()
        .filter(|grant| grant.verb != "select")
        .flat_map(|grant| {
            let one = format!("{} on {}", grant.verb, grant.table);
            assert!(grant.verb == "delete" || !grant.columns.is_empty(), "name the columns: {one}");
            if grant.verb == "delete" {
                vec![one]
            } else {
                grant.columns.iter().map(|c| format!("{one}.{c}")).collect()
            }
        })
        .collect();
    let missing: Vec<_> = written.difference(&granted).collect();
    let unused: Vec<_> = granted.difference(&written).collect();
    assert!(missing.is_empty(), "the code writes what src/grants.txt does not grant: {missing:#?}");
    assert!(unused.is_empty(), "src/grants.txt grants what no code writes: {unused:#?}");
}
