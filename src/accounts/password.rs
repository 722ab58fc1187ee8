//! Passwords: which ones are accepted, and how they are stored.
//!
//! bcrypt reads only the first 72 bytes, and treats `a` and `a\0a` as the same. It is therefore given the base64 of an
//! HMAC of the password, keyed with a pepper that is not in the database: every character counts, and a stolen table is
//! useless on its own.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{hashing, model::Hashed};
use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::secret::Secret,
    web::Fault,
};

/// The minimum and maximum number of characters in a password.
pub const FEWEST: usize = 12;
pub const MOST: usize = 256;

/// How passwords are hashed: bcrypt's work factor, and the keys of the pre-hash. They are derived from `SECRET_KEY` and, while that is
/// being rotated, from the previous one (docs/adr/0020-changing-the-secret-key.md).
#[derive(Clone)]
pub struct Pepper {
    present: Grain,
    before: Option<Grain>,
    cost: u32,
}

/// One key, and the id that rows refer to it by.
#[derive(Clone)]
struct Grain {
    key: Secret<[u8; 32]>,
    id: [u8; 8],
}

impl Grain {
    fn of(secret_key: &[u8]) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&keyed(secret_key, b"which key a password has")[..8]);
        Self { key: Secret::new(keyed(secret_key, b"password")), id }
    }

    fn prepare(&self, typed: &str) -> String {
        let composed: String = typed.nfc().collect();
        BASE64.encode(&keyed(self.key.expose(), composed.as_bytes()))
    }
}

impl Pepper {
    /// The pepper of this deployment.
    pub fn of(config: &Config) -> Self {
        let before = config.secret_key_before.as_ref();
        Self {
            present: Grain::of(config.secret_key.expose()),
            before: before.map(|key| Grain::of(key.expose())),
            cost: config.password_cost,
        }
    }

    /// The key that a hash was made with, or `None` if it is no longer configured. Rows written before key ids were
    /// recorded use the oldest key.
    fn in_hash(&self, hashed: &Hashed) -> Option<&Grain> {
        let Some(id) = hashed.key_id.as_deref() else {
            return Some(self.before.as_ref().unwrap_or(&self.present));
        };
        [Some(&self.present), self.before.as_ref()].into_iter().flatten().find(|grain| grain.id == id)
    }

    /// Whether a password should be rehashed because its key is being phased out or its work factor is below the current one.
    pub fn is_outdated(&self, hashed: &Hashed) -> bool {
        let has_old_key =
            self.before.is_some() && self.in_hash(hashed).is_some_and(|grain| grain.id != self.present.id);
        has_old_key || cost_of(&hashed.hash).is_some_and(|cost| cost < self.cost)
    }
}

/// The work factor of a hash in bcrypt's format, `$2b$12$…`.
fn cost_of(hash: &str) -> Option<u32> {
    hash.split('$').nth(2)?.parse().ok()
}

