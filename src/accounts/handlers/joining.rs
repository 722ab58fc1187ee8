//! What the links of invitations and registrations have in common.

use crate::{
    accounts::{model::Company, pages::NobodyJoins},
    error::AppResult,
    kernel::Token,
    web::Ui,
};

/// What a link for joining leads to.
pub enum Found<T> {
    Open(Token, T, Company),
    /// The client is archived, and no one can join it.
    Archived(Company),
    /// There is no such link, or it has been used or has expired.
    Gone,
}

/// The page saying that no one can join an archived client.
pub fn nobody_joins(company: Company, ui: &Ui) -> AppResult {
    ui.conflict(&NobodyJoins::of(company))
}
