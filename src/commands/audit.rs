//! `reprint audit`: verifies the audit log.

use std::process::ExitCode;

use clap::Subcommand;
use reprint::{access::SystemViewer, audit, config::Config, kernel::Sha256, studio};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Verifies the hash chain of the audit entries. If it is broken, names the entry and exits with 1.
    Verify {
        /// The studio's host name; required if there is more than one studio.
        #[arg(long)]
        host: Option<String>,
        /// A head printed by an earlier run of this command: `number:hash`. Detects a chain whose end was cut off.
        #[arg(long, value_parser = head)]
        head: Option<(i64, Sha256)>,
    },
}

fn head(text: &str) -> Result<(i64, Sha256), String> {
    let parsed =
        text.split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, hash.parse().ok()?)));
    parsed.ok_or_else(|| "a head is a number, a colon, and 64 hexadecimal digits".to_owned())
}

/// Runs the command.
///
/// # Errors
/// If there is no such studio, or Postgres cannot be reached.
pub fn audit(config: &Config, command: AuditCommand) -> Outcome {
    let AuditCommand::Verify { host, head } = command;
    let db = one_connection(config);
    let viewer = SystemViewer::new(studio::at_host(&db, host.as_deref())?, "audit");
    while db.write_here(&viewer, audit::seal)? > 0 {}
    let walk = db.read_here(&viewer, |tx| audit::verify(tx, head))?;
    for (erasure, entries) in &walk.erasures {
        println!("{entries} entries blanked by erasure {erasure}");
    }
    let Some(broken) = walk.broken else {
        println!("whole through entry {}", walk.through);
        println!("head {}:{}", walk.through, Sha256::from(walk.head));
        println!("erased {}, waiting {}", walk.erased, walk.waiting);
        return Ok(ExitCode::SUCCESS);
    };
    let place = broken.sequence.map(|sequence| format!(" at entry {sequence}")).unwrap_or_default();
    let entry = broken.entry.map(|id| format!(" ({id})")).unwrap_or_default();
    println!("BROKEN{place}{entry}: {}; whole through entry {}", broken.fault.as_str(), walk.through);
    Ok(ExitCode::FAILURE)
}
