//! The small edits: a route, a rule of a security group, a rule of a network ACL.

use std::net::IpAddr;

use super::change::Rejection;
use super::filter::{AclRule, NetworkAcl, SecurityGroup, SecurityGroupRule};
use super::gateway::NatGateway;
use super::route::{Destination, Line, Origin, RouteTable, Target};
use super::{Id, World};
use crate::scenario::timeline::Direction;

impl World {
    /// Adds a static route; a second one for the same destination is refused.
    pub(super) fn create_route(
        &mut self,
        table: Id<RouteTable>,
        destination: Destination,
        target: Target,
    ) -> Result<(), Rejection> {
        let lines = &mut self.route_tables[table].lines;
        if lines
            .iter()
            .any(|l| l.destination == destination && l.origin != Origin::Propagated)
        {
            let message = "the table already has a route for this destination";
            return Err(Rejection::new("RouteAlreadyExists", "RTE-02", message));
        }
        lines.push(Line {
            destination,
            target,
            origin: Origin::Static,
        });
        self.route_tables[table].settle(&self.prefix_lists);
        Ok(())
    }

    /// Gives a static route another target, or removes it.
    ///
    /// Routes of gateway endpoints belong to the endpoint and cannot be edited here (GWE-12).
    pub(super) fn edit_route(
        &mut self,
        table: Id<RouteTable>,
        destination: Destination,
        target: Option<Target>,
    ) -> Result<(), Rejection> {
        let lines = &mut self.route_tables[table].lines;
        let found = lines.iter().position(|l| {
            l.destination == destination && matches!(l.origin, Origin::Static | Origin::Endpoint)
        });
        let Some(position) = found else {
            let message = "the table has no such route";
            return Err(Rejection::new("InvalidRoute.NotFound", "RTE-01", message));
        };
        if lines[position].origin == Origin::Endpoint {
            let message = "the route belongs to a gateway endpoint; edit the endpoint instead";
            return Err(Rejection::new("InvalidParameterValue", "GWE-12", message));
        }
        match target {
            Some(target) => lines[position].target = target,
            None => {
                lines.remove(position);
            }
        }
        self.route_tables[table].settle(&self.prefix_lists);
        Ok(())
    }

    /// Gives a public NAT gateway one Elastic IP more, up to eight, that nobody else has (NAT-02).
    pub(super) fn add_nat_address(
        &mut self,
        nat: Id<NatGateway>,
        address: IpAddr,
    ) -> Result<(), Rejection> {
        let gateway = &self.nat_gateways[nat];
        let (interface, held) = (gateway.interface, 1 + gateway.secondary_ips.len());
        let name = self.nat_gateways.name(nat);
        let refusal = if !gateway.is_public {
            Some((
                "InvalidParameter",
                format!("`{name}` is private, and has no Elastic IP"),
            ))
        } else if held >= NatGateway::ADDRESSES_MAX {
            Some((
                "AddressLimitExceeded",
                format!("`{name}` has eight addresses"),
            ))
        } else if self.public_addresses.contains_key(&address) {
            Some((
                "Resource.AlreadyAssociated",
                format!("`{address}` is used already"),
            ))
        } else {
            None
        };
        if let Some((code, message)) = refusal {
            return Err(Rejection::new(code, "NAT-02", message));
        }
        self.public_addresses.insert(address, interface);
        self.nat_gateways[nat].secondary_ips.push(address);
        Ok(())
    }

    fn rules(&mut self, group: Id<SecurityGroup>, way: Direction) -> &mut Vec<SecurityGroupRule> {
        let group = &mut self.security_groups[group];
        match way {
            Direction::Inbound => &mut group.inbound,
            Direction::Outbound => &mut group.outbound,
        }
    }

    /// Adds a rule to a security group.
    pub(super) fn authorize_rule(
        &mut self,
        group: Id<SecurityGroup>,
        direction: Direction,
        rule: &SecurityGroupRule,
    ) -> Result<(), Rejection> {
        let rules = self.rules(group, direction);
        if rules.contains(rule) {
            let message = "the group already has this rule";
            return Err(Rejection::new(
                "InvalidPermission.Duplicate",
                "SG-01",
                message,
            ));
        }
        rules.push(rule.clone());
        Ok(())
    }

    /// Removes a rule from a security group.
    pub(super) fn revoke_rule(
        &mut self,
        group: Id<SecurityGroup>,
        direction: Direction,
        rule: &SecurityGroupRule,
    ) -> Result<(), Rejection> {
        let rules = self.rules(group, direction);
        let Some(position) = rules.iter().position(|known| known == rule) else {
            let message = "the group has no such rule";
            return Err(Rejection::new(
                "InvalidPermission.NotFound",
                "SG-01",
                message,
            ));
        };
        rules.remove(position);
        Ok(())
    }

    fn entries(&mut self, acl: Id<NetworkAcl>, way: Direction) -> &mut Vec<AclRule> {
        let acl = &mut self.network_acls[acl];
        match way {
            Direction::Inbound => &mut acl.inbound,
            Direction::Outbound => &mut acl.outbound,
        }
    }

    /// Adds a rule to a network ACL; a number can be used once.
    pub(super) fn create_acl_entry(
        &mut self,
        acl: Id<NetworkAcl>,
        direction: Direction,
        rule: &AclRule,
    ) -> Result<(), Rejection> {
        let entries = self.entries(acl, direction);
        let place = entries.partition_point(|entry| entry.number < rule.number);
        if entries
            .get(place)
            .is_some_and(|entry| entry.number == rule.number)
        {
            let message = format!("rule {} exists already", rule.number);
            return Err(Rejection::new(
                "NetworkAclEntryAlreadyExists",
                "NACL-01",
                message,
            ));
        }
        entries.insert(place, rule.clone());
        Ok(())
    }

    /// Replaces or removes a rule of a network ACL.
    pub(super) fn edit_acl_entry(
        &mut self,
        acl: Id<NetworkAcl>,
        direction: Direction,
        number: u32,
        rule: Option<&AclRule>,
    ) -> Result<(), Rejection> {
        let entries = self.entries(acl, direction);
        let Some(position) = entries.iter().position(|entry| entry.number == number) else {
            let message = format!("there is no rule {number}");
            return Err(Rejection::new(
                "InvalidNetworkAclEntry.NotFound",
                "NACL-01",
                message,
            ));
        };
        match rule {
            Some(rule) => entries[position] = rule.clone(),
            None => {
                entries.remove(position);
            }
        }
        Ok(())
    }
}
