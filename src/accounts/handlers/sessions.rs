//! Listing and ending sessions: the user's own, and for admins other people's.

use std::sync::Arc;

use actix_session::Session;
use actix_web::{
    Error, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
};
use chrono::Duration;

use crate::{
    access::{SystemViewer, lifetimes},
    accounts::{
        actions,
        pages::{SessionRow, Sessions},
        queries::{self, sessions},
    },
    kernel::{
        agent,
        ids::{SessionId, UserId},
    },
    web::{
        caller,
        pattern::pattern,
        prelude::*,
        session::{self, Sighting},
    },
};

/// The user's sessions.
pub async fn index(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let (user, here) = (viewer.user, viewer.session);
    let idle = lifetimes(viewer.role).0;
    let open = db.read(&viewer, move |tx| sessions::of_user(tx, user, tx.now - idle)).await?;
    ui.page(&Sessions { rows: open.into_iter().map(|open| SessionRow::of(open, here)).collect() })
}

/// Ends one session. Ending the current one is the same as signing out.
pub async fn end(
    viewer: Viewer,
    Id(id): Id<SessionId>,
    held: Session,
    _: Button,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let user = viewer.user;
    db.write(&viewer, move |tx| actions::end_session(tx, user, id)).await?;
    if id == viewer.session {
        session::sign_out(&held);
        return ui.go_to_saying(urls::SIGN_IN, "accounts-said-signed-out");
    }
    ui.go_to_saying(urls::ACCOUNT_SESSIONS, "accounts-said-session-ended")
}

/// Ends all of the user's sessions except this one.
pub async fn end_others(viewer: Viewer, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let (user, here) = (viewer.user, viewer.session);
    db.write(&viewer, move |tx| actions::end_other_sessions(tx, user, here)).await?;
    ui.go_to_saying(urls::ACCOUNT_SESSIONS, "accounts-said-sessions-ended")
}

/// Signs a user out everywhere, after a confirmation.
pub async fn end_of_person(
    admin: Admin,
    Id(id): Id<UserId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let id = db.read(&admin, move |tx| queries::user(tx, id)).await?.id;
        let words = ["accounts-person-end-question", "accounts-person-end-text", "accounts-person-end"];
        return ui.page(&Confirmation::new(&ui, words, urls::person_sessions_ending(id), urls::person(id)));
    }
    db.write(&admin.as_system("people desk"), move |tx| actions::end_sessions_of(tx, id)).await?;
    ui.go_to_saying(urls::PEOPLE, "accounts-said-person-signed-out")
}

/// Signs everyone out except the admin, after a confirmation.
pub async fn end_everybodys(
    admin: Admin,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let words =
            ["accounts-everybody-end-question", "accounts-everybody-end-text", "accounts-everybody-end"];
        let (action, back) = (urls::EVERYBODYS_SESSIONS_ENDING.to_owned(), urls::PEOPLE.to_owned());
        return ui.page(&Confirmation::new(&ui, words, action, back));
    }
    let here = Some(admin.session);
    db.write(&admin.as_system("people desk"), move |tx| actions::end_everybodys_sessions(tx, here)).await?;
    ui.go_to_saying(urls::PEOPLE, "accounts-said-everybody-signed-out")
}

/// How often the use of a session is recorded.
const RECORD_EVERY: Duration = Duration::minutes(1);
/// The header of requests that pages send on their own. They do not keep a session alive.
const BY_ITSELF: &str = "x-by-itself";
/// Routes that only pages request, never a person: the event stream, the unread count, the pictures beside names.
const ONLY_PAGES: [&str; 3] = [urls::LIVE, urls::MESSAGES_UNREAD, "/avatars/{id}"];

/// Middleware: records that a session is used, and notifies its owner, once, if the cookie comes from a different
/// browser than the one that signed in. Requests that an open page sends on its own do not count as use, and neither do
/// refused ones: neither keeps a session alive.
pub async fn note(
    db: Data<Db>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(seen) = session::sighting(request.request()) else { return next.call(request).await };
    let is_deliberate = !is_automatic(request.request());
    let origin = Arc::new(caller::origin(request.request()));
    let system = SystemViewer::for_visitor(seen.studio, "sign-in desk", origin.clone());
    let noted = |noted: AppResult<()>| {
        if let Err(error) = noted {
            tracing::warn!(%error, "could not record the use of a session");
        }
    };
    let Sighting { hash, user, whole, .. } = seen;
    if !seen.warned && agent::in_words(&seen.agent) != agent::in_words(&origin.agent) {
        noted(db.write(&system, move |tx| actions::warn_of_two_browsers(tx, hash, user, whole)).await);
    }
    let response = next.call(request).await?;
    let is_refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS]
        .contains(&response.status());
    if is_deliberate && !is_refused && db.clock().now() - seen.last_seen_at > RECORD_EVERY {
        noted(db.write(&system, move |tx| actions::note_use(tx, hash)).await);
    }
    Ok(response)
}

fn is_automatic(request: &HttpRequest) -> bool {
    request.headers().contains_key(BY_ITSELF)
        || pattern(request).is_some_and(|pattern| ONLY_PAGES.contains(&pattern.as_str()))
}
