//! `reprint` at the command line, with the database and the key of the portal that tests share.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{cluster::cluster, portal};

/// The `reprint` that cargo built with the tests: it lies a folder above them.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("tests know where they are");
    let folder = here.ancestors().nth(2).expect("tests lie in a folder of the target's");
    folder.join("reprint")
}

/// Runs a command that reads `typed`. What it said, trimmed; or what went wrong.
///
/// # Errors
/// When it ends with another code than 0.
pub fn reprint(arguments: &[&str], typed: &str) -> Result<String, String> {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("reprint can be run");
    // A command that reads nothing may have ended before.
    let _ = child.stdin.take().expect("it was piped").write_all(typed.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

/// Runs a command with more variables. Whether it ended well, and all it said.
pub fn reprint_with(variables: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let output = command(arguments).envs(variables.iter().copied()).stdin(Stdio::null()).output();
    let output = output.expect("reprint can be run");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// A command with the database and the key of the portal, and nothing else of the environment.
fn command(arguments: &[&str]) -> Command {
    let config = &portal().portal.config;
    let key = String::from_utf8(config.secret_key.expose().clone()).expect("it was made of text");
    let mut command = Command::new(program());
    command
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", &cluster().app_url)
        .env("SECRET_KEY", key)
        .env("PUBLIC_URL", config.web.public_url.as_str());
    command
}
