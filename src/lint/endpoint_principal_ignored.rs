//! Rule `endpoint-principal-ignored`: in the policy of a gateway endpoint a principal other than
//! `*` means the account's root user and nobody else (POL-29).

use super::design::Design;
use super::findings::Findings;
use super::rule::Rule;
use super::written_policy::Holder;
use crate::diagnostic::Diagnostic;
use crate::policy::{Effect, PrincipalType};
use crate::world::gateway::EndpointKind;

pub(super) fn find(design: &Design<'_>, findings: &mut Findings) {
    for written in &design.policies {
        let Holder::Endpoint(endpoint) = written.holder else {
            continue;
        };
        match design.world.vpc_endpoints[endpoint].kind {
            EndpointKind::Gateway { .. } => {}
            // An interface endpoint takes an account for the account.
            EndpointKind::Interface(_) => continue,
        }
        for statement in &written.policy.document().statements {
            let element = statement
                .principal
                .as_ref()
                .filter(|element| !element.negated);
            let Some(element) = element else {
                continue;
            };
            let (what, verb) = match statement.effect {
                Effect::Allow => ("Allow", "reaches"),
                Effect::Deny => ("Deny", "hits"),
            };
            for principal in &element.listed {
                if principal.kind != PrincipalType::Aws || principal.word.text == "*" {
                    continue;
                }
                let message = format!(
                    "this {what} {verb} no role or user: gateway endpoints read `{}` as the \
                     account's root user",
                    principal.word.text
                );
                let help = "write `\"Principal\": \"*\"` and compare `aws:PrincipalArn` or \
                            `aws:PrincipalAccount` in a condition (POL-29)";
                let place = written.place(&principal.word.place);
                let rule = Rule::EndpointPrincipalIgnored.name();
                findings.add(Diagnostic::warning(rule, message, place).help(help));
            }
        }
    }
}
