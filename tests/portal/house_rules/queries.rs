//! Query strings are read only into types that reject any text that Postgres would reject.

use std::collections::BTreeSet;

use super::source::{self, File};

/// The structs that routes read query strings into.
fn read_from_addresses(files: &[File]) -> BTreeSet<String> {
    let named = |file: &File| {
        let parts = file.code.split("UrlQuery<").skip(1).filter_map(|rest| rest.split(['<', '>']).next());
        parts.map(|path| path.rsplit("::").next().unwrap_or(path).to_owned()).collect::<Vec<_>>()
    };
    let all = files.iter().filter(|file| file.path.starts_with("src/")).flat_map(named);
    // `T` is the type parameter of `UrlQuery` itself.
    all.filter(|name| name != "T").collect()
}

/// Returns how many of these structs were found, and their fields that contain raw text.
fn raw_fields(files: &[File], structs: &BTreeSet<String>) -> (usize, Vec<String>) {
    let (mut found, mut raw) = (0, Vec::new());
    for file in files.iter().filter(|file| file.path.starts_with("src/")) {
        for name in structs {
            // In `query!`, a field with a type parameter is parsed; only a plain `Field` is raw.
            let declared = format!("struct {name} of ");
            for opening in [&format!("struct {name} {{"), &format!("struct {name}<"), &declared] {
                for (at, _) in file.code.match_indices(opening) {
                    let before: Vec<_> = file.code[..at].lines().rev().take(4).collect();
                    if *opening != declared && !before.iter().any(|line| line.contains("Deserialize")) {
                        continue;
                    }
                    found += 1;
                    let body = file.code[at..].split_once('}').map_or("", |(body, _)| body);
                    let bad = |line: &&str| {
                        let raw = ["String", "Value", "Map<", "Vec<u8>", "char", "Field,", "Field<Secret>"];
                        raw.iter().any(|kind| line.contains(kind))
                    };
                    let lines = body.lines().skip(1).filter(bad);
                    raw.extend(lines.map(|line| format!("{}: {name}: {}", file.path, line.trim())));
                }
            }
        }
    }
    (found, raw)
}

#[test]
fn query_strings_are_parsed_into_checked_types() {
    let files = source::all();
    let structs = read_from_addresses(&files);
    let (found, raw) = raw_fields(&files, &structs);
    assert!(structs.len() >= 10 && found >= structs.len(), "{found} of {structs:?} found");
    assert!(raw.is_empty(), "use kernel::Asked instead:\n{}", raw.join("\n"));
}

#[test]
fn the_rule_about_query_strings_finds_violations() {
    let text = "#[derive(Deserialize)]\nstruct Wanted {\n    text: String,\n    page: Asked,\n}\nfn f(UrlQuery(w): UrlQuery<Wanted>) {}\n";
    let declared = "query! {\n    pub struct Asks of AsksText {\n        pub text: Field,\n        pub page: Field<Asked>,\n    }\n}\n\
        fn f(UrlQuery(a): UrlQuery<Asks>) {}\n";
    let files = [File::new("src/x.rs", text), File::new("src/y.rs", declared)];
    let (found, raw) = raw_fields(&files, &read_from_addresses(&files));
    assert_eq!(found, 2);
    assert_eq!(raw, ["src/x.rs: Wanted: text: String,", "src/y.rs: Asks: pub text: Field,"]);
}
