//! How a room registers itself: its `ROOM`. `app.rs` lists the rooms; everything that is built from all rooms uses this list.

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

/// Everything that the portal needs to know about a room. What a room does not have is left out: `..Room::named("samples")`.
pub struct Room {
    /// The name of its folders in `src/` and `templates/`, and of its translations: `src/core/words/<language>/<name>.ftl`.
    pub name: &'static str,
    pub routes: fn() -> Vec<Route>,
    /// Routes for machines, which are outside every studio: without host name, session or form token.
    pub outside: fn() -> Vec<Route>,
    /// How events change open pages.
    pub live: fn() -> Vec<LiveView>,
    /// Its kinds of background jobs.
    pub jobs: fn(&Config, Rooms) -> Vec<jobs::Kind>,
    /// `EventKind::ALL`.
    pub events: &'static [events::Kind],
    /// `&[AuditKind::ALL]`.
    pub audit: &'static [&'static [audit::Kind]],
    /// The types of rows that its audit entries are about.
    pub things: &'static [Thing],
    /// Its entries in the rail.
    pub rail: &'static [RailEntry],
    /// Paths, including everything below them, at which passwords, codes and one-time links are tried: the throttle counts them separately.
    pub credentials: &'static [&'static str],
    /// What waits for a client's user to act, for the first page.
    pub turns: fn(&mut Tx, &Reader) -> AppResult<Vec<Turn>>,
    /// Work in progress for a client, for the client's page.
    pub work: fn(&mut Tx, ClientId) -> AppResult<Vec<Work>>,
    /// Amounts of a client, for the client's page.
    pub figures: fn(&mut Tx, ClientId) -> AppResult<Vec<Figure>>,
    /// The personal data it stores about people and clients.
    pub privacy: Privacy,
}

impl Room {
    /// A room without anything but a name.
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

/// The reader of a list of turns, and the day.
pub struct Reader {
    pub viewer: Viewer,
    pub words: &'static Words,
    pub locale: Locale,
    /// Today in the studio's time zone, which decides what is due, wherever the reader is.
    pub today: NaiveDate,
}

/// Something that waits for its reader to act, in the reader's language.
pub struct Turn {
    /// Turns are sorted by this number, then by the order of rooms.
    pub rank: u16,
    /// The page on which it is done.
    pub page: String,
    /// A label for the kind of turn.
    pub label: String,
    /// What has to be done.
    pub title: String,
    /// An amount, or the beginning of a text.
    pub detail: String,
    pub since: Since,
    /// The text of the button, and an addition for screen readers that distinguishes it from the other buttons.
    pub button: String,
    pub about: String,
}

/// Since when something has been waiting, or when it is due.
pub enum Since {
    /// It is due.
    Due { on: NaiveDate, overdue: bool },
    /// When it arrived.
    Moment(DateTime<Utc>),
    /// There is no date.
    Undated,
}

/// A piece of work in progress for a client.
pub struct Work {
    pub page: String,
    pub name: String,
    pub due_on: Option<NaiveDate>,
}

/// An amount of a client.
pub struct Figure {
    /// The translation key of its name.
    pub name: &'static str,
    pub amount: Money,
}

/// A JSON file in an export: its name, and the statement that returns its rows as JSON in `row`, 500 at a time. `$1` is the person or
/// client, `$2` the number of rows to skip. Hashes of passwords and tokens are not personal data and are left out.
pub type Section = (&'static str, &'static str);

/// The personal data that a room stores about people and clients: its part in exports and erasures.
pub struct Privacy {
    /// Exported about a person, by their id.
    pub of_person: &'static [Section],
    /// Exported about a client, by its id.
    pub of_client: &'static [Section],
    /// Files that belong to an export: statements that return `path`, `blob_id` and `size_bytes`, ordered by path, 500 at a time, beginning
    /// after the path `$2`; `$1` is the person.
    pub files_of_person: &'static [&'static str],
    /// The same for a client.
    pub files_of_client: &'static [&'static str],
    /// Statements that erase a client's data: `$1` is the client, `$2` its pseudonym, `$3` a project's name, `$4` the marker of an erased
    /// text, `$5` the present time. Every statement uses all five.
    pub erase_client: &'static [&'static str],
}

impl Privacy {
    /// No personal data.
    pub const NOTHING: Self = Self {
        of_person: &[],
        of_client: &[],
        files_of_person: &[],
        files_of_client: &[],
        erase_client: &[],
    };
}

/// All rooms, in order. Handlers request it as an argument.
#[derive(Clone, Copy)]
pub struct Rooms(pub &'static [Room]);

impl Rooms {
    /// Every room.
    pub fn iter(self) -> impl Iterator<Item = &'static Room> {
        self.0.iter()
    }

    /// Every route of every room. There are no others.
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

    /// Every live view.
    pub fn live(self) -> Vec<LiveView> {
        self.iter().flat_map(|room| (room.live)()).collect()
    }

    /// The rail.
    pub fn rail(self) -> Rail {
        Rail::new(self.iter().flat_map(|room| room.rail).copied().collect())
    }

    /// Every path at which credentials are tried.
    pub fn credentials(self) -> Vec<&'static str> {
        self.iter().flat_map(|room| room.credentials).copied().collect()
    }

    /// The kind of a stored event; `None` if no room declares it any more.
    pub fn event(self, code: &str) -> Option<events::Kind> {
        self.iter().flat_map(|room| room.events).find(|kind| kind.code() == code).copied()
    }

    /// The thing that a stored audit entry is about; `None` if no room declares it any more.
    pub fn thing(self, noun: &str) -> Option<Thing> {
        self.iter().flat_map(|room| room.things).find(|thing| thing.noun() == noun).copied()
    }

    /// The nouns by which audit entries can be filtered, without duplicates.
    pub fn audit_nouns(self) -> Vec<&'static str> {
        let mut nouns = Vec::new();
        for kind in self.iter().flat_map(|room| room.audit.concat()) {
            if !nouns.contains(&kind.noun()) {
                nouns.push(kind.noun());
            }
        }
        nouns
    }

    /// What waits for a client's user to act, in order.
    pub fn turns(self, tx: &mut Tx, reader: &Reader) -> AppResult<Vec<Turn>> {
        let mut turns = Vec::new();
        for room in self.iter() {
            turns.extend((room.turns)(tx, reader)?);
        }
        turns.sort_by_key(|turn| turn.rank);
        Ok(turns)
    }

    /// Work in progress for a client.
    pub fn work(self, tx: &mut Tx, client: ClientId) -> AppResult<Vec<Work>> {
        let mut work = Vec::new();
        for room in self.iter() {
            work.extend((room.work)(tx, client)?);
        }
        Ok(work)
    }

    /// The amounts of a client.
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
