//! What stands in rows in place of what was erased. The marks are the same in every language, and become words when a page is put together:
//! each reader has them in their own.

/// In place of what somebody wrote.
pub const TEXT: &str = "[erased]";
/// In place of a project's name.
pub const PROJECT: &str = "erased-project";

/// Whose name it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    Contact,
    Colleague,
    Client,
}

impl Former {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Colleague, Self::Client];

    /// What stands in place of a name, with some signs that tell it from others: `former-contact-7F3A`.
    pub fn marked(self, signs: &str) -> String {
        format!("{}{signs}", self.beginning())
    }

    /// How its marks begin.
    pub const fn beginning(self) -> &'static str {
        match self {
            Self::Contact => "former-contact-",
            Self::Colleague => "former-colleague-",
            Self::Client => "former-client-",
        }
    }
}
