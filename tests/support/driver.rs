//! chromedriver, and requests to it.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use serde_json::Value;

use super::cluster::when_we_are_gone;

/// Sends a WebDriver command. Returns its value, or the driver's error.
pub fn ask(method: &str, url: &str, body: &Value) -> Result<Value, String> {
    static HTTP: OnceLock<reqwest::blocking::Client> = OnceLock::new();
    let http = HTTP.get_or_init(|| {
        reqwest::blocking::Client::builder()
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client can be built")
    });
    let request = http.request(method.parse().expect("a method"), url);
    let request = if body.is_null() { request } else { request.body(body.to_string()) };
    let answer =
        request.send().and_then(reqwest::blocking::Response::text).map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}

/// The URL of the driver. The first call starts it, on a port that it chooses; it is stopped when this process ends.
#[expect(clippy::zombie_processes, reason = "the watchdog stops it after this process has ended")]
pub fn driver() -> &'static str {
    static DRIVER: OnceLock<String> = OnceLock::new();
    DRIVER.get_or_init(|| {
        let mut child = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("chromedriver is installed (bin/test checks for it)");
        when_we_are_gone(&["kill", &child.id().to_string()]);
        let mut lines =
            BufReader::new(child.stdout.take().expect("its output is a pipe")).lines().map_while(Result::ok);
        let said =
            lines.find(|line| line.contains("started successfully on port")).expect("chromedriver starts");
        let port: String = said.chars().rev().skip(1).take_while(char::is_ascii_digit).collect();
        // Keep reading: the driver would fail at its next line of output if the pipe were closed.
        std::thread::spawn(move || lines.for_each(drop));
        format!("http://127.0.0.1:{}", port.chars().rev().collect::<String>())
    })
}
