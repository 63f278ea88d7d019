//! `aws s3control …`: what is about access points themselves.

use super::arguments::{Arguments, fault};
use super::value::{part, policy};
use crate::scenario::Said;
use crate::scenario::access_point::AccessPoint;
use crate::scenario::call::{Call, PutPointPolicy};
use crate::scenario::read::{Reader, did_you_mean};

/// The operations that are understood.
const VERBS: &[&str] = &[
    "create-access-point",
    "get-access-point",
    "delete-access-point",
    "put-access-point-policy",
];

/// The request that a command of `aws s3control` makes.
pub(super) fn call(arguments: &mut Arguments, reader: &mut Reader<'_>) -> Option<Call> {
    let verb = arguments.verb.clone();
    if !VERBS.contains(&verb.as_str()) {
        let message = format!("`aws s3control {}` is unknown or not simulated", verb.value);
        arguments.is_lost = true;
        let otherwise = format!("understood are {}", VERBS.join(", "));
        let help = did_you_mean(&verb, VERBS, &otherwise);
        fault(message, verb.at, &help, reader);
        return None;
    }
    let account = arguments.needed("--account-id", reader);
    let name = arguments.needed("--name", reader)?;
    let account = account?;
    let point = Said::new(format!("{}:{}", account.value, name.value), name.at);
    Some(match verb.as_str() {
        "create-access-point" => {
            arguments.ignore(&["--bucket-account-id"]);
            let bucket = arguments.needed("--bucket", reader)?;
            let vpc = arguments.value("--vpc-configuration");
            let made = AccessPoint {
                bucket,
                account: Some(account),
                name: Some(name),
                vpc: vpc.and_then(|vpc| part(&vpc, "VpcId")),
                policy: None,
                block_public_access: None,
                alias: None,
                created: None,
                span: point.at,
            };
            Call::CreateAccessPoint(point, made)
        }
        "get-access-point" => Call::GetAccessPoint(point),
        "delete-access-point" => Call::DeleteAccessPoint(point),
        _ => Call::PutAccessPointPolicy(PutPointPolicy {
            span: point.at,
            access_point: point,
            policy: policy(arguments, reader)?,
        }),
    })
}
