//! The style guide: every component in every state. Only in development.

use actix_web::web::Data;
use askama::Template;

use crate::{
    config::Config,
    error::{AppError, AppResult},
    web::{Fault, Field, Form, Page, Ui, field::ticked, filters, form},
    words::Words,
};

form! {
    /// A form with a field of every kind.
    pub struct SampleForm of SampleText {
        pub name: Field,
        pub email: Field,
        pub due_on: Field,
        pub tax: Field,
        pub kind: Field,
        pub note: Field,
        pub who: Field,
        pub mail: Field,
        pub agree: Field,
    }
}

impl SampleForm {
    fn filled() -> Self {
        let form = Self::from(SampleText {
            email: "ana@birchandbeam.example".into(),
            due_on: "2026-12-04".into(),
            tax: "abc".into(),
            kind: "1".into(),
            note: "The spot varnish sits 2 mm too far left.".into(),
            who: "all".into(),
            mail: ticked(true),
            ..SampleText::default()
        });
        let form = form.refused(|form| &mut form.name, Fault::new("fault-empty"));
        let form = form.refused(|form| &mut form.tax, Fault::new("fault-number"));
        form.refused(|form| &mut form.agree, Fault::new("fault-choice"))
    }
}

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide {
    form: SampleForm,
}

impl Page for Styleguide {
    fn title(&self, _: &Words) -> String {
        "Styleguide".to_owned()
    }
}

/// Shows the style guide. Does not exist in production.
pub async fn show(config: Data<Config>, ui: Ui) -> AppResult {
    if config.production {
        return Err(AppError::NotFound);
    }
    ui.page(&Styleguide { form: SampleForm::filled() })
}
