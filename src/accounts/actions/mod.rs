//! The operations on accounts. Each function is one transaction: it checks the rules, writes rows, and records the
//! event, the audit entry and the mail that go with them.

pub mod admit;
mod change_email;
mod check_password;
mod client_code;
mod create_admin;
mod invite;
mod join;
mod outstanding;
mod own_password;
mod places;
mod profile;
mod register;
mod reset_password;
mod sessions;
mod sign_in;
mod suspicion;

pub use admit::Admitted;
pub use change_email::{
    Answered, TooManyChanges, answer_email_change, request_email_change, withdraw_email_change,
};
pub use client_code::{make_client_code, revoke_client_code};
pub use create_admin::create_admin;
pub use invite::{Invited, free_address, send_invitation};
pub use join::accept_invitation;
pub use own_password::{change_password, prove_with_password};
pub use places::{close_account, give_role, open_account};
pub use profile::{remove_picture, save_notifications, save_profile, set_picture};
pub use register::{Applied, apply, register};
pub use reset_password::{request_reset, reset_password};
pub use sessions::{
    end_everybodys_sessions, end_other_sessions, end_session, end_sessions_of, note_use, warn_of_two_browsers,
};
pub use sign_in::{Attempt, sign_in, sign_out};
