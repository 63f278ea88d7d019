//! Whether policies say the same of every object of a series, at any time: then one decision
//! serves all of them.

use super::arn_pattern::ArnPattern;
use super::pattern::Pattern;
use super::policy::Policy;
use super::stack::Stack;

/// Texts that begin and end alike and differ by a number in between; or a single text.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// What stands before the number; all there is of a single text.
    pub head: &'a str,
    /// What stands behind it; none for a single text.
    pub tail: Option<&'a str>,
}

/// How many of a series are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// None of them.
    None,
    /// That depends on the number.
    Some,
}

impl From<bool> for Share {
    fn from(is_all: bool) -> Self {
        if is_all { Self::All } else { Self::None }
    }
}

impl Series<'_> {
    /// How many begin with `text`.
    ///
    /// ```
    /// use vpcsim::policy::{Series, Share};
    /// let series = Series { head: "logs/", tail: Some(".gz") };
    /// assert_eq!(series.begin_with("log"), Share::All);
    /// assert_eq!(series.begin_with("data/"), Share::None);
    /// assert_eq!(series.begin_with("logs/1"), Share::Some);
    /// ```
    pub fn begin_with(&self, text: &str) -> Share {
        if self.tail.is_some() && text.len() > self.head.len() && text.starts_with(self.head) {
            return Share::Some;
        }
        Share::from(self.head.starts_with(text))
    }

    /// How many end with `text`.
    pub fn end_with(&self, text: &str) -> Share {
        match self.tail {
            Some(tail) if text.len() > tail.len() && text.ends_with(tail) => Share::Some,
            Some(tail) => Share::from(tail.ends_with(text)),
            None => Share::from(self.head.ends_with(text)),
        }
    }

    /// How many are `text`: one at most, but whether it is one of them is not looked into.
    pub fn are(&self, text: &str) -> Share {
        match self.tail {
            None => Share::from(self.head == text),
            Some(tail) => {
                let is_long = text.len() > self.head.len() + tail.len();
                if is_long && text.starts_with(self.head) && text.ends_with(tail) {
                    Share::Some
                } else {
                    Share::None
                }
            }
        }
    }
}

impl Stack<'_> {
    /// Whether every decision about a text of `series`, or about any one text that is not of it,
    /// is the same for all of the series and at any time, as long as nothing else of the request
    /// differs. May be `false` too often.
    pub fn is_steady(&self, series: &Series<'_>) -> bool {
        let levels = self.scp.iter().flatten().chain(&self.rcp);
        let of_levels = levels.flat_map(|level| &level.policies);
        let of_endpoint = self.endpoint.iter().flat_map(|one| &one.policies);
        let mut all = self
            .identity
            .iter()
            .chain(&self.boundary)
            .chain(&self.session)
            .chain(of_levels)
            .chain(of_endpoint)
            .copied()
            .chain(self.resource.policy);
        all.all(|policy| is_steady(policy, series))
    }
}

fn is_steady(policy: &Policy, series: &Series<'_>) -> bool {
    policy.statements().iter().all(|one| one.is_steady(series))
}

impl Pattern {
    /// Whether it matches all of `series` or none.
    pub(super) fn is_steady(&self, series: &Series<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(text) => series.are(text) != Share::Some,
            Self::Prefix(head) => series.begin_with(head) != Share::Some,
            Self::Suffix(tail) => series.end_with(tail) != Share::Some,
            Self::Glob(_) if self.has_variables() => false,
            Self::Glob(_) if series.tail.is_none() => true,
            Self::Glob(_) => series.begin_with(self.literal_head()) == Share::None,
        }
    }
}

impl ArnPattern {
    /// Whether it matches all of `series` or none.
    pub(super) fn is_steady(&self, series: &Series<'_>) -> bool {
        match self {
            Self::Whole(pattern) => pattern.is_steady(series),
            Self::Fields(_) => series.tail.is_none() && !self.has_variables(),
            Self::Never => true,
        }
    }

