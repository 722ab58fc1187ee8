//! Posters that share a changing horizon.

use super::Paper;
use crate::pdf::Weight;

const WIDTH: i32 = 700;
const HEIGHT: i32 = 990;
const ICE: u32 = 0xD9E1E2;
const NIGHT: u32 = 0x002A3A;
const BLACK: u32 = 0x141414;
const BONE: u32 = 0xF9F6F1;

/// The Tempest with the wrong date, that of the second night.
pub fn tempest_wrong_date() -> Paper {
    tempest_on("12")
}

/// The Tempest with the date of its opening night.
pub fn tempest() -> Paper {
    tempest_on("11")
}

fn tempest_on(day: &str) -> Paper {
    let mut paper = sheet(ICE);
    for (wave, y) in (560..HEIGHT).step_by(62).enumerate() {
        let shift = (wave as i32 % 2) * 70;
        let mut points = vec![(0, HEIGHT), (0, y)];
        for crest in -1..6 {
            points.extend([(crest * 140 + shift, y + 34), (crest * 140 + 70 + shift, y - 30)]);
        }
        points.extend([(WIDTH, y), (WIDTH, HEIGHT)]);
        paper.shape(&points, if wave % 2 == 0 { NIGHT } else { 0x335A68 });
    }
    paper.shape(&[(310, 545), (470, 545), (440, 590), (340, 590)], BLACK);
    paper.stroke((390, 545), (414, 360), 6, BLACK);
    paper.shape(&[(418, 372), (498, 520), (404, 520)], BONE);
    billing(&mut paper, "THE TEMPEST", "William Shakespeare", day, BLACK);
    paper
}

/// The Snow Queen.
pub fn snow_queen() -> Paper {
    let mut paper = sheet(ICE);
    paper.block(0, 640, WIDTH, HEIGHT - 640, NIGHT);
    paper.shape(&[(0, 640), (180, 430), (300, 560), (430, 360), (700, 640)], BONE);
    for (dx, dy) in [(0, 150), (130, 75), (130, -75), (0, -150), (-130, -75), (-130, 75)] {
        paper.stroke((350, 380), (350 + dx, 380 + dy), 10, NIGHT);
        paper.disc(350 + dx, 380 + dy, 16, NIGHT);
        paper.disc(350 + dx * 6 / 10, 380 + dy * 6 / 10, 9, NIGHT);
    }
    billing(&mut paper, "THE SNOW QUEEN", "after Hans Christian Andersen", "19", BLACK);
    paper
}

/// Night Ferry.
pub fn night_ferry() -> Paper {
    let mut paper = sheet(NIGHT);
    paper.disc(520, 330, 70, ICE);
    for row in 0..12 {
        for dot in 0..18 {
            paper.disc(20 + dot * 40 + (row % 2) * 20, 650 + row * 30, 3 + row, 0x335A68);
        }
    }
    paper.shape(&[(120, 600), (580, 600), (530, 668), (170, 668)], BLACK);
    paper.block(220, 530, 240, 70, BONE);
    for window in 0..6 {
        paper.disc(248 + window * 37, 566, 10, NIGHT);
    }
    paper.block(380, 450, 44, 80, BLACK);
    billing(&mut paper, "NIGHT FERRY", "A new play by Ruth Okafor", "27", BONE);
    paper
}

/// "Lichter am Kai": the edge of the quay at night.
pub fn lichter() -> Paper {
    let mut paper = sheet(0x10243A);
    paper.block(0, 700, WIDTH, 24, 0x8A7B66);
    paper.block(0, 724, WIDTH, HEIGHT - 724, 0x0A1622);
    for lamp in 0..5 {
        let x = 90 + lamp * 130;
        paper.stroke((x, 700), (x, 400), 8, 0x8A7B66);
        for dot in (1..7).rev() {
            let glow = [0xF7C600, 0xD9B113, 0xA98E22, 0x6F6730, 0x40503C, 0x20364C][dot as usize - 1];
            paper.ring(x, 390, dot * 13 + 8, 6, glow);
        }
        paper.disc(x, 390, 14, 0xFFF3C4);
        paper.block(x - 3, 740, 6, 130 - lamp * 8, 0xA98E22);
    }
    paper.title(WIDTH / 2, 190, 74, "LICHTER", BONE);
    paper.title(WIDTH / 2, 270, 74, "AM KAI", BONE);
    paper.line(WIDTH / 2, 900, 26, "Sonderausstellung im Schuppen 3", BONE);
    paper.line(WIDTH / 2, 940, 26, "Hafenmuseum", BONE);
    paper
}

fn sheet(ink: u32) -> Paper {
    Paper::new(WIDTH, HEIGHT, ink)
}

fn billing(paper: &mut Paper, title: &str, author: &str, day: &str, ink: u32) {
    paper.title(WIDTH / 2, 130, 60, title, ink);
    paper.line(WIDTH / 2, 172, 24, author, ink);
    paper.block(0, HEIGHT - 120, WIDTH, 120, BONE);
    paper.text(40, HEIGHT - 38, 84, Weight::Bold, day, BLACK);
    paper.text(170, HEIGHT - 68, 26, Weight::Bold, "Opening night", BLACK);
    paper.text(170, HEIGHT - 36, 22, Weight::Regular, "Northlight Theatre, Lantern Yard, London SE1", BLACK);
}
