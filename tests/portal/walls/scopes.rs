//! The limits of each scope, tested with the app's privileges (issue 8, row 10).

use super::attacked::{Attacked, attacked, system_of};
use crate::support::sql;

#[test]
fn a_clients_file_version_cannot_refer_to_another_clients_bytes() {
    let mut attacked = attacked();
    let (theirs, own) = (attacked.northlight.file_version, attacked.birch.file_version);
    let of = |version: uuid::Uuid| {
        format!("select (to_jsonb(v) - 'id')::text as text from file_versions v where id = '{version}'")
    };
    let (theirs, own) = (attacked.told(&of(theirs)), attacked.told(&of(own)));
    let field = |row: &str, name: &str| {
        let row: serde_json::Value = serde_json::from_str(row).expect("a row is JSON");
        row[name].as_str().map(str::to_owned).expect("the column is a text")
    };
    let (client, file, user) =
        (attacked.studio.birch.id, attacked.birch.file, attacked.studio.birch.manager.id);
    let point = |row: &str| {
        format!(
            "insert into file_versions (id, client_id, file_id, number, blob_id, media_type, size_bytes, sha256, uploaded_by) values
                (gen_random_uuid(), '{client}', '{file}', 9, '{}', 'text/plain', 42, '{}', '{user}')",
            field(row, "blob_id"),
            field(row, "sha256")
        )
    };
    attacked.refused(attacked.manager(), &[point(&theirs)]);
    attacked.allowed(attacked.manager(), &[point(&own)]);
}

#[test]
fn no_user_can_use_another_clients_bytes_as_their_picture() {
    let mut attacked = attacked();
    let of = |version| format!("select blob_id::text as text from file_versions where id = '{version}'");
    let (theirs, own) = (of(attacked.northlight.file_version), of(attacked.birch.file_version));
    let (theirs, own) = (attacked.told(&theirs), attacked.told(&own));
    let user = attacked.studio.birch.manager.id;
    let picture = |blob: &str| format!("update users set avatar_id = '{blob}' where id = '{user}'");
    attacked.refused(attacked.manager(), &[picture(&theirs), picture(&own)]);
    attacked.refused(attacked.system(), &[picture(&theirs)]);
    attacked.allowed(attacked.system(), &[picture(&own)]);
}

#[test]
fn a_clients_scope_mails_only_people_whom_its_manager_invites() {
    let mut attacked = attacked();
    let client = attacked.studio.birch.id;
    attacked.studio.set_up(|tx| {
        let invited = format!(
            "insert into users (id, role, client_id, standing, state, email, name)
                values (gen_random_uuid(), 'client', '{client}', 'member', 'invited', 'new@birch.example', 'New')"
        );
        Ok(sql::touch(tx.conn(), &invited).expect("the user is inserted"))
    });
    let mail = |kind: &str, to: &str| {
        format!(
            "insert into mails (id, kind, recipient, subject, text_body, html_body, client_id, user_id)
                values (gen_random_uuid(), '{kind}', '{to}', 'Hello', 'Hello', '', '{client}', (select id from users where email = '{to}'))"
        )
    };
    let member = attacked.studio.scope(&attacked.studio.birch.member);
    let active = attacked.studio.birch.member.email.clone();
    attacked.refused(
        attacked.manager(),
        &[
            mail("invitation", "eve@evil.example"),
            mail("invitation", &active),
            mail("security_notice", "new@birch.example"),
        ],
    );
    attacked.refused(member, &[mail("invitation", "new@birch.example")]);
    attacked.refused(
        attacked.manager(),
        &["insert into mail_attachments (studio_id, mail_id, position, name, media_type, blob_id)
            values (current_studio(), gen_random_uuid(), 1, 'a', 'b', gen_random_uuid())"
            .to_owned()],
    );
    attacked.allowed(attacked.manager(), &[mail("invitation", "new@birch.example")]);
}

