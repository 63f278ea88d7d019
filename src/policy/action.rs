//! Actions: `s3:GetObject`, compared without regard to case (POL-32).

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
}

impl Action {
    /// The action `service:Name`.
    pub fn new(text: &str) -> Self {
        let lower = text.to_lowercase().into_boxed_str();
        let colon = lower.find(':').unwrap_or(0);
        Self {
            written: text.into(),
            lower,
            colon,
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
