//! One condition of a statement, typed when the policy is compiled.

use ipnet::IpNet;

use super::arn_pattern::ArnPattern;
use super::context::{Context, Values};
use super::document::{Version, WrittenCondition};
use super::key::{Key, KnownKey};
use super::operator::{Comparison, Operator, Order, Quantifier};
use super::pattern::{Match, Pattern, Syntax};
use super::value::{Decimal, Moment, Value, network, truth};

/// A compiled condition, and the words it was written in for explanations.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) operator: Box<str>,
    pub(super) key_written: Box<str>,
    pub(super) wanted: Box<[Box<str>]>,
    pub(super) key: Key,
    rule: Option<Operator>,
    test: Test,
}

/// What a value is compared with; `None` stands for a policy value that is not of the type.
#[derive(Debug, Clone)]
enum Test {
    Texts(Box<[Pattern]>),
    TextsIgnoringCase(Box<[Pattern]>),
    Arns(Box<[ArnPattern]>),
    Booleans(Box<[Option<bool>]>),
    Networks(Box<[Option<IpNet>]>),
    Numbers(Order, Box<[Option<Decimal>]>),
    Moments(Order, Box<[Option<Moment>]>),
    Missing(Box<[Option<bool>]>),
    /// The operator is unknown.
    Undecidable,
}

impl Condition {
    pub(super) fn compile(written: &WrittenCondition, version: Version) -> Self {
        let rule = Operator::parse(&written.operator.text);
        let texts: Vec<&str> = written.values.iter().map(|v| v.text.as_str()).collect();
        Self {
            operator: written.operator.text.as_str().into(),
            key_written: written.key.text.as_str().into(),
            wanted: texts.iter().map(|text| Box::from(*text)).collect(),
            key: Key::named(&written.key.text),
            rule,
            test: rule.map_or(Test::Undecidable, |rule| {
                Test::compile(rule, &texts, version)
            }),
        }
    }

    /// Whether the condition is met. `denies` says whether its statement is a Deny: what cannot be
    /// decided never allows (trap 12), so a Deny is then taken to apply.
    #[inline]
    pub(super) fn is_met(&self, context: &Context, denies: bool) -> bool {
        let Some(rule) = self.rule else {
            return denies;
        };
        let found = context.values(&self.key).map(Values::as_slice);
        let found = found.filter(|values| !values.is_empty());
        if let Test::Missing(wanted) = &self.test {
            return wanted.contains(&Some(found.is_none()));
        }
        let Some(values) = found else {
            return rule.met_when_missing();
        };
        let holds = |value: &Value| self.holds(rule, value, context, denies);
        match (rule.quantifier, values) {
            (None, [value]) => holds(value),
            // AWS: several values without a set operator are an error of the policy.
            (None, _) => denies,
            (Some(Quantifier::All), _) => values.iter().all(holds),
            (Some(Quantifier::Any), _) => values.iter().any(holds),
        }
    }

    /// Whether it is met alike by requests that differ in their object and moment only.
    pub(super) fn is_steady(&self) -> bool {
        let is_of_time = [KnownKey::CurrentTime, KnownKey::EpochTime]
            .into_iter()
            .any(|key| self.key == Key::Known(key));
        let has_variables = match &self.test {
            Test::Texts(all) | Test::TextsIgnoringCase(all) => {
                all.iter().any(Pattern::has_variables)
            }
            Test::Arns(all) => all.iter().any(ArnPattern::has_variables),
            Test::Booleans(_)
            | Test::Networks(_)
            | Test::Numbers(..)
            | Test::Moments(..)
            | Test::Missing(_)
            | Test::Undecidable => false,
        };
        !is_of_time && !has_variables
    }

