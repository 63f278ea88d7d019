//! What AWS asks of a document beyond its grammar when it is put (CFG-07, CFG-08, CFG-10).

use std::ops::Range;

use super::document::{Document, Effect, Fault, PrincipalType, WrittenCondition, WrittenStatement};
use super::grantee;
use super::key::{Key, KnownKey};
use super::kind::{PolicyKind, PrincipalElement, SizeCounts};
use super::operator::{Comparison, Operator};
use super::value::{Decimal, Moment, network, truth};
use super::{check_endpoint, check_scope};

/// Collects the faults of one document.
pub(super) struct Checker<'a> {
    pub(super) kind: PolicyKind,
    faults: &'a mut Vec<Fault>,
}

/// Adds every fault of `document`, whose JSON text is `text`, to `faults`; `owner` is the ARN of
/// the resource it is put on, when known.
pub(super) fn check(document: &Document, text: &str, owner: Option<&str>, faults: &mut Vec<Fault>) {
    let kind = document.kind;
    let mut checker = Checker { kind, faults };
    checker.size(text);
    for (number, statement) in document.statements.iter().enumerate() {
        checker.sid(statement, &document.statements[..number]);
        checker.principal(statement);
        check_scope::actions(&mut checker, statement);
        check_scope::resources(&mut checker, statement, owner);
        if kind.is_s3() {
            check_scope::fit(&mut checker, statement);
        }
        for condition in &statement.conditions {
            checker.values(condition);
            if kind == PolicyKind::Endpoint {
                check_endpoint::condition(&mut checker, condition);
            }
        }
        if kind == PolicyKind::Endpoint {
            check_endpoint::resources(&mut checker, statement);
        }
        if kind == PolicyKind::Rcp {
            checker.resource_control(statement);
        }
    }
}

