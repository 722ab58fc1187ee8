use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use lopdf::Object;
use proptest::prelude::*;

use super::fonts::{Weight, faces};
use super::reading::{parse, pieces, read};
use super::ruler::Ruler;
use super::text::{clean, wrap};
use super::*;

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

fn words() -> InvoiceWords {
    InvoiceWords {
        title: "Invoice".into(),
        number: "Invoice no.".into(),
        date: "Date".into(),
        due: "Due".into(),
        bill_to: "Bill to".into(),
        project: "Project".into(),
        for_client: "for".into(),
        by_studio: "by".into(),
        description: "Description".into(),
        quantity: "Quantity".into(),
        unit_price: "Unit price".into(),
        tax: "Tax".into(),
        amount: "Amount".into(),
        tax_rate: "Rate".into(),
        net: "Net".into(),
        note: "Note".into(),
        terms: "Terms".into(),
        bank: "Bank details".into(),
        tax_id: "VAT ID".into(),
        client_tax_id: "Your VAT ID".into(),
        page: "Page {n} of {m}".into(),
    }
}

/// An invoice from [RE]Print to Birch & Beam with this number of lines.
pub fn bill(lines: usize) -> InvoiceDocument {
    let total = |label: &str, strong| TotalRow { label: label.into(), amount: "€3,347.97".into(), strong };
    InvoiceDocument {
        words: words(),
        number: "RE-2026-0042".into(),
        issued_on: "20 November 2026".into(),
        due_on: "4 December 2026".into(),
        issued_at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        studio: Studio {
            name: "[RE]Print".into(),
            address: own(&["Alte Druckerei 7", "04229 Leipzig"]),
            tax_id: "DE 318 204 771".into(),
            email: "studio@reprint.example".into(),
            bank: own(&["IBAN DE89 3704 0044 0532 0130 00"]),
        },
        client: Client {
            name: "Birch & Beam".into(),
            address: own(&["Ana Kovář", "1070 Wien"]),
            tax_id: "ATU 99 887 766".into(),
        },
        project: "Autumn catalogue".into(),
        lines: (1..=lines)
            .map(|number| Line {
                description: format!("Poster {number}"),
                detail: "Spot varnish".into(),
                quantity: "250".into(),
                unit: "pcs".into(),
                unit_price: "€4.80".into(),
                tax_rate: "19%".into(),
                amount: "€1,200.00".into(),
            })
            .collect(),
        totals: vec![total("Subtotal", false), total("VAT 19%", false), total("Grand total", true)],
        taxes: vec![TaxRow { rate: "19%".into(), net: "€2,813.42".into(), tax: "€534.55".into() }],
        note: "Thank you.".into(),
        terms: "Payable within 14 days.".into(),
        accent: (0, 87, 255),
        language: "en-GB".into(),
    }
}

/// The text without white space, for comparing wrapped text.
fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn an_invoice_contains_its_texts() {
    let mut document = bill(3);
    document.client.name = "Łódź Ζωγραφική 東京印刷 한국".into();
    document.lines[0].description = "Größe ä ö ü ß €, 12 Kč, ¥8,000, ₹ – „fi“ AVATAR To.".into();
    let text = joined(&read(&invoice(&document).unwrap())[0]);
    for expected in [
        &document.client.name,
        &document.lines[0].description,
        &document.lines[2].amount,
        &document.number,
        &document.due_on,
        &document.studio.bank[0],
        &document.studio.tax_id,
        &document.client.tax_id,
        &document.terms,
    ] {
        assert!(text.contains(&joined(expected)), "{expected} is missing from {text}");
    }
}

#[test]
fn the_file_is_small_and_reproducible() {
    let document = bill(5);
    let file = invoice(&document).unwrap();
    assert!(file.len() < 120_000, "{} bytes", file.len());
    assert_eq!(read(&file).len(), 1);
    assert!(file == invoice(&document).unwrap());
    let later = InvoiceDocument { issued_at: document.issued_at + TimeDelta::seconds(1), ..document };
    assert!(file != invoice(&later).unwrap());
}

#[test]
fn every_page_has_its_number_and_the_table_head() {
    let pages = read(&invoice(&bill(60)).unwrap());
    assert!(pages.len() > 2);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())));
        assert!(page.contains("[Description]"));
        assert!(page.contains("IBAN DE89"));
    }
    let all = pages.concat();
    assert!(
        (1..=60).all(|number| all.lines().filter(|line| *line == format!("Poster {number}")).count() == 1)
    );
}

#[test]
fn totals_are_never_divided_and_never_alone() {
    for lines in 1..45 {
        let pages = read(&invoice(&bill(lines)).unwrap());
        let page = pages.iter().find(|page| page.contains("Subtotal")).unwrap();
        assert!(page.contains("Grand total"), "divided after {lines} lines");
        assert!(page.contains(&format!("Poster {lines}\n")), "alone after {lines} lines");
    }
}

