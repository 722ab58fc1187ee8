//! The accepted file types. The name's extension and the content must agree; the sender's Content-Type is ignored.

use super::content::*;
pub use super::content::{TAIL_BYTES, ends_as_archive};
use crate::kernel::text::{FileName, TextFault};

/// The number of bytes at the beginning of a file that are enough to determine its type.
pub const HEAD_BYTES: usize = 8 * 1024;

/// An accepted type of file.
#[derive(Debug)]
pub struct Kind {
    /// The media type under which it is stored and sent.
    pub media_type: &'static str,
    extensions: &'static [&'static str],
    content: fn(&[u8]) -> bool,
}

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The name is not a valid file name.
    Name(TextFault),
    /// The name has no extension.
    NoExtension,
    /// Files with this extension are not accepted.
    NotTaken { extension: String },
    /// The content does not match the extension.
    NotWhatItSays { extension: String },
    /// A program, whatever its name.
    Program,
    /// A web page, whatever its name.
    WebPage,
    /// An archive disguised as another type of file.
    Hybrid,
    /// The file is empty.
    Empty,
    /// Larger than the studio's limit in bytes.
    TooLarge { most: i64 },
    /// The files may be small enough individually, but the upload as a whole exceeds the limit.
    TogetherTooLarge { most: i64 },
    /// Not of the same type as the file that it should become a version of.
    OtherKind { extension: String },
    /// One of more files than an upload may have.
    TooMany { most: usize },
    /// The upload broke off or became invalid before it was complete.
    BrokeOff,
}

const KINDS: &[Kind] = &[
    kind("application/pdf", &["pdf"], is_pdf),
    kind("application/postscript", &["ai"], |head| is_pdf(head) || is_postscript(head)),
    kind("application/postscript", &["eps"], is_postscript),
    kind("image/vnd.adobe.photoshop", &["psd", "psb"], is_photoshop),
    kind("application/x-indesign", &["indd"], is_indesign),
    kind("application/vnd.adobe.indesign-idml-package", &["idml"], |head| {
        is_package_of(head, "application/vnd.adobe.indesign-idml-package")
    }),
    kind("image/tiff", &["tif", "tiff"], is_tiff),
    kind("image/png", &["png"], infer::image::is_png),
    kind("image/jpeg", &["jpg", "jpeg"], infer::image::is_jpeg),
    kind("image/gif", &["gif"], infer::image::is_gif),
    kind("image/webp", &["webp"], infer::image::is_webp),
    kind("image/bmp", &["bmp"], infer::image::is_bmp),
    kind("image/heif", &["heic", "heif"], is_heif),
    kind("image/avif", &["avif"], is_avif),
    kind("image/svg+xml", &["svg"], is_svg),
    kind("font/ttf", &["ttf"], infer::font::is_ttf),
    kind("font/otf", &["otf"], infer::font::is_otf),
    kind("font/woff", &["woff"], infer::font::is_woff),
    kind("font/woff2", &["woff2"], infer::font::is_woff2),
    kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"], is_office),
    kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"], is_office),
    kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"], is_office),
    kind("application/msword", &["doc"], is_old_office),
    kind("application/vnd.ms-excel", &["xls"], is_old_office),
    kind("application/vnd.ms-powerpoint", &["ppt"], is_old_office),
    kind("application/vnd.oasis.opendocument.text", &["odt"], |head| {
        is_package_of(head, "application/vnd.oasis.opendocument.text")
    }),
    kind("application/vnd.oasis.opendocument.spreadsheet", &["ods"], |head| {
        is_package_of(head, "application/vnd.oasis.opendocument.spreadsheet")
    }),
    kind("application/vnd.oasis.opendocument.presentation", &["odp"], |head| {
        is_package_of(head, "application/vnd.oasis.opendocument.presentation")
    }),
    kind("application/zip", &["zip"], is_zip),
    kind("video/mp4", &["mp4", "m4v"], is_movie),
    kind("video/quicktime", &["mov"], is_movie),
    kind("text/csv", &["csv"], is_text),
    kind("text/plain", &["txt", "md"], is_text),
];

