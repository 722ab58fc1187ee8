//! The room's pages and fragments.

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

/// A page of a project's list of files.
pub struct List {
    pub files: Vec<Listed>,
    /// The element id under which events update the list. Older pages have a different id and are not updated.
    pub id: String,
    pub here: String,
    /// The path of the next page of older files; empty if there is none.
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

/// The field name for a fault of the whole upload; other faults are named after their files.
pub const WHOLE: &str = "";

/// A project's files, and the upload form.
#[derive(Template)]
#[template(path = "files/index.html")]
pub struct Files {
    pub project: projects::Header,
    pub tab: &'static str,
    pub list: List,
    /// The maximum size of a file in bytes.
    pub most_bytes: i64,
    /// How many files of an upload were stored although others were refused.
    pub received: usize,
    /// How many of these became versions of existing files.
    pub versions: usize,
    /// By the file's name, or by [`WHOLE`].
    pub faults: Faults,
}

impl Files {
    /// A page of the list.
    pub fn new(project: projects::Header, list: List, most_bytes: i64) -> Self {
        Self { project, tab: "files", list, most_bytes, received: 0, versions: 0, faults: Faults::default() }
    }

    /// The heading above the faults, and the number of files it mentions.
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

    /// The accepted extensions, for display: `PDF, AI, …`.
    fn extensions(&self) -> String {
        kinds::extensions().map(|extension| extension.to_uppercase()).collect::<Vec<_>>().join(", ")
    }
}

impl Page for Files {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("files-title"), &self.project.name)
    }
}

/// The messages that the script shows beside a refused file.
#[derive(Template)]
#[template(path = "files/refused.html")]
pub struct Refused {
    pub faults: Faults,
}

/// The message that the script shows beside a file that became the next version of an existing one.
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
    /// The type of its versions, which the next one must have too.
    pub stored_as: StoredAs,
    pub versions: Vec<Version>,
    pub may_delete: bool,
    pub may_rename: bool,
    pub form: NameForm,
    /// The maximum size of a file in bytes.
    pub most_bytes: i64,
    /// Of a refused upload.
    pub faults: Faults,
}

impl ShowFile {
    /// The heading above the faults of an upload, and the number of files it mentions.
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

/// The deleted files that the viewer can restore.
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

/// Asks for confirmation before a file is moved to the trash.
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

/// The list, as an update for open pages of the project.
#[derive(Template)]
#[template(path = "files/live.html")]
pub struct Live {
    pub list: List,
    /// The file that was changed, unless it is in the trash.
    pub file: Option<File>,
    pub versions: Vec<Version>,
}
