//! Liveness, readiness and health.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use serde_json::json;

use super::{Running, figures};
use crate::{db::Db, error::AppResult, tenancy::Studios};

/// If the oldest job has waited longer than this, the queue has no worker or too few.
const BEHIND_AFTER_SECONDS: i64 = 300;

/// The liveness probe. It does not check Postgres: restarting this process would not bring Postgres back.
pub async fn live() -> AppResult {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body("alive\n"))
}

/// The readiness probe: whether requests should be routed to this process. It is public, but asks Postgres at most once a second.
pub async fn ready(running: Data<Running>, db: Data<Db>) -> AppResult {
    let (mut answer, said) = if running.is_closing() {
        (HttpResponse::ServiceUnavailable(), "closing\n")
    } else if !figures::is_postgres_reachable(&running, &db).await {
        (HttpResponse::ServiceUnavailable(), "the database is away\n")
    } else {
        (HttpResponse::Ok(), "ready\n")
    };
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(said))
}

/// The state of the components, for people and dashboards.
pub async fn health(running: Data<Running>, db: Data<Db>, studios: Data<Studios>) -> AppResult {
    let figures = figures::count(&running, &db, &studios).await;
    let up = figures.answered_in.is_some();
    let behind = figures.queue.oldest_seconds > BEHIND_AFTER_SECONDS;
    let part = |well: bool| if well { "ok" } else { "down" };
    let status = if !up {
        "down"
    } else if behind || figures.queue.dead > 0 {
        "degraded"
    } else {
        "ok"
    };
    let mut answer = if up { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")).json(json!({
        "status": status,
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_seconds": running.uptime().as_secs(),
        "database": {
            "status": part(up),
            "answered_in_ms": figures.answered_in.map(|took| took.as_millis() as u64),
        },
        "storage": { "status": part(up), "kind": "postgres" },
        "queue": {
            "status": if !up { "down" } else if behind { "behind" } else { "ok" },
            "waiting": figures.queue.waiting,
            "dead": figures.queue.dead,
            "oldest_seconds": figures.queue.oldest_seconds,
            "mails_waiting": figures.mails_waiting,
        },
    })))
}
