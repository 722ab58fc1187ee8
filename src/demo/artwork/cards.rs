//! Cards.

use super::Paper;

/// The card for the opening of a showroom.
pub fn opening() -> Paper {
    let mut paper = Paper::new(900, 640, 0xF6F2E8);
    let green = 0x2C5234;
    for edge in [(0, 0, 900, 12), (0, 628, 900, 12), (0, 0, 12, 640), (888, 0, 12, 640)] {
        paper.block(edge.0, edge.1, edge.2, edge.3, green);
    }
    paper.block(300, 190, 300, 16, green);
    paper.stroke((330, 206), (300, 330), 12, green);
    paper.stroke((570, 206), (600, 330), 12, green);
    paper.title(450, 440, 50, "WE ARE OPENING", green);
    paper.line(450, 490, 26, "The new showroom on Tischlerhof 12, Berlin", green);
    paper.line(450, 530, 26, "Ana Birch and Tom Beam", green);
    paper
}
