use std::{
    io::{Read, Write},
    net::TcpStream,
};

use diesel::prelude::*;
use reprint::schema::{blobs, events};
use reqwest::{Method, blocking::multipart};

use super::*;

fn blobs_of(studio: &Studio) -> i64 {
    studio.set_up(|tx| Ok(blobs::table.count().get_result(tx.conn())?))
}

#[test]
fn an_upload_under_an_existing_name_becomes_the_next_version() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let sent = send(&ana, project, "Honey-Label.pdf", PDF).expect(303);
    ana.follow(&sent).expect(200).says("Honey-Label.pdf").says("Version 1").says("Ana Keller");
    send(&jonas, project, "honey-label.PDF", &large(1_000)).expect(303);
    let list = ana.get(&files_of(project)).expect(200).says("Version 2").says("1 kB").says("Jonas Weber");
    assert_eq!(list.texts_of(".files a.file-name"), ["Honey-Label.pdf"]);
    let page = ana.get(&pages(&ana, project)[0]).expect(200).says("Ana Keller").says("not downloaded yet");
    assert_eq!(page.texts_of(".versions .label"), ["V 2", "V 1"]);
    let facts: Vec<serde_json::Value> = studio.set_up(|tx| {
        let uploads = events::table.filter(events::kind.eq("file.uploaded")).order(events::id);
        Ok(uploads.select(events::facts).load(tx.conn())?)
    });
    assert_eq!(facts[1], serde_json::json!({ "name": "honey-label.PDF", "version": 2 }));
}

#[test]
fn each_file_of_an_upload_is_accepted_or_refused_on_its_own() {
    let (studio, project, ana) = ana_at_the_files();
    let page = ana
        .upload(
            &files_of(project),
            &[],
            &[
                ("file", "label.pdf", PDF),
                ("file", "invoice.pdf.exe", b"MZ\x90\0\x03\0"),
                ("file", "page.png", b"<!doctype html><script>alert(1)</script>"),
                ("file", "empty.txt", b""),
                ("file", "../../etc/brief.txt", b"Spot varnish"),
            ],
        )
        .expect(422)
        .says("3 files could not be uploaded")
        .says("The other 2 files were uploaded")
        .says("invoice.pdf.exe: This is a program")
        .says("page.png: This is a web page")
        .says("empty.txt: The file is empty");
    let mut names = page.texts_of(".files a.file-name");
    names.sort();
    assert_eq!(names, ["brief.txt", "label.pdf"]);
    assert_eq!(blobs_of(&studio), 2);
}

#[test]
fn the_message_after_an_upload_describes_what_was_stored() {
    let (_, project, ana) = ana_at_the_files();
    let upload = |files: &[(&str, &[u8])]| {
        let files: Vec<_> = files.iter().map(|(name, bytes)| ("file", *name, *bytes)).collect();
        ana.get(&files_of(project)).expect(200);
        ana.upload(&files_of(project), &[], &files)
    };
    let said = |files: &[(&str, &[u8])]| {
        let page = ana.follow(&upload(files).expect(303)).expect(200);
        page.texts_of("#toasts .toast p").concat()
    };
    assert_eq!(said(&[("a.pdf", PDF)]), "File uploaded.");
    assert_eq!(said(&[("A.pdf", PDF)]), "File uploaded as the next version of the file with this name.");
    assert_eq!(said(&[("b.pdf", PDF), ("c.pdf", PDF)]), "Files uploaded.");
    let both = "Files uploaded. Where there was a file with the same name, yours is its next version.";
    assert_eq!(said(&[("c.pdf", PDF), ("d.pdf", PDF)]), both);

    let page = upload(&[("e.png", PDF)]).expect(422).says("One file could not be uploaded");
    assert_eq!(page.lacks("The other").texts_of(".faults li").len(), 1);
    upload(&[("e.png", PDF), ("c.pdf", PDF), ("f.pdf", PDF)])
        .expect(422)
        .says("One file could not be uploaded")
        .says("The other 2 files were uploaded. One of those uploaded is the next version of a file");
}

