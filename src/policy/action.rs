//! Actions: `s3:GetObject`, compared without regard to case (POL-32).

use super::s3_action;

/// The action of a request, lower-cased once so that comparing is cheap.
///
/// ```
/// use vpcsim::policy::Action;
/// let action = Action::new("S3:GetObject");
/// assert_eq!((action.service(), action.as_str()), ("s3", "S3:GetObject"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Action {
    written: Box<str>,
    lower: Box<str>,
    colon: usize,
    /// Which of S3's known actions it is.
    s3_number: Option<u8>,
}

impl Action {
    /// The action `service:Name`.
    pub fn new(text: &str) -> Self {
        let lower = text.to_lowercase().into_boxed_str();
        let colon = lower.find(':').unwrap_or(0);
        let s3_number = s3_action::number(&lower);
        Self {
            written: text.into(),
            lower,
            colon,
            s3_number,
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// In lower case.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// Which of S3's known actions it is; statements know those by number.
    #[inline]
    pub(super) fn s3_number(&self) -> Option<u8> {
        self.s3_number
    }

    /// The service's namespace, in lower case.
    pub fn service(&self) -> &str {
        &self.lower[..self.colon]
    }
}

impl From<&str> for Action {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}
