//! stub
pub mod watermark {
    use super::TextLine;
    use crate::facts::*;
    pub(crate) fn from_lines(_l: &[TextLine]) -> Fact<Watermark> {
        Fact::unknown("")
    }
}
pub trait Recognizer: Send + Sync {
    fn read(&self, picture: &Pixels) -> Result<Vec<TextLine>, RecognizerError>;
}
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}
pub struct TextLine {
    pub text: String,
    pub confidence: f32,
    pub region: crate::facts::Region,
}
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RecognizerError(pub String);
pub(crate) fn decode(_b: &[u8], _f: crate::read::Format) -> Result<Pixels, crate::read::ReadError> {
    Err(crate::read::ReadError::Encrypted)
}
