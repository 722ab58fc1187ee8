//! Forms that come from pages of a session that has ended, or whose author has to show a password first. What was typed into them is kept
//! for its author, until they have signed in again or shown one (ADR 35).
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

/// Why a form was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Its author had been signed out.
    SignedOut,
    /// Its author had to show a password or a factor first.
    Unproven,
}

impl Kept {
    /// What the query says of a form that its author sends to its address again.
    pub const fn query(self) -> &'static str {
        match self {
            Self::SignedOut => "kept=yes",
            Self::Unproven => "kept=unproven",
        }
    }

    /// Why the form of a request was kept, where it was and its author sends it now.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        [Self::SignedOut, Self::Unproven].into_iter().find(|kept| request.query_string() == kept.query())
    }
}

/// The body of a plain form, as it was read for its token: what a browser without scripts sends. What scripts send they keep themselves.
#[derive(Clone)]
pub struct SentForm(pub Bytes);

/// Keeps what a browser without scripts sent to a page that asks for a password first. Answers the way on. None, where nothing is to be kept:
/// a button, or a form without a key or revision.
pub async fn keep_unproven(config: &Config, request: &HttpRequest) -> AppResult<Option<AppError>> {
    let sent = request.extensions().get::<SentForm>().cloned();
    let Some((user, SentForm(bytes))) = session::user(request).zip(sent) else { return Ok(None) };
    let form = to_keep(decoded_path(request), &bytes).filter(|form| !form.fields.is_empty());
    let Some(form) = form else { return Ok(None) };
    let studio = caller::studio(request)?.id;
    let db = request.app_data::<Data<Db>>().ok_or(AppError::Misdirected)?.clone();
    let (system, sealer) = (SystemViewer::new(studio, "kept forms"), Sealer::of(config));
    let kept = db.write(&system, move |tx| kept_forms::keep(tx, &sealer, user, None, &form)).await?;
    Ok(kept.map(|id| AppError::StaleFormKept(urls::unproven_form(id))))
}

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
