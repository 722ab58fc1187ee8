//! Memory use during large uploads and while large invoices are printed.

use std::fs;

use diesel::prelude::*;
use reprint::schema::{blob_chunks, blobs};

use crate::{
    files::large,
    support::{process::Process, slow::Slow, *},
};

const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n";

/// The current (`VmRSS`) or peak (`VmHWM`) memory of a process, in bytes.
fn memory_of(process: &Process, which: &str) -> usize {
    let status =
        fs::read_to_string(format!("/proc/{}/status", process.id())).expect("a process has a status");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(which)?.strip_prefix(':'))
        .expect("the status contains it");
    1024 * line.trim().trim_end_matches(" kB").parse::<usize>().expect("it is a number")
}

#[test]
fn a_pictures_colour_profile_is_not_decompressed() {
    use pictures::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
    const PROFILE: usize = 60_000_000;
    let picture = |profile: usize| {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(vec![0; profile]).expect("a profile can be set");
        encoder
            .write_image(&vec![200; 640 * 480 * 3], 640, 480, ExtendedColorType::Rgb8)
            .expect("it is written");
        assert!(bytes.len() < 400_000 && bytes.windows(4).any(|kind| kind == b"iCCP"), "{}", bytes.len());
        bytes
    };
    let studio = Studio::new();
    let process = Process::start(&[]);
    process.awake();
    let ana = process.sign_in(&studio, &studio.birch.manager);
    let send = |file: &[u8]| {
        ana.get("/account/avatar").expect(200);
        ana.upload("/account/avatar", &[], &[("file", "me.png", file)]).expect(303);
        memory_of(&process, "VmHWM")
    };
    let before = send(&picture(1000));
    let grown = send(&picture(PROFILE)).saturating_sub(before);
    assert!(grown < PROFILE / 2, "a picture with a profile of {PROFILE} bytes takes {grown}");
}

#[test]
fn pictures_are_not_buffered_in_memory_during_upload() {
    const EACH: usize = 7_000_000;
    let studio = Studio::new();
    let process = Process::start(&[("TRUSTED_HOPS", "1")]);
    process.awake();
    let clients: Vec<Client> = studio
        .people()
        .map(|person| {
            let client = process.sign_in(&studio, person);
            client.get("/account/avatar").expect(200);
            client
        })
        .into();
    let before = memory_of(&process, "VmRSS");
    let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\n\r\n\u{89}PNG";
    let bytes = large(EACH);
    let begun = |(at, client): (usize, &Client)| {
        let from = format!("X-Forwarded-For: 203.0.113.{at}\r\n");
        let mut line = Slow::post(client, "/account/avatar", &format!("{from}{MULTIPART}"));
        line.more(part.as_bytes());
        line.more(&bytes);
        line
    };
    let senders = clients.iter().enumerate().flat_map(|sender| [sender; 4]);
    let lines: Vec<Slow> = senders.map(begun).collect();
    let arrived = || -> i64 { studio.set_up(|tx| Ok(blob_chunks::table.count().get_result(tx.conn())?)) };
    // All chunks except the last one of each upload, which is not full.
    let chunks = (lines.len() * (EACH / (256 * 1024))) as i64;
    eventually("nearly all chunks have arrived", || (arrived() >= chunks).then_some(()));
    let grown = memory_of(&process, "VmRSS").saturating_sub(before);
    assert!(grown < 60_000_000, "{} unfinished uploads take {grown} bytes", lines.len());
    drop(lines);
    let left = || -> i64 { studio.set_up(|tx| Ok(blobs::table.count().get_result(tx.conn())?)) };
    eventually("unfinished uploads are removed", || (left() == 0).then_some(()));
}

#[test]
fn issue_8_a_draft_of_many_short_words_takes_little_memory_to_print() {
    // 34,500 words of one letter, in another font than the spaces between them, so that every word and space is set separately.
    const LINES: usize = 150;
    let line = "\u{5d0} ".repeat(230);
    let studio = Studio::new();
    let process = Process::start(&[]);
    process.awake();
    let jonas = process.sign_in(&studio, &studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let draft = |lines: usize| {
        let each = [
            ("line_what", line.as_str()),
            ("line_quantity", "1"),
            ("line_unit", "pieces"),
            ("line_price", "1"),
            ("line_tax", "0"),
        ];
        let terms = [
            ("client", client.as_str()),
            ("payment_days", "14"),
            ("tax_mode", "exclusive"),
            ("discount_kind", "percent"),
        ];
        let fields: Vec<_> = terms.into_iter().chain((0..lines).flat_map(|_| each)).collect();
        jonas.post("/invoices", &fields).expect(303).location()
    };
    let (short, long) = (draft(1), draft(LINES));
    let print = |path: &str| {
        jonas.get(&format!("{path}/pdf")).expect(200);
        memory_of(&process, "VmHWM")
    };
    let before = print(&short);
    let grown = print(&long).saturating_sub(before);
    assert!(grown < 60_000_000, "printing takes {grown} bytes");
    let again = (0..2).map(|_| print(&long)).max().expect("it was printed").saturating_sub(before);
    assert!(again < grown + 20_000_000, "{grown} bytes at first, {again} after three prints");
}