#[test]
fn at_most_ten_files_per_upload() {
    let (studio, project, ana) = ana_at_the_files();
    let names: Vec<String> = (1..=11).map(|n| format!("{n}.pdf")).collect();
    let files: Vec<_> = names.iter().map(|name| ("file", name.as_str(), PDF)).collect();
    ana.upload(&files_of(project), &[], &files).expect(422).says("11.pdf: Only 10 files");
    assert_eq!(latest(&ana, project).len(), 10);
    assert_eq!(blobs_of(&studio), 10);
    let nothing = multipart::Form::new()
        .text("_csrf", ana.token())
        .part("file", multipart::Part::bytes(Vec::new()).file_name(""));
    let request = ana.request(Method::POST, &files_of(project)).multipart(nothing);
    let page = ana.send(request).expect(422).says("Nothing was uploaded").says("Choose a file first.");
    assert_eq!(page.lacks("is empty").texts_of(".faults li"), ["Choose a file first."]);
}

#[test]
fn the_script_gets_a_message_or_nothing() {
    let (_, project, ana) = ana_at_the_files();
    let send = |name: &'static str, bytes: &'static [u8]| {
        let part = multipart::Part::bytes(bytes).file_name(name);
        let form = multipart::Form::new().text("_csrf", ana.token()).part("file", part);
        let request = ana.request(Method::POST, &files_of(project)).header("hx-request", "true");
        ana.send(request.header("x-csrf-token", ana.token()).multipart(form))
    };
    send("label.pdf", PDF).expect(204);
    send("label.pdf", PDF).expect(200).lacks("<html").says("Uploaded as version 2");
    let refused = send("label.png", PDF).expect(422).lacks("<html");
    assert_eq!(refused.texts_of(".field-error").len(), 1);
    assert_eq!(latest(&ana, project).len(), 1);
}

#[test]
fn a_file_above_the_limit_is_refused_whatever_length_it_announces() {
    let (studio, project, ana) = ana_at_the_files();
    take_at_most(&studio, 400_000);
    send(&ana, project, "exact.pdf", &large(400_000)).expect(303);
    send(&ana, project, "over.pdf", &large(400_001))
        .expect(413)
        .says("over.pdf: The file is larger than the limit of 400 kB");
    let chunked = |bytes: Vec<u8>| {
        let part = multipart::Part::reader(std::io::Cursor::new(bytes)).file_name("chunked.pdf");
        let form = multipart::Form::new().text("_csrf", ana.token()).part("file", part);
        ana.send(ana.request(Method::POST, &files_of(project)).multipart(form))
    };
    chunked(large(400_001)).expect(413);
    chunked(large(300_000)).expect(303);
    // A body whose announced length is far beyond the limit is not even read.
    let request = ana.request(Method::POST, &files_of(project)).header("x-csrf-token", ana.token());
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    ana.send(request.body(vec![b'-'; 4_100_000])).expect(413);
    assert_eq!(latest(&ana, project).len(), 2);
    eventually("the refused bytes' removal", || (blobs_of(&studio) == 2).then_some(()));
}

#[test]
fn two_concurrent_uploads_of_one_name_become_two_versions() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let people = [&studio.birch.manager, &studio.birch.member, &studio.staff, &studio.admin];
    let together = std::sync::Barrier::new(people.len());
    std::thread::scope(|scope| {
        for person in people {
            let (studio, together) = (&studio, &together);
            scope.spawn(move || {
                let client = studio.sign_in(person);
                client.get(&files_of(project)).expect(200);
                together.wait();
                for _ in 0..5 {
                    client.upload(&files_of(project), &[], &[("file", "label.pdf", PDF)]).expect(303);
                }
            });
        }
    });
    let ana = studio.sign_in(&studio.birch.manager);
    assert_eq!(latest(&ana, project).len(), 1);
    let numbers = ana.get(&pages(&ana, project)[0]).texts_of(".versions .label");
    assert_eq!(numbers, (1..=20).rev().map(|n| format!("V {n}")).collect::<Vec<_>>());
}

#[test]
fn a_body_that_is_not_an_upload_is_refused() {
    let (studio, project, ana) = ana_at_the_files();
    let send = |kind: &str, body: String| {
        let request = ana.request(Method::POST, &files_of(project)).header("x-csrf-token", ana.token());
        ana.send(request.header("content-type", kind).body(body)).status
    };
    let part = |disposition: &str, rest: &str| {
        format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n%PDF-1.7 some{rest}")
    };
    let multipart = "multipart/form-data; boundary=b";
    for (kind, body) in [
        (multipart, part("name=\"file\"; filename=\"a.pdf\"", "")),
        (multipart, part("name=\"other\"", "\r\n--b--\r\n")),
        (multipart, part("name=\"file\"", "\r\n--b--\r\n")),
        (multipart, part("filename=\"a.pdf\"", "\r\n--b--\r\n")),
        (multipart, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\0b.pdf\"\r\n\r\n%PDF-\r\n--b--\r\n".into()),
        (multipart, "no boundary at all".into()),
        ("multipart/form-data", "--b--".into()),
        ("text/plain", "%PDF-1.7".into()),
    ] {
        let status = send(kind, body.clone());
        assert!(matches!(status, 400 | 415 | 422), "{status} for {body:?}");
    }
    assert_eq!(latest(&ana, project).len(), 0);
    eventually("the broken upload's removal", || (blobs_of(&studio) == 0).then_some(()));
}

