use diesel::connection::SimpleConnection;
use reprint::kernel::sha256::Sha256;
use reqwest::Method;

use super::*;

fn ask(client: &Client, method: Method, path: &str, headers: &[(&str, &str)]) -> Page {
    let request = headers
        .iter()
        .fold(client.request(method, path), |request, (name, value)| request.header(*name, *value));
    client.send(request)
}

#[test]
fn a_download_returns_the_uploaded_bytes() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let bytes = large(3 * 256 * 1024 + 17);
    send(&ana, project, "Blätter \"final\"; x.pdf", &bytes).expect(303);
    let version = latest(&ana, project).remove(0);
    let got = tom.get(&version).expect(200);
    assert!(got.bytes == bytes);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-length", &*bytes.len().to_string()),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-encoding", "identity"),
        ("accept-ranges", "bytes"),
        ("etag", &*format!("\"{}\"", Sha256::of(&bytes))),
    ] {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    assert!(got.header("content-disposition").unwrap().starts_with("attachment; filename=\"Bl_tter"));
    let head = ask(&tom, Method::HEAD, &version, &[]).expect(200);
    assert_eq!(head.header("content-length"), Some(&*bytes.len().to_string()));
    assert!(head.bytes.is_empty());
    let page = ana.get(&pages(&ana, project)[0]).expect(200).says("downloaded once");
    assert_eq!(page.attributes(".versions [title]", "title"), [format!("SHA-256 {}", Sha256::of(&bytes))]);
    let compressed = ask(&tom, Method::GET, &version, &[("accept-encoding", "gzip, br")]);
    assert!(compressed.bytes == bytes);
}

#[test]
fn a_range_is_sent_as_a_part() {
    let (_, project, ana) = ana_at_the_files();
    let bytes = large(600_000);
    send(&ana, project, "label.pdf", &bytes).expect(303);
    let version = latest(&ana, project).remove(0);
    let part = |range: &str| ask(&ana, Method::GET, &version, &[("range", range)]);
    for (range, expected) in [
        ("bytes=262143-262145", 262_143..262_146),
        ("bytes=-5", 599_995..600_000),
        ("bytes=599999-", 599_999..600_000),
    ] {
        let got = part(range).expect(206);
        assert!(got.bytes == bytes[expected.clone()], "{range}");
        let range = format!("bytes {}-{}/600000", expected.start, expected.end - 1);
        assert_eq!(got.header("content-range"), Some(&*range));
    }
    let outside = part("bytes=600000-").expect(416);
    assert_eq!(outside.header("content-range"), Some("bytes */600000"));
    let many = format!("bytes={}", ["0-"; 500].join(","));
    assert_eq!(part(&many).expect(200).bytes.len(), 600_000);
    let etag = format!("\"{}\"", Sha256::of(&bytes));
    let resumed = [("range", "bytes=10-"), ("if-range", &*etag)];
    assert_eq!(ask(&ana, Method::GET, &version, &resumed).expect(206).bytes.len(), 599_990);
    let changed = [("range", "bytes=10-"), ("if-range", "\"other\"")];
    assert_eq!(ask(&ana, Method::GET, &version, &changed).expect(200).bytes.len(), 600_000);
    // By one user within a quarter of an hour, in however many parts.
    ana.get(&pages(&ana, project)[0]).says("downloaded once");
}

#[test]
fn other_clients_get_a_404() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let (ana, noor) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.northlight.manager));
    send(&ana, project, "honey-front.pdf", PDF).expect(303);
    let (version, file) = (latest(&ana, project).remove(0), pages(&ana, project).remove(0));
    let etag = format!("\"{}\"", Sha256::of(PDF));
    let elsewhere = Studio::new();
    let strangers = [noor, elsewhere.sign_in(&elsewhere.admin), elsewhere.sign_in(&elsewhere.birch.manager)];
    for stranger in &strangers {
        for headers in
            [&[][..], &[("range", "bytes=999999-")], &[("if-none-match", &*etag)], &[("if-range", &*etag)]]
        {
            ask(stranger, Method::GET, &version, headers).expect(404).lacks("honey-front");
        }
        stranger.get(&file).expect(404).lacks("honey-front");
        stranger.post(&format!("{file}/deletion"), &[("confirmed", "yes")]).expect(404);
    }
    studio.visit().get(&version).expect(303);
    ana.get(&file).expect(200).says("not downloaded yet");
    for odd in ["/file-versions/..%2f..%2fetc%2fpasswd", "/file-versions/%00", "/files/1"] {
        ana.get(odd).expect(404);
    }
}

