//! What a printed document says, for tests.

use std::collections::BTreeMap;

use lopdf::Document;
use lopdf::content::Content;

/// A document as lopdf has it.
#[expect(clippy::disallowed_methods, reason = "reads only what we wrote")]
pub fn parse(file: &[u8]) -> Document {
    Document::load_mem(file).unwrap()
}

/// What each page says, a line for each piece of text, as a reader program would copy it.
pub fn read(file: &[u8]) -> Vec<String> {
    let document = parse(file);
    let page = |id| {
        let mut unicode = BTreeMap::new();
        for (name, font) in document.get_page_fonts(id) {
            let map = font.get_deref(b"ToUnicode", &document).unwrap().as_stream().unwrap();
            let map = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
            unicode.insert(name, unicode_map(&String::from_utf8(map).unwrap()));
        }
        let content = Content::decode(&document.get_page_content(id).unwrap()).unwrap();
        let (mut font, mut text) = (Vec::new(), String::new());
        for operation in content.operations {
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().unwrap().to_vec(),
                "TJ" => {
                    let codes = operation.operands[0].as_array().unwrap().iter();
                    let codes = codes.filter_map(|item| item.as_str().ok());
                    text.extend(
                        codes.map(|code| unicode[&font][&u16::from_be_bytes([code[0], code[1]])].as_str()),
                    );
                }
                "ET" => text.push('\n'),
                _ => {}
            }
        }
        text
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
