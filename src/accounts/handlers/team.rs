//! A client's own people, for its managers.

use crate::{
    access::Asks,
    accounts::{
        actions,
        forms::PlaceForm,
        pages::{Closing, Place, Team},
        queries::{self, places},
    },
    kernel::ids::{ClientId, UserId},
    web::prelude::*,
};

/// The viewer's client.
fn client(who: &Manager) -> AppResult<ClientId> {
    who.scope().client().ok_or(AppError::NotFound)
}

/// The list of colleagues.
pub async fn index(who: Manager, db: Data<Db>, ui: Ui) -> AppResult {
    let client = client(&who)?;
    let (people, archived) = db
        .read(&who, move |tx| Ok((queries::of_client(tx, client)?, places::is_archived(tx, client)?)))
        .await?;
    ui.page(&Team { people, me: who.user, archived, invitation: urls::client_invitation(client) })
}

/// The confirmation before a colleague's account is closed.
pub async fn ask_closing(who: Manager, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let person = db.read(&who, move |tx| places::person(tx, id)).await?;
    ui.page(&Closing { person, back: urls::TEAM.to_owned(), action: urls::colleague_closing(id) })
}

/// Closes a colleague's account, and signs the colleague out everywhere.
pub async fn close(who: Manager, Id(id): Id<UserId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&who, move |tx| actions::close_account(tx, id)).await?;
    ui.go_to_saying(urls::TEAM, "accounts-said-closed")
}

/// The form for another standing.
pub async fn ask_standing(who: Manager, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let person = db.read(&who, move |tx| places::person(tx, id)).await?;
    ui.page(&Place::new(person, urls::TEAM, urls::colleague_standing(id)))
}

/// Makes a colleague a manager or a member. It applies at once, and the colleague has to sign in again.
pub async fn change_standing(
    who: Manager,
    Id(id): Id<UserId>,
    PostForm(mut form): PostForm<PlaceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let person = db.read(&who, move |tx| places::person(tx, id)).await?;
    let Some(role) = form.parse(person.client_id) else {
        let page = Place::new(person, urls::TEAM, urls::colleague_standing(id));
        return ui.refuse(&Place { form, ..page });
    };
    // Unchanged: nobody is signed out, and no change is reported.
    if role == person.role() {
        return ui.go_to(urls::TEAM);
    }
    db.write(&who, move |tx| actions::give_role(tx, id, role)).await?;
    ui.go_to_saying(urls::TEAM, "accounts-said-role")
}
