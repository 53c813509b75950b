//! Digests by the names that signatures give them.
//!
//! Enters: an object identifier or the name of a method. Leaves: a [`Digest`]; nothing for methods that nobody should trust (MD5)
//! or that are not known here, which makes a signature unverifiable, not invalid.

/// A digest that is checked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sm3,
}

impl Digest {
    /// By object identifier or name. SM3 goes by several numbers: with and without key, and as part of SM2 signatures
    /// (GM/T 0006-2012).
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_uppercase();
        Some(match name.as_str() {
            "1.3.14.3.2.26" | "SHA1" | "SHA-1" => Self::Sha1,
            "2.16.840.1.101.3.4.2.1" | "SHA256" | "SHA-256" => Self::Sha256,
            "2.16.840.1.101.3.4.2.2" | "SHA384" | "SHA-384" => Self::Sha384,
            "2.16.840.1.101.3.4.2.3" | "SHA512" | "SHA-512" => Self::Sha512,
            "1.2.156.10197.1.401"
            | "1.2.156.10197.1.401.1"
            | "1.2.156.10197.1.401.2"
            | "1.2.156.10197.1.501"
            | "SM3" => Self::Sm3,
            _ => return None,
        })
    }

    /// The digest of some pieces, one behind the other.
    pub(crate) fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        fn over<D: sha2::Digest>(pieces: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            for piece in pieces {
                digest.update(piece);
            }
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha1 => over::<sha1::Sha1>(pieces),
            Self::Sha256 => over::<sha2::Sha256>(pieces),
            Self::Sha384 => over::<sha2::Sha384>(pieces),
            Self::Sha512 => over::<sha2::Sha512>(pieces),
            Self::Sm3 => over::<sm3::Sm3>(pieces),
        }
    }

    /// What stands before the digest in a PKCS #1 v1.5 signature (RFC 8017, 9.2, note 1); SM3 is never signed that way.
    pub(super) fn pkcs1_prefix(self) -> Option<&'static [u8]> {
        Some(match self {
            Self::Sha1 => &[0x30, 0x21, 0x30, 0x09, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14],
            Self::Sha256 => &[0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20],
            Self::Sha384 => &[0x30, 0x41, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30],
            Self::Sha512 => &[0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40],
            Self::Sm3 => return None,
        })
    }
}

/// All that are known, strongest last.
pub(super) const ALL: [Digest; 5] = [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512, Digest::Sm3];

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap();
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    #[test]
    fn the_standard_vectors() {
        // GB/T 32905-2016, A.1, and FIPS 180-4.
        let sm3 = Digest::Sm3.of(&[b"a", b"bc"]);
        assert_eq!(hex(&sm3), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_eq!(hex(&Digest::Sha1.of(&[b"abc"])), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert!(ALL.iter().all(|digest| Digest::named(&format!("{digest:?}")) == Some(*digest)));
        assert_eq!(Digest::named("MD5"), None);
    }
}
