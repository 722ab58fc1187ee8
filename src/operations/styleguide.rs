//! Every component in every state, for those who build. Only in development.

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

/// The page. In production there is none.
pub async fn show(config: Data<Config>, ui: Ui) -> AppResult {
    if config.production {
        return Err(AppError::NotFound);
    }
    ui.page(&Styleguide)
}
