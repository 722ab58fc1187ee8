//! Birch & Beam make furniture in Berlin: a catalogue whose varnish is out of register, signs for the workshop, a showroom opening.

use super::{
    Act::*,
    At::*,
    Beat, Bill, Item, Made, Step, Work,
    people::{ANA, AYLIN, BIRCH, FELIX, JONAS, MARA, TOM},
};
use crate::{
    demo::artwork::{Sheet, cards, covers, signs},
    invoices::Method::BankTransfer,
    projects::rules::Status::{Completed, InProgress, Review},
};

pub const WORKS: &[Work] = &[CATALOGUE, SIGNAGE, OPENING];

const OPENING: Work = Work {
    company: BIRCH,
    name: "Showroom opening cards",
    kind: "Print Run",
    description: "Invitation cards for the opening of the showroom on Tischlerhof: 600 cards on 600 g/m² cotton board, \
        one spot colour, edges painted in birch green. Envelopes are supplied by Birch & Beam.",
    budget_minor: 145_000,
    starts: -59,
    due: -47,
    milestones: &[
        Step("Card design approved", -56, 1),
        Step("Printed and edges painted", -50, 2),
        Step("Delivered to the showroom", -48, 1),
    ],
    told: &[
        Beat(Day(-59, 9, 20), MARA, Open),
        Beat(Day(-59, 9, 45), MARA, Turn(InProgress)),
        Beat(
            Day(-59, 10, 5),
            AYLIN,
            Say(
                "Good morning Ana, here is the place for everything about the opening cards. A first design comes tomorrow.",
            ),
        ),
        Beat(Day(-58, 15, 30), AYLIN, Upload("opening-card.png", Made::Picture(cards::opening))),
        Beat(
            Day(-58, 15, 34),
            AYLIN,
            Say(
                "The first design is under Files. The green is Pantone 350; on the cotton board it will look a little warmer than on your screen.",
            ),
        ),
        Beat(
            Day(-57, 8, 50),
            ANA,
            Say(
                "Lovely, we approve it as it is. Tom counted the guest list again: please print 600, not 550.",
            ),
        ),
        Beat(Day(-57, 9, 30), AYLIN, Finish("Card design approved")),
        Beat(Day(-50, 16, 10), FELIX, Finish("Printed and edges painted")),
        Beat(Day(-48, 11, 25), FELIX, Finish("Delivered to the showroom")),
        Beat(Day(-48, 11, 30), FELIX, Turn(Review)),
        Beat(Day(-48, 14, 5), TOM, Say("All 600 are here and the painted edges are perfect. Thank you!")),
        Beat(Day(-47, 9, 15), MARA, Turn(Completed)),
        Beat(
            Day(-46, 10, 0),
            MARA,
            Send(&Bill {
                key: "opening",
                payment_days: 14,
                tax: "19",
                discount: None,
                note: "Thank you for letting us print your opening.",
                items: &[
                    Item("Invitation cards, 600 g/m² cotton board, 1/0 Pantone 350", "600", "pcs", 164),
                    Item("Edge painting, birch green", "600", "pcs", 28),
                    Item("Design and proof", "3.5", "h", 8_500),
                ],
            }),
        ),
        Beat(Day(-39, 9, 40), MARA, Pay("opening", 172_491, BankTransfer, "RP-0001 BIRCH & BEAM")),
    ],
};

