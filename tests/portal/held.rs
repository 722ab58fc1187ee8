//! Slow requests occupy limited resources; each user and each address gets only a share of them (security.md, K42, K43 and K57).

use std::{
    sync::{Arc, mpsc},
    thread,
};

use diesel::prelude::*;
use reprint::{
    access::SystemViewer,
    error::AppError,
    kernel::{ids::ProjectId, time::SystemClock},
    schema::blob_chunks,
    web::lanes::Lanes,
};
use reqwest::{Method, blocking::multipart};

use crate::{
    files::{PDF, autumn_catalogue, files_of, large, latest, send},
    support::{slow::Slow, *},
};

/// A studio with the default limits, and with client addresses that tests can choose.
fn scene() -> (Studio, ProjectId) {
    let variables = [
        ("TRUSTED_HOPS", "1"),
        ("UPLOADS_PER_ADDRESS", "8"),
        ("DOWNLOADS_PER_ADDRESS", "16"),
        ("BODIES_PER_ADDRESS", "16"),
    ];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let project = autumn_catalogue(&studio);
    (studio, project)
}

const HOME: &str = "X-Forwarded-For: 203.0.113.7\r\n";
const OFFICE: &str = "X-Forwarded-For: 198.51.100.1\r\n";
const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400000\r\n";
const PART: &str =
    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"poster.pdf\"\r\n\r\n%PDF-1.7";

#[track_caller]
fn taken(lanes: &Lanes, count: usize) {
    eventually("the expected number of lanes are taken", || (lanes.taken_in_all() == count).then_some(()));
}

/// Begins an upload and leaves it unfinished.
fn begin(client: &Client, path: &str, from: &str) -> Slow {
    let mut line = Slow::post(client, path, &format!("{from}{MULTIPART}"));
    line.more(PART.as_bytes());
    line
}

fn send_from(client: &Client, address: &str, project: ProjectId) -> Page {
    let part = multipart::Part::bytes(PDF).file_name("label.pdf");
    let form = multipart::Form::new().text("_csrf", client.token()).part("file", part);
    let request = client.request(Method::POST, &files_of(project)).header("x-forwarded-for", address);
    client.send(request.multipart(form))
}

#[test]
fn slow_uploads_are_limited_per_user_and_per_address() {
    let (studio, project) = scene();
    let held = &studio.served.portal.held;
    let [ana, tom, jonas] = [&studio.birch.manager, &studio.birch.member, &studio.staff].map(|person| {
        let client = studio.sign_in(person);
        client.get(&files_of(project)).expect(200);
        client
    });
    let path = files_of(project);
    let mut lines: Vec<Slow> = (0..4).map(|_| begin(&ana, &path, HOME)).collect();
    taken(&held.uploads, 4);
    // The fifth is rejected before its body arrives, with an error page.
    let mut fifth = Slow::post(&ana, &path, &format!("{HOME}{MULTIPART}"));
    assert_eq!(fifth.status(), 429);
    let said = fifth.until("</html>");
    assert!(said.contains("still in progress") && said.contains("retry-after"), "{said}");
    // From another address as well: the limit is the user's. A picture counts as an upload.
    assert_eq!(Slow::post(&ana, &path, &format!("{OFFICE}{MULTIPART}")).status(), 429);
    assert_eq!(Slow::post(&ana, "/account/avatar", &format!("{OFFICE}{MULTIPART}")).status(), 429);
    // A colleague at the same address can upload until the limit of the address is reached.
    lines.extend((0..4).map(|_| begin(&tom, &path, HOME)));
    taken(&held.uploads, 8);
    assert_eq!(send_from(&jonas, "203.0.113.7", project).status, 429);
    // The control: other users at other addresses are not affected.
    send_from(&jonas, "198.51.100.1", project).expect(303);
    drop(lines);
    taken(&held.uploads, 0);
    send_from(&ana, "203.0.113.7", project).expect(303);
}

