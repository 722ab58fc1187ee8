//! What was typed into a form whose author had been signed out: given back to them, and to nobody else.

use actix_web::web::Data;

use crate::{
    access::Viewer,
    accounts::pages::KeptFormPage,
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    kept_forms,
    kernel::ids::KeptFormId,
    seal::Sealer,
    web::{Id, Ui, kept::KeptRoutes},
};

/// Leads back to the form, with all that was typed. Nothing is sent unasked.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<KeptFormId>,
    db: Data<Db>,
    config: Data<Config>,
    routes: Data<KeptRoutes>,
    ui: Ui,
) -> AppResult {
    let (user, sealer) = (viewer.user, Sealer::of(&config));
    let system = viewer.as_system("kept forms");
    let form = db.read(&system, move |tx| kept_forms::find(tx, &sealer, user, id)).await?;
    if !routes.take(&form.path) {
        return Err(AppError::NotFound);
    }
    ui.page(&KeptFormPage::of(&form))
}
