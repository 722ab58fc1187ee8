//! The browser's side: it shows a code, and is signed in once the phone has confirmed.

use actix_session::Session;
use actix_web::http::StatusCode;

use crate::{
    access::SystemViewer,
    accounts::{
        factors::Picture,
        handlers::{
            entering::let_in,
            sign_in::{NextForm, NextQuery},
        },
        phone::{
            actions::{self, Entered},
            asker::Asker,
            model::Code,
            pages::{CodePage, OverPage},
            queries,
            rules::Standing,
        },
    },
    kernel::ids::SignInCodeId,
    tenancy::Studios,
    web::{browser::Browser, prelude::*},
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("sign-in desk")
}

/// Creates a code for this browser. A user who is already signed in is redirected.
pub async fn create(
    visitor: Visitor,
    asker: Asker,
    PostForm(to): PostForm<NextForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let next = urls::local(&to.next);
    if visitor.viewer.is_some() {
        return ui.go_to(next);
    }
    let (asker, secret) = asker.with_new_code();
    let id = db.write(&as_system(&visitor), move |tx| actions::make_code(tx, &secret)).await?;
    asker.remember(ui.go_to(urls::sign_in_code_and_on_to(id, next))?)
}

/// Shows the code, until it is over.
pub async fn show(
    visitor: Visitor,
    asker: Asker,
    Id(id): Id<SignInCodeId>,
    UrlQuery(to): UrlQuery<NextQuery>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let seen = asker.digests();
    let code = db.read(&as_system(&visitor), move |tx| queries::find(tx, id, &seen)).await?;
    let next = urls::local(&to.next);
    match code.standing(ui.around.now) {
        Standing::Waiting | Standing::Confirmed => {
            ui.page(&page(&visitor, &asker, code, next, false, &studios).await?)
        }
        Standing::Over if visitor.viewer.is_some() => ui.go_to(next),
        standing => over(standing, next, &ui),
    }
}

async fn page(
    visitor: &Visitor,
    asker: &Asker,
    code: Code,
    next: &str,
    early: bool,
    studios: &Studios,
) -> AppResult<CodePage> {
    let link = urls::sign_in_confirmation(&asker.secret(&code.asker_hash)?.link().text());
    let link = studios.base_url(visitor.studio.id).await?.join(&link).map_err(AppError::internal)?;
    Ok(CodePage { picture: Picture::of(link.as_str())?, code, next: next.to_owned(), early })
}

fn over(standing: Standing, next: &str, ui: &Ui) -> AppResult {
    let page = OverPage { refused: standing == Standing::Refused, next: next.to_owned() };
    ui.answer(StatusCode::GONE, &page)
}

/// Signs in the browser that the phone has confirmed.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn enter(
    visitor: Visitor,
    asker: Asker,
    browser: Browser,
    Id(id): Id<SignInCodeId>,
    PostForm(to): PostForm<NextForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let (seen, known) = (asker.digests(), browser.digest());
    let next = urls::local(&to.next);
    let enter = move |tx: &mut Tx| actions::enter(tx, id, &seen, known);
    match db.write(&as_system(&visitor), enter).await? {
        Entered::Admitted(admitted) => {
            let_in(&ui, &session, &browser, &admitted, next, "accounts-said-signed-in")
        }
        Entered::NotConfirmed(code) => match code.standing(ui.around.now) {
            Standing::Waiting => ui.refuse(&page(&visitor, &asker, code, next, true, &studios).await?),
            standing => over(standing, next, &ui),
        },
        Entered::Refused => over(Standing::Refused, next, &ui),
    }
}
