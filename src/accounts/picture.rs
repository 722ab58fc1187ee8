//! Profile pictures. Only a small square JPEG that the portal encodes itself is stored: nothing of the uploaded file
//! survives, neither its metadata (camera, location) nor anything else hidden in it.

use std::io::Cursor;

use pictures::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use tokio::sync::Semaphore;

use crate::{
    error::{AppError, AppResult},
    web::Fault,
};

/// The largest accepted file, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The largest accepted width or height, in pixels.
pub const MOST_SIDE: u32 = 4096;
/// The most memory a decoded picture may take, in bytes: 4096 by 4096 pixels of 32 bits.
const MOST_DECODED: u64 = 64 * 1024 * 1024;
/// The side of the stored picture, in pixels.
const SIDE: u32 = 256;
const QUALITY: u8 = 85;

/// Pictures are decoded one at a time, so that many uploads at once take no more memory than one.
static LANE: Semaphore = Semaphore::const_new(1);

/// Turns an uploaded file into the picture to store, on the blocking pool. The file is not read before it is its turn.
///
/// # Errors
/// Internal, if the pool is shutting down, or any error from reading the file. The inner error is the fault if the file
/// is not an acceptable picture.
pub async fn drawn(file: impl Future<Output = AppResult<Vec<u8>>>) -> AppResult<Result<Vec<u8>, Fault>> {
    let permit = LANE.acquire().await.map_err(AppError::internal)?;
    let file = file.await?;
    let drawn = tokio::task::spawn_blocking(move || draw(&file)).await;
    drop(permit);
    // A panic in the decoder counts as a refusal, too.
    Ok(drawn.unwrap_or_else(|_| Err(unreadable())))
}

/// The fault for a file that is not an acceptable picture.
pub fn unreadable() -> Fault {
    Fault::new("accounts-fault-picture")
}

/// Decodes a PNG or JPEG, recognised by its first bytes, and encodes it as a square JPEG.
fn draw(file: &[u8]) -> Result<Vec<u8>, Fault> {
    let stripped;
    let (format, file) = match file {
        [0x89, b'P', b'N', b'G', ..] => {
            stripped = strip_metadata(file);
            (ImageFormat::Png, &stripped[..])
        }
        [0xff, 0xd8, 0xff, ..] => (ImageFormat::Jpeg, file),
        _ => return Err(unreadable()),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_DECODED);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > MOST_SIDE || decoder.total_bytes() > MOST_DECODED {
        return Err(Fault::counting("accounts-fault-picture-large", "most", MOST_SIDE));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    let mut square = crop_to_square(&picture);
    square.apply_orientation(turned);
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    flatten_onto_white(&square).write_with_encoder(encoder).map_err(|_| unreadable())?;
    Ok(kept)
}

/// The PNG chunks that hold the image itself and its orientation.
const CHUNKS: [&[u8]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"];
/// The length of the PNG signature, in bytes.
const SIGNATURE: usize = 8;

/// Strips a PNG of its metadata: colour profiles and texts are compressed, and a small one may inflate to a huge size.
/// A malformed file stays malformed, for the decoder to refuse.
fn strip_metadata(file: &[u8]) -> Vec<u8> {
    let (signature, mut rest) = file.split_at(SIGNATURE.min(file.len()));
    let mut kept = signature.to_vec();
    // Each chunk: the length of its data, its type, the data, a checksum.
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let whole =
            usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|length| length.checked_add(12));
        let Some((chunk, next)) = whole.and_then(|whole| rest.split_at_checked(whole)) else {
            kept.extend_from_slice(rest);
            break;
        };
        if CHUNKS.iter().any(|kind| after.starts_with(kind)) {
            kept.extend_from_slice(chunk);
        }
        rest = next;
    }
    kept
}

/// Crops a picture to the square in its middle, and scales it.
fn crop_to_square(picture: &DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    picture.crop_imm(left, top, side, side).resize_exact(SIDE, SIDE, FilterType::Triangle)
}

/// Puts a white background behind transparent pixels, which JPEG does not support.
fn flatten_onto_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), &kind[..], data, b"sum."].concat()
    }

    #[test]
    fn png_metadata_is_stripped() {
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        let drawing =
            [chunk(b"IHDR", b"13"), chunk(b"PLTE", b"abc"), chunk(b"IDAT", b"bytes"), chunk(b"IEND", b"")];
        let [header, palette, bytes, end] = drawing.clone();
        let said = [b"iCCP", b"zTXt", b"iTXt", b"tEXt", b"acTL", b"fdAT", b"anyK"]
            .map(|kind| chunk(kind, b"x"))
            .concat();
        let file = [&signature, &header, &said, &palette, &bytes, &said, &end, &b"<script>"[..]].concat();
        assert_eq!(strip_metadata(&file), [&signature[..], &drawing.concat(), b"<script>"].concat());
        // A file truncated anywhere is still read to its end.
        for length in 0..file.len() {
            assert!(strip_metadata(&file[..length]).len() <= length);
        }
    }
}
