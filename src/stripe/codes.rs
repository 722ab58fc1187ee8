//! Words that Stripe has a list of, and may add to: a new one is kept as it is.

/// An enum of Stripe's words: `stripe_codes! { /// Where a refund stands. RefundStatus { Failed = "failed" } }`.
macro_rules! stripe_codes {
    ($(#[$doc:meta])* $name:ident { $($choice:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
        #[serde(from = "String")]
        pub enum $name {
            $($choice,)+
            /// One that we do not know.
            Other(String),
        }

        impl $name {
            /// As Stripe writes it.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$choice => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$choice,)+
                    _ => Self::Other(code),
                }
            }
        }
    };
}

pub(crate) use stripe_codes;
