//! Questions that are asked before a payment is recorded or reversed, and the page a user returns to.

use super::*;

#[test]
fn issue_11_a_payment_dated_before_the_invoice_must_be_confirmed() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    let typed = |key: &str, more: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("amount", "1,300.00".to_owned()),
            ("received_on", "1990-01-01".to_owned()),
            ("method", "cash".to_owned()),
            ("reference", "Birch".to_owned()),
            ("key", key.to_owned()),
        ];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        vera.post(&format!("{path}/payments"), &fields)
    };
    // Both questions at once, and the input is kept.
    let asked = typed(&key, &[]).expect(422);
    assert!(
        asked
            .field_fault("early")
            .is_some_and(|said| said.starts_with("This is before the date of the invoice, "))
    );
    assert_eq!(asked.field_fault("surplus").as_deref(), Some("This is €85.09 more than is open."));
    assert_eq!(
        (asked.value_of("received_on"), asked.value_of("amount")),
        ("1990-01-01".into(), "1,300.00".into())
    );
    for one in [("early", "1990-01-01"), ("surplus", "8509")] {
        typed(&asked.value_of("key"), &[one]).expect(422);
    }
    vera.get(&path).expect(200).says("No payments yet.");
    // A confirmation applies only to what was asked: not to another day, nor to another amount.
    for other in
        [[("early", "1990-01-02"), ("surplus", "8509")], [("early", "1990-01-01"), ("surplus", "8508")]]
    {
        let again = typed(&asked.value_of("key"), &other).expect(422);
        assert!(again.field_fault("early").is_some() != again.field_fault("surplus").is_some());
    }
    typed(&asked.value_of("key"), &[("early", "1990-01-01"), ("surplus", "8509")]).expect(303);
    vera.get(&path).expect(200).says("Paid").says("part of €1,300.00");
    // Feeds show the amount allocated to the invoice.
    vera.get("/activity").expect(200).says("€1,214.91").lacks("€1,300.00");
    // A payment on the invoice's own day needs no confirmation.
    let next = sent(&studio);
    let form = vera.get(&next).expect(200);
    let fields = [
        ("amount", "10.00"),
        ("method", "cash"),
        ("received_on", &*form.value_of("received_on")),
        ("key", &*form.value_of("key")),
    ];
    vera.post(&format!("{next}/payments"), &fields).expect(303);
}

/// The names of the payment form's fields in their order, checkboxes included.
fn order(page: &Page) -> Vec<String> {
    page.attributes("#record-payment [id][name]", "name")
}

#[test]
fn a_question_about_a_payment_is_shown_at_its_field_and_keeps_the_input() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let form = vera.get(&path).expect(200);
    assert_eq!(order(&form), ["amount", "received_on", "method", "reference"]);
    let (key, today) = (form.value_of("key"), form.value_of("received_on"));
    let typed = |otherwise: &[(&str, &str)]| {
        let mut fields = vec![
            ("amount", "1,300.00"),
            ("received_on", "1990-01-01"),
            ("method", "cheque"),
            ("reference", "Birch 11/26"),
            ("key", &*key),
        ];
        for (name, value) in otherwise {
            fields.retain(|(field, _)| field != name);
            fields.push((name, value));
        }
        vera.post(&format!("{path}/payments"), &fields)
    };
    let kept = |page: &Page, amount: &str, day: &str| {
        let now = ["amount", "received_on", "method", "reference", "key"].map(|name| page.value_of(name));
        assert_eq!(now, [amount, day, "cheque", "Birch 11/26", &*key].map(str::to_owned));
    };
    let asked = typed(&[]).expect(422);
    assert_eq!(order(&asked), ["amount", "surplus", "received_on", "early", "method", "reference"]);
    assert_eq!(asked.field_fault("surplus").as_deref(), Some("This is €85.09 more than is open."));
    assert!(!asked.has("#surplus[checked]") && !asked.has("#early[checked]"), "nothing is confirmed yet");
    kept(&asked, "1,300.00", "1990-01-01");
    // A confirmation is kept while another field is refused.
    let refused = typed(&[("surplus", "8509"), ("early", "1990-01-01"), ("amount", "much")]).expect(422);
    assert!(refused.field_fault("amount").is_some());
    assert!(refused.has("#surplus[checked]") && refused.has("#early[checked]"));
    assert_eq!(refused.attributes("#surplus", "value"), ["8509"]);
    kept(&refused, "much", "1990-01-01");
    // For another amount, it must be confirmed again.
    let again = typed(&[("surplus", "8509"), ("early", "1990-01-01"), ("amount", "1,400.00")]).expect(422);
    assert_eq!(again.field_fault("surplus").as_deref(), Some("This is €185.09 more than is open."));
    assert!(!again.has("#surplus[checked]") && again.has("#early[checked]"));
    kept(&again, "1,400.00", "1990-01-01");
    vera.get(&path).expect(200).says("No payments yet.");
    // If the invoice has been paid since, the amount is refused, and the input is kept.
    let meanwhile =
        [("key", "0190aaaa-0000-7000-8000-000000000001"), ("amount", "1,214.91"), ("received_on", &*today)];
    typed(&meanwhile).expect(303);
    let late = typed(&[]).expect(409);
    assert!(late.field_fault("amount").is_some_and(|said| said.contains("already been paid in full")));
    kept(&late, "1,300.00", "1990-01-01");
    vera.get(&path).expect(200).lacks("1,300.00");
    // The same for a void invoice.
    let void = sent(&studio);
    vera.post(&format!("{void}/voiding"), &[("confirmed", "yes")]).expect(303);
    let fields = [("amount", "7.00"), ("received_on", &*today), ("method", "cash"), ("key", &*key)];
    let told = vera.post(&format!("{void}/payments"), &fields).expect(409);
    assert!(told.field_fault("amount").is_some_and(|said| said.contains("not void")));
    assert_eq!(told.value_of("amount"), "7.00");
}

