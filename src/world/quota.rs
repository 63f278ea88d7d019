//! Quotas: how much of each thing an account may have (LIM-01 to LIM-08).

use super::change::Rejection;
use super::filter::{AclRule, Peer, PrefixList, SecurityGroupRule};
use super::route::{Destination, Line, Origin, RouteTable};
use super::vpc::Vpc;
use super::{Id, World};

/// What an account may have in each Region, VPC, table or list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// VPCs in a Region (LIM-07).
    pub vpcs: u32,
    /// Subnets of a VPC (LIM-07).
    pub subnets: u32,
    /// Route tables of a VPC (LIM-07).
    pub route_tables: u32,
    /// Routes of a table that are not learnt (LIM-04).
    pub routes: u32,
    /// NAT gateways in a zone (LIM-07).
    pub nat_gateways: u32,
    /// Elastic IPs in a Region (LIM-07).
    pub elastic_ips: u32,
    /// Rules of a security group in each direction (LIM-05).
    pub group_rules: u32,
    /// Security groups of a network interface (LIM-05).
    pub groups: u32,
    /// Rules of a network ACL in each direction (LIM-06).
    pub acl_rules: u32,
    /// Active peering connections of a VPC (LIM-08).
    pub peerings: u32,
    /// Gateway endpoints in a Region (LIM-01).
    pub gateway_endpoints: u32,
    /// Interface endpoints of a VPC (LIM-02).
    pub interface_endpoints: u32,
}

impl World {
    /// The quotas of the account that owns a VPC.
    pub(super) fn quotas_of(&self, vpc: Id<Vpc>) -> Quotas {
        let account = self.account(self.vpcs[vpc].account);
        account.map_or(Quotas::NONE, |account| account.quotas)
    }

    /// How many routes a table has that count: written ones, and those of gateway endpoints
    /// (LIM-04). A prefix list counts as often as it has entries; AWS's own for S3 count once.
    pub(super) fn counted_routes(&self, table: Id<RouteTable>) -> usize {
        let lines = self.route_tables[table].lines.iter();
        lines.map(|line| self.weight_of_route(line)).sum()
    }

    fn weight_of_route(&self, line: &Line) -> usize {
        match (line.origin, line.destination) {
            (Origin::Local | Origin::Propagated, _) => 0,
            (Origin::Static | Origin::Endpoint, Destination::Range(_)) => 1,
            (Origin::Static | Origin::Endpoint, Destination::PrefixList(list)) => {
                self.weight_of_list(list)
            }
        }
    }

    fn weight_of_list(&self, list: Id<PrefixList>) -> usize {
        let mut own = self
            .s3_prefix_lists
            .values()
            .chain(self.s3_prefix_lists_v6.values());
        if own.any(|known| *known == list) {
            1
        } else {
            self.prefix_lists[list].ranges.len()
        }
    }

    /// How many rules a list of a security group has, a prefix list counting for its entries
    /// (LIM-05).
    pub(super) fn counted_rules(&self, rules: &[SecurityGroupRule]) -> usize {
        let weight = |rule: &SecurityGroupRule| match rule.peer {
            Peer::Range(_) | Peer::Group(_) => 1,
            Peer::PrefixList(list) => self.weight_of_list(list),
        };
        rules.iter().map(weight).sum()
    }

    /// Refuses a table that has come to hold more routes than it may (LIM-04).
    pub(super) fn check_routes(&self, table: Id<RouteTable>) -> Result<(), Rejection> {
        let quotas = self.quotas_of(self.route_tables[table].vpc);
        let name = self.route_tables.name(table);
        within(self.counted_routes(table), quotas.routes, || {
            Rejection::new(
                "RouteLimitExceeded",
                "LIM-04",
                format!("`{name}` holds no more routes"),
            )
        })
    }

    /// Refuses a list of a security group that has come to hold more rules than it may (LIM-05).
    pub(super) fn check_group_rules(
        &self,
        vpc: Id<Vpc>,
        rules: &[SecurityGroupRule],
    ) -> Result<(), Rejection> {
        within(
            self.counted_rules(rules),
            self.quotas_of(vpc).group_rules,
            || {
                let message = "the group holds no more rules in this direction";
                Rejection::new("RulesPerSecurityGroupLimitExceeded", "LIM-05", message)
            },
        )
    }

    /// Refuses a list of a network ACL that has come to hold more rules than it may (LIM-06).
    pub(super) fn check_acl_rules(&self, vpc: Id<Vpc>, rules: &[AclRule]) -> Result<(), Rejection> {
        within(rules.len(), self.quotas_of(vpc).acl_rules, || {
            let message = "the network ACL holds no more rules in this direction";
            Rejection::new("NetworkAclEntryLimitExceeded", "LIM-06", message)
        })
    }
}

fn within(count: usize, most: u32, refusal: impl FnOnce() -> Rejection) -> Result<(), Rejection> {
    if count <= most as usize {
        Ok(())
    } else {
        Err(refusal())
    }
}

impl Quotas {
    /// Nothing is limited: for accounts nobody knows.
    pub(super) const NONE: Self = Self {
        vpcs: u32::MAX,
        subnets: u32::MAX,
        route_tables: u32::MAX,
        routes: u32::MAX,
        nat_gateways: u32::MAX,
        elastic_ips: u32::MAX,
        group_rules: u32::MAX,
        groups: u32::MAX,
        acl_rules: u32::MAX,
        peerings: u32::MAX,
        gateway_endpoints: u32::MAX,
        interface_endpoints: u32::MAX,
    };
}
