//! Traps in actions, resources and principals.

use super::{LintCode, Lints, words};
use crate::policy::arn_pattern::fields_of_pattern;
use crate::policy::document::{
    Document, Effect, PrincipalType, Version, WrittenPrincipal, WrittenStatement,
};
use crate::policy::pattern::{Pattern, Syntax};
use crate::policy::s3_action::{self, S3Scope};

pub(super) fn check(document: &Document, statement: &WrittenStatement, lints: &mut Lints) {
    resources(statement, lints);
    kinds(statement, lints);
    principals(statement, lints);
    if document.version == Version::V2008 {
        for word in words(statement).filter(|word| word.text.contains("${")) {
            let message = format!("`{}` is plain text without `Version` 2012-10-17", word.text);
            let help = "add `\"Version\": \"2012-10-17\"`";
            lints.add(LintCode::VariablesNeed2012, &word.place, message, help);
        }
    }
}

fn resources(statement: &WrittenStatement, lints: &mut Lints) {
    for word in statement
        .resource
        .iter()
        .flat_map(|element| &element.listed)
    {
        let text = word.text.as_str();
        let only_stars = text.bytes().all(|b| b == b'*');
        let Some(fields) = fields_of_pattern(text).filter(|_| !only_stars) else {
            if !only_stars {
                let message = format!("`{text}` has too few fields to match any ARN");
                let help = "an ARN has six fields: `arn:aws:s3:::bucket/*`";
                lints.add(LintCode::WrongFieldCount, &word.place, message, help);
            }
            continue;
        };
        let name = fields[5].split('/').find(|part| *part != "accesspoint");
        if name.is_some_and(|name| name.ends_with("-s3alias") || name.ends_with("--ol-s3")) {
            let message = format!("`{text}` names an alias, which policies never match");
            let help = "name the access point by its ARN";
            lints.add(LintCode::AliasInResource, &word.place, message, help);
        }
    }
}

/// Actions none of whose resources is of their kind (POL-34, trap 9).
fn kinds(statement: &WrittenStatement, lints: &mut Lints) {
    let (Some(actions), Some(resources)) = (&statement.action, &statement.resource) else {
        return;
    };
    if actions.negated || resources.negated {
        return;
    }
    let mut listed: Vec<S3Scope> = Vec::new();
    for word in &resources.listed {
        listed.extend(scopes_of(&word.text));
    }
    let wild = Syntax {
        wildcards: true,
        variables: false,
    };
    for word in &actions.listed {
        let scopes = s3_action::scopes(&Pattern::compile(&word.text.to_lowercase(), wild));
        let fits = scopes
            .iter()
            .any(|s| listed.contains(s) || *s == S3Scope::Other);
        if scopes.is_empty() || fits {
            continue;
        }
        let help = match scopes.first() {
            Some(S3Scope::Object) => "add the objects: `arn:aws:s3:::bucket/*`",
            Some(S3Scope::Bucket) => "add the bucket itself: `arn:aws:s3:::bucket`",
            Some(S3Scope::Nothing | S3Scope::Other) | None => "this action matches `*` only",
        };
        let message = format!("`{}` applies to none of the resources listed", word.text);
        lints.add(LintCode::ResourceOfOtherKind, &word.place, message, help);
    }
}

fn scopes_of(text: &str) -> Vec<S3Scope> {
    if text.bytes().all(|b| b == b'*') {
        return vec![S3Scope::Bucket, S3Scope::Object, S3Scope::Nothing];
    }
    let Some(fields) = fields_of_pattern(text) else {
        return Vec::new();
    };
    let is_point = fields[5].starts_with("accesspoint/");
    let separator = if is_point { "/object/" } else { "/" };
    match fields[5].split_once(separator) {
        Some(_) => vec![S3Scope::Object],
        None if fields[5].contains('*') => vec![S3Scope::Bucket, S3Scope::Object],
        None => vec![S3Scope::Bucket],
    }
}

fn principals(statement: &WrittenStatement, lints: &mut Lints) {
    let Some(element) = &statement.principal else {
        return;
    };
    for principal in element.listed.iter().filter(|one| is_nobody(one)) {
        let message = format!("`{}` names nobody", principal.word.text);
        let help = "there are no wildcards inside a principal; use `*` with `aws:PrincipalArn`";
        lints.add(
            LintCode::PrincipalOfNobody,
            &principal.word.place,
            message,
            help,
        );
    }
    if element.negated && statement.effect == Effect::Deny {
        let message = "`NotPrincipal` spares a session only if it, its role and its account are \
                       all listed, and nobody who has a permissions boundary"
            .to_owned();
        let help = "use `Principal` `*` with `ArnNotEquals` on `aws:PrincipalArn`";
        lints.add(LintCode::NotPrincipalDeny, &element.place, message, help);
    }
}

fn is_nobody(principal: &WrittenPrincipal) -> bool {
    let text = principal.word.text.as_str();
    principal.kind == PrincipalType::Aws && text != "*" && text.contains(['*', '?'])
}
