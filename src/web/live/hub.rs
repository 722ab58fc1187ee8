use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    LiveView, StoredEvent,
    frame::Frame,
    mailbox::{Frames, Sender, mailbox},
};
use crate::{
    access::Role,
    db::Tx,
    erased,
    error::AppResult,
    events::{Audience, Cursor, Positions},
    kernel::{
        ids::{StudioId, UserId},
        locale::Locale,
        sha256::Sha256,
    },
    surroundings::Surroundings,
};

/// How many streams a user may have open; the oldest is closed to make room.
const PER_USER: usize = 5;
/// How many streams an instance serves.
const IN_ALL: usize = 4000;
/// How long a stream waits for a hub that has just been started or has no connection to Postgres.
const PATIENCE: Duration = Duration::from_secs(5);

/// The hub of this instance: its subscribers, and how far each studio's events have been distributed.
pub struct Live {
    views: Vec<LiveView>,
    state: Mutex<State>,
    /// True once the listener has found its position, or the hub was closed.
    settled: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    closed: bool,
    ready: bool,
    cursors: HashMap<StudioId, Cursor>,
    streams: Vec<Subscriber>,
}

/// The subscriber of a stream.
#[derive(Debug, Clone, Copy)]
pub struct Listening {
    pub studio: StudioId,
    pub user: UserId,
    pub audience: Audience,
    pub locale: Locale,
    /// The session it was opened with; the stream ends when the session does.
    pub session: Sha256,
    /// The role and the address it was opened with. The stream ends if a request with either would no longer be admitted.
    pub role: Role,
    pub address: Option<IpAddr>,
}

struct Subscriber {
    who: Listening,
    sender: Sender,
}

/// The subscribers who receive the same bytes.
pub type Group = (Locale, Audience);

impl Live {
    /// Creates a hub without subscribers, with the views of every room.
    pub fn new(views: Vec<LiveView>) -> Self {
        Self { views, state: Mutex::default(), settled: watch::Sender::new(false) }
    }

