use actix_web::web::Bytes;

use crate::events::Cursor;

/// A piece of an event stream, with its position.
#[derive(Debug, Clone)]
pub struct Frame {
    at: Cursor,
    kind: Kind,
    bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    Beat,
    Word,
}

impl Frame {
    /// HTML for the page.
    pub fn message(at: Cursor, html: &str) -> Self {
        let mut text = format!("id: {at}\n");
        // Each of the three is a line break in an event stream; in HTML they are equivalent.
        for line in html.trim_end().replace("\r\n", "\n").split(['\n', '\r']) {
            text.push_str("data: ");
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
        Self { at, kind: Kind::Message, bytes: text.into() }
    }

    /// A heartbeat, and how far the stream has come: events before that position were not for this stream.
    pub fn beat(at: Cursor) -> Self {
        Self { at, kind: Kind::Beat, bytes: format!(": still here\nid: {at}\n\n").into() }
    }

    /// Tells the page to reload itself: it has missed too much to be updated event by event.
    pub fn resync(at: Cursor) -> Self {
        Self { at, kind: Kind::Word, bytes: format!("event: resync\nid: {at}\ndata: again\n\n").into() }
    }

    /// Tells the page that a newer tab has taken over its stream, so that it does not reconnect by itself.
    pub fn elsewhere(at: Cursor) -> Self {
        Self { at, kind: Kind::Word, bytes: "event: elsewhere\ndata: open\n\n".into() }
    }

    /// The frame for a stream that has already reached `place`, by replay or on an instance that was ahead. Its position never goes back.
    pub fn after(self, place: Cursor) -> Option<Self> {
        match self.kind {
            Kind::Message if self.at <= place => None,
            Kind::Beat if self.at < place => Some(Self { bytes: ": still here\n\n".into(), ..self }),
            _ => Some(self),
        }
    }

    /// The bytes to send.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_line() {
        let frame = Frame::message(Cursor { xid: 7, id: 1 }, "<p>a\r\nid: 9-9\rdata: x\n\nevent: y</p>\n");
        assert_eq!(
            frame.bytes,
            "id: 7-1\ndata: <p>a\ndata: id: 9-9\ndata: data: x\ndata: \ndata: event: y</p>\n\n"
        );
    }
}
