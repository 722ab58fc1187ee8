//! Lanes: limits on what a slow network keeps open, such as bodies that arrive, and downloads and streams that are sent. Each kind has a
//! limited number of lanes on this instance, of which a user and an address may only take a small part, so that a slow client, malicious or
//! not, cannot take the lanes of everyone else (ADR 25).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use actix_web::{
    HttpRequest,
    body::{MessageBody, SizedStream},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use super::{caller, pace::taken, session, throttle::neighbourhood};
use crate::{
    error::{AppError, AppResult},
    kernel::ids::UserId,
};

/// The user and the address on whose behalf a lane is taken.
#[derive(Debug, Clone)]
pub struct Holder {
    user: Option<UserId>,
    /// The address, or the network that counts as one address.
    address: String,
}

impl Holder {
    /// The sender of a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self { user: session::user(request), address: neighbourhood(&caller::origin(request).address) }
    }

    /// The recipient of a response, for when the session has already been removed from the request.
    pub fn answered(request: &HttpRequest) -> Self {
        Self { user: session::asker(request), ..Self::by_address(request) }
    }

    /// Whether the sender is not signed in.
    pub fn is_visitor(&self) -> bool {
        self.user.is_none()
    }

    /// The address a request comes from, regardless of the user: for lanes that are taken before the user is known.
    pub fn by_address(request: &HttpRequest) -> Self {
        Self { user: None, address: neighbourhood(&caller::origin(request).address) }
    }

    /// The same address, together with the user whose form a signed-out sender sends.
    pub fn sending_for(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        let user = self.user.map(Key::User);
        user.into_iter().chain([Key::Address(self.address.clone())])
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    User(UserId),
    Address(String),
}

/// How many lanes there are, and how many of them a single user and a single address may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    pub in_all: usize,
    pub user: usize,
    pub address: usize,
}

/// The lanes of one kind.
pub struct Lanes {
    caps: Caps,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    by: HashMap<Key, usize>,
}

impl Lanes {
    /// Lanes that are all free.
    pub fn new(caps: Caps) -> Arc<Self> {
        Arc::new(Self { caps, taken: Mutex::default() })
    }

    /// Takes a lane. It is released when it is dropped.
    ///
    /// # Errors
    /// Crowded if the user or the address has taken as many as allowed; unavailable if all are taken.
    pub fn take(self: &Arc<Self>, holder: &Holder) -> AppResult<Lane> {
        self.take_wide(holder, 1)
    }

    /// Takes `width` lanes as one, for kinds whose lanes are bytes.
    ///
    /// # Errors
    /// As [`Lanes::take`], if not enough lanes are left.
    pub fn take_wide(self: &Arc<Self>, holder: &Holder, width: usize) -> AppResult<Lane> {
        let mut taken = self.taken();
        for key in holder.keys() {
            let most = if matches!(key, Key::User(_)) { self.caps.user } else { self.caps.address };
            if taken.by.get(&key).copied().unwrap_or_default().saturating_add(width) > most {
                return Err(AppError::Crowded);
            }
        }
        if taken.in_all.saturating_add(width) > self.caps.in_all {
            return Err(AppError::Unavailable("every lane is taken".into()));
        }
        taken.in_all += width;
        holder.keys().for_each(|key| *taken.by.entry(key).or_default() += width);
        Ok(Lane { lanes: self.clone(), holder: holder.clone(), width })
    }

    /// The number of lanes that are taken now.
    pub fn taken_in_all(&self) -> usize {
        self.taken().in_all
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no one panics while taking a lane")
    }
}

/// A lane that has been taken.
pub struct Lane {
    lanes: Arc<Lanes>,
    holder: Holder,
    width: usize,
}

impl Lane {
    /// The same stream, which occupies the lane until it ends or is dropped.
    pub fn hold<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> {
        stream.map(move |piece| {
            let _held = &self;
            piece
        })
    }
}

/// A lane whose reader must receive bytes at a minimum pace: see [`taken`].
pub struct Outlet {
    pub lane: Lane,
    pub patience: Duration,
}

impl Outlet {
    /// The same bytes, which occupy the lane until their end, or until the reader has been too slow.
    pub fn hold<S>(self, bytes: S) -> impl Stream<Item = AppResult<Bytes>>
    where
        S: Stream<Item = AppResult<Bytes>> + 'static,
    {
        taken(self.patience, self.lane.hold(bytes))
    }

