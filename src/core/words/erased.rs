//! What was erased, in the words of a language. Every way out of the portal passes here: pages and live pieces (`web::erased`), mails, tables and exports.

use std::borrow::Cow;

use super::Words;
use crate::kernel::erased::{Erased, Former, in_words};

impl Words {
    /// A text with words in place of the marks of what was erased. What was typed holds none, however it looks.
    pub fn without_marks<'a>(&self, text: &'a str) -> Cow<'a, str> {
        in_words(text, |erased| self.erased(erased))
    }

    fn erased(&self, erased: Erased<'_>) -> String {
        match erased {
            Erased::Text => self.text("privacy-erased-message"),
            Erased::Project => self.text("privacy-former-project"),
            Erased::Name(former, digits) => self.with(key(former), &[("mark", digits.into())]),
        }
    }
}

fn key(former: Former) -> &'static str {
    match former {
        Former::Contact => "privacy-former-contact",
        Former::Colleague => "privacy-former-colleague",
        Former::Client => "privacy-former-client",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{
        Locale,
        erased::{PROJECT, TEXT},
    };

    fn marks() -> String {
        Former::ALL.map(|former| former.marked("E115")).join(", ") + TEXT + PROJECT
    }

    #[test]
    fn marks_are_said_in_each_language_and_what_was_typed_stays() {
        let typed = "former-contact-E115 [erased] erased-project";
        let text = format!("{typed}: {TEXT} {} in {PROJECT}", Former::Contact.marked("E115"));
        let said = |locale| Words::of(locale).without_marks(&text).into_owned();
        assert_eq!(said(Locale::En), format!("{typed}: [erased] Former contact E115 in Erased project"));
        assert_eq!(
            said(Locale::De),
            format!("{typed}: [gelöscht] Ehemaliger Kontakt E115 in Gelöschtes Projekt")
        );
    }

    /// They are put into finished HTML and JSON, where nothing escapes them any more.
    #[test]
    fn the_words_need_no_escaping_anywhere() {
        for locale in Locale::ALL {
            let said = Words::of(locale).without_marks(&marks()).into_owned();
            assert!(!said.contains(['<', '>', '&', '"', '\'', '\\', '\n']), "{said}");
        }
    }
}
