//! Public keys, and whether a signature is theirs.
//!
//! Enters: a `SubjectPublicKeyInfo`; a message, a signature, and how it says it was made. Leaves: yes, no, or [`Verdict::Unknown`]
//! for methods that are not checked here. Only verification is done: no secret ever enters, so the timing weakness of RSA
//! decryption (RUSTSEC-2023-0071) does not concern it.

use super::der::{self, INTEGER, OID, SEQUENCE, Value, context};
use super::digest::Digest;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::BoxedUint;

/// Default identity of SM2 signers (GM/T 0009-2012, 10).
const SM2_IDENTITY: &str = "1234567812345678";
/// RSA keys in use have 1024 to 4096 bits; larger ones only cost time.
const MAX_RSA_BYTES: usize = 1024;

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";
const EC: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const SM2: &str = "1.2.156.10197.1.301";
/// What makers of seals write for SM2 with SM3 beside its own name (GB/T 33560): the curve, and the signature method of it. Any
/// other name is a method that is not known here, though the key be of SM2.
const SM2_NAMES: [&str; 2] = [SM2, "1.2.156.10197.1.301.1"];

/// A key that signatures are checked with.
#[derive(Debug, Clone)]
pub(super) enum PublicKey {
    Rsa(Box<rsa::PublicKey>),
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    Sm2(Box<sm2::dsa::VerifyingKey>),
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Broken,
    /// The method is not known here.
    Unknown,
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken }
    }
}

