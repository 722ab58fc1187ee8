//! Client codes on the client's page: created, replaced and revoked, by staff.

use crate::{
    accounts::{actions, forms::CodeForm, queries},
    form_keys::create_once,
    kernel::ids::ClientId,
    web::prelude::*,
};

/// Creates a code that replaces the current one. Submitting the form twice creates one.
pub async fn make(
    staff: Staff,
    Id(id): Id<ClientId>,
    CreationForm(form, submission): CreationForm<CodeForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let lasts = form.parse().ok_or(AppError::BadRequest)?;
    let make = move |tx: &mut Tx| create_once(tx, submission, |tx| actions::make_client_code(tx, id, lasts));
    let said = match db.write(&staff, make).await? {
        Once::Done(_) => "accounts-said-code",
        Once::Taken(_) => "accounts-said-not-form-used",
    };
    ui.go_to_saying(urls::client(id), said)
}

/// Revokes the code, after a confirmation. Accounts registered with it are kept.
pub async fn revoke(
    staff: Staff,
    Id(id): Id<ClientId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        db.read(&staff, move |tx| queries::registrations::code_of(tx, id))
            .await?
            .ok_or(AppError::NotFound)?;
        let words = ["accounts-code-revoke-question", "accounts-code-revoke-text", "accounts-code-revoke"];
        return ui.page(&Confirmation::new(&ui, words, urls::client_code_revocation(id), urls::client(id)));
    }
    db.write(&staff, move |tx| actions::revoke_client_code(tx, id)).await?;
    ui.go_to_saying(urls::client(id), "accounts-said-code-revoked")
}
