//! Whether a policy is public, as S3 Block Public Access reads it (BPA-07 to BPA-10).

use ipnet::IpNet;

use super::arn_pattern::fields_of_pattern;
use super::document::{
    Document, Effect, PrincipalType, WrittenCondition, WrittenPrincipal, WrittenStatement,
};
use super::key::{Key, KnownKey};
use super::kind::PolicyKind;
use super::operator::{Comparison, Operator};
use super::value::network;

/// What S3 makes of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicity {
    /// The statements that make it public, by their place from 0; empty when it is not.
    pub public_statements: Vec<usize>,
}

impl Publicity {
    /// Whether any statement makes it public.
    pub fn is_public(&self) -> bool {
        !self.public_statements.is_empty()
    }
}

/// Tells which statements make a policy public.
///
/// S3 assumes that a policy is public, then looks for reasons why it is not: every Allow must be
/// pinned to fixed principals or to fixed values of certain keys. A Deny never helps (BPA-07).
///
/// ```
/// use vpcsim::policy::{classify, Document, PolicyKind, Validation};
/// let is_public = |condition: &str| {
///     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Principal": "*",
///         "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {condition}}}}}"#);
///     let (document, _) = Document::parse(&text, PolicyKind::Bucket, Validation::Strict);
///     classify(&document.unwrap()).is_public()
/// };
/// assert!(is_public(r#"{"StringLike": {"aws:SourceVpc": "vpc-*"}}"#)); // BPA-08
/// assert!(!is_public(r#"{"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}"#)); // BPA-08
/// assert!(!is_public(r#"{"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}"#)); // BPA-09
/// ```
pub fn classify(document: &Document) -> Publicity {
    let statements = document.statements.iter().enumerate();
    Publicity {
        public_statements: statements
            .filter(|(_, statement)| is_public(statement, document.kind))
            .map(|(index, _)| index)
            .collect(),
    }
}

fn is_public(statement: &WrittenStatement, kind: PolicyKind) -> bool {
    if statement.effect == Effect::Deny {
        return false;
    }
    let Some(principal) = &statement.principal else {
        return false;
    };
    let open = principal.negated || principal.listed.iter().any(is_open_principal);
    open && !statement
        .conditions
        .iter()
        .any(|condition| pins(condition, kind))
}

fn is_open_principal(principal: &WrittenPrincipal) -> bool {
    match principal.kind {
        PrincipalType::Aws => !is_fixed(&principal.word.text),
        PrincipalType::Service | PrincipalType::Federated | PrincipalType::CanonicalUser => false,
    }
}

/// Neither a wildcard nor a variable.
fn is_fixed(text: &str) -> bool {
    !text.contains(['*', '?']) && !text.contains("${")
}

/// Whether a condition makes its statement non-public.
fn pins(condition: &WrittenCondition, kind: PolicyKind) -> bool {
    let Some(operator) = Operator::parse(&condition.operator.text) else {
        return false;
    };
    let positive = !operator.negated && !operator.if_exists;
    let is_set_true_on_nothing = operator.quantifier == Some(super::operator::Quantifier::All);
    if !positive || is_set_true_on_nothing || condition.values.is_empty() {
        return false;
    }
    let Some(pin) = pin_of(&Key::named(&condition.key.text), kind) else {
        return false;
    };
    let comparison = operator.comparison;
    condition
        .values
        .iter()
        .all(|value| pin.holds(comparison, &value.text))
}

/// What the values of a key must be to pin a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pin {
    /// Fixed.
    Fixed,
    /// Fixed up to a slash or colon after which anything may follow, such as an organization's
    /// path or a role's unique id.
    FixedStart,
    /// An ARN whose account is fixed.
    FixedAccount,
    /// A narrow network: at least /8 for IPv4 and /32 for IPv6.
    Network,
    /// `true`.
    True,
    /// A service's name, which may be a pattern.
    Service,
}

fn pin_of(key: &Key, kind: PolicyKind) -> Option<Pin> {
    let Key::Known(key) = *key else {
        return None;
    };
    // In an access point's own policy `s3:DataAccessPointArn` names nobody (BPA-10).
    let names_points = kind == PolicyKind::Bucket || kind == PolicyKind::Resource;
    if key == KnownKey::DataAccessPointArn && !names_points {
        return None;
    }
    PINS.iter()
        .find(|(_, keys)| keys.contains(&key))
        .map(|(pin, _)| *pin)
}

/// What pins a statement: the keys AWS lists (S3 user guide, "The meaning of public") and those
/// that fix the caller or the endpoint as firmly.
const PINS: [(Pin, &[KnownKey]); 6] = [
    (Pin::Network, &[KnownKey::SourceIp]),
    (
        Pin::Fixed,
        &[
            KnownKey::SourceArn,
            KnownKey::SourceVpc,
            KnownKey::SourceVpcArn,
            KnownKey::SourceVpce,
            KnownKey::SourceOwner,
            KnownKey::SourceAccount,
            KnownKey::SourceOrgId,
            KnownKey::VpceAccount,
            KnownKey::VpceOrgId,
            KnownKey::PrincipalOrgId,
            KnownKey::PrincipalAccount,
            KnownKey::S3EncryptionKey,
            KnownKey::DataAccessPointAccount,
        ],
    ),
    (
        Pin::FixedStart,
        &[
            KnownKey::UserId,
            KnownKey::PrincipalOrgPaths,
            KnownKey::VpceOrgPaths,
            KnownKey::SourceOrgPaths,
        ],
    ),
    (
        Pin::FixedAccount,
        &[KnownKey::PrincipalArn, KnownKey::DataAccessPointArn],
    ),
    (Pin::True, &[KnownKey::PrincipalIsAwsService]),
    (
        Pin::Service,
        &[
            KnownKey::PrincipalServiceName,
            KnownKey::PrincipalServiceNamesList,
        ],
    ),
];

impl Pin {
    fn holds(self, comparison: Comparison, value: &str) -> bool {
        let texts = matches!(
            comparison,
            Comparison::Text
                | Comparison::TextIgnoringCase
                | Comparison::TextLike
                | Comparison::Arn
        );
        match self {
            Self::Network => comparison == Comparison::Ip && is_narrow(value),
            Self::True => {
                (texts || comparison == Comparison::Bool) && value.eq_ignore_ascii_case("true")
            }
            Self::Fixed => texts && !value.is_empty() && is_fixed(value),
            Self::Service => texts && value != "*" && value.ends_with("amazonaws.com"),
            Self::FixedStart => texts && has_fixed_start(value),
            Self::FixedAccount => texts && has_fixed_account(value),
        }
    }
}

fn is_narrow(value: &str) -> bool {
    match network(value) {
        Some(IpNet::V4(net)) => net.prefix_len() >= 8,
        Some(IpNet::V6(net)) => net.prefix_len() >= 32,
        None => false,
    }
}

fn has_fixed_start(value: &str) -> bool {
    let start = value.strip_suffix('*').unwrap_or(value);
    let ends_a_part = start.ends_with([':', '/']);
    is_fixed(start) && start.len() > 1 && (start == value || ends_a_part)
}

fn has_fixed_account(value: &str) -> bool {
    fields_of_pattern(value).is_some_and(|fields| {
        is_fixed(fields[4]) && !fields[4].is_empty() && !fields[5].contains("${")
    })
}
