//! A release server started by the bench, and its resource usage.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const LIMITS: [&str; 5] = [
    "THROTTLE_CREDENTIALS",
    "THROTTLE_CREDENTIALS_IN_ALL",
    "THROTTLE_STRANGERS",
    "THROTTLE_SENT",
    "THROTTLE_READ",
];

pub struct Server {
    child: Child,
    pub port: u16,
    /// The time from its start until it was ready.
    pub ready_after: Duration,
}

impl Server {
    /// Starts the binary that `bin/bench` built.
    pub fn start(port: u16) -> Self {
        let binary = std::env::var("BENCH_REPRINT").expect("BENCH_REPRINT is not set: run bin/bench");
        let database = std::env::var("DATABASE_URL").expect("bin/bench sets it");
        Self::start_of(&binary, &database, port)
    }

    /// Starts another binary on another database.
    pub fn start_of(binary: &str, database: &str, port: u16) -> Self {
        let began = Instant::now();
        let child = Command::new(binary)
            .arg("serve")
            .env("DATABASE_URL", database)
            .env("PORT", port.to_string())
            .env("PUBLIC_URL", format!("http://localhost:{port}"))
            // Background jobs would send statements between those of the pages.
            .env("WORK_QUEUE", "false")
            .env("LOG", "warn")
            // The bench sends more requests than people do.
            .envs(LIMITS.map(|limit| (limit, "1000000000")))
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        while !is_ready(port) {
            assert!(began.elapsed() < Duration::from_secs(20), "the server is not ready after 20 s");
            thread::sleep(Duration::from_millis(5));
        }
        Self { child, port, ready_after: began.elapsed() }
    }

    /// Resident memory in kB: current and peak.
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .expect("the server still runs");
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    /// Seconds of CPU time since its start.
    pub fn seconds(&self) -> f64 {
        seconds_of(self.child.id()).unwrap_or_default()
    }
}

/// Seconds of CPU time of a process, in user space and in the kernel. `None` if the process is gone.
pub fn seconds_of(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_its_name) = stat.rsplit_once(") ")?;
    let ticks = |place: usize| after_its_name.split(' ').nth(place)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// The same for the calling thread, with nanosecond resolution.
pub fn seconds_of_thread() -> f64 {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    figures.split(' ').next().and_then(|figure| figure.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn is_ready(port: u16) -> bool {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked =
        connection.write_all(b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let mut said = String::new();
    asked.is_ok() && connection.read_to_string(&mut said).is_ok() && said.starts_with("HTTP/1.1 200")
}
