//! The paths of routes, with ids filled in.

use reprint::{kernel::secret::Token, web::Route};
use uuid::Uuid;

use super::{Studio, furnish::Things};

/// A path in which each parameter is replaced by the result of `id_of` for the segment before it.
pub fn fill(path: &str, id_of: impl Fn(&str) -> String) -> String {
    let mut noun = "";
    let parts = path.split('/').map(|part| {
        if part.starts_with('{') {
            return id_of(noun);
        }
        noun = part;
        part.to_owned()
    });
    parts.collect::<Vec<_>>().join("/")
}

/// An id that no row has.
pub fn nobodys(_noun: &str) -> String {
    Uuid::now_v7().to_string()
}

/// The routes of invoices that have not been sent.
const DRAFTING: &[&str] = &[
    "POST /invoices/{id}",
    "GET /invoices/{id}/edit",
    "GET /invoices/{id}/delivery",
    "POST /invoices/{id}/delivery",
    "POST /invoices/{id}/delivery/cancellation",
    "POST /invoices/{id}/removal",
];

impl Things {
    /// A route's path with the ids of these rows.
    pub fn path(&self, route: &Route, studio: &Studio) -> String {
        let drafting = DRAFTING.contains(&format!("{} {}", route.method, route.path).as_str());
        let things = if drafting { Self { invoice: self.draft, ..self.clone() } } else { self.clone() };
        fill(route.path, |noun| things.id_of(noun, studio))
    }

    /// The id that follows a segment in a path.
    #[track_caller]
    pub fn id_of(&self, noun: &str, studio: &Studio) -> String {
        match noun {
            "projects" => self.project.to_string(),
            "milestones" => self.milestone.to_string(),
            "files" => self.file.to_string(),
            "file-versions" => self.file_version.to_string(),
            "conversations" | "messages" => self.conversation.to_string(),
            "invoices" => self.invoice.to_string(),
            "payments" => self.payment.to_string(),
            "clients" => studio.birch.id.to_string(),
            "passkeys" => self.passkey.to_string(),
            "people" | "users" | "accounts" | "team" => self.colleague.to_string(),
            // No user here has a picture; accounts/faces.rs tests pictures.
            "avatars" => nobodys(noun),
            "mail" => self.mail.to_string(),
            "jobs" => self.job.to_string(),
            "sessions" => self.session.to_string(),
            "exports" => self.export.to_string(),
            "code" => self.sign_in_code.to_string(),
            "project-types" | "types" => self.project_type.to_string(),
            // Valid links are tested together with their mails; this token is unknown.
            "invitations" | "password-resets" | "registrations" | "email-changes" | "confirmations" => {
                Token::random().text()
            }
            _ => match self.more.iter().find(|(named, _)| *named == noun) {
                Some((_, id)) => id.to_string(),
                None => panic!("no id is known behind /{noun}/: add a line to tests/support/rows.txt"),
            },
        }
    }
}
