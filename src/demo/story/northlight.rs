//! Northlight Theatre in London: winter posters with the wrong date, upcoming banners, a finished brochure.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{AYLIN, FELIX, JONAS, MARA, NORTHLIGHT, OWEN, PRIYA},
};
use crate::{
    demo::artwork::{Sheet, covers, posters},
    invoices::Method::BankTransfer,
    projects::rules::Status::{Completed, InProgress, Review},
};

pub const WORKS: &[Work] = &[POSTERS, BANNERS, BROCHURE];

const REVERSE: &str = "Reverse charge: VAT is to be accounted for by the recipient.";

const BROCHURE: Work = Work {
    company: NORTHLIGHT,
    name: "Season brochure",
    kind: "Print Run",
    description: "24 pages, 148 × 210 mm, saddle-stitched, 8,000 copies for the foyer, the mailing and partner venues.",
    budget_minor: 520_000,
    starts: -60,
    due: -40,
    milestones: &[
        Step("Texts and pictures received", -57, 1),
        Step("Layout approved", -51, 2),
        Step("Printed and stitched", -44, 2),
        Step("Shipped to London", -41, 1),
    ],
    told: &[
        Beat(Day(-60, 9, 30), MARA, Open),
        Beat(Day(-60, 10, 0), AYLIN, Turn(InProgress)),
        Beat(Day(-57, 16, 30), AYLIN, Finish("Texts and pictures received")),
        Beat(Day(-53, 14, 0), AYLIN, Upload("season-brochure-cover.png", Made::Picture(covers::season))),
        Beat(
            Day(-51, 11, 10),
            PRIYA,
            Say("Everyone here loves the curtain on the cover. The layout is approved; please go to print."),
        ),
        Beat(Day(-51, 11, 40), AYLIN, Finish("Layout approved")),
        Beat(Day(-44, 15, 5), FELIX, Finish("Printed and stitched")),
        Beat(Day(-41, 10, 20), FELIX, Finish("Shipped to London")),
        Beat(Day(-41, 10, 25), FELIX, Turn(Review)),
        Beat(
            Day(-39, 12, 45),
            OWEN,
            Say(
                "Sixteen boxes arrived this morning, all dry, all counted. The first hundred are already gone from the foyer.",
            ),
        ),
        Beat(Day(-39, 15, 0), MARA, Turn(Completed)),
        Beat(
            Day(-45, 11, 0),
            MARA,
            Send(&Bill {
                key: "brochure",
                payment_days: 30,
                tax: "0",
                discount: None,
                note: REVERSE,
                items: &[
                    Item("Season brochure, 24 pages, saddle-stitched", "8000", "pcs", 46),
                    Item("Layout", "12", "h", 7_400),
                    Item("Freight Hamburg to London", "1", "", 31_000),
                ],
            }),
        ),
        Beat(Day(-33, 9, 35), MARA, Pay("brochure", 487_800, BankTransfer, "NORTHLIGHT RP-0002")),
    ],
};

