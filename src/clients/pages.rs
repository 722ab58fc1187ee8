//! The room's pages.

use askama::Template;

use super::{
    forms::{ClientForm, ClientQuery},
    model::{Client, Entry},
    queries,
};
use crate::{
    accounts::{self, ClientCode, InvitationForm, State, User},
    db::Tx,
    error::AppResult,
    kernel::{Currency, Locale, ids::ClientId},
    room::{Figure, Rooms, Work},
    urls,
    web::{Form, Page, filters, thing_and_place, titled},
    words::Words,
};

titled! { Index = "clients-title"; }

/// The list of clients.
#[derive(Template)]
#[template(path = "clients/index.html")]
pub struct Index {
    pub clients: Vec<Entry>,
    pub filters: ClientQuery,
    pub older: String,
}

/// A client: its people, and its open work.
#[derive(Template)]
#[template(path = "clients/show.html")]
pub struct Show {
    pub client: Client,
    pub people: Vec<User>,
    pub work: Vec<Work>,
    pub figures: Vec<Figure>,
    /// Only for staff.
    pub code: Option<ClientCode>,
}

impl Show {
    /// Reads the page. The code is included if `with_code` is set.
    pub fn read(tx: &mut Tx, id: ClientId, with_code: bool, rooms: Rooms) -> AppResult<Self> {
        let client = queries::find(tx, id)?;
        let code = if with_code { accounts::code_of(tx, client.id)? } else { None };
        let people = accounts::of_client(tx, client.id)?;
        let work = rooms.work(tx, client.id)?;
        let figures = rooms.figures(tx, client.id)?;
        Ok(Self { client, people, work, figures, code })
    }
}

impl Page for Show {
    fn title(&self, _: &Words) -> String {
        self.client.name.clone()
    }
}

/// The form for a new or an existing client.
#[derive(Template)]
#[template(path = "clients/edit.html")]
pub struct Edit {
    pub client: Option<Client>,
    pub form: ClientForm,
    /// Whether the currency can no longer be chosen.
    pub fixed: bool,
    pub currencies: Vec<Currency>,
    pub locales: [Locale; 2],
    /// What someone else has changed since: the translation key of the field's label, and the stored value.
    pub theirs: Option<Vec<(&'static str, String)>>,
    /// The existing client with the same name as the new one.
    pub twin: Option<ClientId>,
}

impl Edit {
    /// The page for an existing client or, without one, for a new client.
    pub fn new(client: Option<Client>, form: ClientForm, fixed: bool) -> Self {
        let currencies = Currency::beginning_with(form.currency.typed());
        Self { client, form, fixed, currencies, locales: Locale::ALL, theirs: None, twin: None }
    }

    /// The page for a client that someone else has changed since: what was typed, beside the client as it is now.
    pub fn beside(now: Client, mut typed: ClientForm, fixed: bool) -> Self {
        let theirs = Some(typed.differences(&now));
        typed.revision.fill(now.revision.to_string());
        Self { theirs, ..Self::new(Some(now), typed, fixed) }
    }
}

impl Page for Edit {
    fn title(&self, words: &Words) -> String {
        match &self.client {
            Some(client) => thing_and_place(&words.text("clients-edit"), &client.name),
            None => words.text("clients-new"),
        }
    }
}

/// The form for inviting someone to a client.
#[derive(Template)]
#[template(path = "clients/invite.html")]
pub struct Invite {
    pub client: Client,
    pub form: InvitationForm,
}

impl Invite {
    /// Where the page goes back to.
    fn back(&self, works_here: bool) -> String {
        invites_from(self.client.id, works_here)
    }
}

/// The page from which people are invited to a client: the client's page or, for its managers, their team's.
pub fn invites_from(client: ClientId, works_here: bool) -> String {
    if works_here { urls::client(client) } else { urls::TEAM.to_owned() }
}

impl Page for Invite {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("clients-invite-title"), &self.client.name)
    }
}
