//! Files: uploads and downloads, and who may do what.

mod downloads;
mod meanwhile;
mod page;
mod taken;
mod trash;
mod uploads;

use diesel::prelude::*;
use reprint::{
    kernel::ids::{ClientId, ProjectId},
    schema::{projects, studios},
};

use crate::support::*;

pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";

/// A project of Birch & Beam.
pub fn autumn_catalogue(studio: &Studio) -> ProjectId {
    project_of(studio, studio.birch.id)
}

pub fn project_of(studio: &Studio, client: ClientId) -> ProjectId {
    let id = ProjectId::new();
    studio.set_up(|tx| {
        let row = (
            projects::id.eq(id),
            projects::client_id.eq(client),
            projects::name.eq("Autumn catalogue"),
            projects::currency.eq("EUR"),
        );
        Ok(diesel::insert_into(projects::table).values(row).execute(tx.conn())?)
    });
    id
}

/// A studio with such a project, and its client user Ana, who has opened the files.
pub fn ana_at_the_files() -> (Studio, ProjectId, Client) {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&files_of(project)).expect(200);
    (studio, project, ana)
}

/// Sets the studio's limit for the size of a file in bytes.
pub fn take_at_most(studio: &Studio, bytes: i64) {
    studio.set_up(|tx| {
        let limit = studios::upload_limit_bytes.eq(bytes);
        Ok(diesel::update(studios::table.find(studio.id)).set(limit).execute(tx.conn())?)
    });
    studio.served.portal.studios.forget();
}

pub fn files_of(project: ProjectId) -> String {
    format!("/projects/{project}/files")
}

/// The paths of the latest versions in the list.
pub fn latest(client: &Client, project: ProjectId) -> Vec<String> {
    client.get(&files_of(project)).expect(200).attributes(".files .file-actions a", "href")
}

/// The paths of the files' own pages.
pub fn pages(client: &Client, project: ProjectId) -> Vec<String> {
    client.get(&files_of(project)).expect(200).attributes(".files a.file-name", "href")
}

/// Opens the project's files as a user and uploads one.
pub fn send(client: &Client, project: ProjectId, name: &str, bytes: &[u8]) -> Page {
    client.get(&files_of(project)).expect(200);
    client.upload(&files_of(project), &[], &[("file", name, bytes)])
}

/// Bytes without repetitions, beginning like a PDF.
pub fn large(size: usize) -> Vec<u8> {
    let mut state = 7u64;
    let noise = std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    PDF.iter().copied().chain(noise).take(size).collect()
}