fn keyed(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// A password that may be set. It is never trimmed, folded or truncated.
#[derive(Clone)]
pub struct Password(Secret<String>);

impl Password {
    /// Checks a password as typed. `about` holds words a stranger could guess: the person's name, the local part of
    /// their address, and the names of their company and the studio.
    ///
    /// # Errors
    /// Too short, too long, one of those words, or one of the most common passwords.
    pub fn parse<'a>(typed: &str, about: impl IntoIterator<Item = &'a str>) -> Result<Self, Fault> {
        if typed.is_empty() {
            return Err(Fault::new("fault-empty"));
        }
        if !fits(typed) {
            return Err(Fault::counting("accounts-fault-password-long", "most", MOST));
        }
        if typed.nfc().count() < FEWEST {
            return Err(Fault::counting("accounts-fault-password-short", "least", FEWEST));
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

    /// Skips the checks, for commands and the demo, which choose passwords themselves.
    pub fn chosen(text: &str) -> Self {
        Self(Secret::new(text.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Whether this could be a password at all. Anything longer is not hashed.
pub fn fits(typed: &str) -> bool {
    typed.len() <= MOST * 8 && typed.nfc().count() <= MOST
}

/// The letters of a name or a password, lower-case and without accents: `Zoë Müller 2026!` → `zoemuller`.
fn core(text: &str) -> String {
    let lower = text.nfkd().collect::<String>().to_lowercase();
    lower.nfkd().filter(|c| c.is_alphabetic()).collect()
}

/// Digests of the 100,000 most common passwords: five bytes of SHA-256 each, sorted. Generated by
/// `bin/common-passwords`; `common_passwords.md` names the sources.
const COMMON: &[u8] = include_bytes!("common_passwords.bin");
const DIGEST: usize = 5;

/// Whether it is one of the most common passwords, ignoring case and spaces.
fn is_common(typed: &str) -> bool {
    let plain: String = typed.to_lowercase().split_whitespace().collect();
    let digest = Sha256::digest(&plain);
    let (common, _) = COMMON.as_chunks::<DIGEST>();
    common.binary_search_by(|known| known[..].cmp(&digest[..DIGEST])).is_ok()
}

/// Hashes a password for storage. Blocks the calling thread for a quarter of a second with the default work factor.
///
/// # Errors
/// Internal, if the system provides no randomness.
pub fn hash_here(pepper: &Pepper, password: &Password) -> AppResult<Hashed> {
    COMPUTED.fetch_add(1, Ordering::Relaxed);
    let Grain { id, .. } = pepper.present;
    let prepared = pepper.present.prepare(password.0.expose());
    let hash = bcrypt::hash(prepared, pepper.cost).map_err(AppError::internal)?;
    Ok(Hashed { hash, key_id: Some(id.to_vec()) })
}

/// Whether a typed password matches a hash. Without a hash, or without its key, returns `false` after the same amount
/// of work: exactly one computation in every case. Also returns `false` for a malformed hash. Blocks the calling
/// thread.
pub fn verify_here(pepper: &Pepper, typed: &str, hashed: Option<&Hashed>) -> bool {
    COMPUTED.fetch_add(1, Ordering::Relaxed);
    match hashed.and_then(|hashed| Some((pepper.in_hash(hashed)?, &hashed.hash))) {
        Some((grain, hash)) => bcrypt::verify(grain.prepare(typed), hash).unwrap_or(false),
        None => {
            let _ = bcrypt::verify(pepper.present.prepare(typed), &dummy_hash(pepper.cost));
            false
        }
    }
}

static COMPUTED: AtomicU64 = AtomicU64::new(0);

/// The number of hashes this process has computed, so that tests can measure the cost of a request without timing it.
pub fn computed() -> u64 {
    AtomicU64::load(&COMPUTED, Ordering::Relaxed)
}

/// A well-formed hash of this cost that no password matches.
fn dummy_hash(cost: u32) -> String {
    format!("$2b${cost:02}${}", ".".repeat(53))
}

/// [`hash_here`] on a hashing thread. Never call it within a database transaction.
///
/// # Errors
/// Internal, if the system provides no randomness; unavailable, if the queue is full.
pub async fn hash(pepper: Pepper, password: Password) -> AppResult<Hashed> {
    hashing::run(move || hash_here(&pepper, &password)).await?
}

/// [`verify_here`] on a hashing thread. Never call it within a database transaction.
///
/// # Errors
/// Unavailable, if the queue is full.
pub async fn verify(pepper: Pepper, typed: String, hashed: Option<Hashed>) -> AppResult<bool> {
    hashing::run(move || verify_here(&pepper, &typed, hashed.as_ref())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: u32 = 5;

    fn pepper() -> Pepper {
        Pepper { present: Grain::of(&[7; 32]), before: None, cost: COST }
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
    fn there_are_no_composition_rules() {
        for typed in
            ["aaaa bbbb cccc dddd", "20771493058236400917", "      twelve moons", "correct horse battery"]
        {
            assert_eq!(key(typed), None, "{typed}");
        }
    }

    #[test]
    fn guessable_names_are_refused() {
        for typed in
            ["Birch & Beam", "birch&beam2026!", "ANA.KELLER-1990", "  Ana Keller  ", "RE Print Studios"]
        {
            assert_eq!(key(typed), Some("accounts-fault-password-name"), "{typed}");
        }
        assert_eq!(key("Ana Keller prints by moonlight"), None);
        // Accents do not make a different name, on either side.
        for (name, typed) in [
            ("Zo\u{eb} M\u{fc}ller", "zoemuller2026"),
            ("Zoe Muller", "Zo\u{eb} M\u{fc}ller!"),
            ("Zo\u{eb} M\u{fc}ller", "Zoe\u{308} Mu\u{308}ller 26"),
            ("\u{130}pek Bask\u{131}", "ipek bask\u{131} 2026"),
        ] {
            assert!(Password::parse(typed, [name]).is_err(), "{typed}");
        }
        assert!(Password::parse("Zoe prints by moonlight", ["Zo\u{eb} M\u{fc}ller"]).is_ok());
    }

    #[test]
    fn common_passwords_are_refused() {
        for typed in ["password1234", "Password 1234", "QWERTYUIOP123", "123456789012"] {
            assert_eq!(key(typed), Some("accounts-fault-password-common"), "{typed}");
        }
        let (common, rest) = COMMON.as_chunks::<DIGEST>();
        assert!(rest.is_empty() && common.len() >= 100_000, "{}", common.len());
        assert!(common.is_sorted(), "the binary search requires sorted digests");
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
            assert!(hash.hash.starts_with("$2b$05$"));
            assert!(verify_here(&pepper(), &one, Some(&hash)));
            assert!(!verify_here(&pepper(), &other, Some(&hash)), "{one:?} {other:?}");
        }
    }

    #[test]
    fn unicode_forms_of_one_text_are_the_same_password() {
        let hash = hash_here(&pepper(), &Password::chosen("Jose\u{301} am Druck")).unwrap();
        assert!(verify_here(&pepper(), "Jos\u{e9} am Druck", Some(&hash)));
        let other = Pepper { present: Grain::of(&[8; 32]), ..pepper() };
        assert!(!verify_here(&other, "Jos\u{e9} am Druck", Some(&hash)));
    }

    #[test]
    fn a_missing_or_malformed_hash_never_matches() {
        assert!(
            bcrypt::verify("x", &dummy_hash(COST)).is_ok_and(|same| !same),
            "the dummy hash must be well-formed, so that checking it costs the same"
        );
        assert!(!verify_here(&pepper(), "aaaaaaaaaaaa", None));
        for hash in ["", "!", "$2b$12$short"] {
            let hashed = Hashed { hash: hash.to_owned(), key_id: None };
            assert!(!verify_here(&pepper(), "aaaaaaaaaaaa", Some(&hashed)));
        }
    }

    #[test]
    fn each_hash_is_checked_under_its_own_key() {
        let (old, new) = (Grain::of(&[7; 32]), Grain::of(&[8; 32]));
        let both = Pepper { present: new.clone(), before: Some(old), cost: COST };
        let after = Pepper { present: new, before: None, cost: COST };
        let typed = "a red thread through grey paper";
        let hashed = hash_here(&pepper(), &Password::chosen(typed)).unwrap();
        let unnamed = Hashed { key_id: None, ..hashed.clone() };
        for hashed in [&hashed, &unnamed] {
            assert!(verify_here(&pepper(), typed, Some(hashed)) && !pepper().is_outdated(hashed));
            assert!(verify_here(&both, typed, Some(hashed)) && both.is_outdated(hashed));
            assert!(!verify_here(&both, "another", Some(hashed)));
            assert!(!verify_here(&after, typed, Some(hashed)));
        }
        let rehashed = hash_here(&both, &Password::chosen(typed)).unwrap();
        assert!(!both.is_outdated(&rehashed) && !after.is_outdated(&rehashed));
        assert!(verify_here(&both, typed, Some(&rehashed)) && verify_here(&after, typed, Some(&rehashed)));
        assert!(!verify_here(&pepper(), typed, Some(&rehashed)));
    }

    #[test]
    fn a_hash_with_a_lower_work_factor_is_outdated_and_one_with_a_higher_is_not() {
        let typed = "a red thread through grey paper";
        let hashed = hash_here(&pepper(), &Password::chosen(typed)).unwrap();
        let costlier = Pepper { cost: COST + 1, ..pepper() };
        assert!(costlier.is_outdated(&hashed) && verify_here(&costlier, typed, Some(&hashed)));
        let again = hash_here(&costlier, &Password::chosen(typed)).unwrap();
        assert!(!costlier.is_outdated(&again) && !pepper().is_outdated(&again));
        assert!(verify_here(&pepper(), typed, Some(&again)));
    }
}
