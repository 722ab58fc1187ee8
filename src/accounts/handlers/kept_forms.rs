//! Stored forms: what a user typed before they were signed out or had to prove themselves again. Shown only to that
//! user.

use serde::Deserialize;

use crate::{
    accounts::pages::KeptFormPage,
    config::Config,
    kept_forms,
    kernel::{Asked, ids::KeptFormId},
    seal::Sealer,
    web::{
        kept::{Kept, KeptRoutes},
        prelude::*,
    },
};

/// Why a form was stored, as given in the URL.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct KeptQuery {
    after: Asked,
}

/// The way back to the form, with all that was typed. Nothing is submitted automatically.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<KeptFormId>,
    UrlQuery(asked): UrlQuery<KeptQuery>,
    db: Data<Db>,
    config: Data<Config>,
    routes: Data<KeptRoutes>,
    ui: Ui,
) -> AppResult {
    let (user, sealer) = (viewer.user, Sealer::of(&config));
    let system = viewer.as_system("kept forms");
    let form = db.read(&system, move |tx| kept_forms::find(tx, &sealer, user, id)).await?;
    let labels = routes.labels(&form.path).ok_or(AppError::NotFound)?;
    let kept = if &*asked.after == "proof" { Kept::Unproven } else { Kept::SignedOut };
    ui.page(&KeptFormPage::of(&form, labels, kept, ui.around.words, ui.around.locale))
}
