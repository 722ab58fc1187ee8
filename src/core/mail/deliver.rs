//! The job that passes a mail to the mail server.

use std::time::Duration;

use lettre::{Address, SmtpTransport, Transport, transport::smtp::PoolConfig};
use serde_json::Value;

use super::{
    envelope,
    outbox::{self, DELIVER},
};
use crate::{
    access::SystemViewer,
    config::MailConfig,
    error::AppError,
    jobs::{Failure, Kind, Tools},
    kernel::ids::{MailId, StudioId},
};

/// How long a mail server may take to respond.
const PATIENCE: Duration = Duration::from_secs(10);

/// The client of the mail server, with a few connections.
#[derive(Clone)]
pub struct Postman {
    server: SmtpTransport,
    from: Address,
}

impl Postman {
    /// Creates the client, without connecting yet. Returns `None` if no mail server is configured.
    ///
    /// # Errors
    /// A message if SMTP_URL or MAIL_FROM cannot be parsed.
    pub fn hired(config: &MailConfig) -> Result<Option<Self>, String> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let from = config.from.parse().map_err(|error| format!("MAIL_FROM: {error}"))?;
        let server = SmtpTransport::from_url(url.expose())
            .map_err(|error| format!("SMTP_URL: {error}"))?
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(2).idle_timeout(Duration::from_secs(30)))
            .build();
        Ok(Some(Self { server, from }))
    }

    /// Checks whether the mail server responds.
    ///
    /// # Errors
    /// A message that says why not.
    pub fn knock(&self) -> Result<(), String> {
        match self.server.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => Err("the mail server does not respond".into()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The jobs that deliver mail.
pub fn jobs(config: &MailConfig) -> Vec<Kind> {
    let postman = Postman::hired(config);
    vec![Kind::beside(DELIVER, move |tools, studio, payload| match &postman {
        Ok(Some(postman)) => deliver(postman, tools, studio, &payload),
        // The mail stays in the outbox, where it can be read.
        Ok(None) => Ok(()),
        Err(fault) => Err(Failure::Never(fault.clone())),
    })]
}

fn deliver(postman: &Postman, tools: &Tools, studio: StudioId, payload: &Value) -> Result<(), Failure> {
    let system = SystemViewer::new(studio, "mail");
    let id: MailId = serde_json::from_value(payload["mail"].clone())
        .map_err(|error| Failure::Never(format!("payload: {error}")))?;
    let Some(mail) = tools.db.read_here(&system, |tx| outbox::to_send(tx, id))? else { return Ok(()) };
    let sent = envelope::message(mail, &postman.from).map_err(Failure::Never).and_then(|message| {
        postman.server.send(&message).map(drop).map_err(|error| {
            if will_never_pass(&error) {
                Failure::Never(error.to_string())
            } else {
                Failure::Again(error.to_string())
            }
        })
    });
    let noted = tools.db.write_here(&system, |tx| match &sent {
        Ok(()) => outbox::sent(tx, id),
        Err(Failure::Again(cause) | Failure::Never(cause)) => outbox::refused(tx, id, cause),
    });
    match (sent, noted) {
        // The server has accepted the mail, and another attempt would send it twice. So if Postgres has become unavailable, keep trying to
        // record it.
        (Ok(()), Err(AppError::Unavailable(_))) => insist(tools, &system, id),
        (Ok(()), noted) => Ok(noted?),
        (Err(failure), _) => Err(failure),
    }
}

fn insist(tools: &Tools, system: &SystemViewer, id: MailId) -> Result<(), Failure> {
    for _ in 0..20 {
        std::thread::sleep(Duration::from_secs(3));
        if tools.db.write_here(system, |tx| outbox::sent(tx, id)).is_ok() {
            return Ok(());
        }
    }
    Err(Failure::Again("sent, but this could not be recorded in Postgres".into()))
}

/// Whether the server does not know the recipient, or will never accept this message. Rejected credentials do not count, because they will
/// be corrected.
fn will_never_pass(error: &lettre::transport::smtp::Error) -> bool {
    error.is_permanent() && error.status().is_some_and(|code| (550..=554).contains(&u16::from(code)))
}
