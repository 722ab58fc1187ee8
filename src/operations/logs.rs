//! Logging, to standard output only: JSON lines in production, text in development.

use std::io::{self, Write};

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::config::LogConfig;

/// Starts logging. A panic is logged as a single line, like any other event.
///
/// # Panics
/// If logging has already been started.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::new(&config.filter);
    if config.json {
        tracing_subscriber::registry().with(json_lines(io::stdout).with_filter(filter)).init();
    } else {
        let text = fmt::layer().with_writer(Plain(io::stdout));
        tracing_subscriber::registry().with(text.with_filter(filter)).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let cause = panic.payload_as_str().unwrap_or("unknown");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(cause, place, "a panic");
    }));
}

/// A layer that writes each event as one line of JSON, whatever characters it contains.
pub fn json_lines<S, W>(writer: W) -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(Plain(writer))
}

/// Escapes characters that would reorder or break a line when it is displayed: bidirectional controls, other line separators,
/// control characters beyond ASCII. JSON already escapes the ASCII control characters.
struct Plain<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Plain<W> {
    type Writer = Spelled<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Spelled(self.0.make_writer())
    }
}

struct Spelled<W>(W);

impl<W: Write> Write for Spelled<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(line) {
            Ok(text) if text.contains(reorders_or_breaks) => {
                let spell = |c: char| {
                    if reorders_or_breaks(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
                };
                self.0.write_all(text.chars().map(spell).collect::<String>().as_bytes())?;
            }
            _ => self.0.write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn reorders_or_breaks(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_reorder_or_break_a_line_are_escaped() {
        let mut written = Vec::new();
        Spelled(&mut written)
            .write_all("{\"a\":\"Ana \u{202e}nimda\u{2028}\u{9b}2J ü\"}\n".as_bytes())
            .unwrap();
        let text = String::from_utf8(written).unwrap();
        assert_eq!(text, "{\"a\":\"Ana \\u202enimda\\u2028\\u009b2J ü\"}\n");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["a"], "Ana \u{202e}nimda\u{2028}\u{9b}2J ü");
    }
}
