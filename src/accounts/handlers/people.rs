//! The accounts of the studio and its clients, for admins.

use super::inviting::{invite_as, say_invited};
use crate::{
    accounts::{
        actions::{self, Invited},
        forms::{InvitationForm, InvitationText},
        pages::{Closing, InviteStaff, People},
        queries,
    },
    config::Config,
    kernel::{Asked, ids::UserId},
    tenancy::Studios,
    web::{prelude::*, query},
};

query! {
    /// The query of the list.
    pub struct PeopleQuery of PeopleText {
        /// `clients`, or the studio's own people.
        pub of: Field<Asked>,
        pub after: Field<Asked>,
    }
}

impl ListQuery for PeopleQuery {
    fn cursor(&mut self) -> &mut Field<Asked> {
        &mut self.after
    }
}

/// The list: the studio's people, or its clients' people.
pub async fn index(admin: Admin, UrlQuery(asked): UrlQuery<PeopleQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let of_clients = asked.of.is("clients");
    let after = asked.after.typed().parse().ok();
    let page = db.read(&admin, move |tx| queries::listed(tx, of_clients, after)).await?;
    let older = asked.following(urls::PEOPLE, &page);
    ui.page(&People { people: page.items, of_clients, me: admin.user, older })
}

/// The form for inviting someone to work in the studio.
pub async fn new_invitation(_: Admin, ui: Ui) -> AppResult {
    let form = InvitationText { place: "staff".to_owned(), ..InvitationText::default() };
    ui.page(&InviteStaff { form: form.into() })
}

/// Invites someone to work in the studio, or sends a new invitation.
pub async fn invite(
    admin: Admin,
    CreationForm(mut form, submission): CreationForm<InvitationForm>,
    db: Data<Db>,
    config: Data<Config>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(invitee) = form.parse(None) else { return ui.refuse(&InviteStaff { form }) };
    let base_url = studios.base_url(admin.studio).await?;
    let invitation = invite_as(&db, &ui, &admin, submission, invitee, base_url).await?;
    match invitation.became {
        Invited::Sent(_) => {
            say_invited(&ui, &config, &admin, &invitation, (urls::PEOPLE, "accounts-said-invited"))
        }
        Invited::Taken => ui.refuse(&InviteStaff { form: form.taken() }),
        Invited::TooSoon => ui.go_to_saying(urls::PEOPLE, "accounts-said-not-sent-too-soon"),
        Invited::Archived => Err(AppError::Conflict("accounts-conflict-archived")),
        Invited::TooMany => ui.refuse(&InviteStaff { form: form.too_many() }),
        Invited::FormUsed => ui.conflict(&InviteStaff { form: form.already_used(|form| &mut form.email) }),
    }
}

/// The confirmation before an account is closed.
pub async fn ask_closing(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let person = db.read(&admin, move |tx| queries::user(tx, id)).await?;
    ui.page(&Closing { person, back: urls::person(id), action: urls::person_closing(id) })
}

/// Closes an account, and signs its user out everywhere.
pub async fn close(admin: Admin, Id(id): Id<UserId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::close_account(tx, id)).await?;
    ui.go_to_saying(urls::person(id), "accounts-said-closed")
}

/// Reopens a closed account: as active, or as invited if it never had a password.
pub async fn open(admin: Admin, Id(id): Id<UserId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::open_account(tx, id)).await?;
    ui.go_to_saying(urls::person(id), "accounts-said-opened")
}
