//! What bytes are, told from the bytes alone.

pub use super::container::{is_avif, is_heif, is_movie};

/// The end of a zip archive's directory is looked for in so many bytes: its own 22, and its comment.
pub const TAIL_BYTES: usize = 22 + 65_535;

/// Whether these last bytes of a file are a zip archive's. Such an end behind a picture is a program for Java, a picture for us.
pub fn ends_as_archive(tail: &[u8]) -> bool {
    tail.len() >= 22
        && (0..=tail.len() - 22).any(|at| {
            let end = &tail[at..];
            let comment = usize::from(u16::from_le_bytes([end[20], end[21]]));
            end.starts_with(b"PK\x05\x06") && comment == end.len() - 22
        })
}

/// Readers look for a PDF's signature in so many bytes: PDF Reference, sixth edition, appendix H, note 13 (for Acrobat); PDFium, Poppler
/// and PDF.js do the same.
const PDF_WITHIN: usize = 1024;

const PDF: &[u8] = b"%PDF-";

/// A PDF, perhaps behind some bytes that are nothing by themselves: a byte order mark, blank lines, the headers of a mail. What begins as
/// another kind of file is of that kind.
pub fn is_pdf(head: &[u8]) -> bool {
    let begins = &head[..head.len().min(PDF_WITHIN)];
    head.starts_with(PDF)
        || (begins.windows(PDF.len()).any(|bytes| bytes == PDF) && !is_markup(head) && !has_signature(head))
}

/// Whether the first bytes alone say of what kind a file is.
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

/// Photoshop's documents, small and large.
pub fn is_photoshop(head: &[u8]) -> bool {
    head.starts_with(b"8BPS")
}

/// InDesign's documents.
pub fn is_indesign(head: &[u8]) -> bool {
    head.starts_with(b"\x06\x06\xED\xF5\xD8\x1D\x46\xE5")
}

/// PostScript, bare or in the binary wrapping with a preview.
pub fn is_postscript(head: &[u8]) -> bool {
    head.starts_with(b"%!PS-Adobe-") || head.starts_with(b"\xC5\xD0\xD3\xC6")
}

/// TIFF and BigTIFF, of either byte order.
pub fn is_tiff(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|mark| head.starts_with(&mark[..]))
}

/// An archive, or an empty one.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The name of an archive's first entry.
fn first_entry(head: &[u8]) -> Option<&[u8]> {
    let length = u16::from_le_bytes([*head.get(26)?, *head.get(27)?]);
    head.starts_with(b"PK\x03\x04").then(|| head.get(30..30 + usize::from(length))).flatten()
}

/// An archive that begins as Office's documents do, whoever wrote them.
pub fn is_office(head: &[u8]) -> bool {
    first_entry(head).is_some_and(|name| {
        [&b"[Content_Types].xml"[..], b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/"]
            .iter()
            .any(|begins| name.starts_with(begins))
    })
}

/// Office's documents before 2007.
pub fn is_old_office(head: &[u8]) -> bool {
    head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
}

/// An archive whose first entry, stored as it is, names its type: OpenDocument, IDML.
pub fn is_package_of(head: &[u8], media_type: &str) -> bool {
    first_entry(head) == Some(b"mimetype")
        && head.get(38..).is_some_and(|stored| {
            stored.starts_with(media_type.as_bytes()) && stored.get(media_type.len()) != Some(&b'-')
        })
}

/// What a system would run: binaries of each, and scripts that name their interpreter.
pub fn is_program(head: &[u8]) -> bool {
    // "MZ" may begin a word too.
    let windows = infer::app::is_exe(head) && head.contains(&0);
    windows
        || infer::app::is_elf(head)
        || infer::app::is_mach(head)
        || infer::app::is_java(head)
        || infer::app::is_wasm(head)
        || infer::app::is_dex(head)
        || head.starts_with(b"#!")
}

/// Text that browsers may take for a page: whatever begins with a tag.
pub fn is_markup(head: &[u8]) -> bool {
    let mut rest = after_bom(head).trim_ascii_start().iter();
    rest.next() == Some(&b'<') && rest.next().is_some_and(|c| c.is_ascii_alphabetic() || b"!?/".contains(c))
}

/// A drawing: the first element, after declarations and comments, is `svg`.
pub fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(after_bom(head));
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            // A document type may have declarations of its own, in brackets.
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

/// Text in UTF-8, in UTF-16 with its mark, or in one byte a character; never markup.
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
