//! Rule `policy-locks-owner-out`: a Deny of a bucket policy that nobody of the owning account gets
//! past, so that nobody but the root user can repair it (POL-15).

use std::net::IpAddr;

use ipnet::IpNet;

use super::design::Design;
use super::findings::Findings;
use super::question::Question;
use super::rule::Rule;
use super::written_policy::{Holder, WrittenPolicy};
use crate::aws::region::Region;
use crate::aws::service::EndpointService;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::policy::{
    Context, Effect, EndpointKind, Key, KnownKey, Policy, Principal, PrincipalKind,
};
use crate::policy::{Word, WrittenStatement};
use crate::world::bucket::Bucket;
use crate::world::gateway::VpcEndpoint;
use crate::world::{Id, World};

/// What repairs a policy: writing another, or doing without.
const REPAIRS: [&str; 2] = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

/// Keys that follow from the way of a request; conditions on any other are taken to leave a way
/// open for somebody. Bucket policies are never repaired through access points.
const WAY_KEYS: [KnownKey; 9] = [
    KnownKey::SourceIp,
    KnownKey::SourceVpc,
    KnownKey::SourceVpce,
    KnownKey::SourceVpcArn,
    KnownKey::VpcSourceIp,
    KnownKey::VpceAccount,
    KnownKey::DataAccessPointAccount,
    KnownKey::DataAccessPointArn,
    KnownKey::AccessPointNetworkOrigin,
];

/// Public addresses nobody lists.
const STRANGERS: [[u8; 4]; 2] = [[192, 0, 2, 77], [100, 20, 30, 40]];

pub(super) fn find(design: &Design<'_>, findings: &mut Findings) {
    for written in &design.policies {
        let Holder::Bucket(bucket) = written.holder else {
            continue;
        };
        if let Some(statement) = locked_by(design.world, bucket, &written.policy) {
            findings.add(told(design, written, bucket, statement));
        }
    }
}

/// The first statement that everybody of the owning account meets on every way to the bucket.
fn locked_by<'p>(
    world: &World,
    bucket: Id<Bucket>,
    policy: &'p Policy,
) -> Option<&'p WrittenStatement> {
    let owner = world.buckets[bucket].account.to_string();
    let resource = format!("arn:aws:s3:::{}", world.buckets.name(bucket));
    let statements = &policy.document().statements;
    let somebody = Principal::user(&owner, "/", "somebody");
    let known = world.principals.iter().map(|(_, known)| &known.identity);
    let callers: Vec<&Principal> = known
        .filter(|who| who.account() == Some(&owner) && who.kind() != PrincipalKind::Root)
        .chain([&somebody])
        .collect();
    let ways = ways(world, bucket, statements);
    let mut locks: Vec<bool> = statements.iter().map(asks_the_way_only).collect();
    for caller in callers {
        for way in &ways {
            let mut context = way.clone();
            context.describe(caller);
            for action in REPAIRS {
                let question = Question {
                    endpoint: EndpointKind::Gateway,
                    principal: caller,
                    action,
                    resource: &resource,
                    owner: &owner,
                    context: &context,
                };
                let found = question.put_to(policy);
                for (index, locks) in locks.iter_mut().enumerate() {
                    *locks &= found
                        .iter()
                        .any(|one| one.statement.index == index && one.missed.is_none());
                }
            }
        }
    }
    let locking = statements.iter().zip(locks).find(|(_, locks)| *locks);
    locking.map(|(statement, _)| statement)
}

/// Whether it is a Deny that spares nobody for who he is.
fn asks_the_way_only(statement: &WrittenStatement) -> bool {
    let names_some = statement
        .principal
        .as_ref()
        .is_none_or(|element| element.negated);
    statement.effect == Effect::Deny
        && !names_some
        && statement.conditions.iter().all(|condition| {
            let key = Key::named(&condition.key.text);
            WAY_KEYS.into_iter().any(|known| key == Key::Known(known))
        })
}

/// The keys of every way to the bucket there is: from the internet, and through each endpoint of
/// its Region, whether it stands now or will.
fn ways(world: &World, bucket: Id<Bucket>, statements: &[WrittenStatement]) -> Vec<Context> {
    let region = world.buckets[bucket].region;
    let mut ways = Vec::new();
    let listed = addresses(statements);
    let strangers = STRANGERS.map(IpAddr::from);
    for address in listed
        .iter()
        .filter(|one| is_public(**one))
        .chain(&strangers)
    {
        let mut way = Context::default();
        way.set_value(KnownKey::SourceIp, *address);
        ways.push(way);
    }
    for (id, endpoint) in world.vpc_endpoints.iter() {
        if !leads_to(endpoint, region) {
            continue;
        }
        let vpc = &world.vpcs[endpoint.vpc];
        let name = world.vpcs.name(endpoint.vpc);
        let first = vpc.cidr_blocks.iter().map(IpNet::network);
        let inside = listed.iter().copied().filter(|one| vpc.contains(*one));
        for address in first.chain(inside) {
            let mut way = Context::default();
            way.set(KnownKey::SourceVpc, name);
            way.set(KnownKey::SourceVpce, world.vpc_endpoints.name(id));
            let arn = format!("arn:aws:ec2:{}:{}:vpc/{name}", vpc.region, vpc.account);
            way.set(KnownKey::SourceVpcArn, &arn);
            way.set_value(KnownKey::VpcSourceIp, address);
            way.set(KnownKey::VpceAccount, &vpc.account.to_string());
            ways.push(way);
        }
    }
    ways
}

