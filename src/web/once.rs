//! Forms that create something contain a key, generated with the form. If such a form is sent twice, it creates once; if the same key comes
//! with other content, nothing is created, and the form is returned with everything that was typed, what its key stands for, and a new key.

use std::fmt;

use serde::Deserialize;
use uuid::Uuid;

use super::{
    field::{Field, Form},
    form::{Fault, NO_KEY},
};
use crate::error::{AppError, AppResult};

/// The key of a form that creates something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct FormKey(Uuid);

impl FormKey {
    /// A new key.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// Returns `None` if the form was sent without a key.
    pub fn uuid(self) -> Option<Uuid> {
        (!self.0.is_nil()).then_some(self.0)
    }
}

impl fmt::Display for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The outcome of a form with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once<Done, Earlier> {
    /// It was done: now, or when the same form was sent before.
    Done(Done),
    /// The key already stands for something else, which is this. Nothing was done.
    Taken(Earlier),
}

impl<Done, Earlier> Once<Done, Earlier> {
    /// Returns what was done, for callers whose keys are always new.
    ///
    /// # Errors
    /// Conflict if the key stands for something else.
    pub fn done(self) -> AppResult<Done> {
        match self {
            Self::Done(done) => Ok(done),
            Self::Taken(_) => Err(AppError::Conflict("error-conflict-text")),
        }
    }
}

/// A form that creates something: its key is a field like any other.
pub trait KeyedForm: Form {
    /// The field that contains its key.
    fn key(&mut self) -> &mut Field<FormKey>;

    /// Refuses the field beside which the form says what its key stands for.
    fn refuse_key(&mut self, fault: Fault);

    /// Returns its key. If it was sent without one, returns `None` and gives the form a new key.
    fn read_key(&mut self) -> Option<Uuid> {
        let key = self.key().typed().uuid();
        if key.is_none() {
            self.refuse_key(Fault::new(NO_KEY));
            self.key().fill(FormKey::fresh());
        }
        key
    }

    /// The form to return when its key stands for something else. It gets a new key, so that it creates something if it is sent again.
    #[must_use]
    fn taken(mut self, fault: Fault) -> Self {
        self.key().fill(FormKey::fresh());
        self.refuse_key(fault);
        self
    }
}
