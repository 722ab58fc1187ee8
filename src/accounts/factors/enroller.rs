//! Who may set up a second factor: a signed-in user (the routes require fresh proof), or a user whose sign-in requires
//! enrolment.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{
    access::{Origin, SignIn, SystemViewer, Viewer},
    error::{AppError, AppResult},
    kernel::ids::{StudioId, UserId},
    sessions::Stage,
    urls,
    web::IncompleteSignIn,
};

/// A user setting up a second factor.
#[derive(Clone)]
pub struct Enroller {
    pub studio: StudioId,
    pub user: UserId,
    /// The request's session: a complete one, or an incomplete sign-in that requires enrolment.
    pub sign_in: SignIn,
    origin: Arc<Origin>,
}

impl Enroller {
    /// The system viewer that acts for the user, who cannot read factors directly.
    pub fn as_system(&self) -> SystemViewer {
        SystemViewer::for_visitor(self.studio, "factor desk", self.origin.clone())
            .signed_in(Some(self.sign_in))
    }
}

impl FromRequest for Enroller {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(match Viewer::from_request(request, payload).into_inner() {
            Ok(viewer) => Ok(Self {
                studio: viewer.studio,
                user: viewer.user,
                sign_in: viewer.came_with(),
                origin: viewer.origin.clone(),
            }),
            Err(AppError::SignInIncomplete(_)) => {
                IncompleteSignIn::from_request(request, payload).into_inner().and_then(enrolling)
            }
            Err(error) => Err(error),
        })
    }
}

fn enrolling(incomplete: IncompleteSignIn) -> AppResult<Enroller> {
    let IncompleteSignIn { studio, origin, sign_in, stage } = incomplete;
    if stage != Stage::Enrolment {
        return Err(AppError::SignInIncomplete(urls::FACTOR));
    }
    Ok(Enroller { studio: studio.id, user: sign_in.user, sign_in, origin })
}