const POSTERS: Work = Work {
    company: NORTHLIGHT,
    name: "Winter season posters",
    kind: "Screen Printing",
    description: "Three posters for the winter season, screen-printed in three spot colours, 594 × 841 mm, 300 copies each: \
        The Tempest, The Snow Queen, Night Ferry.\n\nThe Tempest opens first and has to hang two weeks before its opening night.",
    budget_minor: 680_000,
    starts: -31,
    due: 6,
    milestones: &[
        Step("Three motifs agreed", -24, 2),
        Step("Separations ready", -12, 1),
        Step("The Tempest approved", -2, 1),
        Step("The Snow Queen and Night Ferry approved", 3, 1),
        Step("900 posters printed", 6, 3),
    ],
    told: &[
        Beat(Day(-31, 9, 0), MARA, Open),
        Beat(Day(-30, 11, 0), AYLIN, Turn(InProgress)),
        Beat(
            Day(-30, 11, 15),
            AYLIN,
            Say(
                "Hello Priya, hello Owen. Three plays, three inks each, and one idea that holds them together: a horizon that changes. First sketches in three days.",
            ),
        ),
        Beat(
            Day(-27, 16, 40),
            AYLIN,
            Upload("the-tempest-poster.png", Made::Picture(posters::tempest_wrong_date)),
        ),
        Beat(
            Day(-27, 16, 45),
            AYLIN,
            Upload("the-snow-queen-poster.png", Made::Picture(posters::snow_queen)),
        ),
        Beat(Day(-27, 16, 50), AYLIN, Upload("night-ferry-poster.png", Made::Picture(posters::night_ferry))),
        Beat(
            Day(-25, 10, 10),
            PRIYA,
            Say(
                "The horizon is a wonderful idea, the board agreed within five minutes. All three motifs are accepted.",
            ),
        ),
        Beat(Day(-24, 9, 20), AYLIN, Finish("Three motifs agreed")),
        Beat(
            Day(-16, 10, 0),
            MARA,
            Send(&Bill {
                key: "posters-design",
                payment_days: 14,
                tax: "0",
                discount: None,
                note: REVERSE,
                items: &[
                    Item("Poster design, three motifs", "28", "h", 7_400),
                    Item("Usage for print and web, one season", "1", "", 45_000),
                ],
            }),
        ),
        Beat(Day(-12, 14, 50), JONAS, Upload("separations.pdf", Made::Sheet(SEPARATIONS))),
        Beat(Day(-12, 14, 55), JONAS, Finish("Separations ready")),
        Beat(
            Day(-3, 16, 30),
            OWEN,
            Say(
                "Stop, please: the Tempest poster says the 12th. Opening night is the 11th, the 12th is the second performance. I only saw it when it hung in my office.",
            ),
        ),
        Beat(
            Day(-3, 16, 48),
            AYLIN,
            Say(
                "Thank you, Owen. Nothing is printed yet. The date came from the first programme and we did not check it against the second. I am setting it now, and I am checking the other two against your website.",
            ),
        ),
        Beat(Day(-2, 9, 30), AYLIN, Upload("the-tempest-poster.png", Made::Picture(posters::tempest))),
        Beat(
            Day(-2, 9, 36),
            AYLIN,
            Say(
                "Version 2 says the 11th. The Snow Queen and Night Ferry are right as they are. Only the black screen is new, the two colours stay.",
            ),
        ),
        Beat(
            Day(-1, 11, 20),
            PRIYA,
            Say("Version 2 is right, we have read it aloud twice. Does the screen cost extra?"),
        ),
        Beat(Day(-1, 13, 5), MARA, Say("No. Checking a date is our work, too.")),
        Beat(Day(-1, 13, 20), AYLIN, Finish("The Tempest approved")),
        Beat(
            Ago(160),
            PRIYA,
            Say(
                "The Snow Queen and Night Ferry are approved as well. We are looking forward to the smell of ink.",
            ),
        ),
        Beat(Ago(155), AYLIN, Finish("The Snow Queen and Night Ferry approved")),
        Beat(
            Ago(48),
            OWEN,
            Whisper(
                "One small thing before you print: the box office has a new telephone number from next week on. Can it still go on all three posters?",
            ),
        ),
    ],
};

const BANNERS: Work = Work {
    company: NORTHLIGHT,
    name: "Foyer banners",
    kind: "Large Format",
    description: "Two textile banners for the foyer, 1200 × 4200 mm each, hung from the gallery. They take up the horizon of the winter posters.",
    budget_minor: 240_000,
    starts: 4,
    due: 24,
    milestones: &[
        Step("Hanging points measured", 7, 1),
        Step("Design approved", 13, 2),
        Step("Printed and hemmed", 20, 2),
        Step("Hung in the foyer", 24, 1),
    ],
    told: &[
        Beat(Day(-4, 14, 0), MARA, Open),
        Beat(
            Day(-4, 14, 10),
            MARA,
            Say(
                "Priya, as you asked on the telephone: the banners have a project of their own. We begin when the posters are on press.",
            ),
        ),
        Beat(
            Day(-3, 10, 45),
            PRIYA,
            Say("Thank you, Mara. Our technician will measure the hanging points and send a sketch."),
        ),
    ],
};

const SEPARATIONS: Sheet = Sheet {
    title: "Separations",
    subject: "Winter season posters",
    rows: &[
        ("Sheet", "640 × 900 mm, trimmed to 594 × 841 mm"),
        ("Screen 1", "Pantone 7541, pale ice"),
        ("Screen 2", "Pantone 303, night blue"),
        ("Screen 3", "Black, lettering only"),
        ("Mesh", "90 threads/cm, 120 for the lettering"),
        ("Trapping", "0.25 mm, light under dark"),
    ],
    text: &[
        "The three posters share screen 1. Screen 3 is made per poster, so that a change of text costs one screen and not three.",
        "Halftones are kept above 45 lines per inch only in the sea of Night Ferry; everywhere else the colours are solid.",
    ],
    language: "en",
};
