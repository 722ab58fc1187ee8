//! The repository's source files, with and without comments and unit tests.

use std::{fs, path::Path, sync::OnceLock};

/// A source file.
pub struct File {
    /// Its path from the root: `src/projects/queries.rs`.
    pub path: String,
    pub text: String,
    /// The text without comments and unit tests. Line numbers are the same.
    pub code: String,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        let code =
            if path.ends_with(".rs") { without_comments(without_tests(text)) } else { text.to_owned() };
        Self { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// The lines of code that contain one of the needles.
    pub fn lines_with(&self, needles: &[&str]) -> Vec<usize> {
        let holds = |line: &str| needles.iter().any(|needle| line.contains(needle));
        self.code.lines().enumerate().filter(|(_, line)| holds(line)).map(|(at, _)| at + 1).collect()
    }

    /// The line of a byte of the code.
    pub fn line_of(&self, byte: usize) -> usize {
        self.code[..byte].matches('\n').count() + 1
    }
}

/// All sources, templates and scripts, without vendored files.
pub fn all() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests/portal", "templates", "assets/js"] {
        collect(root, &root.join(folder), &mut files);
    }
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("a folder can be read").path()) {
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "html", "js", "txt"].iter().any(|known| kind == *known))
        {
            let named = path.strip_prefix(root).expect("found below the root").to_string_lossy().into_owned();
            files.push(File::new(&named, &fs::read_to_string(&path).expect("our files are text")));
        }
    }
}

/// Cuts off the unit tests, which are at the end of a file after `#[cfg(test)]`.
fn without_tests(text: &str) -> &str {
    text.find("\n#[cfg(test)]\nmod ").map_or(text, |end| &text[..=end])
}

fn without_comments(text: &str) -> String {
    let code = text.lines().map(|line| {
        let mut in_text = false;
        let bytes = line.as_bytes();
        for at in 0..bytes.len() {
            match bytes[at] {
                b'"' if at == 0 || (bytes[at - 1] != b'\\' && bytes[at - 1] != b'\'') => in_text = !in_text,
                b'/' if !in_text && bytes.get(at + 1) == Some(&b'/') => return &line[..at],
                _ => {}
            }
        }
        line
    });
    code.collect::<Vec<_>>().join("\n") + "\n"
}

/// The folders of `src/` that are crates, as the workspace lists them.
pub fn crates() -> &'static [String] {
    static CRATES: OnceLock<Vec<String>> = OnceLock::new();
    CRATES.get_or_init(|| {
        let manifest =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("a manifest");
        let members = manifest.lines().find(|line| line.starts_with("members = ")).expect("its members");
        members.split('"').filter_map(|part| part.strip_prefix("src/")).map(str::to_owned).collect()
    })
}

/// The root file of a crate. A room has a `lib.rs` with its imports and a `mod.rs` beside it; the root of other crates is their `mod.rs`.
pub fn root_of(folder: &str) -> String {
    let root = format!("src/{folder}/lib.rs");
    let is_there = Path::new(env!("CARGO_MANIFEST_DIR")).join(&root).exists();
    if is_there { root } else { format!("src/{folder}/mod.rs") }
}

/// The folder that `crate::` refers to in a file of `src/`. Empty in rooms and in the portal's own crate, where `crate::` paths already
/// begin with the folder's name.
pub fn crate_of(path: &str) -> &'static str {
    let folder = path.trim_start_matches("src/").split('/').next().unwrap_or_default();
    let own = crates().iter().find(|one| *one == folder).filter(|one| root_of(one).ends_with("/mod.rs"));
    own.map_or("", String::as_str)
}

/// Paths that begin with `crate::`, expanded: `use crate::{a::{b, c}, d}` yields `a::b`, `a::c` and `d`; each with its line.
pub fn crate_paths(file: &File) -> Vec<(usize, String)> {
    paths_after(file, "crate::").into_iter().map(|(at, path)| (file.line_of(at), path)).collect()
}

/// The expanded paths after a prefix such as `crate::`, each with the byte position of the prefix.
pub fn paths_after(file: &File, start: &str) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    for (at, _) in file.code.match_indices(start) {
        let end = end_of_path(&file.code[at..]);
        for path in written_out(&file.code[at + start.len()..at + end]) {
            paths.push((at, path));
        }
    }
    paths
}

fn end_of_path(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 || c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return at,
        }
        if c == '}' && depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

fn written_out(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else {
        return vec![path.split(" as ").next().unwrap_or(path).trim().to_owned()];
    };
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in inside.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is always a part").push(c);
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(written_out).map(|part| format!("{}{part}", before.trim())).collect()
}

#[test]
fn nested_imports_are_expanded() {
    let file =
        File::new("src/x.rs", "use crate::{\n    a::{B, c::d},\n    e,\n};\nfn f() { crate::g::h(1) }\n");
    let paths: Vec<_> = crate_paths(&file).into_iter().map(|(line, path)| format!("{line} {path}")).collect();
    assert_eq!(paths, ["1 a::B", "1 a::c::d", "1 e", "5 g::h"]);
}

#[test]
fn comments_and_tests_are_not_code() {
    let file = File::new("src/x.rs", "let a = \"http://b\"; // c\n\n#[cfg(test)]\nmod tests {\n    d\n}\n");
    assert_eq!(file.code, "let a = \"http://b\"; \n\n");
}
