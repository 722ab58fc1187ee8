//! Account numbers (IBAN), as they are found in free text.

use std::fmt;

use super::currency::Currency;

/// The length of account numbers in the countries between which euros are transferred (SEPA).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];

/// An account number (IBAN, ISO 13616) with the correct length and check digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iban(String);

impl Iban {
    /// Finds the first number in a text, as people write it: grouped or not, in upper or lower case.
    pub fn find(text: &str) -> Option<Self> {
        Self::all(text).next()
    }

    fn all(text: &str) -> impl Iterator<Item = Self> {
        let starts = text.char_indices().scan(false, |inside, (at, c)| {
            let starts = c.is_ascii_alphabetic() && !*inside;
            *inside = c.is_alphanumeric();
            Some((at, starts))
        });
        starts.filter(|(_, starts)| *starts).filter_map(|(at, _)| Self::begin(&text[at..]))
    }

    /// The account to which an amount in this currency is paid: the only IBAN in the text, if the currency is the euro or the text names no
    /// other account.
    pub fn paid_to(text: &str, currency: Currency) -> Option<Self> {
        let mut all = Self::all(text);
        let number = all.next().filter(|first| all.all(|other| other == *first))?;
        (currency == Currency::EUR || number.is_all_of(text)).then_some(number)
    }

    /// Whether a text that contains this number names no other account: it has no other digits.
    pub fn is_all_of(&self, text: &str) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let bic = find_bic(text).map_or(0, |bic| digits(&bic));
        digits(text) <= digits(&self.0) + bic
    }

    /// Parses the number at the beginning of a text.
    fn begin(text: &str) -> Option<Self> {
        let country = text.get(..2)?.to_ascii_uppercase();
        let (_, length) = LENGTHS.iter().find(|(code, _)| *code == country)?;
        let mut number = String::with_capacity(*length);
        let mut rest = text.chars();
        while number.len() < *length {
            match rest.next()? {
                c if c.is_ascii_alphanumeric() => number.push(c.to_ascii_uppercase()),
                c if is_gap(c) => {}
                _ => return None,
            }
        }
        let ends = rest.next().is_none_or(|c| !c.is_alphanumeric());
        (ends && is_checked(&number)).then_some(Self(number))
    }

    /// In groups of four, as it is read and typed.
    pub fn grouped(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Finds a number in a text that is meant as an IBAN but cannot be one, because its length or check digits are wrong. Numbers of countries
/// that are not in the list are accepted, and so is any other text.
pub fn find_wrong(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let starts = line.char_indices().filter(|(at, c)| {
            c.is_ascii_alphabetic() && !line[..*at].ends_with(|before: char| before.is_alphanumeric())
        });
        starts.map(|(at, _)| line.split_at(at)).find_map(|(before, rest)| wrong_number(before, rest))
    })
}

/// Returns the number at the beginning of a text if it is meant as an IBAN but is not valid: if it follows the word IBAN, or has the length
/// of one and consists mostly of digits.
fn wrong_number(before: &str, text: &str) -> Option<String> {
    let country = text.get(..2)?.to_ascii_uppercase();
    let (_, length) = LENGTHS.iter().find(|(code, _)| *code == country)?;
    let begins = text.get(2..4)?.bytes().all(|b| b.is_ascii_digit());
    if !begins || Iban::begin(text).is_some() {
        return None;
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !is_gap(c)).unwrap_or(text.len());
    let written: String = text[..end].chars().filter(|c| !is_gap(*c)).collect();
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let is_labelled = before
        .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
        .get(..)
        .is_some_and(|before| before.to_ascii_uppercase().ends_with("IBAN"));
    let looks_like_one = written.len() == *length && digits * 2 >= *length;
    (is_labelled || looks_like_one).then(|| text[..end].trim_end().to_owned())
}

/// Whether a character may separate the groups of a number.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

/// Whether the check digits are correct: with the country and the digits moved to the end, and letters counted from ten, the remainder
/// modulo 97 is 1.
fn is_checked(number: &str) -> bool {
    let digits_are_digits =
        number.as_bytes().get(2..4).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    digits_are_digits && remainder(&[&number[4..], &number[..4]].concat()) == Some(1)
}

/// The remainder of a number modulo 97, with letters counted from ten (ISO 7064). Returns `None` if it contains anything else.
fn remainder(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |rest, c| {
        let value = c.to_digit(36)?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    })
}

