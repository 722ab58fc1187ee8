//! The ids of Stripe's objects. Each kind has its own type, so that a refund's id cannot be mistaken for a charge's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The text is not a Stripe id, which has 1 to 255 ASCII letters, digits and underscores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAStripeId;

impl fmt::Display for NotAStripeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a Stripe id")
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
            /// The id in Stripe's API. It can be used in a URL path without escaping.
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
    /// A Stripe account, which belongs to a studio.
    AccountId;
    /// A change of an account's balance.
    BalanceTransactionId;
    /// One attempt to charge a payment method.
    ChargeId;
    /// A payer: one of the studio's clients.
    CustomerId;
    /// A payment that is contested through the payer's bank.
    DisputeId;
    /// A notification about a change at Stripe.
    EventId;
    /// A payment, with all attempts to charge it.
    PaymentIntentId;
    /// A card or bank account that can be charged.
    PaymentMethodId;
    /// A transfer from the balance at Stripe to the studio's bank account.
    PayoutId;
    /// Money returned to the payer.
    RefundId;
    /// A page at Stripe on which a client makes a payment, or saves a payment method.
    SessionId;
    /// The setup of a payment method for later charges.
    SetupIntentId;
}

fn is_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// An object with a Stripe id.
pub trait Identified {
    type Id;

    fn id(&self) -> &Self::Id;
}

/// A reference to an object: its id, or the whole object if the request expanded it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, bound(deserialize = "T: Deserialize<'de>, T::Id: Deserialize<'de>"))]
pub enum Expandable<T: Identified> {
    Id(T::Id),
    Whole(Box<T>),
}

impl<T: Identified> Expandable<T> {
    /// The id of the object, whether expanded or not.
    pub fn id(&self) -> &T::Id {
        match self {
            Self::Id(id) => id,
            Self::Whole(whole) => whole.id(),
        }
    }

    /// Returns the object, or `None` if it was not expanded.
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
    fn an_id_is_safe_in_a_url_path() {
        assert!("cs_test_a1B2".parse::<SessionId>().is_ok());
        let long = "a".repeat(256);
        for text in ["", "cs/1", "../account", "a?b", "a b", "ä", "a%2f", &long] {
            assert_eq!(text.parse::<SessionId>(), Err(NotAStripeId), "{text}");
        }
    }
}
