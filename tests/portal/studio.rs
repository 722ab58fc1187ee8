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
