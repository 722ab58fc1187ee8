//! A Stripe for tests: a real server with an account of its own, which checks what it is asked as Stripe's documents say, and does what
//! payers, banks and networks do when a test says so.
//!
//! ```ignore
//! let stripe = Fake::start();
//! let client = Client::new(&stripe.key.parse()?, Some(&stripe.base()))?;
//! let session = client.create_session(…).await?;
//! stripe.pay(session.id.as_str())?;
//! for delivery in stripe.take_events() { assert_eq!(delivery.send(&hook), Some(200)); }
//! ```
#![recursion_limit = "256"] // the rows are as wide as Stripe's

mod currencies;
mod customers;
mod faults;
mod form;
mod http;
mod idempotency;
mod lists;
mod page;
mod parameters;
mod payments;
mod payouts;
mod refused;
mod returns;
mod router;
mod sessions;
mod setups;
mod state;
mod webhooks;

use std::{
    collections::BTreeMap,
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::Value;
use url::Url;

pub use faults::Fault;
pub use http::{Answer, Request};
pub use payouts::Totals;
pub use state::VERSION;
pub use webhooks::{Delivery, Hook, signature};

use faults::Gate;
use state::State;

/// How a payment method behaves when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// A card that pays.
    Good,
    /// A bank account: whether it pays is known days later.
    Slow,
    /// A card without the money.
    Declined,
    /// A card past its date.
    Expired,
    /// A card whose bank asks its owner each time.
    AsksOwner,
}

impl Behaviour {
    fn sort(self) -> &'static str {
        if self == Self::Slow { "sepa_debit" } else { "card" }
    }
}

pub(crate) struct Shared {
    state: Mutex<State>,
    gate: Gate,
    calls: Vec<parameters::Call>,
    key: String,
    restricted_key: String,
    hook: Mutex<Option<Hook>>,
    stopped: AtomicBool,
}

impl Shared {
    /// Sends what happened to whoever listens at once, if anybody does; one after the other, in a thread of its own.
    fn tell_hooks(self: &Shared) {
        let Some(hook) = self.hook.lock().unwrap().clone() else { return };
        let deliveries = take_events(&mut self.state.lock().unwrap());
        if deliveries.is_empty() {
            return;
        }
        thread::spawn(move || {
            for delivery in &deliveries {
                let _ = delivery.send(&hook); // whoever does not answer is told no more of it
            }
        });
    }
}

fn take_events(state: &mut State) -> Vec<Delivery> {
    let ids = std::mem::take(&mut state.untold);
    ids.iter().map(|id| Delivery::of(&state.row(id))).collect()
}

/// The server; it stops when it is dropped.
pub struct Fake {
    /// What a client signs in with.
    pub key: String,
    /// A key that may do what [`Fake::allow`] says.
    pub restricted_key: String,
    /// What events are signed with.
    pub webhook_secret: String,
    /// The id of the account.
    pub account: String,
    port: u16,
    shared: Arc<Shared>,
}

