//! `reprint check`: checks the configuration and everything it refers to, one line per check.

use std::process::ExitCode;

use reprint::{
    config::{Config, StripeConfig},
    db,
    error::{AppError, AppResult},
    grants,
    kernel::time::SystemClock,
    mail::Postman,
    migrations,
    operations::{clock_fault, role_fault},
    stripe::{Client, Error, Mode},
};

use super::Outcome;

/// Checks everything that the environment refers to. The environment itself has already been validated.
///
/// # Errors
/// None: faults are printed, and the exit code is 1.
pub fn check(config: &Config) -> Outcome {
    let mut report = Report { well: true };
    report.print("environment", Ok("complete".into()));
    database(config, &mut report);
    let url = config.database.migration_url.expose();
    if url != config.database.url.expose() {
        let reached = db::connect(url).map(|_| "can be reached".into());
        report.print("migration role", reached.map_err(|error| error.to_string()));
    }
    report.print("mail", mail(config));
    match &config.stripe {
        None => {
            report.print("stripe", Ok("STRIPE_SECRET_KEY is not set; invoices are paid by transfer".into()))
        }
        Some(stripe) => cards(stripe, config.production, &mut report),
    }
    Ok(if report.well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Report {
    well: bool,
}

impl Report {
    fn print(&mut self, part: &str, found: Result<String, String>) {
        match found {
            Ok(said) => println!("ok     {part}: {said}"),
            Err(fault) => {
                self.well = false;
                println!("FAULT  {part}: {}", fault.trim());
            }
        }
    }
}

fn database(config: &Config, report: &mut Report) {
    let mut connection = match db::connect(config.database.url.expose()) {
        Ok(connection) => connection,
        Err(error) => return report.print("database", Err(error.to_string())),
    };
    report.print("database", Ok("can be reached".into()));
    let check_result = |found: AppResult<Option<String>>, well: &str| match found {
        Ok(None) => Ok(well.to_owned()),
        Ok(Some(fault)) => Err(fault),
        Err(error) => Err(error.to_string()),
    };
    report
        .print("database role", check_result(role_fault(&mut connection), "is bound by row-level security"));
    report.print(
        "clock",
        check_result(clock_fault(&mut connection, &SystemClock), "agrees with the database's"),
    );
    let differ = |differences: Vec<String>| (!differences.is_empty()).then(|| differences.join(", "));
    if config.database.migration_url.expose() != config.database.url.expose() {
        let found = grants::differences(&mut connection).map(differ).map_err(AppError::from);
        report.print("grants", check_result(found, "are what the app uses"));
    }
    report.print(
        "tables",
        match migrations::pending(&mut connection) {
            Ok(pending) if pending.is_empty() => Ok("up to date".into()),
            Ok(pending) => Err(format!("reprint migrate has not run: {}", pending.join(", "))),
            Err(_) => Err("reprint migrate has not run".into()),
        },
    );
}

fn mail(config: &Config) -> Result<String, String> {
    match Postman::hired(&config.mail)? {
        None => Ok("SMTP_URL is not set; mail stays in the outbox".into()),
        Some(postman) => postman.knock().map(|()| "the mail server responds".into()),
    }
}

/// The Stripe settings, and whether Stripe accepts the key.
fn cards(stripe: &StripeConfig, production: bool, report: &mut Report) {
    for doubt in stripe.doubts(production) {
        report.print("stripe", Err(doubt.into()));
    }
    let client = Client::new(&stripe.key, stripe.api_base.as_ref()).map_err(|fault| fault.to_string());
    let mode = if stripe.key.mode() == Mode::Live { "live" } else { "test" };
    let answer = client.and_then(|client| account(&client));
    report.print("stripe", answer.map(|account| format!("{account}, in {mode} mode")));
}

/// The account that a key belongs to. Stripe also recognizes a restricted key that may not read the account.
fn account(client: &Client) -> Result<String, String> {
    match actix_web::rt::System::new().block_on(client.account()) {
        Ok(account) if !account.charges_enabled => {
            Err(format!("the account {} cannot take payments yet", account.id))
        }
        Ok(account) => Ok(format!("the account is {}", account.name().unwrap_or(account.id.as_str()))),
        Err(Error::NotPermitted(_)) => Ok("the restricted key is accepted".into()),
        Err(error) => Err(error.to_string()),
    }
}