impl PublicKey {
    /// Nothing for keys of other kinds.
    pub(super) fn read(info: &Value<'_>) -> Option<Self> {
        let parts = info.children()?;
        let (algorithm, parameters) = parts.first()?.algorithm()?;
        let key = parts.get(1)?.bits()?;
        match algorithm.as_str() {
            RSA | RSA_PSS => {
                let numbers = der::only(key, SEQUENCE)?.children()?;
                let [modulus, exponent, ..] = numbers.as_slice() else { return None };
                Some(Self::Rsa(Box::new(rsa::PublicKey::new(uint(modulus)?, uint(exponent)?).ok()?)))
            }
            EC | SM2 => {
                let curve = parameters.filter(|curve| curve.is(OID)).and_then(|curve| curve.oid());
                match curve.as_deref().unwrap_or(&algorithm) {
                    P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(|key| Self::P256(Box::new(key))),
                    P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(|key| Self::P384(Box::new(key))),
                    SM2 => sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, key)
                        .ok()
                        .map(|key| Self::Sm2(Box::new(key))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether `signature` is this key's over a message. `algorithm`: what the signature says of its making; `digest`: what
    /// stands beside it.
    pub(super) fn check(
        &self,
        algorithm: &str,
        parameters: Option<Value<'_>>,
        digest: Option<Digest>,
        message: &[u8],
        signature: &[u8],
    ) -> Verdict {
        let digest = digest_of_algorithm(algorithm).or(digest);
        let is_sm2 = digest == Some(Digest::Sm3) || digest.is_none() && SM2_NAMES.contains(&algorithm);
        match (self, digest) {
            (Self::Sm2(key), _) if is_sm2 => {
                use sm2::dsa::signature::Verifier as _;
                let pair = pair::<64>(signature);
                let parsed = pair.and_then(|pair| sm2::dsa::Signature::from_slice(&pair).ok());
                parsed.is_some_and(|signature| key.verify(message, &signature).is_ok()).into()
            }
            (Self::P256(key), Some(digest)) => {
                let parsed = pair::<64>(signature).and_then(|pair| p256::ecdsa::Signature::from_slice(&pair).ok());
                let hash = digest.of(&[message]);
                parsed.is_some_and(|signature| key.verify_prehash(&hash, &signature).is_ok()).into()
            }
            (Self::P384(key), Some(digest)) => {
                let parsed = pair::<96>(signature).and_then(|pair| p384::ecdsa::Signature::from_slice(&pair).ok());
                let hash = digest.of(&[message]);
                parsed.is_some_and(|signature| key.verify_prehash(&hash, &signature).is_ok()).into()
            }
            (Self::Rsa(key), digest) if algorithm == RSA_PSS => pss(key, parameters, digest, message, signature),
            (Self::Rsa(key), Some(digest)) => pkcs1(key, digest, &digest.of(&[message]), signature),
            _ => Verdict::Unknown,
        }
    }

    /// Whether `signature` is this RSA key's over a digest that was computed elsewhere, by PKCS #1 v1.5.
    pub(super) fn check_digest(&self, digest: Digest, hash: &[u8], signature: &[u8]) -> Verdict {
        match self {
            Self::Rsa(key) => pkcs1(key, digest, hash, signature),
            _ => Verdict::Unknown,
        }
    }
}

fn pkcs1(key: &rsa::PublicKey, digest: Digest, hash: &[u8], signature: &[u8]) -> Verdict {
    let Some(prefix) = digest.pkcs1_prefix() else { return Verdict::Unknown };
    let scheme = rsa::Pkcs1v15Sign { hash_len: Some(hash.len()), prefix: prefix.into() };
    key.verify(scheme, hash, signature).is_ok().into()
}

/// RFC 4055, 3.1: digest, mask generation and salt in the parameters, each with a default.
fn pss(
    key: &rsa::PublicKey,
    parameters: Option<Value<'_>>,
    digest: Option<Digest>,
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    const USUAL_SALT: u32 = 20;
    let parts = parameters.and_then(|parameters| parameters.children()).unwrap_or_default();
    let part = |number| {
        parts.iter().find(|part| part.is(context(number))).and_then(|part| der::first(part.body)).map(|(part, _)| part)
    };
    let named = part(0).map_or(Some(Digest::Sha1), |hash| Digest::named(&hash.algorithm()?.0));
    let mask = part(1).map_or(Some(Digest::Sha1), |mask| {
        let (function, hash) = mask.algorithm()?;
        (function == MGF1).then(|| Digest::named(&hash?.algorithm()?.0)).flatten()
    });
    let salt = part(2).map_or(Some(USUAL_SALT), |salt| salt.number());
    let (Some(named), Some(salt)) = (named, salt) else { return Verdict::Unknown };
    // The scheme used here has one digest for both uses; nobody signs papers with two.
    if mask != Some(named) || digest.is_some_and(|digest| digest != named) {
        return Verdict::Unknown;
    }
    let (hash, salt) = (named.of(&[message]), salt as usize);
    let checked = match named {
        Digest::Sha1 => key.verify(rsa::Pss::<sha1::Sha1>::new_with_salt(salt), &hash, signature),
        Digest::Sha256 => key.verify(rsa::Pss::<sha2::Sha256>::new_with_salt(salt), &hash, signature),
        Digest::Sha384 => key.verify(rsa::Pss::<sha2::Sha384>::new_with_salt(salt), &hash, signature),
        Digest::Sha512 => key.verify(rsa::Pss::<sha2::Sha512>::new_with_salt(salt), &hash, signature),
        Digest::Sm3 => return Verdict::Unknown,
    };
    checked.is_ok().into()
}

/// The digest that the name of a signature algorithm includes.
fn digest_of_algorithm(algorithm: &str) -> Option<Digest> {
    Some(match algorithm {
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" => Digest::Sha1,
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" => Digest::Sha256,
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => Digest::Sha384,
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => Digest::Sha512,
        "1.2.156.10197.1.501" => Digest::Sm3,
        _ => return None,
    })
}

fn uint(number: &Value<'_>) -> Option<BoxedUint> {
    let digits = significant(number.body);
    let usual = number.is(INTEGER) && !digits.is_empty() && digits.len() <= MAX_RSA_BYTES;
    usual.then(|| BoxedUint::from_be_slice_vartime(digits))
}

/// The digits of a number without leading zeros.
fn significant(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..).unwrap_or_default()
}

/// The two numbers of an elliptic-curve signature side by side, `N` bytes together: in DER as usual, or as plain bytes, as some
/// makers of seals write them.
fn pair<const N: usize>(signature: &[u8]) -> Option<[u8; N]> {
    let mut pair = [0; N];
    if signature.len() == N {
        pair.copy_from_slice(signature);
        return Some(pair);
    }
    let numbers = der::only(signature, SEQUENCE)?.children()?;
    for (number, half) in numbers.iter().take(2).zip(pair.chunks_exact_mut(N / 2)) {
        let digits = significant(number.body);
        let at = half.len().checked_sub(digits.len())?;
        half.get_mut(at..)?.copy_from_slice(digits);
    }
    (numbers.len() == 2).then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pair_is_read_from_both_spellings() {
        let der = [0x30, 0x07, 0x02, 0x02, 0x00, 0x81, 0x02, 0x01, 0x05];
        let pair = pair::<64>(&der).unwrap();
        assert_eq!((pair[31], pair[63], pair.iter().map(|b| u32::from(*b)).sum::<u32>()), (0x81, 5, 0x86));
        assert_eq!(super::pair::<64>(&[7; 64]), Some([7; 64]));
        assert_eq!(super::pair::<64>(&[0x30, 0x03, 0x02, 0x01, 0x05]), None);
    }

    proptest! {
        #[test]
        fn any_key_and_signature_are_survived(key in proptest::collection::vec(any::<u8>(), 0..120), signature in proptest::collection::vec(any::<u8>(), 0..120)) {
            if let Some((value, _)) = der::first(&key)
                && let Some(key) = PublicKey::read(&value)
            {
                prop_assert_ne!(key.check(RSA, None, Some(Digest::Sha256), b"", &signature), Verdict::Holds);
            }
        }
    }
}
