//! A change in words: which call of AWS's API it is, and on what.

use super::rule;
use crate::diagnostic::{Sources, Span};
use crate::scenario::endpoint::PrivateDns;
use crate::scenario::timeline::{Direction, VpcAttribute};
use crate::world::change::Change;
use crate::world::multi_region_access_point::{Edit, MultiRegionAccessPoint};
use crate::world::organization::ControlKind;
use crate::world::route::RouteTable;
use crate::world::stored::UploadStep;
use crate::world::{Arena, Id, World};

/// The call of AWS's API that asks for `change`; empty when it was refused as it was read.
///
/// ```
/// use vpcsim::{report::change, world::{Change, Id}};
/// assert_eq!(change::call(&Change::DeleteBucket(Id::at(0))), "DeleteBucket");
/// ```
pub fn call(change: &Change) -> &'static str {
    match change {
        Change::CreateGatewayEndpoint { .. } | Change::CreateInterfaceEndpoint { .. } => {
            "CreateVpcEndpoint"
        }
        Change::ModifyVpcEndpoint { .. }
        | Change::SetEndpointPolicy { .. }
        | Change::ReplaceEndpointAddress(..)
        | Change::SetPrivateDns(..) => "ModifyVpcEndpoint",
        Change::SetVpcAttribute(..) => "ModifyVpcAttribute",
        Change::SetZone { is_down: true, .. } => "ZoneDown",
        Change::SetZone { is_down: false, .. } => "ZoneUp",
        Change::NoticeZone(_) => "DNS notices",
        Change::DeleteVpcEndpoint(_) => "DeleteVpcEndpoint",
        Change::CreateVpcPeeringConnection(_) => "CreateVpcPeeringConnection",
        Change::AcceptVpcPeeringConnection(_) => "AcceptVpcPeeringConnection",
        Change::ExpireVpcPeeringConnection(_) => "VpcPeeringConnectionExpired",
        Change::DeleteVpcPeeringConnection(_) => "DeleteVpcPeeringConnection",
        Change::CreateTransitGatewayRoute(..) => "CreateTransitGatewayRoute",
        Change::DeleteTransitGatewayRoute(..) => "DeleteTransitGatewayRoute",
        Change::AddNatAddress(..) => "AssociateNatGatewayAddress",
        Change::CutLine(_) => "LinkDown",
        Change::LoseSession(_) => "SessionDown",
        Change::RestoreLine(_) => "LinkUp",
        Change::AssociateRouteTable(..) => "AssociateRouteTable",
        Change::CreateRoute(..) => "CreateRoute",
        Change::ReplaceRoute(..) => "ReplaceRoute",
        Change::DeleteRoute(..) => "DeleteRoute",
        Change::AuthorizeRule(_, Direction::Inbound, _) => "AuthorizeSecurityGroupIngress",
        Change::AuthorizeRule(_, Direction::Outbound, _) => "AuthorizeSecurityGroupEgress",
        Change::RevokeRule(_, Direction::Inbound, _) => "RevokeSecurityGroupIngress",
        Change::RevokeRule(_, Direction::Outbound, _) => "RevokeSecurityGroupEgress",
        Change::CreateAclEntry(..) => "CreateNetworkAclEntry",
        Change::ReplaceAclEntry(..) => "ReplaceNetworkAclEntry",
        Change::DeleteAclEntry(..) => "DeleteNetworkAclEntry",
        Change::AssociateNetworkAcl(..) => "ReplaceNetworkAclAssociation",
        Change::CreateBucket { .. } => "CreateBucket",
        Change::DeleteBucket(_) => "DeleteBucket",
        Change::Store(storing) if storing.object.is_some() => "PutObject",
        Change::Store(_) => "DeleteObject",
        Change::EditUpload(edit) => match &edit.step {
            UploadStep::Begin => "CreateMultipartUpload",
            UploadStep::Part(..) => "UploadPart",
            UploadStep::End(Some(_)) => "CompleteMultipartUpload",
            UploadStep::End(None) => "AbortMultipartUpload",
        },
        Change::Replicate(_) => "Replication",
        Change::SetReplication(..) => "PutBucketReplication",
        Change::MultiRegion(_, edit) => multi_region_call(edit),
        Change::SetBucketPolicy(_, Some(_)) => "PutBucketPolicy",
        Change::SetBucketPolicy(_, None) => "DeleteBucketPolicy",
        Change::SetBucketAccessBlock(..) => "PutPublicAccessBlock",
        Change::SetAccountAccessBlock(..) => "PutAccountPublicAccessBlock",
        Change::SetBucketAcl(..) => "PutBucketAcl",
        Change::CreateAccessPoint(_) => "CreateAccessPoint",
        Change::DeleteAccessPoint(_) => "DeleteAccessPoint",
        Change::SetAccessPointPolicy(_, Some(_)) => "PutAccessPointPolicy",
        Change::SetAccessPointPolicy(_, None) => "DeleteAccessPointPolicy",
        Change::SetControlPolicies(_, ControlKind::Service, _) => "SetServiceControlPolicies",
        Change::SetControlPolicies(_, ControlKind::Resource, _) => "SetResourceControlPolicies",
        Change::SetPrincipalPolicies(..) => "PutPolicies",
        Change::SetFault { fault, begins } => super::fault::call(*fault, *begins),
        Change::Refused(_) => "",
    }
}

