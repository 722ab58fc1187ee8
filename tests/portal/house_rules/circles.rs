//! Imports form no cycles: of any two files, at most one depends on the other, directly or indirectly.
//!
//! A file depends on the file in which a name is defined, not on a `mod.rs` that re-exports it. A module and its own children may depend
//! on each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{self, File, paths_after};

/// The modules, and the names that each of them re-exports.
struct Modules<'a> {
    files: BTreeMap<String, &'a File>,
    /// For each module, the re-exported names and the paths of their definitions.
    re_exported: BTreeMap<String, BTreeMap<String, String>>,
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

/// Turns a path that begins with `super`, `self` or a child's name into one from `src/`.
fn absolute(module: &str, path: &str) -> String {
    let mut from = module;
    let mut path = path;
    while let Some(rest) = path.strip_prefix("super::") {
        (from, path) = (parent(from), rest);
    }
    join(from, path.trim_start_matches("self::"))
}

/// The child modules that a file declares.
fn children(file: &File) -> Vec<&str> {
    let declared =
        |line: &'_ str| -> Option<usize> { line.trim().find("mod ").filter(|_| line.trim().ends_with(';')) };
    let lines = file.code.lines().filter(|line| declared(line).is_some());
    lines.filter_map(|line| line.trim().trim_end_matches(';').rsplit(' ').next()).collect()
}

/// Whether a word begins at this byte: not `other::name`, not `a_name`.
fn begins_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

/// Every path that a file names, from `src/`, and whether the file re-exports it.
fn named(file: &File) -> Vec<(bool, String)> {
    let module = module_of(&file.path);
    let mut found: Vec<(bool, String)> = Vec::new();
    let mut add = |at: usize, path: String| {
        let statement = file.code[..at].rsplit([';', '}']).next().unwrap_or_default().trim_start();
        let re_exports = statement.starts_with("pub use") || statement.starts_with("pub(crate) use");
        found.push((re_exports, path));
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
        let mut re_exported: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (module, file) in &files {
            for (_, path) in named(file).into_iter().filter(|(re_exports, _)| *re_exports) {
                let name = path.rsplit("::").next().unwrap_or(&path).to_owned();
                re_exported.entry(module.clone()).or_default().insert(name, path);
            }
        }
        Self { files, re_exported }
    }

    /// The longest prefix of a path that is a module, and the rest of the path.
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

    /// The module in which a path is defined. `None` if the path is a module itself.
    fn home(&self, path: &str) -> Option<String> {
        let mut path = path.trim_end_matches("::self").to_owned();
        for _ in 0..10 {
            let (module, rest) = self.split(&path);
            if rest.is_empty() {
                return None;
            }
            let (name, inside) = rest.split_once("::").map_or((rest, ""), |(name, inside)| (name, inside));
            match self.re_exported.get(module).and_then(|names| names.get(name)) {
                Some(there) if *there != path => {
                    path = if inside.is_empty() { there.clone() } else { format!("{there}::{inside}") };
                }
                _ => return Some(module.to_owned()),
            }
        }
        None
    }

    /// The files that a file depends on.
    fn needs(&self, file: &File) -> BTreeSet<String> {
        let here = module_of(&file.path);
        let mut needs = BTreeSet::new();
        for (_, path) in named(file).into_iter().filter(|(re_exports, _)| !re_exports) {
            let path = path.trim_end_matches("::self");
            match self.home(path) {
                Some(module) => drop(needs.insert(module)),
                // The module itself is imported: count the names that are used from it.
                None => {
                    let alias = format!("{}::", path.rsplit("::").next().unwrap_or(path));
                    let used =
                        paths_after(file, &alias).into_iter().filter(|(at, _)| begins_word(&file.code, *at));
                    let used: Vec<_> =
                        used.filter_map(|(_, rest)| self.home(&format!("{path}::{rest}"))).collect();
                    // If no use is found, a macro uses it, as templates use their filters.
                    let unseen = used.is_empty() && self.files.contains_key(path);
                    needs.extend(if unseen { vec![path.to_owned()] } else { used });
                }
            }
        }
        // A child module may use what its parent defines.
        needs.retain(|module| {
            *module != here && !here.starts_with(&format!("{module}::")) && !module.is_empty()
        });
        needs.into_iter().filter_map(|module| self.files.get(&module).map(|file| file.path.clone())).collect()
    }
}

/// The cycles among files: every set of two or more files that all depend on each other.
fn cycles(files: &[File]) -> Vec<Vec<String>> {
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
fn imports_form_no_cycles() {
    let files = source::all();
    let ours = |file: &File| {
        file.path.starts_with("src/")
            && file.path.ends_with(".rs")
            && (file.path == "src/lib.rs" || !file.path.ends_with("/lib.rs"))
    };
    let files: Vec<File> = files.into_iter().filter(ours).collect();
    assert!(files.len() > 200, "the source was not found");
    let found = cycles(&files);
    assert!(
        found.is_empty(),
        "files that depend on each other; move what both need into a file below them: {found:#?}"
    );
}

#[test]
fn a_cycle_is_found_however_its_files_are_imported() {
    let house = |b: &str| {
        let file = |path: &str, text: &str| File::new(path, text);
        cycles(&[
            file("src/lib.rs", "pub mod a;\npub mod room;\n"),
            file("src/a.rs", "use crate::room::Thing;\nfn f(_: Thing) {}\n"),
            file("src/room/mod.rs", "mod b;\nmod c;\npub use b::Thing;\n"),
            file("src/room/b.rs", b),
            file("src/room/c.rs", "use crate::a;\npub fn g() { a::f() }\n"),
        ])
    };
    let cycle = ["src/a.rs", "src/room/b.rs"];
    assert_eq!(house("use crate::a::f;\npub struct Thing;\n"), [cycle]);
    assert_eq!(house("use crate::{a::{self}};\npub fn h() { a::f() }\npub struct Thing;\n"), [cycle]);
    assert_eq!(house("use super::super::a;\npub fn h() { a::f() }\npub struct Thing;\n"), [cycle]);
    // Uses within a macro are not visible in the source.
    assert_eq!(house("use crate::a;\n#[derive(Template)]\npub struct Thing;\n"), [cycle]);
    let wide = ["src/a.rs", "src/room/b.rs", "src/room/c.rs"];
    assert_eq!(house("use super::c::g;\npub struct Thing;\n"), [&wide[..]]);
    assert!(house("pub struct Thing;\n").is_empty());
}
