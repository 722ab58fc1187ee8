//! Passkeys (WebAuthn): creating challenges and verifying the browser's responses. Passkeys are discoverable, so no
//! user name is needed, and require user verification (fingerprint, face, PIN), so that one alone counts as two
//! factors.

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

/// The length of a user handle, which is the user's id.
const HANDLE: usize = 16;
/// The maximum length of a browser's response, in bytes.
pub const MOST_BYTES: usize = 16 * 1024;

/// The portal as a relying party: passkeys created for its address work only there.
#[derive(Clone)]
pub struct RelyingParty {
    id: RpId,
    origin: String,
}

/// A ceremony that has been started: the challenge for the browser, and the state needed to verify its response.
#[derive(Clone)]
pub struct Ceremony {
    pub challenge: [u8; 16],
    pub state: Vec<u8>,
    /// JSON for `PublicKeyCredential.parse…OptionsFromJSON`.
    pub options: String,
}

/// A passkey as stored.
#[derive(Debug, Clone)]
pub struct Credential {
    pub credential_id: Vec<u8>,
    pub fixed_state: Vec<u8>,
    pub moving_state: Vec<u8>,
}

/// Why a response was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The response does not match the challenge, or comes from another origin.
    Invalid,
    /// The authenticator's counter went backwards: it may have been cloned.
    Counter,
}

impl Refused {
    /// The reason as stored in audit entries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "the passkey's answer does not hold",
            Self::Counter => "the passkey's counter went back",
        }
    }
}

/// A browser's response to a registration challenge.
#[derive(Clone)]
pub struct Attestation(Arc<Registration>);

/// A browser's response to a sign-in challenge.
#[derive(Clone)]
pub struct Assertion(Arc<DiscoverableAuthentication<HANDLE>>);

impl RelyingParty {
    /// The portal at its base URL.
    ///
    /// # Errors
    /// Not found, if the host is an IP address, for which there are no passkeys.
    pub fn at(base_url: &Url) -> AppResult<Self> {
        let domain = base_url.domain().ok_or(AppError::NotFound)?;
        let domain = AsciiDomain::try_from(domain.to_owned()).map_err(AppError::internal)?;
        Ok(Self { id: RpId::Domain(domain), origin: base_url.origin().ascii_serialization() })
    }

    /// Creates the challenge for registering a new passkey. `known` are the user's existing passkeys; an authenticator
    /// that holds one of them creates no other.
    ///
    /// # Errors
    /// Internal, if the options cannot be built.
    pub fn start_registration(&self, user: UserId, email: &str, known: &[Vec<u8>]) -> AppResult<Ceremony> {
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
        // We check user verification ourselves; many authenticators do not support this extension.
        options.extensions.cred_protect = CredProtect::None;
        let challenge = options.challenge.as_data().to_le_bytes();
        let (state, options) = options.start_ceremony().map_err(AppError::internal)?;
        let state = state.encode().map_err(AppError::internal)?;
        Ok(Ceremony {
            challenge,
            state,
            options: serde_json::to_string(&options).map_err(AppError::internal)?,
        })
    }

    /// Verifies the response to [`RelyingParty::start_registration`].
    ///
    /// # Errors
    /// If it is not valid.
    pub fn register(&self, state: &[u8], response: &Attestation) -> Result<Credential, Refused> {
        let state = RegistrationServerState::<HANDLE>::decode(state).map_err(|_| Refused::Invalid)?;
        let options = RegistrationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[self.origin.as_str()],
            // Some password managers send extensions that were not requested.
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let registered = state.verify(&self.id, &response.0, &options).map_err(|error| {
            tracing::info!(target: "security", event = "passkey.refused", %error);
            Refused::Invalid
        })?;
        Ok(Credential {
            credential_id: registered.id().as_ref().to_vec(),
            fixed_state: registered.static_state().encode().map_err(|_| Refused::Invalid)?,
            moving_state: bytes_of(registered.dynamic_state()),
        })
    }

    /// Creates the challenge for signing in with any passkey the browser has for this portal.
    ///
    /// # Errors
    /// Internal, if the options cannot be built.
    pub fn start_sign_in(&self) -> AppResult<Ceremony> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.id);
        let challenge = options.0.challenge.as_data().to_le_bytes();
        let (state, options) = options.start_ceremony().map_err(AppError::internal)?;
        let state = state.encode().map_err(AppError::internal)?;
        Ok(Ceremony {
            challenge,
            state,
            options: serde_json::to_string(&options).map_err(AppError::internal)?,
        })
    }

    /// Verifies the response to [`RelyingParty::start_sign_in`] against the stored passkey it names. Returns the
    /// passkey's updated state.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn sign_in(
        &self,
        state: &[u8],
        response: &Assertion,
        credential: &Credential,
        user: UserId,
    ) -> Result<Vec<u8>, Refused> {
        let state = DiscoverableAuthenticationServerState::decode(state).map_err(|_| Refused::Invalid)?;
        let user = handle(user).map_err(|_| Refused::Invalid)?;
        let fixed = StaticState::decode(credential.fixed_state.as_slice()).map_err(|_| Refused::Invalid)?;
        let moving: [u8; 7] = credential.moving_state.as_slice().try_into().map_err(|_| Refused::Invalid)?;
        let moving = DynamicState::decode(moving).map_err(|_| Refused::Invalid)?;
        let id = CredentialId::decode(credential.credential_id.as_slice()).map_err(|_| Refused::Invalid)?;
        let mut credential =
            AuthenticatedCredential::new(id, &user, fixed, moving).map_err(|_| Refused::Invalid)?;
        let options = AuthenticationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &[self.origin.as_str()],
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        match state.verify(&self.id, &response.0, &mut credential, &options) {
            Ok(_) => Ok(bytes_of(credential.dynamic_state())),
            Err(AuthCeremonyErr::SignatureCounter) => Err(Refused::Counter),
            Err(error) => {
                tracing::info!(target: "security", event = "passkey.refused", %error);
                Err(Refused::Invalid)
            }
        }
    }
}

