//! A draft is added up while it is typed, by the server alone.

use reqwest::Method;

use super::*;

const SUMS: &str = "/invoices/sums";

#[test]
fn issue_11_a_draft_is_added_up_as_it_is_typed_and_nothing_is_kept() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200).says("once every line has a quantity");
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
    assert!(!sums.has("form") && !sums.has("html body main"), "the sums alone");
    assert!(ask(&[("discount", "10")]).says("Discount 10%").has_text("€1,093.42"));
    assert!(ask(&[("line_what", "")]).has_text("€1,214.91"), "a description may come later");
    ask(&[("line_price", "a lot")]).says("once every line has a quantity").lacks("€");
    jonas.get("/invoices").expect(200).says("No invoices");
}

#[test]
fn issue_11_without_scripts_a_button_adds_up_and_nothing_typed_is_lost() {
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
    // What cannot be added up says where.
    let refused = jonas.post(SUMS, &typed(&client, &[("line_price", "a lot")])).expect(422);
    assert!(refused.field_fault("line_price-0").is_some());
    assert_eq!(refused.value_of("line_price"), "a lot");
    // The form of a draft stays that draft's.
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
