//! The timeline: each written change as an edit of the world.

use super::Builder;
use super::filter::Refused;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::endpoint::VpcEndpoint as WrittenEndpoint;
use crate::scenario::filter::{InboundRule, OutboundRule};
use crate::scenario::policy_text::PolicyText;
use crate::scenario::timeline::{AclSide, At, Change as Written, Direction, EndpointEdit};
use crate::time::Instant;
use crate::world::change::{Change, Rejection};
use crate::world::plan::PlannedChange;
use crate::world::route::{Destination, RouteTable, Target};
use crate::world::{Id, World};

impl Builder<'_> {
    /// Every change, by time; equal times keep the order in which they are written.
    pub(super) fn changes(&mut self) -> Vec<PlannedChange> {
        let scenario = self.scenario;
        let mut planned = Vec::new();
        for At::At(when, written) in &scenario.timeline {
            let at = Instant::ZERO + when.0;
            for change in self.change(written) {
                planned.push(PlannedChange { at, change, span: written.at });
            }
        }
        planned.sort_by_key(|change| change.at);
        planned
    }

    /// One written change; it may be two edits, when one part takes effect later than the other.
    fn change(&mut self, written: &Written) -> Vec<Change> {
        if let Written::ModifyVpcEndpoint(name, edit) = written {
            return self.modify_endpoint(name, edit);
        }
        self.single(written).into_iter().collect()
    }

    fn single(&mut self, written: &Written) -> Option<Change> {
        match written {
            Written::CreateVpcEndpoint(..)
            | Written::ModifyVpcEndpoint(..)
            | Written::DeleteVpcEndpoint(_) => self.endpoint_change(written),
            Written::AssociateRouteTable(..)
            | Written::CreateRoute(..)
            | Written::ReplaceRoute(..)
            | Written::DeleteRoute(..) => self.route_change(written),
            Written::AuthorizeSecurityGroupIngress(..)
            | Written::RevokeSecurityGroupIngress(..)
            | Written::AuthorizeSecurityGroupEgress(..)
            | Written::RevokeSecurityGroupEgress(..)
            | Written::CreateNetworkAclEntry(..)
            | Written::ReplaceNetworkAclEntry(..)
            | Written::DeleteNetworkAclEntry(..)
            | Written::ReplaceNetworkAclAssociation(..) => self.filter_change(written),
            Written::CreateBucket(..)
            | Written::PutBucketPolicy(..)
            | Written::DeleteBucketPolicy(_)
            | Written::SetRolePolicies(..)
            | Written::SetUserPolicies(..) => self.policy_change(written),
        }
    }

    fn endpoint_change(&mut self, written: &Written) -> Option<Change> {
        match written {
            Written::CreateVpcEndpoint(name, WrittenEndpoint::Gateway(what)) => {
                let endpoint = self.world.vpc_endpoints.find(name)?;
                Some(self.create_gateway_endpoint(endpoint, what))
            }
            Written::DeleteVpcEndpoint(name) => {
                let found = self.find(|world: &World| &world.vpc_endpoints, "VPC endpoint", name)?;
                Some(Change::DeleteVpcEndpoint(found))
            }
            _ => None,
        }
    }

    fn modify_endpoint(&mut self, name: &Said<String>, edit: &EndpointEdit) -> Vec<Change> {
        let Some(endpoint) = self.find(|world: &World| &world.vpc_endpoints, "VPC endpoint", name)
        else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        let add = self.tables(&edit.add_route_tables);
        let remove = self.tables(&edit.remove_route_tables);
        if !add.is_empty() || !remove.is_empty() {
            changes.push(Change::ModifyVpcEndpoint { endpoint, add, remove });
        }
        if let Some(text) = &edit.policy {
            changes.push(match self.put(text, PolicyKind::Endpoint, None) {
                Ok(policy) => Change::SetEndpointPolicy { endpoint, policy },
                Err(rejection) => Change::Refused(rejection),
            });
        }
        changes
    }

    fn tables(&mut self, names: &[Said<String>]) -> Vec<Id<RouteTable>> {
        let mut found = Vec::new();
        for name in names {
            found.extend(self.find(|world| &world.route_tables, "route table", name));
        }
        found
    }

    fn route_change(&mut self, written: &Written) -> Option<Change> {
        match written {
            Written::AssociateRouteTable(subnet, table) => {
                let subnet = self.find(|world: &World| &world.subnets, "subnet", subnet)?;
                let table = self.find(|world| &world.route_tables, "route table", table)?;
                Some(Change::AssociateRouteTable(subnet, table))
            }
            Written::CreateRoute(table, destination, target) => {
                let table = self.find(|world| &world.route_tables, "route table", table)?;
                Some(match self.routed(table, destination, target) {
                    Ok((range, to)) => Change::CreateRoute(table, range, to),
                    Err(refused) => Change::Refused(refused.rejection),
                })
            }
            Written::ReplaceRoute(table, destination, target) => {
                let table = self.find(|world| &world.route_tables, "route table", table)?;
                Some(match self.routed(table, destination, target) {
                    Ok((range, to)) => Change::ReplaceRoute(table, range, to),
                    Err(refused) => Change::Refused(refused.rejection),
                })
            }
            Written::DeleteRoute(table, destination) => {
                let table = self.find(|world| &world.route_tables, "route table", table)?;
                Some(match self.destination(destination) {
                    Ok(range) => Change::DeleteRoute(table, range),
                    Err(refused) => Change::Refused(refused.rejection),
                })
            }
            _ => None,
        }
    }

    fn routed(
        &self,
        table: Id<RouteTable>,
        destination: &Said<String>,
        target: &Said<String>,
    ) -> Result<(Destination, Target), Refused> {
        let range = self.destination(destination)?;
        let to = self.target(target)?;
        self.check_route(self.world.route_tables[table].vpc, range, to, destination)?;
        Ok((range, to))
    }

    fn filter_change(&mut self, written: &Written) -> Option<Change> {
        match written {
            Written::AuthorizeSecurityGroupIngress(group, rule) => {
                self.rule(group, Direction::Inbound, &Side::of_inbound(rule), Change::AuthorizeRule)
            }
            Written::RevokeSecurityGroupIngress(group, rule) => {
                self.rule(group, Direction::Inbound, &Side::of_inbound(rule), Change::RevokeRule)
            }
            Written::AuthorizeSecurityGroupEgress(group, rule) => {
                let side = Side::of_outbound(rule);
                self.rule(group, Direction::Outbound, &side, Change::AuthorizeRule)
            }
            Written::RevokeSecurityGroupEgress(group, rule) => {
                self.rule(group, Direction::Outbound, &Side::of_outbound(rule), Change::RevokeRule)
            }
            Written::CreateNetworkAclEntry(acl, direction, rule) => {
                let acl = self.find(|world: &World| &world.network_acls, "network ACL", acl)?;
                Some(match self.acl_rule(rule) {
                    Ok(rule) => Change::CreateAclEntry(acl, *direction, rule),
                    Err(refused) => Change::Refused(refused.rejection),
                })
            }
            Written::ReplaceNetworkAclEntry(acl, direction, rule) => {
                let acl = self.find(|world: &World| &world.network_acls, "network ACL", acl)?;
                Some(match self.acl_rule(rule) {
                    Ok(rule) => Change::ReplaceAclEntry(acl, *direction, rule),
                    Err(refused) => Change::Refused(refused.rejection),
                })
            }
            Written::DeleteNetworkAclEntry(acl, direction, number) => {
                let acl = self.find(|world: &World| &world.network_acls, "network ACL", acl)?;
                Some(Change::DeleteAclEntry(acl, *direction, number.value))
            }
            Written::ReplaceNetworkAclAssociation(subnet, acl) => {
                let subnet = self.find(|world: &World| &world.subnets, "subnet", subnet)?;
                let acl = self.find(|world| &world.network_acls, "network ACL", acl)?;
                Some(Change::AssociateNetworkAcl(subnet, acl))
            }
            _ => None,
        }
    }
}
