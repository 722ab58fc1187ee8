//! Passkeys (WebAuthn): what the browser is asked for, and whether its answer holds. Each is kept by its device, found without a user
//! name, and checks who holds the device (a finger, a face, a PIN), so that one alone is two factors.

use std::sync::Arc;

use url::Url;
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, PublicKeyCredentialDescriptor, RpId,
        auth::AuthenticationVerificationOptions,
        register::{
            CredProtect, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle, Username,
        },
    },
    response::{
        AuthTransports, CredentialId,
        auth::error::AuthCeremonyErr,
        register::{DynamicState, StaticState},
    },
};

use crate::{
    error::{AppError, AppResult},
    kernel::ids::UserId,
};

/// A user id's bytes are what a passkey knows its user by.
const HANDLE: usize = 16;
/// No answer of a browser is longer, in bytes.
pub const MOST_BYTES: usize = 16 * 1024;

/// The portal as browsers know it: passkeys made here work here and nowhere else.
#[derive(Clone)]
pub struct Here {
    id: RpId,
    origin: String,
}

/// A question to a browser, and what is needed to judge the answer.
#[derive(Clone)]
pub struct Asked {
    pub challenge: [u8; 16],
    pub state: Vec<u8>,
    /// JSON for `PublicKeyCredential.parse…OptionsFromJSON`.
    pub options: String,
}

/// A passkey as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub credential_id: Vec<u8>,
    pub fixed_state: Vec<u8>,
    pub moving_state: Vec<u8>,
}

/// Why an answer does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not an answer to what was asked, or not from here.
    Answer,
    /// The device's counter went back: there may be a copy of it.
    Counter,
}

impl Refused {
    /// As the audit spells it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answer => "the passkey's answer does not hold",
            Self::Counter => "the passkey's counter went back",
        }
    }
}

/// A browser's answer to a registration.
#[derive(Clone)]
pub struct Registered(Arc<Registration>);

/// A browser's answer to a sign-in.
#[derive(Clone)]
pub struct Shown(Arc<DiscoverableAuthentication<HANDLE>>);

impl Here {
    /// The portal at its address.
    ///
    /// # Errors
    /// Not found, where the address is an IP address: those have no passkeys.
    pub fn at(base_url: &Url) -> AppResult<Self> {
        let domain = base_url.domain().ok_or(AppError::NotFound)?;
        let domain = AsciiDomain::try_from(domain.to_owned()).map_err(AppError::internal)?;
        Ok(Self { id: RpId::Domain(domain), origin: base_url.origin().ascii_serialization() })
    }

    /// Asks for a new passkey of a user. `known` are the ones they have here; a device that holds one of them makes no second.
    ///
    /// # Errors
    /// Internal, when the question cannot be put together.
    pub fn ask_to_register(&self, user: UserId, email: &str, known: &[Vec<u8>]) -> AppResult<Asked> {
        let handle = handle(user)?;
        let known = known.iter().map(|id| {
            let id = CredentialId::decode(id.clone()).map_err(AppError::internal)?;
            let transports = AuthTransports::decode(0).map_err(AppError::internal)?;
            Ok(PublicKeyCredentialDescriptor { id, transports })
        });
        let entity = PublicKeyCredentialUserEntity {
            name: Username::try_from(email).map_err(AppError::internal)?,
            id: &handle,
            display_name: None,
        };
        let known = known.collect::<AppResult<_>>()?;
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.id, entity, known);
        // We judge ourselves whether the device checked who holds it; many know no such extension.
        options.extensions.cred_protect = CredProtect::None;
        let challenge = options.challenge.as_data().to_le_bytes();
        let (state, question) = options.start_ceremony().map_err(AppError::internal)?;
        let state = state.encode().map_err(AppError::internal)?;
        Ok(Asked { challenge, state, options: serde_json::to_string(&question).map_err(AppError::internal)? })
    }

    /// Judges the answer to [`Here::ask_to_register`].
    ///
    /// # Errors
    /// When it does not hold.
    pub fn register(&self, state: &[u8], answer: &Registered) -> Result<Kept, Refused> {
        let state = RegistrationServerState::<HANDLE>::decode(state).map_err(|_| Refused::Answer)?;
        let options = RegistrationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[self.origin.as_str()],
            // Some password managers tell more than they were asked.
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = state.verify(&self.id, &answer.0, &options).map_err(|error| {
            tracing::info!(target: "security", event = "passkey.refused", %error);
            Refused::Answer
        })?;
        Ok(Kept {
            credential_id: made.id().as_ref().to_vec(),
            fixed_state: made.static_state().encode().map_err(|_| Refused::Answer)?,
            moving_state: bytes_of(made.dynamic_state()),
        })
    }

    /// Asks for whatever passkey the browser has for here.
    ///
    /// # Errors
    /// Internal, when the question cannot be put together.
    pub fn ask_to_sign_in(&self) -> AppResult<Asked> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.id);
        let challenge = options.0.challenge.as_data().to_le_bytes();
        let (state, question) = options.start_ceremony().map_err(AppError::internal)?;
        let state = state.encode().map_err(AppError::internal)?;
        Ok(Asked { challenge, state, options: serde_json::to_string(&question).map_err(AppError::internal)? })
    }

    /// Judges the answer to [`Here::ask_to_sign_in`] by the passkey it names, and gives what of that has changed with this use.
    ///
    /// # Errors
    /// When it does not hold.
    pub fn sign_in(
        &self,
        state: &[u8],
        answer: &Shown,
        kept: &Kept,
        user: UserId,
    ) -> Result<Vec<u8>, Refused> {
        let state = DiscoverableAuthenticationServerState::decode(state).map_err(|_| Refused::Answer)?;
        let user = handle(user).map_err(|_| Refused::Answer)?;
        let fixed = StaticState::decode(kept.fixed_state.as_slice()).map_err(|_| Refused::Answer)?;
        let moving: [u8; 7] = kept.moving_state.as_slice().try_into().map_err(|_| Refused::Answer)?;
        let moving = DynamicState::decode(moving).map_err(|_| Refused::Answer)?;
        let id = CredentialId::decode(kept.credential_id.as_slice()).map_err(|_| Refused::Answer)?;
        let mut credential =
            AuthenticatedCredential::new(id, &user, fixed, moving).map_err(|_| Refused::Answer)?;
        let options = AuthenticationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[self.origin.as_str()],
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        match state.verify(&self.id, &answer.0, &mut credential, &options) {
            Ok(_) => Ok(bytes_of(credential.dynamic_state())),
            Err(AuthCeremonyErr::SignatureCounter) => Err(Refused::Counter),
            Err(error) => {
                tracing::info!(target: "security", event = "passkey.refused", %error);
                Err(Refused::Answer)
            }
        }
    }
}

