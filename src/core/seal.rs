//! Encrypts secrets that must be readable again (AES-256-GCM), bound to the user and the column they belong to, with a key that is not in
//! the database: a stolen table is worthless, and a value that is moved to another user cannot be decrypted.
//!
//! Format of a sealed value: 1 byte for the algorithm, 4 bytes that identify the key, 12 bytes of nonce, and the ciphertext with its tag.

use hmac::{Hmac, Mac};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256 as Hash;

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{
        Sha256,
        ids::{StudioId, UserId},
    },
};

/// AES-256-GCM with a random nonce: the only algorithm so far.
const HOW: u8 = 1;
const KEY_ID: usize = 4;
const HEAD: usize = 1 + KEY_ID;

/// The user and the column to which a secret belongs.
#[derive(Debug, Clone, Copy)]
pub struct Belongs {
    pub studio: StudioId,
    pub user: UserId,
    pub column: &'static str,
}

/// Encrypts with the present key, and decrypts with it or, while it is being changed, with the previous one.
#[derive(Clone)]
pub struct Sealer {
    present: Key,
    before: Option<Key>,
}

#[derive(Clone)]
struct Key {
    cipher: LessSafeKey,
    id: [u8; KEY_ID],
}

impl Key {
    fn of(secret: &[u8]) -> Self {
        let mut mac = Hmac::<Hash>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(b"sealed secrets");
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&Sha256::of(key).as_bytes()[..KEY_ID]);
        let key = UnboundKey::new(&AES_256_GCM, &key).expect("the key has the cipher's length");
        Self { cipher: LessSafeKey::new(key), id }
    }

    fn head(&self) -> [u8; HEAD] {
        let mut head = [HOW; HEAD];
        head[1..].copy_from_slice(&self.id);
        head
    }
}

impl Sealer {
    /// Creates the sealer of this deployment.
    ///
    /// # Panics
    /// Never: the keys have the length that the cipher requires.
    pub fn of(config: &Config) -> Self {
        let before = config.secret_key_before.as_ref();
        Self { present: Key::of(config.secret_key.expose()), before: before.map(|key| Key::of(key.expose())) }
    }

    /// Whether a secret has to be sealed again because its key is being replaced.
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        self.before.as_ref().is_some_and(|key| sealed.starts_with(&key.head()))
    }

    /// Encrypts a secret, bound to its owner and column.
    ///
    /// # Errors
    /// Internal if the cipher fails, which is not expected.
    pub fn seal(&self, to: Belongs, secret: &[u8]) -> AppResult<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(AppError::internal)?;
        let head = self.present.head();
        let mut text = secret.to_vec();
        self.present
            .cipher
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound(&head, to)),
                &mut text,
            )
            .map_err(|_| AppError::Internal("a secret could not be sealed".into()))?;
        Ok([&head[..], &nonce, &text].concat())
    }

    /// Decrypts a sealed secret. Returns `None`, and logs the reason, if its key is lost, or if it belongs elsewhere or was altered: its
    /// owner cannot recover it.
    pub fn open(&self, of: Belongs, sealed: &[u8]) -> Option<Vec<u8>> {
        let opened = self.opened(of, sealed);
        if let Err(what) = &opened {
            tracing::error!(target: "security", event = "secret.unreadable", user = %of.user, column = of.column, what);
        }
        opened.ok()
    }

    fn opened(&self, of: Belongs, sealed: &[u8]) -> Result<Vec<u8>, &'static str> {
        const SHORT: &str = "is too short";
        let (head, rest) = sealed.split_at_checked(HEAD).ok_or(SHORT)?;
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or(SHORT)?;
        let keys = [Some(&self.present), self.before.as_ref()];
        let key = keys.into_iter().flatten().find(|key| key.head() == head);
        let key = key.ok_or("was sealed in another way or with another key")?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SHORT)?;
        let mut text = text.to_vec();
        let secret = key.cipher.open_in_place(nonce, Aad::from(bound(head, of)), &mut text);
        Ok(secret.map_err(|_| "was altered or belongs elsewhere")?.to_vec())
    }
}

fn bound(head: &[u8], to: Belongs) -> Vec<u8> {
    [head, to.studio.uuid().as_bytes(), to.user.uuid().as_bytes(), to.column.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed(secret: &[u8]) -> Sealer {
        Sealer { present: Key::of(secret), before: None }
    }

    fn ours() -> Belongs {
        Belongs { studio: StudioId::new(), user: UserId::new(), column: "totp_secrets.sealed" }
    }

    #[test]
    fn sealed_secrets_can_be_opened_and_are_not_readable() {
        let (sealer, ours) = (keyed(&[7; 32]), ours());
        let sealed = sealer.seal(ours, b"twenty bytes exactly").unwrap();
        assert_eq!(sealed.len(), HEAD + NONCE_LEN + 20 + 16);
        assert_eq!(sealer.open(ours, &sealed).unwrap(), b"twenty bytes exactly");
        assert!(!sealed.windows(6).any(|part| part == b"twenty"));
        assert_ne!(sealer.seal(ours, b"twenty bytes exactly").unwrap(), sealed);
    }

    #[test]
    fn another_row_another_key_or_a_flipped_bit_does_not_open_it() {
        let (sealer, ours) = (keyed(&[7; 32]), ours());
        let sealed = sealer.seal(ours, b"secret").unwrap();
        for elsewhere in [
            Belongs { user: UserId::new(), ..ours },
            Belongs { studio: StudioId::new(), ..ours },
            Belongs { column: "totp_secrets.other", ..ours },
        ] {
            assert!(sealer.open(elsewhere, &sealed).is_none());
        }
        assert!(keyed(&[8; 32]).open(ours, &sealed).is_none());
        for at in 0..sealed.len() {
            let mut touched = sealed.clone();
            touched[at] ^= 1;
            assert!(sealer.open(ours, &touched).is_none(), "byte {at}");
            assert!(sealer.open(ours, &sealed[..at]).is_none(), "cut at {at}");
        }
    }

    #[test]
    fn the_previous_key_opens_and_the_present_one_seals() {
        let (before, ours) = (keyed(&[7; 32]), ours());
        let both = Sealer { present: Key::of(&[8; 32]), before: Some(Key::of(&[7; 32])) };
        let sealed = before.seal(ours, b"secret").unwrap();
        assert_eq!(both.open(ours, &sealed).unwrap(), b"secret");
        assert!(both.is_outdated(&sealed) && !before.is_outdated(&sealed));
        let anew = both.seal(ours, b"secret").unwrap();
        assert!(!both.is_outdated(&anew) && before.open(ours, &anew).is_none());
        assert_eq!(keyed(&[8; 32]).open(ours, &anew).unwrap(), b"secret");
    }
}
