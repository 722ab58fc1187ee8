//! The form for a file's name, and the messages for refused uploads.

use super::{
    model::File,
    rules::kinds::{self, Refusal},
};
use crate::{
    kernel::{locale::Locale, text::FileName},
    web::{Fault, Field, Label, Labels, form},
};

form! {
    /// A file's name as it was typed.
    pub struct NameForm of NameText {
        pub name: Field,
        /// The name that the form was filled from.
        pub was: Field,
    }
}

impl NameText {
    /// The form's text for an existing file.
    pub fn of(file: &File) -> Self {
        Self { name: file.name.to_string(), was: file.name.to_string() }
    }
}

impl NameForm {
    /// The validated name, or `None` if it is refused. The file keeps its extension, which need not be typed. The name is validated
    /// as it will be stored, without invisible characters.
    pub fn parse(&mut self, extension: &str) -> Option<FileName> {
        self.name.read(|typed| named(typed, extension))
    }
}

fn named(typed: &str, extension: &str) -> Result<FileName, Fault> {
    // In an upload, this would be a path on the sender's machine; here it was typed on purpose.
    if typed.contains(['/', '\\']) {
        return Err(Fault::new("files-fault-slash"));
    }
    let typed = FileName::parse(typed)?;
    let given = typed.as_str().rsplit_once('.').map(|(_, given)| given.to_lowercase());
    let name = match given {
        Some(given) if given == extension => typed,
        Some(given) if kinds::extensions().any(|known| known == given) => {
            return Err(Fault::mentioning("files-fault-keep-extension", "extension", extension));
        }
        _ => FileName::parse(&format!("{typed}.{extension}"))?,
    };
    // An empty stem yields a name without an extension.
    if name.extension().as_deref() == Some(extension) { Ok(name) } else { Err(Fault::new("fault-empty")) }
}

/// Restores a file name that a browser has escaped in a part's header: `"`, CR and LF become `%22`, `%0D` and `%0A` there (HTML
/// standard, multipart/form-data encoding algorithm; the same in Chromium, Firefox and Safari). Nothing else is escaped, not even
/// `%`, so nothing else is restored. A name that really contains `%22` cannot be distinguished and is read as `"`.
pub fn unescaped_name(written: &str) -> String {
    written.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// The message for a refused file.
pub fn fault(refusal: Refusal, locale: Locale) -> Fault {
    match refusal {
        Refusal::Name(fault) => fault.into(),
        Refusal::NoExtension => Fault::new("files-fault-no-extension"),
        Refusal::NotTaken { extension } => {
            Fault::mentioning("files-fault-not-taken", "extension", shortened(&extension))
        }
        Refusal::NotWhatItSays { extension } => {
            Fault::mentioning("files-fault-not-what-it-says", "extension", extension)
        }
        Refusal::Program => Fault::new("files-fault-program"),
        Refusal::WebPage => Fault::new("files-fault-web-page"),
        Refusal::Hybrid => Fault::new("files-fault-hybrid"),
        Refusal::Empty => Fault::new("files-fault-empty"),
        Refusal::TooLarge { most } => {
            Fault::mentioning("files-fault-too-large", "most", locale.file_size(most.unsigned_abs()))
        }
        Refusal::TogetherTooLarge { most } => {
            Fault::mentioning("files-fault-together-too-large", "most", locale.file_size(most.unsigned_abs()))
        }
        Refusal::OtherKind { extension } => {
            Fault::mentioning("files-fault-other-kind", "extension", extension)
        }
        Refusal::TooMany { most } => Fault::counting("files-fault-too-many", "most", most),
        Refusal::BrokeOff => Fault::new("files-fault-broke-off"),
    }
}

fn shortened(extension: &str) -> String {
    extension.chars().take(12).collect()
}

/// The label of the field of a [`NameForm`].
pub const NAME_LABELS: Labels = &[Label::typed("name", "files-name")];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_browsers_escape_is_unescaped() {
        for (written, name) in [
            ("24%22 poster.pdf", "24\" poster.pdf"),
            ("%22final%22.pdf", "\"final\".pdf"),
            ("two%0D%0Alines.pdf", "two\r\nlines.pdf"),
            ("100%25.pdf", "100%25.pdf"),
            ("%2522.pdf", "%2522.pdf"),
            ("50% off%2F%5c.pdf", "50% off%2F%5c.pdf"),
            ("%0a%0d.pdf", "%0a%0d.pdf"),
            ("%", "%"),
        ] {
            assert_eq!(unescaped_name(written), name);
        }
    }

    fn meant(typed: &str) -> Result<String, &'static str> {
        let mut form = NameForm::from(NameText { name: typed.into(), was: String::new() });
        form.parse("pdf").map(|name| name.to_string()).ok_or_else(|| form.name.fault().unwrap().key)
    }

    #[test]
    fn a_new_name_keeps_its_extension() {
        assert_eq!(meant("Label back.pdf"), Ok("Label back.pdf".to_owned()));
        assert_eq!(meant("Label back.PDF"), Ok("Label back.PDF".to_owned()));
        assert_eq!(meant(" Label v2.1 "), Ok("Label v2.1.pdf".to_owned()));
        assert_eq!(meant("Label back.png"), Err("files-fault-keep-extension"));
        assert_eq!(meant("05/06 proof.pdf"), Err("files-fault-slash"));
        assert_eq!(meant("C:\\proof"), Err("files-fault-slash"));
        assert_eq!(meant("  "), Err("fault-empty"));
        assert_eq!(meant(&"x".repeat(300)), Err("fault-too-long"));
        assert_eq!(meant(&"x".repeat(198)), Err("fault-too-long"));
    }

    #[test]
    fn issue_8_a_new_name_is_validated_as_it_is_stored() {
        for unseen in [
            "\u{200b}",
            "\u{200b}.pdf",
            ".pdf",
            "\u{ad}",
            "\u{3164}.PDF",
            "\u{200d}\u{fe0f}",
            "\u{2060} .pdf",
        ] {
            assert_eq!(meant(unseen), Err("fault-empty"), "{unseen:?}");
        }
        assert_eq!(meant("\u{200b}a"), Ok("a.pdf".to_owned()));
        assert_eq!(meant("x.bat"), Ok("x.bat.pdf".to_owned()));
        assert_eq!(meant("x.bat\u{200b}"), Ok("x.bat.pdf".to_owned()));
        assert_eq!(meant("x.bat."), Ok("x.bat..pdf".to_owned()));
        assert_eq!(meant("x.p\u{200b}df"), Ok("x.pdf".to_owned()));
        assert_eq!(meant("a/x.bat"), Err("files-fault-slash"));
    }

    proptest! {
        #[test]
        fn issue_8_an_accepted_name_would_be_accepted_from_an_upload(typed in "[a-z./\\\\ \u{200b}\u{ad}\u{3164}\u{2060}]{0,12}(\\.pdf|\\.bat)?") {
            if let Ok(name) = meant(&typed) {
                let name = FileName::parse(&name).unwrap();
                prop_assert!(kinds::verdict(&name, b"%PDF-1.7").is_ok(), "{name}");
            }
        }

        #[test]
        fn every_escaped_name_is_restored(name in "[^%]*") {
            let written = name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22");
            prop_assert_eq!(unescaped_name(&written), name);
        }
    }
}
