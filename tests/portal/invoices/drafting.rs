//! Drafts are visible only to the studio until they are sent.

use super::*;
use crate::live::Stream;

#[test]
fn a_draft_adds_up_to_the_cent() {
    let studio = Studio::new();
    let page = studio.sign_in(&studio.staff).get(&draft(&studio)).expect(200);
    for figure in ["€780.00", "€360.00", "€1,140.00", "€39.00", "€35.91", "€1,214.91"] {
        assert!(page.has_text(figure), "{figure} in {}", page.text());
    }
}

#[test]
fn a_client_cannot_see_drafts() {
    let studio = Studio::new();
    let path = draft(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&path).expect(404);
    ana.get(&format!("{path}/pdf")).expect(404);
    ana.get("/invoices").expect(200).lacks("1,214.91");
    studio.sign_in(&studio.staff).get("/invoices").expect(200).says("1,214.91");
}

#[test]
fn a_refused_field_is_shown_again_with_the_reason() {
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
        assert!(page.attributes("input", "value").contains(&value.to_owned()), "{value} is kept");
        assert!(page.attributes("input", "value").contains(&"Design".to_owned()), "and so is the rest");
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
fn a_price_with_four_decimals_is_kept_and_its_line_is_rounded_once() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    // As a colleague who is used to German figures types it into the English form.
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
    assert!(
        form.attributes("input", "value").contains(&"1.1250".to_owned()),
        "the price is shown with all its decimals"
    );
    jonas.get(&path).expect(200).says("€5,625.00");
}

