//! Bank transfers: the account number within the studio's bank details, and the code that banking apps read.

use crate::kernel::{currency::Currency, money::Money};

pub use crate::kernel::iban::{Iban, find_bic};

/// A transfer as a bank's form asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub payee: String,
    pub iban: Iban,
    /// Empty if it is unknown.
    pub bic: String,
    pub amount: Money,
    pub reference: String,
}

impl Transfer {
    /// The content of the QR code for banking apps (EPC069-12, version 2), which supports only euros, from one cent to less than a
    /// billion, and names of up to seventy letters. Returns `None` if this transfer cannot be encoded.
    pub fn code(&self) -> Option<String> {
        let minor = self.amount.minor;
        let is_payable = self.amount.currency == Currency::EUR && (1..100_000_000_000).contains(&minor);
        let payee: String = self.payee.chars().filter(|c| !c.is_control()).take(70).collect();
        if !is_payable || payee.trim().is_empty() || self.reference.chars().count() > 140 {
            return None;
        }
        let amount = format!("EUR{}.{:02}", minor / 100, minor % 100);
        let iban = self.iban.to_string();
        let lines = ["BCD", "002", "1", "SCT", &self.bic, &payee, &iban, &amount, "", "", &self.reference];
        let code = lines.join("\n");
        (code.len() <= 331).then_some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(minor: i64, currency: Currency) -> Transfer {
        Transfer {
            payee: "Studio Halbton".into(),
            iban: Iban::find("DE89370400440532013000").unwrap(),
            bic: "COBADEFFXXX".into(),
            amount: Money::new(minor, currency),
            reference: "INV-0001".into(),
        }
    }

    #[test]
    fn the_code_has_the_format_of_banking_apps() {
        assert_eq!(
            transfer(121_491, Currency::EUR).code().as_deref(),
            Some(
                "BCD\n002\n1\nSCT\nCOBADEFFXXX\nStudio Halbton\nDE89370400440532013000\nEUR1214.91\n\n\nINV-0001"
            )
        );
        assert!(transfer(5, Currency::EUR).code().is_some_and(|code| code.contains("\nEUR0.05\n")));
        for (minor, currency) in [(0, Currency::EUR), (100_000_000_000, Currency::EUR), (100, Currency::USD)]
        {
            assert_eq!(transfer(minor, currency).code(), None);
        }
        let long = Transfer { payee: "Ö".repeat(120), ..transfer(100, Currency::EUR) };
        assert!(
            long.code().is_some_and(|code| code.contains(&"Ö".repeat(70)) && !code.contains(&"Ö".repeat(71)))
        );
        let two_lines = Transfer { payee: "Studio\nHalbton".into(), ..transfer(100, Currency::EUR) };
        assert_eq!(two_lines.code().map(|code| code.lines().count()), Some(11));
        assert_eq!(Transfer { payee: " ".into(), ..transfer(100, Currency::EUR) }.code(), None);
    }
}
