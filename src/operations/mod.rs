//! The operation of the portal: health, metrics, logs, the outbox.

mod actions;
mod clock;
mod figures;
mod handlers;
mod health;
mod kinds;
pub mod logs;
pub mod metrics;
mod pages;
mod privacy;
mod queries;
mod styleguide;
mod trail;
mod upkeep;
mod well_known;

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

pub use clock::clock_fault;
pub use kinds::AuditKind;
pub use queries::role_fault;

use crate::{
    audit,
    config::Config,
    jobs, mail,
    room::{Room, Rooms},
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

/// What the rest of the portal needs to know about this room, and about the audit log and the outbox, which are below the rooms and
/// have their pages here.
pub const ROOM: Room = Room {
    routes,
    outside,
    jobs: all_jobs,
    audit: &[AuditKind::ALL, audit::AuditKind::ALL],
    things: kinds::THINGS,
    rail: &[
        RailEntry {
            also: |path| path.starts_with(urls::ADMIN_JOBS),
            ..RailEntry::new(90, urls::ADMIN_MAIL, |_| "rail-mail", "mail", Access::Admin)
        },
        RailEntry::new(100, urls::AUDIT, |_| "rail-audit", "lock", Access::Admin),
    ],
    privacy: privacy::PRIVACY,
    ..Room::named("operations")
};

fn all_jobs(config: &Config, _: Rooms) -> Vec<jobs::Kind> {
    [audit::jobs(), mail::jobs(&config.mail), upkeep::jobs()].into_iter().flatten().collect()
}

fn routes() -> Vec<Route> {
    vec![
        get("/admin/mail", Access::Admin, handlers::outbox),
        get("/admin/mail/{id}", Access::Admin, handlers::mail).fresh(),
        post("/admin/mail/{id}/delivery", Access::Admin, handlers::resend),
        get("/admin/jobs", Access::Admin, handlers::dead_letters),
        post("/admin/jobs/{id}/delivery", Access::Admin, handlers::send_again),
        get("/audit", Access::Admin, trail::index),
        get("/audit/export", Access::Admin, trail::export).fresh(),
        post("/audit/checks", Access::Admin, trail::check),
        get("/.well-known/security.txt", Access::Anyone, well_known::security_txt),
        get("/.well-known/change-password", Access::Anyone, well_known::change_password),
        get("/robots.txt", Access::Anyone, well_known::robots),
        get("/styleguide", Access::Anyone, styleguide::show),
    ]
}

fn outside() -> Vec<Route> {
    vec![
        get("/health", Access::Anyone, health::health),
        get("/health/live", Access::Anyone, health::live),
        get("/health/ready", Access::Anyone, health::ready),
        get("/metrics", Access::Anyone, metrics::metrics),
    ]
}

/// The state of this process.
pub struct Running {
    since: Instant,
    closing: OnceLock<()>,
    counted: Mutex<Option<(Instant, figures::Figures)>>,
    /// When the connection to Postgres was last checked, and whether Postgres responded.
    pinged: Mutex<Option<(Instant, bool)>>,
}

impl Default for Running {
    fn default() -> Self {
        Self {
            since: Instant::now(),
            closing: OnceLock::new(),
            counted: Mutex::default(),
            pinged: Mutex::default(),
        }
    }
}

impl Running {
    /// How long this process has been running.
    pub fn uptime(&self) -> Duration {
        self.since.elapsed()
    }

    /// Makes the readiness probe report not ready from now on.
    pub fn close(&self) {
        let _ = self.closing.set(());
    }

    /// Whether this process is shutting down.
    pub fn is_closing(&self) -> bool {
        self.closing.get().is_some()
    }
}
