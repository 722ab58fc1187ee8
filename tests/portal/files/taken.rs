//! Files as browsers, cameras and other programs produce them.

use diesel::{prelude::*, sql_types::Text};
use reprint::{files::rules::name_key, kernel::text::FileName, schema::file_versions};
use reqwest::Method;

use super::*;

/// An upload with the exact bytes that a browser sends; `written` is the name as it appears in the part's headers.
fn send_written(client: &Client, project: ProjectId, written: &str, bytes: &[u8]) -> Page {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{written}\"\r\nContent-Type: application/pdf\r\n\r\n"
    );
    let request = client.request(Method::POST, &files_of(project)).header("x-csrf-token", client.token());
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    client.send(request.body([head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat()))
}

fn names(client: &Client, project: ProjectId) -> Vec<String> {
    let mut names = client.get(&files_of(project)).expect(200).texts_of(".files a.file-name");
    names.sort();
    names
}

#[test]
fn a_name_escaped_by_the_browser_is_restored() {
    let (_, project, ana) = ana_at_the_files();
    for written in ["24%22 poster.pdf", "100%25.pdf", "two%0D%0Alines.pdf", "50% off%2F.pdf"] {
        send_written(&ana, project, written, PDF).expect(303);
    }
    assert_eq!(names(&ana, project), ["100%25.pdf", "24\" poster.pdf", "50% off%2F.pdf", "two lines.pdf"]);
    // In the notation of other programs, it is the same file.
    send_written(&ana, project, "24\\\" poster.pdf", PDF).expect(303);
    assert_eq!(names(&ana, project).len(), 4);
    // A refused name is shown unescaped, too.
    send_written(&ana, project, "24%22 poster.exe", b"text").expect(422).says("24\" poster.exe");
    let page = ana.get(&pages(&ana, project)[0]).expect(200).says("24\" poster.pdf");
    let download = ana.get(&page.attributes(".versions a", "href")[0]).expect(200);
    let saved_as = "attachment; filename=\"24_ poster.pdf\"; filename*=UTF-8''24%22%20poster.pdf";
    assert_eq!(download.header("content-disposition"), Some(saved_as));
}

#[test]
fn files_that_readers_and_players_accept_are_accepted() {
    let (studio, project, ana) = ana_at_the_files();
    let behind_a_mark = [b"\xEF\xBB\xBF", PDF].concat();
    let taken: &[(&str, &[u8], &str)] = &[
        ("marked.pdf", &behind_a_mark, "application/pdf"),
        ("film.m4v", b"\0\0\0\x18ftypM4V \0\0\0\x01M4V mp42\0\0\0\x08free", "video/mp4"),
        ("camera.mp4", b"\0\0\0\x1cftypXAVC\x01\0\x1f\xffXAVCmp42iso2\0\0\0\x94uuid", "video/mp4"),
        ("phone.mp4", b"\0\0\0\x18ftyp3gp4\0\0\x02\0isom3gp4\0\0\0\x08free", "video/mp4"),
        ("edit.mov", b"\0\0\0\x08wide\0\0\x10\0mdat\0\0\0\0", "video/quicktime"),
        ("burst.heic", b"\0\0\0\x1cftyphevc\0\0\0\0msf1hevcmif1\0\0\0\x08meta", "image/heif"),
    ];
    for (name, bytes, media_type) in taken {
        send(&ana, project, name, bytes).expect(303);
        let newest: String = studio.set_up(|tx| {
            let versions = file_versions::table.order(file_versions::id.desc());
            Ok(versions.select(file_versions::media_type).first(tx.conn())?)
        });
        assert_eq!(newest, *media_type, "{name}");
    }
    for (name, bytes) in [
        ("photo.pdf", &b"GIF89a\x01\0\x01\0%PDF-1.7"[..]),
        ("fonts.pdf", b"PK\x03\x04\x14\0\0\0\x08\0\n%PDF-1.7"),
        ("photo.mp4", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
    ] {
        send(&ana, project, name, bytes).expect(422).says("This is not a valid");
    }
    send(&ana, project, "page.pdf", b"<!doctype html>\n%PDF-1.7").expect(422).says("This is a web page");
    assert_eq!(names(&ana, project).len(), taken.len());
}

#[test]
fn names_that_differ_by_a_letter_are_two_files() {
    let (_, project, ana) = ana_at_the_files();
    let two = ["Maße.pdf", "Masse.pdf", "sınır.pdf", "sinir.pdf", "ﬁnal.pdf", "final.pdf"];
    for name in two {
        send(&ana, project, name, PDF).expect(303);
    }
    let mut sorted = two;
    sorted.sort();
    assert_eq!(names(&ana, project), sorted);
    // Differences in case and composition do not create another file.
    for name in ["MAẞE.pdf", "maße.PDF", "MASSE.pdf", "Final.pdf", "SINIR.pdf"] {
        send(&ana, project, name, PDF).expect(303);
    }
    assert_eq!(names(&ana, project), sorted);
    send(&ana, project, "BLÄTTER.pdf", PDF).expect(303);
    send(&ana, project, "bla\u{308}tter.pdf", PDF).expect(303);
    assert_eq!(names(&ana, project).len(), 7);
}

#[test]
fn postgres_folds_names_as_we_do() {
    #[derive(QueryableByName)]
    struct Folded {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        key: String,
    }
    // Every character, preceded by one with which many marks combine.
    let all = "select name, file_name_key(name) as key from (
        select 'A' || chr(at) || 'J' || chr(at) as name from generate_series(32, 131071) at where at not between 55296 and 57343) letters";
    let mut compared = 0;
    for Folded { name, key } in diesel::sql_query(all).load(&mut sql::app()).expect("letters") {
        // The others cannot occur in a name.
        let Ok(ours) = FileName::parse(&name) else { continue };
        if ours.as_str() == name {
            assert_eq!(name_key(&ours), key, "{name:?}");
            compared += 1;
        }
    }
    assert!(compared > 100_000, "{compared}");
}