#[test]
fn users_enqueue_only_mail_deliveries_and_their_own_exports() {
    let mut attacked = attacked();
    let (ana, mail, theirs) =
        (attacked.studio.birch.manager.id, attacked.birch.mail, attacked.northlight.export);
    let own = attacked.birch.export;
    let job = |kind: &str, key: &str, id: &str| {
        format!(
            "insert into jobs (id, kind, payload, unique_key)
                values (gen_random_uuid(), '{kind}', '{{\"{key}\": \"{id}\"}}', '{id}')"
        )
    };
    let (mail, theirs, own) = (mail.to_string(), theirs.to_string(), own.to_string());
    for scope in [attacked.manager(), attacked.studio.scope(&attacked.studio.staff)] {
        attacked.refused(
            scope,
            &[
                job("retention.apply", "export", &own),
                job("audit.verify", "mail", &mail),
                job("export.make", "export", &theirs),
                job("export.make", "mail", &own),
                "update jobs set run_at = now()".into(),
                "delete from jobs".into(),
            ],
        );
        attacked.allowed(scope, &[job("mail.deliver", "mail", &mail)]);
    }
    assert_eq!(
        attacked.told(&format!("select requested_by::text as text from data_exports where id = '{own}'")),
        ana.to_string()
    );
    attacked.allowed(attacked.manager(), &[job("export.make", "export", &own)]);
}

#[test]
fn no_user_can_extend_or_create_a_session() {
    let mut attacked = attacked();
    let (session, user) = (attacked.birch.session, attacked.studio.birch.manager.id);
    let own = format!("where id = '{session}'");
    let attempts = [
        format!("update sessions set expires_at = now() + interval '9 years' {own}"),
        format!("update sessions set user_id = '{}' {own}", attacked.studio.admin.id),
        format!("update sessions set created_at = now() {own}"),
        format!("update sessions set id = gen_random_uuid() {own}"),
        format!("update sessions set began_at = now() {own}"),
    ];
    attacked.refused(attacked.manager(), &attempts);
    attacked.refused(attacked.system(), &attempts);
    let system = attacked.system();
    for attempt in &attempts {
        let said = sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, attempt));
        assert!(said.is_err(), "as the owner, {attempt}: {said:?}");
    }
    attacked.refused(
        attacked.manager(),
        &[
            format!("update sessions set last_seen_at = now() {own}"),
            format!(
                "insert into sessions (studio_id, token_hash, user_id, expires_at)
                    values (current_studio(), sha256('mine'), '{user}', now() + interval '9 years')"
            ),
        ],
    );
    attacked.allowed(attacked.system(), &[format!("update sessions set last_seen_at = now() {own}")]);
    attacked.allowed(attacked.manager(), &[format!("delete from sessions {own}")]);
}

#[test]
fn without_a_scope_nothing_can_be_written() {
    let Attacked { studio, mut app, .. } = attacked();
    let (id, host) = (studio.id, studio.host.clone());
    for attempt in [
        format!("insert into studio_hosts (host, studio_id) values ('evil.example', '{id}')"),
        format!("update studio_hosts set studio_id = '{id}'"),
        format!("update studio_hosts set host = 'evil.example' where studio_id = '{id}'"),
        format!("delete from studio_hosts where studio_id = '{id}'"),
        "insert into __diesel_schema_migrations (version) values ('29990101')".into(),
        "update __diesel_schema_migrations set version = 'x' || version".into(),
        "delete from __diesel_schema_migrations".into(),
        "insert into throttles (key, window_number, count) values ('x', 1, 1)".into(),
        format!("insert into studios (id, name) values (gen_random_uuid(), '{host}')"),
        "select nextval('events_id_seq')".into(),
        "select lo_create(0)".into(),
        "select lo_from_bytea(0, 'a large object is behind no wall')".into(),
    ] {
        assert!(sql::touch(&mut app, &attempt).is_err(), "{attempt}");
    }
    // Host names are readable by everybody, and written when a studio is founded.
    let read = format!("select host as text from studio_hosts where studio_id = '{id}'");
    assert_eq!(sql::texts(&mut app, &read), [host]);
    let named = format!("insert into studio_hosts (host, studio_id) values ('second-{id}.example', '{id}')");
    for (scope, holds) in [(system_of(&studio), true), (studio.scope(&studio.admin), false)] {
        let said = sql::probe(&mut app, scope, |app| sql::touch(app, &named));
        assert_eq!(said.is_ok(), holds, "{said:?}");
    }
}

