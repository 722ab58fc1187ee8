//! Personal data: exported, erased, and deleted after its retention period.

mod addresses;
mod by_id;
mod classification;
mod erased_client;
pub mod erasure;
mod exports;
mod lasting;
mod left;
mod long;
mod marks;
mod old_marks;
mod retention;
mod under_way;
mod well_known;
