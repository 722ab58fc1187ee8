//! The statements that a page sends to Postgres, read from the server log, and their replay through pgbench.

use std::{fs, path::PathBuf, process::Command, thread, time::Duration};

use crate::server::seconds_of;

/// The throwaway cluster.
pub struct Postgres {
    pub url: String,
    superuser_url: String,
    log: PathBuf,
    pgbench: String,
    process: String,
}

/// A message to Postgres. In the simple protocol, a message may hold several statements.
#[derive(Debug, Clone)]
pub struct Statement {
    sql: String,
    parameters: Vec<Option<String>>,
    simple: bool,
}

impl Statement {
    /// Whether it serves the session or the scope, which every page needs.
    pub fn is_overhead(&self) -> bool {
        let sql = self.sql.to_lowercase();
        let begins = ["begin", "commit", "rollback", "select set_config"];
        begins.iter().any(|word| sql.starts_with(word)) || sql.contains("from session_of(")
    }
}

impl Postgres {
    /// The cluster that `bin/bench` describes in the environment.
    pub fn from_env() -> Self {
        let var = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run bin/bench"));
        Self {
            url: var("DATABASE_URL"),
            superuser_url: var("BENCH_SUPERUSER_URL"),
            log: var("BENCH_POSTGRES_LOG").into(),
            pgbench: var("BENCH_PGBENCH"),
            process: var("BENCH_POSTGRES_PID"),
        }
    }

    /// The cluster of another commit, if `bin/bench --beside` names one.
    pub fn beside() -> Option<Self> {
        let var = |name: &str| std::env::var(format!("BENCH_BESIDE_{name}")).unwrap_or_default();
        let url = Some(var("DATABASE_URL")).filter(|url| !url.is_empty())?;
        Some(Self {
            url,
            superuser_url: var("SUPERUSER_URL"),
            log: PathBuf::new(),
            pgbench: String::new(),
            process: var("POSTGRES_PID"),
        })
    }

    /// Turns the logging of statements on or off.
    pub fn log_statements(&self, on: bool) {
        let wanted = if on { "all" } else { "none" };
        let commands = [
            format!("alter system set log_statement = '{wanted}'"),
            "alter system set log_line_prefix = '<%p|%a> '".to_owned(),
            "select pg_reload_conf()".to_owned(),
        ];
        for command in commands {
            let done = Command::new("psql").args([&self.superuser_url, "-qtAc", &command]).output();
            assert!(done.expect("psql runs").status.success(), "{command}");
        }
        thread::sleep(Duration::from_millis(300));
    }

    /// The statements that the app's pool sent while `work` ran.
    pub fn asked_during(&self, work: impl FnOnce()) -> Vec<Statement> {
        let before = fs::metadata(&self.log).expect("the server's log").len() as usize;
        work();
        thread::sleep(Duration::from_millis(30));
        let log = fs::read(&self.log).expect("the server's log");
        statements(&String::from_utf8_lossy(&log[before..]))
    }

