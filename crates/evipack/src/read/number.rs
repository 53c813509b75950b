//! The document number 发文字号 (placeholder: a helper writes it).
/// x
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct DocumentNumber(String);
