//! Passwords: what may be one, and how one is kept.
//!
//! bcrypt reads 72 bytes and no further, and takes `a` and `a\0a` for the same. So it is given the base64 of an HMAC of the password
//! instead, keyed with a pepper that is not in the database: every character counts, and a stolen table alone is worth nothing.

use std::{
    fmt,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::secret::Secret,
    web::Fault,
};

/// bcrypt's work factor: 2 to this power rounds.
pub const COST: u32 = 12;
/// The fewest and the most characters of a password.
pub const FEWEST: usize = 12;
pub const MOST: usize = 256;

/// The key of the pre-hash. Changing `SECRET_KEY` changes it, and voids every password.
#[derive(Clone)]
pub struct Pepper(Secret<[u8; 32]>);

impl Pepper {
    /// The pepper of this deployment.
    pub fn of(config: &Config) -> Self {
        Self(Secret::new(keyed(config.secret_key.expose(), b"password")))
    }

    fn prepare(&self, typed: &str) -> String {
        let composed: String = typed.nfc().collect();
        BASE64.encode(&keyed(self.0.expose(), composed.as_bytes()))
    }
}

fn keyed(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// A password that may be set. Nothing of it is trimmed, folded or cut off.
#[derive(Clone)]
pub struct Password(Secret<String>);

impl Password {
    /// Takes a password as typed. `about` are names a stranger could think of: the person's own, what stands before the @ of their
    /// address, their company's, the studio's.
    ///
    /// # Errors
    /// Too short, too long, one of the names, or one of the passwords that everybody uses.
    pub fn parse<'a>(typed: &str, about: impl IntoIterator<Item = &'a str>) -> Result<Self, Fault> {
        if typed.is_empty() {
            return Err(Fault::new("fault-empty"));
        }
        if !fits(typed) {
            return Err(Fault::mentioning("accounts-fault-password-long", "most", MOST));
        }
        if typed.nfc().count() < FEWEST {
            return Err(Fault::mentioning("accounts-fault-password-short", "least", FEWEST));
        }
        let core = core(typed);
        if !core.is_empty() && about.into_iter().any(|name| self::core(name) == core) {
            return Err(Fault::new("accounts-fault-password-name"));
        }
        if is_common(typed) {
            return Err(Fault::new("accounts-fault-password-common"));
        }
        Ok(Self(Secret::new(typed.to_owned())))
    }

    /// The same for commands and the demo, which choose passwords themselves.
    pub fn chosen(text: &str) -> Self {
        Self(Secret::new(text.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Whether this could be a password at all. What is longer is not hashed.
pub fn fits(typed: &str) -> bool {
    typed.len() <= MOST * 8 && typed.nfc().count() <= MOST
}

/// The letters a name or a password turns on: `Birch & Beam 2026!` → `birchbeam`.
fn core(text: &str) -> String {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    lower.chars().filter(|c| c.is_alphabetic()).collect()
}

/// Digests of the 100,000 passwords most used: five bytes of SHA-256 each, sorted. `bin/common-passwords` makes it, and
/// `common_passwords.md` says of what.
const COMMON: &[u8] = include_bytes!("common_passwords.bin");
const DIGEST: usize = 5;

/// Whether everybody uses it: compared without case and without spaces.
fn is_common(typed: &str) -> bool {
    let plain: String = typed.to_lowercase().split_whitespace().collect();
    let digest = Sha256::digest(&plain);
    let (common, _) = COMMON.as_chunks::<DIGEST>();
    common.binary_search_by(|known| known[..].cmp(&digest[..DIGEST])).is_ok()
}

/// What the database keeps of a password. Takes as long as [`COST`] says: for threads that may block.
///
/// # Errors
/// Internal, when the system gives no randomness.
pub fn hash_here(pepper: &Pepper, password: &Password) -> AppResult<String> {
    COMPUTED.fetch_add(1, Ordering::Relaxed);
    bcrypt::hash(pepper.prepare(password.0.expose()), COST).map_err(AppError::internal)
}

/// Whether a password is the one a hash was made of; where there is no hash, `false` after the same work. For threads that may
/// block. A hash that is none makes `false`, too.
pub fn verify_here(pepper: &Pepper, typed: &str, hash: Option<&str>) -> bool {
    COMPUTED.fetch_add(1, Ordering::Relaxed);
    let prepared = pepper.prepare(typed);
    match hash {
        Some(hash) => bcrypt::verify(prepared, hash).unwrap_or(false),
        None => {
            let _ = bcrypt::verify(prepared, &nobodys_hash());
            false
        }
    }
}

static COMPUTED: AtomicU64 = AtomicU64::new(0);

/// How many hashes this process has computed: what a request cost, without a stopwatch.
pub fn computed() -> u64 {
    AtomicU64::load(&COMPUTED, Ordering::Relaxed)
}

/// A hash of today's cost that no password has.
fn nobodys_hash() -> String {
    format!("$2b${COST:02}${}", ".".repeat(53))
}

/// Half of the processors hash, so that the other half go on answering pages; who asks waits here, not on a thread.
static LANE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    Arc::new(Semaphore::new((processors / 2).max(1)))
});
/// So many may wait; the next are asked to come back. At a quarter of a second each this is as long as anyone waits for a page.
const MOST_WAITING: usize = 100;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// One's place in the queue, given up when dropped.
struct Place;

impl Place {
    fn take() -> AppResult<Self> {
        if WAITING.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            WAITING.fetch_sub(1, Ordering::Relaxed);
            return Err(AppError::Unavailable("too many passwords are being checked".into()));
        }
        Ok(Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// [`hash_here`] on the blocking pool. Never call it within a database transaction.
///
/// # Errors
/// Internal, when the system gives no randomness.
pub async fn hash(pepper: Pepper, password: Password) -> AppResult<String> {
    aside(move || hash_here(&pepper, &password)).await?
}

/// [`verify_here`] on the blocking pool. Never call it within a database transaction.
///
/// # Errors
/// Internal, when the pool is closing.
pub async fn verify(pepper: Pepper, typed: String, hash: Option<String>) -> AppResult<bool> {
    aside(move || verify_here(&pepper, &typed, hash.as_deref())).await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
    let _place = Place::take()?;
    let permit = LANE.clone().acquire_owned().await.map_err(AppError::internal)?;
    tokio::task::spawn_blocking(move || {
        let outcome = work();
        drop(permit);
        outcome
    })
    .await
    .map_err(AppError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper() -> Pepper {
        Pepper(Secret::new([7; 32]))
    }

    fn key(typed: &str) -> Option<&'static str> {
        Password::parse(typed, ["Ana Keller", "ana.keller", "Birch & Beam", "[RE]Print Studios"])
            .err()
            .map(|fault| fault.key)
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(key(""), Some("fault-empty"));
        assert_eq!(key("ÄÖÜäöüßéèêë"), Some("accounts-fault-password-short"));
        assert_eq!(key("ÄÖÜäöüßéèêëø"), None);
        assert_eq!(key(&"\u{1F5A8}".repeat(64)), None);
        assert_eq!(key(&"\u{1F5A8}".repeat(256)), None);
        assert_eq!(key(&"x".repeat(257)), Some("accounts-fault-password-long"));
        assert_eq!(key(&"x".repeat(1 << 20)), Some("accounts-fault-password-long"));
    }

    #[test]
    fn nothing_but_length_is_asked_of_its_characters() {
        for typed in
            ["aaaa bbbb cccc dddd", "20771493058236400917", "      twelve moons", "correct horse battery"]
        {
            assert_eq!(key(typed), None, "{typed}");
        }
    }

    #[test]
    fn names_are_refused() {
        for typed in
            ["Birch & Beam", "birch&beam2026!", "ANA.KELLER-1990", "  Ana Keller  ", "RE Print Studios"]
        {
            assert_eq!(key(typed), Some("accounts-fault-password-name"), "{typed}");
        }
        assert_eq!(key("Ana Keller prints by moonlight"), None);
    }

    #[test]
    fn what_everybody_uses_is_refused() {
        for typed in ["password1234", "Password 1234", "QWERTYUIOP123", "123456789012"] {
            assert_eq!(key(typed), Some("accounts-fault-password-common"), "{typed}");
        }
        let (common, rest) = COMMON.as_chunks::<DIGEST>();
        assert!(rest.is_empty() && common.len() >= 100_000, "{}", common.len());
        assert!(common.is_sorted(), "or the search misses some");
        assert_eq!(key("quinces under a paper moon"), None);
    }

    #[test]
    fn every_character_counts() {
        let alike = [
            ("a".repeat(72) + "X", "a".repeat(72) + "Y"),
            ("aaaaaaaaaaaa".into(), "aaaaaaaaaaaa\0aaaaaaaaaaaa".into()),
            ("aaaaaaaaaaaa".into(), "aaaaaaaaaaaa ".into()),
            ("aaaaaaaaaaaa".into(), "Aaaaaaaaaaaa".into()),
        ];
        for (one, other) in alike {
            let hash = hash_here(&pepper(), &Password::chosen(&one)).unwrap();
            assert!(hash.starts_with("$2b$12$"));
            assert!(verify_here(&pepper(), &one, Some(&hash)));
            assert!(!verify_here(&pepper(), &other, Some(&hash)), "{one:?} {other:?}");
        }
    }

    #[test]
    fn one_text_in_two_encodings_is_one_password() {
        let hash = hash_here(&pepper(), &Password::chosen("Jose\u{301} am Druck")).unwrap();
        assert!(verify_here(&pepper(), "Jos\u{e9} am Druck", Some(&hash)));
        let other = Pepper(Secret::new([8; 32]));
        assert!(!verify_here(&other, "Jos\u{e9} am Druck", Some(&hash)));
    }

    #[test]
    fn nobody_has_nobodys_password() {
        assert!(
            bcrypt::verify("x", &nobodys_hash()).is_ok_and(|same| !same),
            "it is well-formed, so it costs the same"
        );
        for hash in [None, Some(""), Some("!"), Some("$2b$12$short")] {
            assert!(!verify_here(&pepper(), "aaaaaaaaaaaa", hash));
        }
    }
}
