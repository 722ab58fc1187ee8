//! Reduces a face to the glyphs that a document uses.
//!
//! Glyphs are renumbered: each is at the index of its one-byte code, and parts of composite glyphs follow from 256 on. Hinting is left out,
//! because paper does not need it.

use std::collections::BTreeMap;

use ttf_parser::{GlyphId, RawFace, Tag};

use super::fonts::Face;

const FIRST_PART: u16 = 256;

/// Returns a TrueType file with the given glyphs at the given codes, and these kerning pairs (left code, right code, font units). Returns
/// `None` only if the face is damaged.
pub(super) fn subset(face: &Face, codes: &BTreeMap<u8, GlyphId>, pairs: &[(u8, u8, i16)]) -> Option<Vec<u8>> {
    let raw = RawFace::parse(face.data, 0).ok()?;
    let table = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag));
    let outlines = Outlines::read(table(b"head")?, table(b"loca")?, table(b"glyf")?)?;
    let glyphs = gather(&outlines, codes)?;

    let mut head = table(b"head")?.to_vec();
    head.get_mut(8..12)?.fill(0); // the checksum, which is not verified
    put(&mut head, 50, 1)?; // long offsets in loca
    let mut hhea = table(b"hhea")?.to_vec();
    put(&mut hhea, 34, u16::try_from(glyphs.len()).ok()?)?;
    let mut maxp = table(b"maxp")?.to_vec();
    put(&mut maxp, 4, u16::try_from(glyphs.len()).ok()?)?;

    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), Vec::new(), Vec::new());
    for (source, outline) in &glyphs {
        loca.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());
        glyf.extend(outline);
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        let advance = source.and_then(|glyph| face.font.glyph_hor_advance(glyph)).unwrap_or(0);
        let bearing = source.and_then(|glyph| face.font.glyph_hor_side_bearing(glyph)).unwrap_or(0);
        hmtx.extend(advance.to_be_bytes());
        hmtx.extend(bearing.to_be_bytes());
    }
    loca.extend(u32::try_from(glyf.len()).ok()?.to_be_bytes());

    Some(assemble(&[
        (b"cmap", cmap(codes)),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"kern", kern(pairs)),
        (b"loca", loca),
        (b"maxp", maxp),
    ]))
}

/// The glyphs of the new face in order: the source of each, and its outline.
fn gather(outlines: &Outlines, codes: &BTreeMap<u8, GlyphId>) -> Option<Vec<(Option<GlyphId>, Vec<u8>)>> {
    let mut sources: Vec<Option<GlyphId>> = vec![None; FIRST_PART.into()];
    sources[0] = Some(GlyphId(0));
    for (&code, &glyph) in codes {
        sources[usize::from(code)] = Some(glyph);
    }
    let mut parts: BTreeMap<u16, u16> = BTreeMap::new();
    let mut glyphs = Vec::new();
    let mut at = 0;
    while let Some(&source) = sources.get(at) {
        let outline = match source {
            Some(glyph) => outlines.copy(glyph, |part| {
                *parts.entry(part).or_insert_with(|| {
                    sources.push(Some(GlyphId(part)));
                    (sources.len() - 1) as u16
                })
            })?,
            None => Vec::new(),
        };
        glyphs.push((source, outline));
        at += 1;
    }
    Some(glyphs)
}

struct Outlines<'a> {
    long: bool,
    loca: &'a [u8],
    glyf: &'a [u8],
}

impl<'a> Outlines<'a> {
    fn read(head: &[u8], loca: &'a [u8], glyf: &'a [u8]) -> Option<Outlines<'a>> {
        Some(Outlines { long: word(head, 50)? == 1, loca, glyf })
    }

    fn glyph(&self, glyph: GlyphId) -> Option<&'a [u8]> {
        let offset = |index: usize| match self.long {
            true => {
                Some(u32::from_be_bytes(self.loca.get(index * 4..index * 4 + 4)?.try_into().ok()?) as usize)
            }
            false => Some(usize::from(word(self.loca, index * 2)?) * 2),
        };
        let index = usize::from(glyph.0);
        self.glyf.get(offset(index)?..offset(index + 1)?)
    }

    /// A glyph without its hinting, with its parts renumbered.
    fn copy(&self, glyph: GlyphId, part: impl FnMut(u16) -> u16) -> Option<Vec<u8>> {
        let outline = self.glyph(glyph)?;
        if outline.is_empty() {
            return Some(Vec::new());
        }
        match word(outline, 0)? as i16 {
            0.. => simple(outline),
            _ => composite(outline, part),
        }
    }
}

fn simple(outline: &[u8]) -> Option<Vec<u8>> {
    let contours = usize::from(word(outline, 0)?);
    let hinting = 10 + contours * 2;
    let length = usize::from(word(outline, hinting)?);
    let mut copy = outline.get(..hinting)?.to_vec();
    copy.extend([0, 0]);
    copy.extend(outline.get(hinting + 2 + length..)?);
    Some(copy)
}

fn composite(outline: &[u8], mut part: impl FnMut(u16) -> u16) -> Option<Vec<u8>> {
    const WORDS: u16 = 0x0001;
    const SCALE: u16 = 0x0008;
    const MORE: u16 = 0x0020;
    const TWO_SCALES: u16 = 0x0040;
    const MATRIX: u16 = 0x0080;
    const HINTED: u16 = 0x0100;

    let mut copy = outline.to_vec();
    let mut at = 10;
    loop {
        let flags = word(outline, at)?;
        put(&mut copy, at, flags & !HINTED)?;
        put(&mut copy, at + 2, part(word(outline, at + 2)?))?;
        at += 4 + if flags & WORDS != 0 { 4 } else { 2 };
        at += match flags {
            _ if flags & SCALE != 0 => 2,
            _ if flags & TWO_SCALES != 0 => 4,
            _ if flags & MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE == 0 {
            copy.truncate(at);
            return Some(copy);
        }
    }
}

/// A character map in which the code is the glyph id.
fn cmap(codes: &BTreeMap<u8, GlyphId>) -> Vec<u8> {
    let mut table = words(&[0, 1, 3, 1, 0, 12, 6, 10 + 2 * 256, 0, 0, 256]);
    for code in 0..=u8::MAX {
        table.extend(u16::from(if codes.contains_key(&code) { code } else { 0 }).to_be_bytes());
    }
    table
}

fn kern(pairs: &[(u8, u8, i16)]) -> Vec<u8> {
    const MOST: usize = 10_000; // the table's length is sixteen bits

    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    pairs.truncate(MOST);
    let count = pairs.len() as u16;
    let mut table = words(&[0, 1, 0, 14 + 6 * count, 1, count, 0, 0, 0]);
    for (left, right, units) in pairs {
        table.extend(words(&[left.into(), right.into(), units as u16]));
    }
    table
}

/// Assembles a font file from tables, which must be sorted by name.
fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let log = count.ilog2() as u16;
    let range = 16 << log;
    let mut file = words(&[1, 0, count, range, log, count * 16 - range]);
    let mut offset = 12 + 16 * tables.len();
    for (tag, table) in tables {
        file.extend(*tag);
        file.extend(checksum(table).to_be_bytes());
        file.extend((offset as u32).to_be_bytes());
        file.extend((table.len() as u32).to_be_bytes());
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn word(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn put(data: &mut [u8], at: usize, word: u16) -> Option<()> {
    data.get_mut(at..at + 2)?.copy_from_slice(&word.to_be_bytes());
    Some(())
}
