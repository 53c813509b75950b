//! Electronic seals: GB/T 38540-2020 (versions 4 and 5) and GM/T 0031-2014 (version 1).
//!
//! Enters: a `SES_Signature` or `SES_Seal` in DER. Leaves: a [`Checked`]. Checked are the digest of the sealed content, the value of
//! the sealer's signature over it and over the seal, the value of the seal's maker over the seal, and that the sealer is one of
//! those the seal was made for. The digests of the parts that the sealed content lists are the reader's to check.

use super::certificate::Certificate;
use super::der::{self, BIT_STRING, GENERALIZED_TIME, INTEGER, OCTET_STRING, SEQUENCE, UTC_TIME, Value};
use super::digest::{self, Digest};
use super::key::Verdict;
use super::{CHANGED, Checked, FORGED, SealSaid, UNKNOWN_METHOD};

/// Type of a seal that belongs to a person (GM/T 0031-2014, 6.2.1.3).
const PERSONAL: u32 = 2;

/// A signed seal: who sealed what with which seal.
pub(super) struct Signature<'a> {
    /// What the sealer signed.
    signed: Value<'a>,
    seal: Seal<'a>,
    time: Option<jiff::civil::DateTime>,
    content_digest: &'a [u8],
    place: Option<String>,
    certificate: &'a [u8],
    algorithm: String,
    value: &'a [u8],
}

/// A seal as its maker issued it.
pub(super) struct Seal<'a> {
    pub(super) said: SealSaid,
    /// What the maker signed.
    signed: Vec<u8>,
    maker: &'a [u8],
    algorithm: String,
    value: &'a [u8],
    /// Those who may seal with it: whole certificates, or their digests.
    holders: Vec<&'a [u8]>,
}

impl<'a> Signature<'a> {
    /// Nothing for what is no signed seal.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let parts = der::only(bytes, SEQUENCE)?.children()?;
        let signed = *parts.first().filter(|signed| signed.is(SEQUENCE))?;
        let fields = signed.children()?;
        let seal = Seal::read(fields.get(1).filter(|_| fields[0].is(INTEGER))?.raw)?;
        let time = fields.get(2)?;
        let content_digest = fields.get(3)?.bits()?;
        let (certificate, algorithm, value) = if parts.len() >= 4 {
            (parts[1], parts[2], parts[3])
        } else {
            // Version 1 keeps certificate and algorithm among the signed fields.
            (*fields.get(5)?, *fields.get(6)?, *parts.get(1)?)
        };
        Some(Self {
            signed,
            seal,
            time: time_of(time),
            content_digest,
            place: fields.get(4).map(Value::text).filter(|place| !place.is_empty()),
            certificate: octets(&certificate)?,
            algorithm: algorithm.algorithm()?.0,
            value: value.bits()?,
        })
    }

    /// Checks the seal over `pieces`.
    pub(super) fn check(self, pieces: &[&[u8]]) -> Checked {
        let mut checked = Checked { signed_at: self.time, place: self.place.clone(), ..Checked::default() };
        // No field names the digest of the content.
        if digest::ALL.iter().all(|digest| digest.of(pieces) != self.content_digest) {
            checked.broken.push(CHANGED.to_owned());
        }
        match Certificate::read(self.certificate) {
            Some(certificate) => {
                checked.signed_by(&certificate);
                let verdict = certificate.key.as_ref().map_or(Verdict::Unknown, |key| {
                    key.check(&self.algorithm, None, Digest::named(&self.algorithm), self.signed.raw, self.value)
                });
                checked.verdict(verdict, FORGED);
                if self.seal.holders.is_empty() {
                    checked.unknown.push("印章没有列出允许的使用人".to_owned());
                } else if !self.seal.is_held_by(certificate.raw) {
                    checked.broken.push("签章人不在印章允许的使用人之列".to_owned());
                }
            }
            None => checked.unknown.push(UNKNOWN_METHOD.to_owned()),
        }
        if let Some(maker) = Certificate::read(self.seal.maker) {
            checked.chain.answers(&maker);
        }
        checked.verdict(self.seal.maker_verdict(), "印章数据被改动，与制章单位的签名不符");
        let said = self.seal.said;
        checked.out_of_validity |= self
            .time
            .is_some_and(|time| said.from.is_some_and(|from| time < from) || said.to.is_some_and(|to| time > to));
        checked.seal = Some(said);
        checked
    }
}

