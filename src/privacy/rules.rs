//! The subject of an export or erasure, pseudonyms, and retention periods.

use uuid::Uuid;

use crate::{
    audit::Subject,
    kernel::ids::{ClientId, UserId},
    urls,
};

/// The person or client whose data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Person(UserId),
    Client(ClientId),
}

impl About {
    /// The page with the actions on their data.
    pub fn page(self) -> String {
        match self {
            Self::Person(id) => urls::person_data(id),
            Self::Client(id) => urls::client_data(id),
        }
    }

    /// The subject of audit entries about it.
    pub fn subject(self) -> Subject {
        match self {
            Self::Person(id) => id.into(),
            Self::Client(id) => id.into(),
        }
    }

    /// The id of the person or client.
    pub fn id(self) -> Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Client(id) => id.uuid(),
        }
    }
}

/// Four characters that distinguish a pseudonym from others: always the same for an id, and independent of the person.
pub fn mark(id: Uuid) -> String {
    let text = id.simple().to_string().to_uppercase();
    text[text.len() - 4..].to_owned()
}

/// An address that belongs to nobody: `.invalid` is reserved for that (RFC 2606).
pub fn nobodys_address(id: Uuid) -> String {
    format!("{}@erased.invalid", id.simple())
}

/// The retention periods in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    pub feed: i32,
    pub mail: i32,
    pub session: i32,
    pub link: i32,
    pub export: i32,
    pub trash: i32,
    pub audit: i32,
}

impl Default for Periods {
    fn default() -> Self {
        Self { feed: 1095, mail: 365, session: 30, link: 30, export: 7, trash: 30, audit: 3653 }
    }
}

impl Periods {
    /// The differences of the current periods from these: the key of the field's name, and its current value.
    pub fn differences(&self, now: &Self) -> Vec<(&'static str, String)> {
        [
            ("privacy-keep-feed", self.feed, now.feed),
            ("privacy-keep-mail", self.mail, now.mail),
            ("privacy-keep-session", self.session, now.session),
            ("privacy-keep-link", self.link, now.link),
            ("privacy-keep-export", self.export, now.export),
            ("privacy-keep-trash", self.trash, now.trash),
            ("privacy-keep-audit", self.audit, now.audit),
        ]
        .into_iter()
        .filter(|(_, meant, theirs)| meant != theirs)
        .map(|(key, _, theirs)| (key, theirs.to_string()))
        .collect()
    }
}

/// The minimum and maximum of each of the [`Periods`], in days.
pub struct Limits {
    pub feed: (i32, i32),
    pub mail: (i32, i32),
    pub session: (i32, i32),
    pub link: (i32, i32),
    pub export: (i32, i32),
    pub trash: (i32, i32),
    pub audit: (i32, i32),
}

/// The limits that apply to every studio.
pub const LIMITS: Limits = Limits {
    feed: (30, 7305),
    mail: (30, 3653),
    session: (1, 365),
    link: (1, 365),
    export: (1, 30),
    trash: (1, 365),
    audit: (730, 36525),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_depends_only_on_the_id() {
        let id = Uuid::from_u128(0x0190_7F3A);
        assert_eq!(mark(id), "7F3A");
        assert_eq!(nobodys_address(id), "00000000000000000000000001907f3a@erased.invalid");
    }
}
