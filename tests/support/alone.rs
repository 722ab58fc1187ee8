//! A process for one test, where a count of the whole process is that test's.

use std::process::{Command, Stdio};

/// Whether this process is the test's own. If it is not, the test is run in one, and has to succeed there.
#[track_caller]
pub fn is_alone(test: &str) -> bool {
    const ALONE: &str = "PORTAL_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let here = std::env::current_exe().expect("tests know where they are");
    let own = Command::new(here)
        .args(["--exact", test, "--test-threads=1"])
        .env(ALONE, "1")
        .stderr(Stdio::inherit())
        .output();
    let own = own.expect("a process can be started");
    let said = String::from_utf8_lossy(&own.stdout);
    assert!(own.status.success(), "{said}");
    assert!(said.contains("1 passed"), "there is no test called {test}:\n{said}");
    false
}
