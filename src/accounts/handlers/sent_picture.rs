//! Receiving an uploaded picture. It is streamed into storage like any file, so that a slow sender takes up no memory,
//! and read as a whole only when it is its turn to be decoded.

use actix_multipart::Multipart;
use actix_web::web::{Bytes, Data};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};

use crate::{
    accounts::picture,
    error::{AppError, AppResult},
    kernel::ids::{BlobId, StudioId},
    storage::BlobStore,
    web::{body::FILE_FIELD, csrf, pace},
};

/// The content of a part.
type Body = LocalBoxStream<'static, AppResult<Bytes>>;

/// The number of bytes of a body that are read, whatever its parts hold. Anything over the limit for a picture is
/// discarded.
pub const MOST_READ: i64 = 4 * picture::MOST_BYTES as i64;
/// The form token and the file, with a few to spare.
const MOST_PARTS: usize = 8;

/// What was received.
pub enum Sent {
    Picture(Spooled),
    /// The form was submitted without a file.
    Nothing,
    TooHeavy,
}

/// A file stored until it is decoded. Removed from storage when dropped.
pub struct Spooled {
    store: Data<dyn BlobStore>,
    studio: StudioId,
    pub blob: BlobId,
    removed: bool,
}

impl Spooled {
    /// Removes the file.
    ///
    /// # Errors
    /// Any error of the store.
    pub async fn remove(mut self) -> AppResult<()> {
        self.store.remove(self.studio, self.blob).await?;
        self.removed = true;
        Ok(())
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // If the runtime is gone (shutdown), the sweep removes the file.
        if !self.removed && tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(self.store.remove(self.studio, self.blob).map(|removed| {
                if let Err(error) = removed {
                    tracing::warn!(%error, "could not remove an uploaded picture; the sweep will");
                }
            }));
        }
    }
}

/// Receives the form. Only the picture is stored, and only until the request has been answered.
///
/// # Errors
/// Bad request, if the body is not our form or is cut short; too many fields; too large, if it is far larger than any
/// picture; too slow; otherwise any error of the store.
pub async fn take_in(mut parts: Multipart, store: &Data<dyn BlobStore>, studio: StudioId) -> AppResult<Sent> {
    let (mut sent, mut chosen, mut seen) = (Sent::Nothing, false, 0);
    while let Some(field) = parts.try_next().await.map_err(pace::broken_off)? {
        seen += 1;
        if seen > MOST_PARTS {
            return Err(AppError::TooManyFields);
        }
        let name = field.name().map(str::to_owned);
        let mut field = pace::pieces(field);
        match name.as_deref() {
            Some(csrf::FIELD) => skip(&mut field).await?,
            Some(FILE_FIELD) if !chosen => {
                let first = field.try_next().await?;
                if let Some(first) = first {
                    chosen = true;
                    sent = keep(first, &mut field, store, studio).await?;
                    // The rest of an oversized file is still read, so that the sender gets the reason rather than a
                    // broken connection.
                    skip(&mut field).await?;
                }
            }
            _ => return Err(AppError::BadRequest),
        }
    }
    Ok(sent)
}

async fn keep(
    first: Bytes,
    field: &mut Body,
    store: &Data<dyn BlobStore>,
    studio: StudioId,
) -> AppResult<Sent> {
    let (mut size, mut heavy) = (0, false);
    let pieces = stream::iter([Ok(first)]).chain(field).map(|piece| {
        let piece = piece?;
        size += piece.len();
        if size > picture::MOST_BYTES {
            heavy = true;
            return Err(AppError::TooLarge);
        }
        Ok(piece)
    });
    let stored = store.put(studio, None, pieces.boxed_local()).await;
    match stored {
        Ok(blob) => {
            let spooled = Spooled { store: store.clone(), studio, blob: blob.id, removed: false };
            Ok(Sent::Picture(spooled))
        }
        Err(_) if heavy => Ok(Sent::TooHeavy),
        Err(error) => Err(error),
    }
}

async fn skip(field: &mut Body) -> AppResult<()> {
    while field.try_next().await?.is_some() {}
    Ok(())
}
