//! The stream: what arrives on it, for whom, and what becomes of it when a connection or the server ends.

mod replay;
mod rights;
mod stream;
mod tabs;
mod walls;

pub use stream::Stream;
