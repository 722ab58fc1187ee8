//! Styles, scripts, fonts and pictures: in the binary, under addresses that carry their content's hash, kept by browsers for a year.

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web::{Bytes, Data, Path},
};
use rust_embed::Embed;

use crate::{error::AppError, kernel::sha256::Sha256};

#[derive(Embed)]
#[folder = "assets/"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "fonts/*.woff2"]
#[include = "icons/*"]
#[include = "icons.svg"]
#[include = "vendor/*.js"]
struct Embedded;

/// The stylesheet: the files that `css/portal.list` names, one after the other.
const STYLESHEET: &str = "css/portal.css";
const STYLESHEET_LIST: &str = "css/portal.list";
const HASH_CHARACTERS: usize = 16;

/// Every asset by its path, hashed once at start.
pub struct Assets {
    files: BTreeMap<String, Asset>,
    folder: Option<PathBuf>,
}

struct Asset {
    bytes: Bytes,
    hash: String,
}

impl Assets {
    /// Reads what the binary holds; or, in development, what `folder` holds at each request.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let mut files: BTreeMap<_, _> = Embedded::iter()
            .filter(|path| !path.ends_with(".list"))
            .filter_map(|path| Some((path.to_string(), load(&path)?)))
            .collect();
        files.retain(|path, _| !path.starts_with("css/"));
        files.insert(
            STYLESHEET.into(),
            Asset::of(stylesheet(|path| Embedded::get(path).map(|file| file.data))),
        );
        Self { files, folder }
    }

    /// An asset's address. One that does not exist gets an address that answers 404.
    pub fn url(&self, path: &str) -> String {
        match self.files.get(path) {
            Some(asset) => format!("/assets/{}/{path}", asset.hash),
            None => {
                tracing::error!(path, "an asset is missing");
                format!("/assets/missing/{path}")
            }
        }
    }

    /// Every asset's path and size in bytes, uncompressed.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.files.iter().map(|(path, asset)| (path.as_str(), asset.bytes.len()))
    }

    fn bytes(&self, path: &str) -> Option<Bytes> {
        let known = self.files.get(path)?;
        let Some(folder) = &self.folder else { return Some(known.bytes.clone()) };
        let read = |path: &str| std::fs::read(folder.join(path)).ok().map(Cow::Owned);
        if path == STYLESHEET {
            Some(stylesheet(read).into())
        } else {
            read(path).map(|bytes| bytes.into_owned().into())
        }
    }
}

impl Asset {
    fn of(bytes: Vec<u8>) -> Self {
        let hash = Sha256::of(&bytes).to_string()[..HASH_CHARACTERS].to_owned();
        Self { bytes: bytes.into(), hash }
    }
}

fn load(path: &str) -> Option<Asset> {
    Embedded::get(path).map(|file| Asset::of(file.data.into_owned()))
}

/// Puts the stylesheet together; addresses in it are relative to the asset's own, so fonts are found under their hash.
fn stylesheet(read: impl Fn(&str) -> Option<Cow<'static, [u8]>>) -> Vec<u8> {
    let list = read(STYLESHEET_LIST).unwrap_or_default();
    let list = String::from_utf8_lossy(&list);
    let names = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let css: Vec<u8> = names.filter_map(&read).flat_map(|file| file.into_owned()).collect();
    let css = String::from_utf8_lossy(&css);
    FONTS
        .iter()
        .fold(css.into_owned(), |css, font| {
            let hash = load(font).map(|asset| asset.hash).unwrap_or_default();
            css.replace(&format!("../{font}"), &format!("/assets/{hash}/{font}"))
        })
        .into_bytes()
}

/// Fonts the stylesheet names as `../fonts/…`.
const FONTS: &[&str] =
    &["fonts/montserrat-latin-wght-normal.woff2", "fonts/montserrat-latin-ext-wght-normal.woff2"];

/// `GET /assets/{hash}/{path}`. A hash of another version answers too, but is not kept: an old page still finds its style.
pub async fn asset(
    request: HttpRequest,
    place: Path<(String, String)>,
    assets: Data<Assets>,
) -> Result<HttpResponse, AppError> {
    let (hash, path) = place.into_inner();
    let bytes = assets.bytes(&path).ok_or(AppError::NotFound)?;
    let current = assets.files.get(&path).is_some_and(|asset| asset.hash == hash) && assets.folder.is_none();
    let tag = format!("\"{}\"", &Sha256::of(&bytes).to_string()[..HASH_CHARACTERS]);
    let kept = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    if request.headers().get(IF_NONE_MATCH).is_some_and(|seen| seen == tag.as_str()) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, kept))
            .finish());
    }
    Ok(HttpResponse::Ok()
        .content_type(media_type(&path))
        .insert_header((CACHE_CONTROL, kept))
        .insert_header((ETAG, tag))
        .body(bytes))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json; charset=utf-8",
        _ => "application/octet-stream",
    }
}
