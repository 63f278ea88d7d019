//! VPCs with their subnets and gateways.

use std::collections::BTreeMap;

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::import::ron::{Map, Record, Value};

impl<'a> Importer<'a> {
    /// Every VPC with what stands in it.
    pub(super) fn vpcs(&mut self) {
        let snapshot = self.snapshot;
        let internet = self.attached(Kind::InternetGateway);
        let egress_only = self.attached(Kind::EgressOnlyInternetGateway);
        let private = self.attached(Kind::VpnGateway);
        for (id, vpc) in snapshot.all(Kind::Vpc) {
            let Some(region) = self.region_of(id, &vpc) else {
                continue;
            };
            let account = self.account_of(&vpc);
            let (tables, main) = self.route_tables(id);
            let (balancers, groups) = self.load_balancers(id);
            let gateway = internet.get(id).copied();
            let record = Record::new("Vpc")
                .with("account", account)
                .with("region", region.name())
                .with("cidr_blocks", ranges(&vpc))
                .with_some(
                    "internet_gateway",
                    gateway.or_else(|| self.routed_gateway(id)),
                )
                .with_some("egress_only_internet_gateway", egress_only.get(id).copied())
                .with_some("vpn_gateway", private.get(id).copied())
                .with_map("subnets", self.subnets(id))
                .with_map("route_tables", tables)
                .with_some("main_route_table", main)
                .with_map("network_acls", self.network_acls(id))
                .with_map("security_groups", self.security_groups(id))
                .with_map("nat_gateways", self.nat_gateways(id))
                .with_map("load_balancers", balancers)
                .with_map("target_groups", groups)
                .with_map("vpc_endpoints", self.endpoints(id));
            self.draft.vpcs.insert(id, vpc.name_tag(), record);
        }
    }

    /// The Region of a VPC, as far as it is said.
    pub(super) fn said_region(&self, id: &str) -> Option<Region> {
        let zones = self.snapshot.of_vpc(Kind::Subnet, id).iter();
        let mut zones = zones.filter_map(|subnet| subnet.text("AvailabilityZone"));
        let own = self.snapshot.find(Kind::Vpc, id);
        let own = own.and_then(|vpc| vpc.file.region);
        zones.find_map(Region::of_zone).or(own)
    }

    /// The Region a VPC lies in: its folder's, or that of one of its zones.
    fn region_of(&mut self, id: &str, vpc: &Thing<'a>) -> Option<Region> {
        let found = self.said_region(id);
        if found.is_none() {
            let message = format!("nothing says in which Region `{id}` lies");
            let help = "keep its files in a folder named after the Region, `us-east-1/Vpcs.json`";
            let fault = Diagnostic::error("no-region", message, vpc.span_of("VpcId"));
            self.faults.push(fault.help(help));
        }
        found
    }

    /// Which gateway of a kind is attached to which VPC.
    fn attached(&mut self, kind: Kind) -> BTreeMap<&'a str, &'a str> {
        let snapshot = self.snapshot;
        let mut found = BTreeMap::new();
        for (_, gateway) in snapshot.all(kind) {
            let Some(id) = gateway.text(kind.shape().id[0]) else {
                continue;
            };
            for attachment in living(&gateway) {
                if self.is_known(Kind::Vpc, &attachment, "VpcId")
                    && let Some(vpc) = attachment.text("VpcId")
                {
                    found.insert(vpc, id);
                }
            }
        }
        found
    }

    /// Whether a gateway is attached to a VPC.
    pub(super) fn is_attached(&self, kind: Kind, id: &str, vpc: &str) -> bool {
        let gateway = self.snapshot.find(kind, id);
        gateway.is_some_and(|it| living(&it).any(|one| one.text("VpcId") == Some(vpc)))
    }

    /// Whether a gateway is attached to any VPC that is described.
    pub(super) fn is_attached_here(&self, kind: Kind, id: &str) -> bool {
        let mut vpcs = self.snapshot.all(Kind::Vpc);
        vpcs.any(|(vpc, _)| self.is_attached(kind, id, vpc))
    }

