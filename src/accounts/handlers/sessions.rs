//! Where one is signed in, and ending it: one's own sign-ins, and for admins other people's.

use actix_session::Session;
use actix_session::SessionExt;
use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use chrono::Duration;
use serde_json::json;

use crate::{
    access::{SystemViewer, Viewer, lifetimes},
    accounts::{
        arrival, mail,
        pages::{SessionRow, Sessions},
        places,
        queries::{self, sessions},
    },
    audit,
    db::Db,
    error::AppResult,
    kernel::{
        agent,
        ids::{SessionId, UserId},
    },
    urls,
    web::{Admin, Button, Id, Ui, caller, pattern::pattern, session},
};

/// Where one is signed in.
pub async fn index(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let (user, here) = (viewer.user, viewer.session);
    let idle = lifetimes(viewer.role).0;
    let open = db.read(&viewer, move |tx| sessions::of_user(tx, user, tx.now - idle)).await?;
    ui.page(&Sessions { rows: open.into_iter().map(|open| SessionRow::of(open, here)).collect() })
}

/// Ends one sign-in; the one that asks ends like by signing out.
pub async fn end(
    viewer: Viewer,
    Id(id): Id<SessionId>,
    held: Session,
    _: Button,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let user = viewer.user;
    db.write(&viewer, move |tx| {
        sessions::end(tx, user, id)?;
        audit::record(tx, "session.ended", Some(("session", id.uuid())), json!({}))
    })
    .await?;
    if id == viewer.session {
        session::sign_out(&held);
        return ui.go_to_saying(urls::SIGN_IN, "accounts-said-signed-out");
    }
    ui.go_to_saying(urls::ACCOUNT_SESSIONS, "accounts-said-session-ended")
}

/// Ends all of one's sign-ins but this one.
pub async fn end_others(viewer: Viewer, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let (user, here) = (viewer.user, viewer.session);
    db.write(&viewer, move |tx| {
        let ended = session::end_others(tx, user, here)?;
        audit::record(tx, "session.others_ended", Some(("user", user.uuid())), json!({ "ended": ended }))
    })
    .await?;
    ui.go_to_saying(urls::ACCOUNT_SESSIONS, "accounts-said-sessions-ended")
}

/// Signs a person out everywhere.
pub async fn end_of_person(admin: Admin, Id(id): Id<UserId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&places::as_system(&admin), move |tx| {
        queries::user(tx, id)?;
        let ended = session::end_all(tx, id)?;
        audit::record(tx, "session.all_ended", Some(("user", id.uuid())), json!({ "ended": ended }))
    })
    .await?;
    ui.go_to_saying(urls::PEOPLE, "accounts-said-person-signed-out")
}

/// Signs everybody out, but who asks for it.
pub async fn end_everybodys(admin: Admin, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let here = admin.session;
    db.write(&places::as_system(&admin), move |tx| {
        let ended = session::end_everybodys(tx, Some(here))?;
        audit::record(tx, "session.everybodys_ended", None, json!({ "ended": ended }))
    })
    .await?;
    ui.go_to_saying(urls::PEOPLE, "accounts-said-everybody-signed-out")
}

/// So often it is written down that a session is used.
const EVERY: Duration = Duration::minutes(1);

/// Middleware: notes that a session is used, and tells its owner, once, when another browser than the one that signed in shows its
/// cookie: one cookie cannot be in two browsers. The live stream is no use: a page left open does not keep anyone signed in.
pub async fn note(
    db: Data<Db>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let sighting = session::sighting(&request.get_session())
        .filter(|_| pattern(request.request()).as_deref() != Some(urls::LIVE));
    if let Some(seen) = sighting {
        let origin = caller::origin(request.request());
        let moved = agent::in_words(&seen.agent) != agent::in_words(&origin.agent) && !seen.warned;
        if moved || db.clock().now() - seen.last_seen_at > EVERY {
            let system = SystemViewer::for_visitor(seen.studio, "sign-in desk", std::sync::Arc::new(origin));
            let noted = db.write(&system, move |tx| {
                sessions::touch(tx, seen.hash.as_bytes())?;
                if moved && sessions::warn(tx, seen.hash.as_bytes())? {
                    let user = queries::user(tx, seen.user)?;
                    mail::two_browsers(tx, &user)?;
                    arrival::audit_suspicion(tx, &user, "one session in two browsers")?;
                }
                Ok(())
            });
            if let Err(error) = noted.await {
                tracing::warn!(%error, "that a session is used could not be noted");
            }
        }
    }
    next.call(request).await
}
