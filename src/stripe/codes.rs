//! Enumerations that Stripe may extend: an unknown value is kept as it is.

/// Defines an enum of Stripe's codes: `stripe_codes! { /// The status of a refund. RefundStatus { Failed = "failed" } }`.
macro_rules! stripe_codes {
    ($(#[$doc:meta])* $name:ident { $($choice:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
        #[serde(from = "String")]
        pub enum $name {
            $($choice,)+
            /// A value that this version does not know.
            Other(String),
        }

        impl $name {
            /// The value in Stripe's API.
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
