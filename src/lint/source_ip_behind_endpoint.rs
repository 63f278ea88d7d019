//! Rule `source-ip-behind-endpoint`: a policy compares `aws:SourceIp`, which requests through a
//! VPC endpoint do not have (COND-01 to COND-04).

use std::net::IpAddr;

use super::design::Design;
use super::epoch::{Epoch, Seen};
use super::findings::Findings;
use super::question::Question;
use super::rule::Rule;
use crate::diagnostic::Diagnostic;
use crate::journey::Leg;
use crate::policy::{Effect, Key, KnownKey, Policy, Principal, StatementFinding, WrittenStatement};
use crate::world::bucket::Bucket;
use crate::world::gateway::VpcEndpoint;
use crate::world::host::Location;
use crate::world::iam::{self, AttachedPolicy};
use crate::world::vpc::InterfaceOwner;
use crate::world::{Id, World};

/// Keys of the path; whoever compares one beside the address knows of endpoints.
const PATH_KEYS: [KnownKey; 4] = [
    KnownKey::SourceVpc,
    KnownKey::SourceVpce,
    KnownKey::SourceVpcArn,
    KnownKey::VpcSourceIp,
];

/// A statement for which the missing address makes the difference, and for whom.
struct Trap<'w> {
    policy: &'w Policy,
    statement: usize,
    /// Whether the statement applies without the address.
    applies: bool,
    endpoint: Id<VpcEndpoint>,
    loads: Vec<usize>,
}

pub(super) fn find(design: &Design<'_>, epoch: &Epoch, findings: &mut Findings) {
    let mut traps: Vec<Trap<'_>> = Vec::new();
    for seen in &epoch.seen {
        for leg in &seen.journey.legs {
            look(design, epoch, (seen, leg), &mut traps);
        }
    }
    for trap in &traps {
        if let Some(finding) = told(design, epoch, trap) {
            findings.add(finding);
        }
    }
}

/// Adds the traps that one leg through an endpoint meets.
fn look<'w>(
    design: &Design<'_>,
    epoch: &'w Epoch,
    (seen, leg): (&Seen, &Leg),
    traps: &mut Vec<Trap<'w>>,
) {
    let way = leg.trip.as_ref().map(|trip| &trip.way);
    let (Some(endpoint), Some(answer)) = (way.and_then(|way| way.endpoint), &leg.answer) else {
        return;
    };
    let world = &epoch.world;
    let load = &design.plan.loads[seen.load];
    let caller = world.clients[load.client].principal;
    let anonymous = Principal::anonymous();
    let principal = caller.map_or(&anonymous, |id| &world.principals[id].identity);
    let bucket = load.call.bucket.as_ref().and_then(|bucket| bucket.id);
    let owner = match bucket {
        Some(bucket) => world.buckets[bucket].account.to_string(),
        None => principal.account().unwrap_or_default().to_owned(),
    };
    for policy in judging(world, caller, bucket, endpoint) {
        if !policy.document().statements.iter().any(compares_address) {
            continue;
        }
        for check in &answer.checks {
            let question = Question {
                endpoint: world.vpc_endpoints[endpoint].policy_kind(),
                principal,
                action: check.action,
                resource: &check.resource,
                owner: &owner,
                context: &answer.context,
            };
            for (statement, applies) in deciding(policy, &question, &addresses(world, load.client))
            {
                let is_same = |trap: &&mut Trap<'_>| {
                    std::ptr::eq(trap.policy, &raw const **policy)
                        && (trap.statement, trap.applies) == (statement, applies)
                };
                match traps.iter_mut().find(is_same) {
                    Some(trap) if trap.loads.contains(&seen.load) => {}
                    Some(trap) => trap.loads.push(seen.load),
                    None => traps.push(Trap {
                        policy,
                        statement,
                        applies,
                        endpoint,
                        loads: vec![seen.load],
                    }),
                }
            }
        }
    }
}

/// Every policy that judges a request, those of organizations included.
fn judging(
    world: &World,
    caller: Option<Id<iam::Principal>>,
    bucket: Option<Id<Bucket>>,
    endpoint: Id<VpcEndpoint>,
) -> Vec<&AttachedPolicy> {
    let mut found = Vec::new();
    let caller = caller.map(|id| &world.principals[id]);
    if let Some(caller) = caller {
        found.extend(&caller.policies);
        found.extend(&caller.boundary);
        found.extend(&caller.session);
    }
    let home = caller.and_then(|caller| caller.account);
    for (_, level) in home
        .and_then(|home| world.control_levels(home))
        .into_iter()
        .flatten()
    {
        found.extend(&level.service_control);
    }
    found.extend(&world.vpc_endpoints[endpoint].policy);
    if let Some(bucket) = bucket.map(|id| &world.buckets[id]) {
        for (_, level) in world.control_levels(bucket.account).into_iter().flatten() {
            found.extend(&level.resource_control);
        }
        found.extend(&bucket.policy);
    }
    found
}

