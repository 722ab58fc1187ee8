//! The event stream that tells the browser when its phone has answered.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::Bytes,
};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Duration, Interval, interval};

use crate::{
    access::SystemViewer,
    accounts::phone::{
        asker::Asker,
        queries,
        rules::{LASTS, Standing},
    },
    kernel::ids::{SignInCodeId, StudioId},
    live::Live,
    web::{
        held::Held,
        lanes::{Holder, Lane},
        prelude::*,
    },
};

/// How often the code is polled. No one is signed in here, so no event could be sent that strangers could not receive
/// too.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// Sent if there is no free lane: the browser reconnects a little later, and its button works in the meantime.
const NO_FREE_LANE: &str = "retry: 10000\n\n";
const STILL_WAITING: &str = ": still waiting\n\n";
const CONFIRMED: &str = "event: confirmed\ndata: go in\n\n";
const OVER: &str = "event: over\ndata: ask again\n\n";

/// A waiting browser.
struct Wait {
    studio: StudioId,
    id: SignInCodeId,
    asker: Asker,
    db: Data<Db>,
    live: Data<Live>,
    beat: Interval,
    /// The number of polls left, independent of the clock.
    left: i64,
    _place: Lane,
}

impl Wait {
    /// The next message of the stream, and whether the stream continues after it.
    async fn next(mut self) -> Option<(&'static str, Option<Self>)> {
        self.beat.tick().await;
        self.left -= 1;
        if self.left < 0 || self.live.is_closed() {
            return None;
        }
        // A stream that ends without a message is reopened by its browser.
        match self.standing().await.ok()? {
            Standing::Waiting => Some((STILL_WAITING, Some(self))),
            Standing::Confirmed => Some((CONFIRMED, None)),
            Standing::Refused | Standing::Over => Some((OVER, None)),
        }
    }

    async fn standing(&self) -> AppResult<Standing> {
        let (id, asker) = (self.id, self.asker.digests());
        let system = SystemViewer::new(self.studio, "sign-in desk");
        self.db.read(&system, move |tx| Ok(queries::find(tx, id, &asker)?.standing(tx.now))).await
    }
}

/// The stream for one code, for the browser that shows it.
pub async fn open(
    request: HttpRequest,
    visitor: Visitor,
    asker: Asker,
    Id(id): Id<SignInCodeId>,
    db: Data<Db>,
    live: Data<Live>,
    held: Data<Held>,
) -> AppResult {
    let (studio, seen) = (visitor.studio.id, asker.digests());
    let system = visitor.as_system("sign-in desk");
    db.read(&system, move |tx| queries::find(tx, id, &seen)).await?;
    if request.method() == Method::HEAD {
        return Ok(event_stream(stream::empty()));
    }
    let Ok(place) = held.waits.take(&Holder::of(&request)) else {
        return Ok(event_stream(stream::iter([NO_FREE_LANE])));
    };
    let (beat, left) = (interval(POLL_EVERY), LASTS.num_seconds() + 5);
    let wait = Wait { studio, id, asker, db, live, beat, left, _place: place };
    Ok(event_stream(stream::unfold(Some(wait), |wait| async move { wait?.next().await })))
}

fn event_stream(messages: impl Stream<Item = &'static str> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Nothing must buffer the stream: neither our own compression nor a proxy.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(
            messages.map(|message| Ok::<Bytes, actix_web::Error>(Bytes::from_static(message.as_bytes()))),
        )
}
