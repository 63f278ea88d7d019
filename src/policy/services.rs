//! Where services depart from the general rule: keys, roles' trust, and what is AWS's own.

use super::action::Action;
use super::principal::PrincipalKind;

/// Whether a request is allowed whatever policies say.
///
/// AWS: `GetCallerIdentity` needs no permission and works in spite of an explicit Deny (STS API
/// reference).
pub(super) fn is_always_allowed(action: &Action) -> bool {
    action.lower() == "sts:getcalleridentity"
}

/// Whether the identity policies of the resource's own account count only when the resource's
/// policy names the account: keys, and roles that are to be assumed.
///
/// AWS: "unless the key policy explicitly allows it, you cannot use IAM policies" (KMS developer
/// guide, key policies); a role's trust policy must allow whoever assumes it (IAM user guide).
pub(super) fn identity_needs_trust(action: &Action, resource: &str, has_policy: bool) -> bool {
    match action.service() {
        "kms" => resource != "*",
        "sts" => has_policy || action.lower().starts_with("sts:assumerole"),
        _ => false,
    }
}

/// Whether the caller may act in spite of what the bucket's own policy denies: the root user of
/// the owning account can always read, replace and delete it (POL-16).
pub(super) fn overrides_resource_deny(kind: PrincipalKind, action: &Action) -> bool {
    kind == PrincipalKind::Root
        && matches!(
            action.lower(),
            "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
        )
}

/// Actions that change policies, refused on AWS's own managed policies.
const POLICY_CHANGES: [&str; 7] = [
    "iam:createpolicy",
    "iam:createpolicyversion",
    "iam:deletepolicy",
    "iam:deletepolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:tagpolicy",
    "iam:untagpolicy",
];

/// Actions that only read or list, which reserved roles permit.
const READS: [&str; 4] = ["iam:get", "iam:list", "iam:simulate", "iam:generate"];

/// Whether the service refuses whatever policies say: AWS managed policies and the reserved roles
/// of IAM Identity Center cannot be changed by their account.
pub(super) fn refuses(action: &Action, resource: &str) -> bool {
    if action.service() != "iam" {
        return false;
    }
    let name = action.lower();
    let Some((_, rest)) = resource.split_once(":iam::") else {
        return false;
    };
    if rest.starts_with("aws:policy/") {
        return POLICY_CHANGES.contains(&name);
    }
    let reserved = rest
        .split_once(':')
        .is_some_and(|(_, of)| of.starts_with("role/aws-reserved/"));
    reserved && !READS.iter().any(|read| name.starts_with(read))
}
