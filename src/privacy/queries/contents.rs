//! What an export holds: every room's part of it.

use diesel::{prelude::*, sql_types};

use super::super::rules::About;
use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::BlobId,
    room::{Rooms, Section},
};

/// The sections about someone.
pub fn sections(rooms: Rooms, about: About) -> impl Iterator<Item = &'static Section> {
    rooms.iter().flat_map(move |room| match about {
        About::Person(_) => room.privacy.of_person,
        About::Client(_) => room.privacy.of_client,
    })
}

/// So many rows are read at a time.
pub const STRIDE: usize = 500;

/// At most [`STRIDE`] rows of a section as JSON, after the first `from`. Each piece is a transaction of its own, since the store that takes the
/// zip needs connections, too.
pub fn rows(tx: &mut Tx, about: About, statement: &'static str, from: usize) -> AppResult<Vec<String>> {
    let rows: Vec<Row> = diesel::sql_query(statement)
        .bind::<sql_types::Uuid, _>(about.id())
        .bind::<sql_types::BigInt, _>(from as i64)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.row.to_string()).collect())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Jsonb)]
    row: serde_json::Value,
}

/// Bytes that go along, and where in the zip they stand.
#[derive(Debug, Clone, QueryableByName)]
pub struct Enclosed {
    #[diesel(sql_type = sql_types::Text)]
    pub path: String,
    #[diesel(sql_type = sql_types::Uuid)]
    pub blob_id: BlobId,
    #[diesel(sql_type = sql_types::BigInt)]
    pub size_bytes: i64,
}

/// The statements that find the files about someone.
pub fn files(rooms: Rooms, about: About) -> impl Iterator<Item = &'static str> {
    let files = rooms.iter().flat_map(move |room| match about {
        About::Person(_) => room.privacy.files_of_person,
        About::Client(_) => room.privacy.files_of_client,
    });
    files.copied()
}

/// The first so many files that a statement finds about someone, whose paths come after one.
pub fn enclosed(tx: &mut Tx, about: About, statement: &'static str, after: &str) -> AppResult<Vec<Enclosed>> {
    Ok(diesel::sql_query(statement)
        .bind::<sql_types::Uuid, _>(about.id())
        .bind::<sql_types::Text, _>(after)
        .load(tx.conn())?)
}
