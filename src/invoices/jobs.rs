//! The room's background jobs: a draft is sent when the time to cancel its sending is over.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use tokio::runtime::Handle;

use super::{
    actions::{self, Sender, Unsent},
    document,
    model::NotSent,
    rules,
};
use crate::{
    access::SystemViewer,
    error::{AppError, AppResult},
    jobs::{Failure, Kind, Tools},
    kernel::ids::{InvoiceId, StudioId},
};

/// The room's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![Kind::beside(actions::SEND, |tools: &Tools, studio: StudioId, payload| {
        let asked: Asked =
            serde_json::from_value(payload).map_err(|error| Failure::Never(error.to_string()))?;
        Ok(send(tools, studio, &asked)?)
    })]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    invoice: InvoiceId,
    /// Distinguishes the requests if a draft's sending was cancelled and requested again: only the job of the last one sends it.
    at: DateTime<Utc>,
}

/// Sends a draft in the name of the user who requested it. On failure it becomes an ordinary draft again, unless the error may be
/// temporary.
fn send(tools: &Tools, studio: StudioId, Asked { invoice, at }: &Asked) -> AppResult<()> {
    let system = SystemViewer::new(studio, "invoices");
    let viewer = match tools.db.write_here(&system, |tx| actions::sender(tx, *invoice, *at))? {
        None => return Ok(()),
        Some(Sender::Known(by)) => system.acting_for(Some(by)),
        Some(Sender::Erased) => system,
    };
    let base_url = Handle::current().block_on(tools.studios.base_url(studio))?;
    let _turn = Handle::current().block_on(document::turn())?;
    let sent = tools.db.write_here(&viewer, |tx| actions::finish_sending(tx, *invoice, *at, &base_url));
    let why = match sent {
        Ok(Ok(()) | Err(Unsent::Over)) => return Ok(()),
        Ok(Err(Unsent::Because(why))) => why,
        Err(error) if may_pass(&error) && !rules::is_given_up(*at, tools.db.clock().now()) => {
            return Err(error);
        }
        Err(error) => {
            tracing::error!(%error, %invoice, "an invoice could not be sent");
            NotSent::Failed
        }
    };
    tools.db.write_here(&viewer, |tx| actions::fail_sending(tx, *invoice, *at, why))
}

fn may_pass(error: &AppError) -> bool {
    matches!(error, AppError::Unavailable(_) | AppError::Collided(_) | AppError::Walled(_))
}
