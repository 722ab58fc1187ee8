//! Café Morgenrot in Hamburg: mugs whose red is wrong, and the autumn menus.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{AYLIN, FELIX, JONAS, LEYLA, MARA, MORGENROT},
};
use crate::{
    demo::artwork::{Sheet, labels},
    invoices::Method::{BankTransfer, Cash},
    projects::rules::Status::{Completed, InProgress, Review},
};

pub const WORKS: &[Work] = &[MUGS, MENUS];

const MENUS: Work = Work {
    company: MORGENROT,
    name: "Speisekarten Herbst",
    kind: "Print Run",
    description: "40 Speisekarten und 12 Tafeln für den Tresen. Synthetikpapier, abwischbar, gerundete Ecken.",
    budget_minor: 98_000,
    starts: -58,
    due: -46,
    milestones: &[
        Step("Texte geliefert", -56, 1),
        Step("Karten gedruckt", -49, 2),
        Step("Im Café übergeben", -47, 1),
    ],
    told: &[
        Beat(Day(-58, 9, 15), MARA, Open),
        Beat(Day(-57, 9, 0), AYLIN, Turn(InProgress)),
        Beat(
            Day(-56, 13, 10),
            LEYLA,
            Say(
                "Die Texte sind jetzt endgültig. Der Pflaumenkuchen bleibt bis November, die Quitte kommt neu dazu.",
            ),
        ),
        Beat(Day(-56, 13, 40), AYLIN, Finish("Texte geliefert")),
        Beat(Day(-54, 15, 5), AYLIN, Upload("speisekarte-herbst.png", Made::Picture(labels::menu))),
        Beat(
            Day(-53, 8, 20),
            LEYLA,
            Say(
                "Sehr schön, so drucken wir sie. Bitte achtet auf die Preise in der rechten Spalte, da gab es letztes Mal einen Dreher.",
            ),
        ),
        Beat(Day(-49, 14, 30), FELIX, Finish("Karten gedruckt")),
        Beat(Day(-47, 8, 15), FELIX, Finish("Im Café übergeben")),
        Beat(Day(-47, 8, 20), FELIX, Turn(Review)),
        Beat(Day(-46, 9, 30), MARA, Turn(Completed)),
        Beat(
            Day(-44, 10, 30),
            MARA,
            Send(&Bill {
                key: "menus",
                payment_days: 14,
                tax: "19",
                discount: Some("3"),
                note: "Mit Dank für die schnelle Freigabe: 3 % Nachlass.",
                items: &[
                    Item("Speisekarten A4, Synthetikpapier, Ecken gerundet", "40", "Stück", 1_150),
                    Item("Tresentafeln A5", "12", "Stück", 690),
                    Item("Satz und Korrektur", "3", "Std.", 8_500),
                ],
            }),
        ),
        Beat(Day(-36, 9, 10), MARA, Pay("menus", 92_091, BankTransfer, "RP-0003 Café Morgenrot")),
    ],
};

