//! The rules by name, and the page of each.

use crate::policy::{LintCode, PolicyKind};

/// One rule: a trap that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// `aws:SourceIp` is compared where requests come through a VPC endpoint (COND-01 to COND-04).
    SourceIpBehindEndpoint,
    /// A client behind a gateway endpoint asks for another Region's bucket (GWE-07, S3R-23).
    CrossRegionBehindGateway,
    /// A bucket policy that nobody of the owning account gets past (POL-15).
    PolicyLocksOwnerOut,
    /// An endpoint policy that leaves AWS's own services without their buckets (SVC-01 to SVC-12).
    EndpointStarvesService,
    /// An endpoint policy without any Allow (POL-06, POL-07).
    DenyOnlyEndpointPolicy,
    /// A principal in a gateway endpoint's policy that means the root user only (POL-29).
    EndpointPrincipalIgnored,
    /// A route that takes S3's addresses away from an endpoint (RTE-05, RTE-07).
    RouteShadowsEndpoint,
    /// Security groups that let nothing out to S3 behind an endpoint (SG-03).
    SecurityGroupForgetsS3,
    /// A network ACL that lets requests out and their answers not in (NACL-02).
    AclForgetsAnswers,
    /// A trap in the text of a policy.
    Policy(LintCode),
}

impl Rule {
    /// Every rule, in the order of the pages.
    pub const ALL: [Self; 22] = [
        Self::SourceIpBehindEndpoint,
        Self::CrossRegionBehindGateway,
        Self::PolicyLocksOwnerOut,
        Self::EndpointStarvesService,
        Self::DenyOnlyEndpointPolicy,
        Self::EndpointPrincipalIgnored,
        Self::RouteShadowsEndpoint,
        Self::SecurityGroupForgetsS3,
        Self::AclForgetsAnswers,
        Self::Policy(LintCode::ArnForId),
        Self::Policy(LintCode::AliasInResource),
        Self::Policy(LintCode::WrongFieldCount),
        Self::Policy(LintCode::ResourceOfOtherKind),
        Self::Policy(LintCode::PrincipalOfNobody),
        Self::Policy(LintCode::NeverMet),
        Self::Policy(LintCode::KeyNeverPresent),
        Self::Policy(LintCode::SetOperatorMissing),
        Self::Policy(LintCode::AllowsWhenMissing),
        Self::Policy(LintCode::VariablesNeed2012),
        Self::Policy(LintCode::Shadowed),
        Self::Policy(LintCode::NotPrincipalDeny),
        Self::Policy(LintCode::NothingAllowed),
    ];

