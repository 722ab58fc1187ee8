//! Verification of the chain: whether every entry is as it was written, in its place, and none is missing.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{dsl::sql, prelude::*, sql_types};
use serde_json::Value;
use uuid::Uuid;

use super::{
    AuditKind, blanks,
    chain::{BEGINNING, Chained, Place, seal_of},
    seal::seal,
};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::sha256::Sha256,
    schema::{audit_checks, audit_entries, audit_particulars},
};

/// What is wrong with the chain, as stored in `audit_checks.fault`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A link of the chain is missing, or its beginning is.
    Gap,
    /// A link does not contain the hash of the previous one.
    Link,
    /// A link's entry is missing.
    Gone,
    /// A field of the entry, or of its link, differs from what was sealed.
    Altered,
    /// Actor, origin, or facts differ from what was written.
    Particulars,
    /// Particulars are missing, and no erasure accounts for them.
    Erased,
    /// An entry is not part of the chain, and does not wait to be added.
    Outside,
    /// The chain does not reach the head that was recorded elsewhere, or has a different hash there.
    Head,
}

impl Fault {
    /// The code that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Link => "link",
            Self::Gone => "gone",
            Self::Altered => "altered",
            Self::Particulars => "particulars",
            Self::Erased => "erased",
            Self::Outside => "outside",
            Self::Head => "head",
        }
    }
}

/// Where the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub fault: Fault,
    pub sequence: Option<i64>,
    pub entry: Option<Uuid>,
}

/// The result of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// The last valid link; 0 before the first.
    pub through: i64,
    /// Its hash.
    pub head: [u8; 32],
    /// The number of entries of which parts were erased legitimately.
    pub erased: i64,
    /// How many entries each erasure blanked, in whole or in part.
    pub erasures: BTreeMap<Uuid, i64>,
    /// The number of entries that wait to be added.
    pub waiting: i64,
    pub broken: Option<Break>,
}

#[derive(QueryableByName)]
struct Link {
    #[diesel(sql_type = sql_types::BigInt)]
    sequence: i64,
    #[diesel(sql_type = sql_types::Uuid)]
    entry_id: Uuid,
    #[diesel(sql_type = sql_types::Binary)]
    previous: Vec<u8>,
    #[diesel(sql_type = sql_types::Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    sealed_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Apart {
    #[diesel(sql_type = sql_types::Uuid)]
    entry_id: Uuid,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Binary>)]
    who_salt: Option<Vec<u8>>,
    #[diesel(sql_type = sql_types::Text)]
    actor_name: String,
    #[diesel(sql_type = sql_types::Text)]
    address: String,
    #[diesel(sql_type = sql_types::Text)]
    agent: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Binary>)]
    facts_salt: Option<Vec<u8>>,
    #[diesel(sql_type = sql_types::Text)]
    facts: String,
    /// The erasures that blanked each part, as recorded.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    who_erased_by: Option<Uuid>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    facts_erased_by: Option<Uuid>,
}

/// The number of links that are read at a time.
const STRIDE: i64 = 2000;

