//! One user's account, for admins: their role, and changing it.

use super::inviting::{invite_as, say_invited};
use crate::{
    accounts::{
        actions::{self, Invited},
        factors::standing,
        forms::PlaceForm,
        model::{Invitee, State},
        pages::{Person, Place},
        queries,
    },
    config::Config,
    kernel::{Name, ids::UserId},
    tenancy::Studios,
    web::{form::Nothing, prelude::*},
};

/// The account: role, state, sessions.
pub async fn show(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let entry = db.read(&admin, move |tx| queries::entry(tx, id)).await?;
    let read = move |tx: &mut Tx| Ok((queries::places::sessions_of(tx, id)?, standing::held(tx, id)?));
    let (sessions, held) = db.read(&admin.as_system("people desk"), read).await?;
    ui.page(&Person { entry, sessions, has_factor: held.any(), me: admin.user })
}

/// The form for another role.
pub async fn ask_role(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let person = db.read(&admin, move |tx| queries::user(tx, id)).await?;
    ui.page(&Place::new(person, urls::person(id), urls::person_role(id)))
}

/// Gives the user another role. It applies at once, and the user has to sign in again.
pub async fn change_role(
    admin: Admin,
    Id(id): Id<UserId>,
    PostForm(mut form): PostForm<PlaceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let person = db.read(&admin, move |tx| queries::user(tx, id)).await?;
    let Some(role) = form.parse(person.client_id) else {
        return ui.refuse(&Place { form, ..Place::new(person, urls::person(id), urls::person_role(id)) });
    };
    // Unchanged: nobody is signed out, and no change is reported.
    if role == person.role() {
        return ui.go_to(urls::person(id));
    }
    db.write(&admin, move |tx| actions::give_role(tx, id, role)).await?;
    ui.go_to_saying(urls::person(id), "accounts-said-role")
}

/// Sends a new invitation to a user who has not accepted one yet.
pub async fn invite_again(
    admin: Admin,
    Id(id): Id<UserId>,
    CreationForm(_, submission): CreationForm<Nothing>,
    db: Data<Db>,
    config: Data<Config>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let base_url = studios.base_url(admin.studio).await?;
    let Some(invitee) = db.read(&admin, move |tx| pending(tx, id)).await? else {
        return ui.go_to_saying(urls::person(id), "accounts-said-not-awaited");
    };
    let invitation = invite_as(&db, &ui, &admin, submission, invitee, base_url).await?;
    let said = match invitation.became {
        Invited::Sent(_) => {
            let place = urls::person(id);
            return say_invited(&ui, &config, &admin, &invitation, (&place, "accounts-said-invited"));
        }
        Invited::Taken => "accounts-said-not-awaited",
        Invited::TooSoon => "accounts-said-not-sent-too-soon",
        Invited::Archived => "accounts-said-not-sent-archived",
        Invited::TooMany => "accounts-said-not-sent-limit",
        Invited::FormUsed => "accounts-said-not-form-used",
    };
    ui.go_to_saying(urls::person(id), said)
}

/// The user as an invitee, if they have not joined yet.
fn pending(tx: &mut Tx, id: UserId) -> AppResult<Option<Invitee>> {
    queries::refuse_erased(tx, id)?;
    let user = queries::user(tx, id)?;
    if user.state != State::Invited {
        return Ok(None);
    }
    let name =
        Name::parse(&user.name).map_err(|_| AppError::Internal("a stored name is not valid".to_owned()))?;
    Ok(Some(Invitee { name, role: user.role(), email: user.email }))
}
