//! What templates may ask for without carrying it.

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

/// What templates may ask for without carrying it; the filters reach it through Askama's values.
pub struct Surroundings {
    pub words: &'static Words,
    pub locale: Locale,
    pub zone: Zone,
    /// The studio's day, whatever the reader's zone: it decides what is due, late and paid.
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub csrf: String,
    pub studio_name: String,
    /// The studio's accent colour: `#0057FF`.
    pub accent: String,
    pub viewer: Option<Viewer>,
    /// For whom this is rendered, also where it is no one person: over the live stream.
    pub audience: Option<Audience>,
    pub assets: Arc<Assets>,
    /// Why a form was kept that this answers: it comes back, and nothing was done.
    pub returned: Option<Kept>,
    /// Whether a field of the page has taken the focus: one page, one `autofocus`.
    pub focus_taken: AtomicBool,
}

impl Surroundings {
    /// For a piece that goes to many: in the studio's zone, without a form token, for an audience instead of a viewer.
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

/// Under which name templates find their surroundings.
pub const SURROUNDINGS: &str = "surroundings";

impl Values for Surroundings {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == SURROUNDINGS).then_some(self as &dyn Any)
    }
}
