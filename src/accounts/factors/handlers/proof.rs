//! Fresh proof by a code or a passkey instead of the password.

use actix_session::Session;

use crate::{
    accounts::{
        factors::{
            actions::{self, Outcome},
            forms::{ProofAssertionForm, ProofCodeForm},
            pages::PasskeyRefusedPage,
            passkey::RelyingParty,
        },
        handlers::proof,
    },
    config::Config,
    seal::Sealer,
    tenancy::Studios,
    web::{pages::Pages, prelude::*, session},
};

/// Verifies a code, and redirects to what it was needed for.
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

/// Verifies a passkey, and redirects to what it was needed for.
pub async fn verify_passkey(
    viewer: Viewer,
    PostForm(form): PostForm<ProofAssertionForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(assertion) = form.parse() else { return ui.refuse(&PasskeyRefusedPage) };
    let relying_party = RelyingParty::at(&studios.base_url(viewer.studio).await?)?;
    let sign_in = viewer.came_with();
    let prove = move |tx: &mut Tx| actions::prove_with_passkey(tx, &relying_party, &sign_in, &assertion);
    let proven = db.write(&viewer.as_system("sign-in desk"), prove).await?;
    let Some(renewed) = proven else { return ui.refuse(&PasskeyRefusedPage) };
    session::set_cookie(&session, &renewed)?;
    proof::go_on(&ui, &form.next, &form.sent)
}