    /// The result of a query as superuser, in the format of `psql -A`.
    pub fn query(&self, sql: &str) -> String {
        let done =
            Command::new("psql").args([&self.superuser_url, "-qtAc", sql]).output().expect("psql runs");
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Seconds of CPU time of its processes that are currently running.
    pub fn seconds(&self) -> f64 {
        let path = format!("/proc/{0}/task/{0}/children", self.process);
        let children = fs::read_to_string(path).unwrap_or_default();
        let each = children.split_whitespace().filter_map(|process| seconds_of(process.parse().ok()?));
        each.sum::<f64>()
    }

    /// Transactions per second of these statements on a number of connections.
    pub fn replay(&self, asked: &[Statement], connections: usize, seconds: u64) -> f64 {
        let (script, values) = script(asked);
        self.pgbench(&self.url, &script, &values, connections, seconds)
    }

    /// Transactions per second of a script on a number of superuser connections, to which no policy applies.
    pub fn plain(&self, script: &str, values: &[(String, String)], connections: usize, seconds: u64) -> f64 {
        self.pgbench(&self.superuser_url, script, values, connections, seconds)
    }

    fn pgbench(
        &self,
        url: &str,
        script: &str,
        values: &[(String, String)],
        connections: usize,
        seconds: u64,
    ) -> f64 {
        let file = std::env::temp_dir().join(format!("reprint-replay-{}.sql", std::process::id()));
        fs::write(&file, script).expect("the temporary folder");
        let mut pgbench = Command::new(&self.pgbench);
        pgbench.args(["-n", "-M", "prepared", "-c", &connections.to_string(), "-j", "1"]);
        pgbench.args(["-T", &seconds.to_string(), "-f"]).arg(&file);
        // The same planner settings as for the app's connections: src/core/db.rs.
        pgbench.env("PGOPTIONS", "-c seq_page_cost=0.1 -c random_page_cost=0.1");
        for (name, value) in values {
            pgbench.args(["-D", &format!("{name}={value}")]);
        }
        let done = pgbench.arg(url).output().expect("pgbench runs");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let _ = fs::remove_file(&file);
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        tps.unwrap_or_else(|| panic!("pgbench: {said}{}", String::from_utf8_lossy(&done.stderr)))
    }
}

/// The pool's statements in an excerpt of the log. Other clients have an application name: psql, pgbench, the event stream.
fn statements(log: &str) -> Vec<Statement> {
    let mut records: Vec<String> = Vec::new();
    for line in log.lines() {
        match (line.starts_with('<'), records.last_mut()) {
            (false, Some(record)) => *record += &format!("\n{}", line.trim_start_matches('\t')),
            _ => records.push(line.to_owned()),
        }
    }
    let mut found: Vec<Statement> = Vec::new();
    for record in records {
        let Some((_, said)) = record.split_once("|[unknown]> ") else { continue };
        if let Some(sql) = said.strip_prefix("LOG:  statement: ") {
            found.push(Statement { sql: sql.to_owned(), parameters: Vec::new(), simple: true });
        } else if let Some(rest) = said.strip_prefix("LOG:  execute ") {
            let sql = rest.split_once(": ").map_or(rest, |(_, sql)| sql).to_owned();
            found.push(Statement { sql, parameters: Vec::new(), simple: false });
        } else if let Some((_, list)) = said.split_once("arameters: ")
            && let Some(last) = found.last_mut()
        {
            last.parameters = parameters(list);
        }
    }
    for statement in &mut found {
        let lines = statement.sql.lines().filter(|line| !line.trim_start().starts_with("--"));
        statement.sql = lines.collect::<Vec<_>>().join("\n").trim().trim_end_matches(';').to_owned();
    }
    found
}

/// Parses the values from `$1 = 'it''s', $2 = NULL`.
fn parameters(list: &str) -> Vec<Option<String>> {
    let (mut rest, mut values) = (list, Vec::new());
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(quoted) = after.strip_prefix('\'') else {
            values.push(None);
            rest = after;
            continue;
        };
        let (mut value, mut end) = (String::new(), quoted.len());
        let mut characters = quoted.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if character == '\'' && characters.next_if(|(_, next)| *next == '\'').is_none() {
                end = at + 1;
                break;
            }
            value.push(character);
        }
        values.push(Some(value));
        rest = &quoted[end.min(quoted.len())..];
    }
    values
}

/// A pgbench script and its variables. Statements sent in one message are sent in one round trip here as well.
fn script(asked: &[Statement]) -> (String, Vec<(String, String)>) {
    let (mut script, mut values) = (String::new(), Vec::new());
    for (at, statement) in asked.iter().enumerate() {
        let mut sql = statement.sql.clone();
        for (index, value) in statement.parameters.iter().enumerate().rev() {
            let name = format!("v{at}_{index}");
            let place = value.as_ref().map_or("null".to_owned(), |_| format!(":{name}"));
            sql = sql.replace(&format!("${}", index + 1), &place);
            values.extend(value.clone().map(|value| (name, value)));
        }
        let several = statement.simple && sql.contains(';');
        if several {
            script += &format!("\\startpipeline\n{sql};\n\\endpipeline\n").replace("; ", ";\n");
        } else {
            script += &format!("{sql};\n");
        }
    }
    (script, values)
}
