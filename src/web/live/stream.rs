//! The event stream of one page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{Bytes, Data},
};
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::{Live, frame::Frame, happened, hub::Listening};
use crate::{
    Ui, UrlQuery, Visitor,
    access::{SystemViewer, Viewer},
    assets::Assets,
    client_address::client_address,
    db::Db,
    error::{AppError, AppResult},
    events::{Audience, Cursor},
    held::Held,
    kernel::{Asked, Locale},
    lanes::Holder,
    surroundings::Surroundings,
    tenancy::StudioFacts,
};

/// The maximum number of events that a stream replays; a page that missed more reloads itself.
const MOST_REPLAYED: usize = 200;
/// The maximum number of bytes of HTML that it replays: a page that reloads itself shows long messages in part.
const MOST_REPLAYED_BYTES: usize = 256 * 1024;

/// The query of the stream's URL.
#[derive(Deserialize)]
pub struct Place {
    /// The position up to which the page knew all events when it was rendered.
    #[serde(default)]
    after: Asked,
}

/// Replays what the page missed, then continues live, without occupying a database connection.
#[allow(clippy::too_many_arguments)]
pub async fn open(
    request: HttpRequest,
    viewer: Viewer,
    visitor: Visitor,
    ui: Ui,
    db: Data<Db>,
    live: Data<Live>,
    held: Data<Held>,
    assets: Data<Assets>,
    UrlQuery(place): UrlQuery<Place>,
) -> AppResult {
    if request.method() == Method::HEAD {
        return Ok(answer(Vec::new(), None));
    }
    let listening = Listening {
        studio: viewer.studio,
        user: viewer.user,
        audience: Audience::of(viewer.role),
        locale: ui.locale(),
        session: viewer.cookie,
        role: viewer.role,
        address: client_address(&request),
    };
    let lane = held.streams.take(&Holder::of(&request))?;
    live.settle().await;
    // A response that ends at once makes the page try again.
    let Some((now, frames)) = live.subscribe(listening) else { return Ok(answer(Vec::new(), None)) };
    let last = last_event_id(&request).unwrap_or(place.after.to_string());
    let replay = Replay { studio: visitor.studio, locale: ui.locale(), live, assets };
    let (first, from) = match replay.run(&db, viewer, last.parse().ok(), now).await {
        Ok(replayed) => replayed,
        Err(AppError::Unavailable(_)) => return Ok(answer(Vec::new(), None)),
        Err(error) => {
            tracing::error!(%error, "a replay failed");
            (vec![Frame::resync(now)], now)
        }
    };
    let news = frames.filter_map(move |frame| std::future::ready(frame.after(from)));
    Ok(answer(first, Some(lane.hold(news).boxed_local())))
}

fn last_event_id(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get("last-event-id")?;
    Some(header.to_str().unwrap_or("?").to_owned()).filter(|id| !id.is_empty())
}

struct Replay {
    studio: std::sync::Arc<StudioFacts>,
    locale: Locale,
    live: Data<Live>,
    assets: Data<Assets>,
}

impl Replay {
    /// Returns the frames that a stream begins with, and the position from which it is live.
    async fn run(
        self,
        db: &Db,
        viewer: Viewer,
        last: Option<Cursor>,
        now: Cursor,
    ) -> AppResult<(Vec<Frame>, Cursor)> {
        let reload = (vec![Frame::resync(now)], now);
        let Some(last) = last else { return Ok(reload) };
        if last == now {
            return Ok((vec![Frame::beat(now)], now));
        }
        let system = SystemViewer::new(viewer.studio, "live");
        if !db.read(&system, move |tx| happened::is_kept(tx, last)).await? {
            return Ok(reload);
        }
        // Another instance may have been ahead of this one.
        let from = last.max(now);
        let asking = viewer.clone();
        let frames = db
            .read(&asking, move |tx| {
                let Some(missed) = happened::missed_by(&viewer, tx, last, from, MOST_REPLAYED)? else {
                    return Ok(None);
                };
                let audience = Audience::of(viewer.role);
                let around = Surroundings::for_studio(
                    &self.studio,
                    self.locale,
                    audience,
                    self.assets.into_inner(),
                    tx.now,
                );
                let (mut frames, mut bytes) = (Vec::new(), 0);
                for event in missed {
                    let Some(html) = self.live.render(tx, &event, &around)? else { continue };
                    bytes += html.len();
                    if bytes > MOST_REPLAYED_BYTES {
                        return Ok(None);
                    }
                    frames.push(Frame::message(event.at, &html));
                }
                Ok(Some(frames))
            })
            .await?;
        let Some(mut frames) = frames else { return Ok(reload) };
        frames.push(Frame::beat(from));
        Ok((frames, from))
    }
}

fn answer(first: Vec<Frame>, then: Option<stream::LocalBoxStream<'static, Frame>>) -> HttpResponse {
    let first = stream::iter(first);
    let frames = first.chain(then.unwrap_or_else(|| stream::empty().boxed_local()));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Neither compression nor a proxy may buffer the stream.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(frames.map(|frame| Ok::<Bytes, actix_web::Error>(frame.into_bytes())))
}
