//! Everything on the page of an invoice is also on its PDF.

use diesel::prelude::*;
use reprint::schema::{clients, studios};

use super::*;

/// Fails unless every word of these texts is in the PDF.
#[track_caller]
fn says_all(pdf: &[u8], texts: &[String]) {
    let paper: String = paper::read(pdf).concat().split_whitespace().collect();
    for word in texts.iter().flat_map(|text| text.split_whitespace()) {
        assert!(paper.contains(word), "{word} of {texts:?} is missing from {paper}");
    }
}

/// A studio and a client with all the data that an invoice shows.
fn well_known() -> Studio {
    let studio = Studio::new();
    studio.set_up(|tx| {
        diesel::update(studios::table)
            .set((
                studios::address.eq("Hafenstr. 7\nHinterhaus\n20457 Hamburg"),
                studios::tax_id.eq("DE318204771"),
                studios::email.eq("post@halbton.example"),
                studios::bank.eq("IBAN DE89370400440532013000\nBIC COBADEFFXXX"),
            ))
            .execute(tx.conn())?;
        let birch = diesel::update(clients::table.filter(clients::id.eq(studio.birch.id)));
        let address = clients::address.eq("Ana Keller\nAm Markt 1\n1070 Wien");
        birch.set((address, clients::tax_id.eq("ATU99887766"))).execute(tx.conn())?;
        Ok(())
    });
    studio
}

#[test]
fn issue_11_row_b_everything_on_the_page_is_in_the_pdf() {
    let studio = well_known();
    let path = {
        let jonas = studio.sign_in(&studio.staff);
        let client = studio.birch.id.to_string();
        jonas.get(&format!("/invoices/new?client={client}")).expect(200);
        jonas.post("/invoices", &typed(&client, &[("discount", "2")])).expect(303).location()
    };
    let jonas = studio.sign_in(&studio.staff);
    send(&studio, &jonas, &path);

    let ana = studio.sign_in(&studio.birch.manager);
    let page = ana.get(&path).expect(200);
    let pdf = ana.get(&format!("{path}/pdf")).expect(200).bytes;
    for (css, count) in [
        (".invoice-parties address", 2),
        (".invoice-number", 1),
        (".invoice .facts dd", 2),
        (".invoice tbody th", 2),
        (".invoice tbody td[data-label=Quantity]", 2),
        (".invoice .totals dt", 6),
        (".invoice .totals dd", 6),
        (".invoice .prose", 1),
    ] {
        let texts = page.texts_of(css);
        assert_eq!(texts.len(), count, "{css}: {texts:?}");
        says_all(&pdf, &texts);
    }
    assert!(page.texts_of(".invoice-parties address")[0].contains("ATU99887766"));
    assert!(page.texts_of(".totals dt").contains(&"Discount 2%".to_owned()), "the discount shows its rate");
    says_all(&pdf, &["post@halbton.example IBAN DE89370400440532013000 BIC COBADEFFXXX".to_owned()]);
}

#[test]
fn a_discount_by_amount_shows_no_rate() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let fields = typed(&client, &[("discount", "10"), ("discount_kind", "amount")]);
    let path = jonas.post("/invoices", &fields).expect(303).location();
    let rows = jonas.get(&path).expect(200).texts_of(".totals dt");
    assert!(rows.contains(&"Discount".to_owned()), "{rows:?}");
}

#[test]
fn issue_11_row_d_unprintable_characters_are_reported_before_sending() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let draft =
        |note: &str| jonas.post("/invoices", &typed(&client, &[("note", note)])).expect(303).location();
    let (unknown, known) = (draft("తెలుగు 印刷"), draft("דפוס مطبعة โรงพิมพ์ नमस्ते ঢাকা தமிழ் Երևան სტამბა 😀"));
    jonas.get(&unknown).expect(200).says("prints boxes in their place: త ె ల ు గ");
    assert!(!jonas.get(&known).expect(200).has_text("prints boxes"));
}
