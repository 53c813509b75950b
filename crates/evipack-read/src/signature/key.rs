//! Public keys, and whether a signature is theirs.
//!
//! Enters: a `SubjectPublicKeyInfo`; a message, a signature, and how it says it was made. Leaves: yes, no, or [`Verdict::Unknown`]
//! for methods that are not checked here. Only verification is done: no secret ever enters, so the timing weakness of RSA
//! decryption (RUSTSEC-2023-0071) does not concern it.

use super::der::{self, INTEGER, SEQUENCE, Value, context};
use super::digest::Digest;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::BoxedUint;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// Default identity of SM2 signers (GM/T 0009-2012, 10).
const SM2_IDENTITY: &str = "1234567812345678";
/// RSA keys in use have 1024 to 4096 bits; larger ones only cost time.
const MAX_RSA_BYTES: usize = 1024;
/// Shorter keys have been factored (RFC 8017 gives no limit; RSA-768 fell in 2009): anybody can sign with them.
const MIN_RSA_BITS: u32 = 1024;
/// Whoever reads a message can sign with exponent 1, and 2 has no inverse.
const MIN_RSA_EXPONENT: u64 = 3;

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";
const EC: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const P521: &str = "1.3.132.0.35";
const ED25519: &str = "1.3.101.112";
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
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    Sm2(Box<sm2::dsa::VerifyingKey>),
    /// A key that others than its holder can sign with.
    Weak,
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Broken,
    /// The method is not known here.
    Unknown,
    /// The method is known, and no longer proves anything.
    Weak,
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Broken }
    }
}

