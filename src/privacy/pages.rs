//! The room's pages.

use askama::Template;

use super::{
    forms::{ErasureForm, RetentionForm},
    queries::exports::{self, Export},
    rules::About,
};
use crate::{
    db::Tx,
    error::AppResult,
    urls,
    web::{Page, filters, thing_and_place, titled},
    words::Words,
};

titled! {
    Own = "privacy-own-title";
    Retention = "privacy-retention-title";
}

/// The viewer's own data page.
#[derive(Template)]
#[template(path = "privacy/own.html")]
pub struct Own {
    pub exports: Vec<Export>,
}

/// The page with the actions on the data of a person or a client.
#[derive(Template)]
#[template(path = "privacy/data.html")]
pub struct Data {
    pub name: String,
    pub erased: bool,
    pub is_client: bool,
    /// The address the forms are sent to.
    pub here: String,
    pub erasure: String,
    pub back: String,
    pub exports: Vec<Export>,
    pub form: ErasureForm,
}

impl Data {
    /// Reads the page, with the given state of the erasure form.
    pub fn read(about: About, form: ErasureForm) -> impl FnOnce(&mut Tx) -> AppResult<Self> + Send + 'static {
        move |tx| {
            let (name, erased) = exports::name_of(tx, about)?;
            let (is_client, back, erasure) = match about {
                About::Person(id) => (false, urls::person(id), urls::person_erasure(id)),
                About::Client(id) => (true, urls::client(id), urls::client_erasure(id)),
            };
            let exports = exports::of(tx, about)?;
            Ok(Self { name, erased, is_client, here: about.page(), erasure, back, exports, form })
        }
    }
}

impl Page for Data {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("privacy-data"), &self.name)
    }
}

/// The page of the retention periods.
#[derive(Template)]
#[template(path = "privacy/retention.html")]
pub struct Retention {
    pub form: RetentionForm,
    /// What another user has changed since: the key of the field's name, and its current value.
    pub theirs: Option<Vec<(&'static str, String)>>,
}
