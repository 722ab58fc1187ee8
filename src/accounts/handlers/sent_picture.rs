//! A picture as it comes in: straight into storage, as every file does, so that a slow sender takes no memory; read as a whole only when
//! it is its turn to be drawn.

use actix_multipart::{Field, Multipart};
use actix_web::web::{Bytes, Data};
use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    stream::{self, Fuse},
};

use crate::{
    accounts::picture,
    error::{AppError, AppResult},
    kernel::ids::{BlobId, StudioId},
    storage::BlobStore,
    web::{csrf, pace},
};

/// The field of the form that holds the file.
pub const FIELD: &str = "file";
/// So much of a form is read, in bytes; what is above the limit of a picture is not kept.
const MOST_READ: usize = 4 * picture::MOST_BYTES;
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
    let (mut sent, mut chosen, mut seen, mut left) = (Sent::Nothing, false, 0, MOST_READ);
    while let Some(field) = parts.try_next().await.map_err(pace::broken_off)? {
        seen += 1;
        if seen > MOST_PARTS {
            return Err(AppError::TooManyFields);
        }
        let name = field.name().map(str::to_owned);
        let mut field = field.fuse();
        match name.as_deref() {
            Some(csrf::FIELD) => skip(&mut field, &mut left).await?,
            Some(FIELD) if !chosen => {
                let first = next(&mut field, &mut left).await?;
                if let Some(first) = first {
                    chosen = true;
                    sent = keep(first, &mut field, &mut left, store, studio).await?;
                    // What is too heavy is still read, so that the sender gets to hear the reason rather than a broken connection.
                    skip(&mut field, &mut left).await?;
                }
            }
            _ => return Err(AppError::BadRequest),
        }
    }
    Ok(sent)
}

async fn keep(
    first: Bytes,
    field: &mut Fuse<Field>,
    left: &mut usize,
    store: &Data<dyn BlobStore>,
    studio: StudioId,
) -> AppResult<Sent> {
    let (mut size, mut heavy) = (0, false);
    let rest = stream::unfold((field, left), |(field, left)| async move {
        let piece = next(field, left).await.transpose()?;
        Some((piece, (field, left)))
    });
    let pieces = stream::iter([Ok(first)]).chain(rest).map(|piece| {
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

async fn next(field: &mut Fuse<Field>, left: &mut usize) -> AppResult<Option<Bytes>> {
    let piece = field.try_next().await.map_err(pace::broken_off)?;
    if let Some(piece) = &piece {
        *left = left.checked_sub(piece.len()).ok_or(AppError::TooLarge)?;
    }
    Ok(piece)
}

async fn skip(field: &mut Fuse<Field>, left: &mut usize) -> AppResult<()> {
    while next(field, left).await?.is_some() {}
    Ok(())
}