const fn kind(
    media_type: &'static str,
    extensions: &'static [&'static str],
    content: fn(&[u8]) -> bool,
) -> Kind {
    Kind { media_type, extensions, content }
}

impl Kind {
    /// Whether files of this kind may have this extension.
    pub fn is_named(&self, extension: &str) -> bool {
        self.extensions.contains(&extension)
    }

    /// Whether files of this kind are zip archives and end as such.
    pub fn is_archive(&self) -> bool {
        self.media_type == "application/zip"
            || self.media_type.contains("openxmlformats")
            || self.media_type.contains("opendocument")
            || self.media_type.ends_with("-package")
    }
}

/// Every accepted extension in order, for display.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    KINDS.iter().flat_map(|kind| kind.extensions).copied()
}

/// The extension of a file that is stored with this media type: the one in its name if it fits the media type, otherwise the usual
/// one. Names can be changed, whereas the media type was determined from the content.
pub fn kept_extension(media_type: &str, name: &FileName) -> String {
    let named = name.extension();
    let own = named.as_deref().filter(|extension| is_stored_as(extension, media_type));
    let usual = KINDS.iter().find(|kind| kind.media_type == media_type).map(|kind| kind.extensions[0]);
    own.or(usual).or(named.as_deref()).unwrap_or_default().to_owned()
}

/// Whether files with this extension are stored with this media type.
pub fn is_stored_as(extension: &str, media_type: &str) -> bool {
    KINDS.iter().any(|kind| kind.media_type == media_type && kind.is_named(extension))
}

