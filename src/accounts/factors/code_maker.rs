//! Deriving a set of recovery codes from a random seed and the portal's key, neither of which reveals them alone. The
//! next page can therefore show the codes once although they are not stored, and a form submitted twice leads to the
//! same ten codes.

use uuid::Uuid;

use super::rules::{RECOVERY_CODES, RecoveryCode};
use crate::{
    config::Config,
    kernel::{
        ids::UserId,
        secret::{Secret, keyed},
    },
};

/// Derives recovery codes from seeds.
#[derive(Clone)]
pub struct CodeMaker(Secret<Vec<u8>>);

impl CodeMaker {
    /// The code maker for this deployment's key.
    pub fn of(config: &Config) -> Self {
        Self(config.secret_key.clone())
    }

    /// A user's codes for a seed, in the order in which they are shown.
    pub fn codes(&self, user: UserId, seed: Uuid) -> Vec<RecoveryCode> {
        let user = user.uuid();
        let code = |n: usize| {
            let n = n.to_be_bytes();
            let parts: [&[u8]; 4] = [b"recovery code\0", user.as_bytes(), seed.as_bytes(), &n];
            RecoveryCode::of(keyed(self.0.expose(), &parts))
        };
        (0..RECOVERY_CODES).map(code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_depend_on_key_user_and_seed() {
        let maker = |key: u8| CodeMaker(Secret::new(vec![key; 32]));
        let texts = |maker: CodeMaker, user, seed| -> Vec<String> {
            maker.codes(user, seed).iter().map(RecoveryCode::text).collect()
        };
        let (user, seed) = (UserId::new(), Uuid::new_v4());
        let ours = texts(maker(7), user, seed);
        assert_eq!(ours, texts(maker(7), user, seed));
        let others = [
            texts(maker(8), user, seed),
            texts(maker(7), UserId::new(), seed),
            texts(maker(7), user, Uuid::new_v4()),
        ];
        let all: std::collections::BTreeSet<_> = others.iter().flatten().chain(&ours).collect();
        assert_eq!(all.len(), 4 * RECOVERY_CODES);
    }
}
