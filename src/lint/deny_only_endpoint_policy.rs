//! Rule `deny-only-endpoint-policy`: an endpoint policy without any Allow lets nothing pass
//! (POL-06, POL-07).

use super::design::Design;
use super::findings::Findings;
use super::rule::Rule;
use super::written_policy::Holder;
use crate::diagnostic::Diagnostic;
use crate::policy::Effect;

pub(super) fn find(design: &Design<'_>, findings: &mut Findings) {
    for written in &design.policies {
        let Holder::Endpoint(endpoint) = written.holder else {
            continue;
        };
        let statements = &written.policy.document().statements;
        let allows = statements.iter().any(|one| one.effect == Effect::Allow);
        let (false, Some(first)) = (allows, statements.first()) else {
            continue;
        };
        let name = design.world.vpc_endpoints.name(endpoint);
        let message = format!("the policy of `{name}` only denies, so nothing passes it");
        let help = "add `{ \"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \
                    \"Resource\": \"*\" }` beside it: what no statement allows is refused \
                    (POL-06, POL-07)";
        let place = match &first.sid {
            Some(sid) => written.place(&sid.place),
            None => written.place(&first.place),
        };
        let finding = Diagnostic::warning(Rule::DenyOnlyEndpointPolicy.name(), message, place);
        findings.add(finding.label("no Allow beside it").help(help));
    }
}
