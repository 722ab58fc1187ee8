//! Where bytes are kept: one trait, and chunks in Postgres behind it.
