//! VPCs, their subnets and the gateways at their edges.

use super::home::{ACLS, SUBNETS, TABLES, VPCS};
use super::{Importer, add, word};
use crate::import::ron::{Map, Record};

impl Importer<'_> {
    /// Every VPC with all that stands in it.
    pub(super) fn vpcs(&mut self) -> Map {
        let mut map = Map::default();
        for (number, at) in self.all(&VPCS).into_iter().enumerate() {
            let record = self.vpc(at, number);
            if let Some(record) = record {
                self.read.insert(at);
                let (name, remark) = (self.name(at), self.remark(at));
                add(&mut map, name, remark, record);
            }
        }
        map
    }

    fn vpc(&mut self, at: usize, number: usize) -> Option<Record> {
        let thing = self.thing(at);
        let Some(range) = thing.text("cidr_block") else {
            self.leave(at, "its range is not known");
            return None;
        };
        let mut ranges = vec![range.to_owned()];
        for (kind, argument) in [
            ("aws_vpc_ipv4_cidr_block_association", "cidr_block"),
            ("aws_vpc_ipv6_cidr_block_association", "ipv6_cidr_block"),
        ] {
            for further in self.all(&[kind]) {
                if self.one(further, "vpc_id", &VPCS) == Some(at) {
                    self.read.insert(further);
                    match self.thing(further).text(argument) {
                        Some(range) => ranges.push(range.to_owned()),
                        None => self.leave(further, "its range is not known"),
                    }
                }
            }
        }
        let made_up = self.ipv6_range(at, number, &mut ranges);
        let main = self.main_table(at).map(|table| self.name(table));
        let (account, region) = (self.account_of(at), self.region_of(at));
        Some(
            Record::new("Vpc")
                .with("account", account)
                .with("region", region)
                .with_list("cidr_blocks", super::texts(ranges))
                .with_some(
                    "enable_dns_support",
                    thing.flag("enable_dns_support").filter(|on| !on),
                )
                // AWS: the bare API leaves it off; only the console's wizard turns it on.
                .with("enable_dns_hostnames", thing.is("enable_dns_hostnames"))
                .with_some("internet_gateway", self.gateway(at, "aws_internet_gateway"))
                .with_some(
                    "egress_only_internet_gateway",
                    self.gateway(at, "aws_egress_only_internet_gateway"),
                )
                .with_some("vpn_gateway", self.gateway(at, "aws_vpn_gateway"))
                .with_map("subnets", self.subnets(at, made_up))
                .with_map("route_tables", self.route_tables(at))
                .with_some("main_route_table", main)
                .with_map("network_acls", self.network_acls(at))
                .with_map("security_groups", self.security_groups(at))
                .with_map("nat_gateways", self.nat_gateways(at))
                .with_map("vpc_endpoints", self.endpoints(at)),
        )
    }

    /// Adds the VPC's IPv6 range; one that AWS has yet to choose is made up, by its number.
    fn ipv6_range(&mut self, at: usize, number: usize, ranges: &mut Vec<String>) -> Option<usize> {
        let thing = self.thing(at);
        if let Some(range) = thing.text("ipv6_cidr_block") {
            ranges.push(range.to_owned());
            return None;
        }
        if !thing.is("assign_generated_ipv6_cidr_block") {
            return None;
        }
        ranges.push(format!("2001:db8:{number:x}::/56"));
        self.note(
            at,
            "its IPv6 range is known only after it is applied: one is made up",
        );
        Some(number)
    }

    /// The id of the VPC's gateway of one kind.
    fn gateway(&mut self, vpc: usize, kind: &str) -> Option<String> {
        let mut found = self.inside(vpc, &[kind]).into_iter();
        let first = found.next()?;
        self.read.insert(first);
        for more in found {
            self.leave(more, "its VPC has another one already");
        }
        Some(self.name(first))
    }

    fn subnets(&mut self, vpc: usize, made_up: Option<usize>) -> Map {
        let mut map = Map::default();
        for (number, at) in self.inside(vpc, &SUBNETS).into_iter().enumerate() {
            let thing = self.thing(at);
            let Some(range) = thing.text("cidr_block") else {
                self.leave(at, "its IPv4 range is not known");
                continue;
            };
            self.read.insert(at);
            let zone = self.zone_of(at);
            let is_asked = thing.expression("ipv6_cidr_block").is_some()
                || thing.is("assign_ipv6_address_on_creation");
            let made_up = made_up.filter(|_| is_asked && number < 256);
            let made_up = made_up.map(|vpc| format!("2001:db8:{vpc:x}:{number:x}::/64"));
            let ipv6 = thing.text("ipv6_cidr_block").map(str::to_owned).or(made_up);
            let record = Record::new("Subnet")
                .with("availability_zone", zone)
                .with("cidr_block", range)
                .with_some("ipv6_cidr_block", ipv6)
                .with_some("route_table", self.table_of(at))
                .with_some("network_acl", self.acl_of(vpc, at));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    /// A subnet's zone; AWS chooses one where none is written.
    fn zone_of(&mut self, at: usize) -> String {
        if let Some(zone) = self.thing(at).text("availability_zone") {
            return zone.to_owned();
        }
        let zone = format!("{}a", self.region_of(at));
        self.note(at, format!("its zone is not known: taken for {zone}"));
        zone
    }

    /// The route table of a subnet, when one is associated with it.
    fn table_of(&mut self, subnet: usize) -> Option<String> {
        let mut found = None;
        for at in self.all(&["aws_route_table_association"]) {
            if self.is_said(
                at,
                "gateway_id",
                &["aws_internet_gateway", "aws_vpn_gateway"],
            ) {
                self.leave(at, "tables of gateways are not simulated");
                continue;
            }
            if self.one(at, "subnet_id", &SUBNETS) != Some(subnet) {
                continue;
            }
            match self
                .one(at, "route_table_id", &TABLES)
                .filter(|table| self.is_here(*table))
            {
                Some(table) => {
                    self.read.insert(at);
                    found = Some(self.name(table));
                }
                None => self.leave(at, "its route table is not in the plan"),
            }
        }
        found
    }

    /// The network ACL of a subnet; where the default one is written, it is named too.
    fn acl_of(&mut self, vpc: usize, subnet: usize) -> Option<String> {
        for at in self.all(&["aws_network_acl_association"]) {
            if self.one(at, "subnet_id", &SUBNETS) == Some(subnet) {
                self.read.insert(at);
                let acl = self.one(at, "network_acl_id", &ACLS)?;
                return Some(self.name(acl));
            }
        }
        let acls = self.inside(vpc, &ACLS);
        let named = acls.iter().copied().find(|at| {
            let found = self
                .references
                .argument(self.thing(*at), "subnet_ids", &SUBNETS);
            found.things.contains(&subnet)
        });
        let default = || {
            acls.iter()
                .copied()
                .find(|at| self.thing(*at).kind == "aws_default_network_acl")
        };
        named.or_else(default).map(|acl| self.name(acl))
    }

    /// The table of subnets that have none of their own.
    fn main_table(&mut self, vpc: usize) -> Option<usize> {
        let mut main = None;
        for at in self.all(&["aws_main_route_table_association"]) {
            if self.one(at, "vpc_id", &VPCS) == Some(vpc) {
                self.read.insert(at);
                main = self.one(at, "route_table_id", &TABLES);
            }
        }
        main.or_else(|| {
            self.inside(vpc, &["aws_default_route_table"])
                .first()
                .copied()
        })
    }

    fn nat_gateways(&mut self, vpc: usize) -> Map {
        let mut map = Map::default();
        for at in self.all(&["aws_nat_gateway"]) {
            let Some(subnet) = self.nat_subnet(at) else {
                continue;
            };
            if self.homes.get(&subnet) != Some(&vpc) {
                continue;
            }
            self.read.insert(at);
            let thing = self.thing(at);
            let is_private = thing.text("connectivity_type") == Some("private");
            let elastic_ip = self.address_of(at, "allocation_id");
            let address = thing.text("public_ip").map(str::to_owned).or(elastic_ip);
            let record = Record::new("NatGateway")
                .with("subnet", self.name(subnet))
                .with_some("elastic_ip", address.filter(|_| !is_private))
                .with_some("private_ip", thing.text("private_ip"))
                .with_some("connectivity", is_private.then(|| word("Private")));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    /// The subnet of a NAT gateway, when both are in the scenario.
    pub(super) fn nat_subnet(&mut self, at: usize) -> Option<usize> {
        let subnet = self.one(at, "subnet_id", &SUBNETS);
        let found = subnet.filter(|subnet| self.has_subnet(*subnet));
        if found.is_none() {
            self.leave(at, "its subnet is not in the plan");
        }
        found
    }

    /// The Elastic IP an argument leads to, when its address is known.
    pub(super) fn address_of(&mut self, at: usize, argument: &str) -> Option<String> {
        let found = self
            .references
            .argument(self.thing(at), argument, &["aws_eip"]);
        let address = *found.things.first()?;
        self.read.insert(address);
        self.thing(address).text("public_ip").map(str::to_owned)
    }
}
