//! What the links of invitations and of registrations have in common.

use crate::{
    accounts::{model::Company, pages::NobodyJoins},
    error::AppResult,
    kernel::Token,
    web::Ui,
};

/// What a link to an account leads to.
pub enum Found<T> {
    Open(Token, T, Company),
    /// The client is archived, and nobody joins it.
    Archived(Company),
    /// There is no such link, or it was used, or its time is over.
    Gone,
}

/// Says that nobody joins an archived client.
pub fn nobody_joins(company: Company, ui: &Ui) -> AppResult {
    ui.conflict(&NobodyJoins::of(company))
}
