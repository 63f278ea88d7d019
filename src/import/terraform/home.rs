//! Where things are: their VPC, their Region, their zone.

use super::Importer;
use crate::aws::region::Region;
use serde_json::Value;

/// VPCs, those that AWS made included.
pub(super) const VPCS: [&str; 2] = ["aws_vpc", "aws_default_vpc"];
/// Subnets.
pub(super) const SUBNETS: [&str; 2] = ["aws_subnet", "aws_default_subnet"];
/// Route tables.
pub(super) const TABLES: [&str; 2] = ["aws_route_table", "aws_default_route_table"];
/// Network ACLs.
pub(super) const ACLS: [&str; 2] = ["aws_network_acl", "aws_default_network_acl"];
/// Security groups.
pub(super) const GROUPS: [&str; 2] = ["aws_security_group", "aws_default_security_group"];

/// Kinds with a `vpc_id`.
const INSIDE: [&str; 12] = [
    "aws_subnet",
    "aws_default_subnet",
    "aws_route_table",
    "aws_default_route_table",
    "aws_network_acl",
    "aws_default_network_acl",
    "aws_security_group",
    "aws_default_security_group",
    "aws_internet_gateway",
    "aws_egress_only_internet_gateway",
    "aws_vpn_gateway",
    "aws_vpc_endpoint",
];

impl Importer<'_> {
    /// Finds the VPC of everything that stands in one.
    pub(super) fn find_homes(&mut self) {
        for (kind, argument, what) in [
            (
                "aws_internet_gateway_attachment",
                "internet_gateway_id",
                "aws_internet_gateway",
            ),
            (
                "aws_vpn_gateway_attachment",
                "vpn_gateway_id",
                "aws_vpn_gateway",
            ),
        ] {
            for at in self.all(&[kind]) {
                let (gateway, vpc) = (
                    self.one(at, argument, &[what]),
                    self.one(at, "vpc_id", &VPCS),
                );
                self.read.insert(at);
                if let (Some(gateway), Some(vpc)) = (gateway, vpc) {
                    self.homes.insert(gateway, vpc);
                }
            }
        }
        for at in self.all(&INSIDE) {
            if self.homes.contains_key(&at) {
                continue;
            }
            let home = self
                .default_home(at)
                .or_else(|| self.one(at, "vpc_id", &VPCS));
            if let Some(home) = home {
                self.homes.insert(at, home);
            } else if !self.is_gateway_apart(at) {
                let ids = self
                    .references
                    .argument(self.thing(at), "vpc_id", &VPCS)
                    .strays();
                let why = match ids.as_str() {
                    "" => "its VPC is not in the plan".to_owned(),
                    ids => format!("its VPC {ids} is not in the plan"),
                };
                self.leave(at, why);
            }
        }
    }

    /// A gateway may be attached to nothing, or to a Direct Connect or Transit Gateway only.
    fn is_gateway_apart(&self, at: usize) -> bool {
        ["aws_internet_gateway", "aws_vpn_gateway"].contains(&self.thing(at).kind)
            && !self.is_said(at, "vpc_id", &VPCS)
    }

    /// The VPC whose default table or ACL this is.
    fn default_home(&self, at: usize) -> Option<usize> {
        let thing = self.thing(at);
        let argument = match thing.kind {
            "aws_default_route_table" => "default_route_table_id",
            "aws_default_network_acl" => "default_network_acl_id",
            _ => return None,
        };
        let found = self.references.argument(thing, argument, &VPCS);
        if let [one] = found.things.as_slice() {
            return Some(*one);
        }
        let id = thing.text(argument)?;
        let mut vpcs = self.all(&VPCS).into_iter();
        vpcs.find(|vpc| self.thing(*vpc).text(argument) == Some(id))
    }

    /// Everything of these kinds in a VPC.
    pub(super) fn inside(&self, vpc: usize, kinds: &[&str]) -> Vec<usize> {
        let all = self.all(kinds).into_iter();
        all.filter(|at| self.homes.get(at) == Some(&vpc)).collect()
    }

    /// Whether a thing that may be named in a route, a rule or an association is in the scenario.
    pub(super) fn is_here(&self, at: usize) -> bool {
        self.homes
            .get(&at)
            .is_some_and(|vpc| self.thing(*vpc).text("cidr_block").is_some())
    }

    /// Whether a subnet is in the scenario.
    pub(super) fn has_subnet(&self, at: usize) -> bool {
        self.is_here(at) && self.thing(at).text("cidr_block").is_some()
    }

    /// The Region of a thing: its own word, its ARN's, its zone's, or its provider's.
    pub(super) fn region_of(&mut self, at: usize) -> String {
        let thing = self.thing(at);
        let own = thing
            .text("region")
            .filter(|it| Region::parse(it).is_some());
        let of_arn = || {
            thing
                .text("arn")?
                .split(':')
                .nth(3)
                .filter(|it| Region::parse(it).is_some())
        };
        let of_zone = || {
            thing
                .text("availability_zone")
                .and_then(Region::of_zone)
                .map(Region::name)
        };
        if let Some(region) = own.or_else(of_arn).or_else(of_zone) {
            return region.to_owned();
        }
        let key = thing
            .written
            .and_then(|it| it.get("provider_config_key"))
            .and_then(Value::as_str);
        let region = key
            .and_then(|key| self.provider_region(key))
            .or_else(|| self.provider_region("aws"));
        region.or_else(|| self.usual_region()).unwrap_or_else(|| {
            let region = "us-east-1";
            self.notes
                .insert(format!("no Region is known: {region} stands for it"));
            region.to_owned()
        })
    }

    fn provider_region(&self, key: &str) -> Option<String> {
        let provider = self.plan.providers?.get(key)?;
        let region = provider.get("expressions")?.get("region")?;
        let constant = region.get("constant_value").and_then(Value::as_str);
        let variable = || {
            let references = region.get("references")?.as_array()?;
            let mut names = references.iter().filter_map(Value::as_str);
            let variable = names.find_map(|it| it.strip_prefix("var."))?;
            self.plan.variables?.get(variable)?.get("value")?.as_str()
        };
        let named = constant.or_else(variable);
        named
            .filter(|it| Region::parse(it).is_some())
            .map(str::to_owned)
    }

    /// The Region that something else in the plan tells.
    fn usual_region(&self) -> Option<String> {
        let things = self.plan.things.iter();
        let told = things.filter_map(|thing| match thing.kind {
            "aws_region" => thing
                .text("region")
                .or(thing.text("name"))
                .or(thing.text("id")),
            "aws_subnet" => thing
                .text("availability_zone")
                .and_then(Region::of_zone)
                .map(Region::name),
            _ => None,
        });
        let mut told = told.filter(|it| Region::parse(it).is_some());
        told.next().map(str::to_owned)
    }
}
