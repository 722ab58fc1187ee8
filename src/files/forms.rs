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
