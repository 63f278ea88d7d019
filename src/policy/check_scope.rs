//! Whether actions and resources are of the right form and fit each other (CFG-09, MRAP-13).

use super::arn_pattern::{ArnPattern, fields_of_pattern};
use super::check::Checker;
use super::context::Context;
use super::document::{Word, WrittenStatement};
use super::kind::PolicyKind;
use super::pattern::{Match, Pattern, Syntax};
use super::s3_action::{self, S3Scope};

const WILD: Syntax = Syntax {
    wildcards: true,
    variables: false,
};

/// Actions: there must be some, each `*` or `service:Name`; S3 policies take S3's only.
pub(super) fn actions(checker: &mut Checker<'_>, statement: &WrittenStatement) {
    let Some(element) = &statement.action else {
        let message = "missing required element `Action`".to_owned();
        checker.fault(
            &statement.place,
            message,
            "name what the statement is about",
        );
        return;
    };
    for word in element.listed.iter().filter(|word| word.text != "*") {
        let Some((service, name)) = word.text.split_once(':') else {
            let message = format!("invalid action `{}`", word.text);
            let help = "actions are written `service:Name`, such as `s3:GetObject`";
            checker.fault(&word.place, message, help);
            continue;
        };
        let well_formed = !service.is_empty()
            && !name.is_empty()
            && word
                .text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b":-*?_".contains(&b));
        if !well_formed || checker.kind.is_s3() && !service.eq_ignore_ascii_case("s3") {
            let message = format!("policy has invalid action `{}`", word.text);
            checker.fault(&word.place, message, "");
        } else if service.eq_ignore_ascii_case("s3") {
            known(checker, word, name);
        }
    }
}

/// SIMPLIFIED: only misspelt S3 actions are refused, so that actions newer than the list pass.
fn known(checker: &mut Checker<'_>, word: &Word, name: &str) {
    let pattern = Pattern::compile(&word.text.to_lowercase(), WILD);
    if checker.kind.is_s3()
        && s3_action::scopes(&pattern).is_empty()
        && let Some(near) = s3_action::nearest(name)
    {
        let message = format!("policy has invalid action `{}`", word.text);
        checker.fault(&word.place, message, &format!("did you mean `s3:{near}`?"));
    }
}

/// Resources: ARNs or `*`; in a policy of a resource, only its own (CFG-09).
pub(super) fn resources(
    checker: &mut Checker<'_>,
    statement: &WrittenStatement,
    owner: Option<&str>,
) {
    let Some(element) = &statement.resource else {
        if checker.kind != PolicyKind::Resource {
            let message = "missing required element `Resource`".to_owned();
            checker.fault(
                &statement.place,
                message,
                "name what the statement is about",
            );
        }
        return;
    };
    for word in &element.listed {
        let text = word.text.as_str();
        if text == "*" {
            continue;
        }
        let fields = fields_of_pattern(text);
        let is_arn = fields.is_some_and(|fields| fields[0] == "arn" && !fields[5].is_empty());
        let placeholder = text.contains(['<', '>', '\n', '\r', '\t']);
        let wrong_service = checker.kind.is_s3() && fields.is_some_and(|fields| fields[2] != "s3");
        if !is_arn || placeholder || wrong_service {
            let message = format!("policy has invalid resource `{text}`");
            checker.fault(&word.place, message, help_for(text));
        } else if owner.is_some_and(|owner| !element.negated && !belongs(text, owner)) {
            let message = format!("policy has invalid resource `{text}`");
            let help = format!(
                "{} names only its own resource",
                checker.kind.with_article()
            );
            checker.fault(&word.place, message, &help);
        }
    }
}

fn help_for(text: &str) -> &'static str {
    if text.contains(['<', '>']) {
        "put the real value in place of the placeholder"
    } else {
        "a resource is an ARN of six fields, or `*`"
    }
}

/// Whether a resource pattern is about `owner`, the ARN of a bucket or access point.
fn belongs(text: &str, owner: &str) -> bool {
    let matches = |text: &str, arn: &str| {
        ArnPattern::compile(text, WILD).matches(arn, &Context::default()) == Match::Yes
    };
    if matches(text, owner) {
        return true;
    }
    // The bucket is the part before the first slash; an access point's objects follow `/object/`.
    let head = if owner.contains(":accesspoint/") {
        text.split_once("/object/").map_or(text, |(head, _)| head)
    } else {
        text.split_once('/').map_or(text, |(head, _)| head)
    };
    matches(head, owner)
}

/// Every action must apply to at least one of the resources listed with it (MRAP-13).
pub(super) fn fit(checker: &mut Checker<'_>, statement: &WrittenStatement) {
    let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else {
        return;
    };
    if actions.negated || resources.negated {
        return;
    }
    let is_point = checker.kind != PolicyKind::Bucket;
    let mut listed: Vec<S3Scope> = Vec::new();
    for word in &resources.listed {
        listed.extend(scopes_of_resource(&word.text, is_point));
    }
    for word in &actions.listed {
        let pattern = Pattern::compile(&word.text.to_lowercase(), WILD);
        let scopes = s3_action::scopes(&pattern);
        let fits = scopes.is_empty()
            || scopes
                .iter()
                .any(|scope| listed.contains(scope) || *scope == S3Scope::Other && is_point);
        if !fits {
            let message = format!(
                "action `{}` does not apply to any resource in the statement",
                word.text
            );
            let help = if scopes.contains(&S3Scope::Object) {
                "objects are `…/*`, the bucket itself is not among them"
            } else {
                "the bucket itself is its ARN without `/*`"
            };
            checker.fault(&word.place, message, help);
        }
    }
}

fn scopes_of_resource(text: &str, is_point: bool) -> Vec<S3Scope> {
    let both = vec![S3Scope::Bucket, S3Scope::Object];
    let Some(fields) = fields_of_pattern(text) else {
        return both;
    };
    let resource = fields[5];
    let separator = if is_point { "/object/" } else { "/" };
    match resource.split_once(separator) {
        Some(_) => vec![S3Scope::Object],
        None if resource.contains('*') => both,
        None => vec![S3Scope::Bucket],
    }
}
