//! What people do from beginning to end, in a browser.

mod pages;