    /// The internet gateway a VPC's routes name, when no list of gateways is there.
    fn routed_gateway(&self, vpc: &str) -> Option<&'a str> {
        if self.snapshot.lists(Kind::InternetGateway) {
            return None;
        }
        let tables = self.snapshot.of_vpc(Kind::RouteTable, vpc).iter();
        let mut targets = tables
            .flat_map(|table| table.list("Routes"))
            .filter_map(|route| route.text("GatewayId"));
        targets.find(|target| target.starts_with("igw-"))
    }

    fn subnets(&mut self, vpc: &str) -> Map {
        let snapshot = self.snapshot;
        let tables = self.chosen(Kind::RouteTable, vpc, "RouteTableId");
        let acls = self.chosen(Kind::NetworkAcl, vpc, "NetworkAclId");
        let mut subnets = Map::default();
        for subnet in snapshot.of_vpc(Kind::Subnet, vpc) {
            let Some(id) = subnet.text("SubnetId") else {
                continue;
            };
            let v6 = associated(subnet, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock");
            let record = Record::new("Subnet")
                .with_some("availability_zone", subnet.text("AvailabilityZone"))
                .with_some("cidr_block", subnet.range("CidrBlock"))
                .with_some("ipv6_cidr_block", v6.into_iter().next())
                .with_list("shared_with", self.shared_with(id, subnet))
                .with_some("route_table", tables.get(id).copied())
                .with_some("network_acl", acls.get(id).copied());
            subnets.insert(id, subnet.name_tag(), record);
        }
        subnets
    }

    /// Which table or ACL each subnet of a VPC names for itself.
    fn chosen(&mut self, kind: Kind, vpc: &str, member: &str) -> BTreeMap<&'a str, &'a str> {
        let snapshot = self.snapshot;
        let mut found = BTreeMap::new();
        for thing in snapshot.of_vpc(kind, vpc) {
            for association in thing.list("Associations") {
                let Some(subnet) = association.text("SubnetId") else {
                    self.tell_edge(&association);
                    continue;
                };
                if self.is_known(Kind::Subnet, &association, "SubnetId")
                    && let Some(id) = thing.text(member)
                {
                    found.insert(subnet, id);
                }
            }
        }
        found
    }

    /// Tables of gateways, for what comes in from outside, are not simulated.
    fn tell_edge(&mut self, association: &Thing<'a>) {
        if let Some(gateway) = association.text("GatewayId") {
            let what = format!("the route table of the gateway `{gateway}`");
            self.notes.unread(association.file, what);
        }
    }

    /// Every NAT gateway that works.
    fn nat_gateways(&mut self, vpc: &str) -> Map {
        let snapshot = self.snapshot;
        let mut gateways = Map::default();
        for nat in snapshot.of_vpc(Kind::NatGateway, vpc) {
            let Some(id) = nat.text("NatGatewayId") else {
                continue;
            };
            if let Some(state) = nat.text("State").filter(|state| *state != "available") {
                let what = format!("the NAT gateway `{id}` is {state}");
                self.notes.unread(nat.file, what);
                continue;
            }
            if nat.text("SubnetId").is_none() {
                let what = format!("the NAT gateway `{id}`, which is in no subnet");
                self.notes.unread(nat.file, what);
                continue;
            }
            if !self.is_known(Kind::Subnet, nat, "SubnetId") {
                continue;
            }
            let is_primary = |address: &Thing<'_>| address.flag("IsPrimary") != Some(false);
            let address = nat.list("NatGatewayAddresses").find(is_primary);
            if nat.list("NatGatewayAddresses").count() > 1 {
                let what = format!("all but the first address of the NAT gateway `{id}`");
                self.notes.unread(nat.file, what);
            }
            let is_private = nat.text("ConnectivityType") == Some("private");
            let record = Record::new("NatGateway")
                .with_some("subnet", nat.text("SubnetId"))
                .with_some("private_ip", address.and_then(|it| it.address("PrivateIp")))
                .with_some("elastic_ip", address.and_then(|it| it.address("PublicIp")))
                .with_some(
                    "connectivity",
                    is_private.then(|| Value::Word("Private".to_owned())),
                );
            gateways.insert(id, nat.name_tag(), record);
        }
        gateways
    }
}

/// The attachments of a gateway that work.
fn living<'a>(gateway: &Thing<'a>) -> impl Iterator<Item = Thing<'a>> + use<'a> {
    let lists = ["Attachments", "VpcAttachments"].map(|list| gateway.list(list));
    lists.into_iter().flatten().filter(|attachment| {
        !matches!(
            attachment.text("State"),
            Some("detached" | "detaching" | "attaching")
        )
    })
}

/// A VPC's ranges, the primary one first.
fn ranges(vpc: &Thing<'_>) -> Vec<Value> {
    let mut ranges: Vec<Value> = Vec::new();
    let first = vpc.range("CidrBlock").map(Value::from);
    let v4 = associated(vpc, "CidrBlockAssociationSet", "CidrBlock");
    let v6 = associated(vpc, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock");
    for range in first.into_iter().chain(v4).chain(v6) {
        if !ranges.contains(&range) {
            ranges.push(range);
        }
    }
    ranges
}

/// The ranges of a set that are associated now.
fn associated(thing: &Thing<'_>, set: &str, member: &str) -> Vec<Value> {
    let state = format!("{member}State");
    let living = thing.list(set).filter(|association| {
        let state = association.inner(&state);
        let state = state.and_then(|state| state.text("State"));
        matches!(state, None | Some("associated" | "associating"))
    });
    living
        .filter_map(|association| association.range(member))
        .map(Value::from)
        .collect()
}
