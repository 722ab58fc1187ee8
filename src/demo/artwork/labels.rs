//! Artwork for menus, mugs and jackets.

use super::Paper;
use crate::pdf::Weight;

const BLACK: u32 = 0x222222;

/// The autumn menu.
pub fn menu() -> Paper {
    let mut paper = Paper::new(640, 900, 0xFBF3E6);
    paper.disc(320, 170, 74, 0xC8402B);
    paper.block(180, 190, 280, 60, 0xFBF3E6);
    paper.title(320, 270, 40, "CAFÉ MORGENROT", BLACK);
    paper.line(320, 308, 22, "Herbst", BLACK);
    for (row, (what, price)) in [
        ("Pflaumenkuchen mit Streuseln", "4,20"),
        ("Quittentarte", "4,60"),
        ("Kürbissuppe, Brot vom Nachbarn", "7,80"),
        ("Käsebrot mit Birne", "6,90"),
        ("Filterkaffee, Becher", "2,90"),
        ("Milchkaffee", "3,80"),
    ]
    .iter()
    .enumerate()
    {
        let y = 390 + row as i32 * 66;
        paper.text(80, y, 24, Weight::Regular, what, BLACK);
        paper.text(500, y, 24, Weight::Bold, price, BLACK);
        paper.block(80, y + 16, 480, 1, 0xC9B9A0);
    }
    paper
}

/// The artwork around the mug, first draft: up to the rim, in iron red.
pub fn mug_first() -> Paper {
    mug(0x8C3A2B, 0)
}

/// The second draft: 12 mm clear of the rim, in the red of the awning.
pub fn mug_second() -> Paper {
    mug(0xD8431F, 60)
}

fn mug(red: u32, free: i32) -> Paper {
    let mut paper = Paper::new(1100, 420, 0xFCFCFA);
    paper.block(0, 0, 1100, 10, 0x1D3C78);
    let horizon = 270;
    for (sun, x) in [(0, 275), (1, 825)] {
        paper.disc(x, horizon, 120 - free / 3, red);
        for ray in 0..7 {
            let (dx, dy) = [(-10, 0), (-9, 5), (-5, 9), (0, 10), (5, 9), (9, 5), (10, 0)][ray];
            let (from, to) = (140 - free / 3, 200 - free);
            paper.stroke(
                (x + dx * from / 10, horizon - dy * from / 10),
                (x + dx * to / 10, horizon - dy * to / 10),
                9,
                red,
            );
        }
        paper.block(x - 260, horizon, 520, 150, 0xFCFCFA);
        let line = if sun == 0 { "ZEHN JAHRE" } else { "MORGENROT" };
        paper.title(x, horizon + 84, 52, line, red);
    }
    paper
}

/// The logo for the jackets.
pub fn jacket() -> Paper {
    let mut paper = Paper::new(640, 640, 0x2B3A33);
    paper.shape(&[(120, 420), (300, 150), (400, 300), (440, 240), (540, 420)], 0xDDE3DF);
    paper.shape(&[(210, 420), (250, 330), (290, 420)], 0x2B3A33);
    paper.title(320, 500, 44, "PEAK & PINE", 0xDDE3DF);
    paper
}