    #[inline]
    fn holds(&self, rule: Operator, value: &Value, context: &Context, denies: bool) -> bool {
        match (self.test.matches(value, context), rule.negated) {
            (Match::Yes, negated) => !negated,
            (Match::No, negated) => negated,
            // AWS: a variable without value makes the statement not match, a Deny too (trap 4).
            (Match::Unknown, true) => denies && !self.test.has_patterns(),
            (Match::Unknown, false) => false,
        }
    }
}

impl Test {
    fn compile(rule: Operator, texts: &[&str], version: Version) -> Self {
        let variables = version == Version::V2012;
        let patterns = |wildcards| {
            let syntax = Syntax {
                wildcards,
                variables,
            };
            texts.iter().map(|t| Pattern::compile(t, syntax)).collect()
        };
        let booleans = || texts.iter().map(|text| truth(text)).collect();
        match rule.comparison {
            Comparison::Text | Comparison::Binary => Self::Texts(patterns(false)),
            Comparison::TextLike => Self::Texts(patterns(true)),
            Comparison::TextIgnoringCase => Self::TextsIgnoringCase(patterns(false)),
            Comparison::Arn => {
                let syntax = Syntax {
                    wildcards: true,
                    variables,
                };
                Self::Arns(
                    texts
                        .iter()
                        .map(|t| ArnPattern::compile(t, syntax))
                        .collect(),
                )
            }
            Comparison::Bool => Self::Booleans(booleans()),
            Comparison::Null => Self::Missing(booleans()),
            Comparison::Ip => Self::Networks(texts.iter().map(|text| network(text)).collect()),
            Comparison::Number(order) => Self::Numbers(
                order,
                texts.iter().map(|text| Decimal::parse(text)).collect(),
            ),
            Comparison::Date(order) => Self::Moments(
                order,
                texts.iter().map(|text| Moment::parse(text)).collect(),
            ),
        }
    }

    /// Whether `value` matches any of the policy's values.
    #[inline]
    fn matches(&self, value: &Value, context: &Context) -> Match {
        match self {
            Self::Texts(patterns) => any(patterns, |p| p.matches(value.as_str(), context)),
            Self::TextsIgnoringCase(patterns) => any(patterns, |p| {
                p.matches_ignoring_case(value.as_str(), context)
            }),
            Self::Arns(patterns) => any(patterns, |p| p.matches(value.as_str(), context)),
            Self::Booleans(wanted) => typed(wanted, value.as_bool(), |w, v| w == v),
            Self::Networks(wanted) => typed(wanted, value.as_ip(), |w, v| w.contains(v)),
            Self::Numbers(order, wanted) => typed(wanted, value.as_number(), |w, v| order.is(v, w)),
            Self::Moments(order, wanted) => typed(wanted, value.as_moment(), |w, v| order.is(v, w)),
            Self::Missing(_) | Self::Undecidable => Match::Unknown,
        }
    }

    fn has_patterns(&self) -> bool {
        matches!(
            self,
            Self::Texts(_) | Self::TextsIgnoringCase(_) | Self::Arns(_)
        )
    }
}

impl Order {
    fn is<T: Ord>(self, value: &T, wanted: &T) -> bool {
        match self {
            Self::Equal => value == wanted,
            Self::Less => value < wanted,
            Self::LessOrEqual => value <= wanted,
            Self::Greater => value > wanted,
            Self::GreaterOrEqual => value >= wanted,
        }
    }
}

fn any<T>(all: &[T], matches: impl Fn(&T) -> Match) -> Match {
    let mut answer = Match::No;
    for one in all {
        match matches(one) {
            Match::Yes => return Match::Yes,
            Match::No => {}
            Match::Unknown => answer = Match::Unknown,
        }
    }
    answer
}

fn typed<T, V>(all: &[Option<T>], value: Option<V>, is: impl Fn(&T, &V) -> bool) -> Match {
    let Some(value) = value else {
        return Match::Unknown;
    };
    any(all, |one| {
        one.as_ref()
            .map_or(Match::Unknown, |one| Match::from(is(one, &value)))
    })
}
