use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::postgres::CHUNK_BYTES;
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{BlobId, ClientId},
        sha256::Sha256,
    },
    schema::{blob_chunks, blobs},
};

/// The maximum size of a document that is held in memory as a whole, in bytes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Stores a small document in the caller's transaction; it belongs to a client, or if there is none, to the studio.
///
/// # Errors
/// Too large if it exceeds 32 MiB; database errors.
pub fn put_bytes(tx: &mut Tx, client: Option<ClientId>, bytes: &[u8]) -> AppResult<BlobId> {
    if bytes.len() > MOST_BYTES {
        return Err(AppError::TooLarge);
    }
    let (id, now) = (BlobId::new(), tx.now);
    diesel::insert_into(blobs::table)
        .values((
            blobs::id.eq(id),
            blobs::client_id.eq(client),
            blobs::size_bytes.eq(bytes.len() as i64),
            blobs::sha256.eq(Sha256::of(bytes)),
            blobs::created_at.eq(now),
            blobs::completed_at.eq(now),
        ))
        .execute(tx.conn())?;
    for (position, chunk) in (0..).zip(bytes.chunks(CHUNK_BYTES)) {
        diesel::insert_into(blob_chunks::table)
            .values((
                blob_chunks::blob_id.eq(id),
                blob_chunks::position.eq(position),
                blob_chunks::bytes.eq(chunk),
            ))
            .execute(tx.conn())?;
    }
    Ok(id)
}

/// Reads a small document as a whole.
///
/// # Errors
/// Not found if it does not exist or is incomplete; too large if it exceeds 32 MiB.
pub fn bytes(tx: &mut Tx, id: BlobId) -> AppResult<Vec<u8>> {
    let (size, completed_at): (i64, Option<DateTime<Utc>>) = blobs::table
        .filter(blobs::id.eq(id))
        .select((blobs::size_bytes, blobs::completed_at))
        .first(tx.conn())?;
    let size = usize::try_from(size).map_err(AppError::internal)?;
    if completed_at.is_none() {
        return Err(AppError::NotFound);
    }
    if size > MOST_BYTES {
        return Err(AppError::TooLarge);
    }
    let chunks: Vec<Vec<u8>> = blob_chunks::table
        .filter(blob_chunks::blob_id.eq(id))
        .order(blob_chunks::position)
        .select(blob_chunks::bytes)
        .load(tx.conn())?;
    let whole = chunks.concat();
    if whole.len() == size { Ok(whole) } else { Err(AppError::Internal(format!("blob {id} is incomplete"))) }
}