    /// Ends every stream and accepts no new ones: at shutdown.
    pub fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.streams.clear();
        self.settled.send_replace(true);
    }

    /// The number of open streams. A stream whose reader has left is removed at the next heartbeat.
    pub fn streams(&self) -> usize {
        self.state().streams.iter().filter(|stream| !stream.sender.is_closed()).count()
    }

    /// Waits, for a limited time, until the hub knows its position: the first streams after a start may connect earlier.
    pub(super) async fn settle(&self) {
        let mut settled = self.settled.subscribe();
        let _ = tokio::time::timeout(PATIENCE, settled.wait_for(|settled| *settled)).await;
    }

    /// Subscribes from now on; "now" is the cursor that is returned with it. Returns `None` as long as the hub cannot guarantee that
    /// nothing is missed.
    pub(super) fn subscribe(&self, who: Listening) -> Option<(Cursor, Frames)> {
        let mut state = self.state();
        if state.closed || !state.ready {
            return None;
        }
        state.streams.retain(|stream| !stream.sender.is_closed());
        let from = state.cursor(who.studio);
        let own = |stream: &Subscriber| stream.who.studio == who.studio && stream.who.user == who.user;
        if state.streams.iter().filter(|stream| own(stream)).count() >= PER_USER {
            let oldest = state.streams.iter().position(own)?;
            state.streams.remove(oldest).sender.send(Frame::elsewhere(from));
        }
        if state.streams.len() >= IN_ALL {
            return None;
        }
        let (sender, frames) = mailbox();
        state.streams.push(Subscriber { who, sender });
        Some((from, frames))
    }

    /// Renders an event. Returns `None` if no room has a view for it.
    pub(super) fn render(
        &self,
        tx: &mut Tx,
        event: &StoredEvent,
        around: &Surroundings,
    ) -> AppResult<Option<String>> {
        let mut html: Option<String> = None;
        for view in self.views.iter().filter(|view| view.shows(event)) {
            if let Some(piece) = (view.render)(tx, event, around)? {
                html.get_or_insert_default().push_str(&piece);
            }
        }
        Ok(html.map(|html| erased::in_words(html, around.words)))
    }

    /// Whether any room has a view for an event.
    pub(super) fn shows(&self, event: &StoredEvent) -> bool {
        self.views.iter().any(|view| view.shows(event))
    }

    /// Sends an event to the streams it concerns. If it has not been rendered for some of their groups, sends nothing and returns those
    /// groups; the caller renders for them and tries again.
    pub(super) fn hand_out(
        &self,
        studio: StudioId,
        event: &StoredEvent,
        rendered: &[(Group, Option<Frame>)],
    ) -> Result<(), Vec<Group>> {
        let mut state = self.state();
        if self.shows(event) {
            let group_of = |who: &Listening| {
                let concerned = who.studio == studio && event.concerns(who.user, who.audience);
                concerned.then_some((who.locale, who.audience))
            };
            // There are few groups, but many streams.
            let mut missing: Vec<Group> = Vec::new();
            for group in state.streams.iter().filter_map(|stream| group_of(&stream.who)) {
                if !rendered.iter().any(|(known, _)| *known == group) && !missing.contains(&group) {
                    missing.push(group);
                }
            }
            if !missing.is_empty() {
                return Err(missing);
            }
            state.streams.retain(|stream| {
                let group = group_of(&stream.who);
                let entry = rendered.iter().find(|(known, _)| Some(*known) == group);
                entry.and_then(|(_, frame)| frame.clone()).is_none_or(|frame| stream.sender.send(frame))
            });
        }
        state.cursors.insert(studio, event.at);
        Ok(())
    }

    /// Sends a heartbeat to every stream. Streams that read too slowly for it, or whose reader has left, are removed.
    pub(super) fn beat(&self) {
        let mut state = self.state();
        let State { cursors, streams, .. } = &mut *state;
        let mut frames: HashMap<StudioId, Frame> = HashMap::new();
        streams.retain(|stream| {
            let frame = frames
                .entry(stream.who.studio)
                .or_insert_with_key(|studio| Frame::beat(cursors.get(studio).copied().unwrap_or_default()));
            stream.sender.send(frame.clone())
        });
    }

    /// Ends the streams for which `stands` returns false.
    pub(super) fn keep(&self, mut stands: impl FnMut(&Listening) -> bool) {
        self.state().streams.retain(|stream| stands(&stream.who));
    }

    /// The sessions with which a studio's streams were opened.
    pub(super) fn sessions_of(&self, studio: StudioId) -> BTreeSet<Sha256> {
        let state = self.state();
        state
            .streams
            .iter()
            .filter(|stream| stream.who.studio == studio)
            .map(|stream| stream.who.session)
            .collect()
    }

    /// The studios that have subscribers.
    pub(super) fn studios(&self) -> BTreeSet<StudioId> {
        self.state().streams.iter().map(|stream| stream.who.studio).collect()
    }

    /// Whether there are no subscribers at all.
    pub(super) fn is_idle(&self) -> bool {
        self.state().streams.is_empty()
    }

    /// Whether a studio has subscribers.
    pub(super) fn is_heard(&self, studio: StudioId) -> bool {
        self.state().streams.iter().any(|stream| stream.who.studio == studio)
    }

    /// The position of a studio, if it has one yet.
    pub(super) fn cursor(&self, studio: StudioId) -> Option<Cursor> {
        self.state().cursors.get(&studio).copied()
    }

    /// Moves a studio without subscribers to a later position. If it has gained a subscriber in the meantime, returns false: the events
    /// before that position must then be distributed.
    pub(super) fn skip_to(&self, studio: StudioId, at: Cursor) -> bool {
        let mut state = self.state();
        if state.streams.iter().any(|stream| stream.who.studio == studio) {
            return false;
        }
        let place = state.cursors.entry(studio).or_default();
        *place = at.max(*place);
        true
    }

    /// Marks the hub as ready: from now on, no event is missed.
    pub(super) fn mark_ready(&self) {
        self.state().ready = true;
        self.settled.send_replace(true);
    }

    /// Whether the hub was closed because the process is shutting down.
    pub fn is_closed(&self) -> bool {
        self.state().closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no one panics while holding the hub")
    }
}

impl Positions for Live {
    fn position(&self, studio: StudioId) -> String {
        let state = self.state();
        if state.ready { state.cursor(studio).to_string() } else { String::new() }
    }
}

impl State {
    fn cursor(&self, studio: StudioId) -> Cursor {
        self.cursors.get(&studio).copied().unwrap_or(Cursor::START)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_not_skipped_if_a_subscriber_has_joined_in_the_meantime() {
        let live = Live::new(Vec::new());
        let who = Listening {
            studio: StudioId::new(),
            user: UserId::new(),
            audience: Audience::Studio,
            locale: Locale::En,
            session: Sha256::of(""),
            role: Role::Staff,
            address: None,
        };
        assert!(live.subscribe(who).is_none(), "the position is not known yet");
        live.mark_ready();
        let (here, there) = (Cursor { xid: 7, id: 1 }, Cursor { xid: 9, id: 2 });
        assert!(live.skip_to(who.studio, here));
        let (from, _frames) = live.subscribe(who).expect("the hub is ready");
        assert_eq!((from, live.skip_to(who.studio, there)), (here, false));
        assert_eq!(live.cursor(who.studio), Some(here));
        assert!(live.skip_to(StudioId::new(), there), "subscribers of another studio do not matter");
    }
}
