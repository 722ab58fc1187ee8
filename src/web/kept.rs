//! Forms that come from pages of a session that has ended. What was typed into them is kept for who was signed in there, until they have
//! signed in again (ADR 35).
//!
//! Kept are forms that carry a key or a revision: sent again without it, such a form writes nothing and comes back with all that was typed.
//! So no handler knows of this, and nothing is written that nobody asked for. Passwords, codes and files are never kept.

use std::collections::BTreeSet;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::{Payload, ServiceRequest},
    web::{Bytes, Data},
};

use super::{
    body::{BodyKind, KEY_FIELD, TOKEN_FIELD},
    caller, pace,
    pattern::decoded_path,
    session,
};
use crate::{
    access::SystemViewer,
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kept_forms::{self, KeptForm},
    kernel::ids::{SessionId, UserId},
    seal::Sealer,
    urls,
};

/// What a form has by which the server knows that it was sent before, or that somebody else was quicker. A form without one is a button or
/// a choice, and is not kept; with one, it is kept without it.
const KNOWN_BY: &[&str] = &[KEY_FIELD, "revision", "key", "client_key"];
/// What is never kept, by whatever form.
const SECRET: &[&str] = &["password", "current", "code", "credential"];
/// The longest path that is kept, as the table has it.
const LONGEST_PATH: usize = 500;

/// Keeps a form from a page of a session that is not the request's. Answers the way on: to the sign-in page, and from there back to what was
/// typed, or to the page it was sent from. None, where that session has not ended, or somebody else is signed in here.
pub async fn keep(
    config: &Config,
    request: &mut ServiceRequest,
    (ended, user): (SessionId, UserId),
) -> AppResult<Option<AppError>> {
    let here = session::user(request.request());
    if here.is_some_and(|here| here != user) {
        return Ok(None);
    }
    let form = match BodyKind::of(request.request()) {
        BodyKind::Form => {
            let bytes = body(request).await?;
            to_keep(decoded_path(request.request()), &bytes)
        }
        BodyKind::Files | BodyKind::Other => None,
    };
    let studio = caller::studio(request.request())?.id;
    let db = request.app_data::<Data<Db>>().ok_or(AppError::Misdirected)?.clone();
    let system = SystemViewer::new(studio, "kept forms");
    let (sealer, ended) = (Sealer::of(config), here.is_none().then_some(ended));
    let keep = move |tx: &mut Tx| match &form {
        Some(form) => {
            Ok(kept_forms::keep(tx, &sealer, user, ended, form)?.map(|id| Some(urls::kept_form(id))))
        }
        None => Ok(kept_forms::has_ended(tx, user, ended)?.then_some(None)),
    };
    Ok(db.write(&system, keep).await?.map(|kept| kept.map_or(AppError::SignedOut, AppError::FormKept)))
}

async fn body(request: &mut ServiceRequest) -> AppResult<Bytes> {
    let (http, mut payload) = (request.request().clone(), request.take_payload());
    let bytes = Bytes::from_request(&http, &mut payload).await.map_err(|error| pace::unread(&error))?;
    request.set_payload(Payload::from(bytes.clone()));
    Ok(bytes)
}

fn to_keep(path: &str, body: &[u8]) -> Option<KeptForm> {
    // Its page sends the form there, with a token of its reader's.
    if path.len() > LONGEST_PATH || urls::local(path) != path {
        return None;
    }
    let names: BTreeSet<_> = url::form_urlencoded::parse(body).map(|(name, _)| name).collect();
    KNOWN_BY.iter().find(|known| names.contains(**known))?;
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    let kept = url::form_urlencoded::parse(body).filter(|(name, _)| {
        let name = name.as_ref();
        name != TOKEN_FIELD && !KNOWN_BY.contains(&name) && !SECRET.contains(&name)
    });
    fields.extend_pairs(kept);
    Some(KeptForm { path: path.to_owned(), fields: fields.finish().into_bytes() })
}

/// What the query says of a form that comes back after its author has signed in again.
pub const RETURNED: &str = "kept=yes";

/// Whether a form was kept, and is sent by its author now.
pub fn is_returned(request: &HttpRequest) -> bool {
    request.query_string() == RETURNED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_without_keys_and_secrets() {
        let kept = |body: &str| {
            to_keep("/projects", body.as_bytes()).map(|form| String::from_utf8(form.fields).unwrap())
        };
        let typed = "_csrf=a&_once=b&name=Winter+packaging&line_what=Labels&line_what=Bags";
        assert_eq!(kept(typed).as_deref(), Some("name=Winter+packaging&line_what=Labels&line_what=Bags"));
        assert_eq!(
            kept("revision=3&password=a&current=b&code=c&credential=d&note=e").as_deref(),
            Some("note=e")
        );
        for button in ["", "_csrf=a", "confirmed=yes", "email=a&password=b"] {
            assert_eq!(kept(button), None, "{button}");
        }
        for elsewhere in [&*"/a".repeat(300), "//evil.example/projects", "/\\evil.example", "projects"] {
            assert!(to_keep(elsewhere, b"_once=b&name=c").is_none(), "{elsewhere}");
        }
    }
}
