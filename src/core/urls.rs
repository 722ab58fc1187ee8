//! All paths of the portal, one function each. Routes are registered with the patterns in the rooms' `routes()`.

use std::borrow::Borrow;

use chrono::{DateTime, Utc};

use crate::kernel::{Token, ids::*};

pub const HOME: &str = "/";
pub const PROJECTS: &str = "/projects";
pub const NEW_PROJECT: &str = "/projects/new";
pub const MESSAGES: &str = "/messages";
pub const MESSAGES_UNREAD: &str = "/messages/unread";
pub const INVOICES: &str = "/invoices";
pub const NEW_INVOICE: &str = "/invoices/new";
/// The totals of a draft while it is being typed.
pub const INVOICE_SUMS: &str = "/invoices/sums";
pub const CLIENTS: &str = "/clients";
pub const NEW_CLIENT: &str = "/clients/new";
pub const ACTIVITY: &str = "/activity";
pub const ADMIN_MAIL: &str = "/admin/mail";
pub const AUDIT: &str = "/audit";
pub const AUDIT_EXPORT: &str = "/audit/export";
pub const AUDIT_CHECK: &str = "/audit/checks";
pub const ADMIN_JOBS: &str = "/admin/jobs";
pub const OWN_DATA: &str = "/account/data";
pub const RETENTION: &str = "/studio/retention";
pub const SECURITY_TXT: &str = "/.well-known/security.txt";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const REGISTRATION: &str = "/registration";
pub const PASSWORD_RESETS: &str = "/password-resets";
pub const LIVE: &str = "/live";
pub const FACTOR: &str = "/sign-in/factor";
pub const ENROLMENT: &str = "/account/factors/enrolment";
pub const SIGN_IN_CODE: &str = "/sign-in/code";
pub const SIGN_IN_PASSKEY: &str = "/sign-in/passkey";
pub const PASSKEY_QUESTION: &str = "/sign-in/passkey/question";
pub const ACCOUNT_SECURITY: &str = "/account/security";
pub const FACTOR_APP: &str = "/account/factors/app";
pub const FACTOR_APP_CONFIRMATION: &str = "/account/factors/app/confirmation";
pub const FACTOR_APP_REMOVAL: &str = "/account/factors/app/removal";
pub const RECOVERY_CODES: &str = "/account/factors/recovery-codes";
pub const PASSKEYS: &str = "/account/passkeys";
pub const PASSKEYS_QUESTION: &str = "/account/passkeys/question";
pub const PROOF_CODE: &str = "/account/proof/code";
pub const PROOF_PASSKEY: &str = "/account/proof/passkey";
pub const ACCOUNT: &str = "/account";
pub const ACCOUNT_PROOF: &str = "/account/proof";
pub const ACCOUNT_SESSIONS: &str = "/account/sessions";
pub const OTHER_SESSIONS_ENDING: &str = "/account/sessions/ending";
pub const ACCOUNT_AVATAR: &str = "/account/avatar";
pub const ACCOUNT_AVATAR_REMOVAL: &str = "/account/avatar/removal";
pub const ACCOUNT_PASSWORD: &str = "/account/password";
pub const ACCOUNT_NOTIFICATIONS: &str = "/account/notifications";
pub const ACCOUNT_EMAIL: &str = "/account/email";
pub const ACCOUNT_EMAIL_WITHDRAWAL: &str = "/account/email/withdrawal";
pub const PEOPLE: &str = "/people";
pub const INVITATIONS: &str = "/people/invitations";
pub const INVITATION_LINK: &str = "/invitation-link";
pub const EVERYBODYS_SESSIONS_ENDING: &str = "/people/sessions/ending";
pub const TEAM: &str = "/team";
pub const STUDIO: &str = "/studio";
pub const STUDIO_ADDRESSES: &str = "/studio/addresses";

macro_rules! under {
    ($($(#[$doc:meta])* $name:ident($id:ident) = $pattern:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(id: impl Borrow<$id>) -> String {
            format!($pattern, id.borrow())
        }
    )*};
}

