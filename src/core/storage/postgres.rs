//! Blobs as rows: chunks of a fixed size, each written and read in a short transaction of its own, so that a slow sender or reader does not
//! occupy a connection.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use chrono::Duration;
use diesel::{
    prelude::*,
    sql_types::{self, Timestamptz},
};
use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, LocalBoxFuture},
    stream,
};

use super::{Blob, BlobStore, Incoming, Outgoing, keeper};
use crate::{
    access::SystemViewer,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        ids::{BlobId, ClientId, StudioId},
        sha256::Sha256Hasher,
    },
    schema::{blob_chunks, blobs},
};

/// The size of every chunk except a blob's last. Stored blobs depend on it: positions are computed from it.
pub(super) const CHUNK_BYTES: usize = 256 * 1024;

/// The number of chunks that are deleted in one transaction; more would exceed the statement's time limit.
const DELETED_AT_ONCE: i32 = 256;

/// Blobs in the tables `blobs` and `blob_chunks`.
#[derive(Clone)]
pub struct InPostgres {
    db: Db,
}

impl InPostgres {
    /// Creates a store in this database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    async fn take_in(
        &self,
        studio: StudioId,
        client: Option<ClientId>,
        mut incoming: Incoming<'_>,
    ) -> AppResult<Blob> {
        let mut draft = self.open(studio, client).await?;
        let mut buffer = BytesMut::with_capacity(CHUNK_BYTES);
        while let Some(piece) = incoming.next().await {
            let mut piece = piece?;
            while !piece.is_empty() {
                let fitting = piece.len().min(CHUNK_BYTES - buffer.len());
                buffer.extend_from_slice(&piece.split_to(fitting));
                if buffer.len() == CHUNK_BYTES {
                    draft.append(buffer.split().freeze()).await?;
                    buffer.reserve(CHUNK_BYTES);
                }
            }
        }
        if !buffer.is_empty() {
            draft.append(buffer.freeze()).await?;
        }
        draft.complete().await
    }

    async fn open(&self, studio: StudioId, client: Option<ClientId>) -> AppResult<Draft> {
        let (id, keeper) = (BlobId::new(), keeper(studio));
        let opened = self.db.write(&keeper, move |tx| {
            let row = (blobs::id.eq(id), blobs::client_id.eq(client), blobs::created_at.eq(tx.now));
            Ok(diesel::insert_into(blobs::table).values(row).execute(tx.conn())?)
        });
        opened.await?;
        Ok(Draft {
            db: self.db.clone(),
            keeper,
            id,
            position: 0,
            size_bytes: 0,
            hasher: Sha256Hasher::new(),
            done: false,
        })
    }
}

impl BlobStore for InPostgres {
    fn put<'a>(
        &'a self,
        studio: StudioId,
        client: Option<ClientId>,
        bytes: Incoming<'a>,
    ) -> LocalBoxFuture<'a, AppResult<Blob>> {
        self.take_in(studio, client, bytes).boxed_local()
    }

    fn read(&self, studio: StudioId, blob: BlobId, range: Range<u64>) -> Outgoing {
        let db = self.db.clone();
        // Reads one chunk ahead.
        stream::iter(slices(range))
            .map(move |slice| {
                let db = db.clone();
                async move { db.read(&keeper(studio), move |tx| chunk(tx, blob, slice)).await }
            })
            .buffered(2)
            .boxed()
    }

    fn remove(&self, studio: StudioId, blob: BlobId) -> BoxFuture<'static, AppResult<()>> {
        remove(self.db.clone(), keeper(studio), blob).boxed()
    }
}

/// A blob that is still being received. It is deleted if it is dropped before it is complete.
struct Draft {
    db: Db,
    keeper: SystemViewer,
    id: BlobId,
    position: i32,
    size_bytes: i64,
    hasher: Sha256Hasher,
    done: bool,
}

impl Draft {
    async fn append(&mut self, chunk: Bytes) -> AppResult<()> {
        let (id, position, length) = (self.id, self.position, chunk.len() as i64);
        let mut hasher = std::mem::take(&mut self.hasher);
        let written = self.db.write(&self.keeper, move |tx| {
            hasher.update(&chunk);
            let row = (
                blob_chunks::blob_id.eq(id),
                blob_chunks::position.eq(position),
                blob_chunks::bytes.eq(&chunk[..]),
            );
            diesel::insert_into(blob_chunks::table).values(row).execute(tx.conn())?;
            Ok(hasher)
        });
        self.hasher = written.await?;
        self.position += 1;
        self.size_bytes += length;
        Ok(())
    }

    async fn complete(mut self) -> AppResult<Blob> {
        let sha256 = std::mem::take(&mut self.hasher).finish();
        let blob = Blob { id: self.id, size_bytes: self.size_bytes, sha256 };
        let completed = self.db.write(&self.keeper, move |tx| {
            let now = tx.now;
            let facts = (
                blobs::size_bytes.eq(blob.size_bytes),
                blobs::sha256.eq(blob.sha256),
                blobs::completed_at.eq(now),
            );
            // If the sender took more than a day, the sweep has deleted the blob, and there is nothing left to complete.
            match diesel::update(blobs::table.filter(blobs::id.eq(blob.id))).set(facts).execute(tx.conn())? {
                1 => Ok(()),
                _ => Err(AppError::Internal(format!("blob {} was deleted before it was complete", blob.id))),
            }
        });
        completed.await?;
        self.done = true;
        Ok(blob)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        // If there is no runtime any more (at shutdown), the sweep will find it.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (removal, id) = (remove(self.db.clone(), self.keeper.clone(), self.id), self.id);
        runtime.spawn(async move {
            if let Err(error) = removal.await {
                tracing::warn!(blob = %id, %error, "an unfinished blob is left to the sweep");
            }
        });
    }
}

