//! `reprint serve`: starts within a second and stops within five.

use std::{net::TcpListener, sync::Arc, time::Duration};

use diesel::PgConnection;
use reprint::{
    app::{Portal, ROOMS},
    config::Config,
    error::{AppError, AppResult},
    jobs,
    kernel::time::SystemClock,
    operations::{clock_fault, logs, role_fault},
};
use tokio::{sync::watch, time::timeout};

use super::{Outcome, stop_requested};

/// How long requests in progress may take to finish after a signal to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(4);

/// How long running jobs may take after that. An interrupted job runs again when its lease expires.
const LAST_JOBS: Duration = Duration::from_millis(500);

/// How many jobs this process runs at once: two, so that a slow mail server does not hold up the rest. One of them takes no long
/// jobs.
const WORKERS: usize = 2;

/// Serves until it receives a signal to stop.
///
/// # Errors
/// If the address is in use, or the database role is not bound by row-level security.
pub fn serve(config: Config) -> Outcome {
    logs::start(&config.log);
    let listener = TcpListener::bind((config.web.address, config.web.port)).map_err(|error| {
        format!("{}:{} cannot be listened on: {error}", config.web.address, config.web.port)
    })?;
    let portal = Portal::new(config, Arc::new(SystemClock));
    let ended = actix_web::rt::System::new().block_on(run(portal, listener));
    // Exits instead of returning, which would wait for every thread that is still executing a statement or talking to a mail
    // server.
    if let Err(error) = ended {
        eprintln!("reprint: {error}");
        std::process::exit(1);
    }
    std::process::exit(0)
}

async fn run(portal: Portal, listener: TcpListener) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    refuse_unrestricted_role(&portal).await?;
    let (stop, stopped) = watch::channel(false);
    let workers = if portal.config.work_queue { WORKERS } else { 0 };
    let workers = jobs::start(&portal.tools(), &ROOMS.jobs(&portal.config), workers, &stopped);
    let address = listener.local_addr()?;
    let server = portal.serve(listener)?;
    let handle = server.handle();
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), production = portal.config.production, "serving");
    let leaving = portal.clone();
    actix_web::rt::spawn(async move {
        if let Err(error) = stop_requested().await {
            tracing::error!(%error, "cannot listen for signals");
            return;
        }
        tracing::info!("stop requested");
        leaving.close();
        let _ = stop.send(true);
        let _ = timeout(LAST_REQUESTS, handle.stop(true)).await;
    });
    server.await?;
    let ended = futures_util::future::join_all(workers);
    if timeout(LAST_JOBS, ended).await.is_err() {
        tracing::warn!("a job was interrupted; it runs again when its lease expires");
    }
    tracing::info!(uptime_seconds = portal.running.uptime().as_secs(), "stopped");
    Ok(())
}

/// Checks the database role before the first request, or, if Postgres cannot be reached, as soon as it can.
async fn refuse_unrestricted_role(portal: &Portal) -> Result<(), String> {
    let db = portal.db.clone();
    let check = move || {
        let db = db.clone();
        async move { db.outside(check_clock_and_role).await }
    };
    match timeout(Duration::from_millis(800), check()).await {
        Ok(Ok(Some(fault))) => return Err(fault),
        Ok(Ok(None)) => return Ok(()),
        Ok(Err(AppError::Unavailable(_))) | Err(_) => {
            tracing::error!("the database cannot be reached; requests get an error page until it can");
        }
        Ok(Err(error)) => return Err(error.to_string()),
    }
    actix_web::rt::spawn(async move {
        loop {
            match check().await {
                Ok(Some(fault)) => {
                    tracing::error!(target: "security", fault, "the database role is not bound by row-level security");
                    std::process::exit(1);
                }
                Ok(None) => {
                    tracing::info!("the database can be reached again");
                    return;
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        }
    });
    Ok(())
}

/// A wrong clock is only logged: what depends on it is off by seconds, and the pages work regardless.
fn check_clock_and_role(connection: &mut PgConnection) -> AppResult<Option<String>> {
    if let Some(fault) = clock_fault(connection, &SystemClock)? {
        tracing::warn!(fault, "clocks differ");
    }
    role_fault(connection)
}
