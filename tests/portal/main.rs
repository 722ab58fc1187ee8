//! Tests of the portal as people use it: through its routes, with a real database and a real browser.

use reprint_testing as support;

mod access;
mod accounts;
mod activity;
mod audit;
mod backup;
mod clients;
mod costs;
mod dashboard;
mod database;
mod demo;
mod documents;
mod files;
mod held;
mod held_memory;
mod held_reading;
mod house_rules;
mod invoices;
mod jobs;
mod journeys;
mod live;
mod mail;
mod messages;
mod operations;
mod privacy;
mod projects;
mod smoke;
mod stripe;
mod studio;
mod throttling;
mod trial;
mod walls;
mod words;
