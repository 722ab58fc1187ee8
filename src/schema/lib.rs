// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "xid8", schema = "pg_catalog"))]
    pub struct Xid8;
}

diesel::table! {
    apps_to_confirm (studio_id, session_id) {
        studio_id -> Uuid,
        session_id -> Uuid,
        sealed -> Bytea,
    }
}

diesel::table! {
    audit_blanks (studio_id, entry_id, part) {
        studio_id -> Uuid,
        entry_id -> Uuid,
        part -> Text,
        erasure_id -> Uuid,
    }
}

diesel::table! {
    audit_checks (studio_id) {
        studio_id -> Uuid,
        checked_at -> Timestamptz,
        through -> Int8,
        hash -> Nullable<Bytea>,
        erased -> Int8,
        fault -> Nullable<Text>,
        fault_sequence -> Nullable<Int8>,
        fault_entry -> Nullable<Uuid>,
    }
}

diesel::table! {
    audit_entries (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        actor_id -> Nullable<Uuid>,
        actor_name -> Text,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        facts -> Jsonb,
        address -> Text,
        agent -> Text,
        request_id -> Text,
        created_at -> Timestamptz,
        who_seal -> Nullable<Bytea>,
        facts_seal -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_particulars (studio_id, entry_id) {
        studio_id -> Uuid,
        entry_id -> Uuid,
        who_salt -> Nullable<Bytea>,
        actor_name -> Text,
        address -> Text,
        agent -> Text,
        facts_salt -> Nullable<Bytea>,
        facts -> Jsonb,
        waits -> Bool,
        erased_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    audit_seals (studio_id, sequence) {
        studio_id -> Uuid,
        sequence -> Int8,
        entry_id -> Uuid,
        previous -> Bytea,
        hash -> Bytea,
        sealed_at -> Timestamptz,
    }
}

diesel::table! {
    blob_chunks (studio_id, blob_id, position) {
        studio_id -> Uuid,
        blob_id -> Uuid,
        position -> Int4,
        bytes -> Bytea,
    }
}

diesel::table! {
    blobs (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        size_bytes -> Int8,
        sha256 -> Nullable<Bytea>,
        created_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        client_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    client_codes (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        code -> Text,
        code_hash -> Bytea,
        made_by -> Uuid,
        made_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    client_credit (studio_id, payment_id) {
        studio_id -> Uuid,
        payment_id -> Uuid,
        client_id -> Uuid,
        currency -> Text,
        credit_minor -> Int8,
    }
}

diesel::table! {
    clients (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        name -> Text,
        email -> Text,
        address -> Text,
        tax_id -> Text,
        currency -> Text,
        locale -> Text,
        archived_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        revision -> Int4,
        erased_at -> Nullable<Timestamptz>,
        people_count -> Int4,
        project_count -> Int4,
    }
}

diesel::table! {
    conversations (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        project_id -> Nullable<Uuid>,
        title -> Text,
        created_at -> Timestamptz,
        messages -> Int8,
        last_message_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    data_exports (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        client_id -> Nullable<Uuid>,
        requested_by -> Nullable<Uuid>,
        blob_id -> Nullable<Uuid>,
        size_bytes -> Int8,
        created_at -> Timestamptz,
        ready_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    devices (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        token_hash -> Bytea,
        agent -> Text,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
    }
}

diesel::table! {
    download_marks (studio_id, user_id, kind, version, quarter) {
        studio_id -> Uuid,
        user_id -> Uuid,
        kind -> Text,
        version -> Text,
        quarter -> Int8,
    }
}

diesel::table! {
    email_changes (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        email -> Text,
        new_hash -> Bytea,
        old_hash -> Bytea,
        new_confirmed_at -> Nullable<Timestamptz>,
        old_confirmed_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Xid8;

    events (id) {
        id -> Int8,
        xid -> Xid8,
        studio_id -> Uuid,
        kind -> Text,
        client_id -> Nullable<Uuid>,
        project_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        actor_id -> Nullable<Uuid>,
        subject_id -> Nullable<Uuid>,
        facts -> Jsonb,
        in_feed -> Bool,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    factor_tries (studio_id, user_id) {
        studio_id -> Uuid,
        user_id -> Uuid,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    file_downloads (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        file_id -> Uuid,
        file_version_id -> Uuid,
        user_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    file_versions (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        file_id -> Uuid,
        number -> Int4,
        blob_id -> Uuid,
        media_type -> Text,
        size_bytes -> Int8,
        sha256 -> Bytea,
        uploaded_by -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    files (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        project_id -> Uuid,
        name -> Text,
        name_key -> Text,
        created_by -> Uuid,
        created_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        latest_version_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    form_keys (studio_id, user_id, key) {
        studio_id -> Uuid,
        user_id -> Uuid,
        key -> Uuid,
        digest -> Bytea,
        created -> Nullable<Uuid>,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    former_addresses (studio_id, user_id, address_hash) {
        studio_id -> Uuid,
        user_id -> Uuid,
        address_hash -> Text,
    }
}

diesel::table! {
    invoice_counters (studio_id, series) {
        studio_id -> Uuid,
        series -> Text,
        next -> Int4,
    }
}

diesel::table! {
    invoice_lines (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        invoice_id -> Uuid,
        position -> Int4,
        description -> Text,
        quantity -> Numeric,
        unit -> Text,
        unit_price_minor -> Int8,
        tax_rate -> Numeric,
        amount_minor -> Int8,
        unit_price_fraction -> Numeric,
    }
}

diesel::table! {
    invoice_sendings (studio_id, invoice_id) {
        studio_id -> Uuid,
        invoice_id -> Uuid,
        client_id -> Uuid,
        sends_at -> Nullable<Timestamptz>,
        asked_by -> Uuid,
        fault -> Nullable<Text>,
        shown -> Nullable<Text>,
    }
}

diesel::table! {
    invoices (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        project_id -> Nullable<Uuid>,
        status -> Text,
        series -> Nullable<Text>,
        sequence -> Nullable<Int4>,
        number -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        payment_days -> Int4,
        currency -> Text,
        tax_mode -> Text,
        discount_kind -> Text,
        discount_percent -> Nullable<Numeric>,
        discount_amount_minor -> Nullable<Int8>,
        subtotal_minor -> Int8,
        discount_minor -> Int8,
        tax_minor -> Int8,
        total_minor -> Int8,
        paid_minor -> Int8,
        note -> Text,
        studio_party -> Nullable<Jsonb>,
        client_party -> Nullable<Jsonb>,
        pdf_blob_id -> Nullable<Uuid>,
        pdf_sha256 -> Nullable<Bytea>,
        revision -> Int4,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        sent_by -> Nullable<Uuid>,
        voided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    jobs (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        unique_key -> Nullable<Text>,
        run_at -> Timestamptz,
        attempts -> Int4,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        died_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    kept_forms (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        path -> Text,
        sealed -> Bytea,
        kept_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    mail_attachments (studio_id, mail_id, position) {
        studio_id -> Uuid,
        mail_id -> Uuid,
        position -> Int4,
        name -> Text,
        media_type -> Text,
        blob_id -> Uuid,
    }
}

diesel::table! {
    mails (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        recipient -> Text,
        recipient_name -> Text,
        subject -> Text,
        text_body -> Text,
        html_body -> Text,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        sent_at -> Nullable<Timestamptz>,
        attempts -> Int4,
        last_error -> Nullable<Text>,
        user_id -> Nullable<Uuid>,
        client_id -> Nullable<Uuid>,
        about -> Array<Nullable<Uuid>>,
        one_time_link -> Nullable<Bool>,
        about_address -> Nullable<Text>,
    }
}

diesel::table! {
    message_totals (studio_id, reach) {
        studio_id -> Uuid,
        reach -> Uuid,
        messages -> Int8,
    }
}

diesel::table! {
    messages (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        conversation_id -> Uuid,
        sender_id -> Uuid,
        client_key -> Uuid,
        body -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    messages_seen (studio_id, user_id) {
        studio_id -> Uuid,
        user_id -> Uuid,
        messages -> Int8,
    }
}

diesel::table! {
    milestones (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        project_id -> Uuid,
        title -> Text,
        due_on -> Nullable<Date>,
        weight -> Int4,
        position -> Int4,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        revision -> Int4,
    }
}

diesel::table! {
    money_by_day (studio_id, currency, day) {
        studio_id -> Uuid,
        currency -> Text,
        day -> Date,
        received_minor -> Int8,
        owed_minor -> Int8,
    }
}

diesel::table! {
    notification_defaults (studio_id, user_id, kind) {
        studio_id -> Uuid,
        user_id -> Uuid,
        kind -> Text,
        pace -> Text,
    }
}

diesel::table! {
    one_time_links (studio_id, token_hash) {
        studio_id -> Uuid,
        token_hash -> Bytea,
        user_id -> Uuid,
        purpose -> Text,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        network -> Nullable<Text>,
        known_browser -> Bool,
    }
}

diesel::table! {
    passkey_ceremonies (studio_id, challenge) {
        studio_id -> Uuid,
        challenge -> Bytea,
        user_id -> Nullable<Uuid>,
        state -> Bytea,
        expires_at -> Timestamptz,
        session_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    passkeys (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        credential_id -> Bytea,
        fixed_state -> Bytea,
        moving_state -> Bytea,
        name -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    passwords (studio_id, user_id) {
        studio_id -> Uuid,
        user_id -> Uuid,
        hash -> Text,
        failures -> Int4,
        locked_until -> Nullable<Timestamptz>,
        changed_at -> Timestamptz,
        warned_at -> Nullable<Timestamptz>,
        key_id -> Nullable<Bytea>,
    }
}

diesel::table! {
    payment_allocations (studio_id, payment_id, invoice_id, number) {
        studio_id -> Uuid,
        payment_id -> Uuid,
        invoice_id -> Uuid,
        client_id -> Uuid,
        amount_minor -> Int8,
        number -> Int4,
        from_credit -> Bool,
    }
}

diesel::table! {
    payment_reversals (studio_id, payment_id) {
        studio_id -> Uuid,
        payment_id -> Uuid,
        client_id -> Uuid,
        reason -> Text,
        reversed_by -> Nullable<Uuid>,
        reversed_at -> Timestamptz,
    }
}

diesel::table! {
    payments (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        amount_minor -> Int8,
        currency -> Text,
        method -> Text,
        reference -> Text,
        received_on -> Date,
        idempotency_key -> Uuid,
        recorded_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    project_money (studio_id, project_id, currency) {
        studio_id -> Uuid,
        project_id -> Uuid,
        client_id -> Uuid,
        currency -> Text,
        net_minor -> Int8,
        paid_minor -> Int8,
    }
}

diesel::table! {
    project_types (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        name -> Text,
        position -> Int4,
    }
}

diesel::table! {
    projects (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        client_id -> Uuid,
        type_id -> Nullable<Uuid>,
        name -> Text,
        description -> Text,
        status -> Text,
        starts_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        currency -> Text,
        budget_minor -> Nullable<Int8>,
        revision -> Int4,
        archived_at -> Nullable<Timestamptz>,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        file_count -> Int4,
        status_before -> Nullable<Text>,
        status_changed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    projects_in_status (studio_id, status) {
        studio_id -> Uuid,
        status -> Text,
        projects -> Int8,
    }
}

diesel::table! {
    read_marks (studio_id, conversation_id, user_id) {
        studio_id -> Uuid,
        conversation_id -> Uuid,
        user_id -> Uuid,
        client_id -> Uuid,
        read_through -> Uuid,
        read_at -> Timestamptz,
        seen -> Int8,
        unread_from -> Nullable<Uuid>,
    }
}

diesel::table! {
    recovery_codes (studio_id, user_id, code_hash) {
        studio_id -> Uuid,
        user_id -> Uuid,
        code_hash -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    registrations (studio_id, token_hash) {
        studio_id -> Uuid,
        token_hash -> Bytea,
        client_id -> Uuid,
        code_id -> Uuid,
        email -> Text,
        name -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        user_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    retention (studio_id) {
        studio_id -> Uuid,
        feed_days -> Int4,
        mail_days -> Int4,
        session_days -> Int4,
        link_days -> Int4,
        export_days -> Int4,
        audit_days -> Int4,
        trash_days -> Int4,
        revision -> Int4,
    }
}

diesel::table! {
    sessions (studio_id, token_hash) {
        studio_id -> Uuid,
        token_hash -> Bytea,
        user_id -> Uuid,
        address -> Text,
        agent -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        id -> Uuid,
        stage -> Text,
        proven_at -> Timestamptz,
        device_id -> Nullable<Uuid>,
        seen_address -> Text,
        warned_at -> Nullable<Timestamptz>,
        began_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sign_in_codes (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        asker_hash -> Bytea,
        token_hash -> Bytea,
        state -> Text,
        number -> Int2,
        decoy -> Int2,
        other_decoy -> Int2,
        agent -> Text,
        address -> Text,
        user_id -> Nullable<Uuid>,
        session_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        began_at -> Nullable<Timestamptz>,
        proven_at -> Nullable<Timestamptz>,
        session_ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    studio_hosts (host) {
        host -> Text,
        studio_id -> Uuid,
    }
}

diesel::table! {
    studios (id) {
        id -> Uuid,
        name -> Text,
        locale -> Text,
        zone -> Text,
        currency -> Text,
        accent -> Text,
        email -> Text,
        address -> Text,
        tax_id -> Text,
        bank -> Text,
        invoice_prefix -> Text,
        payment_days -> Int4,
        tax_rate -> Numeric,
        upload_limit_bytes -> Int8,
        created_at -> Timestamptz,
        factor_for_staff -> Bool,
        factor_for_clients -> Bool,
        allowed_addresses -> Text,
        revision -> Int4,
        addresses_revision -> Int4,
        address_key -> Bytea,
        trial_since -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    throttles (studio_id, key) {
        studio_id -> Uuid,
        key -> Text,
        window_number -> Int8,
        count -> Int8,
    }
}

diesel::table! {
    totp_secrets (studio_id, user_id) {
        studio_id -> Uuid,
        user_id -> Uuid,
        sealed -> Bytea,
        last_step -> Int8,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (studio_id, id) {
        studio_id -> Uuid,
        id -> Uuid,
        role -> Text,
        client_id -> Nullable<Uuid>,
        standing -> Nullable<Text>,
        state -> Text,
        email -> Text,
        name -> Text,
        locale -> Nullable<Text>,
        zone -> Nullable<Text>,
        theme -> Nullable<Text>,
        created_at -> Timestamptz,
        last_seen_at -> Nullable<Timestamptz>,
        avatar_id -> Nullable<Uuid>,
        erased_at -> Nullable<Timestamptz>,
        invited_as -> Nullable<Text>,
        joined_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(audit_blanks -> studios (studio_id));
diesel::joinable!(audit_checks -> studios (studio_id));
diesel::joinable!(audit_entries -> studios (studio_id));
diesel::joinable!(audit_particulars -> studios (studio_id));
diesel::joinable!(audit_seals -> studios (studio_id));
diesel::joinable!(blobs -> studios (studio_id));
diesel::joinable!(clients -> studios (studio_id));
diesel::joinable!(data_exports -> studios (studio_id));
diesel::joinable!(download_marks -> studios (studio_id));
diesel::joinable!(events -> studios (studio_id));
diesel::joinable!(form_keys -> studios (studio_id));
diesel::joinable!(invoice_counters -> studios (studio_id));
diesel::joinable!(jobs -> studios (studio_id));
diesel::joinable!(kept_forms -> studios (studio_id));
diesel::joinable!(mails -> studios (studio_id));
diesel::joinable!(message_totals -> studios (studio_id));
diesel::joinable!(money_by_day -> studios (studio_id));
diesel::joinable!(passkey_ceremonies -> studios (studio_id));
diesel::joinable!(project_types -> studios (studio_id));
diesel::joinable!(projects_in_status -> studios (studio_id));
diesel::joinable!(retention -> studios (studio_id));
diesel::joinable!(studio_hosts -> studios (studio_id));
diesel::joinable!(throttles -> studios (studio_id));
diesel::joinable!(users -> studios (studio_id));

diesel::allow_tables_to_appear_in_same_query!(
    apps_to_confirm,
    audit_blanks,
    audit_checks,
    audit_entries,
    audit_particulars,
    audit_seals,
    blob_chunks,
    blobs,
    client_codes,
    client_credit,
    clients,
    conversations,
    data_exports,
    devices,
    download_marks,
    email_changes,
    events,
    factor_tries,
    file_downloads,
    file_versions,
    files,
    form_keys,
    former_addresses,
    invoice_counters,
    invoice_lines,
    invoice_sendings,
    invoices,
    jobs,
    kept_forms,
    mail_attachments,
    mails,
    message_totals,
    messages,
    messages_seen,
    milestones,
    money_by_day,
    notification_defaults,
    one_time_links,
    passkey_ceremonies,
    passkeys,
    passwords,
    payment_allocations,
    payment_reversals,
    payments,
    project_money,
    project_types,
    projects,
    projects_in_status,
    read_marks,
    recovery_codes,
    registrations,
    retention,
    sessions,
    sign_in_codes,
    studio_hosts,
    studios,
    throttles,
    totp_secrets,
    users,
);
