//! Drafts are the studio's own until they are sent.

use super::*;

#[test]
fn a_draft_adds_up_to_the_cent() {
    let studio = Studio::new();
    let page = studio.sign_in(&studio.staff).get(&draft(&studio)).expect(200);
    for figure in ["€780.00", "€360.00", "€1,140.00", "€39.00", "€35.91", "€1,214.91"] {
        assert!(page.has_text(figure), "{figure} in {}", page.text());
    }
}

#[test]
fn a_client_knows_of_no_draft() {
    let studio = Studio::new();
    let path = draft(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&path).expect(404);
    ana.get(&format!("{path}/pdf")).expect(404);
    ana.get("/invoices").expect(200).lacks("1,214.91");
    studio.sign_in(&studio.staff).get("/invoices").expect(200).says("1,214.91");
}

#[test]
fn what_is_refused_comes_back_with_the_reason_beside_it() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    for (field, value, beside) in [
        ("line_quantity", "four", "line_quantity-0"),
        ("line_price", "-0.26", "line_price-0"),
        ("line_price", "0.26555", "line_price-0"),
        ("line_price", "1.500", "line_price-0"),
        ("line_quantity", "1.000", "line_quantity-0"),
        ("line_quantity", "0", "line_quantity-0"),
        ("line_tax", "101", "line_tax-0"),
        ("payment_days", "soon", "payment_days"),
        ("discount", "101", "discount"),
        ("discount", "-5", "discount"),
    ] {
        let page = jonas.post("/invoices", &typed(&client, &[(field, value)])).expect(422);
        assert!(page.field_fault(beside).is_some(), "{field} {value}: {}", page.text());
        assert!(page.attributes("input", "value").contains(&value.to_owned()), "{value} is still there");
        assert!(page.attributes("input", "value").contains(&"Design".to_owned()), "so is everything else");
    }
    jonas.get("/invoices").expect(200).lacks("Draft for");
    let long = "x".repeat(501);
    let page = jonas.post("/invoices", &typed(&client, &[("line_what", &long)])).expect(422);
    assert!(page.field_fault("line_what-0").is_some());
    let odd = "Plakate \u{1F5BC} für Müller & Söhne <b>";
    let path = jonas.post("/invoices", &typed(&client, &[("line_what", odd)])).expect(303).location();
    jonas.get(&path).expect(200).says(odd);
}

#[test]
fn a_price_of_four_decimals_stays_as_typed_and_its_line_is_rounded_once() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    // As a colleague used to German figures types it into the English form.
    let labels = [("line_quantity", "5.000,0"), ("line_price", "0,0255"), ("line_tax", "0,00")];
    let path = jonas.post("/invoices", &typed(&client, &labels)).expect(303).location();
    let page = jonas.get(&path).expect(200);
    for figure in ["5,000", "€0.0255", "€127.50"] {
        assert!(page.has_text(figure), "{figure} in {}", page.text());
    }
    let form = jonas.get(&format!("{path}/edit")).expect(200);
    let values = form.attributes("input", "value");
    for typed in ["5,000", "0.0255"] {
        assert!(values.contains(&typed.to_owned()), "{typed} in {values:?}");
    }
    let revision = form.value_of("revision");
    let again = [("line_quantity", "5,000"), ("line_price", "1.1250"), ("revision", &revision)];
    jonas.post(&path, &typed(&client, &again)).expect(303);
    let form = jonas.get(&format!("{path}/edit")).expect(200);
    assert!(form.attributes("input", "value").contains(&"1.1250".to_owned()), "it can be saved as it stands");
    jonas.get(&path).expect(200).says("€5,625.00");
}

#[test]
fn a_discount_of_more_than_the_sum_is_refused_beside_it() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let discount = |amount| [("discount_kind", "amount"), ("discount", amount)];
    let page = jonas.post("/invoices", &typed(&client, &discount("1140.01"))).expect(422);
    assert_eq!(page.field_fault("discount").as_deref(), Some("The discount is more than the lines come to."));
    jonas.post("/invoices", &typed(&client, &discount("1140.00"))).expect(303);
}

#[test]
fn a_sum_too_large_is_told_at_the_line_that_makes_it_so() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let mut fields = typed(&client, &[]);
    for (what, price) in [("Paper", "1"), ("A printing works", "9999999999"), ("Another", "5")] {
        fields.extend([
            ("line_what", what),
            ("line_quantity", "1"),
            ("line_unit", ""),
            ("line_price", price),
            ("line_tax", "0"),
        ]);
    }
    let page = jonas.post("/invoices", &fields).expect(422);
    assert!(page.field_fault("line_price-3").is_some(), "{}", page.text());
    assert!(page.field_fault("line_price-0").is_none());
}

#[test]
fn two_editors_do_not_overwrite_each_other() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    let revision = jonas.get(&format!("{path}/edit")).expect(200).value_of("revision");
    let same = vera.get(&format!("{path}/edit")).expect(200).value_of("revision");
    vera.post(&path, &typed(&client, &[("revision", &same), ("line_what", "Labels by Vera")])).expect(303);
    jonas
        .post(&path, &typed(&client, &[("revision", &revision), ("line_what", "Labels by Jonas")]))
        .expect(409);
    vera.get(&path).expect(200).says("Labels by Vera");
}

#[test]
fn a_draft_can_be_thrown_away_and_a_sent_one_cannot() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let path = draft(&studio);
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/removal"), &[]).expect(200).says("Delete this draft?");
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/removal"), &[("confirmed", "yes")]).expect(303);
    jonas.get(&path).expect(404);
    let path = sent(&studio);
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/removal"), &[("confirmed", "yes")]).expect(409);
    jonas.get(&path).expect(200);
}

#[test]
fn a_foreign_project_is_not_billed() {
    let studio = Studio::new();
    let foreign = studio.furnish(&studio.northlight).project.to_string();
    let own = studio.furnish(&studio.birch).project.to_string();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    jonas.post("/invoices", &typed(&client, &[("project", &foreign)])).expect(404);
    jonas.post("/invoices", &typed(&client, &[("project", &own)])).expect(303);
}
