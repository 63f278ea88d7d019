//! The timeline: each written change as an edit of the world.

use super::Builder;
use super::acl::access_block;
use super::filter::Refused;
use super::lookup::unknown;
use super::organization::{CONSTRAINT, count_refusal};
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::block_public_access::BlockPublicAccess as AccessBlock;
use crate::scenario::endpoint::VpcEndpoint as WrittenEndpoint;
use crate::scenario::filter::{AclRule, InboundRule, OutboundRule};
use crate::scenario::policy_text::PolicyText;
use crate::scenario::timeline::{At, Change as Written, Direction, EndpointEdit, VpcAttribute};
use crate::time::Instant;
use crate::world::change::{Change, Rejection};
use crate::world::filter::{self, NetworkAcl, SecurityGroup, SecurityGroupRule};
use crate::world::gateway::VpcEndpoint;
use crate::world::organization::ControlKind;
use crate::world::plan::PlannedChange;
use crate::world::route::{Destination, RouteTable, Target};
use crate::world::vpc::NetworkInterface;
use crate::world::{Arena, Id, World, Zone};

impl Builder<'_> {
    /// Every change, by time; equal times keep the order in which they are written.
    pub(super) fn changes(&mut self) -> Vec<PlannedChange> {
        let scenario = self.scenario;
        let mut planned = Vec::new();
        for (position, entry) in scenario.timeline.iter().enumerate() {
            let (when, written) = match entry {
                At::At(when, written) => (when, written),
                At::Fault(when, lasting, fault) => {
                    let at = Instant::ZERO + when.0;
                    planned.extend(self.fault_changes((at, lasting.0), fault));
                    continue;
                }
                At::Chaos(chaos) => {
                    planned.extend(self.chaos(chaos, position));
                    continue;
                }
            };
            let at = Instant::ZERO + when.0;
            for change in self.change(written) {
                let span = written.at;
                let later = self.consequence(at, &change);
                planned.extend(later.map(|(at, change)| PlannedChange { at, change, span }));
                planned.push(PlannedChange { at, change, span });
            }
        }
        planned.sort_by_key(|change| change.at);
        planned
    }

    /// One written change; it may be two edits, when one part takes effect later than the other,
    /// and none when it names what does not exist.
    #[expect(
        clippy::too_many_lines,
        reason = "a table: one arm for each of a closed list"
    )]
    fn change(&mut self, written: &Written) -> Vec<Change> {
        let one = match written {
            Written::ModifyVpcEndpoint(name, edit) => return self.modify_endpoint(name, edit),
            Written::CreateVpcEndpoint(name, what) => self.create_endpoint(name, what),
            Written::DeleteVpcEndpoint(name) => self
                .id("VPC endpoint", name, |w| &w.vpc_endpoints)
                .map(Change::DeleteVpcEndpoint),
            Written::CreateVpcPeeringConnection(name, _) => {
                self.peering(name).map(Change::CreateVpcPeeringConnection)
            }
            Written::AcceptVpcPeeringConnection(name) => {
                self.peering(name).map(Change::AcceptVpcPeeringConnection)
            }
            Written::DeleteVpcPeeringConnection(name) => {
                self.peering(name).map(Change::DeleteVpcPeeringConnection)
            }
            Written::CreateTransitGatewayRoute(table, route) => {
                self.create_transit_route(table, route)
            }
            Written::DeleteTransitGatewayRoute(table, range) => self
                .transit_table(table)
                .map(|table| Change::DeleteTransitGatewayRoute(table, range.value)),
            Written::AssociateNatGatewayAddress(name, address) => {
                self.add_nat_address(name, address)
            }
            Written::LinkDown(name) => self.line(name).map(Change::CutLine),
            Written::LinkUp(name) => self.line(name).map(Change::RestoreLine),
            Written::ModifyVpcAttribute(vpc, attribute) => self.set_attribute(vpc, *attribute),
            Written::ZoneDown(zone) => return self.set_zone(zone, true),
            Written::ZoneUp(zone) => return self.set_zone(zone, false),
            Written::AssociateRouteTable(subnet, table) => self
                .id("subnet", subnet, |w| &w.subnets)
                .zip(self.table(table))
                .map(|(subnet, table)| Change::AssociateRouteTable(subnet, table)),
            Written::CreateRoute(table, to, target) => {
                self.routed(table, to, target, Change::CreateRoute)
            }
            Written::ReplaceRoute(table, to, target) => {
                self.routed(table, to, target, Change::ReplaceRoute)
            }
            Written::DeleteRoute(table, to) => self.delete_route(table, to),
            Written::AuthorizeSecurityGroupIngress(group, rule) => {
                self.inbound(group, rule, Change::AuthorizeRule)
            }
            Written::RevokeSecurityGroupIngress(group, rule) => {
                self.inbound(group, rule, Change::RevokeRule)
            }
            Written::AuthorizeSecurityGroupEgress(group, rule) => {
                self.outbound(group, rule, Change::AuthorizeRule)
            }
            Written::RevokeSecurityGroupEgress(group, rule) => {
                self.outbound(group, rule, Change::RevokeRule)
            }
            Written::CreateNetworkAclEntry(acl, way, rule) => {
                self.acl_entry(acl, (*way, rule), Change::CreateAclEntry)
            }
            Written::ReplaceNetworkAclEntry(acl, way, rule) => {
                self.acl_entry(acl, (*way, rule), Change::ReplaceAclEntry)
            }
            Written::DeleteNetworkAclEntry(acl, way, number) => self
                .id("network ACL", acl, |w| &w.network_acls)
                .map(|acl| Change::DeleteAclEntry(acl, *way, number.value)),
            Written::ReplaceNetworkAclAssociation(subnet, acl) => self
                .id("subnet", subnet, |w| &w.subnets)
                .zip(self.id("network ACL", acl, |w| &w.network_acls))
                .map(|(subnet, acl)| Change::AssociateNetworkAcl(subnet, acl)),
            Written::CreateBucket(name, _) => self.create_bucket(name),
            Written::PutBucketPolicy(bucket, text) => self.put_bucket_policy(bucket, text),
            Written::DeleteBucketPolicy(bucket) => self.delete_bucket_policy(bucket),
            Written::PutPublicAccessBlock(bucket, new) => self.put_access_block(bucket, new),
            Written::PutAccountPublicAccessBlock(account, settings) => self
                .id("account", account, |w| &w.accounts)
                .map(|account| Change::SetAccountAccessBlock(account, access_block(settings))),
            Written::CreateAccessPoint(_, point) => self.create_point(point),
            Written::CreateMultiRegionAccessPoint(_, point) => self.create_multi_region(point),
            Written::DeleteMultiRegionAccessPoint(name) => self.delete_multi_region(name),
            Written::PutMultiRegionAccessPointPolicy(name, text) => {
                self.put_multi_region_policy(name, text)
            }
            Written::DeleteMultiRegionAccessPointPolicy(name) => {
                self.delete_multi_region_policy(name)
            }
            Written::SubmitMultiRegionAccessPointRoutes(name, routes) => {
                self.submit_routes(name, routes)
            }
            Written::PutBucketReplication(bucket, rules) => self.put_replication(bucket, rules),
            Written::DeleteAccessPoint(name) => self.point_id(name).map(Change::DeleteAccessPoint),
            Written::PutAccessPointPolicy(name, text) => self.put_point_policy(name, text),
            Written::DeleteAccessPointPolicy(name) => self
                .point_id(name)
                .map(|point| Change::SetAccessPointPolicy(point, None)),
            Written::SetServiceControlPolicies(level, texts) => {
                self.set_control(level, texts, (PolicyKind::Scp, ControlKind::Service))
            }
            Written::SetResourceControlPolicies(level, texts) => {
                self.set_control(level, texts, (PolicyKind::Rcp, ControlKind::Resource))
            }
            Written::SetRolePolicies(who, texts) | Written::SetUserPolicies(who, texts) => {
                self.set_policies(who, texts)
            }
        };
        one.into_iter().collect()
    }

    fn create_bucket(&self, name: &str) -> Option<Change> {
        let founding = None;
        let bucket = self.world.buckets.find(name);
        bucket.map(|bucket| Change::CreateBucket { bucket, founding })
    }

    fn delete_bucket_policy(&mut self, bucket: &Said<String>) -> Option<Change> {
        let bucket = self.id("bucket", bucket, |w| &w.buckets)?;
        Some(Change::SetBucketPolicy(bucket, None))
    }

    fn put_access_block(&mut self, bucket: &Said<String>, new: &AccessBlock) -> Option<Change> {
        let bucket = self.id("bucket", bucket, |w| &w.buckets)?;
        Some(Change::SetBucketAccessBlock(bucket, access_block(new)))
    }

    fn id<T>(
        &mut self,
        kind: &str,
        name: &Said<String>,
        arena: impl Fn(&World) -> &Arena<T>,
    ) -> Option<Id<T>> {
        self.find(arena, kind, name)
    }

    fn table(&mut self, name: &Said<String>) -> Option<Id<RouteTable>> {
        self.find(|world| &world.route_tables, "route table", name)
    }

    fn create_endpoint(&mut self, name: &Said<String>, what: &WrittenEndpoint) -> Option<Change> {
        if let Some(rejection) = self.refused_endpoints.get(name.value.as_str()) {
            return Some(Change::Refused(rejection.clone()));
        }
        let endpoint = self.world.vpc_endpoints.find(name)?;
        if let Some(Err(rejection)) = what
            .policy()
            .map(|text| self.put(text, PolicyKind::Endpoint, None))
        {
            return Some(Change::Refused(rejection));
        }
        Some(self.create_endpoint_change(endpoint, what))
    }

    fn set_attribute(&mut self, vpc: &Said<String>, attribute: VpcAttribute) -> Option<Change> {
        let vpc = self.id("VPC", vpc, |world| &world.vpcs)?;
        Some(Change::SetVpcAttribute(vpc, attribute))
    }

    /// A zone fails or recovers, and after a while DNS notices.
    pub(super) fn set_zone(&mut self, said: &Said<String>, is_down: bool) -> Vec<Change> {
        let Some(zone) = self.zone_called(said) else {
            return Vec::new();
        };
        let noticed = Change::NoticeZone(zone);
        vec![Change::SetZone { zone, is_down }, noticed]
    }

    /// The zone of a name that some account uses, or of an id; accounts must agree about a name.
    fn zone_called(&mut self, said: &Said<String>) -> Option<Id<Zone>> {
        if let Some(zone) = self.world.zones.find(said) {
            return Some(zone);
        }
        let subnets = self.world.subnets.iter();
        let named = subnets.filter(|(_, subnet)| subnet.availability_zone == said.value);
        let mut zones: Vec<Id<Zone>> = named.map(|(_, subnet)| subnet.zone).collect();
        zones.sort_unstable();
        zones.dedup();
        if let [one] = zones.as_slice() {
            return Some(*one);
        }
        let fault = if zones.is_empty() {
            let known = self.world.subnets.iter();
            let known = known.map(|(_, subnet)| subnet.availability_zone.as_str());
            unknown("Availability Zone with a subnet", said, known)
        } else {
            let ids: Vec<&str> = zones
                .iter()
                .map(|zone| self.world.zones.name(*zone))
                .collect();
            let message = format!("accounts call different zones `{}`", said.value);
            let fault = Diagnostic::error("ambiguous-name", message, said.at);
            fault.help(format!("say which by its id: {}", ids.join(", ")))
        };
        self.fault(fault);
        None
    }

    /// The network interface that an endpoint has in a subnet.
    fn endpoint_interface(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        subnet: &Said<String>,
    ) -> Option<Id<NetworkInterface>> {
        let wanted = self.id("subnet", subnet, |world| &world.subnets)?;
        let parts = self.world.vpc_endpoints[endpoint].interface_parts();
        let mut own = parts.into_iter().flat_map(|parts| &parts.interfaces);
        let found = own
            .find(|id| self.world.interfaces[**id].subnet == wanted)
            .copied();
        if found.is_none() {
            let message = format!("`{}` is none of this endpoint's subnets", subnet.value);
            let fault = Diagnostic::error("unknown-id", message, subnet.at);
            self.fault(fault.help("an endpoint has one network interface in each of its subnets"));
        }
        found
    }

    fn modify_endpoint(&mut self, name: &Said<String>, edit: &EndpointEdit) -> Vec<Change> {
        let Some(endpoint) = self.id("VPC endpoint", name, |world| &world.vpc_endpoints) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        let add: Vec<_> = edit
            .add_route_tables
            .iter()
            .filter_map(|t| self.table(t))
            .collect();
        let remove: Vec<_> = edit
            .remove_route_tables
            .iter()
            .filter_map(|t| self.table(t))
            .collect();
        if !add.is_empty() || !remove.is_empty() {
            changes.push(Change::ModifyVpcEndpoint {
                endpoint,
                add,
                remove,
            });
        }
        if let Some(wanted) = edit.private_dns {
            changes.push(Change::SetPrivateDns(endpoint, wanted));
        }
        for (subnet, address) in &edit.private_ips {
            let interface = self.endpoint_interface(endpoint, subnet);
            changes.extend(interface.map(|interface| {
                Change::ReplaceEndpointAddress(endpoint, interface, address.value)
            }));
        }
        if let Some(text) = &edit.policy {
            changes.push(match self.put(text, PolicyKind::Endpoint, None) {
                Ok(policy) => Change::SetEndpointPolicy { endpoint, policy },
                Err(rejection) => Change::Refused(rejection),
            });
        }
        changes
    }

    fn routed(
        &mut self,
        table: &Said<String>,
        destination: &Said<String>,
        target: &Said<String>,
        change: impl Fn(Id<RouteTable>, Destination, Target) -> Change,
    ) -> Option<Change> {
        let table = self.table(table)?;
        let home = self.world.route_tables[table].vpc;
        let resolved = self
            .destination(destination)
            .and_then(|range| Ok((range, self.target(target)?)))
            .and_then(|(range, to)| {
                self.check_route(home, range, to, destination)?;
                Ok(change(table, range, to))
            });
        Some(resolved.unwrap_or_else(refused))
    }

    fn delete_route(&mut self, table: &Said<String>, destination: &Said<String>) -> Option<Change> {
        let table = self.table(table)?;
        let range = self.destination(destination);
        Some(range.map_or_else(refused, |range| Change::DeleteRoute(table, range)))
    }

    fn inbound(
        &mut self,
        group: &Said<String>,
        rule: &InboundRule,
        change: impl Fn(Id<SecurityGroup>, Direction, SecurityGroupRule) -> Change,
    ) -> Option<Change> {
        let InboundRule::Allow(rule) = rule;
        let group = self.id("security group", group, |world| &world.security_groups)?;
        let vpc = self.world.security_groups[group].vpc;
        match self.group_rule(Some(vpc), rule.protocol, &rule.ports, &rule.from) {
            Ok(rule) => Some(
                match self.refused_reference(vpc, Direction::Inbound, rule.peer) {
                    Some(rejection) => Change::Refused(rejection),
                    None => change(group, Direction::Inbound, rule),
                },
            ),
            Err(fault) => {
                self.fault(fault);
                None
            }
        }
    }

    fn outbound(
        &mut self,
        group: &Said<String>,
        rule: &OutboundRule,
        change: impl Fn(Id<SecurityGroup>, Direction, SecurityGroupRule) -> Change,
    ) -> Option<Change> {
        let OutboundRule::Allow(rule) = rule;
        let group = self.id("security group", group, |world| &world.security_groups)?;
        let vpc = self.world.security_groups[group].vpc;
        match self.group_rule(Some(vpc), rule.protocol, &rule.ports, &rule.to) {
            Ok(rule) => Some(
                match self.refused_reference(vpc, Direction::Outbound, rule.peer) {
                    Some(rejection) => Change::Refused(rejection),
                    None => change(group, Direction::Outbound, rule),
                },
            ),
            Err(fault) => {
                self.fault(fault);
                None
            }
        }
    }

    fn acl_entry(
        &mut self,
        acl: &Said<String>,
        (way, rule): (Direction, &AclRule),
        change: impl Fn(Id<NetworkAcl>, Direction, filter::AclRule) -> Change,
    ) -> Option<Change> {
        let acl = self.id("network ACL", acl, |world| &world.network_acls)?;
        Some(Self::acl_rule(rule).map_or_else(refused, |rule| change(acl, way, rule)))
    }

    fn put_bucket_policy(
        &mut self,
        bucket: &Said<String>,
        text: &Said<PolicyText>,
    ) -> Option<Change> {
        let id = self.id("bucket", bucket, |world| &world.buckets)?;
        Some(match self.new_policy(text, bucket) {
            Ok(policy) => Change::SetBucketPolicy(id, Some(policy)),
            Err(rejection) => Change::Refused(rejection),
        })
    }

    fn set_control(
        &mut self,
        level: &Said<String>,
        texts: &[Said<PolicyText>],
        (kind, control): (PolicyKind, ControlKind),
    ) -> Option<Change> {
        let level = self.id("unit or account of an organization", level, |w| {
            &w.policy_levels
        })?;
        if kind == PolicyKind::Rcp && !self.world.features.resource_control_policies {
            let message = "there are no resource control policies yet on this day";
            let rejection = Rejection::new("PolicyTypeNotEnabledException", "RCP-01", message);
            return Some(Change::Refused(rejection));
        }
        if let Some(why) = count_refusal(texts.len(), kind) {
            let rejection = Rejection::new(CONSTRAINT, "SCP-02", why);
            return Some(Change::Refused(rejection));
        }
        Some(match self.put_all(texts, kind) {
            Ok(policies) => Change::SetControlPolicies(level, control, policies),
            Err(rejection) => Change::Refused(rejection),
        })
    }

    fn set_policies(&mut self, who: &Said<String>, texts: &[Said<PolicyText>]) -> Option<Change> {
        let principal = self.principal(who)?;
        Some(match self.put_all(texts, PolicyKind::Identity) {
            Ok(policies) => Change::SetPrincipalPolicies(principal, policies),
            Err(rejection) => Change::Refused(rejection),
        })
    }
}

fn refused(refused: Refused) -> Change {
    Change::Refused(refused.rejection)
}
