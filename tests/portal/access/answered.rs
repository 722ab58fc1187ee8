//! The response to a request whose sender lost their access while its body was being received: it contains nothing they may no longer
//! see.

use std::sync::Arc;

use actix_web::http::Method;
use diesel::prelude::*;
use reprint::{
    kernel::{ids::UserId, time::SystemClock},
    schema::users,
    web::{Access, Route},
};

use super::{
    late::late_answer,
    sweep::{World, fields_of, routes, takes_files},
};
use crate::support::*;

/// A form with just enough fields to be read, or a file that is refused by its first bytes.
fn body_of(route: &Route, world: &World, token: &str) -> (&'static str, String) {
    if takes_files(route) {
        let part = "Content-Disposition: form-data; name=\"file\"; filename=\"a.exe\"";
        let body = format!("--b\r\n{part}\r\n\r\nMZ{}\r\n--b--\r\n", "\u{1}".repeat(600));
        return ("multipart/form-data; boundary=b", body);
    }
    let fields = fields_of(route, &world.studio, &world.birch);
    let fields = fields.iter().map(|(name, value)| format!("&{name}={value}"));
    ("application/x-www-form-urlencoded", format!("_csrf={token}{}", fields.collect::<String>()))
}

fn is_now(studio: &Studio, id: UserId, state: &'static str) {
    studio.set_up(|tx| {
        let theirs = users::table.filter(users::id.eq(id));
        Ok(diesel::update(theirs).set(users::state.eq(state)).execute(tx.conn())?)
    });
}

#[test]
fn a_sender_who_lost_access_receives_nothing_of_the_studio() {
    let world = World::of(Studio::at(&Served::with(Arc::new(SystemClock), &[])));
    let studio = &world.studio;
    // Signing out depends on no user, and the second step is for incomplete sign-ins.
    let but = ["/sign-out", "/sign-in/factor"];
    let of_signed_in = |route: &Route| {
        route.method == Method::POST && route.access != Access::Anyone && !but.contains(&route.path)
    };
    let mut shown = Vec::new();
    let mut tried = 0;
    for route in routes().iter().filter(|route| of_signed_in(route)) {
        let who = match route.access {
            Access::SignedIn | Access::Manager => &studio.birch.manager,
            _ => &studio.admin,
        };
        let client = studio.sign_in(who);
        let (kind, body) = body_of(route, &world, &client.token());
        let path = world.path(route);
        let (status, page) = late_answer(studio, &client, &path, kind, body.as_bytes(), || {
            is_now(studio, who.id, "deactivated")
        });
        is_now(studio, who.id, "active");
        tried += 1;
        if page.contains(&world.birch.canary) || page.contains(&world.northlight.canary) {
            shown.push(format!("{path}: {status}"));
        }
    }
    assert!(tried > 60, "{tried}");
    assert!(shown.is_empty(), "shown to a sender without access: {shown:#?}");
    // The control: sent in time, such a form and such a file get a response with data of the page.
    let client = studio.sign_in(&studio.birch.manager);
    let token = client.token();
    let project = world.birch.project;
    for path in [format!("/projects/{project}/messages"), format!("/projects/{project}/files")] {
        let is_it = |route: &Route| route.method == Method::POST && world.path(route) == path;
        let route = routes().into_iter().find(is_it).expect("a route");
        let (kind, body) = body_of(&route, &world, &token);
        let (status, page) = late_answer(studio, &client, &path, kind, body.as_bytes(), || ());
        assert!(status == 422 && page.contains(&world.birch.canary), "{path}: {status} {page}");
    }
}
