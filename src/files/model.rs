//! Rows of files and versions.

use chrono::{DateTime, Duration, Utc};
use diesel::{
    dsl::{auto_type, count_star},
    prelude::*,
};

use crate::{
    kernel::{
        ids::{BlobId, ClientId, FileId, FileVersionId, ProjectId, UserId},
        sha256::Sha256,
        text::FileName,
    },
    schema::{file_downloads, file_versions, files, users},
};

/// A file in a list, with its latest version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = files)]
pub struct Listed {
    pub id: FileId,
    pub name: FileName,
    #[diesel(select_expression = file_versions::id)]
    pub version: FileVersionId,
    /// Starts at 1.
    #[diesel(select_expression = file_versions::number)]
    pub number: i32,
    #[diesel(select_expression = file_versions::size_bytes)]
    pub size_bytes: i64,
    #[diesel(select_expression = users::name)]
    pub by: String,
    #[diesel(select_expression = file_versions::created_at)]
    pub at: DateTime<Utc>,
}

impl Listed {
    /// The extension, as the label of its icon in a list: `pdf`.
    pub fn kind(&self) -> String {
        self.name.extension().unwrap_or_default()
    }
}

/// A file and where it belongs.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = files)]
pub struct File {
    pub id: FileId,
    pub client_id: ClientId,
    pub project_id: ProjectId,
    pub name: FileName,
    pub created_by: UserId,
}

/// A file in the trash.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = files)]
pub struct Trashed {
    pub id: FileId,
    pub name: FileName,
    #[diesel(select_expression = file_versions::number)]
    pub versions: i32,
    #[diesel(select_expression = file_versions::size_bytes)]
    pub size_bytes: i64,
    #[diesel(select_expression = files::deleted_at.assume_not_null())]
    pub at: DateTime<Utc>,
}

impl Trashed {
    /// The extension, as the label of its icon in a list.
    pub fn kind(&self) -> String {
        self.name.extension().unwrap_or_default()
    }

    /// When the file may be deleted permanently, if the trash keeps it for this many days.
    pub fn goes_at(&self, kept_for: &i32) -> DateTime<Utc> {
        self.at + Duration::days((*kept_for).into())
    }
}

/// A version on its file's page.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = file_versions)]
pub struct Version {
    pub id: FileVersionId,
    pub number: i32,
    pub size_bytes: i64,
    pub sha256: Sha256,
    pub uploaded_by: UserId,
    #[diesel(select_expression = users::name)]
    pub by: String,
    #[diesel(column_name = created_at)]
    pub at: DateTime<Utc>,
    #[diesel(select_expression = downloads())]
    downloads: Option<i64>,
}

impl Version {
    /// How often it was downloaded.
    pub fn downloads(&self) -> i64 {
        self.downloads.unwrap_or_default()
    }

    /// The beginning of its hash, for display.
    pub fn short_hash(&self) -> String {
        self.sha256.to_string()[..12].to_owned()
    }
}

/// What a download needs to know about a version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = file_versions)]
pub struct Stored {
    pub id: FileVersionId,
    pub client_id: ClientId,
    pub file_id: FileId,
    pub number: i32,
    pub blob_id: BlobId,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: Sha256,
    #[diesel(select_expression = files::name)]
    pub name: FileName,
}

impl Stored {
    /// The quoted hash of the content, for the `ETag` header.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.sha256)
    }
}

#[auto_type]
fn downloads() -> _ {
    file_downloads::table
        .filter(file_downloads::file_version_id.eq(file_versions::id))
        .select(count_star())
        .single_value()
}
