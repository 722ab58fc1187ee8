//! Changes, archives and restores projects.

use crate::{
    kernel::ids::ProjectId,
    projects::{
        actions::{self, ARCHIVED},
        forms::StatusForm,
        handlers::show,
        pages::Show,
        rules::Status,
    },
    room::Rooms,
    web::{Confirmation, Undoing, prelude::*},
};

/// Changes a project's status. If that is not possible, the project's page comes back with the reason.
pub async fn change(
    staff: Staff,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<StatusForm>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let to: Status = form.status.typed().parse().map_err(|_| AppError::BadRequest)?;
    if to == Status::Cancelled && !form.confirmed.is_ticked() {
        let words = ["projects-cancel-question", "projects-cancel-text", "projects-cancel-yes"];
        let asked = Confirmation::new(&ui, words, urls::project_status(id), urls::project(id));
        return ui.page(&Confirmation { kept: Some((form.status.name(), to.code().to_owned())), ..asked });
    }
    let changed = db.write(&staff, move |tx| actions::change_status(tx, id, to)).await;
    match changed {
        Err(AppError::Conflict(why)) => refused(why, id, &staff, &db, rooms, &ui).await,
        Err(error) => Err(error),
        Ok(None) => ui.go_to_saying(urls::project(id), "projects-said-moved"),
        Ok(Some(change)) => {
            let undo = urls::undoing(urls::project_status_reversal(id), change.at);
            ui.go_to_offering(urls::project(id), "projects-said-moved", &undo)
        }
    }
}

/// Undoes the last status change, if it is the one that the user saw.
pub async fn reverse(
    staff: Staff,
    Id(id): Id<ProjectId>,
    _: Button,
    UrlQuery(Undoing { of }): UrlQuery<Undoing>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    match db.write(&staff, move |tx| actions::undo_status(tx, id, of)).await {
        Err(AppError::Conflict(why)) => refused(why, id, &staff, &db, rooms, &ui).await,
        Err(error) => Err(error),
        Ok(()) => ui.go_to_saying(urls::project(id), "projects-said-moved-back"),
    }
}

/// The project's page, with the reason why its status was not changed.
async fn refused(
    why: &'static str,
    id: ProjectId,
    staff: &Staff,
    db: &Db,
    rooms: Rooms,
    ui: &Ui,
) -> AppResult {
    let page = show::page(staff, id, db, rooms, ui).await?;
    // The page of an archived project says so without a separate message.
    ui.conflict(&Show { refusal: (why != ARCHIVED).then_some(why), ..page })
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
