//! What people send about files, and the sentences for what is refused.

use serde::Deserialize;

use super::rules::kinds::Refusal;
use crate::{
    kernel::{ids::FileVersionId, locale::Locale},
    web::form::Fault,
};

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub struct ListQuery {
    /// The version the page before ended with.
    pub before: Option<FileVersionId>,
}

/// A file's name as it was before a browser wrote it into a part's head: there `"`, CR and LF stand as `%22`, `%0D` and `%0A` (HTML standard,
/// multipart/form-data encoding algorithm; Chromium, Firefox and Safari alike). Nothing else is escaped, `%` neither, so nothing else is
/// undone. A name that really holds `%22` cannot be told apart, and is read as `"`.
pub fn as_named(written: &str) -> String {
    written.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// The sentence beside a file that is not taken.
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
        Refusal::TooMany { most } => Fault::mentioning("files-fault-too-many", "most", most),
        Refusal::BrokeOff => Fault::new("files-fault-broke-off"),
    }
}

fn shortened(extension: &str) -> String {
    extension.chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_browsers_escape_is_undone_and_nothing_else() {
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
            assert_eq!(as_named(written), name);
        }
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "[^%]*") {
            let written = name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22");
            prop_assert_eq!(as_named(&written), name);
        }
    }
}
