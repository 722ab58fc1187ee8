//! User text never runs as code (security.md, K35 and K36): every text contains XSS payloads, and every page is opened in a browser that
//! reports any execution. Live events, mails and PDFs are checked as well.

mod bait;
mod watch;

use actix_web::http::Method;
use diesel::prelude::*;
use reprint::schema::mails;
use scraper::{Html, Selector};
use serde_json::json;

use self::{
    bait::{Bait, poison},
    watch::{Trap, Watch},
};
use crate::{
    access::sweep::{World, routes},
    accounts::{link_to, registration::code_of},
    invoices::{send, typed},
    messages::say,
    support::{chrome::Browser, *},
};

/// A studio in which every text is a payload, entered through the forms if they accept it.
fn world(bait: &Bait) -> World {
    let studio = Studio::new();
    studio.give_password(&studio.birch.manager);
    let world = World::of(studio);
    let studio = &world.studio;
    let (ana, jonas) = (&studio.birch.manager, studio.sign_in(&studio.staff));
    // The user agent and file names may contain any text.
    let browser = studio.visit();
    let token = browser.token();
    let form = [("_csrf", token.as_str()), ("email", &ana.email), ("password", PASSWORD)];
    let request = browser.request(reqwest::Method::POST, "/sign-in").header("user-agent", bait.all());
    browser.send(request.form(&form)).expect(303);
    // That session would require her passkey, so the test continues in another one.
    let browser = studio.sign_in(ana);
    say(&browser, world.birch.project, &bait.all());
    let place = format!("/projects/{}/files", world.birch.project);
    for payload in bait.each() {
        browser.upload(&place, &[], &[("file", &format!("{payload}.txt"), b"One sheet.")]);
    }
    say(&jonas, world.birch.project, &bait.all());
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/projects/new?client={client}")).expect(200);
    let all = bait.all();
    let project = [
        ("client", client.as_str()),
        ("name", bait.short()),
        ("description", all.as_str()),
        ("milestones", bait.short()),
    ];
    jonas.post("/projects", &project).expect(303);
    for (number, payload) in bait.each().iter().enumerate() {
        jonas.get(&format!("/projects/{}/milestones", world.birch.project)).expect(200);
        let title = format!("{number} {payload}");
        jonas.post(&format!("/projects/{}/milestones", world.birch.project), &[("title", &title)]);
    }
    poison(studio, bait);
    let bill = typed(&client, &[("note", &all), ("line_what", bait.short())]);
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let draft = jonas.post("/invoices", &bill).expect(303).location();
    send(studio, &jonas, &draft);
    studio.work_off();
    world
}

/// The paths of all pages that a user can open.
fn paths(world: &World, person: &Person) -> Vec<String> {
    let client = world.studio.sign_in(person);
    let mut paths: Vec<String> =
        routes().iter().filter(|route| route.method == Method::GET).map(|route| world.path(route)).collect();
    let mails: Vec<String> = world.studio.set_up(|tx| {
        let ids: Vec<uuid::Uuid> = mails::table.select(mails::id).load(tx.conn())?;
        Ok(ids.iter().map(|id| format!("/admin/mail/{id}")).collect())
    });
    paths.extend(mails);
    paths.push(format!("/invoices/{}", world.birch.draft));
    paths.retain(|path| {
        let page = client.get(path);
        page.status == 200 && page.body().contains("<html")
    });
    paths
}

fn crawl(who: fn(&Studio) -> &Person) {
    let trap = Trap::new();
    let bait = Bait::of(&trap);
    let world = world(&bait);
    let person = who(&world.studio);
    let browser = Browser::at(&world.studio);
    let watch = Watch::over(&browser);
    browser.sign_in(person);
    let mut met = 0;
    for path in paths(&world, person) {
        browser.visit(&path);
        watch.is_quiet(&path);
        browser.has_no_complaints();
        met += usize::from(
            browser.run("return document.documentElement.outerHTML.includes('__xss')") == json!(true),
        );
    }
    assert!(met >= 8, "only {met} pages contain payloads");
    assert_eq!(trap.stepped_in(), 0, "a request was sent to another host");
}

#[test]
fn text_from_clients_never_runs_on_pages_of_the_studio() {
    crawl(|studio| &studio.admin);
}

#[test]
fn text_from_others_never_runs_on_pages_of_a_client() {
    crawl(|studio| &studio.birch.manager);
}

#[test]
fn user_text_never_runs_in_live_updates_or_before_signing_in() {
    let trap = Trap::new();
    let bait = Bait::of(&trap);
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let lena = studio.visit();
    lena.get("/registration").expect(200);
    let code = code_of(&studio);
    lena.post("/registration", &[("code", &code), ("name", "Lena Brandt"), ("email", "lena@birch.example")])
        .expect(200);
    let (registration, _) =
        link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    poison(&studio, &bait);
    let browser = Browser::at(&studio);
    let watch = Watch::over(&browser);
    for path in ["/sign-in", "/password-resets", "/registration", registration.as_str(), "/nowhere"] {
        browser.visit(path);
        watch.is_quiet(path);
    }
    let typed = format!("/registration?code={}", urlencoded(&bait.all()));
    browser.visit(&typed);
    watch.is_quiet("/registration?code=…");

    browser.sign_in(&studio.birch.manager);
    let place = format!("/projects/{}/messages", things.project);
    browser.visit(&place);
    let jonas = studio.sign_in(&studio.staff);
    say(&jonas, things.project, &format!("{} and it arrived", bait.all()));
    browser.wait_for("and it arrived");
    watch.is_quiet(&place);
    let files = format!("/projects/{}/files", things.project);
    browser.visit(&files);
    jonas.get(&files).expect(200);
    jonas
        .upload(&files, &[], &[("file", "a' onmouseover=window.__xss=1 x='.txt", b"One sheet.")])
        .expect(303);
    browser.wait_for("onmouseover=window.__xss=1 x='.txt");
    watch.is_quiet(&files);
    assert_eq!(trap.stepped_in(), 0, "a request was sent to another host");
}

