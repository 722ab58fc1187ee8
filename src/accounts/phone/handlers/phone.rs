//! The phone's side: it shows which browser is asking, and the user confirms or refuses.

use actix_web::{http::StatusCode, web::Path};

use crate::{
    access::SystemViewer,
    accounts::phone::{
        actions,
        forms::AnswerForm,
        model::Code,
        pages::{ConfirmPage, LinkGone, RefusedPage},
        queries,
        rules::Verdict,
    },
    kernel::Token,
    web::prelude::*,
};

/// Shows which browser is asking. Opening the page changes nothing.
pub async fn show(viewer: Viewer, link: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match linked(&viewer, &link, &db).await? {
        Some(code) => ui.page(&page(&viewer, &link, code)),
        None => gone(&ui),
    }
}

fn as_system(viewer: &Viewer) -> SystemViewer {
    viewer.as_system("sign-in desk")
}

async fn linked(viewer: &Viewer, link: &str, db: &Db) -> AppResult<Option<Code>> {
    let Ok(link) = link.parse::<Token>() else { return Ok(None) };
    db.read(&as_system(viewer), move |tx| queries::find_by_link(tx, &link)).await
}

fn page(viewer: &Viewer, link: &str, code: Code) -> ConfirmPage {
    ConfirmPage::new(code, &viewer.origin.address, urls::sign_in_confirmation(link))
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &LinkGone)
}

/// Records the answer. A wrong number counts as a refusal.
pub async fn answer(
    viewer: Viewer,
    link: Path<String>,
    PostForm(form): PostForm<AnswerForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let Some(code) = linked(&viewer, &link, &db).await? else { return gone(&ui) };
    let Some(answer) = form.parse() else { return ui.refuse(&page(&viewer, &link, code)) };
    let verdict = Verdict::of(answer, code.number);
    let phone = viewer.came_with();
    let answered = move |tx: &mut Tx| actions::answer_code(tx, &code, verdict, &phone);
    let decided = db.write(&as_system(&viewer), answered).await?;
    match verdict {
        _ if !decided => gone(&ui),
        Verdict::Confirmed => ui.go_to_saying(urls::ACCOUNT_SESSIONS, "phone-said-confirmed"),
        Verdict::WrongNumber => ui.refuse(&RefusedPage { wrong_number: true }),
        Verdict::NotMe => ui.page(&RefusedPage { wrong_number: false }),
    }
}