const CATALOGUE: Work = Work {
    company: BIRCH,
    name: "Autumn catalogue",
    kind: "Print Run",
    description: "64 pages plus cover, 210 × 260 mm, thread-sewn, 4,000 copies. Inside on uncoated 120 g/m², cover on \
        350 g/m² with a spot varnish on the wood grain of the table top.\n\nThe varnish has to sit exactly on the printed \
        grain: 0.2 mm is the most it may be off.",
    budget_minor: 1_840_000,
    starts: -44,
    due: 14,
    milestones: &[
        Step("Paper and binding chosen", -38, 1),
        Step("Layout approved", -22, 3),
        Step("Contract proof approved", -11, 2),
        Step("Spot varnish corrected on press", 2, 1),
        Step("4,000 copies printed and sewn", 9, 3),
        Step("Delivered to Berlin", 14, 1),
    ],
    told: &[
        Beat(Day(-44, 9, 5), MARA, Open),
        Beat(Day(-43, 8, 40), AYLIN, Turn(InProgress)),
        Beat(
            Day(-43, 9, 10),
            AYLIN,
            Say(
                "Hello Ana, hello Tom. I have put the milestones in. First we choose paper and binding: three dummies go to you by post today.",
            ),
        ),
        Beat(
            Day(-40, 13, 20),
            ANA,
            Say(
                "The dummies arrived. We take the second one, uncoated with the open spine, but sewn tighter please.",
            ),
        ),
        Beat(Day(-38, 10, 15), AYLIN, Upload("paper-specification.pdf", Made::Sheet(PAPER))),
        Beat(Day(-38, 10, 20), AYLIN, Finish("Paper and binding chosen")),
        Beat(
            Day(-37, 11, 0),
            MARA,
            Send(&Bill {
                key: "catalogue-deposit",
                payment_days: 14,
                tax: "19",
                discount: None,
                note: "Deposit of 30 % as agreed. It is deducted from the final invoice.",
                items: &[Item("Autumn catalogue, deposit of 30 %", "1", "", 552_000)],
            }),
        ),
        Beat(
            Day(-29, 9, 25),
            MARA,
            Pay("catalogue-deposit", 656_880, BankTransfer, "RP-0004 catalogue deposit"),
        ),
        Beat(Day(-30, 16, 45), AYLIN, Upload("autumn-catalogue-cover.png", Made::Picture(covers::first))),
        Beat(
            Day(-30, 16, 50),
            AYLIN,
            Say(
                "First cover: the oak table from above, title small at the top. The layout of the first 32 pages follows in two days.",
            ),
        ),
        Beat(
            Day(-29, 10, 5),
            TOM,
            Say(
                "The table is the right one. Could the title be a little larger? Our customers are not all thirty.",
            ),
        ),
        Beat(
            Day(-27, 14, 30),
            AYLIN,
            Upload("autumn-catalogue-cover.png", Made::Picture(covers::larger_title)),
        ),
        Beat(Day(-26, 9, 0), ANA, Say("Much better, that is our cover.")),
        Beat(Day(-22, 15, 40), AYLIN, Finish("Layout approved")),
        Beat(Day(-14, 11, 10), JONAS, Upload("contract-proof.pdf", Made::Sheet(PROOF))),
        Beat(
            Day(-14, 11, 15),
            JONAS,
            Say(
                "The contract proof is on its way to you by courier, and as a report under Files. Please look at page 17: the walnut is at the edge of what uncoated paper can show.",
            ),
        ),
        Beat(
            Day(-11, 12, 0),
            ANA,
            Say("Proof approved, page 17 included. It looks like our walnut, and that is what counts."),
        ),
        Beat(Day(-11, 12, 30), JONAS, Finish("Contract proof approved")),
        Beat(
            Day(-4, 15, 20),
            JONAS,
            Say(
                "A word from the press: the first covers are back from varnishing, and the spot varnish is 0.8 mm too far to the left. It sits beside the grain instead of on it. I stopped the run after 40 sheets.",
            ),
        ),
        Beat(
            Day(-4, 15, 28),
            JONAS,
            Upload("varnish-misregister.png", Made::Picture(covers::misaligned_varnish)),
        ),
        Beat(
            Day(-4, 16, 5),
            TOM,
            Say(
                "I see it in the photo, along the whole table edge. Good that you stopped. Is it the film or the press?",
            ),
        ),
        Beat(
            Day(-3, 9, 10),
            JONAS,
            Say(
                "The film. It was made from the first cover, before the larger title moved the table by 0.8 mm. A new one is being made from version 2, and we pay for it. The 40 covers go to recycling.",
            ),
        ),
        Beat(
            Day(-3, 9, 50),
            ANA,
            Say(
                "Thank you for saying it straight away. Does it move the delivery? Our fair opens three weeks from now.",
            ),
        ),
        Beat(Day(-2, 10, 30), JONAS, Upload("autumn-catalogue-cover.png", Made::Picture(covers::registered))),
        Beat(
            Day(-2, 10, 40),
            JONAS,
            Say(
                "No. The new film comes tomorrow, we varnish the day after, and sewing has a day to spare. Version 3 shows varnish and grain in register: please confirm it before we go on.",
            ),
        ),
        Beat(
            Day(-1, 14, 20),
            FELIX,
            Draft(&Bill {
                key: "catalogue-final",
                payment_days: 14,
                tax: "19",
                discount: Some("2"),
                note: "What remains after the deposit (RP-0004). The new varnish film is at our cost.",
                items: &[
                    Item(
                        "Autumn catalogue, 64 pages plus cover, thread-sewn, 4,000 copies: remaining 70 %",
                        "1",
                        "",
                        1_288_000,
                    ),
                    Item("Second dummy with tighter sewing", "1", "", 9_500),
                ],
            }),
        ),
        Beat(Ago(200), JONAS, Upload("varnish-film-check.pdf", Made::Sheet(FILM))),
        Beat(
            Ago(190),
            JONAS,
            Whisper(
                "The new film is here and lies exactly on the grain: less than 0.1 mm. Felix can varnish as soon as you have confirmed version 3.",
            ),
        ),
        Beat(
            Ago(35),
            AYLIN,
            Whisper(
                "One more thing for the back cover, Ana: is the fair in hall 4 or in hall 6? Your mail says 4, the press text says 6.",
            ),
        ),
    ],
};

