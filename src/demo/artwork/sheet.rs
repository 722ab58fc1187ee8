//! The studio's reports, as PDF.

use chrono::{DateTime, Utc};

use crate::{
    demo::story::people::STUDIO_NAME,
    error::{AppError, AppResult},
    pdf::{self, ReportDocument},
};

/// A report in the demo.
pub struct Sheet {
    pub title: &'static str,
    pub subject: &'static str,
    pub rows: &'static [(&'static str, &'static str)],
    pub text: &'static [&'static str],
    /// `en` or `de`.
    pub language: &'static str,
}

impl Sheet {
    /// The report as a PDF.
    ///
    /// # Errors
    /// `Internal` if it cannot be printed.
    pub fn printed(&self, at: DateTime<Utc>) -> AppResult<Vec<u8>> {
        let page = if self.language == "de" { "Seite {n} von {m}" } else { "Page {n} of {m}" };
        let document = ReportDocument {
            studio: STUDIO_NAME.into(),
            title: self.title.into(),
            subject: self.subject.into(),
            facts: self.rows.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            paragraphs: self.text.iter().map(|text| (*text).into()).collect(),
            page: page.into(),
            accent: (0, 0x57, 0xFF),
            language: self.language.into(),
            written_at: at,
        };
        pdf::report(&document).map_err(AppError::internal)
    }
}
