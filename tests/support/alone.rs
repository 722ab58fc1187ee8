//! Runs a test in a process of its own, so that process-wide counters belong to that test.

use std::process::{Command, Stdio};

/// Returns whether this process runs only this test. If not, runs the test in a new process and fails if it fails there.
#[track_caller]
pub fn is_alone(test: &str) -> bool {
    const ALONE: &str = "PORTAL_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let here = std::env::current_exe().expect("the path of the test binary is known");
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
