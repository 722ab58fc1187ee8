//! The people and companies of the demo. Their email addresses end in `.example`, which nobody can own; the tax numbers and the
//! bank account have check digits that no real ones have.

use super::{Company, Person, Place};
use crate::kernel::{Currency, Locale};

/// The studio.
pub const STUDIO_NAME: &str = "[RE]Print Studios";
pub const STUDIO_EMAIL: &str = "studio@reprint.example";
pub const STUDIO_ADDRESS: &str = "Papierhof 7\n22765 Hamburg";
pub const STUDIO_TAX_ID: &str = "USt-IdNr. DE012345678";
pub const STUDIO_BANK: &str = "Elbkontor Bank eG, Hamburg\nIBAN DE89 3704 0044 0532 0130 00";

pub const BIRCH: &Company = &Company {
    name: "Birch & Beam",
    email: "accounts@birch-and-beam.example",
    address: "Tischlerhof 12\n10997 Berlin",
    tax_id: "DE023456789",
    currency: Currency::EUR,
    locale: Locale::En,
};
pub const NORTHLIGHT: &Company = &Company {
    name: "Northlight Theatre",
    email: "finance@northlight.example",
    address: "18 Lantern Yard\nLondon SE1 0ZZ\nUnited Kingdom",
    tax_id: "GB 000 0012 34",
    currency: Currency::GBP,
    locale: Locale::En,
};
pub const MORGENROT: &Company = &Company {
    name: "Café Morgenrot",
    email: "hallo@cafe-morgenrot.example",
    address: "Bäckerbreite 3\n22763 Hamburg",
    tax_id: "",
    currency: Currency::EUR,
    locale: Locale::De,
};
pub const HAFENMUSEUM: &Company = &Company {
    name: "Hafenmuseum",
    email: "verwaltung@hafenmuseum.example",
    address: "Am Schuppen 3\n20457 Hamburg",
    tax_id: "DE034567890",
    currency: Currency::EUR,
    locale: Locale::De,
};
pub const PEAK: &Company = &Company {
    name: "Peak & Pine Outdoor",
    email: "invoices@peak-and-pine.example",
    address: "4 Ropewalk Lane\nDublin 8\nIreland",
    tax_id: "IE0001234XX",
    currency: Currency::EUR,
    locale: Locale::En,
};
pub const LINDENAU: &Company = &Company {
    name: "Stadtwerke Lindenau",
    email: "rechnung@stadtwerke-lindenau.example",
    address: "Einkauf und Logistik\nKraftwerkstraße 1\n04177 Lindenau",
    tax_id: "DE045678901",
    currency: Currency::EUR,
    locale: Locale::De,
};

/// All clients, in the order in which they joined.
pub const COMPANIES: &[&Company] = &[MORGENROT, BIRCH, HAFENMUSEUM, NORTHLIGHT, PEAK, LINDENAU];

const fn works_here(name: &'static str, email: &'static str, place: Place) -> Person {
    Person { name, email, place, locale: Locale::En }
}

/// Runs the studio.
pub const MARA: &Person = &works_here("Mara Lindqvist", "mara@reprint.example", Place::Admin);
/// Designs.
pub const AYLIN: &Person = &works_here("Aylin Kaya", "aylin@reprint.example", Place::Staff);
/// Prepares and proofs.
pub const JONAS: &Person = &works_here("Jonas Weber", "jonas@reprint.example", Place::Staff);
/// Prints and delivers.
pub const FELIX: &Person = &works_here("Felix Brandt", "felix@reprint.example", Place::Staff);

const fn manages(name: &'static str, email: &'static str, company: &'static Company) -> Person {
    Person { name, email, locale: company.locale, place: Place::Manager(company) }
}

const fn belongs(name: &'static str, email: &'static str, company: &'static Company) -> Person {
    Person { name, email, locale: company.locale, place: Place::Member(company) }
}

pub const ANA: &Person = &manages("Ana Birch", "ana@birch-and-beam.example", BIRCH);
pub const TOM: &Person = &belongs("Tom Beam", "tom@birch-and-beam.example", BIRCH);
pub const PRIYA: &Person = &manages("Priya Raman", "priya@northlight.example", NORTHLIGHT);
pub const OWEN: &Person = &belongs("Owen Fletcher", "owen@northlight.example", NORTHLIGHT);
pub const LEYLA: &Person = &manages("Leyla Demir", "leyla@cafe-morgenrot.example", MORGENROT);
pub const HENNING: &Person = &manages("Dr. Henning Petersen", "petersen@hafenmuseum.example", HAFENMUSEUM);
pub const MARLENE: &Person = &belongs("Marlene Voss", "voss@hafenmuseum.example", HAFENMUSEUM);
pub const CIARA: &Person = &manages("Ciara Nolan", "ciara@peak-and-pine.example", PEAK);
pub const EOIN: &Person = &belongs("Eoin Walsh", "eoin@peak-and-pine.example", PEAK);
pub const KATRIN: &Person = &manages("Katrin Seidel", "seidel@stadtwerke-lindenau.example", LINDENAU);
pub const PAUL: &Person = &belongs("Paul Hartmann", "hartmann@stadtwerke-lindenau.example", LINDENAU);

/// Everyone.
pub const PEOPLE: &[&Person] =
    &[MARA, AYLIN, JONAS, FELIX, LEYLA, ANA, TOM, HENNING, MARLENE, PRIYA, OWEN, CIARA, EOIN, KATRIN, PAUL];
