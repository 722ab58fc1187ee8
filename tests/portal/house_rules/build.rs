//! Checks of the program's dependencies, and of what its source must not contain (security.md, K47, K72, K73).

use std::{collections::BTreeSet, fs, path::Path};

use reprint::{config::VARIABLES, kernel::Sha256};

use super::source;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A section of the manifest, up to the next one.
fn section<'a>(manifest: &'a str, head: &str) -> &'a str {
    let (_, after) = manifest.split_once(&format!("\n{head}\n")).unwrap_or_else(|| panic!("no {head}"));
    after.split("\n[").next().unwrap_or(after)
}

/// The dependencies of the program and its own crates, without those of the tests.
fn dependencies() -> BTreeSet<String> {
    let of_crates = source::crates().iter().map(|folder| format!("src/{folder}/Cargo.toml"));
    let manifests = of_crates.chain(["Cargo.toml".to_owned()]).map(|path| read(&path));
    let named = manifests.flat_map(|manifest| {
        let lines = section(&manifest, "[dependencies]").lines().map(str::trim);
        let named =
            lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(['=', '.']));
        named.map(|(name, _)| name.trim().to_owned()).collect::<Vec<_>>()
    });
    named.collect()
}

/// The places in the source, without tests, that contain one of the needles.
fn places(needles: &[&str]) -> Vec<String> {
    let files = source::all();
    let ours =
        files.iter().filter(|file| file.path.starts_with("src/") || file.path.starts_with("assets/js/"));
    let found = ours
        .flat_map(|file| file.lines_with(needles).into_iter().map(|line| format!("{}:{line}", file.path)));
    found.collect()
}

#[test]
fn memory_is_safe_and_numbers_do_not_wrap() {
    // The schema is generated.
    let of_crates = source::crates().iter().filter(|folder| *folder != "schema");
    let of_crates = of_crates.map(|folder| source::root_of(folder));
    for root in of_crates.chain(["src/lib.rs".to_owned(), "src/main.rs".to_owned()]) {
        assert!(read(&root).contains("#![forbid(unsafe_code)]"), "{root}");
    }
    assert!(section(&read("Cargo.toml"), "[profile.release]").contains("overflow-checks = true"));
}

#[test]
fn the_portal_calls_no_servers_and_starts_no_processes() {
    let known = dependencies();
    assert!(known.contains("lettre") && known.contains("actix-web"), "the control: {known:?}");
    for client in ["reqwest", "hyper", "ureq", "isahc", "curl", "awc", "tonic"] {
        assert!(!known.contains(client), "{client} can call other servers");
    }
    assert_eq!(places(&["TcpStream::connect", "Command::new", "process::Command"]), Vec::<String>::new());
    // The control: the search finds code that exists.
    assert!(!places(&["SmtpTransport"]).is_empty());
}

#[test]
fn user_input_is_never_decompressed_or_parsed_as_xml_or_regex() {
    let known = dependencies();
    for reader in
        ["regex", "fancy-regex", "quick-xml", "roxmltree", "xml-rs", "libxml", "minijinja", "tera", "bincode"]
    {
        assert!(!known.contains(reader), "{reader} would parse input that users control");
    }
    assert_eq!(places(&["ZipArchive", "GzDecoder", "Regex::new"]), Vec::<String>::new());
}

#[test]
fn no_outdated_cryptography_is_used() {
    let known = dependencies();
    for old in
        ["md5", "md-5", "sha1", "sha-1", "rsa", "des", "rc4", "ecb", "block-modes", "openssl", "native-tls"]
    {
        assert!(!known.contains(old), "{old}");
    }
    let banned = read("deny.toml");
    for crate_ in ["openssl", "openssl-sys", "native-tls"] {
        assert!(
            banned.contains(&format!("crate = \"{crate_}\"")),
            "{crate_} could become a dependency of a dependency"
        );
    }
    let weak = ["Md5", "Sha1::", "dangerous()", "danger_accept", "accept_invalid", "Aes128Ecb"];
    assert_eq!(places(&weak), Vec::<String>::new());
}

#[test]
fn crates_come_from_one_registry_and_vendored_files_match_their_digests() {
    let rules = read("deny.toml");
    for rule in
        ["unknown-registry = \"deny\"", "unknown-git = \"deny\"", "yanked = \"deny\"", "wildcards = \"deny\""]
    {
        assert!(rules.contains(rule), "{rule}");
    }
    for package in read("Cargo.lock").split("[[package]]").skip(1) {
        let from = package.lines().find_map(|line| line.strip_prefix("source = "));
        let trusted = "\"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(from.is_none_or(|from| from == trusted), "{package}");
        assert!(from.is_none() || package.contains("checksum = "), "{package}");
    }
    let mut checked = 0;
    for folder in ["assets/vendor", "assets/fonts", "assets/pdf-fonts", "tests/vendor"] {
        for line in read(&format!("{folder}/VENDOR.sha256")).lines() {
            let (digest, name) = line.split_once(' ').expect("a digest and a name");
            let name = name.trim_start_matches([' ', '*']);
            let bytes = fs::read(Path::new(ROOT).join(folder).join(name)).expect("a listed file is there");
            assert_eq!(Sha256::of(&bytes).to_string(), digest, "{folder}/{name}");
            checked += 1;
        }
    }
    assert!(checked > 5, "{checked} files");
}

#[test]
fn no_environment_variable_disables_a_protection() {
    assert!(VARIABLES.len() > 10, "the control");
    for variable in VARIABLES {
        let switch = ["DISABLE", "SKIP", "BYPASS", "FAKE", "INSECURE", "DEBUG", "TEST", "UNSAFE", "NO_"];
        assert!(!switch.iter().any(|word| variable.name.contains(word)), "{}", variable.name);
    }
}

#[test]
fn pages_use_no_browser_storage_and_load_nothing_from_other_hosts() {
    // Typed text is stored in the tab while the user enters fresh proof (ADR 24), and drafts of messages are stored for their author
    // (docs/SECURITY.md, "Sessions"). Nothing else is stored.
    let mut kept = places(&["localStorage", "sessionStorage", "indexedDB", "__proto__", "serviceWorker"]);
    let known = ["assets/js/typed-again.js", "assets/js/elements/message-composer.js"];
    kept.retain(|place| !known.iter().any(|script| place.starts_with(script)));
    assert_eq!(kept, Vec::<String>::new());
    let files = source::all();
    let pages =
        files.iter().filter(|file| file.path.starts_with("templates/") && file.path.ends_with(".html"));
    let mut seen = 0;
    for page in pages {
        for tag in ["src=\"http", "src=\"//", "<link href=\"http", "url(http", "@import"] {
            assert!(!page.text.contains(tag), "{} loads from elsewhere: {tag}", page.path);
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen} templates");
}
