//! The Postgres cluster that the tests share: the one that `bin/test` names, or a throwaway cluster of this process.

use std::{
    collections::HashMap,
    os::unix::process::CommandExt,
    process::{Command, Stdio},
    sync::OnceLock,
};

use diesel::{Connection, PgConnection, RunQueryDsl};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};

/// Its connection URLs, for the app's role and for the role that owns the tables.
pub struct Cluster {
    pub app_url: String,
    pub owner_url: String,
    /// Its data directory; empty if the cluster was not started by the tests.
    pub dir: String,
}

/// The shared cluster. The first call starts and migrates it.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let named = |name| std::env::var(name).ok();
        let cluster = match (named("TEST_DATABASE_URL"), named("TEST_MIGRATION_DATABASE_URL")) {
            (Some(app_url), Some(owner_url)) => Cluster { app_url, owner_url, dir: String::new() },
            _ => throwaway(),
        };
        migrate(&cluster);
        cluster
    })
}

/// A new cluster with empty tables, for tests that need a whole database of their own.
pub fn another() -> Cluster {
    let cluster = throwaway();
    migrate(&cluster);
    cluster
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

impl Cluster {
    /// The connection URL of a role that bypasses row-level security, for backups. Only for clusters started by the tests.
    pub fn superuser_url(&self) -> String {
        let asked = Command::new(format!("{ROOT}/bin/postgres")).args(["superuser-url", &self.dir]).output();
        let answer = asked.expect("bin/postgres can be run");
        String::from_utf8(answer.stdout).expect("bin/postgres speaks UTF-8").trim().to_owned()
    }
}

/// A new cluster without tables.
pub fn throwaway() -> Cluster {
    let command = format!("{ROOT}/bin/postgres");
    let started = Command::new(&command).args(["start", "--throwaway"]).stderr(Stdio::inherit()).output();
    let output = started.expect("bin/postgres can be run");
    assert!(output.status.success(), "bin/postgres start --throwaway failed");
    let text = String::from_utf8(output.stdout).expect("bin/postgres speaks UTF-8");
    let said: HashMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
    when_we_are_gone(&[&command, "stop", said["POSTGRES_DIR"]]);
    Cluster {
        app_url: said["DATABASE_URL"].to_owned(),
        owner_url: said["MIGRATION_DATABASE_URL"].to_owned(),
        dir: said["POSTGRES_DIR"].to_owned(),
    }
}

/// Starts a watchdog that waits until this process has ended, in whatever way, and then runs a command. It has a process group of its
/// own, so that Ctrl-C, which is sent to the whole process group of the tests, does not end it as well.
#[expect(clippy::zombie_processes, reason = "it is meant to outlive this process")]
pub fn when_we_are_gone(command: &[&str]) {
    const WATCH: &str =
        r#"watched=$1; shift; while kill -0 "$watched" 2>/dev/null; do sleep 0.2; done; exec "$@""#;
    Command::new("sh")
        .args(["-c", WATCH, "watchdog", &std::process::id().to_string()])
        .args(command)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("there is a shell");
}

/// Runs the migrations as the owner of the tables, in one process at a time.
fn migrate(cluster: &Cluster) {
    let mut connection = PgConnection::establish(&cluster.owner_url).expect("the owner may connect");
    diesel::sql_query("select pg_advisory_lock(hashtext('migrations'))")
        .execute(&mut connection)
        .expect("the lock can be taken");
    let migrations =
        FileBasedMigrations::from_path(format!("{ROOT}/migrations")).expect("migrations are there");
    connection.run_pending_migrations(migrations).expect("every migration runs");
    let mut app = PgConnection::establish(&cluster.app_url).expect("the app's role may connect");
    reprint::grants::apply(&mut connection, &mut app).expect("the app's role is granted what it needs");
}
