//! A studio of a test's own, and the people in it.

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

/// The password of everyone who was given one.
pub const PASSWORD: &str = "a red thread through grey paper";

/// Someone with an account.
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

/// A studio with its own host name, an admin, a member of staff, and two clients that must never hear of each other.
pub struct Studio {
    pub id: StudioId,
    pub host: String,
    pub admin: Person,
    pub staff: Person,
    /// Birch & Beam: Ana manages, Tom is a member.
    pub birch: Company,
    /// Northlight: Noor manages, Ida is a member.
    pub northlight: Company,
    pub served: Served,
}

impl Studio {
    /// A new one in the portal that tests share.
    pub fn new() -> Self {
        Self::at(&portal())
    }

    /// A new one in a portal of the test's own, which is served for as long as the studio or the test holds it.
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

    /// A browser with nobody signed in.
    pub fn visit(&self) -> Client {
        Client::new(self.served.port, &self.host)
    }

    /// A browser in which a person is signed in, by a session of their own rather than by their password, which is slow to check.
    pub fn sign_in(&self, person: &Person) -> Client {
        let client = self.visit();
        client.add_cookie(&self.served.open_session(self.id, person.id, person.role));
        client
    }

    /// Gives a person [`PASSWORD`]. Hashed once for a portal, since that is slow on purpose.
    pub fn give_password(&self, person: &Person) {
        static HASHES: Mutex<BTreeMap<u16, Hashed>> = Mutex::new(BTreeMap::new());
        let fresh = || {
            let pepper = Pepper::of(&self.served.portal.config);
            password::hash_here(&pepper, &Password::chosen(PASSWORD)).expect("a password can be hashed")
        };
        let hashed = HASHES
            .lock()
            .expect("hashing does not panic")
            .entry(self.served.port)
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

    /// Sets something up as the system, without its page. As the owner of the tables, for a set-up writes what the app itself may not;
    /// row-level security and the guards of evidence bind it too.
    #[track_caller]
    pub fn set_up<T>(&self, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> T {
        let system = SystemViewer::new(self.id, "test");
        self.served.owning.write_here(&system, work).expect("the set-up succeeds")
    }

    /// Changes what nobody may change, as only the owner of a table could: with its guards taken off.
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

    /// Does something as the system and with the app's own rights, as a job would.
    #[track_caller]
    pub fn work<T>(&self, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> T {
        let system = SystemViewer::new(self.id, "test");
        self.served.portal.db.write_here(&system, work).expect("the work succeeds")
    }

    /// Does something as a person would, but below the routes.
    pub fn act<T>(&self, person: &Person, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.served.portal.db.write_here(&self.viewer(person), work)
    }

    /// A person as a request of theirs knows them.
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

    /// How far a person sees.
    pub fn scope(&self, person: &Person) -> Scope {
        self.viewer(person).scope()
    }

    /// Everyone of the studio.
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
            // A new studio asks its own people for a second factor; tests that are about one say so themselves.
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
    /// Someone whose address is their first name's. Only a studio's `found`, or `insert_person`, gives them an account.
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

/// Gives a person an active account.
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
