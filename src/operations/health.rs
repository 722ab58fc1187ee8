//! Whether this process lives, is ready, and how its parts do.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use serde_json::json;

use super::{Running, figures};
use crate::{db::Db, error::AppResult, tenancy::Studios};

/// A queue whose oldest job waits longer has no worker, or too few.
const BEHIND_AFTER_SECONDS: i64 = 300;

/// Answers while the process does. Asks nobody: a Postgres that is away is no reason to start this process anew.
pub async fn live() -> AppResult {
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body("alive\n"))
}

/// Whether requests should be sent here now. Anybody may ask, as often as they like: Postgres is asked once a second.
pub async fn ready(running: Data<Running>, db: Data<Db>) -> AppResult {
    let (mut answer, said) = if running.is_closing() {
        (HttpResponse::ServiceUnavailable(), "closing\n")
    } else if !figures::is_reached(&running, &db).await {
        (HttpResponse::ServiceUnavailable(), "the database is away\n")
    } else {
        (HttpResponse::Ok(), "ready\n")
    };
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(said))
}

/// How the parts do, for people and dashboards.
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
