//! What was typed into a form whose author had been signed out, or had to show a password first: given back to them, and to nobody else.

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

/// Why a form was kept, as its address says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct KeptQuery {
    after: Asked,
}

/// Leads back to the form, with all that was typed. Nothing is sent unasked.
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