impl<'a> Seal<'a> {
    /// Nothing for what is no seal.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let parts = der::only(bytes, SEQUENCE)?.children()?;
        let info = *parts.first()?;
        let [header, _id, property, picture, ..] = info.children()?.as_slice().first_chunk::<4>().copied()?;
        header.is(SEQUENCE).then_some(())?;
        let (said, holders) = said(&property, &picture)?;
        let (signed, maker, algorithm, value) = if parts.len() >= 4 {
            (info.raw.to_vec(), parts[1], parts[2], parts[3])
        } else {
            let sign = parts.get(1)?.children()?;
            let [maker, algorithm, value, ..] = sign.as_slice() else { return None };
            // GM/T 0031-2014, 6.2.1: seal, certificate and algorithm as one sequence.
            let body = [info.raw, maker.raw, algorithm.raw].concat();
            (der::wrapped(SEQUENCE, &body), *maker, *algorithm, *value)
        };
        let algorithm = algorithm.algorithm()?.0;
        Some(Self { said, signed, maker: octets(&maker)?, algorithm, value: value.bits()?, holders })
    }

    fn maker_verdict(&self) -> Verdict {
        let Some(maker) = Certificate::read(self.maker) else { return Verdict::Unknown };
        maker.key.as_ref().map_or(Verdict::Unknown, |key| {
            key.check(&self.algorithm, None, Digest::named(&self.algorithm), &self.signed, self.value)
        })
    }

    fn is_held_by(&self, certificate: &[u8]) -> bool {
        self.holders.contains(&certificate)
            || digest::ALL.iter().any(|digest| self.holders.contains(&digest.of(&[certificate]).as_slice()))
    }
}

/// What the property and the picture of a seal say, and who holds it.
fn said<'a>(property: &Value<'a>, picture: &Value<'a>) -> Option<(SealSaid, Vec<&'a [u8]>)> {
    let fields = property.children()?;
    let kind = fields.first()?.number();
    let name = fields.get(1)?.text();
    let times: Vec<&Value<'_>> =
        fields.iter().filter(|field| field.is(UTC_TIME) || field.is(GENERALIZED_TIME)).collect();
    // Creation, begin and end, in this order.
    let time = |at: usize| times.get(at).and_then(|time| time.time());
    let list = fields.iter().skip(2).find(|field| field.is(SEQUENCE))?;
    let mut holders = Vec::new();
    for entry in list.children()? {
        match entry.tag {
            OCTET_STRING => holders.push(entry.body),
            // Version 4 may name digests: their kind and value.
            SEQUENCE => holders.extend(entry.children()?.iter().filter(|v| v.is(OCTET_STRING)).map(|v| v.body)),
            _ => {}
        }
    }
    let picture = picture.children()?;
    let side = |at: usize| picture.get(at).and_then(Value::number).map(f64::from);
    Some((
        SealSaid { name, from: time(1), to: time(2), size_mm: (side(2)?, side(3)?), personal: kind == Some(PERSONAL) },
        holders,
    ))
}

/// The time of sealing: a time in versions 4 and 5; version 1 puts a time, as text or DER, into a bit string.
fn time_of(field: &Value<'_>) -> Option<jiff::civil::DateTime> {
    if !field.is(BIT_STRING) {
        return field.time();
    }
    let bits = field.bits()?;
    if let Some((inner, _)) = der::first(bits)
        && let Some(time) = inner.time()
    {
        return Some(time);
    }
    Value { tag: if bits.len() <= UTC_DIGITS { UTC_TIME } else { GENERALIZED_TIME }, body: bits, raw: bits }.time()
}

/// `260407093015Z`.
const UTC_DIGITS: usize = 13;

/// A certificate as seals carry it: in an octet string, or bare.
fn octets<'a>(value: &Value<'a>) -> Option<&'a [u8]> {
    match value.tag {
        OCTET_STRING => Some(value.body),
        SEQUENCE => Some(value.raw),
        _ => None,
    }
}
