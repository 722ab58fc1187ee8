//! Pictures of people. Whatever is sent, what is kept is a small square JPEG that we drew ourselves: nothing of the file itself is
//! left, neither what it said of camera and place nor what else may hide in it.

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

/// The largest file that is looked at, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The longest side, in pixels, of a picture that is decoded.
pub const MOST_SIDE: u32 = 4096;
/// The most memory a decoded picture may take, in bytes: 4096 by 4096 pixels of 32 bits.
const MOST_DECODED: u64 = 64 * 1024 * 1024;
/// The side of what is kept, in pixels.
const SIDE: u32 = 256;
const QUALITY: u8 = 85;

/// One picture is decoded at a time, so that many at once take no more memory than one.
static LANE: Semaphore = Semaphore::const_new(1);

/// Makes of a file what is kept, on the blocking pool. The file is read when it is its turn, and not before.
///
/// # Errors
/// Internal, when the pool is closing; as the file cannot be read. The fault, where the file is no picture we take.
pub async fn drawn(file: impl Future<Output = AppResult<Vec<u8>>>) -> AppResult<Result<Vec<u8>, Fault>> {
    let permit = LANE.acquire().await.map_err(AppError::internal)?;
    let file = file.await?;
    let drawn = tokio::task::spawn_blocking(move || draw(&file)).await;
    drop(permit);
    // A decoder that gives up on a file in its own way has refused it, too.
    Ok(drawn.unwrap_or_else(|_| Err(unreadable())))
}

/// What is said of a file that is no picture we take.
pub fn unreadable() -> Fault {
    Fault::new("accounts-fault-picture")
}

/// A PNG or a JPEG, told by how it begins, as a square JPEG.
fn draw(file: &[u8]) -> Result<Vec<u8>, Fault> {
    let format = match file {
        [0x89, b'P', b'N', b'G', ..] => ImageFormat::Png,
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
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
        return Err(Fault::mentioning("accounts-fault-picture-large", "most", MOST_SIDE));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    let mut square = squared(&picture);
    square.apply_orientation(turned);
    let mut kept = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
    on_white(&square).write_with_encoder(encoder).map_err(|_| unreadable())?;
    Ok(kept)
}

/// The middle of a picture.
fn squared(picture: &DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    picture.crop_imm(left, top, side, side).resize_exact(SIDE, SIDE, FilterType::Triangle)
}

/// JPEGs know no transparency: what shines through is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
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
