//! Inviting by a form that somebody has sent, on the studio's page of people as on a client's.

use url::Url;

use crate::{
    access::Viewer,
    accounts::{
        actions::{self, Invited},
        model::Invitee,
    },
    db::{Db, Tx},
    error::AppResult,
    form_keys::try_once,
    web::{Once, Submission},
};

/// Invites someone, or once more who has not come yet. The same form again invites nobody and is answered as the first time.
pub async fn invite_as(
    db: &Db,
    who: &Viewer,
    submission: Submission,
    invitee: Invitee,
    base_url: Url,
) -> AppResult<Invited> {
    let address_of = invitee.clone();
    db.write(&who.as_system("people desk"), move |tx| actions::free_address(tx, &address_of)).await?;
    let user = who.user;
    let invite = move |tx: &mut Tx| {
        try_once(tx, user, submission, |tx| {
            Ok(actions::send_invitation(tx, &invitee, &base_url)?.map(|(user, _)| user))
        })
    };
    Ok(match db.write(who, invite).await? {
        Ok(Once::Done(user)) => Invited::Sent(user),
        Ok(Once::Taken(_)) => Invited::FormUsed,
        Err(not) => not,
    })
}
