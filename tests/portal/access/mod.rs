//! Every route, tried by everyone (security.md, AUTHZ, CSRF and HEAD). The sweeps walk the table the app itself registers from, so
//! that a new route is tested by being born; what each answers to whom stands in `table.txt`, and what each form may carry in
//! `fields.txt`.

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
