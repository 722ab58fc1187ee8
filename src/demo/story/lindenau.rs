//! Stadtwerke Lindenau: the lettering of fourteen electric vehicles, and an annual report.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{AYLIN, FELIX, JONAS, KATRIN, LINDENAU, MARA, PAUL},
};
use crate::{
    demo::artwork::{Sheet, signs},
    projects::rules::Status::InProgress,
};

pub const WORKS: &[Work] = &[VEHICLES, REPORT];

const VEHICLES: Work = Work {
    company: LINDENAU,
    name: "Beschriftung der E-Flotte",
    kind: "Large Format",
    description: "Beschriftung von 14 Elektrofahrzeugen: neun Transporter, fünf Kleinwagen. Gegossene Folie, zehn Jahre \
        haltbar, rückstandsfrei ablösbar. Gearbeitet wird in zwei Losen, damit der Störungsdienst fahrbereit bleibt.",
    budget_minor: 1_960_000,
    starts: -28,
    due: 17,
    milestones: &[
        Step("Entwurf freigegeben", -19, 2),
        Step("Musterfahrzeug beklebt", -10, 1),
        Step("Los 1: sieben Fahrzeuge", 1, 3),
        Step("Los 2: sechs Fahrzeuge", 12, 3),
        Step("Abnahme", 17, 1),
    ],
    told: &[
        Beat(Day(-28, 9, 40), MARA, Open),
        Beat(Day(-27, 9, 0), AYLIN, Turn(InProgress)),
        Beat(Day(-23, 15, 0), AYLIN, Upload("transporter-seitenansicht.png", Made::Picture(signs::van))),
        Beat(
            Day(-23, 15, 10),
            AYLIN,
            Say(
                "Guten Tag Frau Seidel, der erste Entwurf liegt unter Dateien. Die Stromlinie läuft über Tür und Radlauf; auf der Schiebetür steht nichts, was beim Öffnen verschwindet.",
            ),
        ),
        Beat(
            Day(-20, 10, 20),
            KATRIN,
            Say(
                "Der Vorstand hat zugestimmt. Eine Bitte: Die Störungsnummer soll auch von hinten zu lesen sein.",
            ),
        ),
        Beat(
            Day(-19, 14, 30),
            AYLIN,
            Upload("transporter-seitenansicht.png", Made::Picture(signs::van_with_number)),
        ),
        Beat(Day(-19, 14, 40), AYLIN, Finish("Entwurf freigegeben")),
        Beat(Day(-10, 16, 30), FELIX, Finish("Musterfahrzeug beklebt")),
        Beat(Day(-10, 16, 35), FELIX, Upload("abnahme-musterfahrzeug.pdf", Made::Sheet(ACCEPTANCE))),
        Beat(
            Day(-9, 8, 30),
            PAUL,
            Say(
                "Das Musterfahrzeug steht seit heute früh auf dem Hof und wird von allen fotografiert. Keine Blasen, saubere Kanten an den Sicken.",
            ),
        ),
        Beat(
            Day(-7, 10, 0),
            MARA,
            Send(&Bill {
                key: "vehicles-first",
                payment_days: 30,
                tax: "19",
                discount: None,
                note: "Entwurf und Musterfahrzeug gemäß Angebot.",
                items: &[
                    Item("Entwurf und Reinzeichnung, zwei Fahrzeugtypen", "32", "Std.", 8_500),
                    Item("Musterfahrzeug, Transporter, Folie und Montage", "1", "", 118_000),
                    Item("Anfahrt", "2", "", 9_500),
                ],
            }),
        ),
        Beat(
            Day(-2, 13, 15),
            PAUL,
            Say(
                "Für das erste Los stellen wir Ihnen die Halle 2 frei. Die Wagen sind gewaschen und stehen über Nacht warm.",
            ),
        ),
        Beat(
            Day(-1, 15, 50),
            JONAS,
            Draft(&Bill {
                key: "vehicles-second",
                payment_days: 30,
                tax: "19",
                discount: None,
                note: "Los 1, sieben Fahrzeuge.",
                items: &[
                    Item("Transporter, Folie und Montage", "5", "Stück", 112_000),
                    Item("Kleinwagen, Folie und Montage", "2", "Stück", 74_000),
                ],
            }),
        ),
        Beat(
            Ago(120),
            FELIX,
            Whisper(
                "Fünf von sieben sind fertig, die letzten beiden folgen am nächsten Vormittag. Wagen 4 hat eine Delle hinten rechts; sie war schon vorher da, ein Foto kommt gleich.",
            ),
        ),
    ],
};

const REPORT: Work = Work {
    company: LINDENAU,
    name: "Jahresbericht",
    kind: "Print Run",
    description: "Jahresbericht mit Zahlenteil, 72 Seiten, 210 × 280 mm, 1.200 Exemplare und eine barrierefreie PDF-Fassung.",
    budget_minor: 1_540_000,
    starts: 6,
    due: 60,
    milestones: &[
        Step("Auftaktgespräch", 6, 1),
        Step("Musterseiten", 16, 2),
        Step("Zahlenteil geliefert", 34, 1),
        Step("Freigabe zum Druck", 50, 1),
        Step("Ausgeliefert", 60, 2),
    ],
    told: &[
        Beat(Day(-6, 11, 30), MARA, Open),
        Beat(
            Day(-6, 11, 40),
            MARA,
            Say(
                "Frau Seidel, das Projekt für den Jahresbericht ist angelegt. Für das Auftaktgespräch bringen wir Papiermuster und den Bericht vom Vorjahr mit.",
            ),
        ),
        Beat(
            Day(-5, 9, 5),
            KATRIN,
            Say(
                "Sehr gut. Herr Hartmann bereitet die Gliederung vor, den Zahlenteil liefert die Buchhaltung.",
            ),
        ),
    ],
};

const ACCEPTANCE: Sheet = Sheet {
    title: "Abnahme Musterfahrzeug",
    subject: "Beschriftung der E-Flotte",
    rows: &[
        ("Fahrzeug", "Transporter, Wagen 1"),
        ("Folie", "Gegossen, 50 µm, matt laminiert"),
        ("Farbe", "Blau nach RAL 5015, Weiß"),
        ("Fläche", "7,8 m²"),
        ("Montage", "6 Std. 20 Min., zwei Personen, 19 °C"),
        ("Befund", "Keine Mängel"),
    ],
    text: &[
        "Die Kanten an den Sicken wurden nach dem Aufbringen auf 90 °C erwärmt. Die Störungsnummer ist aus 25 m lesbar.",
        "In der ersten Woche nicht in die Waschstraße fahren.",
    ],
    language: "de",
};
