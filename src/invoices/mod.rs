//! What a client owes and why: lines, totals, number, standing.

pub mod rules;
