//! The cost of a page in Postgres does not grow with the amount of data: every page is requested in a studio and in one that is ten times
//! as large, and the buffers that its statements touch and the rows they examine are compared. Time is not measured, so that the result
//! is the same on any machine.

mod explained;
#[path = "../../../benches/portal/fill.rs"]
mod fill;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use actix_web::http::Method;
use diesel::{Connection, PgConnection};
use reprint::kernel::time::SystemClock;

use crate::{
    access::sweep::{World, routes},
    support::{
        cluster::{self, Cluster},
        sql, *,
    },
};
use explained::{Cost, Log, Statements};

/// By what factor the cost of a page may grow at ten times the data.
const MOST: f64 = 1.5;
/// Growth up to this number of buffers is ignored: a deeper index costs one more buffer per row, and ten rows that share a page in a small
/// table are spread over ten pages in a large one.
const SLACK: u64 = 24;
/// Ignored in addition for each row that is examined in the smaller studio: looking up a row by its key takes a buffer per level of the
/// index, whereas a small table is scanned.
const SLACK_A_ROW: u64 = 3;
/// The maximum number of rows for which `SLACK_A_ROW` is granted.
const MOST_OF_A_PAGE: u64 = 64;
/// Growth up to this number of rows is ignored: a form reads all clients that can be chosen.
const SLACK_IN_ROWS: u64 = 500;
/// How often a page is visited before it is measured, so that Postgres may have switched to generic plans.
const PLANNED: usize = 6;
/// Pages whose cost may grow, each with the reason. The list may only become shorter.
const EXCEPTIONS: &str = include_str!("exceptions.txt");

/// Tables that are not larger in a large studio: settings, tables with a row per day or status, rate limits of the last quarters of an
/// hour, and rows that exist only for minutes.
const SETTINGS: &[&str] = &[
    "apps_to_confirm",
    "audit_checks",
    "invoice_sendings",
    "kept_forms",
    "money_by_day",
    "project_types",
    "projects_in_status",
    "retention",
    "studio_hosts",
    "studios",
    "throttles",
];

/// A studio of a given size in its own Postgres cluster.
struct Sized {
    cluster: Cluster,
    log: Log,
    world: World,
}

impl Sized {
    fn new(scale: u32) -> Self {
        let cluster = cluster::another();
        let log = Log::of(&cluster);
        let urls = [
            ("DATABASE_URL", cluster.app_url.as_str()),
            ("MIGRATION_DATABASE_URL", cluster.owner_url.as_str()),
        ];
        let served = Served::with(Arc::new(SystemClock), &urls);
        let world = World::of(Studio::at(&served));
        let mut owner = PgConnection::establish(&cluster.owner_url).expect("the owner may connect");
        let (studio, client) = (world.studio.id.uuid(), world.studio.birch.id.uuid());
        fill::fill(&mut owner, studio, client, world.birch.project, scale).expect("the studio can be filled");
        Self { cluster, log, world }
    }

    /// The statements of every page, by role and route. Each page is first visited often enough that Postgres has settled on its cached plans.
    /// Of two visits the cheaper one counts, because planning within a function adds to its buffers.
    fn pages(&self) -> BTreeMap<String, Statements> {
        let studio = &self.world.studio;
        let mut pages = BTreeMap::new();
        for (role, person) in [("staff", &studio.admin), ("client", &studio.birch.manager)] {
            let client = studio.sign_in(person);
            for route in
                routes().into_iter().filter(|route| route.method == Method::GET && route.path != "/live")
            {
                let path = self.world.path(&route);
                (0..PLANNED).for_each(|_| drop(client.get(&path)));
                let visits = [(), ()].map(|()| self.log.during(|| drop(client.get(&path))));
                let statements = visits.into_iter().min_by_key(total).expect("there were two");
                pages.insert(format!("{role} {}", route.path), statements);
            }
        }
        pages
    }

    fn rows(&self, table: &str) -> u64 {
        let mut owner = PgConnection::establish(&self.cluster.owner_url).expect("the owner may connect");
        let count =
            format!("select reltuples::bigint::text as text from pg_class where oid = '{table}'::regclass");
        sql::texts(&mut owner, &count)[0].parse().unwrap_or_default()
    }
}

#[test]
fn a_page_costs_the_same_with_ten_times_the_data() {
    let (one, ten) = (Sized::new(1), Sized::new(10));
    let (small, large) = (one.pages(), ten.pages());
    assert_eq!(small.keys().collect::<Vec<_>>(), large.keys().collect::<Vec<_>>());
    let mut report = String::new();
    let mut over = BTreeSet::new();
    for (page, before) in &small {
        let after = &large[page];
        let most_slack = before.values().map(slack).max().unwrap_or_default();
        if grew(total(before), total(after), most_slack) {
            over.insert(page.clone());
            let _ = writeln!(report, "{page}: {} buffers, then {}", total(before), total(after));
        }
        for (text, cost) in after {
            let first = before.get(text).cloned().unwrap_or_default();
            if grew(first.buffers, cost.buffers, slack(&first)) || grew(first.rows, cost.rows, SLACK_IN_ROWS)
            {
                over.insert(page.clone());
                let (buffers, rows) = ((first.buffers, cost.buffers), (first.rows, cost.rows));
                let _ = writeln!(report, "    buffers {buffers:?}, rows {rows:?}: {}", short(text));
            }
        }
    }
    let tables: BTreeSet<&String> =
        large.values().flat_map(BTreeMap::values).flat_map(|cost| &cost.tables).collect();
    // Not quite ten times: both sizes have the same users and test data.
    let grown = |table: &str| ten.rows(table) >= 8 * one.rows(table) || SETTINGS.contains(&table);
    let unfilled: Vec<_> = tables.into_iter().filter(|table| !grown(table)).collect();
    println!("{report}");
    assert!(unfilled.is_empty(), "benches/portal/fill.sql does not fill {unfilled:?}");
    let excepted: BTreeSet<String> = EXCEPTIONS
        .lines()
        .filter_map(|line| line.split_once("  ").map(|(page, _)| page.trim().to_owned()))
        .collect();
    assert_eq!(over, excepted, "left: pages whose cost grows with the data; right: pages for which it may");
}

fn total(statements: &Statements) -> u64 {
    statements.values().map(|cost| cost.buffers).sum()
}

fn slack(before: &Cost) -> u64 {
    SLACK.max(SLACK_A_ROW * before.rows.min(MOST_OF_A_PAGE))
}

fn grew(before: u64, after: u64, slack: u64) -> bool {
    after > before + slack && after as f64 > before as f64 * MOST
}

fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}