#[test]
fn files_stored_before_an_upload_breaks_off_stay_and_are_reported() {
    let (_, project, ana) = ana_at_the_files();
    let part = |name: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n%PDF-1.7 some"
        )
    };
    let request = ana.request(Method::POST, &files_of(project)).header("x-csrf-token", ana.token());
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    let page = ana.send(request.body(format!("{}\r\n{}", part("whole.pdf"), part("half.pdf"))));
    let page = page.expect(400).says("The other file was uploaded").says("The upload was interrupted");
    assert_eq!(page.texts_of(".faults strong"), ["Not everything was uploaded"]);
    assert_eq!(page.texts_of(".files a.file-name"), ["whole.pdf"]);
}

/// Writes the beginning of an upload to a separate connection.
fn begin(studio: &Studio, client: &Client, project: ProjectId, framing: &str) -> TcpStream {
    let mut line = TcpStream::connect(("127.0.0.1", studio.served.port)).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}:{}\r\nCookie: {}\r\nX-CSRF-Token: {}\r\nContent-Type: multipart/form-data; boundary=b\r\n{framing}\r\n\r\n",
        files_of(project),
        studio.host,
        studio.served.port,
        client.cookies(),
        client.token()
    );
    line.write_all(head.as_bytes()).unwrap();
    line
}

const PART: &str = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"poster.pdf\"\r\n\r\n";

/// The response while nothing more is sent; whether the connection is then closed is not checked.
fn answer(mut line: TcpStream) -> String {
    line.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let (mut answer, mut piece) = (String::new(), [0; 4096]);
    while !answer.contains("</html>") {
        match line.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(length) => answer.push_str(&String::from_utf8_lossy(&piece[..length])),
        }
    }
    answer
}

#[test]
fn three_gigabytes_are_refused_before_they_are_sent() {
    let (studio, project, ana) = ana_at_the_files();
    let answer = answer(begin(&studio, &ana, project, "Content-Length: 3221225472\r\nConnection: close"));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer:.200}");
    assert!(answer.contains("Together these files are larger"), "{answer}");
}

#[test]
fn a_body_without_a_length_is_refused_as_soon_as_it_is_too_long() {
    let (studio, project, ana) = ana_at_the_files();
    take_at_most(&studio, 400_000);
    let mut line = begin(&studio, &ana, project, "Transfer-Encoding: chunked");
    let body = [PART.as_bytes(), &large(500_000)].concat();
    line.write_all(format!("{:x}\r\n", body.len()).as_bytes()).unwrap();
    line.write_all(&body).unwrap();
    // The body never ends.
    let answer = answer(line);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer:.200}");
    assert!(answer.contains("poster.pdf") && answer.contains("larger than the limit"), "{answer}");
    eventually("the refused bytes' removal", || (blobs_of(&studio) == 0).then_some(()));
}

#[test]
fn a_stalled_body_is_cut_off() {
    let clock = std::sync::Arc::new(reprint::kernel::time::SystemClock);
    let patience = [("BODY_PATIENCE_SECONDS", "1")];
    let studio = Studio::at(&Served::with(clock, &patience));
    let project = autumn_catalogue(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&files_of(project));
    let mut line = begin(&studio, &ana, project, "Content-Length: 9000000");
    line.write_all(PART.as_bytes()).unwrap();
    line.write_all(&large(300_000)).unwrap();
    let said = answer(line);
    assert!(said.starts_with("HTTP/1.1 408"), "{said:.200}");
    assert!(said.contains("The upload was too slow"), "{said}");
    eventually("the removal of what had come", || (blobs_of(&studio) == 0).then_some(()));
    // A form, with its token in the body or, as htmx sends it, in a header.
    for token in [String::new(), format!("X-CSRF-Token: {}\r\n", ana.token())] {
        let mut line = TcpStream::connect(("127.0.0.1", studio.served.port)).unwrap();
        let head = format!(
            "POST /account HTTP/1.1\r\nHost: {}:{}\r\nCookie: {}\r\n{token}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90\r\n\r\nname=An",
            studio.host,
            studio.served.port,
            ana.cookies()
        );
        line.write_all(head.as_bytes()).unwrap();
        let said = answer(line);
        assert!(said.starts_with("HTTP/1.1 408"), "{said:.200}");
    }
    send(&ana, project, "poster.pdf", PDF).expect(303);
}