fn compares_address(statement: &WrittenStatement) -> bool {
    let mut keys = statement
        .conditions
        .iter()
        .map(|one| Key::named(&one.key.text));
    keys.any(|key| key == Key::Known(KnownKey::SourceIp))
}

/// The statements of `policy` for which the missing address makes the difference: a Deny that
/// hits because of it, or any that would do otherwise if one of the client's `addresses` stood
/// there. Each with whether it applies as it is.
///
/// A list of strangers' addresses is sound behind an endpoint as well: no stranger comes through
/// it. So is a fence that asks for the address or the endpoint.
fn deciding(policy: &Policy, question: &Question<'_>, addresses: &[IpAddr]) -> Vec<(usize, bool)> {
    let applies = |finding: &StatementFinding| finding.missed.is_none();
    let others: Vec<Vec<StatementFinding>> = addresses
        .iter()
        .map(|address| {
            let mut context = question.context.clone();
            context.set_value(KnownKey::SourceIp, *address);
            let question = Question {
                context: &context,
                ..*question
            };
            question.put_to(policy)
        })
        .collect();
    let mut found = Vec::new();
    for finding in question.put_to(policy) {
        let index = finding.statement.index;
        let Some(written) = policy.document().statements.get(index) else {
            continue;
        };
        if !compares_address(written) {
            continue;
        }
        let differs = others
            .iter()
            .flatten()
            .any(|other| other.statement.index == index && applies(other) != applies(&finding));
        let knows_endpoints = written.conditions.iter().any(|condition| {
            let key = Key::named(&condition.key.text);
            PATH_KEYS.into_iter().any(|path| key == Key::Known(path))
        });
        let hits = written.effect == Effect::Deny && applies(&finding) && !knows_endpoints;
        if hits || differs {
            found.push((index, applies(&finding)));
        }
    }
    found
}

/// The addresses a policy's author may know a client by: its own, private and public, and those of
/// the NAT gateways of its VPC.
fn addresses(world: &World, client: Id<crate::world::client::Client>) -> Vec<IpAddr> {
    let Location::Vpc(interface) = world.hosts[world.clients[client].host].location else {
        return Vec::new();
    };
    let own = &world.interfaces[interface];
    let home = world.vpc_of(own.subnet);
    let gateways = world.interfaces.iter().filter(|(_, other)| {
        matches!(other.owner, InterfaceOwner::NatGateway(_)) && world.vpc_of(other.subnet) == home
    });
    [Some(own.private_ip), own.public_ip]
        .into_iter()
        .chain(gateways.map(|(_, gateway)| gateway.public_ip))
        .flatten()
        .collect()
}

fn told(design: &Design<'_>, epoch: &Epoch, trap: &Trap<'_>) -> Option<Diagnostic> {
    let written = design.written(trap.policy)?;
    let statement = written.policy.document().statements.get(trap.statement)?;
    let condition = statement
        .conditions
        .iter()
        .find(|one| Key::named(&one.key.text) == Key::Known(KnownKey::SourceIp))?;
    let (consequence, rule) = match (statement.effect, trap.applies) {
        (Effect::Deny, true) => ("this Deny hits every one of them", "COND-02"),
        (Effect::Deny, false) => ("this Deny never hits them", "COND-03"),
        (Effect::Allow, true) => ("this Allow lets all of them pass", "COND-09"),
        (Effect::Allow, false) => ("this Allow never grants them anything", "COND-04"),
    };
    let endpoint = epoch.world.vpc_endpoints.name(trap.endpoint);
    let loads = design.named(&trap.loads);
    let message = format!(
        "requests {loads} come through `{endpoint}`{} without `{}`: {consequence}",
        epoch.since(),
        condition.key.text
    );
    let instead = if epoch.world.features.vpc_source_ip_key {
        "compare `aws:VpcSourceIp` and `aws:SourceVpc` for requests through an endpoint"
    } else {
        "compare `aws:SourceVpce` or `aws:SourceVpc` for requests through an endpoint"
    };
    let place = written.place(&condition.key.place);
    let mut finding = Diagnostic::warning(Rule::SourceIpBehindEndpoint.name(), message, place)
        .label("absent behind a VPC endpoint")
        .help(format!("{instead} (COND-01, {rule})"));
    if let Some(place) = design.endpoint_place(trap.endpoint) {
        finding = finding.related(place, "the endpoint they come through");
    }
    Some(finding)
}
