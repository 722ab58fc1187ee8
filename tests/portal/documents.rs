//! The files, functions, tests and environment variables that the documents name exist.

use std::{fs, path::Path};

use reprint::config::VARIABLES;

use crate::house_rules::source;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every document, with its path.
fn documents() -> Vec<(String, String)> {
    let folders = ["", "docs", "docs/adr", "deploy"].map(|folder| Path::new(ROOT).join(folder));
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let documents = files.filter(|file| file.path().extension().is_some_and(|end| end == "md"));
    documents
        .map(|file| {
            let path = file.path().strip_prefix(ROOT).expect("it is below the root").display().to_string();
            (path, fs::read_to_string(file.path()).expect("a document is text"))
        })
        .collect()
}

/// The texts between backticks. Fenced blocks are skipped, because they contain examples.
fn spans(text: &str) -> Vec<&str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The fault of a span that names a missing file or function. `None` if it exists, or if the span is not a path in this repository.
fn fault(span: &str) -> Option<String> {
    const OURS: &[&str] =
        &["src/", "bin/", "tests/", "templates/", "migrations/", "docs/", "deploy/", "assets/", "benches/"];
    if !OURS.iter().any(|folder| span.starts_with(folder)) || span.contains(['<', '*', '…']) {
        return None;
    }
    let (path, name) = match span.split_once(": ") {
        Some((path, name)) => (path, Some(name)),
        None => (span.split(' ').next().unwrap_or(span), None),
    };
    let file = Path::new(ROOT).join(path);
    if !file.exists() {
        return Some(format!("{path} does not exist"));
    }
    let name = name?;
    let source = fs::read_to_string(file).unwrap_or_default();
    let known = ["fn", "struct", "trait", "enum", "const"].iter().any(|kind| {
        [' ', '(', '<', ':', ';']
            .iter()
            .any(|end| format!("{source} ").contains(&format!("{kind} {name}{end}")))
    });
    (!known).then(|| format!("{path} has no {name}"))
}

#[test]
fn everything_named_in_the_documents_exists() {
    let mut faults = Vec::new();
    for (path, text) in documents() {
        faults.extend(spans(&text).into_iter().filter_map(fault).map(|fault| format!("{path}: {fault}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_environment_variable_is_documented() {
    let row = |v: &reprint::config::Variable| format!("| `{}` | {} | {} |", v.name, v.default, v.meaning);
    let rows: Vec<String> = VARIABLES.iter().map(row).collect();
    let text = fs::read_to_string(Path::new(ROOT).join("docs/CONFIGURATION.md")).expect("a document");
    let documented: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(documented, rows);
}

/// The fault if a test does not exist. It is given as `module::path::name`, as `cargo test` prints it, and is searched for in the portal's
/// tests and in the source.
fn unknown_test(named: &str) -> Option<String> {
    let (module, name) = named.rsplit_once("::")?;
    let path = module.replace("::", "/");
    let within = path.strip_suffix("/tests").unwrap_or(&path);
    let of_crates = source::crates().iter().map(|folder| format!("src/{folder}"));
    let is_there = of_crates.chain(["tests/portal".to_owned(), "src".to_owned()]).any(|root| {
        let files = [&path, within]
            .into_iter()
            .flat_map(|path| [format!("{path}.rs"), format!("{path}/mod.rs"), format!("{path}_tests.rs")]);
        files.into_iter().any(|file| {
            let source = fs::read_to_string(Path::new(ROOT).join(&root).join(file)).unwrap_or_default();
            ["#[test]", "#[actix_web::test]"].iter().any(|mark| source.contains(mark))
                && source.contains(&format!("fn {name}("))
        })
    });
    (!is_there).then(|| format!("there is no test {named}"))
}

#[test]
fn every_requirement_has_its_test_or_a_reason() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/asvs.md")).expect("a document");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| id") && !line.starts_with("| ---"))
        .map(|line| line.trim_matches(['|', ' ']).split(" | ").collect())
        .collect();
    let mut faults = Vec::new();
    for row in &rows {
        let [id, _, proof] = row[..] else { panic!("three cells, not {row:?}") };
        let tests: Vec<_> = spans(proof).into_iter().filter(|span| span.contains("::")).collect();
        if tests.is_empty() == proof.starts_with("Not yet: ") {
            faults.extend(tests.into_iter().filter_map(unknown_test).map(|fault| format!("{id}: {fault}")));
        } else {
            faults.push(format!("{id} must have either a test or a reason"));
        }
    }
    for attack in (1..=73).map(|number| format!("K{number:02}")) {
        if !rows.iter().any(|row| row[0] == attack) {
            faults.push(format!("{attack} is missing"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(unknown_test("documents::nobody_wrote_this").is_some(), "the control");
}
