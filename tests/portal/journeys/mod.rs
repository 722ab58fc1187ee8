//! What people do from beginning to end, in a browser.

mod forgotten;
mod keyboard;
mod pages;
mod story;
