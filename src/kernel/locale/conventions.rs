/// The conventions in which languages differ.
pub(super) struct Conventions {
    pub decimal: char,
    pub group: char,
    /// Whether a currency's sign follows its amount, after a space.
    pub sign_after: bool,
    /// The text between a number and `%`.
    pub before_percent: &'static str,
    /// The text after the number of a day: `21.` in German.
    pub after_day: &'static str,
    pub months: [&'static str; 12],
    pub short_months: [&'static str; 12],
}

/// Keeps a number and its unit on one line.
pub(super) const NO_BREAK: &str = "\u{a0}";

pub(super) const ENGLISH: Conventions = Conventions {
    decimal: '.',
    group: ',',
    sign_after: false,
    before_percent: "",
    after_day: "",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    short_months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

pub(super) const GERMAN: Conventions = Conventions {
    decimal: ',',
    group: '.',
    sign_after: true,
    before_percent: NO_BREAK,
    after_day: ".",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    short_months: [
        "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
    ],
};

/// The sign of a currency, if readers of both languages know it; otherwise its code.
pub(super) fn sign(code: &'static str) -> &'static str {
    match code {
        "AUD" => "A$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "¥",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "TWD" => "NT$",
        "USD" => "$",
        "VND" => "₫",
        code => code,
    }
}
