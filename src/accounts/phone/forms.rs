//! The form on the phone.

use serde::Deserialize;

use super::rules::Answer;

/// The number that was chosen, or `none`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    pub number: String,
}

impl AnswerForm {
    /// Parses the form. Returns `None` if it holds no answer.
    pub fn parse(&self) -> Option<Answer> {
        match self.number.as_str() {
            "none" => Some(Answer::NotMe),
            number => number.parse().ok().map(Answer::Number),
        }
    }
}
