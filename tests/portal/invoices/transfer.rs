//! How to pay: the instructions on a client's open invoice.

use diesel::prelude::*;
use reprint::{
    accounts::factors::Picture,
    schema::{clients, studios},
};

use super::*;

/// A studio with these bank details.
fn with_bank(bank: &str) -> Studio {
    let studio = Studio::new();
    studio.set_up(|tx| Ok(diesel::update(studios::table).set(studios::bank.eq(bank)).execute(tx.conn())?));
    studio
}

#[test]
fn an_open_invoice_shows_how_to_pay_it() {
    let studio = with_bank("Förde Sparkasse\nIBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX");
    let path = sent(&studio);
    let (ana, vera) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin));
    let page = ana.get(&path).expect(200);
    let told = page.text_of(".how-to-pay");
    for said in ["€1,214.91", "Studio Halbton", "DE89 3704 0044 0532 0130 00", "BICCOBADEFFXXX", "INV-0001"]
    {
        assert!(told.contains(said), "{said} in {told}");
    }
    assert_eq!(page.attributes("#pay-iban code", "data-copy"), ["DE89370400440532013000"]);
    assert_eq!(page.attributes("code-sheet button", "value"), ["copy", "copy"]);
    let code = |amount: &str| {
        let lines = [
            "BCD\n002\n1\nSCT\nCOBADEFFXXX\nStudio Halbton\nDE89370400440532013000\nEUR",
            amount,
            "\n\n\nINV-0001",
        ];
        Picture::of(&lines.concat()).expect("a code").path
    };
    assert_eq!(page.attributes(".how-to-pay-code path", "d"), [code("1214.91")]);
    // It precedes the invoice itself, and the digest comes last.
    let html = page.body();
    let at = |needle: &str| html.find(needle).unwrap_or_else(|| panic!("no {needle}"));
    assert!(at("class=\"panel how-to-pay\"") < at("<article class=\"invoice\">"));
    assert!(at("<article class=\"invoice\">") < at("class=\"mono fingerprint\""));
    // The balance after a partial payment; nothing once it is paid. The studio does not see it.
    assert!(!vera.get(&path).expect(200).has(".how-to-pay"));
    for (amount, left) in [("214.91", Some("1000.00")), ("1,000.00", None)] {
        let key = vera.get(&path).expect(200).value_of("key");
        vera.post(&format!("{path}/payments"), &super::paying::payment(amount, &key)).expect(303);
        let page = ana.get(&path).expect(200);
        assert_eq!(
            page.attributes(".how-to-pay-code path", "d"),
            left.map(code).into_iter().collect::<Vec<_>>()
        );
        assert_eq!(page.has(".how-to-pay"), left.is_some());
    }
}

#[test]
fn a_transfer_that_banking_apps_cannot_read_has_no_code() {
    for (bank, currency, says, has_iban) in [
        // The check digits are wrong: shown as typed.
        ("IBAN DE88 3704 0044 0532 0130 00", "EUR", "Bank detailsIBAN DE88 3704 0044 0532 0130 00", false),
        ("IBAN DE89 3704 0044 0532 0130 00", "USD", "DE89 3704 0044 0532 0130 00", true),
        ("", "EUR", "INV-0001", false),
    ] {
        let studio = with_bank(bank);
        let jonas = studio.sign_in(&studio.staff);
        jonas.get("/clients/new").expect(200);
        let fields = [
            ("name", "Rook Press"),
            ("currency", currency),
            ("locale", "en"),
            ("email", "rook@rook.example"),
        ];
        let client = jonas.post("/clients", &fields).expect(303).location();
        let client = client.rsplit('/').next().expect("an id").to_owned();
        let path = jonas.post("/invoices", &typed(&client, &[])).expect(303).location();
        send(&studio, &jonas, &path);
        let invited = [("name", "Lena Rook"), ("email", "lena@rook.example"), ("place", "manager")];
        jonas.get(&format!("/clients/{client}/invitations")).expect(200);
        jonas.post(&format!("/clients/{client}/invitations"), &invited).expect(303);
        let (link, _) = crate::accounts::link_to(&studio, "invitation", "lena@rook.example").expect("a mail");
        let lena = studio.visit();
        lena.get(&link).expect(200);
        lena.post(&link, &[("password", PASSWORD)]).expect(303);
        let page = lena.get(&path).expect(200);
        assert!(page.text_of(".how-to-pay").contains(says), "{bank} {currency}: {}", page.text());
        assert_eq!(
            (page.has("#pay-iban"), page.has(".how-to-pay-code")),
            (has_iban, false),
            "{bank} {currency}"
        );
    }
}

#[test]
fn issue_8_several_accounts_are_all_shown() {
    let dollars = "USD: First Bank NY, account 4711 0815, routing 021000021";
    let euros = "EUR: IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX";
    let francs = "CHF: IBAN FR14 2004 1010 0505 0001 3M02 606";
    for (bank, currency, copied) in [
        ([euros, dollars], "EUR", true),
        ([euros, dollars], "USD", false),
        // Only a reader can tell which of the two is for euros.
        ([francs, euros], "EUR", false),
        ([francs, euros], "CHF", false),
    ] {
        let studio = with_bank(&bank.join("\n"));
        let currency = clients::currency.eq(currency);
        let row = clients::table.filter(clients::id.eq(studio.birch.id));
        studio.set_up(|tx| Ok(diesel::update(row).set(currency).execute(tx.conn())?));
        let page = studio.sign_in(&studio.birch.manager).get(&sent(&studio)).expect(200);
        let told = page.text_of(".how-to-pay");
        for line in bank {
            assert!(told.contains(line), "{line} in {told}");
        }
        assert_eq!((page.has("#pay-iban"), page.has(".how-to-pay-code")), (copied, copied), "{bank:?}");
    }
    // The control: a single account is not shown twice.
    let studio = with_bank("IBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX");
    let page = studio.sign_in(&studio.birch.manager).get(&sent(&studio)).expect(200);
    assert!(page.has("#pay-iban") && !page.text_of(".how-to-pay").contains("Bank details"));
}
