//! Peak & Pine Outdoor sell gear in Dublin: a trail map that is late, and jackets that were called off.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{AYLIN, CIARA, EOIN, FELIX, JONAS, MARA, PEAK},
};
use crate::{
    demo::artwork::{Sheet, covers, labels},
    invoices::Method::{BankTransfer, Card},
    projects::rules::Status::{Cancelled, InProgress, Review},
};

pub const WORKS: &[Work] = &[MAP, JACKETS];

const REVERSE: &str = "Reverse charge: VAT is to be accounted for by the recipient.";

const MAP: Work = Work {
    company: PEAK,
    name: "Trail map, second edition",
    kind: "Print Run",
    description: "Folded trail map of the western coast, 480 × 680 mm, on waterproof synthetic paper, 5,000 copies. \
        The second edition adds two paths and corrects the ferry times.",
    budget_minor: 790_000,
    starts: -42,
    due: -3,
    milestones: &[
        Step("Corrections collected", -33, 1),
        Step("New paths drawn", -20, 2),
        Step("Fold dummy approved", -12, 1),
        Step("Last reading by the mountain rescue", -5, 1),
        Step("5,000 maps printed and folded", -3, 3),
    ],
    told: &[
        Beat(Day(-42, 10, 30), MARA, Open),
        Beat(Day(-41, 9, 0), AYLIN, Turn(InProgress)),
        Beat(Day(-33, 15, 30), AYLIN, Finish("Corrections collected")),
        Beat(Day(-20, 16, 15), AYLIN, Upload("trail-map.png", Made::Picture(covers::trail_map))),
        Beat(Day(-20, 16, 20), AYLIN, Finish("New paths drawn")),
        Beat(
            Day(-19, 10, 0),
            EOIN,
            Say(
                "The two new paths are where we walked them. The contour by the lake looks right now as well.",
            ),
        ),
        Beat(
            Day(-18, 11, 0),
            MARA,
            Send(&Bill {
                key: "map-cartography",
                payment_days: 14,
                tax: "0",
                discount: None,
                note: REVERSE,
                items: &[
                    Item("Cartography: two paths, 61 corrections", "26", "h", 8_500),
                    Item("Fold dummies on synthetic paper", "3", "pcs", 6_000),
                ],
            }),
        ),
        Beat(Day(-12, 12, 10), FELIX, Upload("fold-dummy.pdf", Made::Sheet(FOLD))),
        Beat(Day(-11, 9, 40), CIARA, Say("The dummy survived a weekend in the rain and a dog. Approved.")),
        Beat(Day(-11, 10, 0), FELIX, Finish("Fold dummy approved")),
        Beat(Day(-10, 9, 30), MARA, Pay("map-cartography", 120_000, BankTransfer, "PEAK AND PINE PART 1")),
        Beat(Day(-9, 10, 0), JONAS, Turn(Review)),
        Beat(
            Day(-9, 10, 20),
            JONAS,
            Say(
                "Everything is ready for press. We only wait for the reading by the mountain rescue; please send us their remarks within five days, or we lose the slot.",
            ),
        ),
        Beat(
            Day(-4, 16, 0),
            CIARA,
            Say(
                "I am sorry, they were called out three nights in a row. I have asked again; the slot may have to go.",
            ),
        ),
        Beat(
            Day(-3, 9, 25),
            JONAS,
            Say(
                "People in need come first. I have moved the map to the next free slot, seven working days from now, at no cost.",
            ),
        ),
        Beat(
            Ago(310),
            EOIN,
            Whisper(
                "Their remarks are in: only two. The hut at Carn Bán has no telephone any more, and the ford below it is not safe after rain. Can you mark it in red?",
            ),
        ),
    ],
};

const JACKETS: Work = Work {
    company: PEAK,
    name: "Staff jackets",
    kind: "Screen Printing",
    description: "Logo on 45 rain jackets for the shop staff: one colour, reflective, on breast and back.",
    budget_minor: 190_000,
    starts: -40,
    due: -15,
    milestones: &[Step("Ink tested on the membrane", -33, 1), Step("45 jackets printed", -18, 3)],
    told: &[
        Beat(Day(-40, 14, 0), MARA, Open),
        Beat(Day(-39, 9, 30), FELIX, Turn(InProgress)),
        Beat(Day(-37, 11, 0), AYLIN, Upload("jacket-logo.png", Made::Picture(labels::jacket))),
        Beat(Day(-33, 13, 30), FELIX, Finish("Ink tested on the membrane")),
        Beat(
            Day(-33, 13, 40),
            FELIX,
            Say(
                "The reflective ink holds, but it closes the membrane where it lies: the jackets would not breathe under the back print. I would advise against it.",
            ),
        ),
        Beat(
            Day(-32, 10, 15),
            CIARA,
            Say(
                "Then we do not want it: the point of these jackets is that they breathe. Let us stop here. Please charge us for the test.",
            ),
        ),
        Beat(Day(-32, 11, 0), MARA, Turn(Cancelled)),
        Beat(
            Day(-31, 10, 0),
            MARA,
            Send(&Bill {
                key: "jackets-wrong",
                payment_days: 14,
                tax: "19",
                discount: None,
                note: "Ink test on the supplied jackets.",
                items: &[Item("Screen, set-up and wash test", "1", "", 24_000)],
            }),
        ),
        Beat(
            Day(-30, 15, 10),
            CIARA,
            Say(
                "There is German VAT on the invoice for the test. We have an Irish VAT number, so it should be reverse charge.",
            ),
        ),
        Beat(Day(-30, 15, 40), MARA, Void("jackets-wrong")),
        Beat(
            Day(-30, 15, 50),
            MARA,
            Send(&Bill {
                key: "jackets",
                payment_days: 14,
                tax: "0",
                discount: None,
                note: REVERSE,
                items: &[Item("Screen, set-up and wash test", "1", "", 24_000)],
            }),
        ),
        Beat(
            Day(-30, 15, 55),
            MARA,
            Say("You are right. The first invoice is void, the new one is without VAT."),
        ),
        Beat(Day(-24, 9, 0), MARA, Pay("jackets", 24_000, Card, "Company card, terminal 2")),
    ],
};

const FOLD: Sheet = Sheet {
    title: "Fold dummy",
    subject: "Trail map, second edition",
    rows: &[
        ("Open", "480 × 680 mm"),
        ("Folded", "120 × 136 mm, five parallel folds, one cross fold"),
        ("Paper", "Synthetic, 110 g/m², tear-proof"),
        ("Tested", "200 times opened and closed, wet and dry"),
        ("Ink", "UV-cured, no set-off"),
    ],
    text: &[
        "The scale bar and the emergency numbers lie on the outside of the first panel: they can be read without unfolding.",
    ],
    language: "en",
};