under! {
    /// A client's page.
    client(ClientId) = "/clients/{}";
    /// The form to edit a client.
    client_edit(ClientId) = "/clients/{}/edit";
    /// Archives a client, and restores it.
    client_archive(ClientId) = "/clients/{}/archive";
    client_return(ClientId) = "/clients/{}/return";
    /// A person's picture.
    avatar(BlobId) = "/avatars/{}";
    /// A user's account, for admins.
    person(UserId) = "/people/{}";
    /// Changes a user's role, and sends their invitation again.
    person_role(UserId) = "/people/{}/role";
    person_invitation(UserId) = "/people/{}/invitation";
    /// Closes a colleague's account, and changes their standing, for managers.
    colleague_closing(UserId) = "/team/{}/closing";
    colleague_standing(UserId) = "/team/{}/standing";
    /// Closes an account, and opens it again.
    person_closing(UserId) = "/people/{}/closing";
    person_opening(UserId) = "/people/{}/opening";
    /// Ends all of a user's sessions.
    person_sessions_ending(UserId) = "/people/{}/sessions/ending";
    /// Removes a user's second factors.
    person_factor_removal(UserId) = "/people/{}/factors/removal";
    /// Removes one of the user's own passkeys.
    passkey_removal(PasskeyId) = "/account/passkeys/{}/removal";
    /// The page on which a browser shows its code to a phone, its event stream, and the form that signs in.
    sign_in_code(SignInCodeId) = "/sign-in/code/{}";
    sign_in_code_live(SignInCodeId) = "/sign-in/code/{}/live";
    sign_in_code_entrance(SignInCodeId) = "/sign-in/code/{}/entrance";
    /// Ends one of the user's own sessions.
    session_ending(SessionId) = "/account/sessions/{}/ending";
    /// The form to invite a user of a client.
    client_invitation(ClientId) = "/clients/{}/invitations";
    /// Creates a client code, and revokes it.
    client_code(ClientId) = "/clients/{}/code";
    client_code_revocation(ClientId) = "/clients/{}/code/revocation";
    /// A project's overview.
    project(ProjectId) = "/projects/{}";
    /// A project's files.
    project_files(ProjectId) = "/projects/{}/files";
    /// A project's conversation.
    project_messages(ProjectId) = "/projects/{}/messages";
    /// A client's conversation, which belongs to no project.
    client_messages(ClientId) = "/clients/{}/messages";
    /// Sets the read mark of a conversation.
    conversation_read(ConversationId) = "/conversations/{}/read";
    /// A project's activity.
    project_activity(ProjectId) = "/projects/{}/activity";
    /// The form to edit a project.
    project_edit(ProjectId) = "/projects/{}/edit";
    /// Changes a project's status.
    project_status(ProjectId) = "/projects/{}/status";
    /// Undoes the last change of a project's status.
    project_status_reversal(ProjectId) = "/projects/{}/status/reversal";
    /// Archives a project, and restores it.
    project_archive(ProjectId) = "/projects/{}/archive";
    project_restoration(ProjectId) = "/projects/{}/restoration";
    /// The form for a new project of a client.
    new_project(ClientId) = "/projects/new?client={}";
    /// A project's invoices and payments.
    project_money(ProjectId) = "/projects/{}/money";
    /// A project's milestones.
    project_milestones(ProjectId) = "/projects/{}/milestones";
    /// A milestone, which has actions but no page of its own.
    milestone(MilestoneId) = "/milestones/{}";
    /// Deletes a milestone.
    milestone_deletion(MilestoneId) = "/milestones/{}/deletion";
    /// A file and its versions.
    file(FileId) = "/files/{}";
    /// Uploads a file's next version, and renames it.
    file_versions(FileId) = "/files/{}/versions";
    file_name(FileId) = "/files/{}/name";
    /// Moves a file to the trash.
    file_deletion(FileId) = "/files/{}/deletion";
    /// A project's deleted files that are still kept.
    project_trash(ProjectId) = "/projects/{}/files/trash";
    /// Restores a file from the trash.
    file_restoration(FileId) = "/files/{}/restoration";
    /// The bytes of a version.
    file_version(FileVersionId) = "/file-versions/{}";
    /// An invoice.
    invoice(InvoiceId) = "/invoices/{}";
    /// The form to edit a draft.
    invoice_edit(InvoiceId) = "/invoices/{}/edit";
    /// Sends an invoice.
    invoice_delivery(InvoiceId) = "/invoices/{}/delivery";
    /// Takes back the sending of an invoice.
    invoice_delivery_cancellation(InvoiceId) = "/invoices/{}/delivery/cancellation";
    /// Deletes a draft.
    invoice_removal(InvoiceId) = "/invoices/{}/removal";
    /// Voids an invoice.
    invoice_voiding(InvoiceId) = "/invoices/{}/voiding";
    /// The payments for an invoice.
    invoice_payments(InvoiceId) = "/invoices/{}/payments";
    /// Pays an invoice from the client's credit.
    invoice_credit(InvoiceId) = "/invoices/{}/credit";
    /// Reverses a payment.
    payment_reversal(PaymentId) = "/payments/{}/reversal";
    /// A mail in the outbox.
    mail(MailId) = "/admin/mail/{}";
    /// Sends a mail again.
    mail_delivery(MailId) = "/admin/mail/{}/delivery";
    /// Puts a failed job back into the queue.
    job_delivery(JobId) = "/admin/jobs/{}/delivery";
    /// Data about a person: export and erasure.
    person_data(UserId) = "/people/{}/data";
    person_erasure(UserId) = "/people/{}/erasure";
    /// Data about a client: export and erasure.
    client_data(ClientId) = "/clients/{}/data";
    client_erasure(ClientId) = "/clients/{}/erasure";
    /// An export to download.
    export(ExportId) = "/exports/{}";
    /// The form that its author sent after being signed out.
    kept_form(KeptFormId) = "/forms/{}";
    /// An invoice's PDF.
    invoice_pdf(InvoiceId) = "/invoices/{}/pdf";
}

