//! The zip file of an export, stored while it is being written: memory use does not depend on its size.

use std::{
    io::{self, Write},
    thread,
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use tokio::{
    runtime::Handle,
    sync::mpsc::{Sender, channel},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    queries::contents::{self, Enclosed},
    rules::About,
    unpacked,
};
use crate::{
    access::SystemViewer,
    error::{AppError, AppResult},
    jobs::Tools,
    kernel::ids::StudioId,
    room::Rooms,
    storage::Blob,
    words::Words,
};

/// The size in bytes of the pieces that are passed to the store.
const PIECE: usize = 64 * 1024;

/// Makes the zip about a person or client and stores it. Blocks the thread. Markers of erasures in the data are replaced by words from
/// `words`.
///
/// # Errors
/// Returns any error of the database or the store; then nothing is stored.
pub fn make(
    tools: &Tools,
    rooms: Rooms,
    studio: StudioId,
    about: About,
    words: &'static Words,
) -> AppResult<Blob> {
    let runtime = Handle::current();
    let (sender, mut receiver) = channel::<AppResult<Bytes>>(4);
    let (at_hand, handle) = (tools.clone(), runtime.clone());
    let writer = thread::spawn(move || {
        let written = write(&at_hand, rooms, &handle, studio, about, words, sender.clone());
        if let Err(error) = written {
            // The stream ends with an error, so the store discards the blob.
            let _ = sender.blocking_send(Err(error));
        }
    });
    let client = match about {
        About::Client(id) => Some(id),
        About::Person(_) => None,
    };
    let incoming = stream::poll_fn(move |context| receiver.poll_recv(context));
    let stored = runtime.block_on(tools.storage.put(studio, client, incoming.boxed_local()));
    match writer.join() {
        Ok(()) => stored,
        Err(_) => {
            if let Ok(blob) = stored {
                runtime.block_on(tools.storage.remove(studio, blob.id))?;
            }
            Err(AppError::Internal("the writer of an export panicked".into()))
        }
    }
}

fn write(
    tools: &Tools,
    rooms: Rooms,
    runtime: &Handle,
    studio: StudioId,
    about: About,
    words: &Words,
    sender: Sender<AppResult<Bytes>>,
) -> AppResult<()> {
    let viewer = SystemViewer::new(studio, "privacy");
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let as_is = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    let mut zip = ZipWriter::new_stream(Pieces { sender, gathered: Vec::with_capacity(PIECE) });
    for (name, statement) in contents::sections(rooms, about) {
        zip.start_file(format!("{name}.json"), packed).map_err(AppError::internal)?;
        let rows = |from| tools.db.read_here(&viewer, |tx| contents::rows(tx, about, statement, from));
        write_array(&mut zip, words, rows)?;
    }
    zip.start_file("manifest.json", packed).map_err(AppError::internal)?;
    write_manifest(
        &mut zip,
        |statement, after: &str| {
            tools.db.read_here(&viewer, |tx| {
                let enclosed = contents::enclosed(tx, about, statement, after)?;
                Ok((contents::manifest(tx, &enclosed)?, enclosed.last().map(|last| last.path.clone())))
            })
        },
        contents::files(rooms, about),
    )?;
    for statement in contents::files(rooms, about) {
        let mut after = String::new();
        loop {
            let enclosed =
                tools.db.read_here(&viewer, |tx| contents::enclosed(tx, about, statement, &after))?;
            let Some(last) = enclosed.last() else { break };
            after.clone_from(&last.path);
            for Enclosed { path, blob_id, size_bytes } in enclosed {
                zip.start_file(unpacked::path(&path), as_is).map_err(AppError::internal)?;
                let mut bytes = tools.storage.read(studio, blob_id, 0..size_bytes.unsigned_abs());
                while let Some(piece) = runtime.block_on(bytes.try_next())? {
                    zip.write_all(&piece).map_err(AppError::internal)?;
                }
            }
        }
    }
    let mut pieces = zip.finish().map_err(AppError::internal)?.into_inner();
    pieces.flush().map_err(AppError::internal)
}

/// Writes a description of each enclosed file, as a JSON array. `rows` returns the rows of a statement's files after a path, and the
/// last path.
fn write_manifest(
    zip: &mut impl Write,
    rows: impl Fn(&'static str, &str) -> AppResult<(Vec<Value>, Option<String>)>,
    statements: impl Iterator<Item = &'static str>,
) -> AppResult<()> {
    let mut begins = "[\n  ";
    for statement in statements {
        let mut after = String::new();
        while let (rows, Some(last)) = rows(statement, &after)? {
            for row in rows {
                write!(zip, "{begins}{row}").map_err(AppError::internal)?;
                begins = ",\n  ";
            }
            after = last;
        }
    }
    let ends = if begins.starts_with('[') { "[]\n" } else { "\n]\n" };
    zip.write_all(ends.as_bytes()).map_err(AppError::internal)
}

/// Writes a JSON array of rows that are read in pieces. `rows` returns those after the given offset.
fn write_array(
    zip: &mut impl Write,
    words: &Words,
    rows: impl Fn(usize) -> AppResult<Vec<String>>,
) -> AppResult<()> {
    let mut written = 0;
    loop {
        let piece = rows(written)?;
        for row in &piece {
            let before = if written == 0 { "[\n  " } else { ",\n  " };
            write!(zip, "{before}{}", words.without_marks(row)).map_err(AppError::internal)?;
            written += 1;
        }
        if piece.len() < contents::STRIDE {
            let end = if written == 0 { "[]\n" } else { "\n]\n" };
            return zip.write_all(end.as_bytes()).map_err(AppError::internal);
        }
    }
}

/// The writer behind the zip: gathers bytes into pieces and passes them on, waiting while the store is slower.
struct Pieces {
    sender: Sender<AppResult<Bytes>>,
    gathered: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.hand_on()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on()
    }
}

impl Pieces {
    fn hand_on(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE)));
        self.sender
            .blocking_send(Ok(piece))
            .map_err(|_| io::Error::other("the store no longer reads the export"))
    }
}
