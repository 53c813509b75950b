//! Whose signatures count: certificates that the user vouches for.
//!
//! Enters: certificates in PEM or DER, as an authority publishes them. Leaves: [`TrustAnchors`] for
//! `Audit::trust_anchors`. The library knows no authority by itself: without anchors the signer of a paper is named, not
//! trusted, and a signature that holds counts for what it shows.

use crate::signature::is_certificate;
use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

/// Certificates that the user vouches for: of signers, or of the authorities above them.
///
/// ```
/// use evipack_read::TrustAnchors;
///
/// assert!(TrustAnchors::default().add(b"no certificate").is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustAnchors {
    /// In DER.
    certificates: Vec<Vec<u8>>,
}

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// There is no certificate in the bytes.
    #[error("里面没有可识别的证书（应为 PEM 或 DER 格式的 X.509 证书）")]
    NoCertificate,
    /// A certificate of the file (counted from 1) cannot be read.
    #[error("第 {0} 张证书损坏，无法识别")]
    Damaged(usize),
}

impl TrustAnchors {
    /// Adds the certificates of a file: one in DER, or any number in PEM.
    ///
    /// # Errors
    /// [`TrustError`] where there is none, or one is damaged; nothing is added then.
    pub fn add(&mut self, file: &[u8]) -> Result<(), TrustError> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        if is_certificate(file) {
            self.certificates.push(file.to_vec());
            return Ok(());
        }
        let text = String::from_utf8_lossy(file);
        let mut found = Vec::new();
        for (at, part) in text.split(BEGIN).skip(1).enumerate() {
            let digits: Option<String> =
                part.split_once(END).map(|(body, _)| body.chars().filter(|c| !c.is_whitespace()).collect());
            let der = digits.and_then(|digits| Base64::decode_vec(&digits).ok()).filter(|der| is_certificate(der));
            found.push(der.ok_or(TrustError::Damaged(at + 1))?);
        }
        if found.is_empty() {
            return Err(TrustError::NoCertificate);
        }
        self.certificates.append(&mut found);
        Ok(())
    }

    /// Whether nobody is vouched for.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Each in DER.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.certificates.iter().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::made_certificate;

    #[test]
    fn certificates_come_in_der_and_in_pem() {
        let der = made_certificate();
        let pem =
            format!("说明\n-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", Base64::encode_string(&der));
        let mut anchors = TrustAnchors::default();
        anchors.add(&der).unwrap();
        anchors.add(pem.repeat(2).as_bytes()).unwrap();
        assert_eq!(anchors.certificates().collect::<Vec<_>>(), [&der[..]; 3]);
        let damaged = pem.clone() + &pem.replace("MI", "AA");
        assert!(matches!(anchors.add(damaged.as_bytes()), Err(TrustError::Damaged(2))));
        assert!(matches!(anchors.add(&der[..der.len() - 1]), Err(TrustError::NoCertificate)));
        assert_eq!(anchors.certificates().count(), 3, "nothing of a damaged file is taken");
    }
}
