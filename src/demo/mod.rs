//! A demo studio with people, projects, messages and invoices.
//!
//! Everything is done through the rooms' own actions, one after another, with a clock that runs through twelve weeks. Feeds,
//! figures, dates and unread marks are therefore what the portal itself produces.

mod artwork;
mod calendar;
mod founding;
mod queries;
mod story;
mod telling;

use std::sync::Arc;

use crate::{
    access::SystemViewer,
    config::{Config, DatabaseConfig},
    db::Db,
    error::AppError,
    kernel::time::{Clock, FixedClock},
};
use calendar::Calendar;
use story::people::{ANA, AYLIN, MARA, PRIYA, STUDIO_NAME};
use telling::Telling;

/// The password of every user of the demo. It is public, which is why the demo is refused in production.
pub const PASSWORD: &str = "paper-and-ink-2026";

/// The host name of the demo studio.
const HOST: &str = "localhost";

/// Why the demo was not loaded.
#[derive(Debug)]
pub enum Refusal {
    /// The demo's passwords are public.
    Production,
    /// There is another studio.
    NotEmpty,
    /// An error of the database or of a room.
    Failed(AppError),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Production => f.write_str(
                "the demo's passwords are public, so it cannot be loaded if APP_ENV is production",
            ),
            Self::NotEmpty => f.write_str("there is a studio already; the demo needs an empty database"),
            Self::Failed(error) => write!(f, "the demo was not loaded: {error}"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

/// Loads the demo studio into an empty database, in one transaction, and prints how to sign in. If the demo is already there, only
/// prints how to sign in. If there is another studio, refuses, or does nothing with `only_if_empty`.
///
/// # Errors
/// If this is production, or there is another studio.
pub fn load(config: &Config, clock: &dyn Clock, only_if_empty: bool) -> Result<(), Refusal> {
    if config.production {
        return Err(Refusal::Production);
    }
    let begun = clock.now();
    let calendar = Calendar::around(begun);
    let story = Arc::new(FixedClock::at(calendar.beginning()));
    // A single connection, because the acts are sequential.
    let database = DatabaseConfig { pool_size: 1, ..config.database.clone() };
    let db = Db::new(&database, story.clone());
    match state(&db)? {
        State::Demo => {}
        State::Other if only_if_empty => return Ok(()),
        State::Other => return Err(Refusal::NotEmpty),
        State::Empty => {
            // If it is interrupted, everything is rolled back, and the next load starts from scratch.
            db.in_one(|db| Telling::begin(config, db.clone(), story, calendar)?.tell())?;
            let took = (clock.now() - begun).num_milliseconds();
            println!("{STUDIO_NAME} is there, with twelve weeks of work ({took} ms).");
        }
    }
    say_how_to_sign_in(config);
    Ok(())
}

enum State {
    Empty,
    Demo,
    Other,
}

fn state(db: &Db) -> Result<State, AppError> {
    let studios = queries::studios(db)?;
    let Some(studio) = studios.first() else { return Ok(State::Empty) };
    let is_demo = db.read_here(&SystemViewer::new(*studio, "demo"), |tx| queries::knows(tx, MARA.email))?;
    Ok(if is_demo { State::Demo } else { State::Other })
}

fn say_how_to_sign_in(config: &Config) {
    println!(
        "\nSign in at {}\n",
        config.web.public_url.join("sign-in").map_or_else(|_| String::new(), String::from)
    );
    for (person, what) in [
        (MARA, "admin of the studio"),
        (AYLIN, "staff"),
        (ANA, "manager of a client, Birch & Beam"),
        (PRIYA, "manager of a client, Northlight Theatre"),
    ] {
        println!("  {:<28} {PASSWORD}   {}, {what}", person.email, person.name);
    }
    println!();
}
