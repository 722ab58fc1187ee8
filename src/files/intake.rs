//! Reads an upload part by part and streams each file straight into storage. Nothing of a refused file is stored.

use std::cell::RefCell;

use actix_multipart::Multipart;
use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};
use uuid::Uuid;

use super::{
    forms::unescaped_name,
    rules::{
        MOST_AT_ONCE,
        kinds::{HEAD_BYTES, Kind, Refusal, TAIL_BYTES, ends_as_archive, verdict},
        name_key,
    },
};
use crate::{
    error::{AppError, AppResult},
    kernel::{
        Sha256,
        ids::{ClientId, StudioId},
        text::FileName,
    },
    storage::{Blob, BlobStore},
    web::{Submission, csrf, form::KEY_FIELD, pace},
};

/// The content of a part.
type Body = LocalBoxStream<'static, AppResult<Bytes>>;

/// The field of the form that holds the files.
pub use crate::web::body::FILE_FIELD as FIELD;

/// A key is a UUID in text form.
const MOST_KEY_BYTES: usize = 64;

/// The maximum number of parts that are read: more than the number of files that are accepted, so that files beyond that number are
/// refused by name.
const MOST_PARTS: usize = 4 * MOST_AT_ONCE;

/// The outcome for one file of an upload.
pub enum Part {
    /// Stored, but not yet part of a project.
    Taken { name: FileName, kind: &'static Kind, blob: Blob },
    /// Refused; nothing of it is stored.
    Refused { shown: String, why: Refusal },
}

/// What an upload may contain.
pub struct Wanted {
    /// How many files at once.
    pub most: usize,
    /// The type that the file must have; `None` if any type is accepted.
    pub stored_as: Option<StoredAs>,
}

/// The type of an existing file that gets another version.
#[derive(Debug, Clone)]
pub struct StoredAs {
    /// Determined from its content.
    pub media_type: String,
    /// Selects one of the kinds with this media type.
    pub extension: String,
}

impl Wanted {
    fn check(&self, kind: &Kind, seen: usize) -> Result<(), Refusal> {
        let other =
            |wanted: &&StoredAs| kind.media_type != wanted.media_type || !kind.is_named(&wanted.extension);
        match self.stored_as.as_ref().filter(other) {
            _ if seen > self.most => Err(Refusal::TooMany { most: self.most }),
            Some(wanted) => Err(Refusal::OtherKind { extension: wanted.extension.clone() }),
            None => Ok(()),
        }
    }
}

/// An upload that is being received.
pub struct Intake<'a> {
    parts: Multipart,
    store: &'a dyn BlobStore,
    studio: StudioId,
    /// The client whose project the files belong to.
    client: ClientId,
    /// The maximum size of a file in bytes.
    most: i64,
    wanted: Wanted,
    seen: usize,
    /// All parts, including tokens and empty ones.
    parts_seen: usize,
    /// How many more bytes of refused files are read and discarded, so that the sender gets a response instead of a broken
    /// connection.
    patience: u64,
    /// Whether the upload has exceeded its limit. Nothing more is read then.
    over: bool,
    /// The form's key, which precedes the files.
    key: Option<Uuid>,
}

impl<'a> Intake<'a> {
    /// Starts at the first part.
    pub fn new(
        parts: Multipart,
        store: &'a dyn BlobStore,
        (studio, client): (StudioId, ClientId),
        most: i64,
        wanted: Wanted,
    ) -> Self {
        Self {
            parts,
            store,
            studio,
            client,
            most,
            wanted,
            seen: 0,
            parts_seen: 0,
            patience: most.unsigned_abs(),
            over: false,
            key: None,
        }
    }

