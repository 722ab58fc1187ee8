//! Profile pictures: re-encoded, and shown only to those who may see the user.

use diesel::prelude::*;
use reprint::{
    kernel::ids::{BlobId, UserId},
    schema::{audit_entries, blobs, users},
};

use crate::support::{Page, Studio, eventually};

/// A picture of the given size, as PNG or JPEG, dark on the left and bright on the right.
fn picture(width: u32, height: u32, format: pictures::ImageFormat) -> Vec<u8> {
    let drawn = pictures::RgbImage::from_fn(width, height, |x, _| {
        pictures::Rgb([if x < width / 2 { 20 } else { 230 }; 3])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, format).expect("the picture can be encoded");
    bytes.into_inner()
}

/// The checksum at the end of a PNG chunk.
fn checksum_of(chunk: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    !chunk.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

fn avatar_of(page: &Page) -> Option<String> {
    page.attributes("header .avatar img", "src").into_iter().next()
}

fn blobs_of(studio: &Studio) -> i64 {
    studio.set_up(|tx| Ok(blobs::table.count().get_result(tx.conn())?))
}

fn changes_of(studio: &Studio, id: UserId) -> i64 {
    let told = audit_entries::table.filter(audit_entries::kind.eq("user.changed"));
    let told =
        told.filter(audit_entries::actor_id.eq(id.uuid()).and(audit_entries::subject_id.eq(id.uuid())));
    studio.set_up(|tx| Ok(told.count().get_result(tx.conn())?))
}

#[test]
fn a_picture_is_re_encoded_and_shown_to_those_who_may_see_its_owner() {
    use pictures::ImageFormat::{Jpeg, Png};
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    assert_eq!(avatar_of(&ana.get("/account/avatar").expect(200)), None);
    let mut seen = Vec::new();
    for (format, name) in [(Png, "me.png"), (Jpeg, "me.jpg")] {
        let mut file = picture(640, 480, format);
        file.extend_from_slice(b"<script>alert(1)</script>");
        ana.upload("/account/avatar", &[], &[("file", name, &file)]).expect(303);
        let address = avatar_of(&ana.get("/account").expect(200)).expect("the page header shows the picture");
        let shown = ana.get(&address).expect(200);
        assert_eq!(shown.header("content-type"), Some("image/jpeg"));
        assert!(shown.header("cache-control").is_some_and(|kept| kept.starts_with("private, max-age=")));
        assert!(shown.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox")));
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        let kept = pictures::load_from_memory(&shown.bytes).expect("the stored file is a picture").to_rgb8();
        assert_eq!((kept.width(), kept.height()), (256, 256));
        assert!(kept.get_pixel(10, 128).0[0] < 60 && kept.get_pixel(245, 128).0[0] > 190);
        assert!(!shown.body().contains("script"));
        assert_eq!(blobs_of(&studio), 1, "the previous picture must be deleted");
        for person in [&studio.admin, &studio.staff, &studio.birch.member] {
            assert_eq!(studio.sign_in(person).get(&address).expect(200).bytes, shown.bytes);
        }
        studio.sign_in(&studio.northlight.manager).get(&address).expect(404);
        studio.visit().get(&address).expect(303);
        let other = Studio::new();
        other.sign_in(&other.admin).get(&address).expect(404);
        seen.push(address);
    }
    assert_ne!(seen[0], seen[1]);
    ana.get(&seen[0]).expect(404);
    let people = studio.sign_in(&studio.admin).get("/people?of=clients").expect(200);
    assert!(people.attributes("td img", "src").contains(&seen[1]));
    ana.post("/account/avatar/removal", &[]).expect(303);
    // Two pictures and a removal: each change is recorded.
    assert_eq!(changes_of(&studio, studio.birch.manager.id), 3);
    ana.post("/account/avatar/removal", &[]).expect(303);
    assert_eq!(changes_of(&studio, studio.birch.manager.id), 3, "removing no picture must change nothing");
    assert_eq!(avatar_of(&ana.get("/account").expect(200)), None);
    ana.get(&seen[1]).expect(404);
    assert_eq!(blobs_of(&studio), 0);
}

#[test]
fn a_file_that_is_not_a_picture_or_too_large_is_refused() {
    use pictures::ImageFormat::{Jpeg, Png};
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    let cut = picture(300, 300, Jpeg)[..200].to_vec();
    // A few bytes that claim to be 65,535 by 65,535 pixels.
    let mut bomb = picture(8, 8, Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let checksum = checksum_of(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
    let mut broad = picture(8, 8, Jpeg);
    let frame = broad.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    broad[frame + 5..frame + 9].fill(0xff);
    let files: [(&str, Vec<u8>); 9] = [
        ("empty.png", Vec::new()),
        ("text.png", b"One sheet.".to_vec()),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("moving.gif", b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec()),
        ("cut.jpg", cut),
        ("bomb.png", bomb),
        ("broad.jpg", broad),
        ("wide.png", picture(4097, 4, Png)),
        ("heavy.png", [&b"\x89PNG\r\n\x1a\n"[..], &vec![0; 9 * 1024 * 1024]].concat()),
    ];
    for (name, file) in &files {
        let page = ana.upload("/account/avatar", &[], &[("file", name, file)]).expect(422);
        assert!(page.field_fault("file").is_some(), "{name}");
    }
    let most = [&b"\x89PNG\r\n\x1a\n"[..], &vec![0; 33 * 1024 * 1024]].concat();
    ana.upload("/account/avatar", &[], &[("file", "most.png", &most)])
        .expect(413)
        .field_fault("file")
        .expect("the fault is beside the field");
    // Bytes before the first part count towards the limit, too.
    let before = "preamble line\r\n".repeat(34 * 1024 * 1024 / 15) + "--b--\r\n";
    let request = ana.request(reqwest::Method::POST, "/account/avatar").header("x-csrf-token", ana.token());
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    ana.send(request.body(before)).expect(413);
    let twice = picture(40, 40, Png);
    ana.upload("/account/avatar", &[], &[("file", "a.png", &twice), ("file", "b.png", &twice)]).expect(400);
    let good = picture(4096, 40, Png);
    ana.upload("/account/avatar", &[("user_id", "x")], &[("file", "me.png", &good)]).expect(400);
    let of = |id: UserId| {
        studio.set_up(move |tx| {
            Ok(users::table
                .filter(users::id.eq(id).and(users::avatar_id.is_not_null()))
                .count()
                .get_result::<i64>(tx.conn())?)
        })
    };
    assert_eq!(of(studio.birch.manager.id), 0);
    // The rejected file is removed after the response was sent.
    eventually("all rejected files are removed", || (blobs_of(&studio) == 0).then_some(()));
    ana.upload("/account/avatar", &[], &[("file", "me.png", &good)]).expect(303);
    assert_eq!((of(studio.birch.manager.id), of(studio.birch.member.id)), (1, 0));
}

#[test]
fn camera_metadata_is_removed_and_the_orientation_applied() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    let plain = picture(300, 300, pictures::ImageFormat::Jpeg);
    // One entry: orientation 3, upside down. The bytes after it stand for a location.
    let entry =
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0N 52.5200 E 13.4050";
    let length = u16::try_from(entry.len() + 2).expect("short").to_be_bytes();
    let taken = [&plain[..2], &[0xff, 0xe1], &length, entry, &plain[2..]].concat();
    ana.upload("/account/avatar", &[], &[("file", "taken.jpg", &taken)]).expect(303);
    let address = avatar_of(&ana.get("/account").expect(200)).expect("the page header shows the picture");
    let kept = ana.get(&address).expect(200).bytes;
    for trace in [&b"Exif"[..], b"52.5200"] {
        assert!(!kept.windows(trace.len()).any(|window| window == trace));
    }
    let kept = pictures::load_from_memory(&kept).expect("a picture").to_rgb8();
    assert!(kept.get_pixel(10, 128).0[0] > 190 && kept.get_pixel(245, 128).0[0] < 60, "turned");
}

#[test]
fn a_picture_is_exported_and_erased_with_its_owner() {
    let studio = Studio::new();
    let (ana, admin) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin));
    let file = picture(64, 64, pictures::ImageFormat::Png);
    ana.upload("/account/avatar", &[], &[("file", "me.png", &file)]).expect(303);
    let address = avatar_of(&ana.get("/account").expect(200)).expect("the page header shows the picture");
    let kept = admin.get(&address).expect(200).bytes;
    let pages = [(&ana, "/account/data".to_owned()), (&admin, format!("/clients/{}/data", studio.birch.id))];
    for (client, page) in pages {
        client.post(&page, &[]).expect(303);
        studio.work_off();
        let link = client.get(&page).expect(200).attributes("a[download]", "href").remove(0);
        let zip = client.get(&link).expect(200).bytes;
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("the zip is complete");
        let mut enclosed = Vec::new();
        let name = format!("pictures/{}.jpg", studio.birch.manager.id);
        std::io::copy(&mut zip.by_name(&name).expect("the picture"), &mut enclosed).expect("read");
        assert_eq!(enclosed, kept, "{page}");
    }
    let id: BlobId = address.rsplit('/').next().expect("an id").parse().expect("an id");
    let left = || {
        studio.set_up(move |tx| {
            Ok(blobs::table.filter(blobs::id.eq(id)).count().get_result::<i64>(tx.conn())?)
        })
    };
    assert_eq!(left(), 1);
    admin
        .post(&format!("/people/{}/erasure", studio.birch.manager.id), &[("name", "Ana Keller")])
        .expect(303);
    admin.get(&address).expect(404);
    assert_eq!(left(), 0, "the bytes must be erased, too");
}
