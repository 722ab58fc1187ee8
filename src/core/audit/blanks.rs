//! What an erasure blanks in the audit trail, and the entry that counts it.

use std::collections::{BTreeMap, HashSet};

use diesel::{prelude::*, sql_types};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{AuditKind, Subject};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::AuditEntryId,
    schema::{audit_entries, audit_particulars},
};

/// How many parts of entries an erasure blanked, and a hash of which ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    parts: i64,
    sha256: String,
}

/// An erasure in progress. Its entry is written first, because Postgres refuses to blank anything without it; a second entry at the end
/// contains the count.
#[derive(Debug, Clone, Copy)]
pub struct Erasure {
    id: AuditEntryId,
}

impl Erasure {
    /// Begins an erasure by writing its entry. Until the transaction ends, Postgres then allows parts of the audit trail to be blanked on
    /// its account.
    pub fn begin(tx: &mut Tx, kind: AuditKind, subject: Subject, facts: Value) -> AppResult<Self> {
        let id = AuditEntryId::new();
        let actor = tx.actor;
        super::write(tx, id, actor, kind.into(), subject, facts)?;
        Ok(Self { id })
    }

    /// The id of the entry that accounts for it.
    pub fn id(self) -> Uuid {
        self.id.uuid()
    }

    /// Writes the entry that counts what was blanked.
    pub fn count(self, tx: &mut Tx) -> AppResult<()> {
        let erasures = sums(tx, Some(self.id()))?;
        let facts = json!({ "erasures": erasures });
        super::record(tx, AuditKind::BlanksCounted, Subject::NOTHING, facts)
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

/// What each erasure blanked, as recorded in `audit_blanks`; for one erasure, or for all.
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

/// Returns the erasures that blanked exactly what was counted.
pub(super) fn accounted(tx: &mut Tx) -> AppResult<HashSet<Uuid>> {
    let counts: Vec<Value> = audit_entries::table
        .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)))
        .filter(audit_entries::kind.eq(AuditKind::BlanksCounted.code()))
        .order(audit_entries::id)
        .select(audit_particulars::facts)
        .load(tx.conn())?;
    let mut first_counts: BTreeMap<Uuid, Sum> = BTreeMap::new();
    for mut facts in counts {
        let sums_in_entry = facts.get_mut("erasures").map(Value::take).unwrap_or_default();
        // The first count is the valid one.
        for (erasure, sum) in serde_json::from_value::<BTreeMap<Uuid, Sum>>(sums_in_entry).unwrap_or_default()
        {
            first_counts.entry(erasure).or_insert(sum);
        }
    }
    let listed = sums(tx, None)?;
    Ok(listed.into_iter().filter(|(id, sum)| first_counts.get(id) == Some(sum)).map(|(id, _)| id).collect())
}
