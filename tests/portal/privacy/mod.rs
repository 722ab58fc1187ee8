//! What is kept about people: taken along, erased, gone when its time is over.

mod addresses;
mod by_id;
mod classification;
mod erasure;
mod exports;
mod lasting;
mod left;
mod retention;
mod well_known;
