//! The security of the user's own account.

use crate::{
    access::SystemViewer,
    accounts::{
        factors::{
            forms::PasskeyForm,
            pages::SecurityPage,
            queries::{self, passkeys},
        },
        queries as people,
    },
    kernel::ids::UserId,
    web::prelude::*,
};

/// The user's factors, and how many recovery codes are left.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let system = viewer.as_system("factor desk");
    ui.page(&page(&system, viewer.user, &db, PasskeyForm::default()).await?)
}

/// The page, with the form for adding a passkey.
pub async fn page(
    system: &SystemViewer,
    user: UserId,
    db: &Db,
    form: PasskeyForm,
) -> AppResult<SecurityPage> {
    db.read(system, move |tx| {
        let (held, policy) = (queries::held(tx, user)?, queries::policy(tx)?);
        let passkeys = passkeys::of(tx, user)?;
        let asked = policy.asks(people::user(tx, user)?.role());
        Ok(SecurityPage { held, passkeys, policy, asked, form })
    })
    .await
}
