//! Askama structs of the room.

use askama::Template;

use super::{
    faults::Faults,
    forms::NameForm,
    intake::StoredAs,
    model::{File, Listed, Trashed, Version},
    rules::{MOST_AT_ONCE, kinds},
};
use crate::{
    kernel::{
        ids::{FileVersionId, ProjectId},
        paging,
    },
    projects, urls,
    web::{filters, older, thing_and_place, ui::Page},
    words::Words,
};

/// A page of a project's files.
pub struct List {
    pub files: Vec<Listed>,
    /// What the page's first page and the live stream know it by; older pages are not kept up to date.
    pub id: String,
    pub here: String,
    /// Where older ones are; empty when there are none.
    pub older: String,
}

impl List {
    /// A page of the list.
    pub fn new(project: ProjectId, before: Option<FileVersionId>, page: paging::Page<Listed>) -> Self {
        let from = |version| format!("{}?before={version}", urls::project_files(project));
        Self {
            id: format!("files-{project}{}", if before.is_some() { "-older" } else { "" }),
            here: before.map_or_else(|| urls::project_files(project), from),
            older: older(&urls::project_files(project), &page),
            files: page.items,
        }
    }
}

/// The field of a fault of an upload as a whole; the others are named for their files.
pub const WHOLE: &str = "";

/// The files of a project, and the form for more.
#[derive(Template)]
#[template(path = "files/index.html")]
pub struct Files {
    pub project: projects::Header,
    pub tab: &'static str,
    pub list: List,
    /// Bytes a file may have.
    pub most_bytes: i64,
    /// How many of an upload were kept, when others were refused.
    pub received: usize,
    /// How many of these became versions of files that were there already.
    pub versions: usize,
    /// By the file's name, or by [`WHOLE`].
    pub faults: Faults,
}

impl Files {
    /// A page of the list.
    pub fn new(project: projects::Header, list: List, most_bytes: i64) -> Self {
        Self { project, tab: "files", list, most_bytes, received: 0, versions: 0, faults: Faults::default() }
    }

    /// What stands above the faults, and how many files it is about.
    fn refusal(&self) -> (&'static str, usize) {
        match (self.faults.of(WHOLE), self.received) {
            (None, _) => ("files-refused-title", self.faults.count()),
            (Some(_), 0) => ("files-nothing-title", 0),
            (Some(_), received) => ("files-not-all-title", received),
        }
    }

    fn most_at_once(&self) -> usize {
        MOST_AT_ONCE
    }

    /// What is taken, for people to read: `PDF, AI, …`.
    fn extensions(&self) -> String {
        kinds::extensions().map(|extension| extension.to_uppercase()).collect::<Vec<_>>().join(", ")
    }
}

impl Page for Files {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("files-title"), &self.project.name)
    }
}

/// What our script shows beside a file that was refused.
#[derive(Template)]
#[template(path = "files/refused.html")]
pub struct Refused {
    pub faults: Faults,
}

/// What our script shows beside a file that became the next version of one that was there already.
#[derive(Template)]
#[template(path = "files/next_version.html")]
pub struct NextVersion {
    pub number: i32,
}

/// A file and its versions.
#[derive(Template)]
#[template(path = "files/show.html")]
pub struct ShowFile {
    pub project: projects::Header,
    pub tab: &'static str,
    pub file: File,
    /// What its versions are, and the next one has to be.
    pub stored_as: StoredAs,
    pub versions: Vec<Version>,
    pub may_delete: bool,
    pub may_rename: bool,
    pub form: NameForm,
    /// Bytes a file may have.
    pub most_bytes: i64,
    /// Of an upload.
    pub faults: Faults,
}

impl ShowFile {
    /// What stands above the faults of an upload, and how many files it is about.
    fn refusal(&self) -> (&'static str, usize) {
        match self.faults.of(WHOLE) {
            None => ("files-refused-title", self.faults.count()),
            Some(_) => ("files-nothing-title", 0),
        }
    }
}

impl Page for ShowFile {
    fn title(&self, _: &Words) -> String {
        thing_and_place(self.file.name.as_str(), &self.project.name)
    }
}

/// What was deleted, and can be brought back.
#[derive(Template)]
#[template(path = "files/trash.html")]
pub struct Trash {
    pub project: projects::Header,
    pub tab: &'static str,
    pub files: Vec<Trashed>,
    /// In days.
    pub kept_for: i32,
}

impl Page for Trash {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("files-trash"), &self.project.name)
    }
}

/// Asks whether the trash is meant.
#[derive(Template)]
#[template(path = "files/confirm_deletion.html")]
pub struct ConfirmDeletion {
    pub file: File,
}

impl Page for ConfirmDeletion {
    fn title(&self, words: &Words) -> String {
        words.with("files-delete-question", &[("name", self.file.name.as_str().into())])
    }
}

/// The list, for pages of the project that are open.
#[derive(Template)]
#[template(path = "files/live.html")]
pub struct Live {
    pub list: List,
    /// The file that something happened to, unless it is in the trash.
    pub file: Option<File>,
    pub versions: Vec<Version>,
}