#[test]
fn a_discount_above_the_subtotal_is_refused_at_its_field() {
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
fn a_sum_that_is_too_large_is_reported_at_the_line_that_exceeds_it() {
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
fn issue_11_row_j_two_editors_do_not_overwrite_each_other_and_see_both_versions() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    let revision = jonas.get(&format!("{path}/edit")).expect(200).value_of("revision");
    let by_vera = [("revision", revision.as_str()), ("line_what", "Labels by Vera"), ("payment_days", "30")];
    vera.get(&format!("{path}/edit")).expect(200);
    vera.post(&path, &typed(&client, &by_vera)).expect(303);
    let by_jonas = [("revision", revision.as_str()), ("line_what", "Labels by Jonas"), ("discount", "2")];
    let told = jonas.post(&path, &typed(&client, &by_jonas)).expect(409);
    let theirs = told.text_of(".notice .facts");
    for said in [
        "Payment terms30 days",
        "Discountempty",
        "not in your formLabels by Vera: 3,000 pieces, €0.26, 5%",
        "not in the saved draftLabels by Jonas: 3,000 pieces, €0.26, 5%",
    ] {
        assert!(theirs.contains(said), "{said} in {theirs}");
    }
    assert!(
        !theirs.contains("Design") && !theirs.contains("Spot varnish on"),
        "unchanged lines are left out: {theirs}"
    );
    assert_eq!(
        (told.value_of("line_what"), told.value_of("discount")),
        ("Labels by Jonas".into(), "2".into())
    );
    vera.get(&path).expect(200).says("Labels by Vera").lacks("Discount");
    // A user who has seen both versions can decide.
    let decided = [("revision", &*told.value_of("revision")), ("line_what", "Labels by both")];
    jonas.post(&path, &typed(&client, &decided)).expect(303);
    vera.get(&path).expect(200).says("Labels by both");
}

#[test]
fn issue_11_row_j_the_input_survives_the_draft() {
    let studio = Studio::new();
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    let typed_late = |path: &str, revision: &str| {
        let fields = typed(&client, &[("revision", revision), ("line_what", "Labels by Jonas")]);
        jonas.post(path, &fields).expect(409)
    };
    for (gone, said) in [
        ("delivery", "sent this draft as invoice INV-0001"),
        ("removal", "deleted this draft while you were editing it"),
    ] {
        let path = draft(&studio);
        let revision = jonas.get(&format!("{path}/edit")).expect(200).value_of("revision");
        vera.get(&path).expect(200);
        if gone == "delivery" {
            send(&studio, &vera, &path);
        } else {
            vera.post(&format!("{path}/{gone}"), &[("confirmed", "yes")]).expect(303);
        }
        let told = typed_late(&path, &revision).says(said).says("You can save it as a new draft");
        assert_eq!(told.value_of("line_what"), "Labels by Jonas");
        assert_eq!(told.has(&format!(".notice a[href='{path}']")), gone == "delivery");
        assert!(told.has("form[action='/invoices']"));
        let key = told.value_of("_once");
        let again = [("line_what", "Labels by Jonas"), ("revision", "0"), ("_once", key.as_str())];
        let again = typed(&client, &again);
        let new = jonas.post("/invoices", &again).expect(303).location();
        jonas.get(&new).expect(200).says("Labels by Jonas").says("Only the studio can see this draft");
    }
    // A draft that never existed is not found, whatever is typed.
    jonas.post("/invoices/0190aaaa-0000-7000-8000-000000000000", &[]).expect(404);
}

#[test]
fn issue_11_row_h_a_draft_keeps_a_project_archived_in_the_meantime() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project.to_string();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}&project={project}")).expect(200);
    let of_project = [("project", project.as_str())];
    let path = jonas.post("/invoices", &typed(&client, &of_project)).expect(303).location();
    let other = draft(&studio);
    jonas.post(&format!("/projects/{project}/archive"), &[]).expect(303);

    let form = jonas.get(&format!("{path}/edit")).expect(200);
    assert_eq!(form.value_of("project"), project);
    assert!(form.text_of("select[name=project] option[selected]").ends_with("(archived)"));
    let revision = form.value_of("revision");
    let saved = [("project", project.as_str()), ("revision", &revision), ("note", "Touched")];
    jonas.post(&path, &typed(&client, &saved)).expect(303);
    let kept = jonas.get(&path).expect(200).says("Touched");
    assert!(kept.has(&format!(".invoice .facts a[href='/projects/{project}']")));

    // No draft can newly choose the project, and the input is kept.
    let revision = jonas.get(&format!("{other}/edit")).expect(200).value_of("revision");
    for (path, revision) in [("/invoices", "0"), (other.as_str(), revision.as_str())] {
        let fields = [("project", project.as_str()), ("revision", revision), ("note", "By courier")];
        let told = jonas.post(path, &typed(&client, &fields)).expect(422);
        assert!(told.field_fault("project").is_some_and(|said| said.contains("archived")), "{path}");
        assert_eq!((told.value_of("project"), told.value_of("note")), (project.clone(), "By courier".into()));
    }
    let new = jonas.get(&format!("/invoices/new?client={client}&project={project}")).expect(200);
    assert!(new.field_fault("project").is_some());
}

#[test]
fn a_new_invoice_preselects_only_the_client_of_the_lists_filter() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    let list = jonas.get(&format!("/invoices?client={client}")).expect(200);
    assert!(list.has(&format!("a[href='/invoices/new?client={client}']")));
    assert!(jonas.get("/invoices").expect(200).has("a[href='/invoices/new']"));
    let choice = jonas.get("/invoices/new").expect(200);
    assert_eq!(
        (choice.value_of("client"), choice.has("select[name=client][required]")),
        (String::new(), true)
    );
}

#[test]
fn a_missing_client_address_is_reported_before_sending() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let path = draft(&studio);
    let edit = format!("/clients/{}/edit", studio.birch.id);
    assert!(
        jonas.get(&path).expect(200).says("no postal address yet").has(&format!(".notice a[href='{edit}']"))
    );
    let form = jonas.get(&edit).expect(200);
    let fields: Vec<_> = ["name", "email", "locale", "revision"]
        .map(|field| (field, form.value_of(field)))
        .into_iter()
        .collect();
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("address", "Am Markt 1\n1070 Wien"));
    jonas.post(&format!("/clients/{}", studio.birch.id), &fields).expect(303);
    jonas.get(&path).expect(200).lacks("no postal address");
}

