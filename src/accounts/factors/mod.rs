//! Second factors: the code of an authenticator app, a passkey, or a one-time recovery code.

mod actions;
mod app;
mod code_maker;
mod enroller;
mod forms;
mod handlers;
mod model;
mod pages;
mod passkey;
mod picture;
mod queries;
pub mod rules;
pub mod standing;

use crate::web::{
    Access, Route,
    route::{get, post},
};

pub use forms::{ProofCodeForm, ProofCodeText};
pub use picture::Picture;

/// The routes for second factors.
pub fn routes() -> Vec<Route> {
    use handlers::{app, passkeys, proof, recovery, reset, security, sign_in};
    vec![
        get("/sign-in/factor", Access::SignedIn, sign_in::show),
        post("/sign-in/factor", Access::SignedIn, sign_in::create),
        post("/sign-in/passkey/question", Access::Anyone, sign_in::challenge),
        post("/sign-in/passkey", Access::Anyone, sign_in::verify_passkey),
        get("/account/security", Access::SignedIn, security::show),
        get("/account/factors/enrolment", Access::SignedIn, sign_in::enrol),
        get("/account/factors/app", Access::SignedIn, app::show).fresh(),
        post("/account/factors/app", Access::SignedIn, app::begin).fresh(),
        post("/account/factors/app/confirmation", Access::SignedIn, app::confirm).fresh(),
        get("/account/factors/app/removal", Access::SignedIn, app::ask_removal).fresh(),
        post("/account/factors/app/removal", Access::SignedIn, app::remove).fresh(),
        get("/account/factors/recovery-codes", Access::SignedIn, recovery::show).fresh(),
        post("/account/factors/recovery-codes", Access::SignedIn, recovery::create).fresh(),
        post("/account/passkeys", Access::SignedIn, passkeys::create).fresh().on("/account/security"),
        post("/account/passkeys/question", Access::SignedIn, passkeys::challenge)
            .fresh()
            .on("/account/security"),
        get("/account/passkeys/{id}/removal", Access::SignedIn, passkeys::ask_removal).fresh(),
        post("/account/passkeys/{id}/removal", Access::SignedIn, passkeys::remove).fresh(),
        post("/account/proof/code", Access::SignedIn, proof::create),
        post("/account/proof/passkey", Access::SignedIn, proof::verify_passkey),
        get("/people/{id}/factors/removal", Access::Admin, reset::ask).fresh(),
        post("/people/{id}/factors/removal", Access::Admin, reset::create).fresh(),
    ]
}
