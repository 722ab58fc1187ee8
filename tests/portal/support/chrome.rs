//! Chromium, for what only a browser knows. Filled in below.
