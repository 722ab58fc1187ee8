//! Signs for walls, doors and vans.

use super::Paper;
use crate::pdf::Weight;

const PLY: u32 = 0xE2CBA3;
const INK: u32 = 0x2E3B2F;

/// Birch & Beam: gate, rooms and height chart on one sheet.
pub fn workshop() -> Paper {
    let mut paper = Paper::new(1000, 680, 0xF6F3EC);
    paper.block(40, 40, 760, 190, PLY);
    paper.title(420, 165, 76, "BIRCH & BEAM", INK);
    for room in 0..6 {
        let (x, y) = (40 + (room % 3) * 260, 270 + (room / 3) * 200);
        paper.block(x, y, 180, 180, PLY);
        match room {
            0 => {
                paper.block(x + 40, y + 80, 100, 30, INK);
                paper.shape(&[(x + 60, y + 80), (x + 90, y + 50), (x + 100, y + 80)], INK);
            }
            1 => {
                paper.block(x + 50, y + 40, 14, 100, INK);
                paper.block(x + 50, y + 40, 80, 14, INK);
                paper.block(x + 110, y + 90, 40, 14, INK);
            }
            2 => {
                paper.block(x + 50, y + 50, 80, 44, INK);
                paper.block(x + 83, y + 94, 14, 56, INK);
            }
            3 => paper.ring(x + 90, y + 90, 52, 12, INK),
            4 => paper.shape(&[(x + 40, y + 130), (x + 90, y + 40), (x + 140, y + 130)], INK),
            _ => {
                paper.block(x + 46, y + 60, 70, 70, INK);
                paper.ring(x + 120, y + 95, 26, 8, INK);
            }
        }
    }
    paper.block(860, 40, 90, 610, PLY);
    for mark in 0..12 {
        let long = if mark % 2 == 0 { 44 } else { 24 };
        paper.block(860, 620 - mark * 48, long, 4, INK);
    }
    paper.text(912, 630, 20, Weight::Bold, "60", INK);
    paper.text(905, 150, 20, Weight::Bold, "160", INK);
    paper
}

/// The wayfinding system: numerals as tall as the old gate numbers.
pub fn wayfinding() -> Paper {
    let mut paper = Paper::new(960, 600, 0x7C4A3A);
    for row in 0..15 {
        for brick in 0..11 {
            let x = brick * 96 - (row % 2) * 48;
            paper.block(x, row * 40, 94, 38, 0x8C5644);
        }
    }
    for (gate, x) in ["1", "2", "3"].iter().zip([120, 400, 680]) {
        paper.block(x, 170, 170, 430, 0x1E262B);
        paper.title(x + 85, 140, 120, gate, 0xF9F6F1);
    }
    paper.block(60, 500, 300, 60, 0x2F4858);
    paper.text(80, 540, 28, Weight::Bold, "Ausstellung", 0xF9F6F1);
    paper.shape(&[(310, 515), (340, 530), (310, 545)], 0xF7C600);
    paper
}

/// The van from the side.
pub fn van() -> Paper {
    let mut paper = Paper::new(1100, 560, 0xE9ECEE);
    paper.shape(
        &[(90, 420), (90, 150), (150, 120), (760, 120), (900, 230), (1010, 280), (1020, 420)],
        0xFFFFFF,
    );
    paper.shape(&[(770, 150), (880, 235), (770, 235)], 0x33424C);
    paper.shape(
        &[(90, 330), (420, 330), (560, 220), (760, 220), (760, 250), (575, 250), (435, 370), (90, 370)],
        0x1F6FB5,
    );
    paper.block(505, 130, 2, 280, 0xC5CCD1);
    paper.block(755, 130, 2, 280, 0xC5CCD1);
    for x in [260, 860] {
        paper.disc(x, 420, 66, 0x22282C);
        paper.disc(x, 420, 34, 0xAEB6BC);
    }
    paper.text(130, 250, 44, Weight::Bold, "Stadtwerke", 0x1F6FB5);
    paper.text(130, 300, 44, Weight::Bold, "Lindenau", 0x1F6FB5);
    paper
}

/// The same with the number of the fault line.
pub fn van_with_number() -> Paper {
    let mut paper = van();
    paper.text(345, 402, 26, Weight::Bold, "Störung?  0800 000 00 14", 0x22282C);
    paper.text(518, 320, 28, Weight::Bold, "100 % elektrisch", 0x1F6FB5);
    paper
}
