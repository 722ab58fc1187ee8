//! One row of every type for a client, so that tests that go through all routes have rows that must, or must not, be found.

use diesel::connection::SimpleConnection;
use reprint::{
    db::Tx,
    error::AppResult,
    kernel::{ids::UserId, sha256::Sha256},
};
use uuid::Uuid;

use super::{Company, Studio};

/// The ids of a client's rows.
#[derive(Debug, Clone)]
pub struct Things {
    pub project: Uuid,
    pub milestone: Uuid,
    pub file: Uuid,
    pub file_version: Uuid,
    pub conversation: Uuid,
    pub message: Uuid,
    /// Sent, with a PDF and part of it paid.
    pub invoice: Uuid,
    /// Not sent yet: the client must not see it.
    pub draft: Uuid,
    pub payment: Uuid,
    /// A member of the company as whom no test signs in.
    pub colleague: UserId,
    pub project_type: Uuid,
    pub mail: Uuid,
    /// A failed job.
    pub job: Uuid,
    pub session: Uuid,
    pub passkey: Uuid,
    pub export: Uuid,
    pub sign_in_code: Uuid,
    pub session_hash: String,
    /// Contained in every text of this client, and in no text of another client.
    pub canary: String,
    /// The rows from `rows.txt`: the segment before the id in a path, and the id.
    pub more: Vec<(&'static str, Uuid)>,
}

/// The lines of `rows.txt`: a path segment, and the statement that inserts its row.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("rows.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(noun, statement)| (noun, statement.trim()))
}

/// The contents of the furnished file.
pub const FILE_BYTES: &[u8] = b"Spot varnish is off by 2 mm on the cover.\n";

impl Studio {
    /// Inserts one row of every type for a client.
    pub fn furnish(&self, company: &Company) -> Things {
        let id = Uuid::now_v7;
        let things = Things {
            project: id(),
            milestone: id(),
            file: id(),
            file_version: id(),
            conversation: id(),
            message: id(),
            invoice: id(),
            draft: id(),
            payment: id(),
            colleague: UserId::new(),
            project_type: id(),
            mail: id(),
            job: id(),
            session: id(),
            passkey: id(),
            export: id(),
            sign_in_code: id(),
            session_hash: Sha256::of(id().to_string()).to_string(),
            canary: format!("canary-{}", &id().simple().to_string()[20..]),
            more: rows().map(|(noun, _)| (noun, id())).collect(),
        };
        self.set_up(|tx| {
            insert_work(tx, self, company, &things)?;
            insert_money(tx, self, company, &things)?;
            insert_background(tx, self, company, &things)?;
            insert_more(tx, self, company, &things)
        });
        things
    }

    /// Makes a draft's total overflow, which no form permits: showing the draft fails with an internal error, logged as `TooLarge`.
    pub fn spoil(&self, draft: Uuid) {
        let more = format!(
            "update invoice_lines set unit_price_minor = {}, quantity = 9 where invoice_id = '{draft}'",
            reprint::kernel::Money::MOST
        );
        self.set_up(|tx| Ok(tx.conn().batch_execute(&more)?));
    }
}

fn insert_more(tx: &mut Tx, studio: &Studio, company: &Company, things: &Things) -> AppResult<()> {
    for ((_, statement), (_, id)) in rows().zip(&things.more) {
        let known = [
            ("{id}", id.to_string()),
            ("{client}", company.id.to_string()),
            ("{project}", things.project.to_string()),
            ("{manager}", company.manager.id.to_string()),
            ("{staff}", studio.staff.id.to_string()),
            ("{canary}", things.canary.clone()),
        ];
        let statement = known
            .iter()
            .fold(statement.to_owned(), |statement, (name, value)| statement.replace(name, value));
        tx.conn().batch_execute(&statement)?;
    }
    Ok(())
}

