//! The entry point of `reprint`.
#![forbid(unsafe_code)]

mod commands;

use std::process::ExitCode;

use clap::Parser;
use commands::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    rustls::crypto::ring::default_provider().install_default().expect("no other provider was installed");
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("reprint: {error}");
            ExitCode::FAILURE
        }
    }
}
