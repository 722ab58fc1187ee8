//! Clients: the list, a client's page, its details.

use actix_web::web::Data;

use crate::{
    access::Viewer,
    accounts,
    clients::{
        forms::{ClientForm, Filters},
        pages::{Edit, Index, Show},
        queries,
    },
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::ClientId,
    tenancy::Studios,
    urls,
    web::{Button, Filled, Id, PostForm, Staff, Ui, UrlQuery},
};

/// The clients, by name.
pub async fn index(staff: Staff, UrlQuery(filters): UrlQuery<Filters>, db: Data<Db>, ui: Ui) -> AppResult {
    let asked = filters.clone();
    let (clients, last) = db.read(&staff, move |tx| queries::list(tx, &asked)).await?;
    let older = last.map(|last| filters.from(last)).unwrap_or_default();
    ui.page(&Index { clients, filters, older })
}

/// The form for a new client; the studio's currency and language are suggested.
pub async fn new(staff: Staff, studios: Data<Studios>, ui: Ui) -> AppResult {
    let studio = studios.facts(staff.studio).await?;
    let form = ClientForm {
        currency: studio.currency.to_string(),
        locale: studio.locale.to_string(),
        ..ClientForm::default()
    };
    ui.page(&Edit::new(None, Filled::of(form), false))
}

/// Adds a client. Its people are invited next.
pub async fn create(staff: Staff, PostForm(form): PostForm<ClientForm>, db: Data<Db>, ui: Ui) -> AppResult {
    let input = match form.parse(None) {
        Ok(input) => input,
        Err(form) => return ui.refuse(&Edit::new(None, form, false)),
    };
    let id = db.write(&staff, move |tx| queries::create(tx, &input)).await?;
    ui.go_to_saying(urls::client(id), "clients-said-added")
}

/// A client's page: for staff any, for a client user their own.
pub async fn show(viewer: Viewer, Id(id): Id<ClientId>, db: Data<Db>, ui: Ui) -> AppResult {
    let works_here = viewer.role.works_here();
    let page = db
        .read(&viewer, move |tx| {
            let client = queries::find(tx, id)?;
            let code = if works_here { accounts::code_of(tx, client.id)? } else { None };
            Ok(Show {
                code,
                people: accounts::of_client(tx, client.id)?,
                work: queries::work(tx, client.id)?,
                client,
            })
        })
        .await?;
    ui.page(&page)
}

/// The form for a client's details.
pub async fn edit(staff: Staff, Id(id): Id<ClientId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (client, fixed) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::has_work(tx, id)?))).await?;
    let form = Filled::of(ClientForm::of(&client));
    ui.page(&Edit::new(Some(client), form, fixed))
}

/// Saves a client's details, unless somebody else did so since the form was filled: then both are shown.
///
/// # Errors
/// Stale, when the address that invoices go to is another and its author was proven too long ago.
pub async fn update(
    staff: Staff,
    Id(id): Id<ClientId>,
    PostForm(form): PostForm<ClientForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (client, fixed) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::has_work(tx, id)?))).await?;
    let revision = form.revision.parse().unwrap_or_default();
    let input = match form.clone().parse(fixed.then_some(client.currency)) {
        Ok(input) => input,
        Err(form) => return ui.refuse(&Edit::new(Some(client), form, fixed)),
    };
    if input.email != client.email && !staff.is_fresh(db.clock().now()) {
        return Err(AppError::Stale);
    }
    match db.write(&staff, move |tx| queries::revise(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::client(id), "clients-said-saved"),
        Err(now) => {
            let theirs = form.differences(&now);
            let form = ClientForm { revision: now.revision.to_string(), ..form };
            let page = Edit { theirs: Some(theirs), ..Edit::new(Some(now), Filled::of(form), fixed) };
            ui.conflict(&page)
        }
    }
}

/// Puts a client away. Nothing of it is lost, and its people go on reading and writing in what there is; nobody new joins them.
pub async fn archive(staff: Staff, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| queries::set_archived(tx, id, true)).await?;
    ui.go_to_saying(urls::client(id), "clients-said-archived")
}

/// Brings a client back.
pub async fn bring_back(staff: Staff, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| queries::set_archived(tx, id, false)).await?;
    ui.go_to_saying(urls::client(id), "clients-said-returned")
}
