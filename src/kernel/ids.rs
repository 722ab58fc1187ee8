//! Ids: version 7 UUIDs, so that they sort by birth, each of its own type, so that none is taken for another.

use std::fmt;
use std::io::Write;
use std::str::FromStr;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde::ser::{Serialize, Serializer};
use uuid::Uuid;

use super::refusal::refusal;

refusal! {
    /// The text is not a UUID in lower case with hyphens. Other spellings of the same UUID are refused
    /// too: a thing has one address.
    NotAnId = "not an id"
}

fn parse(text: &str) -> Result<Uuid, NotAnId> {
    let uuid = Uuid::try_parse(text).map_err(|_| NotAnId)?;
    let only_spelling = uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text;
    only_spelling.then_some(uuid).ok_or(NotAnId)
}

struct IdText;

impl Visitor<'_> for IdText {
    type Value = Uuid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id in lower case with hyphens")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Uuid, E> {
        parse(text).map_err(E::custom)
    }
}

macro_rules! ids {
    ($($name:ident)+) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, later than every one made before it in this process.
            #[allow(clippy::new_without_default)] // A default that differs each time would surprise.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The UUID, for where things of different kinds stand together.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(IdText).map(Self).map_err(D::Error::custom)
            }
        }

        impl ToSql<diesel::sql_types::Uuid, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(self.0.as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl FromSql<diesel::sql_types::Uuid, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(value).map(Self)
            }
        }
    )+};
}

ids! {
    StudioId UserId SessionId DeviceId PasskeyId SignInCodeId
    ClientId ProjectId MilestoneId
    FileId FileVersionId BlobId
    ConversationId MessageId
    InvoiceId InvoiceLineId PaymentId
    JobId MailId AuditEntryId ExportId
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "01932c07-209c-7e6c-8d5c-6e0ecb9ab3b4";

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!(ONE.parse::<ProjectId>().unwrap().to_string(), ONE);
        let braced = format!("{{{ONE}}}");
        let urn = format!("urn:uuid:{ONE}");
        let simple = ONE.replace('-', "");
        let upper = ONE.to_uppercase();
        let spaced = format!(" {ONE}");
        for other in ["", "7", &braced, &urn, &simple, &upper, &spaced] {
            assert_eq!(other.parse::<ProjectId>(), Err(NotAnId), "{other}");
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let ids: Vec<_> = (0..1000).map(|_| MessageId::new()).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn json_holds_the_text() {
        let id: ProjectId = ONE.parse().unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{ONE}\""));
        assert_eq!(serde_json::from_str::<ProjectId>(&format!("\"{ONE}\"")).unwrap(), id);
        assert!(serde_json::from_str::<ProjectId>(&format!("\"{}\"", ONE.to_uppercase())).is_err());
    }

    #[test]
    fn a_path_holds_an_id() {
        let mut path = actix_web::dev::Path::new(format!("/projects/{ONE}"));
        actix_web::dev::ResourceDef::new("/projects/{id}").capture_match_info(&mut path);
        assert_eq!(path.load::<ProjectId>().unwrap().to_string(), ONE);
        assert_eq!(path.load::<(ProjectId,)>().unwrap().0.to_string(), ONE);

        let mut path = actix_web::dev::Path::new(format!("/projects/{}", ONE.to_uppercase()));
        actix_web::dev::ResourceDef::new("/projects/{id}").capture_match_info(&mut path);
        assert!(path.load::<ProjectId>().is_err());
    }
}