/// What it is asked of: `vpce-1a2b3c4d in rtb-1`.
#[expect(
    clippy::too_many_lines,
    reason = "a table: one arm for each of a closed list"
)]
pub fn subject(world: &World, change: &Change) -> String {
    let group = |id| world.security_groups.name(id);
    let acl = |id| world.network_acls.name(id);
    let table = |id| world.route_tables.name(id);
    let subnet = |id| world.subnets.name(id);
    let endpoint = |id| world.vpc_endpoints.name(id);
    let tables = |ids| names(&world.route_tables, ids);
    match change {
        Change::CreateGatewayEndpoint {
            endpoint: id,
            route_tables,
            ..
        } => format!("{} in {}", endpoint(*id), tables(route_tables)),
        Change::ModifyVpcEndpoint {
            endpoint: id,
            add,
            remove,
        } => format!("{}: {}", endpoint(*id), edits(world, add, remove)),
        Change::ReplaceEndpointAddress(id, interface, address) => {
            let subnet = subnet(world.interfaces[*interface].subnet);
            format!("{}: {address} in {subnet}", endpoint(*id))
        }
        Change::SetPrivateDns(id, wanted) => private_dns(endpoint(*id), *wanted),
        Change::SetVpcAttribute(id, what) => attribute(world.vpcs.name(*id), *what),
        Change::SetZone { zone, .. } | Change::NoticeZone(zone) => {
            world.zone_name(*zone).to_owned()
        }
        Change::SetEndpointPolicy { endpoint: id, .. } => format!("{}: new policy", endpoint(*id)),
        Change::CreateInterfaceEndpoint { endpoint: id, .. } | Change::DeleteVpcEndpoint(id) => {
            endpoint(*id).to_owned()
        }
        Change::CreateVpcPeeringConnection(id)
        | Change::AcceptVpcPeeringConnection(id)
        | Change::ExpireVpcPeeringConnection(id)
        | Change::DeleteVpcPeeringConnection(id) => {
            world.vpc_peering_connections.name(*id).to_owned()
        }
        Change::CreateTransitGatewayRoute(id, range, to) => {
            let to = to.map_or("blackhole", |to| world.transit_gateway_attachments.name(to));
            format!(
                "{range} → {to} in {}",
                world.transit_gateway_route_tables.name(*id)
            )
        }
        Change::DeleteTransitGatewayRoute(id, range) => {
            format!(
                "{range} in {}",
                world.transit_gateway_route_tables.name(*id)
            )
        }
        Change::AddNatAddress(id, address) => {
            format!("{address} with {}", world.nat_gateways.name(*id))
        }
        Change::CutLine(line) | Change::LoseSession(line) | Change::RestoreLine(line) => {
            let name = world.place_name(line.uplink.place());
            match line.tunnel {
                Some(tunnel) => format!("{name}/{}", tunnel + 1),
                None => name,
            }
        }
        Change::AssociateRouteTable(id, with) => format!("{} with {}", subnet(*id), table(*with)),
        Change::CreateRoute(id, to, target) | Change::ReplaceRoute(id, to, target) => {
            let to = rule::destination(world, *to);
            format!("{to} → {} in {}", rule::target(world, *target), table(*id))
        }
        Change::DeleteRoute(id, to) => {
            format!("{} in {}", rule::destination(world, *to), table(*id))
        }
        Change::AuthorizeRule(id, way, what) | Change::RevokeRule(id, way, what) => {
            format!(
                "{} in {}",
                rule::security_group(world, *way, what),
                group(*id)
            )
        }
        Change::CreateAclEntry(id, way, what) | Change::ReplaceAclEntry(id, way, what) => {
            let way_name = rule::direction(*way);
            format!(
                "{} in {} {way_name}",
                rule::network_acl(*way, what),
                acl(*id)
            )
        }
        Change::DeleteAclEntry(id, way, number) => {
            format!("{number} in {} {}", acl(*id), rule::direction(*way))
        }
        Change::AssociateNetworkAcl(id, with) => format!("{} with {}", subnet(*id), acl(*with)),
        Change::CreateBucket { bucket: id, .. }
        | Change::DeleteBucket(id)
        | Change::SetBucketAccessBlock(id, _)
        | Change::SetBucketAcl(id, _)
        | Change::SetReplication(id, _)
        | Change::SetBucketPolicy(id, _) => world.buckets.name(*id).to_owned(),
        Change::Store(storing) | Change::Replicate(storing) => {
            format!(
                "s3://{}/{}",
                world.buckets.name(storing.bucket),
                storing.key
            )
        }
        Change::EditUpload(edit) => {
            format!("s3://{}/{}", world.buckets.name(edit.bucket), edit.key)
        }
        Change::SetAccountAccessBlock(id, _) => world.accounts.name(*id).to_owned(),
        Change::CreateAccessPoint(id)
        | Change::DeleteAccessPoint(id)
        | Change::SetAccessPointPolicy(id, _) => world.access_points.name(*id).to_owned(),
        Change::MultiRegion(id, edit) => multi_region(world, *id, edit),
        Change::SetControlPolicies(id, ..) => world.policy_levels.name(*id).to_owned(),
        Change::SetPrincipalPolicies(id, _) => world.principals.name(*id).to_owned(),
        Change::SetFault { fault, .. } => super::fault::subject(world, *fault),
        Change::Refused(_) => String::new(),
    }
}

