//! What a room says about itself, once: its `ROOM`. `app.rs` lists the rooms; whatever shows or does something for all of them asks here.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    Route,
    access::Viewer,
    audit::{self, Thing},
    config::Config,
    db::Tx,
    error::{AppError, AppResult},
    events, jobs,
    kernel::{ids::ClientId, locale::Locale, money::Money},
    live::LiveView,
    shell::{Rail, RailEntry},
    words::Words,
};

/// Everything that the house must know of a room. What a room does not have it leaves out: `..Room::named("samples")`.
pub struct Room {
    /// Its folder in `src/`, in `templates/`, and its words: `src/core/words/<language>/<name>.ftl`.
    pub name: &'static str,
    pub routes: fn() -> Vec<Route>,
    /// Routes for machines, which stand outside every studio: no host name, no session, no form token.
    pub outside: fn() -> Vec<Route>,
    /// How what happens shows on open pages.
    pub live: fn() -> Vec<LiveView>,
    /// Work behind the pages.
    pub jobs: fn(&Config, Rooms) -> Vec<jobs::Kind>,
    /// `EventKind::ALL`.
    pub events: &'static [events::Kind],
    /// `&[AuditKind::ALL]`.
    pub audit: &'static [&'static [audit::Kind]],
    /// What its audit entries are about.
    pub things: &'static [Thing],
    /// Its places in the rail.
    pub rail: &'static [RailEntry],
    /// Paths at which passwords, codes and one-time links are tried, each with what lies below it: the throttle counts them apart.
    pub credentials: &'static [&'static str],
    /// What waits for a client's user, for the first page.
    pub turns: fn(&mut Tx, &Reader) -> AppResult<Vec<Turn>>,
    /// What goes on for a client, for the client's page.
    pub work: fn(&mut Tx, ClientId) -> AppResult<Vec<Work>>,
    /// What a client has with us, for the client's page.
    pub figures: fn(&mut Tx, ClientId) -> AppResult<Vec<Figure>>,
    /// What it keeps about people and clients.
    pub privacy: Privacy,
}

impl Room {
    /// A room that has nothing yet.
    pub const fn named(name: &'static str) -> Self {
        Self {
            name,
            routes: Vec::new,
            outside: Vec::new,
            live: Vec::new,
            jobs: |_, _| Vec::new(),
            events: &[],
            audit: &[],
            things: &[],
            rail: &[],
            credentials: &[],
            turns: |_, _| Ok(Vec::new()),
            work: |_, _| Ok(Vec::new()),
            figures: |_, _| Ok(Vec::new()),
            privacy: Privacy::NOTHING,
        }
    }
}

/// Who reads a list of turns, and when.
pub struct Reader {
    pub viewer: Viewer,
    pub words: &'static Words,
    pub locale: Locale,
    /// The day in the studio: what is due is due there, wherever its reader is.
    pub today: NaiveDate,
}

/// Something that waits for its reader, in their words.
pub struct Turn {
    /// Turns stand in the order of this number, then in the order of rooms.
    pub rank: u16,
    /// Where it is done.
    pub page: String,
    /// What it is, in a word.
    pub label: String,
    /// What is to be done.
    pub title: String,
    /// How much, or how it begins.
    pub detail: String,
    pub since: Since,
    /// What the button says, and what it adds for those who hear it: of several buttons they are told apart.
    pub button: String,
    pub about: String,
}

/// Until or since when something waits.
pub enum Since {
    /// It is due.
    Due { on: NaiveDate, overdue: bool },
    /// It came.
    Moment(DateTime<Utc>),
    /// There is no date.
    Undated,
}

/// Something that goes on for a client.
pub struct Work {
    pub page: String,
    pub name: String,
    pub due_on: Option<NaiveDate>,
}

/// An amount that a client has with us.
pub struct Figure {
    /// The key of what it is called.
    pub name: &'static str,
    pub amount: Money,
}

/// A JSON file of an export: its name, and the statement that answers its rows as JSON in `row`, 500 at a time: `$1` is whose data it is,
/// `$2` how many rows to leave out. Hashes of passwords and tokens are no data about anybody and are left out.
pub type Section = (&'static str, &'static str);

