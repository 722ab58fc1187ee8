//! Stripe's names for its rows, each of its own type: a refund's is never taken for a charge's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The text is no name that Stripe gives: letters, digits and underscores, at most 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAStripeId;

impl fmt::Display for NotAStripeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of Stripe's")
    }
}

impl std::error::Error for NotAStripeId {}

macro_rules! stripe_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// As Stripe writes it; safe in a path.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAStripeId;

            fn from_str(text: &str) -> Result<Self, NotAStripeId> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAStripeId;

            fn try_from(text: String) -> Result<Self, NotAStripeId> {
                is_id(&text).then(|| Self(text)).ok_or(NotAStripeId)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

stripe_ids! {
    /// An account at Stripe: a studio's.
    AccountId;
    /// A movement on an account's balance.
    BalanceTransactionId;
    /// One try to charge a payment method.
    ChargeId;
    /// Who pays: one of our clients.
    CustomerId;
    /// A payment that the payer's bank takes back.
    DisputeId;
    /// Something that happened at Stripe.
    EventId;
    /// A payment, from the first try to its end.
    PaymentIntentId;
    /// A card or an account that is paid from.
    PaymentMethodId;
    /// Money on its way to the studio's bank.
    PayoutId;
    /// Money given back.
    RefundId;
    /// A page of Stripe's on which somebody pays, or leaves a payment method.
    SessionId;
    /// The consent to charge a payment method later.
    SetupIntentId;
}

fn is_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What has an id of Stripe's.
pub trait Identified {
    type Id;

    fn id(&self) -> &Self::Id;
}

/// A row that an answer names, or holds where it was asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, bound(deserialize = "T: Deserialize<'de>, T::Id: Deserialize<'de>"))]
pub enum Expandable<T: Identified> {
    Id(T::Id),
    Whole(Box<T>),
}

impl<T: Identified> Expandable<T> {
    /// Its id, held or named.
    pub fn id(&self) -> &T::Id {
        match self {
            Self::Id(id) => id,
            Self::Whole(whole) => whole.id(),
        }
    }

    /// The row itself, where the answer holds it.
    pub fn whole(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Whole(whole) => Some(whole),
        }
    }
}

macro_rules! identified {
    ($($row:ident: $id:ident),* $(,)?) => { $(
        impl $crate::ids::Identified for $row {
            type Id = $crate::ids::$id;

            fn id(&self) -> &Self::Id {
                &self.id
            }
        }
    )* };
}

pub(crate) use identified;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_fits_into_a_path() {
        assert!("cs_test_a1B2".parse::<SessionId>().is_ok());
        let long = "a".repeat(256);
        for text in ["", "cs/1", "../account", "a?b", "a b", "ä", "a%2f", &long] {
            assert_eq!(text.parse::<SessionId>(), Err(NotAStripeId), "{text}");
        }
    }
}
