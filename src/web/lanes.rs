//! What is held for somebody while their network takes its time: bodies on their way in, downloads and streams on their way out. Each
//! kind has room for so many in all on this instance, and a user and an address may take a small part of it, so that nobody slow,
//! by intent or not, takes the room of everybody (ADR 25).

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

/// For whom something is held.
#[derive(Debug, Clone)]
pub struct Holder {
    user: Option<UserId>,
    /// Their address, or the network that counts as one.
    address: String,
}

impl Holder {
    /// Whoever sends a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self { user: session::user(request), address: neighbourhood(&caller::origin(request).address) }
    }

    /// Whoever is answered, once the session is gone from their request.
    pub fn answered(request: &HttpRequest) -> Self {
        Self { user: session::asker(request), ..Self::by_address(request) }
    }

    /// Whether they are not signed in.
    pub fn is_visitor(&self) -> bool {
        self.user.is_none()
    }

    /// The address a request comes from, whoever sends it: for what is held before that is known.
    pub fn by_address(request: &HttpRequest) -> Self {
        Self { user: None, address: neighbourhood(&caller::origin(request).address) }
    }

    /// The same address, and the user whose form it is that somebody sends who is not signed in.
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

/// How many lanes there are, and how many of them one user and one address may take.
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

    /// Takes a lane, which is free again when it is dropped.
    ///
    /// # Errors
    /// Crowded, when the user or the address has as many as they may; unavailable, when all are taken.
    pub fn take(self: &Arc<Self>, holder: &Holder) -> AppResult<Lane> {
        self.take_wide(holder, 1)
    }

    /// Takes so many lanes as one: where lanes are bytes, those of one thing that is held.
    ///
    /// # Errors
    /// As [`Lanes::take`], when there are not so many left.
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

    /// How many are taken now.
    pub fn taken_in_all(&self) -> usize {
        self.taken().in_all
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no one panics while taking a lane")
    }
}

/// A lane that is taken.
pub struct Lane {
    lanes: Arc<Lanes>,
    holder: Holder,
    width: usize,
}

impl Lane {
    /// The same stream, which holds the lane until it ends or is dropped.
    pub fn hold<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> {
        stream.map(move |piece| {
            let _held = &self;
            piece
        })
    }
}

/// A lane whose reader must take bytes at the least pace: see [`taken`].
pub struct Outlet {
    pub lane: Lane,
    pub patience: Duration,
}

impl Outlet {
    /// The same bytes, which hold the lane until their end, or until the reader has been too slow.
    pub fn hold<S>(self, bytes: S) -> impl Stream<Item = AppResult<Bytes>>
    where
        S: Stream<Item = AppResult<Bytes>> + 'static,
    {
        taken(self.patience, self.lane.hold(bytes))
    }

    /// Bytes that are in memory as a whole, handed on piece by piece, so that the lane is held until the reader has the last of them.
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
    fn nobody_takes_more_than_their_part_and_what_is_dropped_is_free() {
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
    fn issue_8_who_takes_many_lanes_at_once_takes_no_more_than_their_part() {
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
        fn what_was_taken_and_given_back_leaves_nothing(
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
