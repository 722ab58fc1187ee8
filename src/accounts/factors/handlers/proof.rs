//! Proving once more that it is oneself, with a code or a passkey instead of the password.

use actix_session::Session;

use crate::{
    accounts::{
        factors::{
            actions::{self, Outcome},
            forms::{ProofCodeForm, ProofShownForm},
            pages::PasskeyRefusedPage,
            passkey::Here,
        },
        handlers::proof,
    },
    config::Config,
    seal::Sealer,
    tenancy::Studios,
    web::{pages::Pages, prelude::*, session},
};

/// Takes a code, and goes on to what it was asked for.
pub async fn create(
    viewer: Viewer,
    PostForm(mut form): PostForm<ProofCodeForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    pages: Data<Pages>,
    ui: Ui,
) -> AppResult {
    let Some(typed) = form.parse() else { return proof::refuse_code(&viewer, form, &db, &pages, &ui).await };
    let (sealer, sign_in) = (Sealer::of(&config), viewer.came_with());
    let prove = move |tx: &mut Tx| actions::prove_with_code(tx, &sealer, &sign_in, &typed);
    let outcome = db.write(&viewer.as_system("sign-in desk"), prove).await?;
    let fault = match outcome {
        Ok(renewed) => {
            session::set_cookie(&session, &renewed)?;
            return proof::go_on(&ui, form.next.typed(), form.sent.typed());
        }
        Err(Outcome::Wrong | Outcome::Right) => "factors-fault-wrong",
        Err(Outcome::Locked) => "factors-fault-resting",
    };
    let form = form.refused(|form| &mut form.code, Fault::new(fault));
    proof::refuse_code(&viewer, form, &db, &pages, &ui).await
}

/// Takes a passkey, and goes on to what it was asked for.
pub async fn show_passkey(
    viewer: Viewer,
    PostForm(form): PostForm<ProofShownForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(shown) = form.parse() else { return ui.refuse(&PasskeyRefusedPage) };
    let here = Here::at(&studios.base_url(viewer.studio).await?)?;
    let sign_in = viewer.came_with();
    let prove = move |tx: &mut Tx| actions::prove_with_passkey(tx, &here, &sign_in, &shown);
    let proven = db.write(&viewer.as_system("sign-in desk"), prove).await?;
    let Some(renewed) = proven else { return ui.refuse(&PasskeyRefusedPage) };
    session::set_cookie(&session, &renewed)?;
    proof::go_on(&ui, &form.next, &form.sent)
}
