//! What can go wrong between us and Stripe.

use std::sync::{Condvar, Mutex};

/// How a request is answered instead of well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No answer until [`super::Fake::let_go`]; then the work is done, whether or not anybody still waits.
    Hang,
    /// No answer until [`super::Fake::let_go`]; then the connection is closed and nothing was done.
    HangInVain,
    /// 500 before the work began: nothing is done and nothing is kept for the key.
    ServerError,
    /// 500 after it began, which is kept for the key; the work is not done.
    ServerErrorKept,
    /// The same, but the work is done.
    ServerErrorDone,
    /// 429 with Retry-After.
    RateLimited,
    /// 502 with a page of a proxy's.
    BadGateway,
    /// 302 to somewhere else.
    Redirect,
    /// The work is done, and the connection closed without an answer.
    LostAnswer,
    /// The connection is closed, and nothing was done.
    Disconnect,
}

/// Faults that wait for requests.
#[derive(Default)]
pub struct Faults {
    queue: Vec<(String, Fault)>,
    always: Option<Fault>,
}

impl Faults {
    /// For the next request whose method and path begin so.
    pub fn add(&mut self, call: &str, fault: Fault) {
        self.queue.push((call.to_owned(), fault));
    }

    pub fn set_always(&mut self, fault: Option<Fault>) {
        self.always = fault;
        if fault.is_none() {
            self.queue.clear();
        }
    }

    pub fn take(&mut self, call: &str) -> Option<Fault> {
        let at = self.queue.iter().position(|(of, _)| call.starts_with(of));
        at.map(|at| self.queue.remove(at).1).or(self.always)
    }
}

/// Where requests hang until they are let go.
#[derive(Default)]
pub struct Gate {
    /// How many hang, and how often they were let go.
    state: Mutex<(usize, u64)>,
    turned: Condvar,
}

impl Gate {
    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let round = state.1;
        state.0 += 1;
        self.turned.notify_all();
        while state.1 == round {
            state = self.turned.wait(state).unwrap();
        }
        state.0 -= 1;
        self.turned.notify_all();
    }

    /// Waits until so many hang.
    pub fn await_hanging(&self, many: usize) {
        let mut state = self.state.lock().unwrap();
        while state.0 < many {
            state = self.turned.wait(state).unwrap();
        }
    }

    pub fn open(&self) {
        self.state.lock().unwrap().1 += 1;
        self.turned.notify_all();
    }
}
