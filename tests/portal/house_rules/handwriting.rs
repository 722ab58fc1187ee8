//! Rules of style for the source.

use super::{Rule, source::File};

pub fn rules() -> Vec<Rule> {
    vec![
        Rule {
            says: "a form rejects unknown fields: #[serde(deny_unknown_fields)]",
            binds: |path| path.starts_with("src/") && path.ends_with(".rs"),
            finds: open_forms,
            bad: ("src/files/forms.rs", "#[derive(Deserialize, Default)]\npub struct FileForm {\n"),
            good: (
                "src/files/forms.rs",
                "#[derive(Deserialize)]\n#[serde(deny_unknown_fields)]\npub struct FileForm {\n",
            ),
        },
        Rule {
            says: "a query ignores unknown fields, since links may have parameters like utm_source: no deny_unknown_fields",
            binds: |path| path.starts_with("src/") && path.ends_with(".rs"),
            finds: strict_queries,
            bad: (
                "src/files/forms.rs",
                "#[derive(Deserialize)]\n#[serde(deny_unknown_fields)]\npub struct ListQuery {\n",
            ),
            good: ("src/files/forms.rs", "#[derive(Deserialize)]\npub struct ListQuery {\n"),
        },
        Rule {
            says: "a fault belongs to its field, which knows its name: form.name.refuse(fault); see form! and query! in web/field.rs",
            binds: |path| path.starts_with("src/") && !path.starts_with("src/web/"),
            finds: |file| {
                file.lines_with(&[
                    "Filled",
                    "faults.keep(",
                    "Faults::one(\"",
                    "Member::named",
                    "Field::named",
                ])
            },
            bad: ("src/clients/forms.rs", "let name = faults.keep(\"name\", Name::parse(&self.name));\n"),
            good: ("src/clients/forms.rs", "let name = self.name.read(Name::parse);\n"),
        },
        Rule {
            says: "more than 400 lines: split the file",
            binds: |path| path != "src/schema/lib.rs",
            finds: |file| if file.text.lines().count() > 400 { vec![401] } else { Vec::new() },
            bad: ("src/files/mod.rs", LONG),
            good: ("src/schema/lib.rs", LONG),
        },
        Rule {
            says: "no floats: use minor units for money, decimals for quantities, and integers for time",
            // Fluent selects plural forms by floats, and PDFs are drawn in millimetres.
            binds: |path| {
                path.starts_with("src/")
                    && path != "src/web/filters.rs"
                    && path != "src/web/palette.rs" // computes with luminance
                    && !path.starts_with("src/pdf/")
                    && !MEASURES.contains(&path)
            },
            finds: |file| words(file, &["f32", "f64"]),
            bad: ("src/invoices/rules.rs", "let tax = total as f64 * 0.19;\n"),
            good: ("src/invoices/rules.rs", "let f64s = 1;\n"),
        },
        Rule {
            says: "use the operating system's randomness: getrandom",
            binds: |path| path.starts_with("src/") && path.ends_with(".rs"),
            finds: |file| {
                file.lines_with(&["rand::", "thread_rng", "fastrand", "SystemRandom", "StdRng", "SmallRng"])
            },
            bad: ("src/accounts/code.rs", "let n = rand::random::<u32>();\n"),
            good: ("src/accounts/code.rs", "getrandom::fill(&mut bytes)\n"),
        },
        Rule {
            says: "this name is too general: name what the type or module is",
            // `Manager` there is a client's manager, a person.
            binds: |path| path.starts_with("src/") && path.ends_with(".rs") && path != "src/web/caller.rs",
            finds: |file| {
                let empty = ["Manager", "Service", "Helper", "Helpers", "Dto", "Util", "Utils"];
                let named = |line: &str| {
                    let mut rest =
                        line.trim_start().trim_start_matches("pub ").split([' ', '<', '(', '{', ';']);
                    let (what, name) = (rest.next().unwrap_or_default(), rest.next().unwrap_or_default());
                    (["struct", "enum", "trait", "type"].contains(&what)
                        && empty.iter().any(|end| name.ends_with(end)))
                        || (what == "mod" && ["util", "utils", "helpers", "common", "misc"].contains(&name))
                };
                file.code.lines().enumerate().filter(|(_, line)| named(line)).map(|(at, _)| at + 1).collect()
            },
            bad: ("src/files/mod.rs", "pub struct FileService {\n"),
            good: ("src/files/mod.rs", "pub struct Shelf {\n"),
        },
        Rule {
            says: "remove debugging code and placeholders",
            binds: |path| path.starts_with("src/") && path.ends_with(".rs"),
            finds: |file| file.lines_with(&["dbg!(", "todo!(", "unimplemented!("]),
            bad: ("src/files/mod.rs", "todo!()\n"),
            good: ("src/files/mod.rs", "// todo!()\n"),
        },
    ]
}

/// Files that compute operational metrics, for which floats are fine.
const MEASURES: &[&str] = &["src/operations/metrics.rs"];

fn open_forms(file: &File) -> Vec<usize> {
    let in_forms = file.path.ends_with("/forms.rs");
    let is_form = |name: &str| name.ends_with("Form") || (in_forms && !name.ends_with("Query"));
    structs_read(file, is_form, |attributes| !attributes.contains("deny_unknown_fields"))
}

fn strict_queries(file: &File) -> Vec<usize> {
    structs_read(
        file,
        |name| name.ends_with("Query"),
        |attributes| attributes.contains("deny_unknown_fields"),
    )
}

/// The lines of structs that derive `Deserialize`, selected by name and attributes.
fn structs_read(file: &File, named: impl Fn(&str) -> bool, with: impl Fn(&str) -> bool) -> Vec<usize> {
    let lines: Vec<&str> = file.code.lines().collect();
    let is_named = |line: &str| {
        let name = line.trim_start().trim_start_matches("pub ").strip_prefix("struct ");
        let name = name.and_then(|rest| rest.split(['<', ' ', '{', '(']).next()).unwrap_or_default();
        !name.is_empty() && named(name)
    };
    let attributes = |at: usize| {
        let above =
            lines[..at].iter().rev().take_while(|line| !line.trim().is_empty() && !line.starts_with('}'));
        above.copied().collect::<String>()
    };
    let found = |at: usize| attributes(at).contains("Deserialize") && with(&attributes(at));
    (0..lines.len()).filter(|at| is_named(lines[*at]) && found(*at)).map(|at| at + 1).collect()
}

fn words(file: &File, wanted: &[&str]) -> Vec<usize> {
    let holds = |line: &str| {
        line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| wanted.contains(&word))
    };
    file.code.lines().enumerate().filter(|(_, line)| holds(line)).map(|(at, _)| at + 1).collect()
}

/// 401 empty lines.
const LONG: &str = {
    const LINES: [u8; 401] = [b'\n'; 401];
    match std::str::from_utf8(&LINES) {
        Ok(text) => text,
        Err(_) => unreachable!(),
    }
};