#[test]
fn a_draft_can_be_deleted_and_a_sent_invoice_cannot() {
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
fn another_clients_project_cannot_be_billed() {
    let studio = Studio::new();
    let foreign = studio.furnish(&studio.northlight).project.to_string();
    let own = studio.furnish(&studio.birch).project.to_string();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    jonas.post("/invoices", &typed(&client, &[("project", &foreign)])).expect(404);
    jonas.post("/invoices", &typed(&client, &[("project", &own)])).expect(303);
}

#[test]
fn an_open_page_of_a_draft_says_what_happened_to_it() {
    let studio = Studio::new();
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    for (done, said) in [
        ("", "Someone has just changed this draft."),
        ("/removal", "Someone has just deleted this draft."),
        ("/delivery", "Someone has just sent this draft."),
    ] {
        let path = draft(&studio);
        let mut stream = Stream::of_page(&vera, &path);
        let page = vera.get(&path).expect(200);
        let edited = jonas.get(&format!("{path}/edit")).expect(200);
        let revision = edited.value_of("revision");
        let target = format!("draft-{}-{revision}", path.rsplit('/').next().expect("an id"));
        assert!(page.has(&format!("[id='{target}'] form")), "the page has the actions of this revision");
        let change = typed(&client, &[("revision", &revision)]);
        match done {
            "" => drop(jonas.post(&path, &change).expect(303)),
            "/removal" => drop(jonas.post(&format!("{path}{done}"), &[("confirmed", "yes")]).expect(303)),
            _ => send(&studio, &jonas, &path),
        }
        let told = eventually("the page is updated", || {
            Some(stream.piece().data)
                .filter(|piece| piece.contains(&format!("#{target}")) && piece.contains(said))
        });
        assert!(told.contains(said), "{told}");
        // A user who is editing the draft is not taken away from their input.
        let form = format!("draft-form-{}", target.trim_start_matches("draft-"));
        assert!(edited.has(&format!("[id='{form}']")) && told.contains(&format!("#{form}")), "{told}");
        assert!(told.contains("What you have typed stays here"), "{told}");
    }
}

#[test]
fn issue_8_an_erased_client_cannot_be_billed() {
    let studio = Studio::new();
    let (vera, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    let client = studio.birch.id.to_string();
    let new = || jonas.get(&format!("/invoices/new?client={client}"));
    let create = || jonas.post("/invoices", &typed(&client, &[]));
    // What a request that began before the erasure would still insert afterwards.
    let late = || {
        let draft = format!(
            "insert into invoices (id, client_id, currency, created_by)
                select gen_random_uuid(), id, currency, '{}' from clients where id = '{client}'",
            studio.staff.id
        );
        sql::probe(&mut sql::app(), studio.scope(&studio.staff), |app| sql::touch(app, &draft))
    };
    new().expect(200);
    create().expect(303);
    assert_eq!(late().expect("an existing client can be billed"), 1);
    vera.get(&format!("/clients/{client}")).expect(200);
    vera.post(&format!("/clients/{client}/archive"), &[]).expect(303);
    vera.get(&format!("/clients/{client}/data")).expect(200);
    vera.post(&format!("/clients/{client}/erasure"), &[("name", studio.birch.name)]).expect(303);
    new().expect(404);
    create().expect(404);
    let audit = vera.get("/audit?kind=invoice.drafted").expect(200).says("drafted an invoice");
    assert!(!audit.has_text(studio.birch.name), "the entry no longer contains the client's name");
    let said = late().expect_err("an erased client cannot be billed").to_string();
    assert!(said.contains("points at what was erased"), "{said}");
}