#[test]
fn text_that_looks_like_pdf_syntax_stays_text() {
    let odd = r") \ << /JS (alert) >> /JavaScript /OpenAction /Launch /URI /AA endstream endobj %%EOF";
    let mut document = bill(1);
    document.studio.name = odd.into();
    document.note = odd.into();
    document.words.title = odd.into();
    document.language = "en) /OpenAction (".into();
    let file = invoice(&document).unwrap();
    assert!(joined(&read(&file).concat()).contains(&joined(odd)));
    for word in ["/JS", "/JavaScript", "/OpenAction", "/Launch", "/URI", "/AA", "/EmbeddedFile", "/Annots"] {
        assert!(!file.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    assert_eq!(file.windows(5).filter(|window| window == b"%%EOF").count(), 1);
}

#[test]
fn invisible_characters_are_removed() {
    assert_eq!(clean("pay\u{202e}ee\u{7}\u{200b} A\u{308}\u{fe0f}\r\nnext\u{2066}"), "payee Ä\nnext");
}

#[test]
fn characters_without_a_glyph_are_reported_once_each() {
    let rare = |count: u32| (0x20000..0x20000 + count).filter_map(char::from_u32).collect::<String>();
    let texts = vec![rare(40_000); 4];
    let found = unprintable(texts.iter().map(String::as_str));
    assert_eq!(found.iter().collect::<String>(), texts[0]);
}

#[test]
fn characters_without_a_glyph_are_boxes_that_can_still_be_copied() {
    let mut document = bill(1);
    document.lines[0].description = "తెలుగు ខ្មែរ Ⴀ".into();
    let text = read(&invoice(&document).unwrap()).concat();
    assert!(joined(&text).contains("తెలుగుខ្មែរႠ"));
    assert_eq!(unprintable(["Größe తె", "తె ខ 東京 😀"]), ['త', 'ె', 'ខ']);
}

#[test]
fn long_words_are_broken_to_fit() {
    let ruler = &mut Ruler::default();
    let word = "Donaudampfschifffahrt".repeat(100);
    let text = format!("a {word} b 東京印刷株式会社");
    let lines = wrap(ruler, &text, Weight::Regular, 9, 90.0);
    assert!(lines.iter().all(|line| ruler.width(line, Weight::Regular, 9) <= 90.0));
    assert_eq!(joined(&lines.concat()), joined(&text));
}

#[test]
fn figures_align_in_columns() {
    let ruler = &mut Ruler::default();
    for weight in [Weight::Light, Weight::Regular, Weight::Bold] {
        assert_eq!(ruler.width("1111", weight, 9), ruler.width("0000", weight, 9));
        assert!(ruler.width("AV", weight, 9) < ruler.width("A", weight, 9) + ruler.width("V", weight, 9));
    }
}

#[test]
fn a_subset_keeps_its_outlines() {
    for face in faces() {
        let Some(glyph) = face.glyph('ä').or(face.glyph('東')) else { continue };
        let file = subset::subset(face, &BTreeMap::from([(0xe4, glyph)]), &[]).unwrap();
        let cut = ttf_parser::Face::parse(&file, 0).unwrap();
        let found = cut.glyph_index('ä').unwrap();
        assert_eq!(found.0, 0xe4);
        assert_eq!(cut.glyph_bounding_box(found), face.font.glyph_bounding_box(glyph), "{}", face.name);
        assert_eq!(cut.glyph_hor_advance(found), face.font.glyph_hor_advance(glyph));
        assert!(file.len() < 8_000, "{}: {}", face.name, file.len());
    }
}

#[test]
fn a_document_that_is_too_long_is_refused_quickly() {
    let start = Instant::now();
    assert!(matches!(invoice(&bill(10_000)), Err(PdfError::TooLong(_))));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?} even unoptimised", start.elapsed());
}

#[test]
fn thousands_of_different_characters_are_printed() {
    let mut document = bill(1);
    document.note = ('\u{4e00}'..).take(1000).collect();
    assert!(joined(&read(&invoice(&document).unwrap()).concat()).contains(&document.note[..30]));
    document.note = ('\u{4e00}'..).take(5000).collect();
    let text = joined(&read(&invoice(&document).unwrap()).concat());
    assert!(document.note.chars().all(|c| text.contains(c)), "every character is printed");
}

#[test]
fn issue_11_row_c_long_addresses_and_bank_details_are_printed_in_full() {
    let mut document = bill(3);
    document.studio.address = (1..=14).map(|line| format!("Studio line {line} of the address")).collect();
    document.client.address = (1..=14).map(|line| format!("Client line {line} of the address")).collect();
    document.studio.bank = (1..=16).map(|line| format!("Bank line {line}, IBAN DE89 3704 0044")).collect();
    document.studio.name = "Studio of very long words ".repeat(4).trim().into();
    let text = joined(&read(&invoice(&document).unwrap()).concat());
    for line in document.studio.address.iter().chain(&document.client.address).chain(&document.studio.bank) {
        assert!(text.contains(&joined(line)), "{line} is missing");
    }
    let short = bill(60);
    let bank = &short.studio.bank[0];
    let pages = read(&invoice(&short).unwrap());
    assert!(
        pages.iter().all(|page| page.contains(bank)),
        "bank details that fit the footer are on every page"
    );
}

#[test]
fn issue_11_row_e_figures_are_never_broken() {
    for amounts in [
        ["250,000.00 CZK", "52,500.00 CZK", "302,500.00 CZK"],
        ["2,540,000.00 HUF", "685,800.00 HUF", "3,225,800.00 HUF"],
        ["12,345.678\u{a0}KWD", "1,234.568\u{a0}KWD", "13,580.246\u{a0}KWD"],
        ["1,000,000,000.000\u{a0}KWD", "190,000,000.000\u{a0}KWD", "1,190,000,000.000\u{a0}KWD"],
        ["¥1,000,000,000,000", "¥100,000,000,000", "¥1,100,000,000,000"],
        ["10,000,000,000.00\u{a0}CZK", "−2,100,000,000.00\u{a0}CZK", "12,100,000,000.00\u{a0}CZK"],
    ] {
        let [net, tax, total] = amounts.map(str::to_owned);
        let mut document = bill(2);
        for line in &mut document.lines {
            (line.unit_price, line.amount) = (net.clone(), total.clone());
            line.unit = "pairs of boxes in three colours each".into();
        }
        document.taxes = vec![TaxRow { rate: "21.125%".into(), net: net.clone(), tax: tax.clone() }];
        document.totals[0].amount = net.clone();
        document.totals[1].amount = tax.clone();
        document.totals[2].amount = total.clone();
        let pages = pieces(&invoice(&document).unwrap());
        let whole = |figure: &String| pages.iter().flatten().filter(|piece| piece.text == *figure).count();
        assert!(whole(&net) >= 4 && whole(&tax) >= 2 && whole(&total) >= 3, "{amounts:?}");
    }
}

/// Fields that each consist of a letter of their own: how often it occurs, and whether with spaces.
fn letters() -> impl Strategy<Value = Vec<(usize, bool)>> {
    prop::collection::vec((1usize..120, any::<bool>()), 18)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_can_be_printed(text in any::<String>(), figure in "\\PC{0,40}", accent in any::<(u8, u8, u8)>()) {
        let mut document = InvoiceDocument { accent, note: text.clone(), project: text.clone(), ..bill(2) };
        document.studio.name = text.clone();
        document.client.address.push(text.clone());
        document.lines[0].description = text;
        document.lines[1].amount = figure.clone();
        document.totals[2].amount = figure;
        let file = invoice(&document).unwrap();
        prop_assert!(matches!(parse(&file).trailer.get(b"ID"), Ok(Object::Array(_))));
    }

    #[test]
    fn no_text_is_lost_in_print(fields in letters(), rows in 1usize..20) {
        let mut letter = 'а'..='с';
        let mut counts = BTreeMap::new();
        let mut texts = fields.iter().map(|&(count, is_words)| {
            let c = letter.next().unwrap();
            counts.insert(c, count);
            let word: String = std::iter::repeat_n(c, 7).collect();
            let text: String = std::iter::repeat_n(c, count).collect();
            if is_words { text.replace(&word, &format!("{word} ")) } else { text }
        }).collect::<Vec<_>>().into_iter();
        let mut text = || texts.next().unwrap();
        let rows_of = |text: String| vec![text; rows];
        let mut document = bill(2);
        document.number = text();
        document.issued_on = text();
        document.due_on = text();
        document.studio.name = text();
        document.studio.address = rows_of(text());
        document.studio.tax_id = text();
        document.studio.email = text();
        document.studio.bank = rows_of(text());
        document.client.name = text();
        document.client.address = rows_of(text());
        document.client.tax_id = text();
        document.project = text();
        document.lines[0].description = text();
        document.lines[1].unit = text();
        document.lines[0].detail = text();
        document.totals[1].label = text();
        document.note = text();
        document.terms = text();
        let pages = pieces(&invoice(&document).unwrap());
        let mut found: BTreeMap<char, usize> = BTreeMap::new();
        for piece in pages.iter().flatten() {
            prop_assert!(piece.x > 50.0 && piece.y > 20.0 && piece.y < 830.0, "{} at {}, {}", piece.text, piece.x, piece.y);
            for c in piece.text.chars() {
                *found.entry(c).or_default() += 1;
            }
        }
        for (position, (c, count)) in counts.into_iter().enumerate() {
            let times = if [4, 7, 9].contains(&position) { rows } else { 1 };
            prop_assert!(found.get(&c).copied().unwrap_or(0) >= count * times, "{c}: {found:?}");
        }
    }
}
