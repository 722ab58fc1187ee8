//! User journeys from beginning to end, in a browser.

mod canary;
mod elsewhere;
mod factors;
mod forgotten;
mod keyboard;
mod leaving;
mod lines;
mod lockout;
mod looks;
mod messages;
mod missed;
mod pages;
mod phone;
mod pressing;
mod sending;
mod slow;
mod stale;
mod story;
mod tabs;
mod turns;
