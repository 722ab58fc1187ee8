//! The layout of invoice lines in a draft's form and on its page, on a desktop and on a phone.

use serde_json::json;

use crate::{
    invoices::typed,
    support::{chrome::Browser, *},
};

/// Returns the numbers in the form that are wider than their inputs.
const CUT: &str = "return [...document.querySelectorAll('.line .input-figure')]
    .filter((input) => input.scrollWidth > input.clientWidth).map((input) => input.value)";

/// Returns the numbers on the page that are broken over several lines.
const BROKEN: &str = "return [...document.querySelectorAll('.figure, .totals dd')].filter((node) => {
    const box = document.createRange(); box.selectNodeContents(node)
    const tops = [...box.getClientRects()].map((rect) => Math.round(rect.top))
    return tops.some((top) => Math.abs(top - tops[0]) > 4)
}).map((node) => node.textContent.trim())";

/// Returns whether the page is wider than its window.
const SPREADS: &str = "return document.documentElement.scrollWidth > window.innerWidth";

/// Returns how many different left edges each column of the form has.
const EDGES: &str = "return ['what', 'quantity', 'unit', 'price', 'tax'].map((name) =>
    new Set([...document.querySelectorAll(`.line [name=line_${name}]`)].map((input) => Math.round(input.getBoundingClientRect().left))).size)";

/// Returns the widths of the quantity and price columns.
const WIDTHS: &str = "return ['quantity', 'price'].map((name) => Math.round(document.querySelector(`.line [name=line_${name}]`).getBoundingClientRect().width))";

#[test]
fn columns_of_numbers_fit_their_contents_without_line_breaks() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let short = jonas.post("/invoices", &typed(&client, &[])).expect(303).location();
    let long = [("line_quantity", "1,234.5678"), ("line_price", "1,234,567.8912"), ("line_tax", "19.1234")];
    let long = jonas.post("/invoices", &typed(&client, &long)).expect(303).location();
    let browser = Browser::at(&studio);
    browser.sign_in(&studio.staff);
    for width in [1280, 390] {
        browser.is_so_wide(width);
        let mut seen = Vec::new();
        for path in [&short, &long] {
            browser.visit(&format!("{path}/edit"));
            browser.wait_for_css("line-editor");
            assert_eq!(browser.run(CUT), json!([]), "{width}");
            assert_eq!(browser.run(BROKEN), json!([]), "{width}");
            assert_eq!(browser.run(SPREADS), json!(false), "{width}");
            if width == 1280 {
                assert_eq!(
                    browser.run(EDGES),
                    json!([1, 1, 1, 1, 1]),
                    "the cells of each column are aligned"
                );
            }
            seen.push(browser.run(WIDTHS));
            // A fault fits in, and the columns stay aligned.
            browser.run("document.querySelector('[name=line_price]').value = 'much'");
            browser.run("document.querySelector('#page form.stack').requestSubmit()");
            browser.wait_for_css("[aria-invalid]");
            assert_eq!(browser.run(SPREADS), json!(false), "{width}");
            if width == 1280 {
                assert_eq!(browser.run(EDGES), json!([1, 1, 1, 1, 1]), "with a fault");
            }
            browser.visit(path);
            assert_eq!(browser.run(BROKEN), json!([]), "{width}");
            assert_eq!(browser.run(SPREADS), json!(false), "{width}");
        }
        if width == 1280 {
            let wide = |at: usize, column: usize| seen[at][column].as_i64().expect("a width");
            assert!(wide(0, 0) < wide(1, 0) && wide(0, 1) < wide(1, 1), "{seen:?}");
        }
    }
}