/// Determines the kind of a file from its name and its beginning. `head` has at least [`HEAD_BYTES`], or the whole file.
///
/// # Errors
/// Why the file is refused.
pub fn verdict(name: &FileName, head: &[u8]) -> Result<&'static Kind, Refusal> {
    let extension = name.extension().ok_or(Refusal::NoExtension)?;
    let kind = KINDS.iter().find(|kind| kind.extensions.contains(&&*extension));
    match kind {
        _ if head.is_empty() => Err(Refusal::Empty),
        _ if is_program(head) => Err(Refusal::Program),
        _ if is_markup(head) && !is_svg(head) => Err(Refusal::WebPage),
        None => Err(Refusal::NotTaken { extension }),
        Some(kind) if (kind.content)(head) => Ok(kind),
        Some(_) => Err(Refusal::NotWhatItSays { extension }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, head: &[u8]) -> Result<&'static str, Refusal> {
        verdict(&FileName::parse(name).unwrap(), head).map(|kind| kind.media_type)
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.txt";

    fn archive(entry: &str, stored: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend((entry.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(entry.bytes().chain(stored.bytes()));
        bytes
    }

    #[test]
    fn a_file_whose_name_and_content_agree_is_accepted() {
        let taken: &[(&str, &[u8], &str)] = &[
            ("honey-label.pdf", b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
            ("honey-label.PDF", b"%PDF-1.4\n", "application/pdf"),
            ("marked.pdf", b"\xEF\xBB\xBF%PDF-1.7\n", "application/pdf"),
            ("blank.pdf", b"\r\n\n%PDF-1.3\n", "application/pdf"),
            ("mailed.pdf", b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\n", "application/pdf"),
            ("late.pdf", &[&[b' '; 1019][..], b"%PDF-1.7"].concat(), "application/pdf"),
            ("marked.ai", b"\xEF\xBB\xBF%PDF-1.5\n", "application/postscript"),
            ("logo.ai", b"%PDF-1.5\n", "application/postscript"),
            ("logo.ai", b"%!PS-Adobe-3.0", "application/postscript"),
            ("logo.eps", b"\xC5\xD0\xD3\xC6\x20\0\0\0", "application/postscript"),
            ("poster.psd", b"8BPS\0\x01", "image/vnd.adobe.photoshop"),
            ("scan.tif", b"II*\0\x08\0\0\0", "image/tiff"),
            ("scan.TIFF", b"MM\0*\0\0\0\x08", "image/tiff"),
            ("photo.png", PNG, "image/png"),
            ("photo.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            ("mark.svg", b"<svg xmlns='x'>", "image/svg+xml"),
            (
                "mark.svg",
                b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- made by <html> --><!DOCTYPE svg PUBLIC 'x' [<!ENTITY a 'b'>]>\n<svg>",
                "image/svg+xml",
            ),
            ("fonts.zip", ZIP, "application/zip"),
            ("none.zip", b"PK\x05\x06\0\0\0\0", "application/zip"),
            ("about.txt", b"A PDF begins with %PDF-1.7.\n", "text/plain"),
            ("film.m4v", b"\0\0\0\x20ftypM4V \0\0\0\x01M4V mp42isom\0\0\0\0", "video/mp4"),
            ("clip.MP4", b"\0\0\0\x1cftypXAVC\x01\0\x1f\xffXAVCmp42iso2", "video/mp4"),
            ("phone.mp4", b"\0\0\0\x18ftyp3gp4\0\0\x02\0isom3gp4", "video/mp4"),
            ("edit.mov", b"\0\0\0\x08wide\0\x10\0\0mdat\0\0", "video/quicktime"),
            ("phone.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide", "video/quicktime"),
            ("burst.heic", b"\0\0\0\x1cftyphevc\0\0\0\0msf1hevcmif1", "image/heif"),
            ("photo.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heif"),
            ("photo.avif", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "image/avif"),
            ("brief.txt", "Spot varnish, 0.2 mm off – please.".as_bytes(), "text/plain"),
            ("preise.csv", b"Gr\xf6\xdfe;St\xfcck\r\n", "text/csv"),
            ("excel.csv", b"\xFF\xFEa\0;\0b\0", "text/csv"),
            ("codes.csv", b"MZ;BC;GIF\n", "text/csv"),
            ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", "application/vnd.ms-excel"),
        ];
        for (name, head, media_type) in taken {
            assert_eq!(judged(name, head), Ok(*media_type), "{name}");
        }
        assert!(judged("offer.docx", &archive("[Content_Types].xml", "")).is_ok());
        assert!(judged("offer.xlsx", &archive("_rels/.rels", "")).is_ok());
        assert!(
            judged("offer.odt", &archive("mimetype", "application/vnd.oasis.opendocument.textPK")).is_ok()
        );
        assert!(
            judged("book.idml", &archive("mimetype", "application/vnd.adobe.indesign-idml-packagePK"))
                .is_ok()
        );
    }

    #[test]
    fn a_file_whose_name_and_content_disagree_is_refused() {
        let says = |extension: &str| Refusal::NotWhatItSays { extension: extension.into() };
        let refused: &[(&str, &[u8], Refusal)] = &[
            ("setup.png", EXE, Refusal::Program),
            ("invoice.pdf.exe", EXE, Refusal::Program),
            ("invoice.pdf.exe", b"%PDF-1.7", Refusal::NotTaken { extension: "exe".into() }),
            ("run.pdf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", Refusal::Program),
            ("run.txt", b"#!/bin/sh\nrm -r ~", Refusal::Program),
            ("page.png", b"<!DOCTYPE html><script>", Refusal::WebPage),
            ("page.html", b"<html>", Refusal::WebPage),
            ("page.txt", b"  <html><script>", Refusal::WebPage),
            ("page.svg", b"<html xmlns='x'><svg>", Refusal::WebPage),
            ("page.svg", b"<?xml version='1.0'?><?xml-stylesheet href='x'?><html>", Refusal::WebPage),
            ("mark.txt", b"<svg onload=alert(1)>", says("txt")),
            ("page.html", b"plain", Refusal::NotTaken { extension: "html".into() }),
            ("a.xhtml", b"x", Refusal::NotTaken { extension: "xhtml".into() }),
            ("macro.docm", ZIP, Refusal::NotTaken { extension: "docm".into() }),
            ("photo.png", b"\xff\xd8\xff\xe0\0\x10JFIF", says("png")),
            ("page.pdf", b"<!doctype html>\n%PDF-1.7", Refusal::WebPage),
            ("page.mp4", b"<!--ftypisom\0\0\0\0--><script>", Refusal::WebPage),
            ("mark.pdf", b"<svg>\n%PDF-1.7", says("pdf")),
            ("photo.pdf", b"GIF89a\x01\0\x01\0\n%PDF-1.7", says("pdf")),
            ("fonts.pdf", &[ZIP, b"\n%PDF-1.7"].concat(), says("pdf")),
            ("movie.pdf", b"\0\0\0\x14ftypisom\0\0\0\0mp42%PDF-1.7", says("pdf")),
            ("run.pdf", b"#!/bin/sh\n%PDF-1.7", Refusal::Program),
            ("far.pdf", &[&[b' '; 1020][..], b"%PDF-1.7"].concat(), says("pdf")),
            ("label.txt", b"\xEF\xBB\xBF%PDF-1.7\n", says("txt")),
            ("photo.mp4", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", says("mp4")),
            ("movie.heic", b"\0\0\0\x14ftypisom\0\0\0\0mp42", says("heic")),
            ("photo.heic", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", says("heic")),
            ("offer.docx", ZIP, says("docx")),
            ("book.idml", &archive("mimetype", "application/vnd.oasis.opendocument.text"), says("idml")),
            ("data.csv", b"a;b\0c", says("csv")),
            ("README", b"text", Refusal::NoExtension),
            ("dots.pdf.", b"%PDF-1.7", Refusal::NoExtension),
            ("photo.png", b"", Refusal::Empty),
        ];
        for (name, head, refusal) in refused {
            assert_eq!(judged(name, head).as_ref(), Err(refusal), "{name}");
        }
    }

    #[test]
    fn an_archive_appended_to_a_picture_is_detected() {
        let end = |comment: &[u8]| {
            let mut end = b"PK\x05\x06".to_vec();
            end.extend([0; 16]);
            end.extend((comment.len() as u16).to_le_bytes());
            end.extend(comment);
            end
        };
        assert!(ends_as_archive(&[PNG, &end(b"")].concat()));
        assert!(ends_as_archive(&[PNG, &end(b"a comment")].concat()));
        assert!(!ends_as_archive(&[&end(b"")[..], b"more behind"].concat()));
        assert!(!ends_as_archive(PNG) && !ends_as_archive(b""));
    }

    #[test]
    fn issue_8_a_stored_file_keeps_the_extension_of_its_content() {
        let kept = |media_type: &str, name: &str| kept_extension(media_type, &FileName::parse(name).unwrap());
        for (media_type, name, extension) in [
            ("application/pdf", "label.PDF", "pdf"),
            ("image/jpeg", "photo.jpeg", "jpeg"),
            ("application/postscript", "logo.eps", "eps"),
            // Files whose names had been changed to have no extension, or another one.
            ("application/pdf", ".pdf", "pdf"),
            ("application/pdf", "\u{ad}.png", "pdf"),
            ("application/pdf", "x.bat", "pdf"),
            ("image/jpeg", "photo", "jpg"),
            // Not one of the accepted kinds: the extension stays as it is.
            ("application/x-unknown", "a.xyz", "xyz"),
            ("application/x-unknown", "a", ""),
        ] {
            assert_eq!(kept(media_type, name), extension, "{media_type} {name}");
        }
        assert!(is_stored_as("m4v", "video/mp4") && !is_stored_as("bat", "application/pdf"));
        assert!(
            matches!(judged("\u{ad}.pdf", b"%PDF-1.7"), Err(Refusal::NoExtension)),
            "the name is only an extension"
        );
        assert_eq!(judged("\u{ad}a.pdf", b"%PDF-1.7"), Ok("application/pdf"));
    }

    #[test]
    fn each_extension_belongs_to_one_kind() {
        let mut seen: Vec<_> = extensions().collect();
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}
