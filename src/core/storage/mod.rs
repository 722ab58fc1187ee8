//! The storage of bytes: a trait, and its implementation with chunks in Postgres.
//!
//! Large files are streamed through a [`BlobStore`], in constant memory. Small documents (a PDF, a logo) are stored and read as a whole, in
//! the transaction of the row they belong to: [`put_bytes`], [`bytes`].

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

/// Stored bytes, complete and immutable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    pub id: BlobId,
    pub size_bytes: i64,
    pub sha256: Sha256,
}

/// Bytes that are being uploaded. They arrive at the sender's pace, and may end in an error.
pub type Incoming<'a> = LocalBoxStream<'a, AppResult<Bytes>>;

/// Bytes that are being downloaded, at the reader's pace.
pub type Outgoing = BoxStream<'static, AppResult<Bytes>>;

/// Stores bytes. It does not check rights: who may write into a project or read a version is decided beforehand, by the room.
pub trait BlobStore: Send + Sync {
    /// Stores bytes until the stream ends; they belong to a client, or if there is none, to the studio. If the future is dropped or the
    /// stream fails, nothing is left behind.
    ///
    /// # Errors
    /// The errors of the stream and of the store.
    fn put<'a>(
        &'a self,
        studio: StudioId,
        client: Option<ClientId>,
        bytes: Incoming<'a>,
    ) -> LocalBoxFuture<'a, AppResult<Blob>>;

    /// Reads the bytes of a range, which must lie within the blob.
    fn read(&self, studio: StudioId, blob: BlobId, range: Range<u64>) -> Outgoing;

    /// Deletes a blob that nothing refers to.
    ///
    /// # Errors
    /// The errors of the store.
    fn remove(&self, studio: StudioId, blob: BlobId) -> BoxFuture<'static, AppResult<()>>;
}

/// The system viewer that reads and writes bytes on behalf of any user. Client users have no access to chunks themselves.
fn keeper(studio: StudioId) -> SystemViewer {
    SystemViewer::new(studio, "storage")
}