    /// Identifies this file of this form, so that a form that is sent twice adds only one version.
    pub fn submission(&self, place: Uuid, name: &FileName, blob: &Blob) -> Submission {
        let name = name_key(name);
        let parts: [&[u8]; 3] = [place.as_bytes(), blob.sha256.as_bytes(), name.as_bytes()];
        let digest = Sha256::of(parts.concat());
        let key = self.key.map(|key| {
            let of_both = Sha256::of([&key.as_bytes()[..], digest.as_bytes()].concat());
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&of_both.as_bytes()[..16]);
            Uuid::from_bytes(bytes)
        });
        Submission { key, digest, returned: false }
    }

    /// The next file, or `None` after the last one or if the limit was exceeded.
    ///
    /// # Errors
    /// `BadRequest` if the body is not a valid upload or breaks off; an error if it has too many fields or is too slow; otherwise
    /// the store's error.
    pub async fn next(&mut self) -> AppResult<Option<Part>> {
        if self.over {
            return Ok(None);
        }
        while let Some(field) = self.parts.try_next().await.map_err(pace::broken_off)? {
            self.parts_seen += 1;
            if self.parts_seen > MOST_PARTS {
                return Err(AppError::TooManyFields);
            }
            let named =
                field.content_disposition().and_then(|named| named.get_filename()).map(unescaped_name);
            let name = field.name().map(str::to_owned);
            let mut field = pace::pieces(field);
            match (name.as_deref(), named) {
                (Some(csrf::FIELD), None) => self.skip(&mut field, csrf::MOST_BYTES).await?,
                (Some(KEY_FIELD), None) => self.key = key(&mut field).await?,
                (Some(FIELD), Some(named)) => {
                    // An upload form in which no file was chosen still has one part, with an empty name and no content.
                    let head = beginning(&mut field).await?;
                    if named.is_empty() && head.is_empty() {
                        continue;
                    }
                    self.seen += 1;
                    return self.file(field, &named, head).await.map(Some);
                }
                _ => return Err(AppError::BadRequest),
            }
        }
        Ok(None)
    }

    async fn file(&mut self, mut field: Body, named: &str, head: Bytes) -> AppResult<Part> {
        let judged = FileName::parse(named)
            .map_err(Refusal::Name)
            .and_then(|name| verdict(&name, &head).map(|kind| (name, kind)))
            .and_then(|taken| self.wanted.check(taken.1, self.seen).map(|()| taken));
        let outcome = match judged {
            Ok((name, kind)) => self.keep(&mut field, head, kind).await?.map(|blob| (name, kind, blob)),
            Err(why) => Err(why),
        };
        match outcome {
            Ok((name, kind, blob)) => Ok(Part::Taken { name, kind, blob }),
            Err(why) => {
                self.over = matches!(why, Refusal::TooLarge { .. } | Refusal::TogetherTooLarge { .. });
                if !self.over {
                    let patience = self.patience;
                    self.skip(&mut field, patience).await?;
                }
                Ok(Part::Refused { shown: shown(named), why })
            }
        }
    }

    /// Streams a part into the store. If it turns out to be refused on the way, nothing is stored.
    async fn keep(&self, field: &mut Body, head: Bytes, kind: &Kind) -> AppResult<Result<Blob, Refusal>> {
        let passing =
            RefCell::new(Passing { most: self.most, size: 0, tail: BytesMut::new(), refused: None });
        let pieces = stream::iter([Ok(head)]).chain(field).map(|piece| {
            let piece = piece?;
            passing.borrow_mut().count(&piece)?;
            Ok(piece)
        });
        let ended = stream::once(async { passing.borrow_mut().check_end(kind) })
            .filter_map(|end| std::future::ready(end.err().map(Err)));
        let stored = self.store.put(self.studio, Some(self.client), pieces.chain(ended).boxed_local()).await;
        match (stored, passing.into_inner().refused) {
            (Ok(blob), _) => Ok(Ok(blob)),
            (Err(_), Some(why)) => Ok(Err(why)),
            (Err(AppError::TooLarge), None) => Ok(Err(Refusal::TogetherTooLarge { most: self.most })),
            (Err(error), None) => Err(error),
        }
    }

    /// Discards the rest of a part.
    async fn skip(&mut self, field: &mut Body, most: u64) -> AppResult<()> {
        let mut passed = 0;
        while let Some(piece) = field.try_next().await? {
            passed += piece.len() as u64;
            if passed > most {
                return Err(AppError::TooLarge);
            }
        }
        self.patience = self.patience.saturating_sub(passed);
        Ok(())
    }
}

/// What is recorded about the bytes of a part as they pass through.
struct Passing {
    most: i64,
    size: i64,
    /// The last bytes of the part, at least as many as are examined.
    tail: BytesMut,
    refused: Option<Refusal>,
}

impl Passing {
    fn count(&mut self, piece: &Bytes) -> AppResult<()> {
        self.size += piece.len() as i64;
        if self.size > self.most {
            return Err(self.refuse(Refusal::TooLarge { most: self.most }));
        }
        self.tail.extend_from_slice(piece);
        if self.tail.len() > 2 * TAIL_BYTES {
            self.tail = BytesMut::from(&self.tail[self.tail.len() - TAIL_BYTES..]);
        }
        Ok(())
    }

    fn check_end(&mut self, kind: &Kind) -> AppResult<()> {
        let tail = &self.tail[self.tail.len().saturating_sub(TAIL_BYTES)..];
        if !kind.is_archive() && ends_as_archive(tail) { Err(self.refuse(Refusal::Hybrid)) } else { Ok(()) }
    }

    /// Aborts the stream. The error itself is replaced by the refusal in `keep`.
    fn refuse(&mut self, why: Refusal) -> AppError {
        self.refused = Some(why);
        AppError::BadRequest
    }
}

/// The form key in a part; `None` if it is not a valid key.
async fn key(field: &mut Body) -> AppResult<Option<Uuid>> {
    let mut text = BytesMut::new();
    while let Some(piece) = field.try_next().await? {
        text.extend_from_slice(&piece);
        if text.len() > MOST_KEY_BYTES {
            return Err(AppError::TooLarge);
        }
    }
    Ok(Uuid::try_parse_ascii(&text).ok())
}

/// The beginning of a part, as much as is needed to determine its type.
async fn beginning(field: &mut Body) -> AppResult<Bytes> {
    let mut head = BytesMut::with_capacity(HEAD_BYTES);
    while head.len() < HEAD_BYTES {
        let Some(piece) = field.try_next().await? else { break };
        head.extend_from_slice(&piece);
    }
    Ok(head.freeze())
}

/// A refused name, shortened and cleaned for the message.
fn shown(named: &str) -> String {
    let end: String = named.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    crate::kernel::text::line(&end, 80).unwrap_or_else(|_| "–".to_owned())
}