    /// The rule that a trap in a policy's text falls under: some are asked about whole designs.
    pub(super) fn of(code: LintCode, kind: PolicyKind) -> Self {
        match code {
            LintCode::SourceIpBehindEndpoint => Self::SourceIpBehindEndpoint,
            LintCode::LockOut => Self::PolicyLocksOwnerOut,
            LintCode::NothingAllowed if kind == PolicyKind::Endpoint => {
                Self::DenyOnlyEndpointPolicy
            }
            LintCode::ArnForId
            | LintCode::AliasInResource
            | LintCode::WrongFieldCount
            | LintCode::ResourceOfOtherKind
            | LintCode::PrincipalOfNobody
            | LintCode::NeverMet
            | LintCode::KeyNeverPresent
            | LintCode::SetOperatorMissing
            | LintCode::AllowsWhenMissing
            | LintCode::VariablesNeed2012
            | LintCode::Shadowed
            | LintCode::NotPrincipalDeny
            | LintCode::NothingAllowed => Self::Policy(code),
        }
    }

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceIpBehindEndpoint => "source-ip-behind-endpoint",
            Self::CrossRegionBehindGateway => "cross-region-behind-gateway",
            Self::PolicyLocksOwnerOut => "policy-locks-owner-out",
            Self::EndpointStarvesService => "endpoint-starves-service",
            Self::DenyOnlyEndpointPolicy => "deny-only-endpoint-policy",
            Self::EndpointPrincipalIgnored => "endpoint-principal-ignored",
            Self::RouteShadowsEndpoint => "route-shadows-endpoint",
            Self::SecurityGroupForgetsS3 => "security-group-forgets-s3",
            Self::AclForgetsAnswers => "acl-forgets-answers",
            Self::Policy(code) => code.name(),
        }
    }

    /// The rule called `name`.
    ///
    /// ```
    /// use vpcsim::lint::Rule;
    /// for rule in Rule::ALL {
    ///     assert_eq!(Rule::parse(rule.name()), Some(rule));
    /// }
    /// assert_eq!(Rule::parse("no-such-rule"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Its page: Markdown that reads well as plain text, in lines of at most 90 characters.
    pub fn page(self) -> &'static str {
        match self {
            Self::SourceIpBehindEndpoint | Self::Policy(LintCode::SourceIpBehindEndpoint) => {
                include_str!("pages/source-ip-behind-endpoint.md")
            }
            Self::CrossRegionBehindGateway => include_str!("pages/cross-region-behind-gateway.md"),
            Self::PolicyLocksOwnerOut | Self::Policy(LintCode::LockOut) => {
                include_str!("pages/policy-locks-owner-out.md")
            }
            Self::EndpointStarvesService => include_str!("pages/endpoint-starves-service.md"),
            Self::DenyOnlyEndpointPolicy => include_str!("pages/deny-only-endpoint-policy.md"),
            Self::EndpointPrincipalIgnored => include_str!("pages/endpoint-principal-ignored.md"),
            Self::RouteShadowsEndpoint => include_str!("pages/route-shadows-endpoint.md"),
            Self::SecurityGroupForgetsS3 => include_str!("pages/security-group-forgets-s3.md"),
            Self::AclForgetsAnswers => include_str!("pages/acl-forgets-answers.md"),
            Self::Policy(LintCode::ArnForId) => include_str!("pages/policy-arn-for-id.md"),
            Self::Policy(LintCode::AliasInResource) => {
                include_str!("pages/policy-alias-in-resource.md")
            }
            Self::Policy(LintCode::WrongFieldCount) => {
                include_str!("pages/policy-wrong-field-count.md")
            }
            Self::Policy(LintCode::ResourceOfOtherKind) => {
                include_str!("pages/policy-resource-of-other-kind.md")
            }
            Self::Policy(LintCode::PrincipalOfNobody) => {
                include_str!("pages/policy-principal-of-nobody.md")
            }
            Self::Policy(LintCode::NeverMet) => include_str!("pages/policy-never-met.md"),
            Self::Policy(LintCode::KeyNeverPresent) => {
                include_str!("pages/policy-key-never-present.md")
            }
            Self::Policy(LintCode::SetOperatorMissing) => {
                include_str!("pages/policy-set-operator-missing.md")
            }
            Self::Policy(LintCode::AllowsWhenMissing) => {
                include_str!("pages/policy-allows-when-missing.md")
            }
            Self::Policy(LintCode::VariablesNeed2012) => {
                include_str!("pages/policy-variables-need-2012.md")
            }
            Self::Policy(LintCode::Shadowed) => include_str!("pages/policy-shadowed.md"),
            Self::Policy(LintCode::NotPrincipalDeny) => {
                include_str!("pages/policy-not-principal-deny.md")
            }
            Self::Policy(LintCode::NothingAllowed) => {
                include_str!("pages/policy-nothing-allowed.md")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    const HEADINGS: [&str; 5] = [
        "## What it does",
        "## Why",
        "## Example",
        "## Instead",
        "## References",
    ];

    #[test]
    fn every_page_begins_with_its_name_and_has_all_headings_in_order() {
        for rule in Rule::ALL {
            let page = rule.page();
            assert!(
                page.starts_with(&format!("# {}\n\n", rule.name())),
                "{page}"
            );
            let headings = page.lines().filter(|line| line.starts_with("## "));
            assert_eq!(headings.collect::<Vec<_>>(), HEADINGS, "{}", rule.name());
        }
    }

    #[test]
    fn every_line_fits_a_terminal() {
        for rule in Rule::ALL {
            for line in rule.page().lines() {
                assert!(line.chars().count() <= 90, "{}: {line}", rule.name());
            }
        }
    }
}