impl Attestation {
    /// Parses a response (`credential.toJSON()`).
    pub fn parse(json: &str) -> Option<Self> {
        let parsed =
            || Registration::from_json_relaxed(json.as_bytes()).ok().map(|response| Self(Arc::new(response)));
        (json.len() <= MOST_BYTES).then(parsed)?
    }

    /// The challenge it responds to.
    pub fn challenge(&self) -> Option<[u8; 16]> {
        self.0.challenge_relaxed().ok().map(|sent| sent.0.to_le_bytes())
    }
}

impl Assertion {
    /// Parses a response (`credential.toJSON()`).
    pub fn parse(json: &str) -> Option<Self> {
        if json.len() > MOST_BYTES || !names_user(json) {
            return None;
        }
        DiscoverableAuthentication::from_json_relaxed(json.as_bytes())
            .ok()
            .map(|response| Self(Arc::new(response)))
    }

    /// The challenge it responds to.
    pub fn challenge(&self) -> Option<[u8; 16]> {
        self.0.challenge_relaxed().ok().map(|sent| sent.0.to_le_bytes())
    }

    /// The passkey it claims to come from.
    pub fn credential_id(&self) -> Vec<u8> {
        self.0.raw_id().as_ref().to_vec()
    }

    /// The user it claims to belong to.
    pub fn user(&self) -> UserId {
        let handle = self.0.response().user_handle();
        let mut bytes = [0; HANDLE];
        bytes.copy_from_slice(handle.as_ref());
        uuid::Uuid::from_bytes(bytes).into()
    }
}

/// Whether a response has a user handle. Authenticators may omit it (WebAuthn 3, 5.2.2), and the crate panics when
/// asked for a missing one.
fn names_user(json: &str) -> bool {
    let response: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    response["response"]["userHandle"].is_string()
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

    fn relying_party() -> RelyingParty {
        RelyingParty::at(&"https://portal.example.org/".parse().unwrap()).unwrap()
    }

    #[test]
    fn a_challenge_names_this_portal_and_requires_user_verification() {
        let ceremony =
            relying_party().start_registration(UserId::new(), "ana@birch.example", &[vec![7; 32]]).unwrap();
        let options: serde_json::Value = serde_json::from_str(&ceremony.options).unwrap();
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
        let ceremony = relying_party().start_sign_in().unwrap();
        let options: serde_json::Value = serde_json::from_str(&ceremony.options).unwrap();
        assert_eq!(
            (options["rpId"].as_str(), options["userVerification"].as_str()),
            (Some("portal.example.org"), Some("required"))
        );
        assert_eq!(options["allowCredentials"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn a_response_without_a_user_handle_is_refused() {
        let response = |handle: serde_json::Value| {
            let encode = |bytes: &[u8]| data_encoding::BASE64URL_NOPAD.encode(bytes);
            let asked = json!({ "type": "webauthn.get", "challenge": encode(&[0; 16]), "origin": "http://localhost" });
            let response = json!({
                "id": encode(&[1; 16]), "rawId": encode(&[1; 16]), "type": "public-key", "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": encode(asked.to_string().as_bytes()), "authenticatorData": encode(&[0; 37]),
                    "signature": encode(&[0; 70]), "userHandle": handle,
                },
            });
            Assertion::parse(&response.to_string())
        };
        let user = UserId::new();
        let handle = data_encoding::BASE64URL_NOPAD.encode(user.uuid().as_bytes());
        assert_eq!(response(handle.into()).expect("a response with a user handle parses").user(), user);
        assert!(response(serde_json::Value::Null).is_none());
        assert!(response("AAAA".into()).is_none());
    }

    #[test]
    fn malformed_responses_are_refused() {
        for json in ["", "{}", "[]", "null", "{\"id\":\"x\"}", &"[".repeat(100_000)] {
            assert!(Attestation::parse(json).is_none() && Assertion::parse(json).is_none());
        }
        assert!(RelyingParty::at(&"http://127.0.0.1:3000/".parse().unwrap()).is_err());
    }
}
