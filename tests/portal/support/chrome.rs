//! Chromium, for what only a browser knows.
