//! Hafenmuseum: an exhibition in preparation, and a wayfinding system that waits for approval by the monument authority.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{AYLIN, FELIX, HAFENMUSEUM, HENNING, JONAS, MARA, MARLENE},
};
use crate::{
    demo::artwork::{posters, signs},
    invoices::Method::BankTransfer,
    projects::rules::Status::{InProgress, OnHold},
};

pub const WORKS: &[Work] = &[EXHIBITION, WAYFINDING];

const EXHIBITION: Work = Work {
    company: HAFENMUSEUM,
    name: "Ausstellung „Lichter am Kai“",
    kind: "Large Format",
    description: "Großformate für die Sonderausstellung: 14 Wandbilder bis 6 m Breite, 42 Objekttexte, ein Banner an der \
        Fassade, Plakate in drei Größen.\n\nAlle Wandbilder schwer entflammbar nach B1, matt, ohne sichtbare Stöße auf Augenhöhe.",
    budget_minor: 2_650_000,
    starts: -35,
    due: 20,
    milestones: &[
        Step("Material und Brandschutz geklärt", -27, 1),
        Step("Plakatmotiv freigegeben", -15, 1),
        Step("Bilddaten vollständig", -1, 2),
        Step("Wandbilder gedruckt", 11, 3),
        Step("Objekttexte gedruckt", 13, 1),
        Step("Montage im Schuppen 3", 20, 2),
    ],
    told: &[
        Beat(Day(-35, 10, 0), MARA, Open),
        Beat(Day(-34, 9, 30), JONAS, Turn(InProgress)),
        Beat(
            Day(-34, 10, 0),
            JONAS,
            Say(
                "Guten Tag Herr Dr. Petersen, guten Tag Frau Voss. Für die Wandbilder schlagen wir ein gestricktes Polyester mit B1-Zeugnis vor. Muster sind heute mit der Post unterwegs.",
            ),
        ),
        Beat(
            Day(-29, 11, 45),
            HENNING,
            Say(
                "Die Muster liegen der Feuerwehr vor und sind in Ordnung. Bitte legen Sie das Zeugnis der Rechnung bei, unsere Revision besteht darauf.",
            ),
        ),
        Beat(Day(-27, 9, 10), JONAS, Finish("Material und Brandschutz geklärt")),
        Beat(Day(-21, 16, 20), AYLIN, Upload("lichter-am-kai-plakat.png", Made::Picture(posters::lichter))),
        Beat(
            Day(-21, 16, 30),
            AYLIN,
            Say(
                "Das Plakatmotiv: die Kaikante bei Nacht, darüber die Laternen als Punktraster. Es funktioniert von A3 bis zur Fassade.",
            ),
        ),
        Beat(Day(-15, 14, 0), MARLENE, Say("Das Haus ist begeistert. Freigegeben, auch vom Kuratorium.")),
        Beat(Day(-15, 14, 20), AYLIN, Finish("Plakatmotiv freigegeben")),
        Beat(
            Day(-13, 10, 0),
            MARA,
            Send(&Bill {
                key: "exhibition-first",
                payment_days: 30,
                tax: "19",
                discount: None,
                note: "Erster Abschlag nach Freigabe des Motivs. Das B1-Zeugnis liegt bei.",
                items: &[
                    Item("Gestaltung Plakat und Wandbilder", "46", "Std.", 8_500),
                    Item("Textilbahnen B1, 6,00 × 3,20 m, Vorleistung Material", "8", "Bahnen", 39_500),
                    Item("Andrucke", "4", "Stück", 12_000),
                ],
            }),
        ),
        Beat(
            Day(-8, 9, 20),
            MARLENE,
            Upload(
                "objekttexte.txt",
                Made::Text(
                    "Lichter am Kai – Objekttexte, Stand nach Lektorat\n\n1  Petroleumlaterne, um 1885. Eisen, Glas. Sie hing an der Ecke von Schuppen 3.\n2  Lampenputzerkasten, um 1890. Holz, Leder.\n3  Kohlebogenlampe, 1899. Die erste im Freihafen.\n4  Arbeitsordnung für Lampenwärter, 1902. Papier, Leihgabe.\n",
                ),
            ),
        ),
        Beat(
            Day(-8, 9, 30),
            MARLENE,
            Say(
                "Die ersten Objekttexte sind aus dem Lektorat zurück. Nummer 5 bis 42 folgen, sobald die Leihgeber zugestimmt haben.",
            ),
        ),
        Beat(
            Day(-5, 10, 40),
            MARA,
            Pay("exhibition-first", 500_000, BankTransfer, "Teilzahlung Stiftung Hafenmuseum"),
        ),
        Beat(
            Day(-2, 11, 15),
            JONAS,
            Say(
                "Von den 14 Wandbildern haben wir zwölf in ausreichender Auflösung. Bild 6 und Bild 11 kommen auf 41 dpi in Endgröße, das reicht auch aus drei Metern Abstand nicht. Gibt es davon größere Scans?",
            ),
        ),
        Beat(
            Ago(240),
            MARLENE,
            Whisper(
                "Bild 6 haben wir im Archiv als Glasplatte gefunden, sie wird heute neu gescannt. Bei Bild 11 müssten wir auf ein anderes Motiv ausweichen. Wie lange können Sie noch warten?",
            ),
        ),
    ],
};

const WAYFINDING: Work = Work {
    company: HAFENMUSEUM,
    name: "Leitsystem Schuppen 3",
    kind: "Brand Identity",
    description: "Wegweiser, Türschilder und Übersichtstafeln für den sanierten Schuppen 3. Stahl, im Siebdruck beschriftet, \
        ohne Bohrungen in der alten Wand.",
    budget_minor: 1_280_000,
    starts: -50,
    due: 38,
    milestones: &[
        Step("Rundgang und Wegeplan", -42, 1),
        Step("Entwurf Leitsystem", -28, 2),
        Step("Zustimmung des Denkmalamts", -8, 1),
        Step("Fertigung", 25, 3),
        Step("Montage", 38, 2),
    ],
    told: &[
        Beat(Day(-50, 13, 0), MARA, Open),
        Beat(Day(-49, 9, 0), AYLIN, Turn(InProgress)),
        Beat(Day(-42, 16, 0), AYLIN, Finish("Rundgang und Wegeplan")),
        Beat(Day(-30, 15, 15), AYLIN, Upload("leitsystem-entwurf.png", Made::Picture(signs::wayfinding))),
        Beat(
            Day(-28, 10, 30),
            HENNING,
            Say(
                "Der Entwurf gefällt uns sehr, besonders die Ziffern in der Höhe der alten Torzahlen. Wir reichen ihn beim Denkmalamt ein.",
            ),
        ),
        Beat(Day(-28, 11, 0), AYLIN, Finish("Entwurf Leitsystem")),
        Beat(
            Day(-9, 14, 45),
            HENNING,
            Say(
                "Das Denkmalamt möchte erst die Wand untersuchen, bevor etwas daran befestigt wird, auch ohne Bohrungen. Rechnen Sie bitte mit acht Wochen.",
            ),
        ),
        Beat(
            Day(-8, 9, 15),
            FELIX,
            Say(
                "Verstanden. Wir halten das Projekt an und geben den Termin in der Werkstatt frei. Das Angebot bleibt so lange gültig.",
            ),
        ),
        Beat(Day(-8, 9, 20), MARA, Turn(OnHold)),
    ],
};
