//! An upload as it comes in: part by part, straight into storage, nothing kept of what is refused.

use std::cell::RefCell;

use actix_multipart::Multipart;
use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};
use uuid::Uuid;

use super::{
    forms::as_named,
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

/// What stands in a part.
type Body = LocalBoxStream<'static, AppResult<Bytes>>;

/// The field of the form that holds the files.
pub use crate::web::body::FILE_FIELD as FIELD;

/// A key is a UUID in text.
const MOST_KEY_BYTES: usize = 64;

/// The most parts that are looked at: some more than files are taken, so that who sends too many hears so by name.
const MOST_PARTS: usize = 4 * MOST_AT_ONCE;

/// What became of a part.
pub enum Part {
    /// It is stored, and not yet part of any project.
    Taken { name: FileName, kind: &'static Kind, blob: Blob },
    /// It is not wanted; nothing of it is stored.
    Refused { shown: String, why: Refusal },
}

/// What an upload may bring.
pub struct Wanted {
    /// How many files at once.
    pub most: usize,
    /// As what it has to be stored; none, where any kind is taken.
    pub stored_as: Option<StoredAs>,
}

/// What a file is, of which another version comes.
#[derive(Debug, Clone)]
pub struct StoredAs {
    /// Told from its content.
    pub media_type: String,
    /// Which of the kinds of this media type.
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

/// An upload on its way in.
pub struct Intake<'a> {
    parts: Multipart,
    store: &'a dyn BlobStore,
    studio: StudioId,
    /// Whose project the files are for.
    client: ClientId,
    /// Bytes a file may have.
    most: i64,
    wanted: Wanted,
    seen: usize,
    /// Parts of any kind, empty ones and tokens too.
    parts_seen: usize,
    /// Bytes of refused files that are still read, so that the sender gets to hear the reason rather than a broken connection.
    patience: u64,
    /// Whether more came than an upload may have. Nothing is read any more.
    over: bool,
    /// The form's key, which stands before the files.
    key: Option<Uuid>,
}

impl<'a> Intake<'a> {
    /// Begins with the first part.
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

    /// What tells this file of this form from every other: sent twice, such a form adds one version.
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

    /// The next file, or none when all have come, or when it is pointless to read on.
    ///
    /// # Errors
    /// Bad request, when what comes is no upload of ours or breaks off; too many fields; too slow; else the store's.
    pub async fn next(&mut self) -> AppResult<Option<Part>> {
        if self.over {
            return Ok(None);
        }
        while let Some(field) = self.parts.try_next().await.map_err(pace::broken_off)? {
            self.parts_seen += 1;
            if self.parts_seen > MOST_PARTS {
                return Err(AppError::TooManyFields);
            }
            let named = field.content_disposition().and_then(|named| named.get_filename()).map(as_named);
            let name = field.name().map(str::to_owned);
            let mut field = pace::pieces(field);
            match (name.as_deref(), named) {
                (Some(csrf::FIELD), None) => self.skip(&mut field, csrf::MOST_BYTES).await?,
                (Some(KEY_FIELD), None) => self.key = key(&mut field).await?,
                (Some(FIELD), Some(named)) => {
                    // A form sent without a choice still has one part, without name and bytes.
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

    /// Streams a part into the store. What turns out wrong on the way leaves nothing there.
    async fn keep(&self, field: &mut Body, head: Bytes, kind: &Kind) -> AppResult<Result<Blob, Refusal>> {
        let passing =
            RefCell::new(Passing { most: self.most, size: 0, tail: BytesMut::new(), refused: None });
        let pieces = stream::iter([Ok(head)]).chain(field).map(|piece| {
            let piece = piece?;
            passing.borrow_mut().look_at(&piece)?;
            Ok(piece)
        });
        let ended = stream::once(async { passing.borrow_mut().look_back(kind) })
            .filter_map(|end| std::future::ready(end.err().map(Err)));
        let stored = self.store.put(self.studio, Some(self.client), pieces.chain(ended).boxed_local()).await;
        match (stored, passing.into_inner().refused) {
            (Ok(blob), _) => Ok(Ok(blob)),
            (Err(_), Some(why)) => Ok(Err(why)),
            (Err(AppError::TooLarge), None) => Ok(Err(Refusal::TogetherTooLarge { most: self.most })),
            (Err(error), None) => Err(error),
        }
    }

    /// Reads past the rest of a part.
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

/// What is noted of bytes as they pass.
struct Passing {
    most: i64,
    size: i64,
    /// The last bytes, and somewhat more.
    tail: BytesMut,
    refused: Option<Refusal>,
}

impl Passing {
    fn look_at(&mut self, piece: &Bytes) -> AppResult<()> {
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

    fn look_back(&mut self, kind: &Kind) -> AppResult<()> {
        let tail = &self.tail[self.tail.len().saturating_sub(TAIL_BYTES)..];
        if !kind.is_archive() && ends_as_archive(tail) { Err(self.refuse(Refusal::Hybrid)) } else { Ok(()) }
    }

    /// Ends the stream; the error itself never leaves this room.
    fn refuse(&mut self, why: Refusal) -> AppError {
        self.refused = Some(why);
        AppError::BadRequest
    }
}

/// The key of a form; none, where what stands there is none.
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

/// So much of a part as tells what it is.
async fn beginning(field: &mut Body) -> AppResult<Bytes> {
    let mut head = BytesMut::with_capacity(HEAD_BYTES);
    while head.len() < HEAD_BYTES {
        let Some(piece) = field.try_next().await? else { break };
        head.extend_from_slice(&piece);
    }
    Ok(head.freeze())
}

/// A refused name, cut and cleaned for the sentence that refuses it.
fn shown(named: &str) -> String {
    let end: String = named.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    crate::kernel::text::line(&end, 80).unwrap_or_else(|_| "–".to_owned())
}
