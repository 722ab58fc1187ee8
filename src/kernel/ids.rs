//! Ids: version 7 UUIDs, which sort by creation. Each kind of row has a type of its own, so that ids cannot be confused.

use uuid::Uuid;

use super::refusal::refusal;

refusal! {
    /// The text is not a UUID in lower case with hyphens. Other spellings of the same UUID are refused too, so that a thing has only one
    /// URL.
    NotAnId = "not an id"
}

/// The spelling of ids. Only for [`crate::ids`].
#[doc(hidden)]
pub mod spelling {
    use std::fmt;

    use serde::de::{Deserializer, Error, Visitor};
    use uuid::Uuid;

    use super::NotAnId;

    /// Parses the only valid spelling of an id.
    pub fn parse(text: &str) -> Result<Uuid, NotAnId> {
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

        fn visit_str<E: Error>(self, text: &str) -> Result<Uuid, E> {
            parse(text).map_err(E::custom)
        }
    }

    /// Deserializes an id from JSON or a form.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
        deserializer.deserialize_str(IdText)
    }
}

/// The id of one type of row, which has a noun: the audit trail stores `project` with a [`ProjectId`].
pub trait RowId: Copy {
    /// The noun of the row, as one word in lower case.
    const NOUN: &'static str;

    /// The UUID, for places where ids of different types are mixed.
    fn to_uuid(self) -> Uuid;
}

/// Declares ids, each with the noun of its row: `ids! { SampleId = "sample"; }`. Ids that several rooms use are declared here, others in
/// the first room that uses them.
#[macro_export]
macro_rules! ids {
    ($($name:ident = $noun:literal;)+) => {$(
        #[doc = concat!("The id of a ", $noun, ".")]
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = ::diesel::sql_types::Uuid)]
        pub struct $name(::uuid::Uuid);

        impl $name {
            /// A new id, which sorts after every id created before it in this process.
            #[allow(clippy::new_without_default)] // A default that differs each time would be surprising.
            pub fn new() -> Self {
                Self(::uuid::Uuid::now_v7())
            }

            /// The UUID, for places where ids of different types are mixed.
            pub fn uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl From<$name> for ::uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<::uuid::Uuid> for $name {
            fn from(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::ids::NotAnId;

            fn from_str(text: &str) -> Result<Self, $crate::ids::NotAnId> {
                $crate::ids::spelling::parse(text).map(Self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::ids::spelling::deserialize(deserializer).map(Self)
            }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>) -> ::diesel::serialize::Result {
                ::std::io::Write::write_all(out, self.0.as_bytes())?;
                Ok(::diesel::serialize::IsNull::No)
            }
        }

        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $name {
            fn from_sql(value: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <::uuid::Uuid as ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg>>::from_sql(value).map(Self)
            }
        }

        impl $crate::ids::RowId for $name {
            const NOUN: &'static str = $noun;

            fn to_uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }
    )+};
}

ids! {
    StudioId = "studio";
    UserId = "user";
    SessionId = "session";
    DeviceId = "device";
    PasskeyId = "passkey";
    SignInCodeId = "sign_in_code";
    ClientId = "client";
    ProjectId = "project";
    MilestoneId = "milestone";
    FileId = "file";
    FileVersionId = "file_version";
    BlobId = "blob";
    ConversationId = "conversation";
    MessageId = "message";
    InvoiceId = "invoice";
    InvoiceLineId = "invoice_line";
    PaymentId = "payment";
    JobId = "job";
    MailId = "mail";
    AuditEntryId = "audit_entry";
    ExportId = "export";
    KeptFormId = "kept_form";
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
    fn ids_are_strings_in_json() {
        let id: ProjectId = ONE.parse().unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{ONE}\""));
        assert_eq!(serde_json::from_str::<ProjectId>(&format!("\"{ONE}\"")).unwrap(), id);
        assert!(serde_json::from_str::<ProjectId>(&format!("\"{}\"", ONE.to_uppercase())).is_err());
    }

    #[test]
    fn ids_are_parsed_from_paths() {
        let mut path = actix_web::dev::Path::new(format!("/projects/{ONE}"));
        actix_web::dev::ResourceDef::new("/projects/{id}").capture_match_info(&mut path);
        assert_eq!(path.load::<ProjectId>().unwrap().to_string(), ONE);
        assert_eq!(path.load::<(ProjectId,)>().unwrap().0.to_string(), ONE);

        let mut path = actix_web::dev::Path::new(format!("/projects/{}", ONE.to_uppercase()));
        actix_web::dev::ResourceDef::new("/projects/{id}").capture_match_info(&mut path);
        assert!(path.load::<ProjectId>().is_err());
    }
}
