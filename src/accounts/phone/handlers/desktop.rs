//! The asking browser: it shows a code, and goes in once the phone has confirmed.

use actix_session::Session;
use actix_web::{http::StatusCode, web::Data};
use serde_json::json;

use crate::{
    access::SystemViewer,
    accounts::kinds::AuditKind,
    accounts::{
        arrival::{self, Way},
        factors::Picture,
        handlers::sign_in::OnTo,
        model::State as Account,
        phone::{
            asker::Asker,
            model::Code,
            pages::{CodePage, OverPage},
            queries,
            rules::Standing,
        },
        queries as people,
    },
    audit,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::SignInCodeId,
    tenancy::Studios,
    urls,
    web::{
        Id, PostForm, Ui, UrlQuery, Visitor,
        browser::Browser,
        session::{self, Entrance, Opened, Stage},
    },
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("sign-in desk")
}

/// Makes a code for this browser; who is in goes on.
pub async fn create(
    visitor: Visitor,
    asker: Asker,
    PostForm(to): PostForm<OnTo>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let next = urls::local(&to.next);
    if visitor.viewer.is_some() {
        return ui.go_to(next);
    }
    let (asker, secret) = asker.asking();
    let id = db.write(&as_system(&visitor), move |tx| queries::make(tx, &secret)).await?;
    asker.remember(ui.go_to(urls::sign_in_code_and_on_to(id, next))?)
}

/// Shows the code, until it is over.
pub async fn show(
    visitor: Visitor,
    asker: Asker,
    Id(id): Id<SignInCodeId>,
    UrlQuery(to): UrlQuery<OnTo>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let seen = asker.clone();
    let code = db.read(&as_system(&visitor), move |tx| queries::asked(tx, id, &seen)).await?;
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

/// What came of trying the door.
enum Tried {
    In(Stage, Opened),
    /// The code is not confirmed, or not any more.
    Shut(Code),
    /// The phone's owner may not come in now.
    Refused,
}

/// Lets the browser in that the phone has confirmed: once, and as its owner is now.
#[allow(clippy::too_many_arguments)]
pub async fn enter(
    visitor: Visitor,
    asker: Asker,
    browser: Browser,
    Id(id): Id<SignInCodeId>,
    PostForm(to): PostForm<OnTo>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let (seen, known) = (asker.clone(), browser.clone());
    let next = urls::local(&to.next);
    let tried = db.write(&as_system(&visitor), move |tx| try_door(tx, id, &seen, &known)).await?;
    let (stage, opened) = match tried {
        Tried::In(stage, opened) => (stage, opened),
        Tried::Shut(code) => {
            return match code.standing(ui.around.now) {
                Standing::Waiting => ui.refuse(&page(&visitor, &asker, code, next, true, &studios).await?),
                standing => over(standing, next, &ui),
            };
        }
        Tried::Refused => return over(Standing::Refused, next, &ui),
    };
    session::sign_in(&session, &opened)?;
    if stage != Stage::Whole {
        return ui.go_to(urls::ENROLMENT);
    }
    browser.remember(ui.go_to_saying(next, "accounts-said-signed-in")?)
}

fn try_door(tx: &mut Tx, id: SignInCodeId, asker: &Asker, browser: &Browser) -> AppResult<Tried> {
    let Some(user) = queries::confirmed_by(tx, id, asker)? else {
        return Ok(Tried::Shut(queries::asked(tx, id, asker)?));
    };
    // Held before the code is used and the phone is looked at: whoever ends its owner's sessions waits for this, or this for them.
    let user = people::places::held(tx, user)?;
    let Some((phone, voucher)) = queries::use_up(tx, id, asker, user.id)? else {
        return Ok(Tried::Shut(queries::asked(tx, id, asker)?));
    };
    let about = user.id;
    let is_in = user.state == Account::Active && queries::vouching(tx, user.id, phone)?.is_some();
    let Some(voucher) = voucher.filter(|_| is_in) else {
        let facts = json!({ "by": "phone", "reason": "phone_signed_out" });
        audit::record_as(tx, Some(user.id), AuditKind::SessionRefused, about, facts)?;
        return Ok(Tried::Refused);
    };
    let stage = arrival::stage(tx, &user, Way::Code)?;
    audit::record_as(
        tx,
        Some(user.id),
        AuditKind::SessionOpened,
        about,
        json!({ "stage": stage, "by": "phone" }),
    )?;
    let device = match stage {
        Stage::Whole => Some(arrival::trust_device(tx, &user, browser)?),
        _ => None,
    };
    let entrance = Entrance { user: user.id, role: user.role(), stage, device, voucher: Some(voucher) };
    Ok(Tried::In(stage, session::open(tx, &entrance)?))
}