/// What a room keeps about people and clients: its part of exports and erasures.
pub struct Privacy {
    /// Of a person, by their id.
    pub of_person: &'static [Section],
    /// Of a client, by its id.
    pub of_client: &'static [Section],
    /// Bytes that go along: statements that answer `path`, `blob_id` and `size_bytes`, those whose path comes after `$2` first, 500 at a
    /// time; `$1` is the person.
    pub files_of_person: &'static [&'static str],
    /// The same of a client.
    pub files_of_client: &'static [&'static str],
    /// What an erasure of a client changes: `$1` the client, `$2` its pseudonym, `$3` a project's name, `$4` the mark of an erased text, `$5`
    /// now; every statement names all five.
    pub erase_client: &'static [&'static str],
}

impl Privacy {
    /// Nothing is kept.
    pub const NOTHING: Self = Self {
        of_person: &[],
        of_client: &[],
        files_of_person: &[],
        files_of_client: &[],
        erase_client: &[],
    };
}

/// All rooms, from the first to the last. Handlers ask for it by an argument.
#[derive(Clone, Copy)]
pub struct Rooms(pub &'static [Room]);

impl Rooms {
    /// Every room.
    pub fn iter(self) -> impl Iterator<Item = &'static Room> {
        self.0.iter()
    }

    /// Every route of every room. What is not in here does not exist.
    pub fn routes(self) -> Vec<Route> {
        self.iter().flat_map(|room| (room.routes)()).collect()
    }

    /// Every route for machines.
    pub fn outside(self) -> Vec<Route> {
        self.iter().flat_map(|room| (room.outside)()).collect()
    }

    /// Every kind of job.
    pub fn jobs(self, config: &Config) -> Vec<jobs::Kind> {
        self.iter().flat_map(|room| (room.jobs)(config, self)).collect()
    }

    /// Every view of what happens.
    pub fn live(self) -> Vec<LiveView> {
        self.iter().flat_map(|room| (room.live)()).collect()
    }

    /// The rail.
    pub fn rail(self) -> Rail {
        Rail::new(self.iter().flat_map(|room| room.rail).copied().collect())
    }

    /// Every path at which something secret is tried.
    pub fn credentials(self) -> Vec<&'static str> {
        self.iter().flat_map(|room| room.credentials).copied().collect()
    }

    /// The kind of a stored event; none, where no room declares it any more.
    pub fn event(self, code: &str) -> Option<events::Kind> {
        self.iter().flat_map(|room| room.events).find(|kind| kind.code() == code).copied()
    }

    /// The thing that a stored audit entry is about; none, where no room declares it any more.
    pub fn thing(self, noun: &str) -> Option<Thing> {
        self.iter().flat_map(|room| room.things).find(|thing| thing.noun() == noun).copied()
    }

    /// The nouns by which audit entries are filtered, each once.
    pub fn audit_nouns(self) -> Vec<&'static str> {
        let mut nouns = Vec::new();
        for kind in self.iter().flat_map(|room| room.audit.concat()) {
            if !nouns.contains(&kind.noun()) {
                nouns.push(kind.noun());
            }
        }
        nouns
    }

    /// What waits for a client's user, in order.
    pub fn turns(self, tx: &mut Tx, reader: &Reader) -> AppResult<Vec<Turn>> {
        let mut turns = Vec::new();
        for room in self.iter() {
            turns.extend((room.turns)(tx, reader)?);
        }
        turns.sort_by_key(|turn| turn.rank);
        Ok(turns)
    }

    /// What goes on for a client.
    pub fn work(self, tx: &mut Tx, client: ClientId) -> AppResult<Vec<Work>> {
        let mut work = Vec::new();
        for room in self.iter() {
            work.extend((room.work)(tx, client)?);
        }
        Ok(work)
    }

    /// What a client has with us.
    pub fn figures(self, tx: &mut Tx, client: ClientId) -> AppResult<Vec<Figure>> {
        let mut figures = Vec::new();
        for room in self.iter() {
            figures.extend((room.figures)(tx, client)?);
        }
        Ok(figures)
    }
}

impl FromRequest for Rooms {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.app_data::<Self>().copied().ok_or(AppError::Misdirected))
    }
}