#[test]
fn deleting_a_file_frees_its_name() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    send(&ana, project, "label.pdf", PDF).expect(303);
    let (version, file) = (latest(&ana, project).remove(0), pages(&ana, project).remove(0));
    let deletion = format!("{file}/deletion");
    assert!(!tom.get(&file).expect(200).has("confirm-button"));
    tom.post(&deletion, &[("confirmed", "yes")]).expect(403);
    assert!(ana.get(&file).expect(200).has("confirm-button"));
    ana.post(&deletion, &[]).expect(200).says("Delete label.pdf?");
    let gone = ana.post(&deletion, &[("confirmed", "yes")]).expect(303);
    ana.follow(&gone).expect(200).says("No files yet").says("File moved to the trash");
    ana.get(&version).expect(404);
    ana.get(&file).expect(404);
    send(&tom, project, "label.pdf", PDF).expect(303);
    ana.get(&files_of(project)).says("Version 1").says("Tom Okafor");
    let jonas = studio.sign_in(&studio.staff);
    let file = pages(&ana, project).remove(0);
    jonas.get(&file).expect(200);
    jonas.post(&format!("{file}/deletion"), &[("confirmed", "yes")]).expect(303);
}

/// The number of audit entries of a kind.
fn entries(studio: &Studio, kind: &str) -> usize {
    let query = format!("select id::text as text from audit_entries where kind = '{kind}'");
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), &query))).len()
}

#[test]
fn issue_8_row_4_ranges_with_bytes_leave_one_entry_per_quarter_of_an_hour() {
    for range in
        [None, Some("bytes=1-"), Some("bytes=-1"), Some("bytes=5-5"), Some("bytes=0-0"), Some("bytes=1-,2-")]
    {
        let studio = Studio::new();
        let project = autumn_catalogue(&studio);
        let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
        send(&ana, project, "label.pdf", PDF).expect(303);
        let version = latest(&ana, project).remove(0);
        let etag = format!("\"{}\"", Sha256::of(PDF));
        ask(&tom, Method::HEAD, &version, &[]).expect(200);
        ask(&tom, Method::GET, &version, &[("range", "bytes=99999999-")]).expect(416);
        assert!(ask(&tom, Method::GET, &version, &[("if-none-match", &etag)]).expect(304).bytes.is_empty());
        assert_eq!(entries(&studio, "file.downloaded"), 0, "no byte was sent");
        let headers: Vec<_> = range.iter().map(|range| ("range", *range)).collect();
        for _ in 0..3 {
            let got = ask(&tom, Method::GET, &version, &headers);
            assert!([200, 206].contains(&got.status) && !got.bytes.is_empty(), "{range:?}: {}", got.status);
        }
        assert_eq!(entries(&studio, "file.downloaded"), 1, "{range:?}");
        ana.get(&pages(&ana, project)[0]).expect(200).says("downloaded once");
        // Another user counts separately, and so does the next quarter of an hour.
        ask(&ana, Method::GET, &version, &headers);
        assert_eq!(entries(&studio, "file.downloaded"), 2, "{range:?}");
        studio.set_up(|tx| Ok(tx.conn().batch_execute("update download_marks set quarter = quarter - 1")?));
        ask(&tom, Method::GET, &version, &headers);
        assert_eq!(entries(&studio, "file.downloaded"), 3, "{range:?}");
    }
}

#[test]
fn issue_8_row_4_concurrent_ranges_leave_one_entry() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    send(&ana, project, "label.pdf", PDF).expect(303);
    let version = latest(&ana, project).remove(0);
    std::thread::scope(|scope| {
        for part in 0..20 {
            let (tab, version) = (studio.visit(), &version);
            ana.cookies().split("; ").for_each(|cookie| tab.add_cookie(cookie));
            scope.spawn(move || {
                let range = format!("bytes={part}-{part}");
                assert_eq!(ask(&tab, Method::GET, version, &[("range", &range)]).expect(206).bytes.len(), 1);
            });
        }
    });
    assert_eq!(entries(&studio, "file.downloaded"), 1);
    ana.get(&pages(&ana, project)[0]).expect(200).says("downloaded once");
}

#[test]
fn issue_8_row_4_downloads_of_invoices_and_exports_leave_entries_too() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (ana, vera) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin));
    let pdf = format!("/invoices/{}/pdf", things.invoice);
    let draft = format!("/invoices/{}/pdf", things.draft);
    for (browser, path, kind) in [
        (&ana, &pdf, "invoice.downloaded"),
        (&vera, &draft, "invoice.downloaded"),
        (&ana, &format!("/exports/{}", things.export), "export.downloaded"),
        (&vera, &"/audit/export".to_owned(), "audit.exported"),
    ] {
        let before = entries(&studio, kind);
        ask(browser, Method::HEAD, path, &[]).expect(200);
        assert_eq!(entries(&studio, kind), before, "{path}: HEAD sends nothing");
        for headers in [&[][..], &[("range", "bytes=1-")], &[("range", "bytes=-1")]] {
            assert!(!ask(browser, Method::GET, path, headers).bytes.is_empty(), "{path}");
        }
        assert_eq!(entries(&studio, kind), before + 1, "{path}");
    }
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get(&pdf).expect(404);
    assert_eq!(
        entries(&studio, "invoice.downloaded"),
        2,
        "a user who may not read leaves no entry of a download"
    );
    // Another search of the audit log is another export.
    vera.get("/audit/export?kind=invoice").expect(200);
    assert_eq!(entries(&studio, "audit.exported"), 2);
    vera.get("/audit?kind=invoice.downloaded").expect(200).says("Ana Keller downloaded the PDF of");
}
