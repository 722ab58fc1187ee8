//! The list of clients, a client's page, and its details.

use crate::{
    clients::{
        actions,
        forms::{ClientForm, ClientQuery, ClientText},
        pages::{Edit, Index, Show},
        queries,
    },
    form_keys::try_once,
    kernel::ids::ClientId,
    room::Rooms,
    tenancy::Studios,
    web::prelude::*,
};

/// The clients, by name.
pub async fn index(
    staff: Staff,
    UrlQuery(filters): UrlQuery<ClientQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let asked = filters.clone();
    let page = db.read(&staff, move |tx| queries::list(tx, &asked)).await?;
    let older = filters.following(urls::CLIENTS, &page);
    ui.page(&Index { clients: page.items, filters, older })
}

/// The form for a new client, with the studio's currency and language filled in.
pub async fn new(staff: Staff, studios: Data<Studios>, ui: Ui) -> AppResult {
    let studio = studios.facts(staff.studio).await?;
    let form = ClientText {
        currency: studio.currency.to_string(),
        locale: studio.locale.to_string(),
        ..ClientText::default()
    };
    ui.page(&Edit::new(None, form.into(), false))
}

/// Adds a client. If there is one with the same name, asks for confirmation first.
pub async fn create(
    staff: Staff,
    CreationForm(mut form, submission): CreationForm<ClientForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let Some(input) = form.parse(None) else { return ui.refuse(&Edit::new(None, form, false)) };
    let (user, is_another) = (staff.user, form.same.is_ticked());
    let add = move |tx: &mut Tx| {
        try_once(tx, user, submission, |tx| actions::create_unless_name_exists(tx, &input, is_another))
    };
    match db.write(&staff, add).await? {
        Ok(Once::Done(id)) => ui.go_to_saying(urls::client(id), "clients-said-added"),
        Ok(Once::Taken(_)) => ui.conflict(&Edit::new(None, form.already_used(|form| &mut form.name), false)),
        Err(twin) => {
            form.same.refuse(Fault::new("clients-fault-same"));
            ui.refuse(&Edit { twin: Some(twin), ..Edit::new(None, form, false) })
        }
    }
}

/// A client's page: any for staff, their own for a client user.
pub async fn show(viewer: Viewer, Id(id): Id<ClientId>, db: Data<Db>, rooms: Rooms, ui: Ui) -> AppResult {
    let with_code = viewer.role.works_here();
    let page = db.read(&viewer, move |tx| Show::read(tx, id, with_code, rooms)).await?;
    ui.page(&page)
}

/// The form for a client's details.
pub async fn edit(staff: Staff, Id(id): Id<ClientId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (client, fixed) = db.read(&staff, move |tx| queries::to_edit(tx, id)).await?;
    let form = ClientText::of(&client).into();
    ui.page(&Edit::new(Some(client), form, fixed))
}

/// Saves a client's details, unless someone else has saved since the form was filled in: then both versions are shown.
///
/// # Errors
/// Stale, if the address that invoices go to changes and the user has not given fresh proof.
pub async fn update(
    staff: Staff,
    Id(id): Id<ClientId>,
    PostForm(mut form): PostForm<ClientForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (client, fixed) = db.read(&staff, move |tx| queries::to_edit(tx, id)).await?;
    let revision = form.revision.typed().parse().unwrap_or_default();
    let Some(input) = form.parse(fixed.then_some(client.currency)) else {
        return ui.refuse(&Edit::new(Some(client), form, fixed));
    };
    if input.email != client.email && !staff.is_fresh(db.clock().now()) {
        return Err(AppError::Stale);
    }
    match db.write(&staff, move |tx| actions::revise(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::client(id), "clients-said-saved"),
        Err(now) => ui.conflict(&Edit::beside(now, form, fixed)),
    }
}

/// Archives a client. Nothing is lost, and its people can still read and write; no one new can join.
pub async fn archive(staff: Staff, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| actions::set_archived(tx, id, true)).await?;
    ui.go_to_saying(urls::client(id), "clients-said-archived")
}

/// Restores an archived client.
pub async fn restore(staff: Staff, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| actions::set_archived(tx, id, false)).await?;
    ui.go_to_saying(urls::client(id), "clients-said-returned")
}
