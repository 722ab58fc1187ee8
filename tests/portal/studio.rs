//! What the studio says of itself.

use crate::support::Studio;

#[test]
fn an_admin_says_what_the_studio_is() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let page = admin.get("/studio").expect(200);
    let kept = |name: &str| page.value_of(name);
    let fields = [
        ("name", "Halbton & Töchter"),
        ("email", "hallo@halbton.example"),
        ("address", "Hafenstr. 7\r\n20457 Hamburg"),
        ("tax_id", "DE 1"),
        ("bank", "IBAN DE00"),
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
fn the_accent_colours_pages_and_stays_readable() {
    use crate::support::chrome::Browser;

    let studio = Studio::new();
    let vera = studio.sign_in(&studio.admin);
    let stylesheets = "link[rel=stylesheet][href^='/assets/accent/']";
    let page = vera.get("/studio").expect(200);
    assert!(!page.has(stylesheets), "the usual one needs no stylesheet");
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