/// The form for a new invoice of a project.
pub fn new_invoice(client: impl Borrow<ClientId>, project: impl Borrow<ProjectId>) -> String {
    format!("{NEW_INVOICE}?client={}&project={}", client.borrow(), project.borrow())
}

/// A path that contains a token: anyone who opens it is taken for the recipient of the mail. A type of its own, so that a mail that
/// contains one is known to have secret text.
#[derive(Clone)]
pub struct OneTimePath(String);

impl OneTimePath {
    fn new(place: &str, token: &Token) -> Self {
        Self(format!("/{place}/{}", token.text()))
    }

    /// The path, including the token.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The page of an invitation's one-time link; the form on it carries it out.
pub fn invitation(token: &Token) -> OneTimePath {
    OneTimePath::new("invitations", token)
}

/// The page of a link that proves an address and creates an account.
pub fn registration(token: &Token) -> OneTimePath {
    OneTimePath::new("registrations", token)
}

/// The page of a link that confirms a change from or to an address.
pub fn email_change(token: &Token) -> OneTimePath {
    OneTimePath::new("email-changes", token)
}

/// The URL that undoes a change: its path, and the time of that change, so that a later change is not undone.
pub fn undoing(path: impl AsRef<str>, at: DateTime<Utc>) -> String {
    format!("{}?of={}", path.as_ref(), at.timestamp_micros())
}

/// The page that a phone opens by scanning the QR code, to sign in another browser.
pub fn sign_in_confirmation(token: &str) -> String {
    format!("/sign-in/confirmations/{token}")
}

/// The page that shows a code to a phone, with the page to continue to.
pub fn sign_in_code_and_on_to(id: SignInCodeId, path_and_query: &str) -> String {
    and_on_to(&sign_in_code(id), path_and_query)
}

/// The page of a link that sets a new password.
pub fn password_reset(token: &Token) -> OneTimePath {
    OneTimePath::new("password-resets", token)
}

/// The sign-in page, with the page to continue to.
pub fn sign_in_and_on_to(path_and_query: &str) -> String {
    and_on_to(SIGN_IN, path_and_query)
}

/// The page that asks for the second factor, with the page to continue to.
pub fn factor_and_on_to(path_and_query: &str) -> String {
    and_on_to(FACTOR, path_and_query)
}

/// The page that asks for the password or a factor again, with the page to continue to, the page that the user came from, and whether they
/// sent a `form` or a `button`; empty if they only opened a page.
pub fn proof_and_on_to(next: &str, from: &str, sent: &str) -> String {
    asking(ACCOUNT_PROOF, &[("next", next), ("from", from), ("sent", sent)])
}

/// Whether a path is that of a stored form.
pub fn is_kept_form(path: &str) -> bool {
    path.starts_with("/forms/")
}

/// The form that its author sent before entering a password.
pub fn unproven_form(id: impl Borrow<KeptFormId>) -> String {
    format!("{}?after=proof", kept_form(id))
}

fn and_on_to(page: &str, path_and_query: &str) -> String {
    asking(page, &[("next", if path_and_query == "/" { "" } else { path_and_query })])
}

/// A path with its query, without empty values.
pub fn asking(path: &str, query: &[(&str, &str)]) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
    let query = pairs.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Returns a path from a request if it is one of this portal; otherwise that of the first page.
pub fn local(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 500
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && url::Url::parse("http://here.invalid").and_then(|here| here.join(next)).is_ok_and(|url| {
            url.host_str() == Some("here.invalid") && url.scheme() == "http" && !url.path().starts_with("//")
        });
    if own && !next.starts_with("/sign-out") { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_own_paths_are_redirected_to() {
        for own in ["/", "/projects?status=review", "/invoices/0190"] {
            assert_eq!(local(own), own);
        }
        for foreign in [
            "//evil",
            "///evil",
            "/\\evil",
            "\\/evil",
            "/\t/evil",
            "https:evil",
            "javascript:alert(1)",
            "/..//evil",
            "evil",
            "",
            "/sign-out",
            "/a\r\nb",
        ] {
            assert_eq!(local(foreign), "/", "{foreign:?}");
        }
    }
}