#[test]
fn a_download_mark_has_the_current_quarter_of_an_hour() {
    let mut attacked = attacked();
    let tom = attacked.studio.birch.member.id;
    let mark = |quarter: &str| {
        format!(
            "insert into download_marks (studio_id, user_id, kind, version, quarter)
                values (current_studio(), '{tom}', 'file.downloaded', 'x', floor(extract(epoch from now()) / 900) + {quarter})"
        )
    };
    let scope = attacked.studio.scope(&attacked.studio.birch.member);
    attacked.refused(scope, &[mark("0")]); // The database fills this column.
    attacked.allowed(
        scope,
        &[format!(
            "insert into download_marks (user_id, kind, version) values ('{tom}', 'file.downloaded', 'x')"
        )],
    );
    // The policy itself, as the owner, whom no privilege restricts.
    for (quarter, holds) in [("0", true), ("1", false), ("96", false), ("-1", false)] {
        let said = sql::probe(&mut sql::owner(), scope, |owner| sql::touch(owner, &mark(quarter)));
        assert_eq!(said.is_ok(), holds, "{quarter}: {said:?}");
    }
}

#[test]
fn issue_8_a_download_mark_requires_its_audit_entry() {
    let attacked = attacked();
    let tom = attacked.studio.birch.member.id;
    let (version, other) = (attacked.birch.file_version, attacked.birch.file);
    let scope = attacked.studio.scope(&attacked.studio.birch.member);
    let mark = format!(
        "insert into download_marks (user_id, kind, version) values ('{tom}', 'file.downloaded', '{version}')"
    );
    let entry = |kind: &str, about: &str| {
        format!(
            "insert into audit_entries (id, kind, actor_id, subject_kind, subject_id)
                values (gen_random_uuid(), '{kind}', '{tom}', 'file_version', {about})"
        )
    };
    let tries = |statements: &[&String]| {
        sql::probe(&mut sql::app(), scope, |app| {
            for statement in statements {
                diesel::connection::SimpleConnection::batch_execute(app, statement)?;
            }
            diesel::connection::SimpleConnection::batch_execute(app, "set constraints all immediate")
        })
    };
    let told = entry("file.downloaded", &format!("'{version}'"));
    tries(&[&mark, &told]).expect("a matching entry");
    let elsewhere = entry("file.downloaded", &format!("'{other}'"));
    let (of_nothing, of_another_kind) =
        (entry("file.downloaded", "null"), entry("file.shown", &format!("'{version}'")));
    // An entry that names the version in facts that belong to another kind does not count either (issue 8, F4).
    let named = |kind: &str| {
        let facts = format!("{{\"export\": \"{version}\"}}");
        format!(
            "insert into audit_entries (id, kind, actor_id, facts) values (gen_random_uuid(), '{kind}', '{tom}', '{facts}')"
        )
    };
    let named_aside = named("file.downloaded");
    let of_no_export = mark.replace("file.downloaded", "export.downloaded");
    let no_export = named("export.downloaded");
    for without in [
        &[&mark][..],
        &[&mark, &elsewhere],
        &[&mark, &of_nothing],
        &[&mark, &of_another_kind],
        &[&mark, &named_aside],
        &[&of_no_export, &no_export],
    ] {
        let said = tries(without).expect_err("no matching entry").to_string();
        assert!(said.contains("is in the audit"), "{without:?}: {said}");
    }
}
