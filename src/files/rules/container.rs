//! Videos and images in the ISO/IEC 14496-12 container (MP4, HEIF, AVIF) and in QuickTime, from which it derives: a sequence of
//! boxes, each beginning with its size and type. Videos are accepted as players accept them, whatever their brand: FFmpeg's demuxer
//! only looks at the types of the first boxes, and cameras use brands of their own (`XAVC`, `3gp4`, `MSNV`, `avc1`). Images are
//! recognized by their brands.

/// Images according to ISO/IEC 23008-12 and its amendments: single images and image sequences, with any codec (`mif1`, `mif2`,
/// `miaf`, `msf1`), or with HEVC, AVC, VVC, EVC, JPEG 2000 and JPEG.
const HEIF: &[&[u8; 4]] = &[
    b"mif1", b"mif2", b"miaf", b"msf1", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm",
    b"hevs", b"avci", b"avcs", b"vvic", b"vvis", b"evbi", b"evbs", b"j2ki", b"j2is", b"jpeg", b"jpgs",
];

/// AV1 images, according to the AV1 Image File Format. They may have the brand `mif1` too.
const AVIF: &[&[u8; 4]] = &[b"avif", b"avis"];

/// Raw images in this container, as written by Canon cameras.
const RAW: &[u8; 4] = b"crx ";

/// Boxes that players skip until they find one that identifies a video.
const PADDING: &[&[u8; 4]] = &[b"wide", b"free", b"skip", b"pnot", b"uuid"];

/// A box: its type, the available part of its content, and the available bytes after it.
struct FirstBox<'a> {
    kind: [u8; 4],
    content: &'a [u8],
    rest: &'a [u8],
    /// Whether the whole box is available.
    is_whole: bool,
}

/// The first box of some bytes, or `None` if they do not begin with one.
fn first(bytes: &[u8]) -> Option<FirstBox<'_>> {
    let (size, after) = bytes.split_first_chunk()?;
    let (kind, after) = after.split_first_chunk()?;
    let (size, after, header) = match u32::from_be_bytes(*size) {
        // Extends to the end of the file.
        0 => (u64::MAX, after, 8),
        // A size of more than 32 bits follows the type.
        1 => {
            let (size, after) = after.split_first_chunk()?;
            (u64::from_be_bytes(*size), after, 16)
        }
        size => (size.into(), after, 8),
    };
    let length = size.checked_sub(header)?;
    match usize::try_from(length).ok().and_then(|length| after.split_at_checked(length)) {
        Some((content, rest)) => Some(FirstBox { kind: *kind, content, rest, is_whole: true }),
        None => Some(FirstBox { kind: *kind, content: after, rest: &[], is_whole: false }),
    }
}

/// The major brand of a file, and the compatible brands.
fn brands(head: &[u8]) -> Option<(&[u8], Vec<&[u8]>)> {
    let first = first(head).filter(|first| &first.kind == b"ftyp")?;
    let (major, rest) = first.content.split_at_checked(4)?;
    // The version of the major brand is in between.
    let others = rest.get(4..)?;
    Some((major, others.chunks_exact(4).collect()))
}

fn is_of(brand: &[u8], list: &[&[u8; 4]]) -> bool {
    list.iter().any(|listed| brand == &listed[..])
}

/// An image or an image sequence with any codec except AV1.
pub fn is_heif(head: &[u8]) -> bool {
    !is_avif(head)
        && brands(head).is_some_and(|(major, others)| {
            is_of(major, HEIF) || others.iter().any(|other| is_of(other, HEIF))
        })
}

/// An image or an image sequence in AV1.
pub fn is_avif(head: &[u8]) -> bool {
    brands(head)
        .is_some_and(|(major, others)| is_of(major, AVIF) || others.iter().any(|other| is_of(other, AVIF)))
}

