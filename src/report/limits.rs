//! Which simplifications a run came across, so that its reader knows what to take with care.
//!
//! `LIMITS.md` lists everything that is simplified; here stand those that can change what a run
//! tells, and what in a run shows that they did.

use super::summary::{LoadLine, Summary};
use crate::aws::s3_operation::Operation;
use crate::trace::{Code, Outcome};
use crate::world::plan::Plan;
use crate::world::{Change, Place, World};

/// Defines the limits once: name in programs, name for programs, sentence for people.
macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $sentence:literal;)*) => {
        /// A simplification that can show in a run.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Limit {
            $($(#[$doc])* $name,)*
        }

        impl Limit {
            /// Every limit.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What it says.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)*
                }
            }
        }
    };
}

limits! {
    /// Something went through a NAT gateway.
    NatPorts = "nat-ports",
        "a NAT gateway's port is free again the moment its connection is closed, and its packets per \
         second have no bound";
    /// And that gateway has several addresses.
    NatAddresses = "nat-addresses", "the far end sees a NAT gateway's first Elastic IP only";
    /// Something was shared besides the host's own link.
    FluidOverLinks = "fluid-over-links",
        "where several links of its way hold a transfer back, it flows without queues and losses";
    /// Something went through a VPN connection.
    OneTunnel = "one-tunnel",
        "a VPN connection uses one tunnel at a time, also at a Transit Gateway";
    /// A line came back.
    RoutesAtOnce = "routes-at-once", "a line that works again tells its routes at once";
    /// A host with IPv4 and IPv6 made requests.
    OneOfEachFamily = "one-address-of-each-family",
        "a connection tries one IPv6 and one IPv4 address of a name, however many it has";
    /// A network ACL stopped something.
    OneEphemeralPort = "one-ephemeral-port",
        "connections leave from one ephemeral port, so a network ACL that opens some of them treats \
         all alike";
    /// An upload was refused.
    WholeUploads = "whole-uploads", "S3 refuses an upload only when all of it has come";
    /// A connection fell silent.
    SilentForGood = "silent-for-good",
        "a connection that fell silent stays so even when its way comes back, unless a line was cut";
}

/// The limits that a run touched, in the order of their list.
pub fn touched(world: &World, plan: &Plan, summary: &Summary) -> Vec<Limit> {
    let all = Limit::ALL.iter().copied();
    all.filter(|limit| is_touched(*limit, world, plan, summary))
        .collect()
}

fn is_touched(limit: Limit, world: &World, plan: &Plan, summary: &Summary) -> bool {
    let passes = |is_it: &dyn Fn(Place) -> bool| {
        let lines = summary.clients.iter().flat_map(|client| &client.paths);
        let mut ways = lines.flat_map(|line| &line.ways);
        ways.any(|way| way.path.via.iter().any(|place| is_it(*place)))
    };
    match limit {
        Limit::NatPorts => passes(&|place| matches!(place, Place::NatGateway(_))),
        Limit::NatAddresses => passes(&|place| has_more_addresses(world, plan, place)),
        Limit::FluidOverLinks => passes(&|place| is_shared(world, place)),
        Limit::OneTunnel => passes(&|place| matches!(place, Place::VpnConnection(_))),
        Limit::RoutesAtOnce => changes(plan).any(|it| matches!(it, Change::RestoreLine(_))),
        Limit::OneOfEachFamily => {
            let mut hosts = plan
                .loads
                .iter()
                .map(|load| world.clients[load.client].host);
            hosts.any(|host| world.has_both_families(host))
        }
        Limit::OneEphemeralPort => has_reason(summary, Code::SubnetAclRestriction),
        Limit::WholeUploads => {
            let mut loads = summary.loads.iter();
            loads.any(|line| is_upload(plan, line) && is_refused(line))
        }
        Limit::SilentForGood => has_reason(summary, Code::PathLost),
    }
}

fn changes(plan: &Plan) -> impl Iterator<Item = &Change> {
    plan.changes.iter().map(|planned| &planned.change)
}

/// Whether a place is a NAT gateway that has several addresses, or comes to have them.
fn has_more_addresses(world: &World, plan: &Plan, place: Place) -> bool {
    let Place::NatGateway(nat) = place else {
        return false;
    };
    let is_added = |it: &Change| matches!(it, Change::AddNatAddress(to, _) if *to == nat);
    !world.nat_gateways[nat].secondary_ips.is_empty() || changes(plan).any(is_added)
}

/// Whether connections of several hosts share a place.
fn is_shared(world: &World, place: Place) -> bool {
    match place {
        Place::NatGateway(_) | Place::VirtualInterface(_) | Place::VpnConnection(_) => true,
        Place::VpcEndpoint(id) => world.vpc_endpoints[id].interface_parts().is_some(),
        Place::Host(_)
        | Place::Subnet(_)
        | Place::InternetGateway(_)
        | Place::VpnGateway(_)
        | Place::ResolverEndpoint(_)
        | Place::LoadBalancer(_)
        | Place::Internet
        | Place::S3(_)
        | Place::S3Global
        | Place::EgressOnlyInternetGateway(_)
        | Place::VpcPeeringConnection(_)
        | Place::TransitGateway(_)
        | Place::DirectConnectGateway(_)
        | Place::OnPremises(_) => false,
    }
}

fn has_reason(summary: &Summary, code: Code) -> bool {
    let loads = summary
        .loads
        .iter()
        .flat_map(|line| line.tally.causes.keys());
    let breaks = summary.timeline.iter().flat_map(|change| &change.broken);
    let mut breaks = breaks.chain(&summary.other_breaks);
    let mut causes = loads;
    causes.any(|cause| cause.reason == Some(code)) || breaks.any(|line| line.reason == code)
}

fn is_upload(plan: &Plan, line: &LoadLine) -> bool {
    let found = plan.loads.iter().find(|load| load.id == line.id);
    found.is_some_and(|load| {
        matches!(
            load.call.operation,
            Operation::PutObject | Operation::UploadPart
        )
    })
}

fn is_refused(line: &LoadLine) -> bool {
    let mut outcomes = line.tally.causes.keys().map(|cause| cause.outcome);
    outcomes.any(|outcome| matches!(outcome, Outcome::Denied { .. }))
}
