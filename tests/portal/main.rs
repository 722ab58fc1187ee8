//! The portal, tried as people use it: through its routes, in a real database, in a real browser.

mod support;

mod database;
mod documents;
mod files;
mod house_rules;
mod invoices;
mod live;
mod messages;
mod smoke;
mod walls;
