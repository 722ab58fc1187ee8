//! What Stripe knows: rows, the order they came in, and the events about them.

use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

use super::{faults::Faults, idempotency::Keys, refused::Refused};

/// The version of the API that is spoken.
pub const VERSION: &str = "2026-09-30.endive";

/// One account's rows.
pub struct State {
    pub live: bool,
    pub account: String,
    pub base: String,
    pub keys: Keys,
    pub faults: Faults,
    /// Calls that a restricted key may make; none where there is no such key.
    pub allowed: Vec<String>,
    /// How far the clock was put forward, in seconds.
    pub ahead: i64,
    /// Ids of events that were not yet handed out.
    pub untold: Vec<String>,
    /// Every request that came: `POST /v1/refunds`.
    pub asked: Vec<String>,
    /// What the payments of open sessions will be made with.
    pub to_come: HashMap<String, Value>,
    /// How cards and accounts behave: by the id of the method.
    pub behaviour: HashMap<String, super::Behaviour>,
    seed: String,
    count: u64,
    rows: HashMap<String, Value>,
    order: Vec<String>,
}

impl State {
    pub fn new(live: bool, seed: &str, base: &str) -> Self {
        Self {
            live,
            account: format!("acct_{seed}"),
            base: base.to_owned(),
            keys: Keys::default(),
            faults: Faults::default(),
            allowed: Vec::new(),
            ahead: 0,
            untold: Vec::new(),
            asked: Vec::new(),
            to_come: HashMap::new(),
            behaviour: HashMap::new(),
            seed: seed.to_owned(),
            count: 0,
            rows: HashMap::new(),
            order: Vec::new(),
        }
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
        now.as_secs() as i64 + self.ahead
    }

    /// An id that no other row has, here or at another fake.
    pub fn new_id(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_{}{:08}", self.seed, self.count)
    }

    /// Keeps a new row with what all rows have, and answers with its id.
    pub fn add(&mut self, prefix: &str, object: &str, mut row: Value) -> String {
        let id = self.new_id(prefix);
        row["id"] = id.clone().into();
        row["object"] = object.into();
        row["created"] = self.now().into();
        // Refunds and movements do not say it.
        if object != "refund" && object != "balance_transaction" {
            row["livemode"] = self.live.into();
        }
        self.rows.insert(id.clone(), row);
        self.order.push(id.clone());
        id
    }

    pub fn find(&self, object: &str, id: &str) -> Option<&Value> {
        self.rows.get(id).filter(|row| row["object"] == object)
    }

    pub fn any(&self, id: &str) -> Option<&Value> {
        self.rows.get(id)
    }

    /// A row that a path names.
    pub fn asked_for(&self, object: &str, id: &str) -> Result<Value, Refused> {
        self.find(object, id).cloned().ok_or_else(|| Refused::missing(404, "id", object, id))
    }

    /// A row that a parameter names.
    pub fn named(&self, object: &str, id: &str, param: &str) -> Result<Value, Refused> {
        self.find(object, id).cloned().ok_or_else(|| Refused::missing(400, param, object, id))
    }

    /// A copy of a row that must be there.
    pub fn row(&self, id: &str) -> Value {
        self.rows.get(id).unwrap_or_else(|| panic!("there is no row {id}")).clone()
    }

    /// Changes members of a row.
    pub fn change(&mut self, id: &str, changes: Value) {
        let row = self.rows.get_mut(id).unwrap_or_else(|| panic!("there is no row {id}"));
        for (name, value) in changes.as_object().expect("members are changed") {
            row[name] = value.clone();
        }
    }

    /// Rows of a sort, the newest first.
    pub fn all(&self, object: &str) -> impl Iterator<Item = &Value> {
        self.order.iter().rev().filter_map(|id| self.rows.get(id)).filter(move |row| row["object"] == object)
    }

    /// Writes down that something happened to a row, with the row as it is now.
    pub fn tell(&mut self, kind: &str, id: &str) {
        let event = json!({
            "api_version": VERSION,
            "data": {"object": self.row(id)},
            "pending_webhooks": 1,
            "request": {"id": null, "idempotency_key": null},
            "type": kind,
        });
        let event = self.add("evt", "event", event);
        self.untold.push(event);
    }

    /// Writes down a movement on the balance.
    pub fn move_money(&mut self, kind: &str, amount: i64, fee: i64, currency: &str, source: &str) -> String {
        let available_on = self.now() + 7 * 86_400;
        let fees = if fee == 0 {
            json!([])
        } else {
            json!([{"amount": fee, "application": null, "currency": currency, "description": "Stripe processing fees", "type": "stripe_fee"}])
        };
        let category = if kind == "adjustment" { "dispute" } else { kind };
        self.add(
            "txn",
            "balance_transaction",
            json!({
                "amount": amount, "available_on": available_on, "balance_type": "payments", "currency": currency, "description": null, "exchange_rate": null,
                "fee": fee, "fee_details": fees, "net": amount - fee, "reporting_category": category, "source": source, "status": "pending", "type": kind,
            }),
        )
    }
}

/// The text of a member, empty where there is none.
pub fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

/// The number of a member, or of a parameter; none where there is none.
pub fn whole(row: &Value, name: &str) -> Option<i64> {
    row[name].as_i64().or_else(|| row[name].as_str()?.parse().ok())
}
