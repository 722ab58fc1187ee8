//! What the process says of itself, to standard output alone: JSON lines in production, text for developers.

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::LogConfig;

/// Begins to log. A panic is one line like any other.
///
/// # Panics
/// When something logs already.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::new(&config.filter);
    if config.json {
        let lines = fmt().json().flatten_event(true).with_current_span(true).with_span_list(false);
        lines.with_env_filter(filter).init();
    } else {
        fmt().with_env_filter(filter).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let cause = panic.payload_as_str().unwrap_or("unknown");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(cause, place, "a panic");
    }));
}
