//! Determines the type of a file from its bytes.

pub use super::container::{is_avif, is_heif, is_movie};

/// The number of bytes at the end of a file in which the end of a zip archive's directory can be: its own 22 bytes and its comment.
pub const TAIL_BYTES: usize = 22 + 65_535;

/// Whether a file with these last bytes is a zip archive. Appended to an image, it makes a file that Java runs as a program
/// although it looks like an image.
pub fn ends_as_archive(tail: &[u8]) -> bool {
    tail.len() >= 22
        && (0..=tail.len() - 22).any(|at| {
            let end = &tail[at..];
            let comment = usize::from(u16::from_le_bytes([end[20], end[21]]));
            end.starts_with(b"PK\x05\x06") && comment == end.len() - 22
        })
}

/// The number of bytes in which readers look for the signature of a PDF: PDF Reference, sixth edition, appendix H, note 13 (for
/// Acrobat). PDFium, Poppler and PDF.js do the same.
const PDF_WITHIN: usize = 1024;

const PDF: &[u8] = b"%PDF-";

/// A PDF, possibly after bytes that are not a file format of their own, such as a byte order mark, blank lines or mail headers. A
/// file that begins like another type is of that type.
pub fn is_pdf(head: &[u8]) -> bool {
    let begins = &head[..head.len().min(PDF_WITHIN)];
    head.starts_with(PDF)
        || (begins.windows(PDF.len()).any(|bytes| bytes == PDF) && !is_markup(head) && !has_signature(head))
}

/// Whether the first bytes alone identify a file type.
fn has_signature(head: &[u8]) -> bool {
    is_program(head)
        || is_postscript(head)
        || is_photoshop(head)
        || is_indesign(head)
        || is_tiff(head)
        || is_zip(head)
        || is_old_office(head)
        || is_heif(head)
        || is_avif(head)
        || is_movie(head)
        || [
            infer::image::is_png,
            infer::image::is_jpeg,
            infer::image::is_gif,
            infer::image::is_webp,
            infer::image::is_bmp,
            infer::font::is_ttf,
            infer::font::is_otf,
            infer::font::is_woff,
            infer::font::is_woff2,
        ]
        .iter()
        .any(|is_of| is_of(head))
}

/// Photoshop documents, PSD and PSB.
pub fn is_photoshop(head: &[u8]) -> bool {
    head.starts_with(b"8BPS")
}

/// InDesign documents.
pub fn is_indesign(head: &[u8]) -> bool {
    head.starts_with(b"\x06\x06\xED\xF5\xD8\x1D\x46\xE5")
}

/// PostScript, plain or in the binary wrapper with a preview.
pub fn is_postscript(head: &[u8]) -> bool {
    head.starts_with(b"%!PS-Adobe-") || head.starts_with(b"\xC5\xD0\xD3\xC6")
}

/// TIFF and BigTIFF of either byte order.
pub fn is_tiff(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|mark| head.starts_with(&mark[..]))
}

/// A zip archive, possibly empty.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The name of the first entry of an archive.
fn first_entry(head: &[u8]) -> Option<&[u8]> {
    let length = u16::from_le_bytes([*head.get(26)?, *head.get(27)?]);
    head.starts_with(b"PK\x03\x04").then(|| head.get(30..30 + usize::from(length))).flatten()
}

/// An archive that begins like an Office document, whichever program wrote it.
pub fn is_office(head: &[u8]) -> bool {
    first_entry(head).is_some_and(|name| {
        [&b"[Content_Types].xml"[..], b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/"]
            .iter()
            .any(|begins| name.starts_with(begins))
    })
}

/// Office documents from before 2007.
pub fn is_old_office(head: &[u8]) -> bool {
    head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// An archive whose first entry is uncompressed and names the media type: OpenDocument, IDML.
pub fn is_package_of(head: &[u8], media_type: &str) -> bool {
    first_entry(head) == Some(b"mimetype")
        && head.get(38..).is_some_and(|stored| {
            stored.starts_with(media_type.as_bytes()) && stored.get(media_type.len()) != Some(&b'-')
        })
}

/// An executable: binaries of the common systems, and scripts that name their interpreter.
pub fn is_program(head: &[u8]) -> bool {
    // Ordinary text can begin with "MZ" too.
    let windows = infer::app::is_exe(head) && head.contains(&0);
    windows
        || infer::app::is_elf(head)
        || infer::app::is_mach(head)
        || infer::app::is_java(head)
        || infer::app::is_wasm(head)
        || infer::app::is_dex(head)
        || head.starts_with(b"#!")
}

/// Text that browsers may take for an HTML page: anything that begins with a tag.
pub fn is_markup(head: &[u8]) -> bool {
    let mut rest = after_bom(head).trim_ascii_start().iter();
    rest.next() == Some(&b'<') && rest.next().is_some_and(|c| c.is_ascii_alphabetic() || b"!?/".contains(c))
}

/// An SVG image: the first element after declarations and comments is `svg`.
pub fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(after_bom(head));
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            // A document type may contain declarations in brackets.
            _ if rest.starts_with("<!") && rest.find('[') < rest.find('>') && rest.contains('[') => "]>",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    rest.strip_prefix("<svg").is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>'))
}

/// Text in UTF-8, in UTF-16 with a byte order mark, or in a single-byte encoding, that is not markup.
pub fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        let narrow: Vec<u8> = head[2..].iter().copied().filter(|b| *b != 0).collect();
        return !is_markup(&narrow);
    }
    let controls = |b: &u8| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127);
    !is_markup(head)
        && !head.iter().any(controls)
        && !after_bom(head).starts_with(PDF)
        && !is_postscript(head)
}

fn after_bom(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
}
