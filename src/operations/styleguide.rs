//! The style guide: every component in every state. Only in development.

use actix_web::web::Data;
use askama::Template;

use crate::{
    config::Config,
    error::{AppError, AppResult},
    web::{Page, Ui, filters},
    words::Words,
};

#[derive(Template)]
#[template(path = "styleguide.html")]
struct Styleguide;

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
    ui.page(&Styleguide)
}
