//! What people do from beginning to end, in a browser.

mod keyboard;
mod pages;
mod story;