/// Finds the bank's code (BIC), if a text labels it as one.
pub fn find_bic(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_label =
        |word: &&str| ["BIC", "SWIFT", "CODE"].iter().any(|label| word.eq_ignore_ascii_case(label));
    words.find(|word| is_label(word) && !word.eq_ignore_ascii_case("CODE"))?;
    let word = words.find(|word| !is_label(word))?.to_ascii_uppercase();
    let (bank, place) = word.split_at_checked(6)?;
    let is_one = [8, 11].contains(&word.len())
        && bank.bytes().all(|b| b.is_ascii_uppercase())
        && place.bytes().all(|b| b.is_ascii_alphanumeric());
    is_one.then_some(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Option<String> {
        Iban::find(text).map(|iban| iban.to_string())
    }

    #[test]
    fn numbers_are_found_as_people_write_them() {
        for text in [
            "DE89370400440532013000",
            "IBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX",
            "Bank: Förde, iban: de89 3704 0044 0532 0130 00.",
            "Account 12345678, DE00 3704 0044 0532 0130 00 is wrong, DE89\u{a0}3704 0044 0532 0130 00",
        ] {
            assert_eq!(found(text).as_deref(), Some("DE89370400440532013000"), "{text}");
        }
        for (text, number) in [
            ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
            ("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
            ("NO93 8601 1117 947", "NO9386011117947"),
            ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"),
        ] {
            assert_eq!(found(text).as_deref(), Some(number));
        }
        assert_eq!(
            Iban::find("NO9386011117947").map(|iban| iban.grouped()).as_deref(),
            Some("NO93 8601 1117 947")
        );
    }

    #[test]
    fn issue_8_no_account_is_chosen_among_several() {
        const DE: &str = "IBAN DE89 3704 0044 0532 0130 00";
        const FR: &str = "FR14 2004 1010 0505 0001 3M02 606";
        let dollars =
            format!("EUR: {DE}, BIC COBADEFFXXX\nUSD: First Bank NY, account 4711 0815, routing 021000021");
        for (text, euros, francs, whole) in [
            (DE.to_owned(), true, true, true),
            (format!("Förde Sparkasse\n{DE}\nBIC MARKDEF1100"), true, true, true),
            (dollars, true, false, false),
            (format!("CHF: {FR}\nEUR: {DE}"), false, false, false),
            (format!("{DE}\nor {DE}"), true, false, false),
            ("account 12345678".to_owned(), false, false, false),
        ] {
            let paid = |currency| Iban::paid_to(&text, currency).is_some();
            assert_eq!((paid(Currency::EUR), paid(Currency::CHF)), (euros, francs), "{text}");
            assert_eq!(Iban::find(&text).is_some_and(|iban| iban.is_all_of(&text)), whole, "{text}");
        }
    }

    #[test]
    fn anything_but_a_valid_number_is_ignored() {
        for text in [
            "",
            "DE",
            "Dé",
            "DE8937040044053201300",
            "DE893704004405320130001",
            "XDE89370400440532013000",
            "DE88370400440532013000",
            "DE89-3704-0044-0532-0130-00",
            "US64SVBKUS6S3300958879",
            "DE89 3704 0044 0532 0130 0Ö",
            "DEAB370400440532013000",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn a_bic_is_found_after_its_label() {
        for (text, bic) in [
            ("BIC COBADEFFXXX", Some("COBADEFFXXX")),
            ("IBAN DE89 3704 0044 0532 0130 00\nBIC: cobadeff", Some("COBADEFF")),
            ("SWIFT/BIC: MARKDEF1100", Some("MARKDEF1100")),
            ("BIC-Code GENODEF1S10", Some("GENODEF1S10")),
            ("COBADEFFXXX", None),
            ("BIC", None),
            ("BIC COBADEF", None),
            ("BIC 12345678", None),
        ] {
            assert_eq!(find_bic(text).as_deref(), bic, "{text}");
        }
    }

    #[test]
    fn issue_11_only_impossible_numbers_are_reported() {
        for (text, wrong) in [
            ("IBAN DE00 2000 0000 0012 3456 78", "DE00 2000 0000 0012 3456 78"),
            ("Förde Sparkasse\nDE88 3704 0044 0532 0130 00\nBIC MARKDEF1100", "DE88 3704 0044 0532 0130 00"),
            ("iban: de8837040044053201300", "de8837040044053201300"),
            ("IBAN DE89 3704 0044 0532 0130 001", "DE89 3704 0044 0532 0130 001"),
            ("IBAN: DE00", "DE00"),
            ("FR13 2004 1010 0505 0001 3M02 606", "FR13 2004 1010 0505 0001 3M02 606"),
            ("IBAN DE89-3704-0044-0532-0130-00", "DE89"),
        ] {
            assert_eq!(find_wrong(text).as_deref(), Some(wrong), "{text}");
        }
        for text in [
            "",
            "IBAN",
            "IBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX",
            "IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
            "IBAN on request",
            "IBAN: siehe Rechnung",
            // Countries that are not in the list, and accounts without an IBAN.
            "IBAN TR33 0006 1005 1978 6457 8413 26",
            "IBAN AE07 0331 2345 6789 0123 457",
            "First Bank NY, account 4711 0815, routing 021000021",
            "Sort code 20-00-00, account 12345678",
            "USt-IdNr. DE123456789",
            "DE123456789 Sparkasse Kiel",
            "BE 12 rue du Pont",
            "MARKDEF1100",
            "Ö",
        ] {
            assert_eq!(find_wrong(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn exactly_one_pair_of_check_digits_is_valid_and_a_changed_digit_is_detected(account in 0..1_000_000_000_000_000_000_u64, at in 4..22_usize, by in 1..10_u32) {
            let of = |check: u32| format!("DE{check:02}{account:018}");
            let right: Vec<u32> = (2..99).filter(|check| found(&of(*check)).is_some()).collect();
            prop_assert_eq!(right.len(), 1);
            let number = of(right[0]);
            prop_assert_eq!(found(&number), Some(number.clone()));
            let wrong: String = number.chars().enumerate().map(|(place, c)| match c.to_digit(10) {
                Some(digit) if place == at => char::from_digit((digit + by) % 10, 10).unwrap_or('0'),
                _ => c,
            }).collect();
            prop_assert_eq!(found(&wrong), None);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = (Iban::find(&text), find_bic(&text), find_wrong(&text));
        }
    }
}
