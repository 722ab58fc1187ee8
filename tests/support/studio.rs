//! A studio for one test, and its users.

use std::{collections::BTreeMap, sync::Mutex};

use diesel::{connection::SimpleConnection, prelude::*};
use reprint::{
    access::{Asks, Role, Scope, Standing, SystemViewer, Viewer},
    accounts::{
        Hashed,
        password::{self, Password, Pepper},
    },
    db::Tx,
    error::AppResult,
    kernel::{
        Sha256,
        ids::{ClientId, SessionId, StudioId, UserId},
        time::Zone,
    },
    schema::{clients, passwords, studio_hosts, studios, users},
};

use super::{Client, Served, portal, sql};

/// The password that [`Studio::give_password`] sets.
pub const PASSWORD: &str = "a red thread through grey paper";

/// A user.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    pub name: &'static str,
    pub email: String,
    pub role: Role,
}

/// A client company.
#[derive(Debug, Clone)]
pub struct Company {
    pub id: ClientId,
    pub name: &'static str,
    pub manager: Person,
    pub member: Person,
}

/// A studio with its own host name, an admin, a staff user, and two clients that must never see each other's data.
pub struct Studio {
    pub id: StudioId,
    pub host: String,
    pub admin: Person,
    pub staff: Person,
    /// Birch & Beam: Ana is its manager, Tom a member.
    pub birch: Company,
    /// Northlight: Noor is its manager, Ida a member.
    pub northlight: Company,
    pub served: Served,
}

impl Studio {
    /// A new studio in the shared portal.
    pub fn new() -> Self {
        Self::at(&portal())
    }

    /// A new studio in the test's own portal, which is served until the studio and the test have dropped it.
    pub fn at(served: &Served) -> Self {
        let id = StudioId::new();
        let host = format!("{}.localhost", &id.uuid().simple().to_string()[16..]);
        let company = |name, manager, member| {
            let client = ClientId::new();
            let of = |standing| Role::Client { client, standing };
            Company {
                id: client,
                name,
                manager: Person::new(manager, of(Standing::Manager)),
                member: Person::new(member, of(Standing::Member)),
            }
        };
        let studio = Self {
            id,
            host,
            admin: Person::new("Vera Lindqvist", Role::Admin),
            staff: Person::new("Jonas Weber", Role::Staff),
            birch: company("Birch & Beam", "Ana Keller", "Tom Okafor"),
            northlight: company("Northlight", "Noor Haddad", "Ida Moreau"),
            served: served.clone(),
        };
        studio.found();
        studio
    }

    /// A browser that is not signed in.
    pub fn visit(&self) -> Client {
        Client::new(self.served.port, &self.host)
    }

    /// A browser in which a user is signed in. The session is created directly, since checking a password is slow.
    pub fn sign_in(&self, person: &Person) -> Client {
        let client = self.visit();
        client.add_cookie(&self.served.open_session(self.id, person.id, person.role));
        client
    }

    /// Sets a user's password to [`PASSWORD`]. It is hashed once per secret key, since hashing is deliberately slow.
    pub fn give_password(&self, person: &Person) {
        static HASHES: Mutex<BTreeMap<Vec<u8>, Hashed>> = Mutex::new(BTreeMap::new());
        let config = &self.served.portal.config;
        let fresh = || {
            let pepper = Pepper::of(config);
            password::hash_here(&pepper, &Password::chosen(PASSWORD)).expect("a password can be hashed")
        };
        let hashed = HASHES
            .lock()
            .expect("hashing does not panic")
            .entry(config.secret_key.expose().clone())
            .or_insert_with(fresh)
            .clone();
        self.set_up(|tx| {
            let row = (passwords::studio_id.eq(self.id), passwords::user_id.eq(person.id), &hashed);
            diesel::insert_into(passwords::table)
                .values(row)
                .on_conflict((passwords::studio_id, passwords::user_id))
                .do_update()
                .set(&hashed)
                .execute(tx.conn())?;
            Ok(())
        });
    }

