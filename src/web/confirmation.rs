//! Asking first.

use askama::Template;

use super::{Page, Ui, filters};
use crate::words::Words;

/// The page that asks before what cannot be undone, for readers without scripts: everybody else is asked by a dialog, whose button
/// sends `confirmed` along (`buttons::confirm_post`).
#[derive(Template)]
#[template(path = "shared/confirmation.html")]
pub struct Confirmation {
    pub question: String,
    /// What is said above all else; empty where nothing is.
    pub notice: String,
    /// What follows from it.
    pub text: String,
    pub button: String,
    /// How the button looks: `danger` where something is destroyed, else `primary`.
    pub kind: &'static str,
    /// Where "yes" is sent.
    pub action: String,
    /// Sent along: a field and its value.
    pub kept: Option<(&'static str, String)>,
    /// Where "no" leads.
    pub back: String,
}

impl Confirmation {
    /// Asks before something is destroyed, with the words of these keys.
    pub fn new(ui: &Ui, [question, text, button]: [&'static str; 3], action: String, back: String) -> Self {
        let words = ui.around.words;
        let (question, text, button) = (words.text(question), words.text(text), words.text(button));
        Self { notice: String::new(), question, text, button, kind: "danger", action, kept: None, back }
    }
}

impl Page for Confirmation {
    fn title(&self, _: &Words) -> String {
        self.question.clone()
    }
}
