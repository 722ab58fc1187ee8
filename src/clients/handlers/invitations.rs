//! Inviting people to a client, by staff or by one of the client's managers.

use crate::{
    accounts::{self, InvitationForm, InvitationText, Invited},
    clients::{
        pages::{Invite, invites_from},
        queries,
    },
    config::Config,
    kernel::ids::ClientId,
    tenancy::Studios,
    web::{caller::StaffOrManager, prelude::*},
};

/// The form.
pub async fn new(who: StaffOrManager, Id(id): Id<ClientId>, db: Data<Db>, ui: Ui) -> AppResult {
    let client = db.read(&who, move |tx| queries::find(tx, id)).await?;
    let form = InvitationText { place: "member".to_owned(), ..InvitationText::default() };
    ui.page(&Invite { client, form: form.into() })
}

/// Invites someone, or sends a new invitation, unless the client is archived. Staff learn if the address is already in
/// use. A client's manager must not learn who else deals with the studio, so they get the usual message, and their list
/// shows a pending invitation (ADR 24).
pub async fn create(
    who: StaffOrManager,
    Id(id): Id<ClientId>,
    CreationForm(mut form, submission): CreationForm<InvitationForm>,
    db: Data<Db>,
    config: Data<Config>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let find = move |tx: &mut Tx| queries::find(tx, id);
    let client = db.read(&who, find).await?;
    let Some(invitee) = form.parse(Some(id)) else { return ui.refuse(&Invite { client, form }) };
    let base_url = studios.base_url(who.studio).await?;
    let place = invites_from(id, who.role.works_here());
    let invitation = accounts::invite_as(&db, &ui, &who, submission, invitee, base_url).await?;
    match invitation.became {
        Invited::TooMany => ui.refuse(&Invite { client, form: form.too_many() }),
        Invited::FormUsed => ui.conflict(&Invite { client, form: form.already_used(|form| &mut form.email) }),
        Invited::Taken if who.role.works_here() => ui.refuse(&Invite { client, form: form.taken() }),
        Invited::Archived => {
            let client = db.read(&who, find).await?;
            ui.conflict(&Invite { client, form })
        }
        Invited::TooSoon => ui.go_to_saying(place, "accounts-said-not-sent-too-soon"),
        Invited::Taken | Invited::Sent(_) => {
            accounts::say_invited(&ui, &config, &who, &invitation, (&place, "clients-said-invited"))
        }
    }
}