    /// Bytes that are all in memory, passed on in pieces, so that the lane is occupied until the reader has received the last of them.
    pub fn keep(self, bytes: impl Into<Bytes>) -> impl MessageBody {
        let bytes: Bytes = bytes.into();
        SizedStream::new(bytes.len() as u64, self.hold(stream::iter([Ok(bytes)])))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut taken = self.lanes.taken();
        taken.in_all -= self.width;
        for key in self.holder.keys() {
            if let Some(count) = taken.by.get_mut(&key) {
                *count -= self.width;
                if *count == 0 {
                    taken.by.remove(&key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holder(user: Option<UserId>, address: &str) -> Holder {
        Holder { user, address: address.to_owned() }
    }

    #[test]
    fn lanes_are_limited_per_user_per_address_and_in_all_and_released_when_dropped() {
        let lanes = Lanes::new(Caps { in_all: 5, user: 1, address: 2 });
        let (one, other) = (Some(UserId::new()), Some(UserId::new()));
        let first = lanes.take(&holder(one, "a")).unwrap();
        assert!(matches!(lanes.take(&holder(one, "b")), Err(AppError::Crowded)), "of the user");
        let _second = lanes.take(&holder(other, "a")).unwrap();
        assert!(matches!(lanes.take(&holder(None, "a")), Err(AppError::Crowded)), "of the address");
        drop(first);
        assert!(lanes.take(&holder(None, "a")).is_ok());
        let _others: Vec<_> =
            ["c", "d", "e", "f"].iter().map(|address| lanes.take(&holder(None, address)).unwrap()).collect();
        assert!(matches!(lanes.take(&holder(one, "g")), Err(AppError::Unavailable(_))), "of all");
    }

    #[test]
    fn issue_8_the_limits_apply_to_many_lanes_taken_at_once() {
        let lanes = Lanes::new(Caps { in_all: 100, user: 30, address: 60 });
        let (one, other) = (Some(UserId::new()), Some(UserId::new()));
        let first = lanes.take_wide(&holder(one, "a"), 30).unwrap();
        assert!(matches!(lanes.take_wide(&holder(one, "b"), 1), Err(AppError::Crowded)), "of the user");
        let second = lanes.take_wide(&holder(other, "a"), 30).unwrap();
        assert!(matches!(lanes.take_wide(&holder(None, "a"), 1), Err(AppError::Crowded)), "of the address");
        let third = lanes.take_wide(&holder(None, "b"), 40).unwrap();
        assert!(matches!(lanes.take_wide(&holder(None, "c"), 1), Err(AppError::Unavailable(_))), "of all");
        assert_eq!(lanes.taken_in_all(), 100);
        drop((first, second, third));
        assert!(lanes.taken().by.is_empty() && lanes.taken_in_all() == 0);
        assert!(matches!(lanes.take_wide(&holder(None, "a"), usize::MAX), Err(AppError::Crowded)));
    }

    proptest! {
        #[test]
        fn released_lanes_leave_no_entries(
            steps in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>()), 0..200),
        ) {
            let users: Vec<_> = (0..3).map(|_| UserId::new()).collect();
            let caps = Caps { in_all: 6, user: 2, address: 3 };
            let lanes = Lanes::new(caps);
            let mut open: Vec<(usize, usize, Lane)> = Vec::new();
            for (user, address, takes) in steps {
                if takes {
                    let who = holder(users.get(user).copied(), &address.to_string());
                    let of_user = open.iter().filter(|lane| lane.0 == user).count();
                    let of_address = open.iter().filter(|lane| lane.1 == address).count();
                    let free = (user == 3 || of_user < caps.user) && of_address < caps.address && open.len() < caps.in_all;
                    match lanes.take(&who) {
                        Ok(lane) => { prop_assert!(free); open.push((user, address, lane)); }
                        Err(_) => prop_assert!(!free),
                    }
                } else if !open.is_empty() {
                    open.remove(user % open.len());
                }
                prop_assert_eq!(lanes.taken_in_all(), open.len());
            }
            open.clear();
            prop_assert!(lanes.taken().by.is_empty() && lanes.taken_in_all() == 0);
        }
    }
}