impl PublicKey {
    /// Nothing for keys of other kinds, and for those that are no keys.
    pub(super) fn read(info: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let key = info.subject_public_key.as_bytes()?;
        let algorithm = info.algorithm.oid.to_string();
        match algorithm.as_str() {
            RSA | RSA_PSS => {
                let numbers = der::only(key, SEQUENCE)?.children()?;
                let [modulus, exponent, ..] = numbers.as_slice() else { return None };
                let (modulus, exponent) = (uint(modulus)?, uint(exponent)?);
                if modulus.bit_width_vartime() < MIN_RSA_BITS || exponent < BoxedUint::from(MIN_RSA_EXPONENT) {
                    return Some(Self::Weak);
                }
                Some(Self::Rsa(Box::new(rsa::PublicKey::new(modulus, exponent).ok()?)))
            }
            EC | SM2 => {
                let curve = info.algorithm.parameters.as_ref();
                let curve = curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
                let curve = curve.map(|curve| curve.to_string());
                match curve.as_deref().unwrap_or(&algorithm) {
                    P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(|key| Self::P256(Box::new(key))),
                    P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(|key| Self::P384(Box::new(key))),
                    P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(|key| Self::P521(Box::new(key))),
                    SM2 => sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, key)
                        .ok()
                        .map(|key| Self::Sm2(Box::new(key))),
                    _ => None,
                }
            }
            ED25519 => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
                Some(if key.is_weak() { Self::Weak } else { Self::Ed25519(Box::new(key)) })
            }
            _ => None,
        }
    }

    /// Whether `signature` is this key's over a message. `algorithm` and its `parameters` in DER: what the signature says of its
    /// making; `digest`: what stands beside it. The numbers of an elliptic-curve signature are in 1 … n − 1, or it does not hold:
    /// the crates refuse others.
    pub(super) fn check(
        &self,
        algorithm: &str,
        parameters: Option<&[u8]>,
        digest: Option<Digest>,
        message: &[u8],
        signature: &[u8],
    ) -> Verdict {
        if matches!(self, Self::Weak) || BROKEN_METHODS.contains(&algorithm) {
            return Verdict::Weak;
        }
        let digest = digest_of_algorithm(algorithm).or(digest);
        let is_sm2 = digest == Some(Digest::Sm3) || digest.is_none() && SM2_NAMES.contains(&algorithm);
        match (self, digest) {
            (Self::Sm2(key), _) if is_sm2 => {
                use sm2::dsa::signature::Verifier as _;
                let pair = pair::<64>(signature);
                let parsed = pair.and_then(|pair| sm2::dsa::Signature::from_slice(&pair).ok());
                parsed.is_some_and(|signature| key.verify(message, &signature).is_ok()).into()
            }
            _ if !self.is_known(algorithm) => Verdict::Unknown,
            (Self::P256(key), Some(digest)) => {
                let parsed = pair::<64>(signature).and_then(|pair| p256::ecdsa::Signature::from_slice(&pair).ok());
                let hash = number::<32>(digest.of(&[message]));
                parsed.is_some_and(|signature| key.verify_prehash(&hash, &signature).is_ok()).into()
            }
            (Self::P384(key), Some(digest)) => {
                let parsed = pair::<96>(signature).and_then(|pair| p384::ecdsa::Signature::from_slice(&pair).ok());
                let hash = number::<48>(digest.of(&[message]));
                parsed.is_some_and(|signature| key.verify_prehash(&hash, &signature).is_ok()).into()
            }
            (Self::P521(key), Some(digest)) => {
                let parsed = pair::<132>(signature).and_then(|pair| p521::ecdsa::Signature::from_slice(&pair).ok());
                let hash = number::<66>(digest.of(&[message]));
                parsed.is_some_and(|signature| key.verify_prehash(&hash, &signature).is_ok()).into()
            }
            (Self::Ed25519(key), _) => {
                // RFC 8419: the message itself is signed, not its digest.
                let parsed = ed25519_dalek::Signature::from_slice(signature).ok();
                parsed.is_some_and(|signature| key.verify_strict(message, &signature).is_ok()).into()
            }
            (Self::Rsa(key), digest) if algorithm == RSA_PSS => pss(key, parameters, digest, message, signature),
            (Self::Rsa(key), Some(digest)) => pkcs1(key, digest, &digest.of(&[message]), signature),
            _ => Verdict::Unknown,
        }
    }

    /// Whether a name is one of a method that this kind of key signs with. Another one may say that something else was signed.
    fn is_known(&self, algorithm: &str) -> bool {
        match self {
            Self::Rsa(_) => {
                algorithm == RSA || algorithm == RSA_PSS || RSA_WITH.iter().any(|(name, _)| *name == algorithm)
            }
            Self::P256(_) | Self::P384(_) | Self::P521(_) => {
                algorithm == EC || ECDSA_WITH.iter().any(|(name, _)| *name == algorithm)
            }
            Self::Ed25519(_) => algorithm == ED25519,
            Self::Sm2(_) | Self::Weak => false,
        }
    }

    /// Whether `signature` is this RSA key's over a digest that was computed elsewhere, by PKCS #1 v1.5.
    pub(super) fn check_digest(&self, digest: Digest, hash: &[u8], signature: &[u8]) -> Verdict {
        match self {
            Self::Rsa(key) => pkcs1(key, digest, hash, signature),
            Self::Weak => Verdict::Weak,
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
    parameters: Option<&[u8]>,
    digest: Option<Digest>,
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    const USUAL_SALT: u32 = 20;
    let parameters = parameters.and_then(|parameters| der::only(parameters, SEQUENCE));
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

/// RSA with MD2 and MD5: contents with one digest are made in seconds.
const BROKEN_METHODS: [&str; 2] = ["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4"];

/// A digest as a number of at least `N` bytes. The crates refuse digests that are much shorter than the key (SHA-256 under P-521),
/// which the standard allows (FIPS 186-5, 6.4): zeros in front leave the number as it is.
fn number<const N: usize>(digest: Vec<u8>) -> Vec<u8> {
    let mut number = vec![0; N.saturating_sub(digest.len())];
    number.extend(digest);
    number
}

/// PKCS #1 v1.5 (RFC 8017, A.2.4) and ECDSA (RFC 5758) with the digest in the method's name.
const RSA_WITH: [(&str, Digest); 4] = [
    ("1.2.840.113549.1.1.5", Digest::Sha1),
    ("1.2.840.113549.1.1.11", Digest::Sha256),
    ("1.2.840.113549.1.1.12", Digest::Sha384),
    ("1.2.840.113549.1.1.13", Digest::Sha512),
];
const ECDSA_WITH: [(&str, Digest); 4] = [
    ("1.2.840.10045.4.1", Digest::Sha1),
    ("1.2.840.10045.4.3.2", Digest::Sha256),
    ("1.2.840.10045.4.3.3", Digest::Sha384),
    ("1.2.840.10045.4.3.4", Digest::Sha512),
];
const SM2_WITH_SM3: &str = "1.2.156.10197.1.501";

/// The digest that the name of a signature algorithm includes.
fn digest_of_algorithm(algorithm: &str) -> Option<Digest> {
    let named = RSA_WITH.iter().chain(&ECDSA_WITH).find(|(name, _)| *name == algorithm).map(|(_, digest)| *digest);
    named.or_else(|| (algorithm == SM2_WITH_SM3).then_some(Digest::Sm3))
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
    if numbers.iter().any(|number| !number.is(INTEGER)) {
        return None;
    }
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
    use x509_cert::der::Decode as _;

    #[test]
    fn a_pair_is_read_from_both_spellings() {
        let der = [0x30, 0x07, 0x02, 0x02, 0x00, 0x81, 0x02, 0x01, 0x05];
        let pair = pair::<64>(&der).unwrap();
        assert_eq!((pair[31], pair[63], pair.iter().map(|b| u32::from(*b)).sum::<u32>()), (0x81, 5, 0x86));
        assert_eq!(super::pair::<64>(&[7; 64]), Some([7; 64]));
        assert_eq!(super::pair::<64>(&[0x30, 0x03, 0x02, 0x01, 0x05]), None);
    }

    /// A key of this algorithm, whose parameters are `NULL`.
    fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<PublicKey> {
        let number = |digits: &[u8]| der::wrapped(INTEGER, &[&[0], digits].concat());
        let numbers = der::wrapped(SEQUENCE, &[number(modulus), number(exponent)].concat());
        let method = [&[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1][..], &[0x05, 0]].concat();
        let key = der::wrapped(0x03, &[&[0], numbers.as_slice()].concat());
        let info = der::wrapped(SEQUENCE, &[der::wrapped(SEQUENCE, &method), key].concat());
        PublicKey::read(&SubjectPublicKeyInfoOwned::from_der(&info).unwrap())
    }

    #[test]
    fn keys_that_others_can_sign_with_prove_nothing() {
        let weak = |key: Option<PublicKey>| matches!(key, Some(PublicKey::Weak));
        let (short, long) = ([0xFF; 64], [0xFF; 128]);
        assert!(weak(rsa(&short, &[1, 0, 1])), "512 bits");
        assert!(weak(rsa(&[&[0x7F], &long[1..]].concat(), &[1, 0, 1])), "1023 bits");
        assert!(weak(rsa(&long, &[1])) && weak(rsa(&long, &[2])), "exponents below 3");
        assert!(rsa(&long, &[0]).is_none(), "no number");
        assert!(matches!(rsa(&long, &[1, 0, 1]), Some(PublicKey::Rsa(_))));
        // With exponent 1 the padded digest is its own signature.
        let verdict = PublicKey::Weak.check(RSA, None, Some(Digest::Sha256), b"", &[0; 128]);
        assert_eq!(verdict, Verdict::Weak);
        let key = rsa(&long, &[1, 0, 1]).unwrap();
        for md in BROKEN_METHODS {
            assert_eq!(key.check(md, None, Some(Digest::Sha256), b"", &[0; 128]), Verdict::Weak, "{md}");
        }
        assert_eq!(key.check("1.2.3.4", None, Some(Digest::Sha256), b"", &[0; 128]), Verdict::Unknown);
    }

    #[test]
    fn ed25519_and_p521_are_checked() {
        use ed25519_dalek::ed25519::signature::Signer as _;
        use p521::ecdsa::signature::hazmat::PrehashSigner as _;
        let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let key = PublicKey::Ed25519(Box::new(secret.verifying_key()));
        let signature = secret.sign(b"message").to_bytes();
        assert_eq!(key.check(ED25519, None, None, b"message", &signature), Verdict::Holds);
        assert_eq!(key.check(ED25519, None, Some(Digest::Sha512), b"other", &signature), Verdict::Broken);
        assert_eq!(key.check(RSA, None, Some(Digest::Sha512), b"message", &signature), Verdict::Unknown);
        let secret = p521::ecdsa::SigningKey::from_slice(&[&[0], &[7; 65][..]].concat()).unwrap();
        let key = PublicKey::P521(Box::new(*secret.verifying_key()));
        // A digest that is shorter than half of the key is a number all the same.
        for (digest, (name, _)) in [(Digest::Sha256, ECDSA_WITH[1]), (Digest::Sha512, ECDSA_WITH[3])] {
            let hash = super::number::<66>(digest.of(&[b"message"]));
            let signature: p521::ecdsa::Signature = secret.sign_prehash(&hash).unwrap();
            let signature = signature.to_bytes();
            assert_eq!(key.check(name, None, None, b"message", &signature), Verdict::Holds, "{digest:?}");
            assert_eq!(key.check(name, None, None, b"other", &signature), Verdict::Broken, "{digest:?}");
        }
    }

    proptest! {
        #[test]
        fn any_key_and_signature_are_survived(key in proptest::collection::vec(any::<u8>(), 0..120), signature in proptest::collection::vec(any::<u8>(), 0..120)) {
            if let Ok(info) = SubjectPublicKeyInfoOwned::from_der(&key)
                && let Some(key) = PublicKey::read(&info)
            {
                prop_assert_ne!(key.check(RSA, None, Some(Digest::Sha256), b"", &signature), Verdict::Holds);
            }
        }
    }
}
