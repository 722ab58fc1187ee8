//! Where bytes are kept: one trait, and chunks in Postgres behind it.
//!
//! Large files stream through a [`BlobStore`], in memory of the same size whatever theirs. Small documents (a PDF, a logo) go in
//! and out as a whole, inside the transaction of what they belong to: [`put_bytes`], [`bytes`].

mod postgres;
mod whole;

use std::ops::Range;

use bytes::Bytes;
use futures_util::{
    future::{BoxFuture, LocalBoxFuture},
    stream::{BoxStream, LocalBoxStream},
};

pub use self::{
    postgres::{InPostgres, discard, let_go, sweep},
    whole::{bytes, put_bytes},
};
use crate::{
    access::SystemViewer,
    error::AppResult,
    kernel::{
        ids::{BlobId, ClientId, StudioId},
        sha256::Sha256,
    },
};

/// Bytes that are kept, whole and unchanging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    pub id: BlobId,
    pub size_bytes: i64,
    pub sha256: Sha256,
}

/// Bytes on their way in. They come at the sender's pace, and may end in an error.
pub type Incoming<'a> = LocalBoxStream<'a, AppResult<Bytes>>;

/// Bytes on their way out, at the reader's pace.
pub type Outgoing = BoxStream<'static, AppResult<Bytes>>;

/// Keeps bytes. It asks nobody's rights: who may write into a project or read a version is decided before, by the room that knows.
pub trait BlobStore: Send + Sync {
    /// Takes in bytes until their end: a client's, or with none the studio's own. Dropped half-way, or ended by an error, it leaves nothing behind.
    ///
    /// # Errors
    /// The stream's own, and the store's.
    fn put<'a>(
        &'a self,
        studio: StudioId,
        client: Option<ClientId>,
        bytes: Incoming<'a>,
    ) -> LocalBoxFuture<'a, AppResult<Blob>>;

    /// The bytes of a range, which must lie within the blob.
    fn read(&self, studio: StudioId, blob: BlobId, range: Range<u64>) -> Outgoing;

    /// Forgets a blob that nothing points at.
    ///
    /// # Errors
    /// The store's own.
    fn remove(&self, studio: StudioId, blob: BlobId) -> BoxFuture<'static, AppResult<()>>;
}

/// Under whose name bytes are moved, for whomever they are. Client users reach no chunk themselves.
fn keeper(studio: StudioId) -> SystemViewer {
    SystemViewer::new(studio, "storage")
}
