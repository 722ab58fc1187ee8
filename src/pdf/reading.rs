//! Extracts the text of a printed document, for tests.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Document, Object};

/// Parses a document with lopdf.
#[expect(clippy::disallowed_methods, reason = "reads only what we wrote")]
pub fn parse(file: &[u8]) -> Document {
    Document::load_mem(file).unwrap()
}

/// The text of each page, one line per piece of text, as a PDF reader would copy it.
pub fn read(file: &[u8]) -> Vec<String> {
    let line = |piece: Piece| piece.text + "\n";
    pieces(file).into_iter().map(|page| page.into_iter().map(line).collect()).collect()
}

/// A piece of text on a page, and where it begins, in points from the left and from the bottom.
pub struct Piece {
    pub x: f64,
    pub y: f64,
    pub text: String,
}

/// The pieces of text on each page, in the order they are drawn.
pub fn pieces(file: &[u8]) -> Vec<Vec<Piece>> {
    let document = parse(file);
    let page = |id| {
        let mut unicode = BTreeMap::new();
        for (name, font) in document.get_page_fonts(id) {
            let map = font.get_deref(b"ToUnicode", &document).unwrap().as_stream().unwrap();
            let map = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
            unicode.insert(name, unicode_map(&String::from_utf8(map).unwrap()));
        }
        let content = Content::decode(&document.get_page_content(id).unwrap()).unwrap();
        let (mut font, mut pieces) = (Vec::new(), Vec::new());
        let mut piece = Piece { x: 0.0, y: 0.0, text: String::new() };
        for operation in content.operations {
            let number = |at: usize| match operation.operands[at] {
                Object::Integer(number) => number as f64,
                ref other => other.as_f64().unwrap(),
            };
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().unwrap().to_vec(),
                "Td" => (piece.x, piece.y) = (number(0), number(1)),
                "TJ" => {
                    let codes = operation.operands[0].as_array().unwrap().iter();
                    let codes = codes.filter_map(|item| item.as_str().ok());
                    piece.text.extend(codes.filter_map(|code| {
                        unicode[&font].get(&u16::from_be_bytes([code[0], code[1]])).map(String::as_str)
                    }));
                }
                "ET" => {
                    pieces.push(std::mem::replace(&mut piece, Piece { x: 0.0, y: 0.0, text: String::new() }))
                }
                _ => {}
            }
        }
        pieces
    };
    document.page_iter().map(page).collect()
}

fn unicode_map(map: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| -> Vec<u16> {
        let digits = text.trim_matches(['<', '>']);
        digits
            .as_bytes()
            .chunks(4)
            .map(|unit| u16::from_str_radix(str::from_utf8(unit).unwrap(), 16).unwrap())
            .collect()
    };
    map.lines()
        .filter(|line| line.starts_with('<') && !line.starts_with("<<") && *line != "<0000> <FFFF>")
        .filter_map(|line| line.split_once(' '))
        .map(|(code, text)| (hex(code)[0], String::from_utf16(&hex(text)).unwrap()))
        .collect()
}
