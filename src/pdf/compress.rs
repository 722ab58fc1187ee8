//! Writes the finished file: the drawn pages with the real fonts, compressed, and reproducible byte by byte. Only the pages are taken from
//! the file that genpdf wrote.

use chrono::{DateTime, Utc};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::PdfError;
use super::elements::{HAIRLINE, PAGE_HEIGHT, PAGE_WIDTH};
use super::fonts::faces;
use super::shape::Copied;
use super::sheets::{Sheet, Sheets};

/// The metadata of a document, as PDF readers show it.
pub struct About<'a> {
    pub title: &'a str,
    pub author: &'a str,
    /// A language tag such as `de-AT`; any other text is left out.
    pub language: &'a str,
    pub created_at: DateTime<Utc>,
}

/// Assembles pages that were drawn in stand-in fonts. Each element of `drawn` is a group of pages, with several drawings that are laid over
/// each other.
#[expect(clippy::disallowed_methods, reason = "reads only what genpdf has just written")]
pub(super) fn bind(drawn: Vec<Vec<Vec<u8>>>, sheets: &Sheets, about: &About) -> Result<Vec<u8>, PdfError> {
    let mut file = Document::with_version("1.7");

    let mut fonts = Dictionary::new();
    for (drawing, of_drawing) in sheets.drawings().enumerate() {
        for sheet in of_drawing {
            let font = font(&mut file, sheet, fonts.len())?;
            fonts.set(name(sheet.name, drawing), font);
        }
    }
    let resources = file.add_object(dictionary! { "Font" => fonts });

    let pages = file.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for drawn in drawn {
        let drawn = drawn.iter().map(|drawing| Document::load_mem(drawing)).collect::<Result<Vec<_>, _>>()?;
        let mut drawn_pages: Vec<_> = drawn.iter().map(Document::page_iter).collect();
        while let Some(drawn_page) = drawn_pages.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>() {
            let mut content = Vec::new();
            for (drawing, (document, page)) in drawn.iter().zip(drawn_page).enumerate() {
                content.extend(named(own_content(&document.get_page_content(page)?), drawing)?);
            }
            let contents = compressed(&mut file, Dictionary::new(), content)?;
            let page = file.add_object(dictionary! {
                "Type" => "Page",
                "Parent" => pages,
                "Resources" => resources,
                "Contents" => contents,
            });
            kids.push(page.into());
        }
    }
    let count = kids.len() as i64;
    let media = vec![0.into(), 0.into(), PAGE_WIDTH.into(), PAGE_HEIGHT.into()];
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids, "MediaBox" => media }.into(),
    );

    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
    };
    if !about.language.is_empty()
        && about.language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        catalog.set("Lang", Object::string_literal(about.language));
    }
    let catalog = file.add_object(catalog);
    let info = file.add_object(dictionary! {
        "Title" => words(about.title),
        "Author" => words(about.author),
        "Creator" => Object::string_literal("[RE]Print"),
        "CreationDate" => Object::string_literal(about.created_at.format("D:%Y%m%d%H%M%SZ").to_string()),
    });
    file.trailer.set("Root", catalog);
    file.trailer.set("Info", info);
    identify(&mut file)?;

    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

/// A page's operators, extracted from the layer around them, with our line width.
fn own_content(content: &[u8]) -> Vec<u8> {
    let content = content.trim_ascii();
    let begin = content
        .iter()
        .take(64)
        .position(|&byte| byte == b'\n')
        .filter(|&end| content[..end].ends_with(b"BDC"));
    let inner = match (begin, content.strip_suffix(b"EMC")) {
        (Some(begin), Some(inner)) => &inner[begin..],
        _ => content,
    };
    [format!("{HAIRLINE} w").as_bytes(), inner].concat()
}

/// The name of a drawing's font in the finished file.
fn name(drawn: &str, drawing: usize) -> String {
    if drawing == 0 { drawn.to_owned() } else { format!("{drawn}.{drawing}") }
}

/// The operators of a drawing, with its fonts renamed as in the finished file.
fn named(content: Vec<u8>, drawing: usize) -> Result<Vec<u8>, PdfError> {
    if drawing == 0 {
        return Ok(content);
    }
    let mut content = Content::decode(&content)?;
    for operation in content.operations.iter_mut().filter(|operation| operation.operator == "Tf") {
        if let Some(Object::Name(font)) = operation.operands.first_mut() {
            *font = name(&String::from_utf8_lossy(font), drawing).into_bytes();
        }
    }
    Ok([b"\n".as_slice(), &content.encode()?].concat())
}

/// An embedded TrueType face whose two-byte codes are its glyph ids.
fn font(file: &mut Document, sheet: &Sheet, number: usize) -> Result<ObjectId, PdfError> {
    let face = &faces()[sheet.face];
    let name = format!("{}+{}", tag(number), face.name);
    let length = sheet.file.len() as i64;
    let program = compressed(file, dictionary! { "Length1" => length }, sheet.file.clone())?;
    let unicode = compressed(file, Dictionary::new(), to_unicode(sheet).into_bytes())?;

    let bounds = face.font.global_bounding_box();
    let per_mille = |units: i16| Object::Integer(face.per_mille(units.into()).round() as i64);
    let descriptor = file.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name.as_str(),
        "Flags" => 4,
        "FontBBox" => [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(per_mille).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => per_mille(face.font.ascender()),
        "Descent" => per_mille(face.font.descender()),
        "CapHeight" => per_mille(face.font.capital_height().unwrap_or(face.font.ascender())),
        "StemV" => 80,
        "FontFile2" => program,
    });
    let mut widths: Vec<Object> = Vec::new();
    for (&code, &(_, glyph)) in &sheet.codes {
        let advance = face.font.glyph_hor_advance(glyph).unwrap_or(0);
        let width = face.per_mille(advance.into()).round() as i64;
        widths.extend([i64::from(code).into(), vec![Object::Integer(width)].into()]);
    }
    let descendant = file.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name.as_str(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "CIDToGIDMap" => "Identity",
        "DW" => 0,
        "W" => widths,
        "FontDescriptor" => descriptor,
    });
    Ok(file.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name.as_str(),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => unicode,
    }))
}

/// Six capital letters that mark a subset, different for each.
fn tag(number: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    match number {
        0..26 => format!("PRINT{}", letter(number)),
        _ => format!("PRIN{}{}", letter(number / 26), letter(number)),
    }
}

/// The map by which PDF readers copy and search text.
fn to_unicode(sheet: &Sheet) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n\
         << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n\
         /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let copied = |copied: &Copied| match copied {
        Copied::Nothing => String::new(),
        Copied::Char(c) => c.to_string(),
        Copied::Chars(text) => text.to_string(),
    };
    let codes = sheet.codes.iter().map(|(&code, (stands_for, _))| (code, copied(stands_for)));
    let codes: Vec<(u8, String)> = codes.filter(|(_, text)| !text.is_empty()).collect();
    for block in codes.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for (code, text) in block {
            let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            map.push_str(&format!("<{code:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

fn compressed(file: &mut Document, dictionary: Dictionary, content: Vec<u8>) -> Result<ObjectId, PdfError> {
    let mut stream = Stream::new(dictionary, content);
    stream.compress()?;
    Ok(file.add_object(stream))
}

/// Text for the document's metadata, in hexadecimal, so that no character in it has a meaning.
fn words(text: &str) -> Object {
    let text = super::text::clean(text).replace('\n', " ");
    let bytes = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Sets the file's id to the hash of its content.
fn identify(file: &mut Document) -> Result<(), PdfError> {
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    let id = Object::String(Sha256::digest(&bytes)[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}