#[test]
fn slow_forms_of_strangers_are_limited_per_address() {
    let (studio, _) = scene();
    let held = &studio.served.portal.held;
    let stranger = studio.visit();
    let page = stranger.request(Method::GET, "/sign-in").header("x-forwarded-for", "203.0.113.7");
    stranger.send(page).expect(200);
    let begun = || {
        let mut line = Slow::post(&stranger, "/sign-in", &format!("{HOME}{FORM}"));
        line.more(b"email=");
        line
    };
    let lines: Vec<Slow> = (0..16).map(|_| begun()).collect();
    taken(&held.bodies, 16);
    assert_eq!(begun().status(), 429);
    // A request without a body does not count.
    let page = stranger.request(Method::GET, "/sign-in").header("x-forwarded-for", "203.0.113.7");
    stranger.send(page).expect(200);
    let other = |address: &str| {
        let fields =
            [("_csrf", stranger.token()), ("email", "x@ana.example".into()), ("password", "x".into())];
        let request = stranger.request(Method::POST, "/sign-in").header("x-forwarded-for", address);
        stranger.send(request.form(&fields))
    };
    other("2001:db8::7").expect(422);
    drop(lines);
    taken(&held.bodies, 0);
    other("203.0.113.7").expect(422);
}

#[test]
fn bytes_of_forms_are_counted_while_they_are_buffered() {
    let (studio, _) = scene();
    let held = &studio.served.portal.held;
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get("/account").expect(200);
    let mut line = Slow::post(&ana, "/account", &format!("{HOME}{FORM}"));
    line.more(format!("name={}", "a".repeat(299_995)).as_bytes());
    eventually("the bytes are counted", || (held.form_bytes() == 300_000).then_some(()));
    drop(line);
    eventually("they are no longer counted", || (held.form_bytes() == 0).then_some(()));
}

#[test]
fn the_media_type_of_a_body_does_not_decide_whether_it_is_buffered() {
    let (studio, project) = scene();
    let held = &studio.served.portal.held;
    let ana = studio.sign_in(&studio.birch.manager);
    let path = files_of(project);
    ana.get(&path).expect(200);
    let kind = |kind: &str| format!("{HOME}Content-Type: {kind}; boundary=b\r\nContent-Length: 9000000\r\n");
    // Files are stored in chunks, however the media type is written.
    let mut upload = Slow::post(&ana, &path, &kind("Multipart/Form-Data"));
    upload.more(PART.as_bytes());
    upload.more(&large(3_000_000));
    taken(&held.uploads, 1);
    eventually("some chunks are stored", || {
        let chunks: i64 = studio.set_up(|tx| Ok(blob_chunks::table.count().get_result(tx.conn())?));
        (chunks > 8).then_some(())
    });
    assert_eq!(held.form_bytes(), 0);
    drop(upload);
    // Media types that no route accepts are rejected before the body arrives, and so are files where a form is expected.
    for (path, media) in
        [(path.as_str(), "multipart/mixed"), ("/account", "multipart/form-data"), ("/account", "text/plain")]
    {
        let mut line = Slow::post(&ana, path, &kind(media));
        assert_eq!(line.status(), 415, "{media} to {path}");
    }
    assert_eq!(held.form_bytes(), 0);
}

#[test]
fn strangers_can_only_send_small_forms() {
    let (studio, _) = scene();
    let stranger = studio.visit();
    stranger.get("/sign-in").expect(200);
    let note = |size: usize| [("email", "x@ana.example".to_owned()), ("password", "x".repeat(size))];
    let fields = |size| note(size).map(|(name, value)| (name, value));
    let send = |client: &Client, path: &str, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post(path, &fields).status
    };
    assert_eq!(send(&stranger, "/sign-in", &fields(70_000)), 413);
    assert_ne!(send(&stranger, "/sign-in", &fields(20_000)), 413);
    // Signed-in users may send larger forms, enough for an invoice with all its lines.
    let jonas = studio.sign_in(&studio.staff);
    assert_ne!(send(&jonas, "/account", &[("name", "J".repeat(70_000))]), 413);
}

#[test]
fn slow_downloads_are_limited_per_user() {
    let (studio, project) = scene();
    let held = &studio.served.portal.held;
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    // More than the buffers of both ends of a connection can hold.
    send(&ana, project, "poster.pdf", &large(16_000_000)).expect(303);
    let file = latest(&ana, project)[0].clone();
    let lines: Vec<Slow> = (0..8)
        .map(|_| {
            let mut line = Slow::get(&ana, &file, HOME);
            assert_eq!(line.status(), 200);
            line
        })
        .collect();
    taken(&held.downloads, 8);
    assert_eq!(Slow::get(&ana, &file, HOME).status(), 429);
    assert_eq!(tom.get(&file).expect(200).bytes.len(), 16_000_000);
    drop(lines);
    taken(&held.downloads, 0);
    ana.get(&file).expect(200);
}

