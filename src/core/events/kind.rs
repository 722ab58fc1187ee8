use uuid::Uuid;

use crate::kernel::ids::ProjectId;

/// What an event is about, as far as its kind needs it to find the page.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The project it happened in.
    pub project: Option<ProjectId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
}

/// A kind of event. Each room declares its own, with [`crate::event_kinds`].
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    code: &'static str,
    in_feed: bool,
    names_project: bool,
    is_by_subject: bool,
    page: Option<fn(About) -> Option<String>>,
}

impl Kind {
    /// A kind that feeds show. Its sentence is the room's translation `activity-…`.
    #[doc(hidden)] // For `event_kinds!` alone.
    pub const fn feed(code: &'static str) -> Self {
        Self { code, in_feed: true, names_project: false, is_by_subject: false, page: None }
    }

    /// A kind that only updates open pages.
    #[doc(hidden)] // For `event_kinds!` alone.
    pub const fn live(code: &'static str) -> Self {
        Self { in_feed: false, ..Self::feed(code) }
    }

    /// Sets the page of what it is about.
    pub const fn page(self, page: fn(About) -> Option<String>) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Its sentence names the project, so that a feed does not have to name it again.
    pub const fn names_project(self) -> Self {
        Self { names_project: true, ..self }
    }

    /// The user it is about did it: nobody was signed in yet.
    pub const fn by_subject(self) -> Self {
        Self { is_by_subject: true, ..self }
    }

    /// As stored: `milestone.done`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Whether feeds show it, or only event streams use it.
    pub fn in_feed(self) -> bool {
        self.in_feed
    }

    /// Whether its sentence names the project.
    pub fn is_about_project(self) -> bool {
        self.names_project
    }

    /// Whether the user it is about did it.
    pub fn is_by_subject(self) -> bool {
        self.is_by_subject
    }

    /// The URL of the page of what an event of this kind is about.
    pub fn page_of(self, about: About) -> Option<String> {
        self.page.and_then(|page| page(about))
    }
}

/// Declares a room's kinds of events, as `EventKind`; `EventKind::ALL` goes into its `ROOM`.
///
/// ```ignore
/// event_kinds! {
///     ProjectCreated = feed("project.created").page(|about| about.project.map(urls::project)).names_project();
///     MilestoneMoved = live("milestone.moved");
/// }
/// ```
///
/// A code is stored with every event: it must never change, and must remain declared as long as rows with it may exist.
#[macro_export]
macro_rules! event_kinds {
    ($($kind:ident = $how:ident($code:literal)$(.$more:ident($($with:expr)?))*;)+) => {
        /// The kinds of events of this room.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum EventKind {
            $(#[doc = concat!("`", $code, "`")] $kind,)+
        }

        impl EventKind {
            /// Every kind of this room.
            pub const ALL: &'static [$crate::events::Kind] =
                &[$($crate::events::Kind::$how($code)$(.$more($($with)?))*,)+];
        }

        impl From<EventKind> for $crate::events::Kind {
            fn from(kind: EventKind) -> Self {
                EventKind::ALL[kind as usize]
            }
        }
    };
}
