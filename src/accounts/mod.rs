//! People: signing in and out, invitations, passwords, and each user's own account.

mod actions;
mod code;
pub mod commands;
pub mod factors;
mod forms;
mod handlers;
mod hashing;
mod kinds;
mod letters;
mod mail;
mod model;
mod pages;
pub mod password;
mod phone;
mod picture;
mod privacy;
mod queries;
pub mod rules;
mod verify;

use crate::{
    room::Room,
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

pub use actions::Invited;
pub use forms::{CodeForm, INVITATION_LABELS, InvitationForm, InvitationText};
pub use handlers::inviting::{Invitation, invite_as, say_invited};
pub use handlers::sessions::note as note_sessions;
pub use kinds::{AuditKind, EventKind};
pub use model::{ClientCode, Hashed, Invitee, NewUser, Person, State, User};
pub use queries::{
    create_user, of_client,
    passwords::{keep_password, set_password},
    people,
    places::hold_client,
    registrations::code_of,
};

/// The room's registration with the portal.
pub const ROOM: Room = Room {
    routes,
    events: EventKind::ALL,
    audit: &[AuditKind::ALL],
    things: &[kinds::USER, kinds::SESSION],
    rail: &[
        RailEntry {
            also: |path| path.starts_with("/clients/"),
            ..RailEntry::new(60, urls::TEAM, |_| "rail-team", "people", Access::Manager)
        },
        RailEntry::new(70, urls::PEOPLE, |_| "rail-people", "people", Access::Admin),
    ],
    credentials: &[
        urls::SIGN_IN,
        "/password-resets",
        "/invitations",
        "/registration",
        "/registrations",
        "/email-changes",
        urls::ACCOUNT_PROOF,
        urls::ACCOUNT_PASSWORD,
    ],
    privacy: privacy::PRIVACY,
    ..Room::named("accounts")
};

fn routes() -> Vec<Route> {
    use handlers::{
        account, avatars, codes, email_changes, invitations, inviting, kept_forms, notifications,
        password_resets, people, person, proof, registration, sessions, sign_in, team,
    };
    let mut routes = vec![
        get("/sign-in", Access::Anyone, sign_in::show),
        post("/sign-in", Access::Anyone, sign_in::create),
        post("/sign-out", Access::Anyone, sign_in::end),
        get("/invitations/{token}", Access::Anyone, invitations::show),
        post("/invitations/{token}", Access::Anyone, invitations::create),
        get("/password-resets", Access::Anyone, password_resets::new),
        post("/password-resets", Access::Anyone, password_resets::create),
        get("/password-resets/{token}", Access::Anyone, password_resets::show),
        post("/password-resets/{token}", Access::Anyone, password_resets::update),
        get("/account", Access::SignedIn, account::show),
        post("/account", Access::SignedIn, account::update).kept(forms::PROFILE_LABELS),
        get("/account/password", Access::SignedIn, account::show_password),
        post("/account/password", Access::SignedIn, account::change_password),
        get("/account/proof", Access::SignedIn, proof::show),
        post("/account/proof", Access::SignedIn, proof::create),
        get("/account/sessions", Access::SignedIn, sessions::index),
        post("/account/sessions/ending", Access::SignedIn, sessions::end_others),
        post("/account/sessions/{id}/ending", Access::SignedIn, sessions::end),
        post("/people/sessions/ending", Access::Admin, sessions::end_everybodys).fresh(),
        post("/people/{id}/sessions/ending", Access::Admin, sessions::end_of_person),
        get("/account/avatar", Access::SignedIn, avatars::edit),
        post("/account/avatar", Access::SignedIn, avatars::update),
        post("/account/avatar/removal", Access::SignedIn, avatars::remove),
        get("/avatars/{id}", Access::SignedIn, avatars::show),
        get("/account/email", Access::SignedIn, email_changes::new).fresh(),
        post("/account/email", Access::SignedIn, email_changes::create).fresh().kept(forms::EMAIL_LABELS),
        post("/account/email/withdrawal", Access::SignedIn, email_changes::withdraw),
        get("/email-changes/{token}", Access::Anyone, email_changes::show),
        post("/email-changes/{token}", Access::Anyone, email_changes::answer),
        get("/account/notifications", Access::SignedIn, notifications::show),
        post("/account/notifications", Access::SignedIn, notifications::update),
        get("/registration", Access::Anyone, registration::new),
        post("/registration", Access::Anyone, registration::create),
        get("/registrations/{token}", Access::Anyone, registration::show),
        post("/registrations/{token}", Access::Anyone, registration::take_up),
        post("/clients/{id}/code", Access::Staff, codes::make).fresh(),
        post("/clients/{id}/code/revocation", Access::Staff, codes::revoke),
        get("/forms/{id}", Access::SignedIn, kept_forms::show),
        get("/invitation-link", Access::Staff, inviting::show_link),
        get("/people", Access::Admin, people::index),
        get("/people/invitations", Access::Admin, people::new_invitation).fresh(),
        post("/people/invitations", Access::Admin, people::invite).fresh().kept(INVITATION_LABELS),
        get("/people/{id}", Access::Admin, person::show),
        get("/people/{id}/role", Access::Admin, person::ask_role).fresh(),
        post("/people/{id}/role", Access::Admin, person::change_role).fresh(),
        post("/people/{id}/invitation", Access::Admin, person::invite_again).fresh(),
        get("/people/{id}/closing", Access::Admin, people::ask_closing),
        post("/people/{id}/closing", Access::Admin, people::close),
        post("/people/{id}/opening", Access::Admin, people::open).fresh(),
        get("/team", Access::Manager, team::index),
        get("/team/{id}/closing", Access::Manager, team::ask_closing),
        post("/team/{id}/closing", Access::Manager, team::close),
        get("/team/{id}/standing", Access::Manager, team::ask_standing).fresh(),
        post("/team/{id}/standing", Access::Manager, team::change_standing).fresh(),
    ];
    routes.extend(factors::routes());
    routes.extend(phone::routes());
    routes
}
