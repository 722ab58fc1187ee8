//! Who may set up a second factor: whoever is in (the routes ask for fresh proof), and who cannot come in without one.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{
    access::{Origin, SignIn, SystemViewer, Viewer},
    error::{AppError, AppResult},
    kernel::ids::{StudioId, UserId},
    urls,
    web::{Arriving, session::Stage},
};

/// Someone setting up a second factor.
#[derive(Clone)]
pub struct Enroller {
    pub studio: StudioId,
    pub user: UserId,
    /// Whether they are on the way in, and this is what is asked of them.
    pub arriving: bool,
    /// What their request came with.
    pub sign_in: SignIn,
    origin: Arc<Origin>,
}

impl Enroller {
    /// Who acts for them, since they see no factors themselves.
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
                arriving: false,
                sign_in: viewer.came_with(),
                origin: viewer.origin.clone(),
            }),
            Err(AppError::Arriving(_)) => {
                Arriving::from_request(request, payload).into_inner().and_then(arriving)
            }
            Err(error) => Err(error),
        })
    }
}

fn arriving(arriving: Arriving) -> AppResult<Enroller> {
    if arriving.arrived.stage != Stage::Enrolment {
        return Err(AppError::Arriving(urls::FACTOR));
    }
    let Arriving { studio, origin, arrived } = arriving;
    let sign_in = arrived.sign_in();
    Ok(Enroller { studio: studio.id, user: arrived.user, arriving: true, sign_in, origin })
}