#[test]
fn a_download_that_is_read_too_slowly_is_cut_off() {
    let variables = [("BODY_PATIENCE_SECONDS", "1")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let project = autumn_catalogue(&studio);
    let held = &studio.served.portal.held;
    let ana = studio.sign_in(&studio.birch.manager);
    send(&ana, project, "poster.pdf", &large(16_000_000)).expect(303);
    let file = latest(&ana, project)[0].clone();
    // The control: a reader who keeps reading gets the whole file.
    let mut steady = Slow::get(&ana, &file, "");
    assert_eq!(steady.status(), 200);
    assert!(steady.takes(16_000_000, 400_000) >= 16_000_000);
    drop(steady);
    taken(&held.downloads, 0);
    // One reads nothing, the other a little now and then. Both keep the connection open.
    let mut lines = [Slow::get(&ana, &file, ""), Slow::get(&ana, &file, "")];
    lines.iter_mut().for_each(|line| assert_eq!(line.status(), 200));
    taken(&held.downloads, 2);
    let [_silent, mut dripping] = lines;
    eventually("both are cut", || {
        // Reading a hundred bytes at a time is slower than the required pace.
        dripping.takes(100, 100);
        (held.downloads.taken_in_all() == 0).then_some(())
    });
}

#[test]
fn requests_waiting_for_postgres_are_limited_per_address() {
    let variables = [("TRUSTED_HOPS", "1"), ("REQUESTS_PER_ADDRESS", "6"), ("DATABASE_POOL_SIZE", "1")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let portal = &studio.served.portal;
    let ana = studio.sign_in(&studio.birch.manager);
    let (let_go, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        // Dropped with this closure, so that the connection is released even if the test fails.
        let let_go = let_go;
        let (started, has_started) = mpsc::channel();
        scope.spawn(move || {
            let system = SystemViewer::new(studio.id, "test");
            portal.db.read_here(&system, |_| {
                started.send(()).expect("the test goes on");
                wait.recv().map_err(AppError::internal)
            })
        });
        has_started.recv().expect("the only connection is taken");
        let mut lines: Vec<Slow> = (0..6).map(|_| Slow::get(&ana, "/projects", HOME)).collect();
        taken(&portal.held.requests, 6);
        let mut beyond = Slow::get(&ana, "/projects", HOME);
        assert_eq!(beyond.status(), 429);
        let said = beyond.until("</html>");
        assert!(said.contains("still in progress") && said.contains("retry-after"), "{said}");
        // The control: requests from other addresses wait for the connection.
        lines.push(Slow::get(&ana, "/projects", OFFICE));
        taken(&portal.held.requests, 7);
        let_go.send(()).expect("the connection is still taken");
        lines.iter_mut().for_each(|line| assert_eq!(line.status(), 200));
    });
    taken(&portal.held.requests, 0);
}

#[test]
fn pipelined_requests_take_one_lane_and_unread_responses_are_cut_off() {
    let variables = [("TRUSTED_HOPS", "1"), ("BODY_PATIENCE_SECONDS", "1")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let held = &studio.served.portal.held;
    let ana = studio.sign_in(&studio.birch.manager);
    let mut line = Slow::get(&ana, "/projects", HOME);
    for _ in 0..400 {
        if !line.again(&ana, "/projects", HOME) {
            break;
        }
    }
    // A response waits until it is read, and so do the requests after it.
    taken(&held.requests, 1);
    ana.get("/projects").expect(200);
    assert_eq!(held.requests.taken_in_all(), 1);
    eventually("a client that reads nothing is disconnected", || {
        (held.requests.taken_in_all() == 0).then_some(())
    });
    drop(line);
}

#[test]
fn streams_of_pending_phone_sign_ins_are_limited_per_address() {
    let (studio, _) = scene();
    let held = &studio.served.portal.held;
    let browser = studio.visit();
    browser.get("/sign-in").expect(200);
    let place = browser.post("/sign-in/code", &[]).expect(303).location();
    let place = format!("{}/live", place.split('?').next().unwrap_or_default());
    let lines: Vec<Slow> = (0..10).map(|_| Slow::get(&browser, &place, HOME)).collect();
    taken(&held.waits, 10);
    let begins = |from: &str| {
        let mut line = Slow::get(&browser, &place, from);
        assert_eq!(line.status(), 200);
        line.until("\n\n")
    };
    assert!(begins(HOME).contains("retry:"));
    assert!(begins(OFFICE).contains("still waiting"));
    drop(lines);
}
