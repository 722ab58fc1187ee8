//! What is kept about people: taken along, erased, gone when its time is over.

mod classification;
mod erasure;
mod exports;
mod retention;
mod well_known;
