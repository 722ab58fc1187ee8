//! `reprint work`: runs background jobs without serving pages.

use std::{sync::Arc, time::Duration};

use reprint::{
    app::{Portal, ROOMS},
    config::Config,
    jobs,
    kernel::time::SystemClock,
    operations::{logs, role_fault},
};
use tokio::{sync::watch, time::timeout};

use super::{Outcome, stop_requested};

/// How many jobs such a process runs at once.
const WORKERS: usize = 4;

/// How long running jobs may take to finish after a signal to stop.
const LAST_JOBS: Duration = Duration::from_secs(15);

/// Runs jobs until it receives a signal to stop.
///
/// # Errors
/// If the database role is not bound by row-level security.
pub fn work(config: Config) -> Outcome {
    logs::start(&config.log);
    let portal = Portal::new(config, Arc::new(SystemClock));
    let ended: Result<(), Box<dyn std::error::Error + Send + Sync>> =
        actix_web::rt::System::new().block_on(async {
            if let Ok(Some(fault)) = portal.db.outside(role_fault).await {
                return Err(fault.into());
            }
            let (stop, stopped) = watch::channel(false);
            let workers = jobs::start(&portal.tools(), &ROOMS.jobs(&portal.config), WORKERS, &stopped);
            tracing::info!(workers = WORKERS, version = env!("CARGO_PKG_VERSION"), "working the queue");
            stop_requested().await?;
            let _ = stop.send(true);
            let _ = timeout(LAST_JOBS, futures_util::future::join_all(workers)).await;
            tracing::info!("stopped");
            Ok(())
        });
    if let Err(error) = ended {
        eprintln!("reprint: {error}");
        std::process::exit(1);
    }
    std::process::exit(0)
}
