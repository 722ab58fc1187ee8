//! Every path, one function each. Routes are registered with the patterns in the rooms' `routes()`.

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
/// Where a draft is added up as it is typed.
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
    /// The form to change a client.
    client_edit(ClientId) = "/clients/{}/edit";
    /// Where a client is put away, and brought back.
    client_archive(ClientId) = "/clients/{}/archive";
    client_return(ClientId) = "/clients/{}/return";
    /// A person's picture.
    avatar(BlobId) = "/avatars/{}";
    /// A person's account, for admins.
    person(UserId) = "/people/{}";
    /// Where a person's role is changed, and their invitation sent again.
    person_role(UserId) = "/people/{}/role";
    person_invitation(UserId) = "/people/{}/invitation";
    /// Where a manager closes a colleague's account, and changes their standing.
    colleague_closing(UserId) = "/team/{}/closing";
    colleague_standing(UserId) = "/team/{}/standing";
    /// Where an account is closed, and opened again.
    person_closing(UserId) = "/people/{}/closing";
    person_opening(UserId) = "/people/{}/opening";
    /// Where a person is signed out everywhere.
    person_sessions_ending(UserId) = "/people/{}/sessions/ending";
    /// Where somebody's second factors are taken away.
    person_factor_removal(UserId) = "/people/{}/factors/removal";
    /// Where a passkey of one's own is taken away.
    passkey_removal(PasskeyId) = "/account/passkeys/{}/removal";
    /// Where a browser shows its code to a phone, hears from it, and goes in.
    sign_in_code(SignInCodeId) = "/sign-in/code/{}";
    sign_in_code_live(SignInCodeId) = "/sign-in/code/{}/live";
    sign_in_code_entrance(SignInCodeId) = "/sign-in/code/{}/entrance";
    /// Where one sign-in of one's own is ended.
    session_ending(SessionId) = "/account/sessions/{}/ending";
    /// The form to invite somebody of a client.
    client_invitation(ClientId) = "/clients/{}/invitations";
    /// Where a client's code is made, and revoked.
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
    /// Where a reader says how far they have seen a conversation.
    conversation_read(ConversationId) = "/conversations/{}/read";
    /// What happened in a project.
    project_activity(ProjectId) = "/projects/{}/activity";
    /// The form to change a project.
    project_edit(ProjectId) = "/projects/{}/edit";
    /// Where a project's status is changed.
    project_status(ProjectId) = "/projects/{}/status";
    /// Where the last change of a project's status is undone.
    project_status_reversal(ProjectId) = "/projects/{}/status/reversal";
    /// Where a project is archived, and brought back.
    project_archive(ProjectId) = "/projects/{}/archive";
    project_restoration(ProjectId) = "/projects/{}/restoration";
    /// The form for a new project of a client.
    new_project(ClientId) = "/projects/new?client={}";
    /// What was invoiced for a project and came in.
    project_money(ProjectId) = "/projects/{}/money";
    /// A project's milestones.
    project_milestones(ProjectId) = "/projects/{}/milestones";
    /// A milestone; only its actions lie below.
    milestone(MilestoneId) = "/milestones/{}";
    /// Where a milestone is deleted.
    milestone_deletion(MilestoneId) = "/milestones/{}/deletion";
    /// A file and its versions.
    file(FileId) = "/files/{}";
    /// Where a file gets its next version, and another name.
    file_versions(FileId) = "/files/{}/versions";
    file_name(FileId) = "/files/{}/name";
    /// Into the trash with a file.
    file_deletion(FileId) = "/files/{}/deletion";
    /// What of a project's files was deleted and is still kept.
    project_trash(ProjectId) = "/projects/{}/files/trash";
    /// Out of the trash with a file.
    file_restoration(FileId) = "/files/{}/restoration";
    /// The bytes of a version.
    file_version(FileVersionId) = "/file-versions/{}";
    /// An invoice.
    invoice(InvoiceId) = "/invoices/{}";
    /// The form to change a draft.
    invoice_edit(InvoiceId) = "/invoices/{}/edit";
    /// Sending an invoice.
    invoice_delivery(InvoiceId) = "/invoices/{}/delivery";
    /// Taking the sending of an invoice back.
    invoice_delivery_cancellation(InvoiceId) = "/invoices/{}/delivery/cancellation";
    /// Throwing a draft away.
    invoice_removal(InvoiceId) = "/invoices/{}/removal";
    /// Voiding an invoice.
    invoice_voiding(InvoiceId) = "/invoices/{}/voiding";
    /// What came in for an invoice.
    invoice_payments(InvoiceId) = "/invoices/{}/payments";
    /// Where an invoice is paid out of credit.
    invoice_credit(InvoiceId) = "/invoices/{}/credit";
    /// Taking a payment back.
    payment_reversal(PaymentId) = "/payments/{}/reversal";
    /// A mail of the outbox.
    mail(MailId) = "/admin/mail/{}";
    /// Where a mail is sent again.
    mail_delivery(MailId) = "/admin/mail/{}/delivery";
    /// Where a dead letter is sent again.
    job_delivery(JobId) = "/admin/jobs/{}/delivery";
    /// Data about a person: export and erasure.
    person_data(UserId) = "/people/{}/data";
    person_erasure(UserId) = "/people/{}/erasure";
    /// Data about a client: export and erasure.
    client_data(ClientId) = "/clients/{}/data";
    client_erasure(ClientId) = "/clients/{}/erasure";
    /// An export to download.
    export(ExportId) = "/exports/{}";
    /// What was typed into a form before its author was signed out.
    kept_form(KeptFormId) = "/forms/{}";
    /// An invoice's PDF.
    invoice_pdf(InvoiceId) = "/invoices/{}/pdf";
}

