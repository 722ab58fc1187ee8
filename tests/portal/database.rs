//! `Db`, through which all code reaches Postgres.

use std::{
    future::Future,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
};

use diesel::{QueryableByName, prelude::*, sql_query, sql_types::Integer};
use reprint::{
    access::SystemViewer,
    config::DatabaseConfig,
    db::{Db, Tx},
    error::AppResult,
    kernel::{ids::ClientId, time::SystemClock},
    schema::{clients, users},
};

use crate::support::{Studio, assert_lists, sql};

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// The backend processes of `count` connections of a pool, all in use at once.
fn processes(db: &Db, who: &SystemViewer, count: usize) -> Vec<i32> {
    if count == 0 {
        return Vec::new();
    }
    let found = db.read_here(who, |tx| {
        let process: Process = sql_query("select pg_backend_pid() as pid").get_result(tx.conn())?;
        Ok([vec![process.pid], processes(db, who, count - 1)].concat())
    });
    found.expect("the pool has that many connections")
}

#[test]
fn terminated_connections_are_replaced_transparently() {
    let studio = Studio::new();
    let who = SystemViewer::new(studio.id, "tests");
    let config = DatabaseConfig { pool_size: 3, ..studio.served.portal.config.database.clone() };
    let db = Db::new(&config, Arc::new(SystemClock));

    let before = processes(&db, &who, 3);
    let mut killer = sql::app();
    for pid in &before {
        sql_query("select pg_terminate_backend($1, 5000)")
            .bind::<Integer, _>(pid)
            .execute(&mut killer)
            .expect("a role may end its own processes");
    }
    let after = processes(&db, &who, 3);
    assert!(after.iter().all(|pid| !before.contains(pid)), "{before:?}, then {after:?}");
    assert!(db.outside_here(|connection| Ok(sql_query("select 1").execute(connection)?)).is_ok());
}

#[test]
fn nested_transactions_commit_together_or_not_at_all() {
    use diesel::prelude::*;
    use reprint::{error::AppError, schema::project_types};

    let studio = Studio::new();
    let (system, db) = (SystemViewer::new(studio.id, "test"), &studio.served.portal.db);
    let add = |db: &reprint::db::Db, name: &'static str| {
        db.write_here(&system, |tx| {
            let row = (project_types::id.eq(uuid::Uuid::now_v7()), project_types::name.eq(name));
            Ok(diesel::insert_into(project_types::table).values(row).execute(tx.conn())?)
        })
    };
    let names = || {
        studio.set_up(|tx| Ok(project_types::table.select(project_types::name).load::<String>(tx.conn())?))
    };
    let cut_short = db.in_one(|db| {
        add(db, "Packaging")?;
        // A part that fails is rolled back on its own.
        assert!(add(db, "Packaging").is_err());
        add(db, "Website")?;
        Err::<(), _>(AppError::BadRequest)
    });
    assert!(cut_short.is_err());
    assert_eq!(names(), [""; 0]);
    db.in_one(|db| {
        add(db, "Packaging")?;
        assert!(add(db, "Packaging").is_err());
        add(db, "Website")
    })
    .expect("the transaction commits");
    assert_eq!(names(), ["Packaging", "Website"]);
}

#[test]
fn migrations_insert_no_users_studios_or_sessions() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut read = 0;
    for migration in std::fs::read_dir(folder).expect("migrations are there").flatten() {
        let text = std::fs::read_to_string(migration.path().join("up.sql")).expect("a migration goes up");
        read += 1;
        let text = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        for table in ["users", "passwords", "studios", "sessions", "one_time_links"] {
            for end in [" ", "("] {
                let brought = text.contains(&format!("insert into {table}{end}"));
                assert!(!brought, "{} inserts into {table}", migration.path().display());
            }
        }
    }
    assert!(read > 5, "{read} migrations were read");
}

