//! Compares the cost of a page and a message with that of another commit, in the same run: `bin/bench --beside COMMIT`.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use reprint::demo::PASSWORD;

use crate::{
    CLIENT, ROUND_SECONDS, ROUNDS, STAFF, costs, fill,
    http::Browser,
    load,
    postgres::Postgres,
    report::{Budget::Loose, Report, median},
    server::Server,
};

/// One of the two commits: its server and database, and the users who read and write there.
struct Side<'a> {
    server: &'a Server,
    postgres: &'a Postgres,
    client: &'a Browser,
    staff: &'a Browser,
    project: &'a str,
}

/// Milliseconds of CPU time per page or message, of the app and of Postgres.
type Cost = (f64, f64);

impl Side<'_> {
    fn page(&self) -> Cost {
        self.cost(|| load(self.client, self.project) * ROUND_SECONDS as f64)
    }

    fn message(&self) -> Cost {
        self.cost(|| costs::send(self.staff, self.project, ROUND_SECONDS))
    }

    fn cost(&self, work: impl FnOnce() -> f64) -> Cost {
        let (app, database) = (self.server.seconds(), self.postgres.seconds());
        let done = work();
        let each = |seconds: f64| seconds * 1000.0 / done;
        (each(self.server.seconds() - app), each(self.postgres.seconds() - database))
    }
}

/// Columns that fill.sql writes but older commits do not have; nothing reads them there. Statements on missing tables are skipped.
const MISSING: &str = "alter table blobs add column if not exists client_id uuid; alter table mails add column if not exists client_id uuid;\n";

/// Measures alternately with the build of the other commit, whose studio is filled with the same data as far as its schema allows.
pub fn beside(
    report: &mut Report,
    postgres: &Postgres,
    server: &Server,
    [client, staff]: [&Browser; 2],
    project: &str,
) {
    let Some(other) = Postgres::beside() else { return };
    let var = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run bin/bench"));
    report.title(&format!("Compared with {}, alternately", var("BENCH_BESIDE")));
    let its_project = format!("/projects/{}", fill_other(report, &other));
    let its_server = Server::start_of(&var("BENCH_BESIDE_REPRINT"), &other.url, server.port + 1);
    let (mut its_client, mut its_staff) = (Browser::new(its_server.port), Browser::new(its_server.port));
    its_client.sign_in(CLIENT, PASSWORD);
    its_staff.sign_in(STAFF, PASSWORD);
    let ours = Side { server, postgres, client, staff, project };
    let theirs = Side {
        server: &its_server,
        postgres: &other,
        client: &its_client,
        staff: &its_staff,
        project: &its_project,
    };
    compare(report, "a page", &ours, &theirs, |side| side.page());
    compare(report, "a message", &ours, &theirs, |side| side.message());
}

fn compare(report: &mut Report, what: &str, ours: &Side, theirs: &Side, cost: fn(&Side) -> Cost) {
    let rounds: Vec<(Cost, Cost)> = (0..ROUNDS).map(|_| (cost(ours), cost(theirs))).collect();
    let each = |figure: fn(&(Cost, Cost)) -> f64| median(rounds.iter().map(figure));
    report.note(&format!("CPU of the app, {what}, theirs"), each(|round| round.1.0), "ms");
    report.note(&format!("CPU of the app, {what}, ours"), each(|round| round.0.0), "ms");
    report.at_most(&format!("{what} ours / theirs"), each(|round| round.0.0 / round.1.0), 0.55, "", Loose);
    report.note(&format!("CPU of Postgres, {what}, theirs"), each(|round| round.1.1), "ms");
    report.note(&format!("CPU of Postgres, {what}, ours"), each(|round| round.0.1), "ms");
}

/// Fills the other commit's studio as far as its schema allows, and returns the project to measure.
fn fill_other(report: &Report, postgres: &Postgres) -> String {
    let (studio, client, project) = crate::measured(postgres);
    let scale = crate::scale();
    let owner = std::env::var("BENCH_BESIDE_MIGRATION_DATABASE_URL").expect("bin/bench sets it");
    // A statement on a table that does not exist there is rolled back on its own.
    let mut filling = Command::new("psql")
        .args([&owner, "-q", "-v", "ON_ERROR_ROLLBACK=on"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql runs");
    let script = MISSING.to_owned() + &fill::script(studio, client, project, scale) + "\nvacuum analyze;\n";
    let mut stdin = filling.stdin.take().expect("it is piped");
    let writing = std::thread::spawn(move || stdin.write_all(script.as_bytes()));
    let said = filling.wait_with_output().expect("psql ends");
    writing.join().expect("no panic").expect("psql reads it all");
    let said = String::from_utf8_lossy(&said.stderr);
    let left_out: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("ERROR:  ")).map(|(_, why)| why).collect();
    left_out.iter().for_each(|why| println!("         not filled: {why}"));
    report.note("statements of fill.sql that failed there", left_out.len() as f64, "");
    project.to_string()
}
