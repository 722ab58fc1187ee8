//! What an erasure empties of the audit, and the entry that counts it.

use std::collections::{BTreeMap, HashSet};

use diesel::{prelude::*, sql_types};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::AuditEntryId,
    schema::{audit_entries, audit_particulars},
};

/// What an erasure writes; only such entries account for particulars that are gone.
pub const ERASURES: &[&str] = &["user.erased", "client.erased"];

/// What the migration wrote that began to count: it accounts for the erasures before it.
pub const COUNTED: &str = "audit.blanks_counted";

/// How many parts of entries an erasure emptied, and a hash over which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    parts: i64,
    sha256: String,
}

/// An erasure under way. Its entry is written at the end, when it is known what was emptied.
#[derive(Debug, Clone, Copy)]
pub struct Erasure {
    id: AuditEntryId,
}

impl Erasure {
    /// Begins one: until the transaction ends, Postgres lets parts of the audit be emptied in its name.
    ///
    /// # Errors
    /// As Postgres answers.
    pub fn begin(tx: &mut Tx) -> AppResult<Self> {
        let id = AuditEntryId::new();
        diesel::sql_query("select set_config('app.erasure', $1, true)")
            .bind::<sql_types::Text, _>(id.to_string())
            .execute(tx.conn())?;
        Ok(Self { id })
    }

    /// The id of the entry that will account for it.
    pub fn id(self) -> Uuid {
        self.id.uuid()
    }

    /// Writes the entry, with what was emptied.
    ///
    /// # Errors
    /// As Postgres answers.
    pub fn record(
        self,
        tx: &mut Tx,
        kind: &'static str,
        subject: Option<(&'static str, Uuid)>,
        mut facts: Value,
    ) -> AppResult<()> {
        let sum = sums(tx, Some(self.id()))?.remove(&self.id()).unwrap_or_default();
        facts["blanked"] = serde_json::to_value(sum).map_err(AppError::internal)?;
        let actor = tx.scope.user;
        super::write(tx, self.id, actor, kind, subject, facts)
    }
}

#[derive(QueryableByName)]
struct Listed {
    #[diesel(sql_type = sql_types::Uuid)]
    erasure_id: Uuid,
    #[diesel(sql_type = sql_types::BigInt)]
    parts: i64,
    #[diesel(sql_type = sql_types::Text)]
    sha256: String,
}

/// What the list says each erasure emptied; of one erasure, or of all.
fn sums(tx: &mut Tx, of: Option<Uuid>) -> AppResult<BTreeMap<Uuid, Sum>> {
    let listed: Vec<Listed> = diesel::sql_query(
        "select erasure_id, count(*) as parts, encode(sha256(string_agg(
                uuid_send(entry_id) || convert_to(part, 'UTF8'), ''::bytea order by entry_id, part)), 'hex') as sha256
         from audit_blanks where $1 is null or erasure_id = $1 group by erasure_id",
    )
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(of)
    .load(tx.conn())?;
    let sum = |Listed { erasure_id, parts, sha256 }| (erasure_id, Sum { parts, sha256 });
    Ok(listed.into_iter().map(sum).collect())
}

/// The erasures that emptied what their entries say, and nothing beyond it.
pub(super) fn accounted(tx: &mut Tx) -> AppResult<HashSet<Uuid>> {
    let kinds = ERASURES.iter().copied().chain([COUNTED]);
    let entries: Vec<(Uuid, String, Value)> = audit_entries::table
        .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)))
        .filter(audit_entries::kind.eq_any(kinds))
        .order(audit_entries::id)
        .select((audit_entries::id, audit_entries::kind, audit_particulars::facts))
        .load(tx.conn())?;
    let mut said: BTreeMap<Uuid, Sum> = BTreeMap::new();
    for (id, kind, mut facts) in entries {
        let field = if kind == COUNTED { "erasures" } else { "blanked" };
        let told = facts.get_mut(field).map(Value::take).unwrap_or_default();
        let told: BTreeMap<Uuid, Sum> = if kind == COUNTED {
            serde_json::from_value(told).unwrap_or_default()
        } else {
            serde_json::from_value(told).map(|sum| BTreeMap::from([(id, sum)])).unwrap_or_default()
        };
        // What was said first holds.
        for (erasure, sum) in told {
            said.entry(erasure).or_insert(sum);
        }
    }
    let listed = sums(tx, None)?;
    Ok(listed.into_iter().filter(|(id, sum)| said.get(id) == Some(sum)).map(|(id, _)| id).collect())
}