fn insert_work(tx: &mut Tx, studio: &Studio, company: &Company, things: &Things) -> AppResult<()> {
    let Things {
        project,
        project_type,
        milestone,
        file,
        file_version,
        conversation,
        message,
        canary,
        colleague,
        ..
    } = things;
    let (client, manager, staff) = (company.id, company.manager.id, studio.staff.id);
    let blob = Uuid::now_v7();
    let (size, sha) = (FILE_BYTES.len(), Sha256::of(FILE_BYTES));
    let bytes = data_encoding::HEXLOWER.encode(FILE_BYTES);
    Ok(tx.conn().batch_execute(&format!(
        "insert into users (id, role, client_id, standing, state, email, name) values
            ('{colleague}', 'client', '{client}', 'member', 'active', '{canary}@colleague.example', 'Kim {canary}');
         insert into project_types (id, name) values ('{project_type}', 'Packaging {canary}');
         insert into projects (id, client_id, type_id, name, description, status, currency, created_by, due_on) values
            ('{project}', '{client}', '{project_type}', 'Autumn catalogue {canary}', 'For {canary}', 'in_progress', 'EUR', '{staff}', '2027-03-01');
         insert into milestones (id, client_id, project_id, title, position) values
            ('{milestone}', '{client}', '{project}', 'Cover approved {canary}', 1);
         insert into blobs (id, size_bytes, sha256, completed_at) values ('{blob}', {size}, '\\x{sha}', now());
         insert into blob_chunks (studio_id, blob_id, position, bytes) values (current_studio(), '{blob}', 0, '\\x{bytes}');
         insert into files (id, client_id, project_id, name, name_key, created_by) values
            ('{file}', '{client}', '{project}', 'notes {canary}.txt', 'notes {canary}.txt', '{manager}');
         insert into file_versions (id, client_id, file_id, number, blob_id, media_type, size_bytes, sha256, uploaded_by) values
            ('{file_version}', '{client}', '{file}', 1, '{blob}', 'text/plain', {size}, '\\x{sha}', '{manager}');
         insert into file_downloads (id, client_id, file_id, file_version_id, user_id) values
            (gen_random_uuid(), '{client}', '{file}', '{file_version}', '{staff}');
         insert into conversations (id, client_id, project_id, title) values ('{conversation}', '{client}', '{project}', '{canary}');
         insert into messages (id, client_id, conversation_id, sender_id, client_key, body) values
            ('{message}', '{client}', '{conversation}', '{staff}', gen_random_uuid(), 'The proof is on its way, {canary}.');
         update read_marks set read_through = '{message}' where conversation_id = '{conversation}' and user_id = '{manager}';"
    ))?)
}

fn insert_money(tx: &mut Tx, studio: &Studio, company: &Company, things: &Things) -> AppResult<()> {
    let Things { project, invoice, draft, payment, canary, .. } = things;
    let (client, name, staff) = (company.id, company.name, studio.staff.id);
    let (blob, line) = (Uuid::now_v7(), Uuid::now_v7());
    // One payment is unallocated credit, the other has been reversed.
    let (kept, mistaken) = (Uuid::now_v7(), Uuid::now_v7());
    let pdf = b"%PDF-1.4 of a test\n";
    let (size, sha, bytes) = (pdf.len(), Sha256::of(pdf), data_encoding::HEXLOWER.encode(pdf));
    Ok(tx.conn().batch_execute(&format!(
        "insert into blobs (id, size_bytes, sha256, completed_at) values ('{blob}', {size}, '\\x{sha}', now());
         insert into blob_chunks (studio_id, blob_id, position, bytes) values (current_studio(), '{blob}', 0, '\\x{bytes}');
         insert into invoice_counters (series, next) values ('{canary}', 2);
         insert into invoices (id, client_id, project_id, currency, note, subtotal_minor, total_minor) values
            ('{invoice}', '{client}', '{project}', 'EUR', 'Thank you, {canary}', 120000, 120000),
            ('{draft}', '{client}', '{project}', 'EUR', 'Not yet {canary}', 5000, 5000);
         insert into invoice_lines (id, client_id, invoice_id, position, description, quantity, unit_price_minor, tax_rate, amount_minor) values
            ('{line}', '{client}', '{invoice}', 1, 'Printing {canary}', 1, 120000, 0, 120000),
            (gen_random_uuid(), '{client}', '{draft}', 1, 'Folding {canary}', 1, 5000, 0, 5000);
         insert into invoice_sendings (invoice_id, client_id, asked_by, fault) values ('{draft}', '{client}', '{staff}', 'failed');
         update invoices set status = 'sent', series = '{canary}', sequence = 1, number = '{canary}0001', issued_on = '2026-11-02',
            due_on = '2026-11-16', sent_at = now(), pdf_blob_id = '{blob}', pdf_sha256 = '\\x{sha}',
            studio_party = '{{\"name\": \"Studio Halbton\", \"address\": \"\", \"tax_id\": \"\"}}',
            client_party = '{{\"name\": \"{name}\", \"address\": \"\", \"tax_id\": \"\"}}' where id = '{invoice}';
         insert into payments (id, client_id, amount_minor, currency, method, reference, received_on, idempotency_key) values
            ('{payment}', '{client}', 20000, 'EUR', 'bank_transfer', '{canary}', '2026-11-10', gen_random_uuid());
         insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor) values
            ('{payment}', '{invoice}', '{client}', 20000);
         update invoices set paid_minor = 20000 where id = '{invoice}';
         insert into payments (id, client_id, amount_minor, currency, method, reference, received_on, idempotency_key) values
            ('{kept}', '{client}', 300, 'EUR', 'cash', 'For later {canary}', '2026-09-10', gen_random_uuid()),
            ('{mistaken}', '{client}', 700, 'EUR', 'cash', 'Mistaken {canary}', '2026-09-10', gen_random_uuid());
         insert into payment_reversals (payment_id, client_id, reason) values ('{mistaken}', '{client}', 'Typed twice {canary}');"
    ))?)
}

