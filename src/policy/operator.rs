//! Condition operators: their names, set qualifiers and what a missing key means to each.

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `StringEquals`
    Text,
    /// `StringEqualsIgnoreCase`
    TextIgnoringCase,
    /// `StringLike`, with `*` and `?`
    TextLike,
    /// `ArnEquals` and `ArnLike`, which are the same (COND-15).
    Arn,
    /// `Bool`
    Bool,
    /// `BinaryEquals`
    Binary,
    /// `IpAddress`
    Ip,
    /// `Numeric…`
    Number(Order),
    /// `Date…`
    Date(Order),
    /// `Null`
    Null,
}

/// The relation that a number or date is asked to have to the policy's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// `…Equals`
    Equal,
    /// `…LessThan`
    Less,
    /// `…LessThanEquals`
    LessOrEqual,
    /// `…GreaterThan`
    Greater,
    /// `…GreaterThanEquals`
    GreaterOrEqual,
}

/// How the values of a multivalued key are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `ForAllValues:`; true on a missing key (COND-13).
    All,
    /// `ForAnyValue:`; false on a missing key (COND-13).
    Any,
}

/// One condition operator.
///
/// ```
/// use vpcsim::policy::{Comparison, Operator, Quantifier};
/// let operator = Operator::parse("ForAnyValue:StringNotLikeIfExists").unwrap();
/// assert_eq!(operator.comparison, Comparison::TextLike);
/// assert_eq!(operator.quantifier, Some(Quantifier::Any));
/// assert!(operator.negated && operator.if_exists);
/// assert_eq!(Operator::parse("StringMatches"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operator {
    /// How values are compared.
    pub comparison: Comparison,
    /// Whether it is the `Not…` form: none of the values may match (COND-12).
    pub negated: bool,
    /// Whether `…IfExists` is written: true on a missing key (COND-10).
    pub if_exists: bool,
    /// The set qualifier, if any.
    pub quantifier: Option<Quantifier>,
}

/// Every operator without qualifiers: its name, comparison, and whether it is negated.
const NAMES: [(&str, Comparison, bool); 27] = [
    ("StringEquals", Comparison::Text, false),
    ("StringNotEquals", Comparison::Text, true),
    (
        "StringEqualsIgnoreCase",
        Comparison::TextIgnoringCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Comparison::TextIgnoringCase,
        true,
    ),
    ("StringLike", Comparison::TextLike, false),
    ("StringNotLike", Comparison::TextLike, true),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotLike", Comparison::Arn, true),
    ("Bool", Comparison::Bool, false),
    ("BinaryEquals", Comparison::Binary, false),
    ("IpAddress", Comparison::Ip, false),
    ("NotIpAddress", Comparison::Ip, true),
    ("NumericEquals", Comparison::Number(Order::Equal), false),
    ("NumericNotEquals", Comparison::Number(Order::Equal), true),
    ("NumericLessThan", Comparison::Number(Order::Less), false),
    (
        "NumericLessThanEquals",
        Comparison::Number(Order::LessOrEqual),
        false,
    ),
    (
        "NumericGreaterThan",
        Comparison::Number(Order::Greater),
        false,
    ),
    (
        "NumericGreaterThanEquals",
        Comparison::Number(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Comparison::Date(Order::Equal), false),
    ("DateNotEquals", Comparison::Date(Order::Equal), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    (
        "DateLessThanEquals",
        Comparison::Date(Order::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Comparison::Date(Order::GreaterOrEqual),
        false,
    ),
    ("Null", Comparison::Null, false),
];

impl Operator {
    /// Reads an operator's name; case does not matter, as AWS takes any.
    pub fn parse(name: &str) -> Option<Self> {
        let (quantifier, rest) = match name.split_once(':') {
            None => (None, name),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::All), rest)
            }
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::Any), rest)
            }
            Some(_) => return None,
        };
        let base = strip_if_exists(rest);
        let (_, comparison, negated) = NAMES
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(base))?;
        let if_exists = base.len() < rest.len();
        if *comparison == Comparison::Null && (if_exists || quantifier.is_some()) {
            return None;
        }
        Some(Self {
            comparison: *comparison,
            negated: *negated,
            if_exists,
            quantifier,
        })
    }

    /// Whether the condition is met when its key is missing: the truth table of COND-09 to
    /// COND-13.
    ///
    /// AWS: a negated `ForAnyValue` is false too, since no value of the key exists (IAM user
    /// guide, multivalued context keys).
    pub fn met_when_missing(self) -> bool {
        if self.if_exists {
            return true;
        }
        match self.quantifier {
            Some(Quantifier::All) => true,
            Some(Quantifier::Any) => false,
            None => self.negated,
        }
    }
}

fn strip_if_exists(name: &str) -> &str {
    let cut = name.len().wrapping_sub("IfExists".len());
    match (name.get(..cut), name.get(cut..)) {
        (Some(base), Some(tail)) if tail.eq_ignore_ascii_case("IfExists") => base,
        _ => name,
    }
}

/// The known operator nearest to `name`.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    crate::diagnostic::nearest(name, NAMES.iter().map(|(known, ..)| *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_key_truth_table() {
        for (rule, name, met) in [
            ("COND-09", "StringEquals", false),
            ("COND-09", "Bool", false),
            ("COND-09", "IpAddress", false),
            ("COND-09", "NumericLessThan", false),
            ("COND-09", "DateLessThan", false),
            ("COND-09", "ArnLike", false),
            ("COND-09", "StringNotEquals", true),
            ("COND-09", "NotIpAddress", true),
            ("COND-09", "ArnNotLike", true),
            ("COND-10", "StringEqualsIfExists", true),
            ("COND-10", "StringNotEqualsIfExists", true),
            ("COND-13", "ForAllValues:StringEquals", true),
            ("COND-13", "ForAllValues:StringNotEquals", true),
            ("COND-13", "ForAnyValue:StringEquals", false),
            ("COND-13", "ForAnyValue:StringNotEquals", false),
        ] {
            let operator = Operator::parse(name).unwrap();
            assert_eq!(operator.met_when_missing(), met, "{rule} {name}");
        }
    }

    #[test]
    fn names_that_are_no_operators() {
        for name in [
            "",
            "String",
            "ForEach:StringLike",
            "NullIfExists",
            "IfExists",
            "é",
        ] {
            assert_eq!(Operator::parse(name), None, "{name}");
        }
        assert!(Operator::parse("stringequalsIFEXISTS").is_some());
        assert_eq!(nearest("StringEqual"), Some("StringEquals"));
    }
}
