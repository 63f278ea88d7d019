//! What is shared between accounts and VPCs: subnets for other accounts' hosts, IPv6 ranges, and
//! security groups that rules of other VPCs name.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Builder;
use super::address::refusal;
use crate::aws::account::AccountId;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::filter::{InboundRule, OutboundRule};
use crate::scenario::host as written;
use crate::scenario::timeline::Direction;
use crate::world::Id;
use crate::world::change::Rejection;
use crate::world::filter::{Peer, SecurityGroup};
use crate::world::host::Location;
use crate::world::vpc::{Subnet, Vpc};

impl Builder<'_> {
    /// Whose a host is: the VPC's owner's, or an account's with which its subnet is shared
    /// (VPC-08).
    pub(super) fn owner_of(
        &mut self,
        host: &written::Host,
        location: Location,
    ) -> Option<AccountId> {
        let Location::Vpc(interface) = location else {
            return None;
        };
        let subnet = self.world.interfaces[interface].subnet;
        let owner = self.world.vpcs[self.world.vpc_of(subnet)].account;
        let Some(account) = &host.account else {
            return Some(owner);
        };
        let number = self.account(account)?;
        if number != owner && !self.is_shared(subnet, account) {
            let name = self.world.subnets.name(subnet);
            let message = format!("`{name}` is not shared with {}", account.value);
            let help = format!("add `shared_with: [\"{}\"]` to the subnet", account.value);
            let code = "InvalidSubnetID.NotFound";
            self.fault(Diagnostic::error(code, message, account.at).help(help));
        }
        Some(number)
    }

    fn is_shared(&self, subnet: Id<Subnet>, account: &Said<String>) -> bool {
        let name = self.world.subnets.name(subnet);
        let vpcs = self.scenario.vpcs.values();
        let mut subnets = vpcs.flat_map(|vpc| &vpc.subnets);
        subnets.any(|(known, subnet)| {
            known.value == name
                && subnet
                    .shared_with
                    .iter()
                    .any(|id| id.value == account.value)
        })
    }

    /// An IPv6 range of a subnet: a /64 of the VPC's that no other subnet has.
    pub(super) fn check_ipv6_range(
        &mut self,
        vpc: Id<Vpc>,
        range: &Said<IpNet>,
        earlier: &[&Said<IpNet>],
    ) {
        let blocks = &self.world.vpcs[vpc].cidr_blocks;
        let is_inside = blocks.iter().any(|block| block.contains(&range.value));
        let is_right = range.addr().is_ipv6() && range.prefix_len() == 64 && is_inside;
        let is_taken = earlier.iter().any(|other| other.value == range.value);
        if !is_right || is_taken {
            let message = format!("`{}` is no free /64 of the VPC's IPv6 range", range.value);
            let help = "give the VPC an IPv6 range in `cidr_blocks`, and each subnet a /64 of it";
            let code = "InvalidSubnet.Range";
            self.fault(Diagnostic::error(code, message, range.at).help(help));
        }
    }

    /// An IPv6 address of an interface.
    pub(super) fn check_ipv6(&mut self, address: &Said<IpAddr>, subnet: Id<Subnet>) {
        let subnet = &self.world.subnets[subnet];
        let range = subnet.ipv6_cidr_block;
        let is_free = !self.world.vpcs[subnet.vpc]
            .addresses
            .contains_key(&address.value);
        let is_inside = range.is_some_and(|range| refusal(address.value, range).is_none());
        if !is_free || !is_inside {
            let message = format!("`{}` cannot be used in this subnet", address.value);
            let help = match range {
                Some(range) => format!("use a free address of {range}"),
                None => "the subnet has no `ipv6_cidr_block`".to_owned(),
            };
            let code = "InvalidParameterValue";
            self.fault(Diagnostic::error(code, message, address.at).help(help));
        }
    }

    /// Rules that name a security group of a VPC which is not joined as references need it
    /// (SG-06, SG-07).
    pub(super) fn references(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(home) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for group in vpc.security_groups.values() {
                for InboundRule::Allow(rule) in &group.inbound {
                    self.reference(home, Direction::Inbound, &rule.from);
                }
                for OutboundRule::Allow(rule) in group.outbound.iter().flatten() {
                    self.reference(home, Direction::Outbound, &rule.to);
                }
            }
        }
    }

    fn reference(&mut self, home: Id<Vpc>, direction: Direction, name: &Said<String>) {
        let Some(group) = self.world.security_groups.find(name) else {
            return;
        };
        if let Err(rejection) = self.may_name(home, direction, group) {
            let fault = Diagnostic::error(rejection.code, rejection.message, name.at);
            self.fault(fault.help("write the other VPC's range instead"));
        }
    }

    /// Whether AWS takes a rule that names a group, in a VPC.
    fn may_name(
        &self,
        home: Id<Vpc>,
        direction: Direction,
        group: Id<SecurityGroup>,
    ) -> Result<(), Rejection> {
        let other = self.world.security_groups[group].vpc;
        if self.world.may_reference(home, other, direction) {
            return Ok(());
        }
        let message = format!(
            "`{}` belongs to `{}`, which is no active peer in the same Region",
            self.world.security_groups.name(group),
            self.world.vpcs.name(other)
        );
        Err(Rejection::new("InvalidGroup.NotFound", "SG-06", message))
    }

    /// The refusal of a rule on the timeline, if AWS refuses it.
    pub(super) fn refused_reference(
        &self,
        home: Id<Vpc>,
        direction: Direction,
        peer: Peer,
    ) -> Option<Rejection> {
        match peer {
            Peer::Range(_) | Peer::PrefixList(_) => None,
            Peer::Group(group) => self.may_name(home, direction, group).err(),
        }
    }
}