/// Verifies the whole chain. `noted` is a head known from elsewhere (the log, an earlier verification): a chain that was cut off at its end
/// is consistent by itself, but does not reach it.
///
/// # Errors
/// Database errors. A broken chain is not an error.
pub fn verify(tx: &mut Tx, noted: Option<(i64, Sha256)>) -> AppResult<Walk> {
    let studio = tx.scope.studio.uuid();
    let mut walk = Walk::default();
    let accounted = blanks::accounted(tx)?;
    let mut noted = noted;
    loop {
        let links = links_after(tx, walk.through)?;
        let ids: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
        let (entries, particulars) = (entries(tx, &ids)?, particulars(tx, &ids)?);
        for link in &links {
            let broken =
                |fault| Some(Break { fault, sequence: Some(link.sequence), entry: Some(link.entry_id) });
            if walk.through == 0 && link.sequence > 1 {
                if !was_cut(tx, link)? {
                    walk.broken = broken(Fault::Gap);
                    return Ok(walk);
                }
            } else if link.sequence != walk.through + 1 {
                walk.broken = broken(Fault::Gap);
                return Ok(walk);
            } else if link.previous != walk.head {
                walk.broken = broken(Fault::Link);
                return Ok(walk);
            }
            let Some(entry) = entries.get(&link.entry_id) else {
                walk.broken = broken(Fault::Gone);
                return Ok(walk);
            };
            let previous = link.previous.as_slice().try_into().unwrap_or(BEGINNING);
            let place = Place { studio, sequence: link.sequence, previous, sealed_at: link.sealed_at };
            if entry.hash(&place).as_bytes() != link.hash.as_slice() {
                walk.broken = broken(Fault::Altered);
                return Ok(walk);
            }
            match particulars
                .get(&link.entry_id)
                .map_or(Err(Fault::Particulars), |apart| apart.hold(entry, &accounted))
            {
                Ok(by) => {
                    walk.erased += i64::from(!by.is_empty());
                    by.into_iter().for_each(|erasure| *walk.erasures.entry(erasure).or_default() += 1);
                }
                Err(fault) => {
                    walk.broken = broken(fault);
                    return Ok(walk);
                }
            }
            (walk.through, walk.head) = (link.sequence, *entry.hash(&place).as_bytes());
            if let Some((sequence, hash)) = noted
                && sequence == link.sequence
            {
                if hash.as_bytes() != &walk.head {
                    walk.broken = broken(Fault::Head);
                    return Ok(walk);
                }
                noted = None;
            }
        }
        if links.len() < STRIDE as usize {
            break;
        }
    }
    if let Some((sequence, _)) = noted {
        walk.broken = Some(Break { fault: Fault::Head, sequence: Some(sequence), entry: None });
        return Ok(walk);
    }
    walk.broken = outside(tx)?.map(|id| Break { fault: Fault::Outside, sequence: None, entry: Some(id) });
    walk.waiting = audit_particulars::table.filter(audit_particulars::waits).count().get_result(tx.conn())?;
    Ok(walk)
}

/// Seals waiting entries, verifies the chain against the head that the last verification recorded, and stores the result for the audit
/// page.
pub fn check(tx: &mut Tx) -> AppResult<Walk> {
    while seal(tx)? > 0 {}
    let noted: Option<(i64, Option<Vec<u8>>)> = audit_checks::table
        .filter(audit_checks::fault.is_null())
        .select((audit_checks::through, audit_checks::hash))
        .first(tx.conn())
        .optional()?;
    let noted = noted.and_then(|(sequence, hash)| {
        let hash: [u8; 32] = hash?.try_into().ok()?;
        (sequence > 0).then_some((sequence, Sha256::from(hash)))
    });
    let walk = verify(tx, noted)?;
    let row = (
        audit_checks::checked_at.eq(tx.now),
        audit_checks::through.eq(walk.through),
        audit_checks::hash.eq(Some(&walk.head[..])),
        audit_checks::erased.eq(walk.erased),
        audit_checks::fault.eq(walk.broken.as_ref().map(|broken| broken.fault.as_str())),
        audit_checks::fault_sequence.eq(walk.broken.as_ref().and_then(|broken| broken.sequence)),
        audit_checks::fault_entry.eq(walk.broken.as_ref().and_then(|broken| broken.entry)),
    );
    diesel::delete(audit_checks::table).execute(tx.conn())?;
    diesel::insert_into(audit_checks::table).values(row).execute(tx.conn())?;
    if let Some(broken) = &walk.broken {
        tracing::error!(target: "security", event = "audit.broken", fault = broken.fault.as_str(), sequence = broken.sequence, entry = broken.entry.map(tracing::field::display));
    }
    Ok(walk)
}