impl Registered {
    /// Reads an answer (`credential.toJSON()`).
    pub fn parse(json: &str) -> Option<Self> {
        let parsed =
            || Registration::from_json_relaxed(json.as_bytes()).ok().map(|answer| Self(Arc::new(answer)));
        (json.len() <= MOST_BYTES).then(parsed)?
    }

    /// What it answers.
    pub fn challenge(&self) -> Option<[u8; 16]> {
        self.0.challenge_relaxed().ok().map(|sent| sent.0.to_le_bytes())
    }
}

impl Shown {
    /// Reads an answer (`credential.toJSON()`).
    pub fn parse(json: &str) -> Option<Self> {
        if json.len() > MOST_BYTES || !names_user(json) {
            return None;
        }
        DiscoverableAuthentication::from_json_relaxed(json.as_bytes())
            .ok()
            .map(|answer| Self(Arc::new(answer)))
    }

    /// What it answers.
    pub fn challenge(&self) -> Option<[u8; 16]> {
        self.0.challenge_relaxed().ok().map(|sent| sent.0.to_le_bytes())
    }

    /// Which passkey it claims to be.
    pub fn credential_id(&self) -> Vec<u8> {
        self.0.raw_id().as_ref().to_vec()
    }

    /// Whose it claims to be.
    pub fn user(&self) -> UserId {
        let handle = self.0.response().user_handle();
        let mut bytes = [0; HANDLE];
        bytes.copy_from_slice(handle.as_ref());
        uuid::Uuid::from_bytes(bytes).into()
    }
}

/// Whether an answer says whose it is. Devices may leave that out (WebAuthn 3, 5.2.2); the crate panics when it is then asked for.
fn names_user(json: &str) -> bool {
    let answer: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    answer["response"]["userHandle"].is_string()
}

fn handle(user: UserId) -> AppResult<UserHandle<HANDLE>> {
    UserHandle::decode(*user.uuid().as_bytes()).map_err(AppError::internal)
}

fn bytes_of(state: DynamicState) -> Vec<u8> {
    match state.encode() {
        Ok(bytes) => bytes.to_vec(),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn here() -> Here {
        Here::at(&"https://portal.example.org/".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_question_is_for_here_and_asks_who_holds_the_device() {
        let asked = here().ask_to_register(UserId::new(), "ana@birch.example", &[vec![7; 32]]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
        assert_eq!(options["rp"]["id"], "portal.example.org");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["excludeCredentials"].as_array().map(Vec::len), Some(1));
        let algorithms: Vec<i64> = options["pubKeyCredParams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["alg"].as_i64().unwrap())
            .collect();
        assert!(algorithms.contains(&-7) && algorithms.contains(&-257), "{algorithms:?}");
        let asked = here().ask_to_sign_in().unwrap();
        let options: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
        assert_eq!(
            (options["rpId"].as_str(), options["userVerification"].as_str()),
            (Some("portal.example.org"), Some("required"))
        );
        assert_eq!(options["allowCredentials"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn an_answer_that_does_not_say_whose_it_is_is_none() {
        let answer = |handle: serde_json::Value| {
            let encode = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
            let asked = json!({ "type": "webauthn.get", "challenge": encode(&[0; 16]), "origin": "http://localhost" });
            let answer = json!({
                "id": encode(&[1; 16]), "rawId": encode(&[1; 16]), "type": "public-key", "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": encode(asked.to_string().as_bytes()), "authenticatorData": encode(&[0; 37]),
                    "signature": encode(&[0; 70]), "userHandle": handle,
                },
            });
            Shown::parse(&answer.to_string())
        };
        let user = UserId::new();
        let handle = data_encoding::BASE64URL_NOPAD.encode(user.uuid().as_bytes());
        assert_eq!(answer(handle.into()).expect("it is understood").user(), user);
        assert!(answer(serde_json::Value::Null).is_none());
        assert!(answer("AAAA".into()).is_none());
    }

    #[test]
    fn nonsense_is_no_answer() {
        for json in ["", "{}", "[]", "null", "{\"id\":\"x\"}", &"[".repeat(100_000)] {
            assert!(Registered::parse(json).is_none() && Shown::parse(json).is_none());
        }
        assert!(Here::at(&"http://127.0.0.1:3000/".parse().unwrap()).is_err());
    }
}
