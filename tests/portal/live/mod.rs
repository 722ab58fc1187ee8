//! Event streams: what they deliver, to whom, and what happens when a connection or the server ends.

mod replay;
mod rights;
mod stream;
mod tabs;
mod walls;

pub use stream::Stream;
