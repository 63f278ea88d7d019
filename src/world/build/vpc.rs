//! VPCs and subnets: ranges inside ranges, and the defaults every VPC is born with.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::Builder;
use crate::aws::region::Region;
use crate::aws::zone_id;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::quantity::{Ports, Protocol};
use crate::scenario::vpc as written;
use crate::world::filter::{AclRule, NetworkAcl, Peer, SecurityGroup, SecurityGroupRule};
use crate::world::route::{Destination, Line, Origin, RouteTable, Target};
use crate::world::vpc::{Subnet, Vpc};
use crate::world::{Id, Zone};

/// Every address of one family.
pub(super) const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

impl Builder<'_> {
    /// Every VPC with its main route table, default network ACL and default security group.
    pub(super) fn vpcs(&mut self) {
        let scenario = self.scenario;
        for (name, vpc) in &scenario.vpcs {
            let (Some(account), Some(region)) =
                (self.account(&vpc.account), self.region(&vpc.region))
            else {
                continue;
            };
            self.check_ranges(name, vpc);
            let id = Id::at(self.world.vpcs.len());
            let built = Vpc {
                account,
                region,
                cidr_blocks: vpc.cidr_blocks.iter().map(|range| range.value).collect(),
                enable_dns_support: vpc.enable_dns_support,
                enable_dns_hostnames: vpc.enable_dns_hostnames,
                domain_name_servers: self.domain_name_servers(vpc.dhcp_options.as_ref()),
                internet_gateway: None,
                egress_only_gateway: None,
                vpn_gateway: None,
                main_route_table: self.tables(name, id, vpc),
                default_network_acl: self.default_acl(name, id),
                default_security_group: self.default_group(name, id),
                addresses: BTreeMap::new(),
            };
            self.world.vpcs.add(name.value.clone(), built);
        }
    }

    fn check_ranges(&mut self, name: &Said<String>, vpc: &written::Vpc) {
        if vpc.cidr_blocks.is_empty() {
            let message = format!("`{}` has no address range", name.value);
            let help = "add for example `cidr_blocks: [\"10.0.0.0/16\"]`";
            self.fault(Diagnostic::error("no-cidr-block", message, name.at).help(help));
        }
        for (position, range) in vpc.cidr_blocks.iter().enumerate() {
            let lengths = if range.addr().is_ipv4() {
                16..=28
            } else {
                44..=64
            };
            if !lengths.contains(&range.prefix_len()) {
                let message = format!("AWS refuses a VPC range of /{}", range.prefix_len());
                let help = format!("use /{} to /{}", lengths.start(), lengths.end());
                self.fault(Diagnostic::error("InvalidVpc.Range", message, range.at).help(help));
            }
            let earlier = vpc.cidr_blocks[..position]
                .iter()
                .find(|other| overlap(other, range));
            if let Some(other) = earlier {
                self.fault(overlapping(range, other));
            }
        }
    }

    /// The VPC's route tables, with their `local` lines; returns the main one.
    fn tables(&mut self, name: &Said<String>, id: Id<Vpc>, vpc: &written::Vpc) -> Id<RouteTable> {
        let local: Vec<Line> = vpc
            .cidr_blocks
            .iter()
            .map(|range| Line {
                destination: Destination::Range(range.value),
                target: Target::Local,
                origin: Origin::Local,
            })
            .collect();
        for table in vpc.route_tables.keys() {
            if self.world.route_tables.find(table).is_some() {
                self.fault(taken("route table", table));
            }
            let built = RouteTable::new(id, local.clone(), &self.world.prefix_lists);
            self.world.route_tables.add(table.value.clone(), built);
        }
        if let Some(main) = &vpc.main_route_table {
            if vpc.route_tables.contains_key(main)
                && let Some(found) = self.world.route_tables.find(main)
            {
                return found;
            }
            let names = vpc.route_tables.keys().map(|name| name.as_str());
            let fault = super::lookup::unknown("route table of this VPC", main, names);
            self.fault(fault);
        }
        let built = RouteTable::new(id, local, &self.world.prefix_lists);
        self.world
            .route_tables
            .add(format!("{}/main", name.value), built)
    }

    /// The default network ACL lets everything pass (NACL-06).
    fn default_acl(&mut self, name: &str, vpc: Id<Vpc>) -> Id<NetworkAcl> {
        let all: Vec<AclRule> = EVERYWHERE
            .iter()
            .zip([100, 101])
            .filter_map(|(range, number)| {
                Some(AclRule {
                    number,
                    allows: true,
                    protocol: Protocol::All,
                    ports: Ports::ALL,
                    range: range.parse().ok()?,
                })
            })
            .collect();
        let acl = NetworkAcl {
            vpc,
            inbound: all.clone(),
            outbound: all,
        };
        self.world.network_acls.add(format!("{name}/default"), acl)
    }

    /// The default security group admits its own members and lets everything out (SG-02).
    fn default_group(&mut self, name: &str, vpc: Id<Vpc>) -> Id<SecurityGroup> {
        let id = Id::at(self.world.security_groups.len());
        let own = SecurityGroupRule {
            protocol: Protocol::All,
            ports: Ports::ALL,
            peer: Peer::Group(id),
        };
        let group = SecurityGroup {
            vpc,
            inbound: vec![own],
            outbound: everything_out(),
        };
        self.world
            .security_groups
            .add(format!("{name}/default"), group)
    }

    /// Every subnet.
    pub(super) fn subnets(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(id) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            let mut earlier: Vec<&Said<IpNet>> = Vec::new();
            for (name, subnet) in &vpc.subnets {
                self.check_subnet(id, subnet, &earlier);
                earlier.push(&subnet.cidr_block);
                if let Some(range) = &subnet.ipv6_cidr_block {
                    self.check_ipv6_range(id, range, &earlier);
                    earlier.push(range);
                }
                for account in &subnet.shared_with {
                    self.account(account);
                }
                if self.world.subnets.find(name).is_some() {
                    self.fault(taken("subnet", name));
                }
                let route_table = subnet.route_table.as_ref().and_then(|table| {
                    let found = self.find(|world| &world.route_tables, "route table", table)?;
                    self.check_home(self.world.route_tables[found].vpc, id, table)
                        .then_some(found)
                });
                let network_acl = subnet.network_acl.as_ref().and_then(|acl| {
                    let found = self.find(|world| &world.network_acls, "network ACL", acl)?;
                    self.check_home(self.world.network_acls[found].vpc, id, acl)
                        .then_some(found)
                });
                let built = Subnet {
                    vpc: id,
                    availability_zone: subnet.availability_zone.value.clone(),
                    zone: self.zone(&vpc.account, &subnet.availability_zone),
                    cidr_block: subnet.cidr_block.value,
                    ipv6_cidr_block: subnet.ipv6_cidr_block.as_ref().map(|range| range.value),
                    route_table,
                    network_acl,
                };
                self.world.subnets.add(name.value.clone(), built);
            }
        }
    }

    /// The zone that an account means by a name (VPC-07).
    fn zone(&mut self, account: &Said<String>, name: &Said<String>) -> Id<Zone> {
        let account = self.scenario.accounts.get(account);
        let written = account.and_then(|account| account.availability_zone_ids.get(name));
        let id = match written {
            Some(id) => id.value.clone(),
            None => zone_id::usual(name).unwrap_or_else(|| name.value.clone()),
        };
        match self.world.zones.find(&id) {
            Some(known) => known,
            None => self.world.zones.add(id, Zone::default()),
        }
    }

    fn check_subnet(&mut self, vpc: Id<Vpc>, subnet: &written::Subnet, earlier: &[&Said<IpNet>]) {
        let (home, range) = (&self.world.vpcs[vpc], &subnet.cidr_block);
        if !home
            .cidr_blocks
            .iter()
            .any(|block| block.contains(&range.value))
        {
            let message = format!("`{}` lies outside the VPC's ranges", range.value);
            let blocks: Vec<String> = home.cidr_blocks.iter().map(ToString::to_string).collect();
            let help = format!("the VPC has {}", blocks.join(", "));
            self.fault(Diagnostic::error("InvalidSubnet.Range", message, range.at).help(help));
        }
        if let Some(other) = earlier.iter().find(|other| overlap(other, range)) {
            self.fault(overlapping(range, other));
        }
        let zone = &subnet.availability_zone;
        let region = self.world.vpcs[vpc].region;
        if Region::of_zone(zone) != Some(region) {
            let message = format!("`{}` is no Availability Zone of {region}", zone.value);
            let help = format!("zones are written `{region}a`, `{region}b`, …");
            self.fault(Diagnostic::error("InvalidZone", message, zone.at).help(help));
        }
    }

    /// Whether a thing of one VPC is used in the same VPC; otherwise a fault.
    pub(super) fn check_home(&mut self, has: Id<Vpc>, wants: Id<Vpc>, name: &Said<String>) -> bool {
        if has == wants {
            return true;
        }
        let message = format!(
            "`{}` belongs to `{}`, not to `{}`",
            name.value,
            self.world.vpcs.name(has),
            self.world.vpcs.name(wants)
        );
        let help = "use one of the same VPC";
        self.fault(Diagnostic::error("other-vpc", message, name.at).help(help));
        false
    }
}

/// Everything may go out (SG-02).
pub(super) fn everything_out() -> Vec<SecurityGroupRule> {
    EVERYWHERE
        .iter()
        .filter_map(|range| {
            Some(SecurityGroupRule {
                protocol: Protocol::All,
                ports: Ports::ALL,
                peer: Peer::Range(range.parse().ok()?),
            })
        })
        .collect()
}

/// The fault of an id that is used for a second thing of its kind.
pub(super) fn taken(kind: &str, name: &Said<String>) -> Diagnostic {
    let message = format!("another {kind} is called `{}` too", name.value);
    let help = "ids of one kind are unique in a scenario, as they are in AWS";
    Diagnostic::error("duplicate-id", message, name.at).help(help)
}

fn overlap(a: &IpNet, b: &IpNet) -> bool {
    a.contains(b) || b.contains(a)
}

fn overlapping(range: &Said<IpNet>, other: &Said<IpNet>) -> Diagnostic {
    let message = format!("`{}` overlaps `{}`", range.value, other.value);
    Diagnostic::error("InvalidSubnet.Conflict", message, range.at)
        .label("overlaps")
        .related(other.at, "this range")
        .help("ranges of one VPC must not overlap")
}