impl Checker<'_> {
    pub(super) fn fault(&mut self, place: &Range<usize>, message: String, help: &str) {
        self.faults.push(Fault {
            code: self.kind.error_code(),
            message,
            place: place.clone(),
            help: help.to_owned(),
        });
    }

    /// Size limits (CFG-10).
    fn size(&mut self, text: &str) {
        let (limit, counts) = self.kind.size_max();
        let size = match counts {
            SizeCounts::Everything => text.chars().count(),
            SizeCounts::WithoutSpace => text.chars().filter(|c| !c.is_whitespace()).count(),
        };
        if size > limit {
            let name = self.kind.with_article();
            let message = format!("{name} has at most {limit} characters, this one {size}");
            self.faults.push(Fault {
                code: match self.kind {
                    PolicyKind::Identity | PolicyKind::Boundary => "LimitExceeded",
                    PolicyKind::Session => "PackedPolicyTooLarge",
                    PolicyKind::Scp | PolicyKind::Rcp => "ConstraintViolationException",
                    PolicyKind::Endpoint => "InvalidPolicyDocument",
                    PolicyKind::Bucket
                    | PolicyKind::AccessPoint
                    | PolicyKind::MultiRegionAccessPoint
                    | PolicyKind::Resource => "PolicyTooLarge",
                },
                message,
                place: 0..text.len(),
                help: "use wildcards, or fewer statements".to_owned(),
            });
        }
    }

    /// Letters and digits only in IAM policies (CFG-08), and no Sid twice.
    fn sid(&mut self, statement: &WrittenStatement, earlier: &[WrittenStatement]) {
        let Some(sid) = &statement.sid else {
            return;
        };
        let plain = sid.text.bytes().all(|b| b.is_ascii_alphanumeric());
        if self.kind.has_plain_sids() && !plain {
            let message = format!("statement id `{}` is not alphanumeric", sid.text);
            self.fault(&sid.place, message, "IAM takes letters and digits only");
        }
        let twice = earlier
            .iter()
            .any(|one| one.sid.as_ref().is_some_and(|other| other.text == sid.text));
        if twice && !sid.text.is_empty() {
            let message = format!("statement id `{}` is not unique", sid.text);
            self.fault(&sid.place, message, "give each statement its own Sid");
        }
    }

    /// Whether there is a `Principal`, and one that AWS takes (CFG-04, CFG-07).
    fn principal(&mut self, statement: &WrittenStatement) {
        let wanted = self.kind.principal_element();
        let Some(element) = &statement.principal else {
            if wanted != PrincipalElement::Forbidden {
                let message = "missing required element `Principal`".to_owned();
                let help = format!("{} says whom it is for", self.kind.with_article());
                self.fault(&statement.place, message, &help);
            }
            return;
        };
        if wanted == PrincipalElement::Forbidden {
            let message = format!("{} must not specify a principal", self.kind.with_article());
            self.fault(&element.place, message, "leave `Principal` out");
            return;
        }
        if element.negated && statement.effect == Effect::Allow {
            let message = "`NotPrincipal` cannot be used with `Allow`".to_owned();
            let help = "use `Principal`, or a condition on `aws:PrincipalArn`";
            self.fault(&element.place, message, help);
        }
        for principal in &element.listed {
            let text = &principal.word.text;
            let is_star = text == "*" && principal.kind == PrincipalType::Aws;
            let valid = match wanted {
                PrincipalElement::Everyone => is_star && !element.negated,
                PrincipalElement::Required | PrincipalElement::Forbidden => {
                    grantee::is_valid(principal)
                }
            };
            if !valid {
                let help = if text.contains('<') {
                    "put the real value in place of the placeholder"
                } else if wanted == PrincipalElement::Everyone {
                    "a resource control policy is for `*`"
                } else {
                    "no wildcards inside an ARN; write an account id or a whole ARN"
                };
                let message = format!("invalid principal `{text}`");
                self.fault(&principal.word.place, message, help);
            }
        }
    }

    /// Values that are not of the type their operator compares.
    fn values(&mut self, condition: &WrittenCondition) {
        let Some(operator) = Operator::parse(&condition.operator.text) else {
            return;
        };
        if !condition.key.text.contains(':') {
            let message = format!("invalid condition key `{}`", condition.key.text);
            let help = "keys are written `service:key`, such as `aws:SourceVpc`";
            self.fault(&condition.key.place, message, help);
        }
        for value in &condition.values {
            let text = value.text.as_str();
            let (fits, what) = match operator.comparison {
                Comparison::Bool | Comparison::Null => (truth(text).is_some(), "true or false"),
                Comparison::Ip => (network(text).is_some(), "an address or CIDR block"),
                Comparison::Number(_) => (Decimal::parse(text).is_some(), "a number"),
                Comparison::Date(_) => (Moment::parse(text).is_some(), "a date"),
                Comparison::Text
                | Comparison::TextIgnoringCase
                | Comparison::TextLike
                | Comparison::Arn
                | Comparison::Binary => (true, ""),
            };
            if !fits && !text.contains("${") {
                let message = format!("`{text}` is not {what}");
                self.fault(&value.place, message, "the condition could never be met");
            }
        }
    }

    /// What Organizations asks of resource control policies (RCP-01).
    fn resource_control(&mut self, statement: &WrittenStatement) {
        if statement.effect == Effect::Allow {
            let message = "a resource control policy can only deny".to_owned();
            let help = "`RCPFullAWSAccess` is always attached and allows everything";
            self.fault(&statement.place, message, help);
        }
        let Some(action) = &statement.action else {
            return;
        };
        if action.negated {
            let message = "`NotAction` is not supported here".to_owned();
            self.fault(&action.place, message, "list the actions in `Action`");
        }
        for word in action.listed.iter().filter(|word| word.text == "*") {
            let message = "`*` alone is not supported here".to_owned();
            self.fault(&word.place, message, "name the service, such as `s3:*`");
        }
    }
}

/// Global keys whose values AWS makes up itself.
pub(super) fn is_system_identifier(key: &Key) -> bool {
    let Key::Known(key) = key else {
        return false;
    };
    matches!(
        key,
        KnownKey::SourceVpc
            | KnownKey::SourceVpce
            | KnownKey::PrincipalAccount
            | KnownKey::PrincipalOrgId
            | KnownKey::ResourceAccount
            | KnownKey::ResourceOrgId
            | KnownKey::SourceAccount
            | KnownKey::SourceOrgId
            | KnownKey::VpceAccount
            | KnownKey::VpceOrgId
            | KnownKey::UserId
            | KnownKey::Ec2InstanceSourceVpc
    )
}
