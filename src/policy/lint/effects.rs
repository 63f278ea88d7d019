//! Traps of statements taken together: lock-outs, shadows, filters that let nothing pass.

use super::{LintCode, Lints};
use crate::policy::action::Action;
use crate::policy::arn_pattern::ArnPattern;
use crate::policy::context::Context;
use crate::policy::document::{Document, Effect, Element, Word, WrittenStatement};
use crate::policy::key::{Key, KnownKey};
use crate::policy::kind::PolicyKind;
use crate::policy::operator::Operator;
use crate::policy::pattern::{Match, Pattern, Syntax};

const WILD: Syntax = Syntax {
    wildcards: true,
    variables: false,
};

pub(super) fn check(document: &Document, lints: &mut Lints) {
    let statements = &document.statements;
    let filters = matches!(
        document.kind,
        PolicyKind::Endpoint | PolicyKind::Boundary | PolicyKind::Session
    );
    let allows = statements.iter().any(|one| one.effect == Effect::Allow);
    if let (true, false, Some(first)) = (filters, allows, statements.first()) {
        let message = format!(
            "a {} without an Allow lets nothing pass",
            document.kind.name()
        );
        let help = "add a statement that allows what shall pass";
        lints.add(LintCode::NothingAllowed, &first.place, message, help);
    }
    for statement in statements {
        if document.kind == PolicyKind::Bucket && locks_out(statement) {
            let message =
                "this Deny hits everyone, also whoever would repair the policy".to_owned();
            let help = "spare an administrator with `ArnNotEquals` on `aws:PrincipalArn`; \
                        otherwise only the account's root user can delete the policy";
            lints.add(LintCode::LockOut, &statement.place, message, help);
        }
        let shadow = statements.iter().find(|deny| shadows(deny, statement));
        if let Some(deny) = shadow {
            let name = deny
                .sid
                .as_ref()
                .map_or("another statement", |sid| &sid.text);
            let message = format!("this Allow has no effect, `{name}` denies all of it");
            lints.add(LintCode::Shadowed, &statement.place, message, "");
        }
    }
}

/// Whether a Deny covers `PutBucketPolicy` for everyone, whoever they are.
fn locks_out(statement: &WrittenStatement) -> bool {
    let repair = Action::new("s3:PutBucketPolicy");
    statement.effect == Effect::Deny
        && is_for_everyone(statement)
        && covers_action(statement, repair.lower())
        && !statement.conditions.iter().any(|condition| {
            // A condition on who asks, or on HTTPS, leaves a way open.
            let rule = Operator::parse(&condition.operator.text);
            match Key::named(&condition.key.text) {
                Key::Known(
                    KnownKey::SourceVpc
                    | KnownKey::SourceVpce
                    | KnownKey::SourceIp
                    | KnownKey::VpcSourceIp
                    | KnownKey::SourceVpcArn
                    | KnownKey::AccessPointNetworkOrigin
                    | KnownKey::DataAccessPointAccount
                    | KnownKey::DataAccessPointArn,
                ) => !rule.is_some_and(|rule| rule.negated),
                Key::Known(_) | Key::Named(_) => true,
            }
        })
}

fn is_for_everyone(statement: &WrittenStatement) -> bool {
    statement
        .principal
        .as_ref()
        .is_none_or(|element| element.negated || element.listed.iter().any(|p| p.word.text == "*"))
}

/// Whether `deny` denies all that `allow` allows.
fn shadows(deny: &WrittenStatement, allow: &WrittenStatement) -> bool {
    let plain_principal = deny.principal.as_ref().is_none_or(|element| {
        !element.negated && element.listed.iter().any(|p| p.word.text == "*")
    });
    deny.effect == Effect::Deny
        && allow.effect == Effect::Allow
        && deny.conditions.is_empty()
        && plain_principal
        && all_covered(allow.action.as_ref(), |text| {
            covers_action(deny, &text.to_lowercase())
        })
        && all_covered(allow.resource.as_ref(), |text| covers_resource(deny, text))
}

fn all_covered(element: Option<&Element<Word>>, covers: impl Fn(&str) -> bool) -> bool {
    element.is_some_and(|element| {
        !element.negated && element.listed.iter().all(|word| covers(&word.text))
    })
}

/// Whether one of the patterns of `statement` covers `text`, which may be a pattern itself.
fn covers_action(statement: &WrittenStatement, text: &str) -> bool {
    let Some(element) = statement.action.as_ref().filter(|one| !one.negated) else {
        return false;
    };
    element.listed.iter().any(|word| {
        is_comparable(&word.text, text)
            && Pattern::compile(&word.text.to_lowercase(), WILD).matches(text, &Context::default())
                == Match::Yes
    })
}

fn covers_resource(statement: &WrittenStatement, text: &str) -> bool {
    let Some(element) = statement.resource.as_ref().filter(|one| !one.negated) else {
        return false;
    };
    element.listed.iter().any(|word| {
        is_comparable(&word.text, text)
            && !word.text.contains("${")
            && ArnPattern::compile(&word.text, WILD).matches(text, &Context::default())
                == Match::Yes
    })
}

/// A `?` matches one `*` as a character, but not what the `*` stands for.
fn is_comparable(pattern: &str, text: &str) -> bool {
    !pattern.contains('?') || !text.contains('*')
}
