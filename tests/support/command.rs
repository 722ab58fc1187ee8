//! Runs `reprint` commands with the database and the key of the shared portal.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{cluster::cluster, portal};

/// The `reprint` binary that cargo built with the tests, one folder above them.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("the path of the test binary is known");
    let folder = here.ancestors().nth(2).expect("the test binary is in a subfolder of the target directory");
    folder.join("reprint")
}

/// Runs a command with `typed` as its standard input. Returns its standard output, trimmed.
///
/// # Errors
/// Its standard error, if it exits with another code than 0.
pub fn reprint(arguments: &[&str], typed: &str) -> Result<String, String> {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("reprint can be run");
    // A command that reads no input may have exited already.
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
