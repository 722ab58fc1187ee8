//! What is said against an upload: by the names of its files, which are no fields of a form.

use crate::web::Fault;

/// Why files of an upload were refused, by their names: of each file the first reason, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(Vec<(String, Fault)>);

impl Faults {
    /// A single one.
    pub fn one(file: impl Into<String>, fault: Fault) -> Self {
        Self(vec![(file.into(), fault)])
    }

    /// Notes why a file is refused. The first reason is the one that is kept.
    pub fn add(&mut self, file: impl Into<String>, fault: Fault) {
        let file = file.into();
        if self.of(&file).is_none() {
            self.0.push((file, fault));
        }
    }

    /// Whether nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many files were refused.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Why a file was refused.
    pub fn of(&self, file: &str) -> Option<&Fault> {
        self.0.iter().find(|(refused, _)| refused == file).map(|(_, fault)| fault)
    }

    /// Each file that was refused, and why.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Fault)> {
        self.0.iter().map(|(file, fault)| (file.as_str(), fault))
    }
}
