//! `reprint serve`: begins within a second, ends within five.

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

use super::{Outcome, told_to_stop};

/// How long requests under way may take to end, once told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(4);

/// How long a job in hand may take after that. One that is cut short begins again when its lease ends.
const LAST_JOBS: Duration = Duration::from_millis(500);

/// How many jobs this process does at a time: two, so that a slow mail server does not hold up the rest. One of them takes no
/// long jobs.
const WORKERS: usize = 2;

/// Serves until told to stop.
///
/// # Errors
/// When the address is taken, or the database role does not keep the walls.
pub fn serve(config: Config) -> Outcome {
    logs::start(&config.log);
    let listener = TcpListener::bind((config.web.address, config.web.port)).map_err(|error| {
        format!("{}:{} cannot be listened on: {error}", config.web.address, config.web.port)
    })?;
    let portal = Portal::new(config, Arc::new(SystemClock));
    let ended = actix_web::rt::System::new().block_on(run(portal, listener));
    // Not by returning: that would wait for every thread that is still in a statement or speaks to a mail server.
    if let Err(error) = ended {
        eprintln!("reprint: {error}");
        std::process::exit(1);
    }
    std::process::exit(0)
}

async fn run(portal: Portal, listener: TcpListener) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    refuse_a_role_without_walls(&portal).await?;
    let (stop, stopped) = watch::channel(false);
    let workers = if portal.config.work_queue { WORKERS } else { 0 };
    let workers = jobs::start(&portal.tools(), &ROOMS.jobs(&portal.config), workers, &stopped);
    let address = listener.local_addr()?;
    let server = portal.serve(listener)?;
    let handle = server.handle();
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), production = portal.config.production, "serving");
    let leaving = portal.clone();
    actix_web::rt::spawn(async move {
        if let Err(error) = told_to_stop().await {
            tracing::error!(%error, "signals cannot be heard");
            return;
        }
        tracing::info!("told to stop");
        leaving.close();
        let _ = stop.send(true);
        let _ = timeout(LAST_REQUESTS, handle.stop(true)).await;
    });
    server.await?;
    let ended = futures_util::future::join_all(workers);
    if timeout(LAST_JOBS, ended).await.is_err() {
        tracing::warn!("a job was left in the middle; it begins again when its lease ends");
    }
    tracing::info!(uptime_seconds = portal.running.uptime().as_secs(), "stopped");
    Ok(())
}

/// Looks at the role before the first request; where Postgres is away, as soon as it is back.
async fn refuse_a_role_without_walls(portal: &Portal) -> Result<(), String> {
    let db = portal.db.clone();
    let look = move || {
        let db = db.clone();
        async move { db.outside(first_look).await }
    };
    match timeout(Duration::from_millis(800), look()).await {
        Ok(Ok(Some(fault))) => return Err(fault),
        Ok(Ok(None)) => return Ok(()),
        Ok(Err(AppError::Unavailable(_))) | Err(_) => {
            tracing::error!("the database is away; pages say so until it is back");
        }
        Ok(Err(error)) => return Err(error.to_string()),
    }
    actix_web::rt::spawn(async move {
        loop {
            match look().await {
                Ok(Some(fault)) => {
                    tracing::error!(target: "security", fault, "the database role does not keep the walls");
                    std::process::exit(1);
                }
                Ok(None) => {
                    tracing::info!("the database is back");
                    return;
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        }
    });
    Ok(())
}

/// A clock that is off is only told of: what depends on it is a matter of seconds, and pages are better than none.
fn first_look(connection: &mut PgConnection) -> AppResult<Option<String>> {
    if let Some(fault) = clock_fault(connection, &SystemClock)? {
        tracing::warn!(fault, "clocks differ");
    }
    role_fault(connection)
}
