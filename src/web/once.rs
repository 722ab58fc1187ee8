//! Forms that create carry a key, made with the form. Sent twice, such a form creates once; the same key with other content creates
//! nothing, and the form comes back with all that was typed, what its key stands for, and a fresh key.

use std::fmt;

use serde::Deserialize;
use uuid::Uuid;

use super::{
    field::{Field, Form},
    form::{Fault, NO_KEY},
};
use crate::error::{AppError, AppResult};

/// The key of a form that creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct FormKey(Uuid);

impl FormKey {
    /// One that no form had before.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// None, where the form came without one.
    pub fn uuid(self) -> Option<Uuid> {
        (!self.0.is_nil()).then_some(self.0)
    }
}

impl fmt::Display for FormKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a form with a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once<Done, Earlier> {
    /// It is done: now, or by the same form before.
    Done(Done),
    /// The key stands for something else already, which is this. Nothing was done.
    Taken(Earlier),
}

impl<Done, Earlier> Once<Done, Earlier> {
    /// What was done, for callers whose keys are always fresh.
    ///
    /// # Errors
    /// Conflict, when the key stands for something else.
    pub fn done(self) -> AppResult<Done> {
        match self {
            Self::Done(done) => Ok(done),
            Self::Taken(_) => Err(AppError::Conflict("error-conflict-text")),
        }
    }
}

/// A form that creates: its key is a field, like any other.
pub trait KeyedForm: Form {
    /// The field of its key.
    fn key(&mut self) -> &mut Field<FormKey>;

    /// Refuses the field beside which the form says what its key stands for.
    fn refuse_key(&mut self, fault: Fault);

    /// Its key. None, where it came without one: then it goes back with one.
    fn read_key(&mut self) -> Option<Uuid> {
        let key = self.key().typed().uuid();
        if key.is_none() {
            self.refuse_key(Fault::new(NO_KEY));
            self.key().fill(FormKey::fresh());
        }
        key
    }

    /// The form as it comes back when its key stands for something else: sent again, it is a form of its own.
    #[must_use]
    fn taken(mut self, fault: Fault) -> Self {
        self.key().fill(FormKey::fresh());
        self.refuse_key(fault);
        self
    }
}