/// Locks the rows of two clients in the given order. In the first attempt, waits for the other transaction between the two locks.
fn lock_both(
    db: &Db,
    who: &SystemViewer,
    order: [ClientId; 2],
    meet: &Arc<Barrier>,
    attempts: &Arc<AtomicUsize>,
) -> impl Future<Output = AppResult<()>> {
    let (meet, attempts, own) = (meet.clone(), attempts.clone(), AtomicUsize::new(0));
    let own = Arc::new(own);
    let (db, who) = (db.clone(), who.clone());
    async move {
        db.write(&who, move |tx| {
            attempts.fetch_add(1, Ordering::SeqCst);
            let lock = |tx: &mut Tx, id: ClientId| {
                let row = clients::table.filter(clients::id.eq(id)).select(clients::id).for_update();
                row.first::<ClientId>(tx.conn())
            };
            lock(tx, order[0])?;
            if own.fetch_add(1, Ordering::SeqCst) == 0 {
                meet.wait();
            }
            lock(tx, order[1])?;
            Ok(())
        })
        .await
    }
}

#[test]
fn deadlocked_transactions_are_retried_and_both_succeed() {
    let studio = Studio::new();
    let who = SystemViewer::new(studio.id, "tests");
    let db = (**studio.served.portal.db).clone();
    let (birch, northlight) = (studio.birch.id, studio.northlight.id);
    let (meet, attempts) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let one = lock_both(&db, &who, [birch, northlight], &meet, &attempts);
    let other = lock_both(&db, &who, [northlight, birch], &meet, &attempts);
    let (one, other) =
        actix_web::rt::System::new().block_on(async { futures_util::future::join(one, other).await });
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert!(attempts.load(Ordering::SeqCst) > 2, "the control: there was no deadlock");
}

#[test]
fn a_unique_violation_is_a_409_and_rolls_back() {
    let studio = Studio::new();
    let who = SystemViewer::new(studio.id, "tests");
    let (birch, taken) = (studio.birch.id, studio.northlight.manager.email.clone());
    let ana = studio.birch.manager.id;
    let work = move |tx: &mut Tx| {
        diesel::update(clients::table.filter(clients::id.eq(birch)))
            .set(clients::name.eq("Other"))
            .execute(tx.conn())?;
        diesel::update(users::table.filter(users::id.eq(ana)))
            .set(users::email.eq(&taken))
            .execute(tx.conn())?;
        Ok(())
    };
    let db = (**studio.served.portal.db).clone();
    let refused = actix_web::rt::System::new().block_on(async move { db.write(&who, work).await });
    let refused = refused.expect_err("the address is taken");
    assert_eq!(refused.status().as_u16(), 409, "{refused}");
    studio.sign_in(&studio.staff).get("/clients").expect(200).says("Birch & Beam").lacks("Other");
}

/// The columns that `src/schema/lib.rs` declares: `clients.name -> Text`.
fn declared_columns() -> Vec<String> {
    let mut table = "";
    let mut columns = Vec::new();
    for line in include_str!("../../src/schema/lib.rs").lines().map(str::trim) {
        match line.strip_suffix(',').filter(|column| column.contains(" -> ")) {
            Some(column) => columns.push(format!("{table}.{column}")),
            None if line.ends_with(") {") => table = line.split(' ').next().unwrap_or_default(),
            None => {}
        }
    }
    columns
}

#[test]
fn the_schema_declares_the_columns_that_the_migrations_make() {
    let columns = "select format(case is_nullable when 'YES' then '%s.%s -> Nullable<%s>' else '%s.%s -> %s' end, table_name, column_name,
            regexp_replace(initcap(regexp_replace(udt_name, '^_', '')), '^(.*)$',
                case data_type when 'ARRAY' then 'Array<Nullable<\\1>>' else '\\1' end)) as text
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '__diesel_schema_migrations'";
    assert_lists(
        "src/schema/lib.rs is not what the migrations make: bring it up to date with Diesel's command line (docs/ADDING.md)",
        declared_columns(),
        sql::texts(&mut sql::owner(), columns),
    );
}