fn leads_to(endpoint: &VpcEndpoint, region: Region) -> bool {
    endpoint.service == EndpointService::S3(region)
}

/// The first address of every range that conditions list.
fn addresses(statements: &[WrittenStatement]) -> Vec<IpAddr> {
    let conditions = statements
        .iter()
        .flat_map(|statement| &statement.conditions);
    conditions
        .flat_map(|condition| &condition.values)
        .filter_map(|value| address(&value.text))
        .collect()
}

fn address(text: &str) -> Option<IpAddr> {
    let range = text.parse::<IpNet>().map(|range| range.network());
    range.or_else(|_| text.parse()).ok()
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_private() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unique_local(),
    }
}

fn told(
    design: &Design<'_>,
    written: &WrittenPolicy<'_>,
    bucket: Id<Bucket>,
    statement: &WrittenStatement,
) -> Diagnostic {
    let name = design.world.buckets.name(bucket);
    let message = format!(
        "nobody of the account that owns `{name}` gets past this Deny, also not to repair it"
    );
    let rule = Rule::PolicyLocksOwnerOut.name();
    let place = match &statement.sid {
        Some(sid) => written.place(&sid.place),
        None => written.place(&statement.place),
    };
    let spare = "spare an administrator with `ArnNotEquals` on `aws:PrincipalArn`: otherwise only \
                 the account's root user can delete the policy (POL-15, POL-16)";
    let Some(cause) = Cause::of(design.world, bucket, statement) else {
        return Diagnostic::warning(rule, message, place).help(spare);
    };
    let deny: Span = place;
    let finding = Diagnostic::warning(rule, message, written.place(&cause.value.place))
        .label(cause.why)
        .related(deny, "this Deny");
    finding.help(match cause.instead {
        Some(instead) => format!("{instead}; and {spare}"),
        None => spare.to_owned(),
    })
}

/// A value that no request can have.
struct Cause<'p> {
    value: &'p Word,
    why: String,
    instead: Option<String>,
}

impl<'p> Cause<'p> {
    fn of(world: &World, bucket: Id<Bucket>, statement: &'p WrittenStatement) -> Option<Self> {
        statement.conditions.iter().find_map(|condition| {
            let key = Key::named(&condition.key.text);
            condition.values.iter().find_map(|value| {
                let (why, instead) = if key == Key::Known(KnownKey::SourceVpce) {
                    endpoint_fault(world, bucket, &value.text)?
                } else if key == Key::Known(KnownKey::SourceVpc) {
                    vpc_fault(world, bucket, &value.text)?
                } else if key == Key::Known(KnownKey::SourceIp) {
                    (!is_public(address(&value.text)?)).then(|| {
                        let why = "`aws:SourceIp` never holds a private address".to_owned();
                        (why, Some("compare `aws:VpcSourceIp`".to_owned()))
                    })?
                } else {
                    return None;
                };
                Some(Self {
                    value,
                    why,
                    instead,
                })
            })
        })
    }
}

/// Why a request never carries `name`, and what may be meant: an ARN, or the id of no `kind` in
/// `known`.
fn name_fault<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> (String, Option<String>) {
    let arn = name.strip_prefix("arn:");
    if let Some((_, id)) = arn.and_then(|arn| arn.rsplit_once('/')) {
        let why = "the key holds a bare id, never an ARN (POL-17)".to_owned();
        return (why, Some(format!("write `{id}`")));
    }
    let near = nearest(name, known).map(|near| format!("write `{near}` if that is meant"));
    (format!("there is no such {kind}"), near)
}

/// Why no request comes through the endpoint called `name`, and what may be meant.
fn endpoint_fault(
    world: &World,
    bucket: Id<Bucket>,
    name: &str,
) -> Option<(String, Option<String>)> {
    let region = world.buckets[bucket].region;
    let Some(endpoint) = world.vpc_endpoints.find(name) else {
        return Some(name_fault("endpoint", name, world.vpc_endpoints.names()));
    };
    (!leads_to(&world.vpc_endpoints[endpoint], region)).then(|| {
        let why = format!("this endpoint does not lead to {region}, where the bucket lives");
        (why, None)
    })
}

fn vpc_fault(world: &World, bucket: Id<Bucket>, name: &str) -> Option<(String, Option<String>)> {
    let region = world.buckets[bucket].region;
    let Some(vpc) = world.vpcs.find(name) else {
        return Some(name_fault("VPC", name, world.vpcs.names()));
    };
    let mut endpoints = world.vpc_endpoints.iter();
    let has = endpoints.any(|(_, endpoint)| endpoint.vpc == vpc && leads_to(endpoint, region));
    (!has).then(|| {
        let why = format!("this VPC has no endpoint for S3 in {region}");
        (
            why,
            Some("the key is there only through an endpoint (COND-06)".to_owned()),
        )
    })
}