fn urlencoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The elements of the mail template.
const OF_A_LETTER: &[&str] =
    &["html", "head", "meta", "title", "body", "table", "tbody", "tr", "td", "h1", "p", "a", "span", "br"];

/// The elements and attributes of a mail that do not come from its template.
fn foreign(html: &str, address: &str) -> Vec<String> {
    let everything = Selector::parse("*").expect("a star is a selector");
    let html = Html::parse_document(html);
    let mut found = Vec::new();
    for element in html.select(&everything) {
        let name = element.value().name();
        if !OF_A_LETTER.contains(&name) {
            found.push(name.to_owned());
        }
        for (attribute, value) in element.value().attrs() {
            let leads_away = ["href", "src", "action"].contains(&attribute) && !value.starts_with(address);
            if attribute.starts_with("on") || leads_away {
                found.push(format!("{attribute}={value}"));
            }
        }
    }
    found
}

#[test]
fn mails_and_invoices_contain_user_text_only_as_text() {
    let trap = Trap::new();
    let bait = Bait::of(&trap);
    let world = world(&bait);
    let studio = &world.studio;
    // Everything that is mentioned in mails is now a payload.
    let ana = &studio.birch.manager;
    let forgetful = studio.visit();
    forgetful.get("/password-resets").expect(200);
    forgetful.post("/password-resets", &[("email", &ana.email)]).expect(200);
    let vera = studio.sign_in(&studio.admin);
    vera.get("/people/invitations").expect(200);
    let fields = [("name", "Mira Sand"), ("email", "mira@sand.example"), ("place", "staff")];
    vera.post("/people/invitations", &fields).expect(303);
    studio.work_off();
    let letters: Vec<(String, String)> = studio.set_up(|tx| {
        let written = mails::table.filter(mails::kind.ne("test"));
        Ok(written.select((mails::kind, mails::html_body)).load(tx.conn())?)
    });
    let here = format!("http://{}", studio.host);
    let here =
        if letters.iter().any(|(_, html)| html.contains(&here)) { here } else { "http://localhost".into() };
    let mut told = 0;
    for (kind, html) in &letters {
        assert_eq!(foreign(html, &here), Vec::<String>::new(), "{kind}: {html}");
        told += usize::from(html.contains("__xss"));
    }
    assert!(told >= 2, "only {told} of {} mails contain payloads", letters.len());
    let control = foreign("<p onclick=x><img src=x><a href=javascript:1>x</a>", &here);
    assert_eq!(control.len(), 4, "the control: {control:?}");

    let client = studio.sign_in(ana);
    let invoices = client.get("/invoices").expect(200).attributes("a", "href");
    let mut pdfs = 0;
    for path in invoices.iter().filter(|path| path.starts_with("/invoices/") && !path.contains('?')) {
        let pdf = client.get(&format!("{path}/pdf"));
        if pdf.status != 200 {
            continue;
        }
        pdfs += 1;
        assert!(pdf.bytes.starts_with(b"%PDF-"));
        for way_out in ["/JavaScript", "/OpenAction", "/URI", "/Launch", "/EmbeddedFile", "/ObjStm"] {
            assert!(!pdf.body().contains(way_out), "{path} contains {way_out}");
        }
    }
    assert!(pdfs > 0, "no invoice was seen");
}

#[test]
fn the_watch_detects_running_scripts() {
    let studio = Studio::new();
    let trap = Trap::new();
    let browser = Browser::at(&studio);
    let watch = Watch::over(&browser);
    trap.lure(&browser, "open");
    let heard = watch.told().join("; ");
    for sign in ["executed", "alert", "javascript:", "onmouseover", "asked http"] {
        assert!(heard.contains(sign), "{sign} in {heard}");
    }
    assert!(trap.stepped_in() > 0, "the picture was not requested");
    trap.lure(&browser, "closed");
    let heard = watch.told().join("; ");
    assert!(heard.contains("policy: script-src") && !heard.contains("executed"), "{heard}");
    // If a payload is inserted into a page of the portal unescaped, the content security policy blocks it and reports that.
    browser.visit("/sign-in");
    watch.is_quiet("/sign-in");
    browser.run(
        "document.body.insertAdjacentHTML('beforeend', '<img src=/nowhere onerror=\"window.__xss=1\">')",
    );
    eventually("the policy refuses it", || {
        watch.told().iter().any(|told| told.starts_with("policy")).then_some(())
    });
    assert!(!watch.told().contains(&"executed".to_owned()));
}
