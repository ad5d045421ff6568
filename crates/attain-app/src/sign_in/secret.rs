//! Secrets: made, hashed, compared.

use crate::error::AppError;
use crate::random::random;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use attain_core::hash::{hex, sha256};
use std::fmt;
use totp_rs::{Algorithm as TotpAlgorithm, Builder, Secret as TotpKey, Totp};

/// A text that nobody should see twice. It is not shown by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// 256 random bits in hexadecimal.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn random() -> Result<Self, AppError> {
        Ok(Self(hex(&random::<32>()?)))
    }

    /// A code that people type: 100 random bits, in groups of five letters and digits.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn code() -> Result<Self, AppError> {
        let bytes = random::<20>()?;
        let letters: Vec<char> = bytes.iter().filter_map(|byte| letter(byte >> 3)).collect();
        let groups: Vec<String> = letters
            .chunks(5)
            .map(|five| five.iter().collect())
            .collect();
        Ok(Self(groups.join("-")))
    }

    /// The key of a second factor: 160 random bits in base 32.
    ///
    /// # Errors
    /// If the system has no randomness.
    pub fn totp() -> Result<Self, AppError> {
        Ok(Self(base32(&random::<20>()?)))
    }

    /// A secret that somebody brought.
    #[must_use]
    pub fn given(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, to hand it to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SHA-256 in hexadecimal, which is what is kept.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256(&self.0)
    }
}

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn letter(five_bits: u8) -> Option<char> {
    LETTERS
        .get(usize::from(five_bits))
        .map(|letter| char::from(*letter))
}

fn base32(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1))
        .collect();
    bits.chunks(5)
        .filter_map(|five| letter(five.iter().fold(0, |sum, bit| (sum << 1) | bit)))
        .collect()
}

fn from_base32(text: &str) -> Option<[u8; 20]> {
    let mut bits = Vec::with_capacity(160);
    for letter in text.bytes().filter(|byte| *byte != b' ') {
        let place = LETTERS.iter().position(|known| *known == letter)?;
        let value = u8::try_from(place).ok()?;
        bits.extend((0..5).rev().map(|bit| (value >> bit) & 1));
    }
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|eight| eight.iter().fold(0, |sum, bit| (sum << 1) | bit))
        .collect();
    bytes.try_into().ok()
}

/// The step that a code of the second factor belongs to, if it is right at this second.
pub(super) fn totp_step(secret: &str, code: &str, second: i64) -> Option<u64> {
    totp(secret)?.check(code.trim(), u64::try_from(second).ok()?)
}

/// The code that a second factor shows at this second.
#[cfg(test)]
pub(super) fn totp_code(secret: &str, second: i64) -> Option<String> {
    let time = u64::try_from(second).ok()?;
    Some(totp(secret)?.generate(time).to_string())
}

fn totp(secret: &str) -> Option<Totp> {
    Builder::new()
        .with_algorithm(TotpAlgorithm::SHA1)
        .with_secret(TotpKey::new_stack(from_base32(secret)?))
        .build()
        .ok()
}

/// The address that authenticator programs read.
#[must_use]
pub fn otpauth(user: &str, secret: &Secret) -> String {
    let safe: String = user
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_@".contains(*c))
        .collect();
    format!(
        "otpauth://totp/Attain:{safe}?secret={}&issuer=Attain",
        secret.0
    )
}

/// What hashing a password costs. The default is what OWASP recommends for argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory: 19 * 1024,
            passes: 2,
        }
    }
}

impl Cost {
    fn argon2(self) -> Result<Argon2<'static>, AppError> {
        let params = Params::new(self.memory, self.passes, 1, None)
            .map_err(|error| AppError::Secret(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// The hash of a password, with its own salt.
    pub(super) fn hash(self, password: &Secret) -> Result<String, AppError> {
        let hashed = self.argon2()?.hash_password(password.0.as_bytes());
        hashed
            .map(|hash| hash.to_string())
            .map_err(|error| AppError::Secret(error.to_string()))
    }

    /// Whether a password is the one that was hashed. Without a hash it takes as long, and is not.
    pub(super) fn matches(self, password: &Secret, hash: Option<&str>) -> Result<bool, AppError> {
        let Some(hash) = hash else {
            self.hash(password)?;
            return Ok(false);
        };
        let parsed =
            PasswordHash::new(hash).map_err(|error| AppError::Secret(error.to_string()))?;
        let checked = Argon2::default().verify_password(password.0.as_bytes(), &parsed);
        Ok(checked.is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_there_and_back() {
        let bytes = *b"12345678901234567890";
        assert_eq!(base32(&bytes), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(from_base32(&base32(&bytes)), Some(bytes));
        assert_eq!(from_base32("GEZD"), None);
        assert_eq!(from_base32("1"), None);
    }

    /// The test values of RFC 6238, appendix B, at six digits.
    #[test]
    fn codes_of_the_rfc() {
        let secret = base32(b"12345678901234567890");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert!(totp_step(&secret, code, second).is_some(), "{second}");
            assert_eq!(totp_step(&secret, "000000", second), None, "{second}");
            assert_eq!(totp_step(&secret, code, second + 120), None, "{second}");
        }
    }

    #[test]
    fn codes_are_typed_by_people() {
        let code = Secret::code().unwrap();
        assert_eq!(code.reveal().len(), 23);
        assert_ne!(code, Secret::code().unwrap());
        assert!(!format!("{code:?}").contains(code.reveal()));
    }
}
