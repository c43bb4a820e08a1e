//! The three addresses that are not files: the way in, the question, the events.

use std::convert::Infallible;

use axum::{
    Json,
    extract::{Query, State, rejection::JsonRejection},
    http::{HeaderMap, Method, StatusCode, header},
    response::{
        IntoResponse as _, Redirect, Response,
        sse::{Event as Sent, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use kopir_app::desk::Ask;
use kopir_http::Clock as _;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::{LOOK_EVERY, Shared, guard, secret};

#[derive(Deserialize)]
pub(super) struct Invited {
    #[serde(default)]
    token: String,
}

/// A one-time token for a session.
pub(super) async fn enter(
    State(shared): State<Shared>,
    method: Method,
    Query(invited): Query<Invited>,
) -> Response {
    // Who only looks whether the link works does not use it up.
    if method != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let id = secret();
    let is_open = shared.door().enter(&invited.token, id.clone(), shared.0.clock.monotonic());
    if !is_open {
        return guard::refused(&shared, StatusCode::UNAUTHORIZED, "serve.used");
    }
    let cookie = format!("{}={id}; HttpOnly; SameSite=Strict; Path=/", shared.cookie());
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

/// A question of the page, and its answer or refusal.
pub(super) async fn ask(State(shared): State<Shared>, ask: Result<Json<Ask>, JsonRejection>) -> Response {
    let Ok(Json(ask)) = ask else {
        return guard::refused(&shared, StatusCode::BAD_REQUEST, "serve.ask");
    };
    match shared.0.desk.ask(ask).await {
        Ok(reply) => Json(reply).into_response(),
        Err(refusal) => (StatusCode::CONFLICT, Json(json!({"error": refusal}))).into_response(),
    }
}

/// What happens from now on, while the session lasts.
pub(super) async fn events(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let id = shared.session_of(&headers).unwrap_or_default();
    let listener = shared.0.desk.events();
    let events = stream::unfold((shared, id, listener), async |(shared, id, mut listener)| {
        loop {
            let event = tokio::select! {
                biased;
                event = listener.recv() => Some(event),
                () = shared.0.clock.sleep(LOOK_EVERY) => None,
            };
            let now = shared.0.clock.monotonic();
            if !shared.door().knows(&id, now, false) {
                return None;
            }
            match event {
                Some(Ok(event)) => {
                    let sent = Sent::default().json_data(&event).expect("our events have text keys");
                    return Some((Ok(sent), (shared, id, listener)));
                }
                // A page that missed something asks for everything when it connects again.
                Some(Err(RecvError::Lagged(_) | RecvError::Closed)) => return None,
                None => {}
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
