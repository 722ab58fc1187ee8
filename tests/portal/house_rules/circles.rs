//! Imports form no circle: of any two files at most one needs the other, by whatever way around.
//!
//! A file needs the file in which a name it uses is written, not the `mod.rs` that hands it on. A module and its own children may know
//! each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{self, File, paths_after};

/// The modules of the crate, and what each hands on of others.
struct Modules<'a> {
    files: BTreeMap<String, &'a File>,
    /// By module: a name that it hands on, and the path under which that is written.
    handed_on: BTreeMap<String, BTreeMap<String, String>>,
}

/// `src/invoices/rules/mod.rs` is `invoices::rules`.
fn module_of(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(path, "lib" | "main" | "mod") { String::new() } else { path.replace('/', "::") }
}

fn join(module: &str, path: &str) -> String {
    if module.is_empty() { path.to_owned() } else { format!("{module}::{path}") }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

/// A path from `src/`, of one that begins with `super`, `self` or a child's name.
fn absolute(module: &str, path: &str) -> String {
    let mut from = module;
    let mut path = path;
    while let Some(rest) = path.strip_prefix("super::") {
        (from, path) = (parent(from), rest);
    }
    join(from, path.trim_start_matches("self::"))
}

/// The children that a file declares.
fn children(file: &File) -> Vec<&str> {
    let declared =
        |line: &'_ str| -> Option<usize> { line.trim().find("mod ").filter(|_| line.trim().ends_with(';')) };
    let lines = file.code.lines().filter(|line| declared(line).is_some());
    lines.filter_map(|line| line.trim().trim_end_matches(';').rsplit(' ').next()).collect()
}

/// Whether a byte begins a word of its own: not `other::name`, not `a_name`.
fn begins_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// Every path that a file names, from `src/`, and whether it hands on what stands there.
fn named(file: &File) -> Vec<(bool, String)> {
    let module = module_of(&file.path);
    let mut found: Vec<(bool, String)> = Vec::new();
    let mut add = |at: usize, path: String| {
        let statement = file.code[..at].rsplit([';', '}']).next().unwrap_or_default().trim_start();
        let hands_on = statement.starts_with("pub use") || statement.starts_with("pub(crate) use");
        found.push((hands_on, path));
    };
    for (at, path) in paths_after(file, "crate::") {
        add(at, join(source::crate_of(&file.path), &path));
    }
    let mut relative = vec!["super::".to_owned(), "self::".to_owned()];
    relative.extend(children(file).into_iter().map(|child| format!("{child}::")));
    for start in relative {
        for (at, path) in paths_after(file, &start) {
            if begins_word(&file.code, at) {
                add(at, absolute(&module, &format!("{start}{path}")));
            }
        }
    }
    found
}

impl<'a> Modules<'a> {
    fn of(files: &'a [File]) -> Self {
        let files: BTreeMap<_, _> = files.iter().map(|file| (module_of(&file.path), file)).collect();
        let mut handed_on: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (module, file) in &files {
            for (_, path) in named(file).into_iter().filter(|(hands_on, _)| *hands_on) {
                let name = path.rsplit("::").next().unwrap_or(&path).to_owned();
                handed_on.entry(module.clone()).or_default().insert(name, path);
            }
        }
        Self { files, handed_on }
    }

    /// The longest beginning of a path that is a module, and what follows it.
    fn split<'p>(&self, path: &'p str) -> (&'p str, &'p str) {
        let mut end = path.len();
        loop {
            if self.files.contains_key(&path[..end]) {
                return (&path[..end], path[end..].trim_start_matches("::"));
            }
            match path[..end].rfind("::") {
                Some(at) => end = at,
                None => return ("", path),
            }
        }
    }

    /// The module in which a path is written; none, where the path is a module itself.
    fn home(&self, path: &str) -> Option<String> {
        let mut path = path.trim_end_matches("::self").to_owned();
        for _ in 0..10 {
            let (module, rest) = self.split(&path);
            if rest.is_empty() {
                return None;
            }
            let (name, inside) = rest.split_once("::").map_or((rest, ""), |(name, inside)| (name, inside));
            match self.handed_on.get(module).and_then(|names| names.get(name)) {
                Some(there) if *there != path => {
                    path = if inside.is_empty() { there.clone() } else { format!("{there}::{inside}") };
                }
                _ => return Some(module.to_owned()),
            }
        }
        None
    }

    /// The files that a file needs.
    fn needs(&self, file: &File) -> BTreeSet<String> {
        let here = module_of(&file.path);
        let mut needs = BTreeSet::new();
        for (_, path) in named(file).into_iter().filter(|(hands_on, _)| !hands_on) {
            let path = path.trim_end_matches("::self");
            match self.home(path) {
                Some(module) => drop(needs.insert(module)),
                // A module taken whole: what is used of it counts.
                None => {
                    let alias = format!("{}::", path.rsplit("::").next().unwrap_or(path));
                    let used =
                        paths_after(file, &alias).into_iter().filter(|(at, _)| begins_word(&file.code, *at));
                    let used: Vec<_> =
                        used.filter_map(|(_, rest)| self.home(&format!("{path}::{rest}"))).collect();
                    // Where no use is seen, a macro uses it, as templates do their filters.
                    let unseen = used.is_empty() && self.files.contains_key(path);
                    needs.extend(if unseen { vec![path.to_owned()] } else { used });
                }
            }
        }
        // A module and what it is made of know each other: its parts use what it writes, as Rust has it.
        needs.retain(|module| {
            *module != here && !here.starts_with(&format!("{module}::")) && !module.is_empty()
        });
        needs.into_iter().filter_map(|module| self.files.get(&module).map(|file| file.path.clone())).collect()
    }
}

