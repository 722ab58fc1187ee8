use actix_web::web::Bytes;

use crate::events::Cursor;

/// A piece of the stream, in its place.
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
        // Each of the three ends a line of the stream; HTML does not mind which it was.
        for line in html.trim_end().replace("\r\n", "\n").split(['\n', '\r']) {
            text.push_str("data: ");
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
        Self { at, kind: Kind::Message, bytes: text.into() }
    }

    /// A sign of life, and how far the stream has come: what lies before was not for this stream.
    pub fn beat(at: Cursor) -> Self {
        Self { at, kind: Kind::Beat, bytes: format!(": still here\nid: {at}\n\n").into() }
    }

    /// The page is to fetch itself anew: what it missed cannot be told one by one.
    pub fn resync(at: Cursor) -> Self {
        Self { at, kind: Kind::Word, bytes: format!("event: resync\nid: {at}\ndata: again\n\n").into() }
    }

    /// A newer tab has taken this one's stream: the page is not to come back for it by itself.
    pub fn elsewhere(at: Cursor) -> Self {
        Self { at, kind: Kind::Word, bytes: "event: elsewhere\ndata: open\n\n".into() }
    }

    /// As a stream takes it that has come to `place` already, by replay or on an instance that was ahead: never back.
    pub fn after(self, place: Cursor) -> Option<Self> {
        match self.kind {
            Kind::Message if self.at <= place => None,
            Kind::Beat if self.at < place => Some(Self { bytes: ": still here\n\n".into(), ..self }),
            _ => Some(self),
        }
    }

    /// As it goes out.
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
