//! The contents of an export, collected from every room.

use std::collections::HashMap;

use diesel::{prelude::*, sql_types};
use serde_json::json;

use super::super::{rules::About, unpacked};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::{ids::BlobId, sha256::Sha256},
    room::{Rooms, Section},
    schema::blobs,
};

/// The sections of an export.
pub fn sections(rooms: Rooms, about: About) -> impl Iterator<Item = &'static Section> {
    rooms.iter().flat_map(move |room| match about {
        About::Person(_) => room.privacy.of_person,
        About::Client(_) => room.privacy.of_client,
    })
}

/// The number of rows that are read at a time.
pub const STRIDE: usize = 500;

/// At most [`STRIDE`] rows of a section as JSON, skipping the first `from`. Each piece is read in its own transaction, because the
/// store that receives the zip also needs connections.
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

/// A blob in an export, and its path in the zip before it is made safe for unpacking: see [`unpacked::path`].
#[derive(Debug, Clone, QueryableByName)]
pub struct Enclosed {
    #[diesel(sql_type = sql_types::Text)]
    pub path: String,
    #[diesel(sql_type = sql_types::Uuid)]
    pub blob_id: BlobId,
    #[diesel(sql_type = sql_types::BigInt)]
    pub size_bytes: i64,
}

/// The statements that find the files of an export.
pub fn files(rooms: Rooms, about: About) -> impl Iterator<Item = &'static str> {
    let files = rooms.iter().flat_map(move |room| match about {
        About::Person(_) => room.privacy.files_of_person,
        About::Client(_) => room.privacy.files_of_client,
    });
    files.copied()
}

/// The next files that a statement finds, in the order of their paths, after the path `after`.
pub fn enclosed(tx: &mut Tx, about: About, statement: &'static str, after: &str) -> AppResult<Vec<Enclosed>> {
    Ok(diesel::sql_query(statement)
        .bind::<sql_types::Uuid, _>(about.id())
        .bind::<sql_types::Text, _>(after)
        .load(tx.conn())?)
}

/// The manifest entries of files: their path in the zip, their original name, their size and digest.
///
/// # Errors
/// Returns any database error.
pub fn manifest(tx: &mut Tx, enclosed: &[Enclosed]) -> AppResult<Vec<serde_json::Value>> {
    let ids = enclosed.iter().map(|file| file.blob_id);
    let hashes: HashMap<BlobId, Option<Sha256>> = blobs::table
        .filter(blobs::id.eq_any(ids.collect::<Vec<_>>()))
        .select((blobs::id, blobs::sha256))
        .load::<(BlobId, Option<Sha256>)>(tx.conn())?
        .into_iter()
        .collect();
    let told = |file: &Enclosed| {
        let (path, name) = (unpacked::path(&file.path), file.path.rsplit('/').next());
        let sha256 = hashes.get(&file.blob_id).copied().flatten().map(|hash| hash.to_string());
        json!({ "path": path, "name": name, "size_bytes": file.size_bytes, "sha256": sha256 })
    };
    Ok(enclosed.iter().map(told).collect())
}
