//! The client against the Stripe that tests have: each call, each fault, each event.

mod calls;
mod events;
mod faults;
mod keys;
mod money;
mod refusals;
mod support;
