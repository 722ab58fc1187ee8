//! Confirmation before an action that cannot be undone.

use askama::Template;

use super::{Page, Ui, filters};
use crate::words::Words;

/// The page that asks for confirmation before an action that cannot be undone. It is for browsers without scripts: with scripts, a dialog
/// asks, whose button sends `confirmed` along (`buttons::confirm_post`).
#[derive(Template)]
#[template(path = "shared/confirmation.html")]
pub struct Confirmation {
    pub question: String,
    /// Shown above everything else; empty if there is nothing to say.
    pub notice: String,
    /// The consequences of the action.
    pub text: String,
    pub button: String,
    /// The style of the button: `danger` if something is destroyed, otherwise `primary`.
    pub kind: &'static str,
    /// The URL that "yes" is sent to.
    pub action: String,
    /// A field and its value that are sent along.
    pub kept: Option<(&'static str, String)>,
    /// The URL that "no" leads to.
    pub back: String,
}

impl Confirmation {
    /// Asks before something is destroyed, with the texts of these translation keys.
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
