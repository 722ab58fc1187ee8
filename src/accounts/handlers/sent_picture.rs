//! A picture as it comes in: straight into storage, as every file does, so that a slow sender takes no memory; read as a whole only when
//! it is its turn to be drawn.

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

/// What stands in a part.
type Body = LocalBoxStream<'static, AppResult<Bytes>>;

/// So much of a body is read, in bytes, whatever stands between its parts; what is above the limit of a picture is not kept.
pub const MOST_READ: i64 = 4 * picture::MOST_BYTES as i64;
/// Token and file, and little to spare.
const MOST_PARTS: usize = 8;

/// What came.
pub enum Sent {
    Picture(Spooled),
    /// A form without a choice.
    Nothing,
    TooHeavy,
}

/// A file that waits in storage until it is drawn. Dropped, it is removed.
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
    /// The store's.
    pub async fn remove(mut self) -> AppResult<()> {
        self.store.remove(self.studio, self.blob).await?;
        self.removed = true;
        Ok(())
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        // Where there is no runtime any more (shutdown), the sweep finds it.
        if !self.removed && tokio::runtime::Handle::try_current().is_ok() {
            tokio::spawn(self.store.remove(self.studio, self.blob).map(|removed| {
                if let Err(error) = removed {
                    tracing::warn!(%error, "a picture that was not drawn waits for the sweep");
                }
            }));
        }
    }
}

/// Takes in the form. Nothing of it stays but the picture, and that only as long as what is answered.
///
/// # Errors
/// Bad request, when what comes is no form of ours or breaks off; too many fields; too large, when so much more comes than a picture has
/// that nobody means it; too slow; else the store's.
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
                    // What is too heavy is still read, so that the sender gets to hear the reason rather than a broken connection.
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