const MUGS: Work = Work {
    company: MORGENROT,
    name: "Emaillebecher zum Jubiläum",
    kind: "Screen Printing",
    description: "500 Emaillebecher, 300 ml, weiß mit blauem Rand, einfarbig bedruckt und eingebrannt. Zum zehnjährigen \
        Bestehen des Cafés.\n\nDas Rot soll das Rot der Markise sein: RAL 2002, Blutorange.",
    budget_minor: 460_000,
    starts: -23,
    due: 10,
    milestones: &[
        Step("Motiv freigegeben", -17, 1),
        Step("Probebrand", -7, 1),
        Step("Farbe freigegeben", 1, 1),
        Step("500 Becher bedruckt und gebrannt", 8, 3),
        Step("Übergabe im Café", 10, 1),
    ],
    told: &[
        Beat(Day(-23, 11, 0), MARA, Open),
        Beat(Day(-22, 9, 20), FELIX, Turn(InProgress)),
        Beat(Day(-20, 14, 10), AYLIN, Upload("becher-motiv.png", Made::Picture(labels::mug_first))),
        Beat(
            Day(-20, 14, 15),
            AYLIN,
            Say(
                "Guten Tag Leyla, hier ist das Motiv: die aufgehende Sonne aus eurem Fenster, darunter die zehn Jahre. Es läuft einmal um den Becher und endet vor dem Henkel.",
            ),
        ),
        Beat(Day(-18, 8, 40), LEYLA, Say("Die Sonne ist wunderbar. Motiv freigegeben!")),
        Beat(Day(-17, 9, 5), AYLIN, Finish("Motiv freigegeben")),
        Beat(
            Day(-15, 10, 30),
            MARA,
            Send(&Bill {
                key: "mugs-first",
                payment_days: 30,
                tax: "19",
                discount: None,
                note: "Abschlag für Becher und Siebe.",
                items: &[
                    Item("Emaillebecher 300 ml, weiß, blauer Rand", "500", "Stück", 310),
                    Item("Sieb und Einrichtung, eine Farbe", "1", "", 18_000),
                ],
            }),
        ),
        Beat(Day(-7, 15, 45), FELIX, Finish("Probebrand")),
        Beat(Day(-7, 15, 50), FELIX, Upload("probebrand-protokoll.pdf", Made::Sheet(FIRING))),
        Beat(
            Day(-7, 16, 0),
            FELIX,
            Say(
                "Drei Probebecher sind gebrannt. Ehrlich gesagt: Das Rot kommt bei 820 Grad zu braun heraus. Zwei bringe ich morgen früh vorbei, bitte haltet sie neben die Markise.",
            ),
        ),
        Beat(
            Day(-6, 9, 30),
            LEYLA,
            Say(
                "Wir haben sie draußen nebeneinandergehalten, bei Sonne und im Schatten. Ihr habt recht, das ist eher Ziegel als Morgenrot. Geht es heller?",
            ),
        ),
        Beat(
            Day(-6, 10, 5),
            JONAS,
            Say(
                "Ja. Das Braun kommt vom Eisen in der Farbe. Es gibt ein Kadmiumrot für Außenflächen, lebensmittelrechtlich unbedenklich, weil es den Trinkrand nicht berührt: Wir lassen oben 12 mm frei.",
            ),
        ),
        Beat(Day(-5, 14, 25), AYLIN, Upload("becher-motiv.png", Made::Picture(labels::mug_second))),
        Beat(
            Day(-5, 14, 30),
            AYLIN,
            Say(
                "Version 2 hat den freien Rand von 12 mm und das neue Rot. Am Bildschirm ist es nur ungefähr, der nächste Probebrand zeigt es richtig.",
            ),
        ),
        Beat(Day(-4, 9, 45), MARA, Pay("mugs-first", 120_000, Cash, "Bar im Studio, Quittung 118")),
        Beat(
            Day(-1, 12, 10),
            FELIX,
            Say(
                "Der zweite Probebrand ist aus dem Ofen, und dieses Mal ist es Rot. Ich stelle euch gleich einen Becher auf den Tresen.",
            ),
        ),
        Beat(
            Ago(70),
            LEYLA,
            Whisper(
                "Das ist es! Genau unsere Markise. Meine Mutter hat den Becher gleich behalten. Farbe ist freigegeben, bitte alle 500 so.",
            ),
        ),
    ],
};

const FIRING: Sheet = Sheet {
    title: "Probebrand",
    subject: "Emaillebecher zum Jubiläum",
    rows: &[
        ("Becher", "3 von 500, weiß, blauer Rand"),
        ("Farbe", "Eisenrot, keramisch, Charge 26-114"),
        ("Brand", "820 °C, 4 Minuten, Kammer 2"),
        ("Soll", "RAL 2002"),
        ("Gemessen", "ΔE 00 = 9,4, zu braun"),
        ("Spülmaschine", "100 Gänge ohne Abrieb"),
    ],
    text: &[
        "Die Haftung ist einwandfrei, die Farbe nicht: Das Eisenrot schlägt bei dieser Temperatur ins Braune um. Unter \
         800 °C bliebe es heller, verlöre aber den Glanz.",
        "Vorschlag: Kadmiumrot, Charge 26-131, gleicher Brand, mit 12 mm Abstand zum Trinkrand.",
    ],
    language: "de",
};
