//! A project's status, and whether it is archived.

use actix_web::web::Data;

use crate::{
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::ProjectId,
    projects::{actions, forms::StatusForm},
    urls,
    web::{Button, Id, PostForm, Staff, Ui},
};

/// Changes a project's status.
pub async fn change(
    staff: Staff,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<StatusForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let to = form.status.parse().map_err(|_| AppError::BadRequest)?;
    db.write(&staff, move |tx| actions::change_status(tx, id, to)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-moved")
}

/// Archives a project.
pub async fn archive(staff: Staff, Id(id): Id<ProjectId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| actions::set_archived(tx, id, true)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-archived")
}

/// Restores a project.
pub async fn restore(staff: Staff, Id(id): Id<ProjectId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| actions::set_archived(tx, id, false)).await?;
    ui.go_to_saying(urls::project(id), "projects-said-restored")
}