    /// Whether what it matches hangs on the request's keys.
    pub(super) fn has_variables(&self) -> bool {
        match self {
            Self::Whole(pattern) => pattern.has_variables(),
            Self::Fields(fields) => fields.iter().any(Pattern::has_variables),
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Series, Share};
    use crate::policy::{
        Action, Context, Document, Endpoint, EndpointKind, Outcome, Policy, PolicyKind, Principal,
        Query, Stack, Validation, decide,
    };
    use proptest::prelude::*;
    use proptest::sample::select;
    use proptest::test_runner::RngSeed;

    fn policy(effect: &str, resource: &str, condition: &str) -> Policy {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}", "Action": "s3:*",
                "Resource": "{resource}"{condition}}}}}"#
        );
        let (document, faults) = Document::parse(&text, PolicyKind::Identity, Validation::Strict);
        assert!(faults.is_empty(), "{text}: {faults:?}");
        Policy::compile("p", document.unwrap())
    }

    fn outcomes(stack: &Stack<'_>, series: &Series<'_>) -> Vec<Outcome> {
        let principal = Principal::session("111122223333", "/", "app", "i-1");
        let mut context = Context::of(&principal);
        let action = Action::new("s3:GetObject");
        let numbers = [1, 2, 9, 10, 12, 99, 100, 12_345, u64::MAX];
        numbers
            .iter()
            .map(|number| {
                context.set_named(
                    "aws:CurrentTime",
                    &format!("2026-01-01T00:00:0{}Z", number % 9),
                );
                let resource = match series.tail {
                    Some(tail) => format!("{}{number}{tail}", series.head),
                    None => series.head.to_owned(),
                };
                let query = Query {
                    principal: &principal,
                    action: &action,
                    resource: &resource,
                    resource_account: Some("111122223333"),
                    context: &context,
                };
                decide(stack, &query)
            })
            .collect()
    }

    const PATTERNS: [&str; 14] = [
        "*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/logs/*",
        "arn:aws:s3:::b/logs/1*",
        "arn:aws:s3:::b/logs/1.gz",
        "arn:aws:s3:::b/logs/10.gz",
        "arn:aws:s3:::b/*.gz",
        "arn:aws:s3:::b/*2.gz",
        "arn:aws:s3:::b/*/9*",
        "arn:aws:s3:::b/data/*",
        "arn:aws:s3:::other/*/1?",
        "arn:*:s3:::b/*",
        "arn:aws:s3:::b/${aws:PrincipalAccount}/*",
        "arn:aws:s3:::b/logs/${aws:CurrentTime}",
    ];

    const CONDITIONS: [&str; 4] = [
        "",
        r#", "Condition": {"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:05Z"}}"#,
        r#", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
        r#", "Condition": {"StringEquals": {"aws:PrincipalAccount": "${aws:CurrentTime}"}}"#,
    ];

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]
        #[test]
        fn one_decision_serves_a_steady_series(
            head in select(vec!["b/logs/", "b/logs", "b/", "b/data/x", "other/a/"]),
            tail in select(vec![None, Some(""), Some(".gz"), Some("2.gz")]),
            allow in (select(&PATTERNS[..]), select(&CONDITIONS[..])),
            deny in (select(&PATTERNS[..]), select(&CONDITIONS[..])),
            of_endpoint in select(&PATTERNS[..]),
        ) {
            let head = format!("arn:aws:s3:::{head}");
            let series = Series { head: &head, tail };
            let (allow, deny) = (policy("Allow", allow.0, allow.1), policy("Deny", deny.0, deny.1));
            let endpoint = policy("Allow", of_endpoint, "");
            let stack = Stack {
                identity: vec![&allow, &deny],
                endpoint: Some(Endpoint { kind: EndpointKind::Gateway, policies: vec![&endpoint] }),
                ..Stack::default()
            };
            let mut found = outcomes(&stack, &series);
            found.dedup();
            if stack.is_steady(&series) {
                prop_assert_eq!(found.len(), 1, "{:?}", found);
            }
        }
    }

    #[test]
    fn the_common_policies_are_steady() {
        let series = Series {
            head: "arn:aws:s3:::b/logs/",
            tail: Some(".gz"),
        };
        for (pattern, condition, steady) in [
            (PATTERNS[1], CONDITIONS[2], true),
            (PATTERNS[2], "", true),
            (PATTERNS[3], "", false),
            (PATTERNS[9], "", true),
            (PATTERNS[1], CONDITIONS[1], false),
            (PATTERNS[1], CONDITIONS[3], false),
        ] {
            let policy = policy("Allow", pattern, condition);
            let stack = Stack {
                identity: vec![&policy],
                ..Stack::default()
            };
            assert_eq!(stack.is_steady(&series), steady, "{pattern}{condition}");
        }
    }

    #[test]
    fn shares_of_a_series() {
        let numbered = Series {
            head: "a/",
            tail: Some(".gz"),
        };
        let single = Series {
            head: "a/b.gz",
            tail: None,
        };
        for (found, wanted) in [
            (numbered.end_with("gz"), Share::All),
            (numbered.end_with("1.gz"), Share::Some),
            (numbered.end_with(".csv"), Share::None),
            (numbered.are("a/1.gz"), Share::Some),
            (numbered.are("a/.gz"), Share::None),
            (single.begin_with("a/b.gz/"), Share::None),
            (single.end_with(".gz"), Share::All),
            (single.are("a/b.gz"), Share::All),
            (single.are("a/b"), Share::None),
        ] {
            assert_eq!(found, wanted);
        }
    }
}
