//! Catalogue covers and maps.

use super::Paper;
use crate::pdf::Weight;

const PAPER: u32 = 0xF3EDE2;
const OAK: u32 = 0xC79A63;
const GRAIN: u32 = 0xA97B46;
const VARNISH: u32 = 0xE9CFA4;
const INK: u32 = 0x333333;

/// The first cover, with a small title.
pub fn first() -> Paper {
    cover(30, None)
}

/// The second cover, with a larger title.
pub fn larger_title() -> Paper {
    cover(56, None)
}

/// A photograph from the press: the varnish is not in register with the grain.
pub fn misaligned_varnish() -> Paper {
    let mut paper = cover(56, Some(-14));
    paper.ring(330, 560, 90, 6, 0xE63946);
    paper.stroke((394, 624), (470, 720), 6, 0xE63946);
    paper.text(420, 752, 30, Weight::Bold, "0.8 mm", 0xE63946);
    paper
}

/// The cover with varnish and grain in register.
pub fn registered() -> Paper {
    cover(56, Some(0))
}

/// The oak table from above. The varnish, if there is any, is shifted by this many pixels.
fn cover(title: i32, varnish: Option<i32>) -> Paper {
    let mut paper = Paper::new(760, 940, PAPER);
    paper.block(100, 330, 560, 440, OAK);
    for plank in 1..4 {
        paper.block(100, 330 + plank * 110, 560, 2, GRAIN);
    }
    grain(&mut paper, 0, GRAIN);
    if let Some(off) = varnish {
        grain(&mut paper, off, VARNISH);
    }
    paper.title(380, 150, title, "BIRCH & BEAM", INK);
    paper.line(380, 210, 26, "Autumn catalogue", INK);
    crosses(&mut paper);
    paper
}

fn grain(paper: &mut Paper, off: i32, ink: u32) {
    for plank in 0..4 {
        for line in 0..4 {
            let y = 350 + plank * 110 + line * 24;
            let bend = (plank * 7 + line * 5) % 11 - 5;
            let x = 130 + (plank * 61 + line * 37) % 90 + off;
            paper.stroke((x, y), (x + 180, y + bend), 4, ink);
            paper.stroke((x + 180, y + bend), (x + 330, y), 4, ink);
        }
    }
}

/// Register marks in the trim area.
fn crosses(paper: &mut Paper) {
    for (x, y) in [(380, 24), (380, 916), (24, 470), (736, 470)] {
        paper.ring(x, y, 10, 2, INK);
        paper.stroke((x - 16, y), (x + 16, y), 1, INK);
        paper.stroke((x, y - 16), (x, y + 16), 1, INK);
    }
}

/// The season brochure: a curtain.
pub fn season() -> Paper {
    let mut paper = Paper::new(640, 900, 0x6E1423);
    for fold in 0..16 {
        let x = fold * 40;
        paper.shape(&[(x, 0), (x + 18, 0), (x + 26, 900), (x - 6, 900)], 0x8D1B2F);
    }
    paper.shape(&[(250, 900), (320, 260), (390, 900)], 0xF9F6F1);
    paper.title(320, 130, 54, "NORTHLIGHT", 0xF9F6F1);
    paper.line(320, 180, 28, "The new season", 0xF9F6F1);
    paper
}

/// The trail map: contours, water, two new paths.
pub fn trail_map() -> Paper {
    let mut paper = Paper::new(960, 680, 0xEAF0E2);
    paper.shape(&[(0, 0), (230, 0), (180, 180), (260, 330), (170, 520), (210, 680), (0, 680)], 0xBBD6E6);
    for (x, y, rings) in [(600, 240, 7), (440, 500, 4), (820, 520, 5)] {
        for ring in 0..rings {
            paper.ring(x, y, 34 + ring * 26, 2, 0xB59B76);
        }
        paper.shape(&[(x - 9, y + 8), (x, y - 10), (x + 9, y + 8)], INK);
    }
    paper.disc(350, 250, 46, 0xBBD6E6);
    for (path, ink) in [
        (&[(230, 600), (340, 540), (440, 440), (560, 400), (600, 250)][..], 0xE63946),
        (&[(250, 330), (350, 320), (470, 250), (600, 240), (760, 330), (820, 500)], 0xE63946),
        (&[(230, 90), (400, 120), (560, 90), (720, 140), (930, 110)], 0x0057FF),
    ] {
        for piece in path.windows(2) {
            paper.stroke(piece[0], piece[1], 5, ink);
        }
    }
    paper.block(700, 610, 220, 8, INK);
    paper.text(700, 600, 22, Weight::Regular, "0          1          2 km", INK);
    paper.text(40, 60, 34, Weight::Bold, "Peak & Pine trail map", INK);
    paper.text(40, 92, 22, Weight::Regular, "Second edition", INK);
    paper
}
