/// Declares an error type without further detail: `refusal! { /// The text is not an id. NotAnId = "not an id" }`.
macro_rules! refusal {
    ($(#[$doc:meta])* $name:ident = $says:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($says)
            }
        }

        impl std::error::Error for $name {}
    };
}

pub(crate) use refusal;
