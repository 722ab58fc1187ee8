//! Erasure of a person or of a client.

use std::sync::Arc;

use crate::{
    access::{Asks, Origin, Reach, Scope, SignIn},
    kernel::ids::{ClientId, UserId},
    privacy::{actions, forms::ErasureForm, pages::Data as DataPage, queries::exports, rules::About},
    room::Rooms,
    web::prelude::*,
};

/// An admin who erases: has the reach of the system, because passwords, sessions and audit particulars are hidden from admins too, but
/// acts under their own name.
struct Eraser(Viewer);

impl Asks for Eraser {
    fn scope(&self) -> Scope {
        Scope { reach: Reach::System, ..self.0.scope() }
    }

    fn named(&self) -> &str {
        self.0.named()
    }

    fn origin(&self) -> Arc<Origin> {
        self.0.origin()
    }

    fn sign_in(&self) -> Option<SignIn> {
        self.0.sign_in()
    }
}

/// Erases a person, once their name has been typed.
pub async fn person(
    admin: Admin,
    Id(id): Id<UserId>,
    PostForm(form): PostForm<ErasureForm>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    erase(admin, About::Person(id), form, db, rooms, ui).await
}

/// Erases a client with its users, once its name has been typed.
pub async fn client(
    admin: Admin,
    Id(id): Id<ClientId>,
    PostForm(form): PostForm<ErasureForm>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    erase(admin, About::Client(id), form, db, rooms, ui).await
}

async fn erase(
    admin: Admin,
    about: About,
    mut form: ErasureForm,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let (name, erased) = db.read(&admin, move |tx| exports::name_of(tx, about)).await?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    let Some(file_names) = form.parse(&name) else {
        return ui.refuse(&db.read(&admin, DataPage::read(about, form)).await?);
    };
    let erase = move |tx: &mut Tx| match about {
        About::Person(id) => actions::erase_person(tx, id, file_names),
        About::Client(id) => actions::erase_client(tx, rooms, id),
    };
    db.write(&Eraser((*admin).clone()), erase).await?;
    ui.go_to_saying(about.page(), "privacy-said-erased")
}
