//! A draft is added up while it is being typed, on the server only.

use reqwest::Method;

use super::*;
use crate::access::kept::{back, end, press, send as send_unsigned};

const SUMS: &str = "/invoices/sums";

#[test]
fn issue_11_a_draft_is_added_up_as_it_is_typed_and_nothing_is_stored() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200).says("once a line has a price");
    let ask = |otherwise: &[(&str, &str)]| {
        let token = jonas.token();
        let mut fields = typed(&client, otherwise);
        fields.push(("_csrf", &token));
        let request = jonas.request(Method::POST, SUMS).header("hx-request", "true").form(&fields);
        jonas.send(request).expect(200)
    };
    let sums = ask(&[]);
    for figure in ["€780.00", "€360.00", "€1,140.00", "€39.00", "€35.91", "€1,214.91"] {
        assert!(sums.has_text(figure), "{figure} in {}", sums.text());
    }
    assert!(!sums.has("form") && !sums.has("html body main"), "only the totals");
    assert!(ask(&[("discount", "10")]).says("Discount 10%").has_text("€1,093.42"));
    assert!(ask(&[("line_what", "")]).has_text("€1,214.91"), "the description may still be missing");
    jonas.get("/invoices").expect(200).says("No invoices");
}

#[test]
fn an_invalid_line_is_left_out_of_the_totals_with_a_notice() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let ask = |otherwise: &[(&str, &str)]| {
        let token = jonas.token();
        let mut fields = typed(&client, otherwise);
        fields.push(("_csrf", &token));
        let request = jonas.request(Method::POST, SUMS).header("hx-request", "true").form(&fields);
        jonas.send(request).expect(200)
    };
    let totals = ["Net€360.00", "Tax 9.975% €35.91", "Total€395.91"];
    for unread in
        [("line_price", "a lot"), ("line_price", ""), ("line_quantity", "some"), ("line_tax", "101")]
    {
        let sums = ask(&[unread]);
        assert_eq!(
            sums.texts_of(".sums-lines li"),
            ["Labels, 4/0 and spot varnish not counted yet", "Design €360.00"],
            "{unread:?}"
        );
        assert!(sums.text_of("#sums-left-out").starts_with("One line is not in the totals yet"));
        assert_eq!(sums.texts_of(".totals > div"), totals, "{unread:?}");
    }
    // The control: a valid line counts.
    let whole = ask(&[]);
    assert!(!whole.has("#sums-left-out") && whole.has_text("€1,214.91"));
    // The discount applies to the counted lines; an invalid discount leaves only the line amounts.
    assert!(ask(&[("line_price", "a lot"), ("discount", "10")]).has_text("−€36.00"));
    let unclear = ask(&[("discount", "ten")]).says("once the discount can be read").says("€780.00");
    assert!(!unclear.has(".totals"));
    // Faults in other fields do not affect the totals.
    assert!(ask(&[("payment_days", "soon"), ("line_unit", &"x".repeat(30))]).has_text("€1,214.91"));
    // Without scripts the form shows the notice too, beside the field.
    let form = jonas.post(SUMS, &typed(&client, &[("line_price", "a lot")])).expect(422);
    assert!(form.field_fault("line_price-0").is_some() && form.has("#sums-left-out"));
    assert_eq!(form.texts_of(".totals > div"), totals);
}

#[test]
fn issue_11_without_scripts_a_button_adds_up_and_keeps_the_input() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    let form = jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    assert!(form.has(&format!("form button[formaction='{SUMS}']")));
    let all_typed =
        [("note", "By courier"), ("discount", "2"), ("line_what", "Labels, 5/0"), ("revision", "0")];
    let back = jonas.post(SUMS, &typed(&client, &all_typed)).expect(200).says("€1,190.61");
    assert_eq!(
        ["note", "discount", "line_what", "revision"].map(|field| back.value_of(field)),
        ["By courier", "2", "Labels, 5/0", "0"].map(str::to_owned)
    );
    assert!(back.has("form[action='/invoices']"));
    jonas.get("/invoices").expect(200).says("No invoices");
    // Input that cannot be added up is reported at its field.
    let refused = jonas.post(SUMS, &typed(&client, &[("line_price", "a lot")])).expect(422);
    assert!(refused.field_fault("line_price-0").is_some());
    assert_eq!(refused.value_of("line_price"), "a lot");
    // The form of a draft remains the form of that draft.
    let path = draft(&studio);
    let edit = jonas.get(&format!("{path}/edit")).expect(200).says("€1,214.91");
    let (id, revision) = (edit.value_of("draft"), edit.value_of("revision"));
    assert_eq!(path, format!("/invoices/{id}"));
    let change = [("draft", &*id), ("revision", &*revision), ("line_quantity", "6000")];
    let back = jonas.post(SUMS, &typed(&client, &change)).expect(200).says("€2,033.91");
    assert!(back.has(&format!("form[action='{path}']")));
    assert_eq!(back.value_of("revision"), revision);
    jonas.get(&path).expect(200).says("€1,214.91").lacks("€2,033.91");
}

#[test]
fn a_form_sent_for_adding_up_after_the_session_ended_is_restored_with_its_revision() {
    let studio = Studio::new();
    let (path, jonas, client) = (draft(&studio), &studio.staff, studio.birch.id.to_string());
    let browser = studio.sign_in(jonas);
    let edit = browser.get(&format!("{path}/edit")).expect(200);
    let (id, revision) = (edit.value_of("draft"), edit.value_of("revision"));
    for (price, status) in [("0.30", 409), ("much", 422)] {
        let change =
            [("draft", &*id), ("revision", &*revision), ("line_price", price), ("note", "To the gate.")];
        let fields = typed(&client, &change);
        end(&studio, jonas);
        let sent = send_unsigned(&browser, SUMS, &fields).expect(303);
        let page = back(&studio, &browser, jonas, &sent);
        // Valid or not, the form is shown again, and the page says why.
        let form = press(&browser, &page).expect(status);
        let form = form.says("You were signed out before this could be saved").says("To the gate.");
        assert!(form.has(&format!("form[action='{path}']")), "{price}");
        assert_eq!(form.field_fault("line_price-0").is_some(), price == "much");
        for name in ["client", "draft", "revision", "payment_days", "tax_mode", "note"] {
            let typed = fields.iter().find(|(field, _)| *field == name).expect("a field of this name").1;
            assert_eq!(form.value_of(name), typed, "{price}: {name}");
        }
        for name in ["line_what", "line_quantity", "line_unit", "line_price", "line_tax"] {
            let shown = form.attributes(&format!("[data-lines] [name='{name}']"), "value");
            let typed: Vec<_> =
                fields.iter().filter(|(field, _)| *field == name).map(|(_, typed)| *typed).collect();
            assert_eq!(shown[..2], typed, "{price}");
        }
        browser.get(&path).expect(200).says("€1,214.91").lacks("To the gate.");
    }
    // It is still an edit of the same draft: it can be saved, and a concurrent change is detected.
    let change = [("revision", &*revision), ("note", "To the gate.")];
    browser.post(&path, &typed(&client, &change)).expect(303);
    browser.get(&path).expect(200).says("To the gate.");
    browser.post(&path, &typed(&client, &change)).expect(409);
}