impl Fake {
    /// A test account without a row, on a port of its own.
    pub fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("the system gives random bytes");
        let seed = data_encoding::BASE32_NOPAD.encode(&random);
        let state = State::new(false, &seed, &format!("http://127.0.0.1:{port}"));
        let account = state.account.clone();
        let (key, restricted_key) = (format!("sk_test_fake{seed}"), format!("rk_test_fake{seed}"));
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            gate: Gate::default(),
            calls: parameters::calls(),
            key: key.clone(),
            restricted_key: restricted_key.clone(),
            hook: Mutex::new(None),
            stopped: AtomicBool::new(false),
        });
        let served = shared.clone();
        thread::spawn(move || listen(&listener, &served));
        Self { key, restricted_key, webhook_secret: format!("whsec_fake{seed}secret"), account, port, shared }
    }

    /// As STRIPE_API_BASE says it.
    pub fn base(&self) -> Url {
        format!("http://127.0.0.1:{}/", self.port).parse().expect("a port makes a URL")
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let done = act(&mut self.shared.state.lock().unwrap());
        self.shared.tell_hooks();
        done
    }

    // --- payers -------------------------------------------------------------------------------------------------------

    /// Somebody pays on an open session's page, or leaves a method there; the id of the payment or the consent.
    pub fn pay(&self, session: &str) -> Result<String, String> {
        self.with(|state| payments::pay_session(state, session, Behaviour::Good))
    }

    /// Somebody pays from a bank account: the session is complete and unpaid until [`Fake::settle`].
    pub fn pay_later(&self, session: &str) -> Result<String, String> {
        self.with(|state| payments::pay_session(state, session, Behaviour::Slow))
    }

    /// A payment that was processing ends, well or not. Takes a session's id or a payment's.
    pub fn settle(&self, id: &str, well: bool) -> Result<(), String> {
        self.with(|state| {
            if state.find("checkout.session", id).is_some() {
                payments::settle_session(state, id, well)
            } else {
                payments::settle(state, id, well)
            }
        })
    }

    /// Somebody tries to pay, and the card is declined: the session stays open.
    pub fn fail(&self, session: &str) -> Result<String, String> {
        self.with(|state| payments::pay_session(state, session, Behaviour::Declined))
    }

    /// A session's time is over.
    pub fn expire(&self, session: &str) -> Result<(), String> {
        self.with(|state| {
            sessions::expire(state, session).map(drop).map_err(|refused| refused.error.to_string())
        })
    }

    /// Gives a customer a method that behaves in a certain way.
    pub fn add_method(&self, customer: &str, behaviour: Behaviour) -> String {
        self.with(|state| customers::add_method(state, Some(customer), behaviour))
    }

    /// Changes how a method behaves from now on.
    pub fn behave(&self, method: &str, behaviour: Behaviour) {
        self.with(|state| state.behaviour.insert(method.to_owned(), behaviour));
    }

    // --- banks, and whoever works on Stripe's own pages ------------------------------------------------------------------

    /// Money is given back on Stripe's own pages: a part, or all that is left.
    pub fn refund(&self, payment: &str, amount: Option<i64>) -> Result<String, String> {
        let amount = amount.map(|amount| amount.to_string());
        let sent = serde_json::json!({"payment_intent": payment, "amount": amount});
        self.with(|state| returns::refund(state, &sent))
            .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
            .map_err(|refused| refused.error.to_string())
    }

    /// The payer's bank sends a refund back.
    pub fn fail_refund(&self, refund: &str) -> Result<(), String> {
        self.with(|state| returns::fail_refund(state, refund))
    }

    /// The payer's bank takes a payment back.
    pub fn dispute(&self, payment: &str) -> Result<String, String> {
        self.with(|state| returns::dispute(state, payment))
    }

    /// A dispute ends.
    pub fn close_dispute(&self, dispute: &str, won: bool) -> Result<(), String> {
        self.with(|state| returns::close_dispute(state, dispute, won))
    }

    /// Everything on the balance of a currency goes to the bank, and arrives. None where there is nothing.
    pub fn payout(&self, currency: &str) -> Option<String> {
        self.with(|state| {
            let id = payouts::pay_out(state, currency)?;
            payouts::arrive(state, &id);
            Some(id)
        })
    }

    // --- events -------------------------------------------------------------------------------------------------------

    /// What happened since it was last asked, in order. To be sent by hand: in this order or another, twice, or not at all.
    pub fn take_events(&self) -> Vec<Delivery> {
        take_events(&mut self.shared.state.lock().unwrap())
    }

    /// From now on every event is sent at once, signed with this account's secret.
    pub fn deliver_to(&self, url: &Url) {
        *self.shared.hook.lock().unwrap() = Some(self.hook(url));
    }

    /// From now on events are kept again.
    pub fn deliver_to_nobody(&self) {
        *self.shared.hook.lock().unwrap() = None;
    }

    /// Where events are sent by hand.
    pub fn hook(&self, url: &Url) -> Hook {
        Hook { url: url.clone(), secret: self.webhook_secret.clone() }
    }

    // --- faults -------------------------------------------------------------------------------------------------------

    /// The next request has a fault.
    pub fn fail_next(&self, fault: Fault) {
        self.fail_next_of("", fault);
    }

    /// The next request whose method and path begin so has a fault: `POST /v1/refunds`.
    pub fn fail_next_of(&self, call: &str, fault: Fault) {
        self.with(|state| state.faults.add(call, fault));
    }

    /// Every request has a fault, until [`Fake::heal`].
    pub fn fail_always(&self, fault: Fault) {
        self.with(|state| state.faults.set_always(Some(fault)));
    }

    /// No request has a fault any more.
    pub fn heal(&self) {
        self.with(|state| state.faults.set_always(None));
    }

    /// Waits until so many requests hang.
    pub fn await_hanging(&self, many: usize) {
        self.shared.gate.await_hanging(many);
    }

    /// Lets go whatever hangs.
    pub fn let_go(&self) {
        self.shared.gate.open();
    }

    /// What the restricted key may do: beginnings of method and path.
    pub fn allow(&self, calls: &[&str]) {
        self.with(|state| state.allowed = calls.iter().map(|call| (*call).to_owned()).collect());
    }

    /// Puts the clock forward, in seconds: sessions expire after 24 hours, idempotency keys are forgotten.
    pub fn put_forward(&self, seconds: i64) {
        self.with(|state| {
            state.ahead += seconds;
            sessions::expire_old(state);
        });
    }

    // --- what there is ------------------------------------------------------------------------------------------------

    /// Every request that came: `POST /v1/refunds`.
    pub fn asked(&self) -> Vec<String> {
        self.with(|state| state.asked.clone())
    }

    /// How many requests came whose method and path begin so.
    pub fn times_asked(&self, call: &str) -> usize {
        self.with(|state| state.asked.iter().filter(|asked| asked.starts_with(call)).count())
    }

    /// A row as it is now.
    pub fn row(&self, id: &str) -> Option<Value> {
        self.with(|state| state.any(id).cloned())
    }

    /// Puts something wrong into a row.
    pub fn change(&self, id: &str, member: &str, value: Value) {
        self.with(|state| state.change(id, serde_json::json!({ member: value })));
    }

    /// All rows of a sort, the newest first: `charge`, `checkout.session`, `balance_transaction` …
    pub fn rows(&self, object: &str) -> Vec<Value> {
        self.with(|state| state.all(object).cloned().collect())
    }

    /// What is left on the balance, by currency in small letters.
    pub fn balance(&self) -> BTreeMap<String, i64> {
        self.totals().into_iter().map(|(currency, totals)| (currency, totals.balance)).collect()
    }

    /// What came and went, by currency: to be compared with our ledger.
    pub fn totals(&self) -> BTreeMap<String, Totals> {
        self.with(|state| payouts::totals(state))
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        self.shared.gate.open();
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for line in listener.incoming().flatten() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let shared = shared.clone();
        thread::spawn(move || drop(converse(&line, &shared)));
    }
}

fn converse(line: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    let request = Request::read(line)?;
    match router::respond(shared, &request) {
        Some(answer) => answer.write(line),
        None => Ok(()),
    }
}
