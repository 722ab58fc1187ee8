//! Prometheus metrics, and the log line of each request.

use std::{
    sync::{LazyLock, Once},
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    middleware::Next,
    web::Data,
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::{Running, figures};
use crate::{
    access::Origin,
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    kernel::secret::same,
    live::Live,
    security::{self, Noted, Outcome},
    tenancy::Studios,
    web::{caller, held::Held, pattern::pattern},
};

const DURATION: &str = "http_request_duration_seconds";

/// Upper bounds in seconds: fine in the range of page requests, coarse in that of uploads.
const BUCKETS: &[f64] = &[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

static HANDLE: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    let recorder: PrometheusRecorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(DURATION.into()), BUCKETS)
        .expect("there are buckets")
        .build_recorder();
    let handle = recorder.handle();
    // If a recorder is already installed (in a test), it stays, and ours remains empty.
    let _ = metrics::set_global_recorder(recorder);
    handle
});

/// Starts counting, once per process, and regularly compacts the figures even if nothing scrapes them.
pub fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        LazyLock::force(&HANDLE);
        actix_web::rt::spawn(async {
            loop {
                tokio::time::sleep(Duration::from_secs(5)).await;
                HANDLE.run_upkeep();
            }
        });
    });
}

/// Middleware that measures each request up to the start of its response, and logs it.
pub async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let method = named(request.method());
    // The route pattern and not the path: ids would create a time series each, and a one-time link's token must not be logged.
    let route = pattern(request.request()).unwrap_or_else(|| "none".to_owned());
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    let took = began.elapsed();
    let labels =
        [("method", method.to_owned()), ("route", route.clone()), ("status", status.as_u16().to_string())];
    counter!("http_requests_total", &labels).increment(1);
    histogram!(DURATION, "route" => route.clone(), "method" => method).record(took.as_secs_f64());
    let (status, duration_us) = (status.as_u16(), took.as_micros() as u64);
    if is_noise(&route) && status < 500 {
        tracing::debug!(target: "request", method, route, status, duration_us);
    } else {
        tracing::info!(target: "request", method, route, status, duration_us);
    }
    answer
}

/// The known methods; a made-up method must not become a label.
fn named(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

fn is_noise(route: &str) -> bool {
    route.starts_with("/assets/") || route.starts_with("/health") || route == "/metrics"
}

/// The metrics, for a client that presents METRICS_TOKEN. If no token is configured, the page does not exist.
pub async fn metrics(
    request: HttpRequest,
    config: Data<Config>,
    running: Data<Running>,
    db: Data<Db>,
    studios: Data<Studios>,
    live: Data<Live>,
    held: Data<Held>,
) -> AppResult {
    let token = config.metrics_token.as_ref().ok_or(AppError::NotFound)?;
    let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !shown.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|shown| same(shown, token.expose()))
    {
        let Origin { address, request_id, .. } = caller::origin(&request);
        security::log(Noted {
            event: "metrics.refused",
            actor: None,
            address: &address,
            request: &request_id,
            outcome: Outcome::Refused,
            about: "GET /metrics",
        });
        return Ok(HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, "Bearer"))
            .content_type("text/plain; charset=utf-8")
            .body("unauthorized\n"));
    }
    let figures = figures::count(&running, &db, &studios).await;
    observe(&running, &db, &live, &figures);
    observe_held(&held);
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(HANDLE.render()))
}

/// The number of lanes in use.
fn observe_held(held: &Held) {
    let kinds = [
        ("requests", &held.requests),
        ("bodies", &held.bodies),
        ("uploads", &held.uploads),
        ("downloads", &held.downloads),
        ("waits", &held.waits),
    ];
    for (kind, lanes) in kinds {
        gauge!("held", "kind" => kind).set(lanes.taken_in_all() as f64);
    }
    gauge!("held_form_bytes").set(held.form_bytes() as f64);
}

fn observe(running: &Running, db: &Db, live: &Live, figures: &figures::Figures) {
    let (in_use, in_all) = db.connections();
    gauge!("process_uptime_seconds").set(running.uptime().as_secs_f64());
    gauge!("database_up").set(f64::from(u8::from(figures.answered_in.is_some())));
    gauge!("database_connections_in_use").set(f64::from(in_use));
    gauge!("database_connections").set(f64::from(in_all));
    counter!("database_statements_total").absolute(db.statements());
    gauge!("jobs_waiting").set(figures.queue.waiting as f64);
    gauge!("jobs_dead").set(figures.queue.dead as f64);
    gauge!("jobs_oldest_seconds").set(figures.queue.oldest_seconds as f64);
    gauge!("mails_waiting").set(figures.mails_waiting as f64);
    gauge!("live_streams").set(live.streams() as f64);
}
