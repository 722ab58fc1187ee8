//! Inviting people by a form, from the studio's list of people and from a client's page; and, if no mail server is
//! configured, showing the link to pass on.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use url::Url;

use super::sign_in::NextQuery;
use crate::{
    accounts::{
        actions::{self, Invited},
        kinds::AuditKind,
        model::Invitee,
        pages::InvitationLink,
        queries::links,
        rules::Purpose,
    },
    audit,
    config::{Config, WebConfig},
    form_keys::try_once,
    kernel::Token,
    seal::{Belongs, Sealer},
    tenancy::Studios,
    web::{Submission, cookie, prelude::*},
};

/// The outcome of an invitation and, if the portal cannot send mail, its link, for those who work in the studio.
pub struct Invitation {
    pub became: Invited,
    link: Option<Token>,
}

/// Invites someone, or sends a new invitation to someone who has not joined yet. Submitting the same form again sends
/// nothing, and gets the same response as the first time.
pub async fn invite_as(
    db: &Db,
    ui: &Ui,
    who: &Viewer,
    submission: Submission,
    invitee: Invitee,
    base_url: Url,
) -> AppResult<Invitation> {
    let address_of = invitee.clone();
    db.write(&who.as_system("people desk"), move |tx| actions::free_address(tx, &address_of)).await?;
    let (user, shows) = (who.user, !ui.mail_leaves() && who.role.works_here());
    let invite = move |tx: &mut Tx| {
        let mut link = None;
        let sent = try_once(tx, user, submission, |tx| {
            let sent = actions::send_invitation(tx, &invitee, &base_url)?;
            if let (Ok((user, _)), true) = (&sent, shows) {
                audit::record(tx, AuditKind::InvitationShown, *user, json!({}))?;
            }
            Ok(sent.map(|(user, token)| {
                link = shows.then_some(token);
                user
            }))
        })?;
        let became = match sent {
            Ok(Once::Done(user)) => Invited::Sent(user),
            Ok(Once::Taken(_)) => Invited::FormUsed,
            Err(not) => not,
        };
        Ok(Invitation { became, link })
    };
    db.write(who, invite).await
}

/// The cookie that makes the next page show a link, once. It is sealed for the inviter.
const COOKIE: &str = "invited";
const LASTS: Duration = Duration::minutes(2);

fn belongs(who: &Viewer) -> Belongs {
    Belongs { studio: who.studio, user: who.user, column: "invitation cookie" }
}

fn to_show(web: &WebConfig, sealed: &[u8]) -> Cookie<'static> {
    cookie::build(COOKIE, web.https(), BASE64URL_NOPAD.encode(sealed)).max_age(LASTS).finish()
}

/// Reports that an invitation was sent. If the portal cannot send mail, reports that instead, and shows the link to
/// those who work in the studio.
pub fn say_invited(
    ui: &Ui,
    config: &Config,
    who: &Viewer,
    invitation: &Invitation,
    (back, said): (&str, &'static str),
) -> AppResult {
    if ui.mail_leaves() {
        return ui.go_to_saying(back, said);
    }
    if !who.role.works_here() {
        return ui.go_to_saying(back, "accounts-said-not-mailed");
    }
    let mut response = ui.go_to(urls::asking(urls::INVITATION_LINK, &[("next", back)]))?;
    if let Some(token) = &invitation.link {
        let sealed = Sealer::of(config).seal(belongs(who), token.text().as_bytes())?;
        response.add_cookie(&to_show(&config.web, &sealed)).map_err(AppError::internal)?;
    }
    Ok(response)
}

/// The link of an invitation that was not mailed. Shown only once.
pub async fn show_link(
    staff: Staff,
    UrlQuery(to): UrlQuery<NextQuery>,
    request: HttpRequest,
    config: Data<Config>,
    studios: Data<Studios>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let kept = request.cookie(&cookie::name(COOKIE, config.web.https()));
    let sealed = kept.and_then(|cookie| BASE64URL_NOPAD.decode(cookie.value().as_bytes()).ok());
    let opened = sealed.filter(|sealed| !sealed.is_empty());
    let opened = opened.and_then(|sealed| Sealer::of(&config).open(belongs(&staff), &sealed));
    let token = opened.and_then(|text| String::from_utf8(text).ok()?.parse::<Token>().ok());
    let bearer = match token.clone() {
        Some(token) => {
            let system = staff.as_system("invitation desk");
            db.read(&system, move |tx| links::bearer(tx, &token, Purpose::Invitation)).await?
        }
        None => None,
    };
    let base_url = studios.base_url(staff.studio).await?;
    let link = token.map(|token| base_url.join(urls::invitation(&token).expose())).transpose();
    let link = link.map_err(AppError::internal)?.map(|link| link.to_string());
    let mut response = ui.page(&InvitationLink { link, bearer, back: urls::local(&to.next).to_owned() })?;
    let mut forget = to_show(&config.web, &[]);
    forget.set_max_age(Duration::ZERO);
    response.add_cookie(&forget).map_err(AppError::internal)?;
    Ok(response)
}