#[test]
fn issue_11_the_same_payment_from_two_open_pages_must_be_confirmed() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (vera, elsewhere) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.admin));
    let record = |browser: &Client, form: &Page, more: &[(&str, &str)]| {
        let [day, key] = ["received_on", "key"].map(|name| form.value_of(name));
        let typed = [("amount", "100.00"), ("method", "cash"), ("received_on", &*day), ("key", &*key)];
        browser.post(&format!("{path}/payments"), &[&typed[..], more].concat())
    };
    let forms = [&vera, &elsewhere].map(|browser| browser.get(&path).expect(200));
    record(&vera, &forms[0], &[]).expect(303);
    let asked = record(&elsewhere, &forms[1], &[]).expect(422);
    assert!(asked.field_fault("second").is_some_and(|said| said.contains("is already recorded")));
    vera.get(&path).expect(200).says("€1,114.91");
    // A confirmation of another amount does not count.
    record(&elsewhere, &asked, &[("second", &format!("9999 {}", asked.value_of("received_on")))]).expect(422);
    let meant = asked.attributes("#second", "value").concat();
    record(&elsewhere, &asked, &[("second", &meant)]).expect(303);
    vera.get(&path).expect(200).says("€1,014.91");
}

#[test]
fn issue_11_a_reversal_returns_to_the_invoice_it_was_opened_from() {
    let studio = Studio::new();
    let (first, second) = (sent(&studio), sent(&studio));
    let vera = studio.sign_in(&studio.admin);
    let form = vera.get(&first).expect(200);
    let key = form.value_of("key");
    let paid = [
        ("amount", "1,300.00"),
        ("method", "cash"),
        ("received_on", &*form.value_of("received_on")),
        ("key", &key),
        ("surplus", "8509"),
    ];
    vera.post(&format!("{first}/payments"), &paid).expect(303);
    let page = vera.get(&second).expect(200);
    let used = [("amount", "8509"), ("_once", &*page.value_of("_once"))];
    vera.post(&format!("{second}/credit"), &used).expect(303);
    for path in [&second, &first] {
        let page = vera.get(path).expect(200).says("Take back €1,300.00");
        let reversal = page.attributes("#take-back a", "href").concat();
        let asked = vera.get(&reversal).expect(200).says("what it paid is open again");
        let links = asked.attributes("main a", "href");
        assert!(links.contains(path), "{path} in {links:?}");
        assert_eq!(asked.attributes("main form", "action"), [reversal]);
    }
    let reversal = vera.get(&second).expect(200).attributes("#take-back a", "href").concat();
    vera.get(&reversal).expect(200);
    let told = vera.post(&reversal, &[("reason", "Typed the wrong amount")]).expect(303).location();
    assert_eq!(told, second);
    let page = vera.get(&second).expect(200).says("Taken back: “Typed the wrong amount”");
    assert_eq!(page.texts_of("s"), ["€85.09"]);
}