/// A part of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slice {
    position: i32,
    within: Range<usize>,
}

/// The parts of chunks that make up a range.
fn slices(range: Range<u64>) -> impl Iterator<Item = Slice> + Send {
    const CHUNK: u64 = CHUNK_BYTES as u64;
    let chunks = if range.is_empty() { 0..0 } else { range.start / CHUNK..range.end.div_ceil(CHUNK) };
    chunks.map(move |position| {
        let begins = position * CHUNK;
        let within = range.start.saturating_sub(begins)..(range.end - begins).min(CHUNK);
        Slice { position: position as i32, within: within.start as usize..within.end as usize }
    })
}

fn chunk(tx: &mut Tx, blob: BlobId, slice: Slice) -> AppResult<Bytes> {
    let found: Option<Vec<u8>> = blob_chunks::table
        .filter(blob_chunks::blob_id.eq(blob).and(blob_chunks::position.eq(slice.position)))
        .select(blob_chunks::bytes)
        .first(tx.conn())
        .optional()?;
    found
        .map(Bytes::from)
        .filter(|bytes| bytes.len() >= slice.within.end)
        .map(|bytes| bytes.slice(slice.within))
        .ok_or_else(|| AppError::Internal(format!("blob {blob} lacks chunk {}", slice.position)))
}

async fn remove(db: Db, keeper: SystemViewer, blob: BlobId) -> AppResult<()> {
    while db.write(&keeper, move |tx| remove_some(tx, blob)).await? {}
    Ok(())
}

/// Deletes some chunks of a blob, or, once there are none left, the blob itself. Returns whether there is more to do.
fn remove_some(tx: &mut Tx, blob: BlobId) -> AppResult<bool> {
    let chunks = blob_chunks::table.filter(blob_chunks::blob_id.eq(blob));
    let last: Option<i32> = chunks.select(diesel::dsl::max(blob_chunks::position)).first(tx.conn())?;
    let Some(last) = last else {
        diesel::delete(blobs::table.filter(blobs::id.eq(blob))).execute(tx.conn())?;
        return Ok(false);
    };
    diesel::delete(chunks.filter(blob_chunks::position.gt(last - DELETED_AT_ONCE))).execute(tx.conn())?;
    Ok(true)
}

/// Deletes blobs that have been incomplete for more than a day, and complete ones that nothing has referred to for a day: a crash between
/// the last byte and the row that refers to it leaves these behind. Called by the job `blobs.sweep`. Returns how many it deleted.
pub fn sweep(db: &Db, studio: StudioId) -> AppResult<usize> {
    let keeper = keeper(studio);
    db.write_here(&keeper, give_up_strays)?;
    let left: Vec<BlobId> = db.read_here(&keeper, |tx| {
        let a_day_ago = tx.now - Duration::days(1);
        let unfinished = blobs::completed_at.is_null().and(blobs::created_at.lt(a_day_ago));
        Ok(blobs::table.filter(unfinished).select(blobs::id).load(tx.conn())?)
    })?;
    for blob in &left {
        remove_here(db, &keeper, *blob)?;
    }
    Ok(left.len())
}

/// Deletes a blob that nothing refers to any more, for a job that just deleted the reference.
pub fn discard(db: &Db, studio: StudioId, blob: BlobId) -> AppResult<()> {
    remove_here(db, &keeper(studio), blob)
}

/// Deletes a blob in the transaction that deleted a reference to it, unless something else still refers to it: for bytes that must be gone
/// when that transaction commits.
pub fn let_go(tx: &mut Tx, blob: BlobId) -> AppResult<()> {
    let held: bool = diesel::select(blob_is_held(tx.scope.studio, blob)).get_result(tx.conn())?;
    while !held && remove_some(tx, blob)? {}
    Ok(())
}

diesel::define_sql_function! {
    fn blob_is_held(studio: sql_types::Uuid, blob: sql_types::Uuid) -> sql_types::Bool;
}

fn remove_here(db: &Db, keeper: &SystemViewer, blob: BlobId) -> AppResult<()> {
    while db.write_here(keeper, |tx| remove_some(tx, blob))? {}
    Ok(())
}

/// Marks unreferenced blobs as unfinished, so that they are deleted.
fn give_up_strays(tx: &mut Tx) -> AppResult<()> {
    diesel::sql_query("select give_up_stray_blobs($1)")
        .bind::<Timestamptz, _>(tx.now - Duration::days(1))
        .execute(tx.conn())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_divided_into_slices_of_chunks() {
        let of = |range| slices(range).map(|slice| (slice.position, slice.within)).collect::<Vec<_>>();
        let chunk = CHUNK_BYTES as u64;
        assert_eq!(of(0..0), []);
        assert_eq!(of(5..5), []);
        assert_eq!(of(0..1), [(0, 0..1)]);
        assert_eq!(of(0..chunk), [(0, 0..CHUNK_BYTES)]);
        assert_eq!(of(chunk..chunk + 1), [(1, 0..1)]);
        assert_eq!(
            of(chunk - 2..2 * chunk + 3),
            [(0, CHUNK_BYTES - 2..CHUNK_BYTES), (1, 0..CHUNK_BYTES), (2, 0..3)]
        );
    }
}