    /// Writes test data as the system, without going through a page. Runs as the owner of the tables, since the app's role may not write all
    /// of it; row-level security and the triggers that protect records still apply.
    #[track_caller]
    pub fn set_up<T>(&self, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> T {
        let system = SystemViewer::new(self.id, "test");
        self.served.owning.write_here(&system, work).expect("the set-up succeeds")
    }

    /// Changes protected rows with the triggers of the table disabled, which only its owner can do.
    #[track_caller]
    pub fn past_the_guards(&self, table: &str, statement: &str) {
        sql::owner()
            .batch_execute(&format!(
                "begin; set local app.studio_id = '{}'; set local app.role = 'system';
                 alter table {table} disable trigger user; {statement}; alter table {table} enable trigger user; commit",
                self.id
            ))
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// Runs a transaction as the system with the app's role, as a job does.
    #[track_caller]
    pub fn work<T>(&self, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> T {
        let system = SystemViewer::new(self.id, "test");
        self.served.portal.db.write_here(&system, work).expect("the work succeeds")
    }

    /// Runs a transaction with a user's rights, without going through a route.
    pub fn act<T>(&self, person: &Person, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.served.portal.db.write_here(&self.viewer(person), work)
    }

    /// The viewer of a request that this user sends.
    pub fn viewer(&self, person: &Person) -> Viewer {
        Viewer {
            studio: self.id,
            user: person.id,
            role: person.role,
            name: person.name.to_owned(),
            email: person.email.clone(),
            locale: None,
            zone: Zone::UTC,
            theme: None,
            avatar: None,
            unread_messages: 0,
            turns: 0,
            session: SessionId::new(),
            cookie: Sha256::of([]),
            proven_at: chrono::DateTime::UNIX_EPOCH,
            origin: std::sync::Arc::default(),
        }
    }

    /// A user's scope.
    pub fn scope(&self, person: &Person) -> Scope {
        self.viewer(person).scope()
    }

    /// All users of the studio.
    pub fn people(&self) -> [&Person; 6] {
        [
            &self.admin,
            &self.staff,
            &self.birch.manager,
            &self.birch.member,
            &self.northlight.manager,
            &self.northlight.member,
        ]
    }

    fn found(&self) {
        self.set_up(|tx| {
            // A new studio requires a second factor from its staff; tests that need that switch it on.
            let factors = (studios::factor_for_staff.eq(false), studios::factor_for_clients.eq(false));
            let studio = (studios::id.eq(self.id), studios::name.eq("Studio Halbton"), factors);
            diesel::insert_into(studios::table).values(studio).execute(tx.conn())?;
            let host = (studio_hosts::host.eq(&self.host), studio_hosts::studio_id.eq(self.id));
            diesel::insert_into(studio_hosts::table).values(host).execute(tx.conn())?;
            for company in [&self.birch, &self.northlight] {
                insert_company(tx, company)?;
            }
            self.people().into_iter().try_for_each(|person| insert_person(tx, person))
        });
    }
}

impl Person {
    /// A person with an email address made from the first name. Only `Studio::found` and [`insert_person`] create the account.
    pub fn new(name: &'static str, role: Role) -> Self {
        let first = name.split(' ').next().unwrap_or(name).to_lowercase();
        Self { id: UserId::new(), name, email: format!("{first}@{first}.example"), role }
    }
}

fn insert_company(tx: &mut Tx, company: &Company) -> AppResult<()> {
    let row = (clients::id.eq(company.id), clients::name.eq(company.name), clients::currency.eq("EUR"));
    diesel::insert_into(clients::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Inserts a person as an active user.
pub fn insert_person(tx: &mut Tx, person: &Person) -> AppResult<()> {
    let (role, client, standing) = match person.role {
        Role::Admin => ("admin", None, None),
        Role::Staff => ("staff", None, None),
        Role::Client { client, standing } => ("client", Some(client), Some(standing.as_str())),
    };
    diesel::insert_into(users::table)
        .values((
            users::id.eq(person.id),
            users::role.eq(role),
            users::client_id.eq(client),
            users::standing.eq(standing),
            users::state.eq("active"),
            users::email.eq(&person.email),
            users::name.eq(person.name),
        ))
        .execute(tx.conn())?;
    Ok(())
}
