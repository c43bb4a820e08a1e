//! The built screens: within the program in a release, read from the disk in development.

use axum::{
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Built;

/// The page that every address of the screens shows.
const PAGE: &str = "index.html";

/// A file of the screens; every other address is a screen's own and gets the page.
pub(super) async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_asset = path.starts_with("assets/");
    let Some((name, file)) = Built::get(path)
        .map(|file| (path, file))
        .or_else(|| Built::get(PAGE).filter(|_| !is_asset).map(|file| (PAGE, file)))
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = file.metadata.mimetype().to_owned();
    // The names of assets change with their content.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-store" };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())];
    (headers, file.data).into_response()
}

/// Whether the screens were built.
pub(super) fn is_built() -> bool {
    Built::get(PAGE).is_some()
}
