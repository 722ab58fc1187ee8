//! The context that templates can use without having it as a field.

use std::{
    any::Any,
    sync::{Arc, atomic::AtomicBool},
};

use askama::Values;
use chrono::{DateTime, NaiveDate, Utc};

use super::{assets::Assets, kept::Kept};
use crate::{
    access::Viewer,
    events::Audience,
    kernel::{locale::Locale, time::Zone},
    tenancy::StudioFacts,
    words::Words,
};

/// The context that templates can use without having it as a field; filters access it through Askama's values.
pub struct Surroundings {
    pub words: &'static Words,
    pub locale: Locale,
    pub zone: Zone,
    /// Today in the studio's time zone, whatever the reader's: it decides what is due, overdue and paid.
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub csrf: String,
    pub studio_name: String,
    /// The studio's accent colour: `#0057FF`.
    pub accent: String,
    pub viewer: Option<Viewer>,
    /// The audience this is rendered for; set also if there is no single viewer, for event streams.
    pub audience: Option<Audience>,
    pub assets: Arc<Assets>,
    /// Why the form in this request was stored, if it is a stored form that is shown again and not carried out.
    pub returned: Option<Kept>,
    /// Whether a field of the page has claimed the focus: a page has one `autofocus`.
    pub focus_taken: AtomicBool,
}

impl Surroundings {
    /// The context for a fragment that is sent to many readers: in the studio's time zone, without a form token, for an audience instead of
    /// a viewer.
    pub fn for_studio(
        studio: &StudioFacts,
        locale: Locale,
        audience: Audience,
        assets: Arc<Assets>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            words: Words::of(locale),
            locale,
            zone: studio.zone,
            today: studio.zone.date_of(now),
            now,
            csrf: String::new(),
            studio_name: studio.name.clone(),
            accent: studio.accent.clone(),
            viewer: None,
            audience: Some(audience),
            assets,
            returned: None,
            focus_taken: AtomicBool::new(false),
        }
    }
}

/// The name under which filters find the context.
pub const SURROUNDINGS: &str = "surroundings";

impl Values for Surroundings {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == SURROUNDINGS).then_some(self as &dyn Any)
    }
}
