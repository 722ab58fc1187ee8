//! Signing a browser in by phone: the browser shows a code, a signed-in phone scans it, sees which browser is asking,
//! and confirms.

mod actions;
mod asker;
mod forms;
mod handlers;
mod model;
mod pages;
mod queries;
pub mod rules;

use crate::web::{
    Access, Route,
    route::{get, post},
};

/// The routes for the browser and for the phone.
pub fn routes() -> Vec<Route> {
    use handlers::{desktop, live, phone};
    vec![
        post("/sign-in/code", Access::Anyone, desktop::create),
        get("/sign-in/code/{id}", Access::Anyone, desktop::show),
        get("/sign-in/code/{id}/live", Access::Anyone, live::open),
        post("/sign-in/code/{id}/entrance", Access::Anyone, desktop::enter),
        get("/sign-in/confirmations/{token}", Access::SignedIn, phone::show).fresh(),
        post("/sign-in/confirmations/{token}", Access::SignedIn, phone::answer).fresh(),
    ]
}