const SIGNAGE: Work = Work {
    company: BIRCH,
    name: "Workshop signage",
    kind: "Large Format",
    description: "Signs for the new workshop: one over the gate, six for the rooms, a height chart for visiting children. \
        Birch plywood, printed directly with white underneath, sealed for outdoors.",
    budget_minor: 420_000,
    starts: -26,
    due: 3,
    milestones: &[
        Step("Sizes taken on site", -24, 1),
        Step("Designs approved", -15, 2),
        Step("Printed and sealed", -6, 2),
        Step("Mounted", 3, 1),
    ],
    told: &[
        Beat(Day(-26, 10, 20), MARA, Open),
        Beat(Day(-25, 9, 0), FELIX, Turn(InProgress)),
        Beat(Day(-24, 12, 40), FELIX, Finish("Sizes taken on site")),
        Beat(
            Day(-24, 12, 45),
            FELIX,
            Upload(
                "sizes.txt",
                Made::Text(
                    "Workshop signage, sizes taken on site\n\nGate           2400 x 600 mm   four screws, wall is brick\nRooms (6)       300 x 300 mm   glued on steel doors\nHeight chart    250 x 1500 mm  beside the coat hooks\n\nThe gate gets rain from the west: seal the edges twice.\n",
                ),
            ),
        ),
        Beat(Day(-18, 15, 10), AYLIN, Upload("workshop-signs.png", Made::Picture(signs::workshop))),
        Beat(
            Day(-18, 15, 20),
            AYLIN,
            Say(
                "All eight signs on one sheet. The pictograms are drawn from your own tools: the plane, the clamp, the mallet.",
            ),
        ),
        Beat(Day(-15, 8, 55), TOM, Say("The mallet is Ana's, I recognise the dent. Approved from my side.")),
        Beat(Day(-15, 9, 30), ANA, Say("From mine as well.")),
        Beat(Day(-15, 9, 45), AYLIN, Finish("Designs approved")),
        Beat(Day(-6, 16, 0), FELIX, Finish("Printed and sealed")),
        Beat(Day(-6, 16, 5), FELIX, Turn(Review)),
        Beat(
            Day(-6, 16, 20),
            FELIX,
            Say("Printed, sealed and drying. I have two mornings free for mounting; which one suits you?"),
        ),
        Beat(
            Day(-5, 10, 0),
            MARA,
            Send(&Bill {
                key: "signage",
                payment_days: 14,
                tax: "19",
                discount: None,
                note: "Mounting is included.",
                items: &[
                    Item("Gate sign, birch plywood 2400 × 600 mm, sealed", "1", "", 98_000),
                    Item("Room signs 300 × 300 mm", "6", "pcs", 14_500),
                    Item("Height chart 250 × 1500 mm", "1", "", 26_000),
                    Item("Design", "9", "h", 8_500),
                    Item("Mounting on site", "1", "", 42_000),
                ],
            }),
        ),
        Beat(Day(-5, 13, 15), TOM, Say("Take the later one, then the gate is painted and dry.")),
        Beat(
            Ago(95),
            FELIX,
            Whisper(
                "Good, I will be there at eight with Jonas. Could you keep the yard free of cars on the left side? We need the ladder there.",
            ),
        ),
    ],
};

const PAPER: Sheet = Sheet {
    title: "Paper specification",
    subject: "Autumn catalogue",
    rows: &[
        ("Format", "210 × 260 mm, portrait"),
        ("Extent", "64 pages plus cover of 4 pages"),
        ("Inside", "Uncoated, natural white, 120 g/m²"),
        ("Cover", "Uncoated board 350 g/m², spot varnish outside"),
        ("Binding", "Thread-sewn, open spine, linen thread in birch green"),
        ("Copies", "4,000"),
    ],
    text: &[
        "Birch & Beam chose dummy 2 of three. The thread is sewn with five stitches instead of four, so that the first \
         section does not open further than the others.",
        "The cover is varnished after printing. Varnish and print share register marks in the trim, 3 mm outside the page.",
    ],
    language: "en",
};

const PROOF: Sheet = Sheet {
    title: "Contract proof",
    subject: "Autumn catalogue",
    rows: &[
        ("Profile", "Uncoated, ISO 12647-2, PC 5"),
        ("Measured", "72 patches, M1"),
        ("Average ΔE 00", "1.1 (limit 2.5)"),
        ("Highest ΔE 00", "3.2, page 17, walnut shadow (limit 5.0)"),
        ("Bleed", "3 mm on every page"),
        ("Resolution", "304 to 412 dpi at print size"),
    ],
    text: &[
        "All pages lie within the tolerance. The walnut on page 17 is at the edge of the colours that uncoated paper can \
         show; it was lightened by 4 % in the shadows and keeps its red.",
        "This proof is binding for colour. It is not binding for the spot varnish, which is judged on press.",
    ],
    language: "en",
};

const FILM: Sheet = Sheet {
    title: "Film check",
    subject: "Autumn catalogue, spot varnish",
    rows: &[
        ("Film", "Second, made from cover version 3"),
        ("Measured", "Four corners and the centre, 20 × loupe"),
        ("Off at most", "0.08 mm, bottom right (limit 0.20 mm)"),
        ("First film", "0.80 mm to the left, withdrawn"),
        ("Paid by", "The studio"),
    ],
    text: &[
        "The film lies on the printed grain in all five places. The covers can be varnished as soon as version 3 is confirmed.",
    ],
    language: "en",
};
