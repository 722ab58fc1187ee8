//! A project's status, and whether it is archived.

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

/// Changes a project's status. Where that is not possible the project's page comes back and says why.
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

/// Undoes the last change of a project's status, where it is the one that its reader saw.
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

/// The project's page, with why its status stays.
async fn refused(
    why: &'static str,
    id: ProjectId,
    staff: &Staff,
    db: &Db,
    rooms: Rooms,
    ui: &Ui,
) -> AppResult {
    let page = show::page(staff, id, db, rooms, ui).await?;
    // That a project is archived its page says by itself.
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
