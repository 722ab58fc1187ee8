//! Support for the tests: a database, a portal, studios with users, and ways to act as those users.
//!
//! ```ignore
//! let studio = Studio::new();                                   // a studio of its own, isolated from those of other tests
//! let ana = studio.sign_in(&studio.birch.manager);              // Ana of Birch & Beam, signed in
//! ana.get("/projects").expect(200).says("Autumn catalogue");
//! ana.post("/projects", &[("name", "Mine")]).expect(404);      // the form token is taken from a page
//! ```
#![expect(
    clippy::new_without_default,
    reason = "creating a studio or a server has side effects, so there is no meaningful default value"
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
pub mod lists;
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
pub use lists::assert_lists;
pub use page::Page;
pub use portal::{Served, portal};
pub use reprint_fake_stripe as stripe;
pub use studio::{Company, PASSWORD, Person, Studio};

/// Polls until there is a result. Panics after 30 seconds.
#[track_caller]
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    awaited(&mut look).unwrap_or_else(|| panic!("timed out waiting for: {what}"))
}

/// Like [`eventually`], but returns `None` after 30 seconds, for tests that have to release something before they fail.
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