fn insert_background(tx: &mut Tx, studio: &Studio, company: &Company, things: &Things) -> AppResult<()> {
    let Things {
        project,
        milestone,
        file_version,
        session,
        session_hash,
        passkey,
        sign_in_code,
        colleague,
        mail,
        job,
        export,
        canary,
        ..
    } = things;
    let (client, manager, staff) = (company.id, company.manager.id, studio.staff.id);
    let (code, written) = (Uuid::now_v7(), code_of(canary));
    let (blanked, erasure, downloaded) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    Ok(tx.conn().batch_execute(&format!(
        "insert into passwords (studio_id, user_id, hash) values (current_studio(), '{manager}', '!{canary}') on conflict do nothing;
         insert into sessions (studio_id, id, token_hash, user_id, expires_at) values
            (current_studio(), '{session}', '\\x{session_hash}', '{manager}', now() + interval '1 day');
         insert into throttles (key, window_number, count) values (gen_random_uuid()::text, 1, 1) on conflict do nothing;
         insert into devices (studio_id, id, user_id, token_hash) values (current_studio(), gen_random_uuid(), '{manager}', '\\x{session_hash}');
         insert into totp_secrets (studio_id, user_id, sealed) values
            (current_studio(), '{colleague}', '\\x{session_hash}{session_hash}');
         insert into apps_to_confirm (session_id, sealed) values ('{session}', '\\x{session_hash}{session_hash}');
         insert into recovery_codes (studio_id, user_id, code_hash) values (current_studio(), '{colleague}', '\\x{session_hash}');
         insert into factor_tries (studio_id, user_id) values (current_studio(), '{colleague}');
         insert into passkeys (studio_id, id, user_id, credential_id, fixed_state, moving_state, name) values
            (current_studio(), '{passkey}', '{manager}', '\\x{session_hash}', '', '', 'Laptop {canary}');
         insert into passkey_ceremonies (studio_id, challenge, user_id, state, expires_at) values
            (current_studio(), substring('\\x{session_hash}'::bytea for 16), '{colleague}', '', now() + interval '5 minutes');
         insert into former_addresses (user_id, address_hash) values ('{manager}', repeat('0f', 32)) on conflict do nothing;
         insert into sign_in_codes (studio_id, id, asker_hash, token_hash, number, decoy, other_decoy, agent, user_id, expires_at) values
            (current_studio(), '{sign_in_code}', '\\x{session_hash}', '\\x{session_hash}', 47, 12, 80, '{canary}', '{manager}', now() + interval '2 minutes');
         insert into one_time_links (studio_id, token_hash, user_id, purpose, expires_at, used_at) values
            (current_studio(), '\\x{session_hash}', '{manager}', 'invitation', now() + interval '1 day', now());
         insert into client_codes (id, client_id, code, code_hash, made_by, revoked_at) values
            ('{code}', '{client}', '{written}', '\\x{session_hash}', '{staff}', now());
         insert into registrations (studio_id, token_hash, client_id, code_id, email, name, expires_at) values
            (current_studio(), '\\x{session_hash}', '{client}', '{code}', '{canary}@new.example', 'Robin {canary}', now() + interval '1 day');
         insert into email_changes (studio_id, id, user_id, email, new_hash, old_hash, expires_at, ended_at) values
            (current_studio(), '{code}', '{manager}', '{canary}@new.example', '\\x{session_hash}', '\\x{session_hash}', now(), now());
         insert into audit_entries (id, kind, actor_id, subject_kind, subject_id) values
            ('{downloaded}', 'file.downloaded', '{manager}', 'file_version', '{file_version}');
         insert into download_marks (user_id, kind, version, quarter) values ('{manager}', 'file.downloaded', '{file_version}', 1);
         insert into form_keys (user_id, key, digest, created) values ('{manager}', '{code}', sha256('{canary}'), '{project}');
         insert into notification_defaults (studio_id, user_id, kind, pace) values
            (current_studio(), '{manager}', 'files', 'daily') on conflict do nothing;
         insert into events (kind, client_id, project_id, subject_id, facts, in_feed) values
            ('milestone.added', '{client}', '{project}', '{milestone}', '{{\"title\": \"Cover approved {canary}\"}}', true);
         insert into audit_entries (id, kind, actor_name, facts) values (gen_random_uuid(), 'test.furnished', 'test', '{{\"canary\": \"{canary}\"}}');
         insert into audit_seals (sequence, entry_id, previous, hash, sealed_at)
            select coalesce(max(sequence), 0) + 1, gen_random_uuid(), sha256(''), sha256(''), now() from audit_seals;
         insert into audit_entries (id, kind, actor_id, actor_name, subject_id) values
            ('{blanked}', 'test.erased', '{colleague}', 'test', null), ('{erasure}', 'user.erased', null, 'test', '{colleague}');
         select erase_audit_who('{blanked}'::uuid, '{erasure}');
         insert into audit_entries (id, kind, actor_name, facts)
            select gen_random_uuid(), 'audit.blanks_counted', 'test', jsonb_build_object('erasures', jsonb_build_object(erasure_id, jsonb_build_object(
                'parts', 1, 'sha256', encode(sha256(uuid_send(entry_id) || convert_to(part, 'UTF8')), 'hex'))))
            from audit_blanks where erasure_id = '{erasure}';
         insert into audit_checks (checked_at, through) values (now(), 0) on conflict do nothing;
         insert into retention default values on conflict do nothing;
         insert into data_exports (id, user_id, requested_by, blob_id, size_bytes, ready_at, expires_at)
            select '{export}', '{manager}', '{manager}', id, size_bytes, now(), now() + interval '1 day' from blobs
            where completed_at is not null limit 1;
         insert into jobs (id, kind, payload, died_at) values ('{job}', 'test', '{{\"canary\": \"{canary}\"}}', now());
         insert into mails (id, kind, recipient, subject, text_body, html_body, sent_at) values
            ('{mail}', 'test', '{canary}@client.example', 'About {canary}', '{canary}', '<p>{canary}</p>', now());
         insert into mail_attachments (studio_id, mail_id, position, name, media_type, blob_id)
            select current_studio(), '{mail}', 1, '{canary}.txt', 'text/plain', id from blobs limit 1;"
    ))?)
}

/// A client code derived from a canary.
fn code_of(canary: &str) -> String {
    let letters =
        canary.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|b| match b.to_ascii_uppercase() {
            b'0' | b'O' => 'X',
            b'1' | b'I' => 'Y',
            b => char::from(b),
        });
    let letters: Vec<char> = letters.chain("ABCDEFGH".chars()).take(16).collect();
    letters.chunks(4).map(|four| four.iter().collect()).collect::<Vec<String>>().join("-")
}
