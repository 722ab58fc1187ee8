//! An erased client stays erased: nothing is written about it afterwards, by any page or by a request that was in progress.

use std::{sync::Arc, sync::Mutex, thread};

use actix_web::http::Method;
use reprint::{kernel::time::SystemClock, web::Route};
use uuid::Uuid;

use super::{erasure::left, lasting::settle};
use crate::{
    access::{
        late::{late, waiting_for_and},
        sweep::{World, routes},
    },
    support::{Served, Studio, eventually},
};

/// Forms of a client's rows that are still accepted, each with its reason.
const STILL: &[(&str, &str)] = &[
    ("/clients/{id}/data", "the remaining data can be exported"),
    ("/clients/{id}/archive", "it is already archived, so nothing changes"),
    ("/projects/{id}/archive", "it is already archived, so nothing changes"),
    ("/conversations/{id}/read", "the reader's own read mark"),
];

/// The tables with what users write about a client.
const WRITTEN: &[&str] = &[
    "users",
    "clients",
    "client_codes",
    "registrations",
    "projects",
    "milestones",
    "conversations",
    "messages",
    "files",
    "file_versions",
];

fn fields(route: &Route, studio: &Studio) -> Vec<(&'static str, String)> {
    let client = studio.birch.id.to_string();
    let of = |fields: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    match route.path {
        "/projects" => of(&[("client", &client), ("name", "Klient again")]),
        "/projects/{id}" => {
            of(&[("client", &client), ("name", "Klient again"), ("milestones", ""), ("revision", "1")])
        }
        "/projects/{id}/status" => of(&[("status", "review")]),
        "/projects/{id}/messages" | "/clients/{id}/messages" => {
            of(&[("body", "Klient again"), ("client_key", &Uuid::now_v7().to_string())])
        }
        "/projects/{id}/milestones" | "/milestones/{id}" => {
            of(&[("title", "Klient again"), ("due_on", ""), ("weight", "1"), ("revision", "1")])
        }
        "/milestones/{id}/position" => of(&[("to", "up")]),
        "/milestones/{id}/deletion" | "/files/{id}/deletion" => of(&[("confirmed", "yes")]),
        "/clients/{id}" => {
            of(&[("name", "Klient again"), ("currency", "EUR"), ("locale", "en"), ("revision", "1")])
        }
        "/clients/{id}/invitations" => {
            of(&[("name", "Klient again"), ("email", "again@birch.example"), ("place", "member")])
        }
        "/files/{id}/name" => of(&[("name", "Klient again"), ("was", "Klient")]),
        "/clients/{id}/code" => of(&[("lasts", "30")]),
        "/clients/{id}/erasure" => of(&[("name", "whatever")]),
        _ => Vec::new(),
    }
}

fn erase(studio: &Studio) {
    let admin = studio.sign_in(&studio.admin);
    let path = format!("/clients/{}/erasure", studio.birch.id);
    admin.post(&path, &[("name", "Birch & Beam")]).expect(303);
}

fn written(world: &World) -> Vec<String> {
    let rows = world.fingerprint(&[]);
    rows.into_iter().filter(|row| WRITTEN.iter().any(|table| row.starts_with(&format!("{table} ")))).collect()
}

#[test]
fn no_page_writes_about_an_erased_client() {
    let world = World::new();
    let studio = &world.studio;
    erase(studio);
    let before = written(&world);
    let nouns = ["/projects", "/milestones", "/files", "/conversations", "/clients"];
    let mut tried = 0;
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        let noun = nouns.iter().any(|noun| route.path.starts_with(noun));
        if !noun || route.path == "/clients" || STILL.iter().any(|(still, _)| *still == route.path) {
            continue;
        }
        let client = studio.sign_in(&studio.admin);
        let path = world.path(route);
        let page = if route.path.ends_with("/files") || route.path.ends_with("/versions") {
            client.upload(&path, &[], &[("file", "klient-again.txt", b"One sheet.")])
        } else {
            let fields = fields(route, studio);
            client
                .post(&path, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        };
        // An erased client cannot be chosen in a form, and its former name does not confirm an erasure.
        let asked_again = ["/projects", "/clients/{id}/erasure"].contains(&route.path) && page.status == 422;
        let refused = [404, 409].contains(&page.status) || asked_again;
        let again = route.path == "/clients/{id}/code/revocation" && page.status == 303;
        assert!(refused || again, "{path}: {} {}", page.status, page.text());
        tried += 1;
    }
    assert!(tried > 15, "{tried}");
    assert_eq!(written(&world), before);
    assert_eq!(left(studio, "Klient again"), Vec::<String>::new());
    assert_eq!(left(studio, "klient-again"), Vec::<String>::new());
}

#[test]
fn an_upload_in_progress_during_a_clients_erasure_is_refused() {
    let world = World::of(Studio::at(&Served::with(Arc::new(SystemClock), &[])));
    let studio = &world.studio;
    let staff = studio.sign_in(&studio.staff);
    let path = format!("/projects/{}/files", world.birch.project);
    staff.get(&path).expect(200);
    let part = "Content-Disposition: form-data; name=\"file\"; filename=\"klient-again.txt\"";
    let body = format!("--b\r\n{part}\r\n\r\n{}\r\n--b--\r\n", "One sheet. ".repeat(50));
    let status =
        late(studio, &staff, &path, "multipart/form-data; boundary=b", body.as_bytes(), || erase(studio));
    assert_eq!(status, 409);
    assert_eq!(left(studio, "klient-again"), Vec::<String>::new());
}

#[test]
fn a_message_sent_during_its_clients_erasure_is_refused() {
    let world = World::new();
    let studio = &world.studio;
    let path = format!("/projects/{}/messages", world.birch.project);
    let senders: Vec<_> = [&studio.staff, &studio.admin].map(|person| studio.sign_in(person)).into();
    senders.iter().for_each(|sender| drop(sender.get(&path).expect(200)));
    // The erasure has begun, and waits for a project.
    let row = format!("select from projects where client_id = '{}' for update", studio.birch.id);
    let answered = Mutex::new(Vec::new());
    thread::scope(|scope| {
        waiting_for_and(
            studio,
            &row,
            || erase(studio),
            |waiting| {
                for sender in senders {
                    let (answered, path) = (&answered, &path);
                    scope.spawn(move || {
                        let key = Uuid::now_v7().to_string();
                        let status =
                            sender.post(path, &[("body", "Klient again"), ("client_key", &key)]).status;
                        answered.lock().expect("nobody panicked").push(status);
                    });
                }
                settle(2, &answered, waiting);
            },
        );
    });
    eventually("all requests have ended", || {
        (answered.lock().expect("nobody panicked").len() == 2).then_some(())
    });
    assert_eq!(answered.into_inner().unwrap(), [409, 409]);
    assert_eq!(left(studio, "Klient again"), Vec::<String>::new());
}
