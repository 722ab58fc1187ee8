//! A backup, and the portal restored from it (security.md, K67).

use std::{path::Path, process::Command, sync::Arc};

use diesel::{Connection, PgConnection, QueryDsl, RunQueryDsl};
use reprint::{
    access::SystemViewer,
    audit, demo, grants,
    kernel::{ids::StudioId, secret::Token, time::SystemClock},
    schema::studio_hosts,
};

use crate::support::{
    cluster::{self, Cluster},
    *,
};

#[test]
fn a_restored_backup_is_the_same_portal_and_the_file_contains_no_usable_secret() {
    let (before, after) = (cluster::another(), cluster::throwaway());
    let key = Token::random().text();
    let served = portal_on(&before, &key);
    demo::load(&served.portal.config, &SystemClock, false).expect("the demo loads");
    let mara = mara(&served);
    let shown = lists(&mara);
    assert!(shown.iter().all(|list| !list.is_empty()), "the control: there is something to restore");

    let file = Path::new(&after.dir).join("portal.dump");
    run("bin/backup", &[], &file, ("BACKUP_DATABASE_URL", &before.superuser_url()))
        .expect("the backup succeeds");
    let restore = || run("bin/restore", &[], &file, ("RESTORE_DATABASE_URL", &after.superuser_url()));
    restore().expect("the restore into an empty database succeeds");
    restore().expect_err("a database that is not empty is rejected");

    let listed = Command::new("pg_restore").arg("--file=-").arg(&file).output().expect("pg_restore runs");
    let text = String::from_utf8_lossy(&listed.stdout);
    let cookies = mara.cookies();
    let session = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session=")).expect("a session");
    let token = session.rsplit('.').next().expect("a session's cookie ends in a token");
    assert!(text.contains("mara@reprint.example"), "the control: the file is read in full");
    for secret in [demo::PASSWORD, &key, token] {
        assert!(!text.contains(secret), "the backup contains a secret in plain text");
    }

    let restored = portal_on(&after, &key);
    assert_eq!(lists(&self::mara(&restored)), shown);
    let mut app = PgConnection::establish(&after.app_url).expect("the app's role may connect");
    assert_eq!(grants::differences(&mut app).expect("the catalogue can be read"), Vec::<String>::new());
    let walls = walls(&before);
    assert!(walls.len() > 100, "the control: walls are found");
    assert_eq!(self::walls(&after), walls);
    let db = &restored.portal.db;
    let studio: StudioId = db
        .outside_here(|connection| {
            Ok(studio_hosts::table.select(studio_hosts::studio_id).first(connection)?)
        })
        .expect("the demo's studio has a host");
    let walk = db.write_here(&SystemViewer::new(studio, "tests"), audit::check).expect("the chain is read");
    assert!(walk.through > 0 && walk.broken.is_none(), "{walk:?}");
}

/// A portal on a cluster of a test's own.
pub fn portal_on(cluster: &Cluster, key: &str) -> Served {
    let variables =
        [("DATABASE_URL", cluster.app_url.as_str()), ("SECRET_KEY", key), ("APP_ENV", "development")];
    Served::with(Arc::new(SystemClock), &variables)
}

fn mara(served: &Served) -> Client {
    let mara = Client::new(served.port, "localhost");
    mara.enter("mara@reprint.example", demo::PASSWORD).expect(303);
    mara
}

/// The contents of the studio's lists.
fn lists(client: &Client) -> [Vec<String>; 3] {
    ["/clients", "/projects", "/invoices"]
        .map(|path| client.get(path).expect(200).texts_of("main th .row-title"))
}

/// Every policy, trigger and constraint, and every function that runs with its owner's privileges. Postgres may change the parentheses of
/// a restored constraint.
fn walls(cluster: &Cluster) -> Vec<String> {
    let mut owner = PgConnection::establish(&cluster.owner_url).expect("the owner may connect");
    sql::texts(
        &mut owner,
        "select text from (
            select format('%s %s %s %s %s', tablename, policyname, cmd, qual, with_check) as text from pg_policies
            union all select format('%s %s %s', relname, relrowsecurity, relforcerowsecurity) from pg_class
                where relkind = 'r' and relnamespace = 'public'::regnamespace
            union all select pg_get_triggerdef(t.oid) from pg_trigger t where not tgisinternal
            union all select format('%s %s', conrelid::regclass, translate(pg_get_constraintdef(oid), '()', '')) from pg_constraint
                where connamespace = 'public'::regnamespace
            union all select pg_get_functiondef(oid) from pg_proc
                where pronamespace = 'public'::regnamespace and prosecdef
        ) walls order by text collate \"C\"",
    )
}

/// Runs one of our scripts with options and a file, for a database given by an environment variable.
///
/// # Errors
/// Its output, if it exits with another code than 0.
pub fn run(
    script: &str,
    options: &[&str],
    file: &Path,
    (name, value): (&str, &str),
) -> Result<String, String> {
    let output = Command::new(script)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(options)
        .arg(file)
        .env(name, value)
        .output()
        .expect("the script can be run");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}
