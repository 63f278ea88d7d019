//! Traps in conditions: keys that are not there, values that can never match.

use super::{LintCode, Lints};
use crate::policy::arn_pattern::fields_of_pattern;
use crate::policy::document::{Document, Effect, WrittenCondition, WrittenStatement};
use crate::policy::key::{Key, KnownKey};
use crate::policy::operator::{Comparison, Operator, Quantifier};

pub(super) fn check(
    _document: &Document,
    statement: &WrittenStatement,
    absent: &[KnownKey],
    lints: &mut Lints,
) {
    for condition in &statement.conditions {
        let Some(rule) = Operator::parse(&condition.operator.text) else {
            let message = format!("`{}` is no operator", condition.operator.text);
            lints.add(LintCode::NeverMet, &condition.operator.place, message, "");
            continue;
        };
        let key = Key::named(&condition.key.text);
        values(condition, rule, &key, lints);
        sets(statement, condition, (rule, &key), lints);
        if let Key::Known(known) = key
            && absent.contains(&known)
        {
            missing(statement, condition, (rule, known), lints);
        }
    }
}

/// Keys whose values are bare ids.
fn holds_ids(key: &Key) -> bool {
    let Key::Known(key) = key else {
        return false;
    };
    matches!(
        key,
        KnownKey::SourceVpc
            | KnownKey::SourceVpce
            | KnownKey::Ec2InstanceSourceVpc
            | KnownKey::PrincipalOrgId
    )
}

/// Keys whose values are account ids.
fn holds_accounts(key: &Key) -> bool {
    let Key::Known(key) = key else {
        return false;
    };
    matches!(
        key,
        KnownKey::SourceAccount
            | KnownKey::ResourceAccount
            | KnownKey::S3ResourceAccount
            | KnownKey::PrincipalAccount
            | KnownKey::VpceAccount
            | KnownKey::DataAccessPointAccount
    )
}

fn values(condition: &WrittenCondition, rule: Operator, key: &Key, lints: &mut Lints) {
    for value in &condition.values {
        let text = value.text.as_str();
        let name = &condition.key.text;
        if (holds_ids(key) || holds_accounts(key)) && text.starts_with("arn:") {
            let message = format!("`{name}` holds a bare id, never an ARN");
            let last = text.rsplit(['/', ':']).next().unwrap_or(text);
            let fields = fields_of_pattern(text).filter(|_| holds_accounts(key));
            let id = fields.map_or(last, |fields| fields[4]);
            lints.add(
                LintCode::ArnForId,
                &value.place,
                message,
                &format!("write `{id}`"),
            );
        }
        let plain = matches!(
            rule.comparison,
            Comparison::Text | Comparison::TextIgnoringCase
        );
        if plain && text.contains('*') && !text.contains("${*}") {
            let message = format!("`*` is no wildcard for `{}`", condition.operator.text);
            lints.add(
                LintCode::NeverMet,
                &value.place,
                message,
                "use `StringLike`",
            );
        }
        let too_short = rule.comparison == Comparison::Arn
            && fields_of_pattern(text).is_none()
            && !text.bytes().all(|b| b == b'*')
            && !text.contains("${");
        if too_short {
            let message = format!("`{text}` has too few fields to match any ARN");
            let help = "an ARN has six fields; each is matched apart";
            lints.add(LintCode::WrongFieldCount, &value.place, message, help);
        }
    }
}

fn sets(
    statement: &WrittenStatement,
    condition: &WrittenCondition,
    (rule, key): (Operator, &Key),
    lints: &mut Lints,
) {
    let several = matches!(
        key,
        Key::Known(
            KnownKey::TagKeys
                | KnownKey::CalledVia
                | KnownKey::PrincipalOrgPaths
                | KnownKey::ResourceOrgPaths
                | KnownKey::SourceOrgPaths
                | KnownKey::PrincipalServiceNamesList
                | KnownKey::S3RequestObjectTagKeys
        )
    );
    if several && rule.quantifier.is_none() && rule.comparison != Comparison::Null {
        let message = format!("`{}` can have several values", condition.key.text);
        let help = "write `ForAnyValue:` or `ForAllValues:` before the operator";
        lints.add(
            LintCode::SetOperatorMissing,
            &condition.operator.place,
            message,
            help,
        );
    }
    let is_lax = rule.quantifier == Some(Quantifier::All) && statement.effect == Effect::Allow;
    if is_lax && !is_required(statement, key) {
        let message = format!("a request without `{}` is allowed too", condition.key.text);
        let help = "add `Null` with `false` for the key";
        lints.add(
            LintCode::AllowsWhenMissing,
            &condition.operator.place,
            message,
            help,
        );
    }
}

/// Whether the statement asks for the key to be there.
fn is_required(statement: &WrittenStatement, key: &Key) -> bool {
    statement.conditions.iter().any(|condition| {
        let rule = Operator::parse(&condition.operator.text);
        let mut values = condition.values.iter();
        rule.is_some_and(|rule| rule.comparison == Comparison::Null)
            && Key::named(&condition.key.text) == *key
            && values.all(|value| value.text.eq_ignore_ascii_case("false"))
    })
}

/// A key that no request can carry. A Deny that it merely does not stop may still ask for more.
fn missing(
    statement: &WrittenStatement,
    condition: &WrittenCondition,
    (rule, key): (Operator, KnownKey),
    lints: &mut Lints,
) {
    let met = if rule.comparison == Comparison::Null {
        condition
            .values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case("true"))
    } else {
        rule.met_when_missing()
    };
    let consequence = match (statement.effect, met) {
        (Effect::Deny, true) if statement.conditions.len() > 1 => return,
        (Effect::Deny, true) => "so this Deny hits every request",
        (Effect::Deny, false) => "so this Deny never applies",
        (Effect::Allow, true) => "so this condition limits nothing",
        (Effect::Allow, false) => "so this Allow never applies",
    };
    let (code, help) = if key == KnownKey::SourceIp {
        (
            LintCode::SourceIpBehindEndpoint,
            "through an endpoint use `aws:VpcSourceIp`, `aws:SourceVpc` or `aws:SourceVpce`",
        )
    } else {
        (
            LintCode::KeyNeverPresent,
            "compare a key that requests on this path carry",
        )
    };
    let message = format!(
        "`{}` is absent on every path here, {consequence}",
        condition.key.text
    );
    lints.add(code, &condition.key.place, message, help);
}
