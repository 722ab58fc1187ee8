//! The cost of each statement, as reported by `auto_explain` in the log of the test's own cluster.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use serde_json::Value;

use crate::support::cluster::Cluster;

/// The cost of each statement, by its text.
pub type Statements = BTreeMap<String, Cost>;

/// The cost of all runs of one statement.
#[derive(Debug, Clone, Default)]
pub struct Cost {
    /// Shared buffers, hit or read.
    pub buffers: u64,
    /// The rows that the busiest plan node examined, whether or not it returned them.
    pub rows: u64,
    /// The tables it read.
    pub tables: BTreeSet<String>,
}

/// The log of a cluster that explains every statement of the app's role.
pub struct Log(PathBuf);

impl Log {
    /// Makes Postgres explain all statements of the app's role, from its next connection on.
    pub fn of(cluster: &Cluster) -> Self {
        let superuser = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/bin/postgres"))
            .args(["superuser-url", &cluster.dir])
            .output()
            .expect("bin/postgres can be run");
        let superuser = String::from_utf8(superuser.stdout).expect("a URL is text");
        let mut connection = PgConnection::establish(superuser.trim()).expect("the superuser may connect");
        let settings = [
            "alter role reprint_app set session_preload_libraries = 'auto_explain'",
            "alter role reprint_app set auto_explain.log_min_duration = 0",
            "alter role reprint_app set auto_explain.log_analyze = on",
            "alter role reprint_app set auto_explain.log_buffers = on",
            "alter role reprint_app set auto_explain.log_timing = off",
            "alter role reprint_app set auto_explain.log_format = json",
            "alter system set log_line_prefix = '<%a> '",
            "select pg_reload_conf()",
        ];
        settings
            .iter()
            .for_each(|setting| connection.batch_execute(setting).expect("a superuser may set it"));
        let dir = PathBuf::from(&cluster.dir);
        let home = fs::read_link(dir.join("elsewhere")).unwrap_or(dir);
        Self(home.join("cluster/server.log"))
    }

    /// The statements of the pages' connections while `work` runs. The connection of the live events has an application name and is skipped.
    pub fn during(&self, work: impl FnOnce()) -> Statements {
        let before = fs::metadata(&self.0).expect("the server's log").len() as usize;
        work();
        let log = fs::read(&self.0).expect("the server's log");
        let mut statements = Statements::new();
        for plan in plans(&String::from_utf8_lossy(&log[before..])) {
            let text = plan["Query Text"].as_str().expect("a plan has its statement");
            let cost = statements.entry(text.to_owned()).or_default();
            cost.buffers += touched(&plan["Plan"]);
            cost.rows += looked_at(&plan["Plan"]);
            read_tables(&plan["Plan"], &mut cost.tables);
        }
        statements
    }
}

/// The plans in a part of the log: each begins with a line that ends in `plan:` and continues in lines that begin with a tab.
fn plans(log: &str) -> Vec<Value> {
    let mut plans: Vec<String> = Vec::new();
    let mut inside = false;
    for line in log.lines() {
        match line.strip_prefix('\t') {
            Some(rest) if inside => {
                let plan = plans.last_mut().expect("a plan has begun");
                plan.push_str(rest);
                plan.push('\n');
            }
            Some(_) => {}
            None => {
                inside = line.starts_with("<[unknown]>") && line.ends_with("plan:");
                if inside {
                    plans.push(String::new());
                }
            }
        }
    }
    plans.iter().map(|plan| serde_json::from_str(plan).expect("auto_explain writes JSON")).collect()
}

/// The buffers of a plan. The count of the root node includes those of all nodes below it.
fn touched(plan: &Value) -> u64 {
    let count = |name: &str| plan[name].as_u64().unwrap_or_default();
    count("Shared Hit Blocks") + count("Shared Read Blocks")
}

fn looked_at(plan: &Value) -> u64 {
    let count = |name: &str| plan[name].as_f64().unwrap_or_default();
    let once = count("Actual Rows") + count("Rows Removed by Filter") + count("Rows Removed by Join Filter");
    let here = (once * count("Actual Loops")) as u64;
    plan["Plans"].as_array().into_iter().flatten().map(looked_at).fold(here, u64::max)
}

fn read_tables(plan: &Value, tables: &mut BTreeSet<String>) {
    tables.extend(plan["Relation Name"].as_str().map(str::to_owned));
    for below in plan["Plans"].as_array().into_iter().flatten() {
        read_tables(below, tables);
    }
}