/// A video: MP4 with any major brand that is not an image's, or QuickTime with or without a brand. Without `ftyp`, it must have
/// `moov` or `mdat`, possibly after boxes that players skip, such as `wide` before `mdat`.
pub fn is_movie(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(first) = first(rest) {
        match &first.kind {
            b"ftyp" => {
                let is_picture = |major| is_of(major, HEIF) || is_of(major, AVIF) || major == RAW;
                return brands(rest).is_some_and(|(major, _)| !is_picture(major));
            }
            b"moov" | b"mdat" => return true,
            kind if is_of(kind, PADDING) && first.is_whole => rest = first.rest,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A box with the correct size.
    fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = (content.len() as u32 + 8).to_be_bytes();
        [&size[..], kind, content].concat()
    }

    /// The beginning of a file with these brands: `isom mp42 avc1`.
    fn of(brands: &str) -> Vec<u8> {
        let (major, others) = brands.split_at(4);
        let file_type = boxed(b"ftyp", &[major.as_bytes(), &[0, 0, 2, 0], others.as_bytes()].concat());
        [file_type, boxed(b"moov", &[0; 40])].concat()
    }

    #[test]
    fn movies_are_taken_whatever_their_brand() {
        for brands in [
            "isomisomiso2avc1mp41", // FFmpeg
            "mp42mp42isom",         // phones
            "M4V M4V mp42isom",     // Apple
            "M4VHM4VHM4A mp42isom",
            "XAVCXAVCmp42iso2", // Sony
            "3gp4isom3gp4",     // telephones
            "MSNVMSNVmp42isom",
            "avc1avc1isom",
            "qt  qt  ",
            "qt  ",
            "CAEPXXXX",
            "iso6cmfcdash",
        ] {
            assert!(is_movie(&of(brands)), "{brands}");
            assert!(!is_heif(&of(brands)) && !is_avif(&of(brands)), "{brands}");
        }
    }

    #[test]
    fn quicktime_without_a_brand_is_told_by_its_boxes() {
        let movie = boxed(b"moov", &[0; 100]);
        let bytes = [&0_u32.to_be_bytes()[..], b"mdat", &[7; 100]].concat();
        let large = [&1_u32.to_be_bytes()[..], b"mdat", &(1_u64 << 40).to_be_bytes(), &[7; 100]].concat();
        for content in [&movie, &bytes, &large] {
            assert!(is_movie(content));
            assert!(is_movie(&[&boxed(b"wide", b"")[..], content].concat()));
            assert!(is_movie(&[&boxed(b"free", &[0; 64])[..], &boxed(b"skip", b""), content].concat()));
        }
        assert!(is_movie(&boxed(b"mdat", &[0; 9000])[..8192]), "the box extends beyond the examined bytes");
        assert!(is_movie(&[boxed(b"wide", b""), of("qt  qt  ")].concat()));
    }

    #[test]
    fn other_files_are_not_taken_for_movies() {
        let free = boxed(b"free", &[0; 64]);
        for other in [
            &b""[..],
            b"\0\0\0\x18",
            b"\0\0\0\x08wide",
            b"\0\0\0\x04ftypisom",
            b"\0\0\0\x0cftypisom",
            &free,
            b"abcdfree and some more text",
            &boxed(b"junk", &boxed(b"moov", b"")),
            &of("heicmif1heic"),
            &of("avifavifmif1"),
            &of("crx crx isom"),
        ] {
            assert!(!is_movie(other), "{other:?}");
        }
    }

    #[test]
    fn pictures_are_told_by_any_of_their_brands() {
        for brands in [
            "heicmif1heic", // iPhone
            "mif1mif1heic",
            "mif1", // any codec
            "heixmif1heixMiHB",
            "hevcmsf1hevcmif1",
            "hevxmsf1",
            "msf1msf1hevcmif1heic",
            "heimmif1",
            "heisheis",
            "avcimif1",
            "XXXXheic",
        ] {
            assert!(is_heif(&of(brands)) && !is_avif(&of(brands)), "{brands}");
        }
        for brands in ["avifavifmif1miaf", "avisavismsf1", "mif1mif1avifmiaf"] {
            assert!(is_avif(&of(brands)) && !is_heif(&of(brands)), "{brands}");
        }
        for brands in ["isommp42", "qt  "] {
            assert!(!is_heif(&of(brands)) && !is_avif(&of(brands)), "{brands}");
        }
        let brand_behind_the_box = [boxed(b"ftyp", b"isom\0\0\0\0mp42"), b"heic".to_vec()].concat();
        assert!(!is_heif(&brand_behind_the_box));
    }

    proptest! {
        #[test]
        fn no_bytes_are_two_kinds_of_picture(
            kind in prop::sample::select(vec![b"ftyp", b"wide", b"moov", b"uuid"]),
            bytes in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            for bytes in [&bytes, &boxed(kind, &bytes), &[&bytes[..bytes.len().min(4)], &kind[..], &bytes].concat()] {
                let _ = is_movie(bytes);
                prop_assert!(!(is_heif(bytes) && is_avif(bytes)));
            }
        }
    }
}
