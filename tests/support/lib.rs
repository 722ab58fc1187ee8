//! What tests stand on: a database, a portal, studios with people in them, and ways to act as those people do.
//!
//! ```ignore
//! let studio = Studio::new();                                   // its own, beside everybody else's
//! let ana = studio.sign_in(&studio.birch.manager);              // Ana of Birch & Beam, signed in
//! ana.get("/projects").expect(200).says("Autumn catalogue");
//! ana.post("/projects", &[("name", "Mine")]).expect(404);      // the token is brought along from a page
//! ```
#![expect(
    clippy::new_without_default,
    reason = "what a test makes has a place in the world: no other value stands for it"
)]

pub mod alone;
pub mod chrome;
pub mod client;
pub mod cluster;
pub mod command;
pub mod driver;
pub mod furnish;
pub mod inspection;
pub mod kinds;
pub mod page;
#[path = "../../src/pdf/reading.rs"]
pub mod paper;
pub mod paths;
pub mod portal;
pub mod process;
pub mod queue;
pub mod sink;
pub mod slow;
pub mod sql;
pub mod studio;

pub use client::Client;
pub use furnish::Things;
pub use page::Page;
pub use portal::{Served, portal};
pub use reprint_fake_stripe as stripe;
pub use studio::{Company, PASSWORD, Person, Studio};

/// Asks again and again until there is an answer, for at most half a minute.
#[track_caller]
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    awaited(&mut look).unwrap_or_else(|| panic!("{what} did not come to pass"))
}

/// The same, for where something has to be let go before the test may fail: none, where there was no answer.
pub fn awaited<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        let found = look();
        if found.is_some() || std::time::Instant::now() >= end {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