#[test]
fn an_aborted_upload_leaves_nothing() {
    let (studio, project, ana) = ana_at_the_files();
    let mut line = begin(&studio, &ana, project, "Content-Length: 9000000");
    line.write_all(PART.as_bytes()).unwrap();
    line.write_all(&large(2_000_000)).unwrap();
    eventually("the beginning of the upload", || (blobs_of(&studio) == 1).then_some(()));
    drop(line);
    eventually("its removal", || (blobs_of(&studio) == 0).then_some(()));
    assert_eq!(latest(&ana, project).len(), 0);
}

#[test]
fn nobody_can_upload_to_a_project_they_cannot_see() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let noor = studio.sign_in(&studio.northlight.manager);
    let own = project_of(&studio, studio.northlight.id);
    noor.get(&files_of(own)).expect(200);
    noor.get(&files_of(project)).expect(404);
    noor.upload(&files_of(project), &[], &[("file", "a.pdf", PDF)]).expect(404);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&files_of(project));
    let forged = multipart::Form::new()
        .text("_csrf", "x".repeat(40))
        .part("file", multipart::Part::bytes(PDF).file_name("a.pdf"));
    ana.send(ana.request(Method::POST, &files_of(project)).multipart(forged)).expect(403);
    assert_eq!(blobs_of(&studio), 0);
}

#[test]
fn an_archived_project_accepts_no_files() {
    let (studio, project, ana) = ana_at_the_files();
    send(&ana, project, "a.pdf", PDF).expect(303);
    studio.set_up(|tx| {
        let now = tx.now;
        Ok(diesel::update(projects::table).set(projects::archived_at.eq(now)).execute(tx.conn())?)
    });
    let page = ana.get(&files_of(project)).expect(200).says("a.pdf");
    assert!(!page.has("input[type=file]"));
    let page = ana.upload(&files_of(project), &[], &[("file", "b.pdf", PDF)]).expect(409);
    page.says("Nothing was uploaded").says("This project is archived").says("until the studio restores it");
    let late = multipart::Form::new().part("file", multipart::Part::bytes(PDF).file_name("b.pdf"));
    let request = ana.request(Method::POST, &files_of(project)).header("hx-request", "true");
    let refused = ana.send(request.header("x-csrf-token", ana.token()).multipart(late)).expect(409);
    assert_eq!(refused.lacks("<html").texts_of(".field-error").len(), 1);
    assert_eq!(latest(&ana, project).len(), 1);
}

#[test]
fn the_list_is_paginated() {
    let (_, project, ana) = ana_at_the_files();
    for batch in 0..6 {
        let names: Vec<String> = (0..10).map(|n| format!("{batch}{n}.txt")).collect();
        let files: Vec<_> = names.iter().map(|name| ("file", name.as_str(), &b"text"[..])).collect();
        ana.upload(&files_of(project), &[], &files).expect(303);
    }
    let first = ana.get(&files_of(project)).expect(200);
    let second = ana.get(&first.attributes("a[rel=next]", "href")[0]).expect(200);
    let names = [first.texts_of("a.file-name"), second.texts_of("a.file-name")].concat();
    let all: Vec<String> = (0..60).rev().map(|n| format!("{n:02}.txt")).collect();
    assert_eq!(names, all);
    assert!(!second.has("a[rel=next]"));
    ana.get(&format!("{}?before=nonsense", files_of(project))).expect(400);
}

#[test]
fn a_stranger_is_refused_before_the_body_is_sent() {
    // A body is announced but never sent: the response comes without it.
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let mut line = TcpStream::connect(("127.0.0.1", studio.served.port)).unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}:{}\r\nX-CSRF-Token: none\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n",
        files_of(project),
        studio.host,
        studio.served.port
    );
    line.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    line.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 403");
}
