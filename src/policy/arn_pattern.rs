//! ARN patterns: six fields, each matched apart, `*` crossing colons in the last one only.

use super::bigrams::Bigrams;
use super::context::Context;
use super::pattern::{Match, Pattern, Syntax};

/// A pattern for ARNs, of a `Resource` element or an ARN condition (COND-15, trap 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ArnPattern {
    /// Wildcards stand in the last field only, so the whole text can be compared at once.
    Whole(Pattern),
    /// Wildcards or variables stand in earlier fields.
    Fields(Box<[Pattern; 6]>),
    /// Too few fields: no ARN matches.
    Never,
}

impl ArnPattern {
    pub(super) fn compile(text: &str, syntax: Syntax) -> Self {
        if !text.is_empty() && text.bytes().all(|b| b == b'*') {
            return Self::Whole(Pattern::Any);
        }
        let Some(fields) = fields_of_pattern(text) else {
            return Self::Never;
        };
        let compiled = fields.map(|field| Pattern::compile(field, syntax));
        if compiled[..5].iter().any(Pattern::is_open) {
            return Self::Fields(Box::new(compiled));
        }
        Self::Whole(Pattern::compile(text, syntax))
    }

    /// The text every match starts with.
    pub(super) fn literal_head(&self) -> &str {
        match self {
            Self::Whole(pattern) => pattern.literal_head(),
            Self::Fields(_) | Self::Never => "",
        }
    }

    /// Pairs of bytes that every match contains after its literal start.
    pub(super) fn required(&self) -> Bigrams {
        match self {
            Self::Whole(pattern) => pattern.required(),
            // SIMPLIFIED: patterns with wildcards in early fields are rare and always asked.
            Self::Fields(_) | Self::Never => Bigrams::default(),
        }
    }

    #[inline]
    pub(super) fn matches(&self, text: &str, context: &Context) -> Match {
        match self {
            Self::Whole(pattern) => pattern.matches(text, context),
            Self::Fields(patterns) => Self::fields_match(patterns, text, context),
            Self::Never => Match::No,
        }
    }

    #[inline(never)]
    fn fields_match(patterns: &[Pattern; 6], text: &str, context: &Context) -> Match {
        let mut fields = text.splitn(6, ':');
        let mut answer = Match::Yes;
        for pattern in patterns {
            let Some(field) = fields.next() else {
                return Match::No;
            };
            match pattern.matches(field, context) {
                Match::Yes => {}
                Match::No => return Match::No,
                Match::Unknown => answer = Match::Unknown,
            }
        }
        answer
    }
}

/// Splits a pattern at its first five colons outside variables.
pub(super) fn fields_of_pattern(text: &str) -> Option<[&str; 6]> {
    let mut fields = [""; 6];
    let mut rest = text;
    for field in &mut fields[..5] {
        let mut inside = false;
        let cut = rest.bytes().enumerate().position(|(at, byte)| {
            match byte {
                b'{' if at > 0 && rest.as_bytes()[at - 1] == b'$' => inside = true,
                b'}' => inside = false,
                _ => {}
            }
            byte == b':' && !inside
        })?;
        *field = &rest[..cut];
        rest = &rest[cut + 1..];
    }
    fields[5] = rest;
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_matched_apart() {
        let syntax = Syntax {
            wildcards: true,
            variables: true,
        };
        let mut context = Context::default();
        context.set_named("aws:PrincipalTag/a", "x");
        for (rule, pattern, text, expected) in [
            ("trap 5", "*", "anything", Match::Yes),
            (
                "trap 5",
                "arn:aws:s3:::b/*",
                "arn:aws:s3:::b/k:1",
                Match::Yes,
            ),
            (
                "trap 5",
                "arn:aws:iam::*:role/r",
                "arn:aws:iam::1:role/r",
                Match::Yes,
            ),
            (
                "trap 5",
                "arn:aws:iam::*:r",
                "arn:aws:iam::1:x:r",
                Match::No,
            ),
            ("trap 5", "arn:aws:*", "arn:aws:s3:::b", Match::No),
            ("trap 5", "arn:*:s3:::b", "arn:aws-cn:s3:::b", Match::Yes),
            ("POL-32", "arn:aws:s3:::B", "arn:aws:s3:::b", Match::No),
            (
                "MRAP-10",
                "arn:aws:s3:*:1:accesspoint/m",
                "arn:aws:s3::1:accesspoint/m",
                Match::Yes,
            ),
            (
                "trap 4",
                "arn:aws:s3:::b/${aws:PrincipalTag/a}/*",
                "arn:aws:s3:::b/x/k",
                Match::Yes,
            ),
            (
                "trap 4",
                "arn:aws:s3:::b/${aws:PrincipalTag/b}/*",
                "arn:aws:s3:::b/x/k",
                Match::Unknown,
            ),
        ] {
            let compiled = ArnPattern::compile(pattern, syntax);
            assert_eq!(
                compiled.matches(text, &context),
                expected,
                "{rule} {pattern} {text}"
            );
        }
    }
}
