//! Every route, tried by every kind of user (security.md, AUTHZ, CSRF and HEAD). The sweeps iterate over the table from which the app
//! registers its routes, so a new route is tested automatically. `table.txt` lists the expected status for each user, and `fields.txt`
//! the fields of each form.

mod answered;
mod asking;
mod doubles;
mod edits;
mod entering;
mod exposure;
mod fields;
mod foreign;
mod forgery;
mod headers;
pub mod kept;
pub mod late;
mod masses;
mod matrix;
mod mistakes;
mod moved;
mod oddities;
mod pages;
mod proof;
mod races;
mod returning;
mod statements;
mod statuses;
pub mod sweep;
mod titles;
mod twice;
mod unproven;
