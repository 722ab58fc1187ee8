//! Stylesheets, scripts, fonts and pictures, embedded in the binary. Their URLs contain the hash of their content, so browsers may cache
//! them for a year.

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web::{Bytes, Data, Path},
};
use rust_embed::Embed;

use crate::{error::AppError, kernel::sha256::Sha256};

#[derive(Embed)]
#[folder = "../../assets/"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "fonts/*.woff2"]
#[include = "icons/*"]
#[include = "icons.svg"]
#[include = "vendor/*.js"]
struct Embedded;

/// The stylesheet: the files listed in `css/portal.list`, concatenated.
const STYLESHEET: &str = "css/portal.css";
const STYLESHEET_LIST: &str = "css/portal.list";
/// The script of signed-in pages: the files listed in `js/portal.list`, concatenated.
const MODULE: &str = "js/portal.js";
const MODULE_LIST: &str = "js/portal.list";
/// Scripts that are part of the module, but that signed-out pages also load individually.
const ALSO_ALONE: &[&str] = &["js/elements/code-sheet.js", "js/elements/passkey-button.js"];
const HASH_CHARACTERS: usize = 16;

/// All assets by path, hashed once at startup.
pub struct Assets {
    files: BTreeMap<String, Asset>,
    folder: Option<PathBuf>,
}

struct Asset {
    bytes: Bytes,
    hash: String,
}

impl Assets {
    /// Reads the assets embedded in the binary. In development, `folder` is read at each request instead.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let mut files: BTreeMap<_, _> = Embedded::iter()
            .filter(|path| !path.ends_with(".list"))
            .filter_map(|path| Some((path.to_string(), load(&path)?)))
            .collect();
        let in_module: Vec<_> = listed(MODULE_LIST, &embedded).into_iter().map(|(path, _)| path).collect();
        files.retain(|path, _| {
            let alone = !in_module.contains(path) || ALSO_ALONE.contains(&path.as_str());
            !path.starts_with("css/") && alone
        });
        for path in [STYLESHEET, MODULE] {
            files.extend(put_together(path, &embedded).map(|bytes| (path.to_owned(), Asset::of(bytes))));
        }
        Self { files, folder }
    }

    /// The URL of an asset. If the asset does not exist, the URL returns 404.
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
        let read: &Read<'_> = &|path| std::fs::read(folder.join(path)).ok().map(Cow::Owned);
        put_together(path, read).or_else(|| read(path).map(Cow::into_owned)).map(Into::into)
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

/// Reads an asset's source file, from the binary or from a folder.
type Read<'a> = dyn Fn(&str) -> Option<Cow<'static, [u8]>> + 'a;

fn embedded(path: &str) -> Option<Cow<'static, [u8]>> {
    Embedded::get(path).map(|file| file.data)
}

/// Builds the asset if it is one that is concatenated from several files.
fn put_together(path: &str, read: &Read<'_>) -> Option<Vec<u8>> {
    match path {
        STYLESHEET => Some(stylesheet(read)),
        MODULE => Some(module(read)),
        _ => None,
    }
}

/// The files named in a list, with their contents.
fn listed(list: &str, read: &Read<'_>) -> Vec<(String, String)> {
    let text = |path: &str| read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let names = text(list).unwrap_or_default();
    let names = names.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    names.filter_map(|name| Some((name.to_owned(), text(name)?))).collect()
}

/// Builds the stylesheet. Relative URLs of fonts are replaced by their hashed URLs.
fn stylesheet(read: &Read<'_>) -> Vec<u8> {
    let css: String = listed(STYLESHEET_LIST, read).into_iter().map(|(_, css)| css).collect();
    FONTS
        .iter()
        .fold(css, |css, font| {
            let hash = load(font).map(|asset| asset.hash).unwrap_or_default();
            css.replace(&format!("../{font}"), &format!("/assets/{hash}/{font}"))
        })
        .into_bytes()
}

/// Builds the module. Each file has a scope of its own, and an error in one is reported without stopping the files after it.
fn module(read: &Read<'_>) -> Vec<u8> {
    let scripts = listed(MODULE_LIST, read).into_iter();
    let guarded = scripts.map(|(path, script)| {
        format!("// {path}\ntry {{\n{script}}} catch (error) {{\n  reportError(error)\n}}\n")
    });
    guarded.collect::<String>().into_bytes()
}

/// Fonts that the stylesheet refers to as `../fonts/…`.
const FONTS: &[&str] =
    &["fonts/montserrat-latin-wght-normal.woff2", "fonts/montserrat-latin-ext-wght-normal.woff2"];

/// `GET /assets/{hash}/{path}`. A request with the hash of another version is served too, so that an old page still finds its stylesheet,
/// but the response is not cached.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_file_exists() {
        for list in [STYLESHEET_LIST, MODULE_LIST] {
            let named =
                embedded(list).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            let lines = named.lines().filter(|line| !line.starts_with('#')).count();
            assert!(lines > 10, "{list}: {lines}");
            assert_eq!(listed(list, &embedded).len(), lines, "{list}");
        }
    }

    #[test]
    fn each_script_of_the_module_has_its_own_scope() {
        let read: &Read<'_> = &|path| {
            let text = match path {
                MODULE_LIST => "# In order.\njs/a.js\njs/gone.js\njs/b.js\n",
                "js/a.js" => "const one = 1\n",
                "js/b.js" => "const one = 2\n",
                _ => return None,
            };
            Some(Cow::Borrowed(text.as_bytes()))
        };
        let module = String::from_utf8(module(read)).unwrap();
        let apart = |name: &str, one: u8| {
            format!(
                "// js/{name}.js\ntry {{\nconst one = {one}\n}} catch (error) {{\n  reportError(error)\n}}\n"
            )
        };
        assert_eq!(module, apart("a", 1) + &apart("b", 2));
    }

    #[test]
    fn only_scripts_that_pages_load_individually_are_served_outside_the_module() {
        let assets = Assets::new(None);
        let served = |path: &str| assets.bytes(path).is_some();
        for path in [
            "js/portal.js",
            "js/elements/passkey-button.js",
            "js/elements/password-strength.js",
            "js/elements/code-wait.js",
        ] {
            assert!(served(path), "{path}");
        }
        for path in ["js/live-stream.js", "js/elements/upload-form.js", "js/portal.list", "css/reset.css"] {
            assert!(!served(path), "{path}");
        }
    }
}
