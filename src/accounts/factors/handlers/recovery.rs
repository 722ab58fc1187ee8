//! Recovery codes: created, shown once on the next page, and voided by the next set.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, time::Duration as CookieDuration},
};
use chrono::Duration;
use uuid::Uuid;

use super::next_page;
use crate::{
    accounts::factors::{
        actions::{self, NoFactor},
        code_maker::CodeMaker,
        pages::{CodesPage, RecoveryPage},
        queries,
        rules::RecoveryCode,
    },
    config::{Config, WebConfig},
    form_keys::try_once,
    web::{cookie, prelude::*},
};

/// The cookie that makes the next page show new codes. It holds their seed, which is useless without the portal's key.
const COOKIE: &str = "codes";
/// How long after they were created codes can be shown, if the browser has not shown them yet.
const SHOWN_FOR: Duration = Duration::minutes(2);

fn to_show(web: &WebConfig, seed: &str) -> Cookie<'static> {
    let lasts = CookieDuration::seconds(SHOWN_FOR.num_seconds());
    cookie::build(COOKIE, web.https(), seed.to_owned()).max_age(lasts).finish()
}

/// The codes just created, once; otherwise what they are for, and how many are left.
pub async fn show(
    viewer: Viewer,
    request: HttpRequest,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (user, maker) = (viewer.user, CodeMaker::of(&config));
    let seed = request.cookie(&cookie::name(COOKIE, config.web.https()));
    let seed: Option<Uuid> = seed.and_then(|cookie| cookie.value().parse().ok());
    let system = viewer.as_system("factor desk");
    let read = move |tx: &mut Tx| {
        let (held, made_at) = (queries::held(tx, user)?, queries::codes_made_at(tx, user)?);
        let codes = seed.map(|seed| maker.codes(user, seed)).unwrap_or_default();
        let since = tx.now - SHOWN_FOR;
        let fresh = !codes.is_empty() && queries::are_stored(tx, user, &codes, since)?;
        Ok((held, made_at, codes, fresh))
    };
    let (held, made_at, codes, fresh) = db.read(&system, read).await?;
    if fresh {
        return show_once(&codes, &config.web, &ui);
    }
    if !held.any() {
        return ui.go_to(urls::ACCOUNT_SECURITY);
    }
    ui.page(&RecoveryPage { left: held.recovery_codes, made_at, on_to: next_page(&ui).to_owned() })
}

fn show_once(codes: &[RecoveryCode], web: &WebConfig, ui: &Ui) -> AppResult<HttpResponse> {
    let codes: Vec<String> = codes.iter().map(RecoveryCode::text).collect();
    let text = format!("{}\n\n{}\n", ui.around.studio_name, codes.join("\n"));
    let file: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let file = format!("data:text/plain;charset=utf-8,{file}");
    let mut response = ui.page(&CodesPage { codes, file, on_to: next_page(ui).to_owned() })?;
    let mut forget = to_show(web, "");
    forget.set_max_age(CookieDuration::ZERO);
    response.add_cookie(&forget).map_err(AppError::internal)?;
    Ok(response)
}

/// Creates new codes, which the next page shows, and voids the previous ones. Submitting the form twice creates them
/// once.
pub async fn create(
    viewer: Viewer,
    CreationForm(_, submission): CreationForm<Confirmed>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (system, sign_in) = (viewer.as_system("factor desk"), viewer.came_with());
    let maker = CodeMaker::of(&config);
    let make = move |tx: &mut Tx| {
        try_once(tx, sign_in.user, submission, |tx| actions::make_recovery_codes(tx, &sign_in, &maker))
    };
    match db.write(&system, make).await? {
        Ok(Once::Done(seed) | Once::Taken(seed)) => {
            let mut response = ui.go_to(urls::RECOVERY_CODES)?;
            let cookie = to_show(&config.web, &seed.to_string());
            response.add_cookie(&cookie).map_err(AppError::internal)?;
            Ok(response)
        }
        Err(NoFactor) => ui.go_to(urls::ACCOUNT_SECURITY),
    }
}
