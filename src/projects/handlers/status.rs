//! Where a project stands, and whether it is put away.

use actix_web::web::Data;

use crate::{
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::ProjectId,
    projects::{forms::StatusForm, queries::changes},
    urls,
    web::{Button, Id, PostForm, Staff, Ui},
};

/// Moves a project on to another status.
pub async fn change(
    staff: Staff,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<StatusForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let to = form.status.parse().map_err(|_| AppError::BadRequest)?;
    db.write(&staff, move |tx| changes::change_status(tx, id, to)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-moved")
}

/// Puts a project away.
pub async fn archive(staff: Staff, Id(id): Id<ProjectId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| changes::archive(tx, id, true)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-archived")
}

/// Brings a project back.
pub async fn restore(staff: Staff, Id(id): Id<ProjectId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| changes::archive(tx, id, false)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-restored")
}
