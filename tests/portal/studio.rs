//! The studio's settings.

use crate::support::{Studio, sql};

#[test]
fn an_admin_changes_the_studios_settings() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let page = admin.get("/studio").expect(200);
    let kept = |name: &str| page.value_of(name);
    let fields = [
        ("name", "Halbton & Töchter"),
        ("email", "hallo@halbton.example"),
        ("address", "Hafenstr. 7\r\n20457 Hamburg"),
        ("tax_id", "DE 1"),
        ("bank", "IBAN DE89 3704 0044 0532 0130 00"),
        ("locale", &kept("locale")),
        ("zone", &kept("zone")),
        ("currency", "CHF"),
        ("accent", "#aa0011"),
        ("invoice_prefix", "HT-"),
        ("payment_days", "30"),
        ("revision", &kept("revision")),
    ];
    admin.post("/studio", &fields).expect(303);
    let page = admin.get("/studio").expect(200).says("Halbton & Töchter").says("Saved.");
    assert_eq!((page.value_of("accent"), page.value_of("payment_days")), ("#AA0011".into(), "30".into()));
    assert_eq!(page.value_of("address"), "Hafenstr. 7\n20457 Hamburg");
    let refused = admin.post("/studio", &[("name", ""), ("payment_days", "soon")]).expect(422);
    assert!(refused.field_fault("name").is_some() && refused.field_fault("payment_days").is_some());
    studio.sign_in(&studio.staff).get("/studio").expect(403);
    studio.sign_in(&studio.birch.manager).get("/studio").expect(404);
}

#[test]
fn issue_11_an_invalid_iban_is_refused_beside_its_field() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let page = admin.get("/studio").expect(200).lacks("Nothing was saved yet");
    let mut kept: Vec<(&str, String)> =
        ["name", "locale", "zone", "currency", "accent", "invoice_prefix", "payment_days", "revision"]
            .map(|field| (field, page.value_of(field)))
            .into();
    for (bank, status) in [
        ("Elbkontor Bank\nIBAN DE00 2000 0000 0012 3456 78", 422),
        ("Elbkontor Bank\nIBAN DE89 3704 0044 0532 0130 00", 303),
        ("IBAN TR33 0006 1005 1978 6457 8413 26", 303),
        ("First Bank NY, account 4711 0815, routing 021000021", 303),
        ("On request", 303),
    ] {
        let mut fields: Vec<_> = kept.iter().map(|(field, value)| (*field, value.as_str())).collect();
        fields.push(("bank", bank));
        let page = admin.post("/studio", &fields).expect(status);
        if status == 422 {
            let fault = page.field_fault("bank").unwrap_or_default();
            assert!(fault.contains("DE00 2000 0000 0012 3456 78"), "{fault}");
            assert_eq!(page.value_of("bank"), bank, "what was typed is kept");
            page.says("Nothing was saved yet");
            continue;
        }
        let now = admin.get("/studio").expect(200);
        assert_eq!(now.value_of("bank"), bank);
        kept.retain(|(field, _)| *field != "revision");
        kept.push(("revision", now.value_of("revision")));
    }
}

#[test]
fn an_invalid_invoice_prefix_is_refused_beside_its_field() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let page = admin.get("/studio").expect(200);
    let kept: Vec<(&str, String)> =
        ["name", "locale", "zone", "currency", "accent", "payment_days", "revision"]
            .map(|field| (field, page.value_of(field)))
            .into();
    for (prefix, status) in [("2026", 422), ("INV 1-", 422), ("Ü-", 422), ("2026/", 303)] {
        let mut fields: Vec<_> = kept.iter().map(|(field, value)| (*field, value.as_str())).collect();
        fields.push(("invoice_prefix", prefix));
        let page = admin.post("/studio", &fields).expect(status);
        assert_eq!(page.field_fault("invoice_prefix").is_some(), status == 422, "{prefix}");
        let written = format!("update studios set invoice_prefix = '{prefix}'");
        let said = sql::probe(&mut sql::app(), studio.scope(&studio.admin), |app| sql::touch(app, &written));
        assert_eq!(said.is_err(), status == 422, "{prefix}: {said:?}");
    }
    // An accepted prefix starts the number of the next invoice.
    let sent = crate::invoices::sent(&studio);
    admin.get(&sent).expect(200).says("2026/0001");
}

#[test]
fn the_accent_colours_pages_and_stays_readable() {
    use crate::support::chrome::Browser;

    let studio = Studio::new();
    let vera = studio.sign_in(&studio.admin);
    let stylesheets = "link[rel=stylesheet][href^='/assets/accent/']";
    let page = vera.get("/studio").expect(200);
    assert!(!page.has(stylesheets), "the default accent needs no stylesheet");
    let fields = [
        "name",
        "email",
        "address",
        "tax_id",
        "bank",
        "locale",
        "zone",
        "currency",
        "invoice_prefix",
        "payment_days",
        "revision",
    ];
    let values: Vec<_> = fields.iter().map(|field| (*field, page.value_of(field))).collect();
    let mut typed: Vec<_> = values.iter().map(|(field, value)| (*field, value.as_str())).collect();
    typed.push(("accent", "#F7C600"));

    vera.post("/studio", &typed).expect(303);
    let href = vera.get("/studio").expect(200).attributes(stylesheets, "href").remove(0);
    assert!(
        vera.get(&href).expect(200).header("content-type").is_some_and(|kind| kind.starts_with("text/css"))
    );
    assert!(studio.visit().get("/sign-in").expect(200).has(stylesheets));
    vera.get("/assets/accent/red.css").expect(404);

    let browser = Browser::at(&studio);
    browser.sign_in(&studio.admin);
    browser.visit("/studio");
    let button = browser.run("const of = getComputedStyle(document.querySelector('.button-primary')); return of.backgroundColor + of.color");
    assert_eq!(button, serde_json::json!("rgb(247, 198, 0)rgb(0, 0, 0)"));
    for path in ["/studio", "/clients", "/projects"] {
        browser.visit(path);
        for dark in [false, true] {
            browser.prefer_dark(dark);
            browser.has_contrast();
        }
    }
}