fn multi_region_call(edit: &Edit) -> &'static str {
    match edit {
        Edit::Create => "CreateMultiRegionAccessPoint",
        Edit::Delete => "DeleteMultiRegionAccessPoint",
        Edit::SetPolicy(_) => "PutMultiRegionAccessPointPolicy",
        Edit::SubmitRoutes(_) => "SubmitMultiRegionAccessPointRoutes",
    }
}

fn multi_region(world: &World, id: Id<MultiRegionAccessPoint>, edit: &Edit) -> String {
    let name = world.multi_region_access_points.name(id);
    let Edit::SubmitRoutes(routes) = edit else {
        return name.to_owned();
    };
    let dials = routes.iter().map(|(region, is_active)| {
        let state = if *is_active { "active" } else { "passive" };
        format!("{region} {state}")
    });
    format!("{name}: {}", dials.collect::<Vec<_>>().join(", "))
}

fn private_dns(endpoint: &str, wanted: PrivateDns) -> String {
    let words = match wanted {
        PrivateDns::Off => "off",
        PrivateDns::On => "on",
        PrivateDns::InboundResolverOnly => "for inbound resolver endpoints",
    };
    format!("{endpoint}: private DNS {words}")
}

fn attribute(vpc: &str, attribute: VpcAttribute) -> String {
    let (name, is_on) = match attribute {
        VpcAttribute::EnableDnsSupport(is_on) => ("enableDnsSupport", is_on),
        VpcAttribute::EnableDnsHostnames(is_on) => ("enableDnsHostnames", is_on),
    };
    format!("{vpc}: {name} {is_on}")
}

/// The call and what it is asked of, in the words of the scenario at `span`: for changes that were
/// refused as they were read and have no other words.
pub fn as_written(sources: &Sources, span: Span) -> (String, String) {
    let text = sources
        .text(span.source)
        .text
        .get(span.range())
        .unwrap_or_default();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.split_once('(') {
        Some((call, rest)) => {
            let rest = rest.strip_suffix(')').unwrap_or(rest);
            (call.to_owned(), rest.trim().replace('"', ""))
        }
        None => (words, String::new()),
    }
}

fn edits(world: &World, add: &[Id<RouteTable>], remove: &[Id<RouteTable>]) -> String {
    let parts = [("add", add), ("remove", remove)].into_iter();
    let parts = parts.filter(|(_, ids)| !ids.is_empty());
    let parts: Vec<String> = parts
        .map(|(verb, ids)| format!("{verb} {}", names(&world.route_tables, ids)))
        .collect();
    parts.join(", ")
}

fn names<T>(arena: &Arena<T>, ids: &[Id<T>]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| arena.name(*id)).collect();
    if names.is_empty() {
        return "no route table".to_owned();
    }
    names.join(", ")
}