impl Apart {
    /// Checks the particulars against what the entry sealed. If some were erased, returns the erasures that account for it.
    fn hold(&self, entry: &Chained, accounted: &HashSet<Uuid>) -> Result<HashSet<Uuid>, Fault> {
        let who =
            self.who_salt.as_ref().map(|salt| seal_of(salt, &[&self.actor_name, &self.address, &self.agent]));
        let facts = self.facts_salt.as_ref().map(|salt| seal_of(salt, &[&self.facts]));
        let nameless = [&self.actor_name, &self.address, &self.agent].into_iter().all(String::is_empty);
        let factless = self.facts == "{}";
        let mut erased = HashSet::new();
        for (now, then, is_empty, by) in [
            (who, &entry.who_seal, nameless, self.who_erased_by),
            (facts, &entry.facts_seal, factless, self.facts_erased_by),
        ] {
            match (now, by) {
                (Some(now), _) if then.as_deref() == Some(&now.as_bytes()[..]) => {}
                (Some(_), _) => return Err(Fault::Particulars),
                (None, _) if !is_empty => return Err(Fault::Particulars),
                (None, Some(by)) if accounted.contains(&by) => drop(erased.insert(by)),
                (None, _) => return Err(Fault::Erased),
            }
        }
        Ok(erased)
    }
}

fn links_after(tx: &mut Tx, sequence: i64) -> AppResult<Vec<Link>> {
    Ok(diesel::sql_query(
        "select sequence, entry_id, previous, hash, sealed_at from audit_seals where sequence > $1 order by sequence limit $2",
    )
    .bind::<sql_types::BigInt, _>(sequence)
    .bind::<sql_types::BigInt, _>(STRIDE)
    .load(tx.conn())?)
}

fn entries(tx: &mut Tx, ids: &[Uuid]) -> AppResult<HashMap<Uuid, Chained>> {
    let entries: Vec<Chained> = diesel::sql_query(
        "select id, kind, actor_id, actor_name, subject_kind, subject_id, facts::text as facts, address, agent, request_id,
            created_at, who_seal, facts_seal
         from audit_entries where id = any ($1)",
    )
    .bind::<sql_types::Array<sql_types::Uuid>, _>(ids)
    .load(tx.conn())?;
    Ok(entries.into_iter().map(|entry| (entry.id, entry)).collect())
}

fn particulars(tx: &mut Tx, ids: &[Uuid]) -> AppResult<HashMap<Uuid, Apart>> {
    let particulars: Vec<Apart> = diesel::sql_query(
        "select p.entry_id, p.who_salt, p.actor_name, p.address, p.agent, p.facts_salt, p.facts::text as facts,
            who.erasure_id as who_erased_by, told.erasure_id as facts_erased_by
         from audit_particulars p
         left join audit_blanks who on who.studio_id = p.studio_id and who.entry_id = p.entry_id and who.part = 'who'
         left join audit_blanks told on told.studio_id = p.studio_id and told.entry_id = p.entry_id and told.part = 'facts'
         where p.entry_id = any ($1)",
    )
    .bind::<sql_types::Array<sql_types::Uuid>, _>(ids)
    .load(tx.conn())?;
    Ok(particulars.into_iter().map(|apart| (apart.entry_id, apart)).collect())
}

/// Whether the chain's beginning was deleted by the retention job, which records the hash at which it was cut.
fn was_cut(tx: &mut Tx, first: &Link) -> AppResult<bool> {
    let cuts: Vec<Value> = audit_entries::table
        .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)))
        .filter(audit_entries::kind.eq(AuditKind::Cut.code()))
        .select(audit_particulars::facts)
        .load(tx.conn())?;
    let hash = data_encoding::HEXLOWER.encode(&first.previous);
    Ok(cuts.iter().any(|cut| cut["through"] == first.sequence - 1 && cut["hash"] == hash.as_str()))
}

fn outside(tx: &mut Tx) -> AppResult<Option<Uuid>> {
    Ok(audit_entries::table
        .filter(sql::<sql_types::Bool>(
            "not exists (select from audit_seals s where s.studio_id = audit_entries.studio_id and s.entry_id = audit_entries.id)
             and not exists (select from audit_particulars p where p.studio_id = audit_entries.studio_id
                 and p.entry_id = audit_entries.id and p.waits)",
        ))
        .select(audit_entries::id)
        .first(tx.conn())
        .optional()?)
}