/// The circles among files: every set of two or more of which each needs each.
fn circles(files: &[File]) -> Vec<Vec<String>> {
    let modules = Modules::of(files);
    let needs: BTreeMap<String, BTreeSet<String>> =
        files.iter().map(|file| (file.path.clone(), modules.needs(file))).collect();
    let reaches = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(file) = next.pop() {
            for needed in &needs[&file] {
                if seen.insert(needed.clone()) {
                    next.push(needed.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<_, _> = needs.keys().map(|file| (file.clone(), reaches(file))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (file, there) in &reached {
        let back: Vec<_> = there.iter().filter(|other| reached[*other].contains(file)).cloned().collect();
        if back.len() > 1 {
            found.insert(back);
        }
    }
    found.into_iter().collect()
}

#[test]
fn imports_form_no_circle() {
    let files = source::all();
    let ours = |file: &File| {
        file.path.starts_with("src/")
            && file.path.ends_with(".rs")
            && (file.path == "src/lib.rs" || !file.path.ends_with("/lib.rs"))
    };
    let files: Vec<File> = files.into_iter().filter(ours).collect();
    assert!(files.len() > 200, "the source was not found");
    let found = circles(&files);
    assert!(
        found.is_empty(),
        "files that need each other: put what both need into a file below them: {found:#?}"
    );
}

#[test]
fn a_circle_is_found_by_whatever_way_its_files_are_named() {
    let house = |b: &str| {
        let file = |path: &str, text: &str| File::new(path, text);
        circles(&[
            file("src/lib.rs", "pub mod a;\npub mod room;\n"),
            file("src/a.rs", "use crate::room::Thing;\nfn f(_: Thing) {}\n"),
            file("src/room/mod.rs", "mod b;\nmod c;\npub use b::Thing;\n"),
            file("src/room/b.rs", b),
            file("src/room/c.rs", "use crate::a;\npub fn g() { a::f() }\n"),
        ])
    };
    let circle = ["src/a.rs", "src/room/b.rs"];
    assert_eq!(house("use crate::a::f;\npub struct Thing;\n"), [circle]);
    assert_eq!(house("use crate::{a::{self}};\npub fn h() { a::f() }\npub struct Thing;\n"), [circle]);
    assert_eq!(house("use super::super::a;\npub fn h() { a::f() }\npub struct Thing;\n"), [circle]);
    // What a macro uses is not seen.
    assert_eq!(house("use crate::a;\n#[derive(Template)]\npub struct Thing;\n"), [circle]);
    let wide = ["src/a.rs", "src/room/b.rs", "src/room/c.rs"];
    assert_eq!(house("use super::c::g;\npub struct Thing;\n"), [&wide[..]]);
    assert!(house("pub struct Thing;\n").is_empty());
}