/// The form for a new invoice of a project.
pub fn new_invoice(client: impl Borrow<ClientId>, project: impl Borrow<ProjectId>) -> String {
    format!("{NEW_INVOICE}?client={}&project={}", client.borrow(), project.borrow())
}

/// A path that holds a token: whoever opens it is taken for the one it was mailed to. A type of its own, so that a mail which has one
/// knows that its text is a secret.
#[derive(Clone)]
pub struct OneTimePath(String);

impl OneTimePath {
    fn new(place: &str, token: &Token) -> Self {
        Self(format!("/{place}/{}", token.text()))
    }

    /// The path, token included.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The page of a one-time link in a mail; what it does is done by its form.
pub fn invitation(token: &Token) -> OneTimePath {
    OneTimePath::new("invitations", token)
}

/// The page of a link that proves an address, and makes an account.
pub fn registration(token: &Token) -> OneTimePath {
    OneTimePath::new("registrations", token)
}

/// The page of a link that asks an address about a change from or to it.
pub fn email_change(token: &Token) -> OneTimePath {
    OneTimePath::new("email-changes", token)
}

/// Where a change is undone: a path, and the instant of that change. Of a later one nothing is undone.
pub fn undoing(path: impl AsRef<str>, at: DateTime<Utc>) -> String {
    format!("{}?of={}", path.as_ref(), at.timestamp_micros())
}

/// The page that a phone opens by the picture, to sign another browser in.
pub fn sign_in_confirmation(token: &str) -> String {
    format!("/sign-in/confirmations/{token}")
}

/// The page that shows a code to a phone, and where to go on afterwards.
pub fn sign_in_code_and_on_to(id: SignInCodeId, path_and_query: &str) -> String {
    and_on_to(&sign_in_code(id), path_and_query)
}

/// The page of a link that sets a new password.
pub fn password_reset(token: &Token) -> OneTimePath {
    OneTimePath::new("password-resets", token)
}

/// The sign-in page, and where to go on afterwards.
pub fn sign_in_and_on_to(path_and_query: &str) -> String {
    and_on_to(SIGN_IN, path_and_query)
}

/// The page that asks for the second factor, and where to go on afterwards.
pub fn factor_and_on_to(path_and_query: &str) -> String {
    and_on_to(FACTOR, path_and_query)
}

/// The page that asks for the password or a factor once more: where to go on afterwards, where somebody was before, and whether they sent a
/// `form` or a `button`; empty where they only went to a page.
pub fn proof_and_on_to(next: &str, from: &str, sent: &str) -> String {
    asking(ACCOUNT_PROOF, &[("next", next), ("from", from), ("sent", sent)])
}

/// Whether a path is that of a form that is kept.
pub fn is_kept_form(path: &str) -> bool {
    path.starts_with("/forms/")
}

/// What was typed before its author showed a password.
pub fn unproven_form(id: impl Borrow<KeptFormId>) -> String {
    format!("{}?after=proof", kept_form(id))
}

fn and_on_to(page: &str, path_and_query: &str) -> String {
    asking(page, &[("next", if path_and_query == "/" { "" } else { path_and_query })])
}

/// A path with its query; what is empty is left out.
pub fn asking(path: &str, query: &[(&str, &str)]) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
    let query = pairs.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A path of this portal out of what a request brought along; anything else becomes the first page.
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
    fn only_own_paths_are_gone_on_to() {
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
