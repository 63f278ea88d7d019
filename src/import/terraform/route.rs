//! Route tables and their lines.

use std::collections::BTreeSet;

use serde_json::Value;

use super::home::TABLES;
use super::plan::text;
use super::reference::Found;
use super::{Importer, add};
use crate::aws::prefix_list::s3_prefix_list_id;
use crate::aws::region::Region;
use crate::import::ron::{Map, Value as Written};

/// The arguments that name a route's target, and what they may lead to.
const TARGETS: [(&str, &[&str]); 5] = [
    ("gateway_id", &["aws_internet_gateway", "aws_vpn_gateway"]),
    ("nat_gateway_id", &["aws_nat_gateway"]),
    (
        "egress_only_gateway_id",
        &["aws_egress_only_internet_gateway"],
    ),
    ("transit_gateway_id", &["aws_ec2_transit_gateway"]),
    ("vpc_peering_connection_id", &["aws_vpc_peering_connection"]),
];

/// Targets that are not simulated.
const FOREIGN: [&str; 6] = [
    "vpc_endpoint_id",
    "network_interface_id",
    "instance_id",
    "carrier_gateway_id",
    "local_gateway_id",
    "core_network_arn",
];

/// The arguments that name a destination, in a block of a table and in a resource of their own.
const DESTINATIONS: [&str; 5] = [
    "cidr_block",
    "ipv6_cidr_block",
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
];

/// Where a route is written: in a block of its table, or as a resource of its own.
#[derive(Clone, Copy)]
enum Source {
    Block(usize),
    Own,
}

impl<'a> Importer<'a> {
    /// A VPC's route tables.
    pub(super) fn route_tables(&mut self, vpc: usize) -> Map {
        let mut map = Map::default();
        for at in self.inside(vpc, &TABLES) {
            self.read.insert(at);
            let mut known = BTreeSet::new();
            let mut lines = Vec::new();
            for position in 0..self.thing(at).blocks("route").len() {
                lines.extend(self.line(at, Source::Block(position), vpc, &mut known));
            }
            for route in self.all(&["aws_route"]) {
                if self.one(route, "route_table_id", &TABLES) == Some(at) {
                    self.read.insert(route);
                    lines.extend(self.line(route, Source::Own, vpc, &mut known));
                }
            }
            lines.extend(self.propagations(at));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, Written::List(lines));
        }
        self.tell_stray_routes();
        map
    }

    /// Routes of tables that are not in the plan.
    fn tell_stray_routes(&mut self) {
        for route in self.all(&["aws_route"]) {
            let table = self
                .references
                .argument(self.thing(route), "route_table_id", &TABLES);
            if table.things.is_empty() && !self.read.contains(&route) {
                self.leave(
                    route,
                    format!("its route table {} is not in the plan", table.strays()),
                );
            }
        }
    }

    fn line(
        &mut self,
        at: usize,
        source: Source,
        vpc: usize,
        known: &mut BTreeSet<String>,
    ) -> Option<Written> {
        let destination = self.destination(at, source, vpc);
        let Some(destination) = destination else {
            self.note(at, "a route whose destination is not known is left out");
            return None;
        };
        // A state tells the routes of a table twice: in the table, and on their own.
        if known.contains(&destination) {
            return None;
        }
        let target = self.target(at, source, &destination)?;
        known.insert(destination.clone());
        Some(Written::Call(
            "Route",
            vec![destination.into(), target.into()],
        ))
    }

    fn values(&self, at: usize, source: Source) -> &'a Value {
        let thing = self.thing(at);
        match source {
            Source::Block(position) => &thing.blocks("route")[position],
            Source::Own => thing.values,
        }
    }

    fn found(&self, at: usize, source: Source, argument: &str, kinds: &[&str]) -> Found {
        let thing = self.thing(at);
        match source {
            Source::Block(position) => {
                self.references
                    .in_block(thing, ("route", position), argument, kinds)
            }
            Source::Own => self.references.argument(thing, argument, kinds),
        }
    }

    fn destination(&mut self, at: usize, source: Source, vpc: usize) -> Option<String> {
        let values = self.values(at, source);
        let known = DESTINATIONS.into_iter().find_map(|name| text(values, name));
        if let Some(known) = known {
            return Some(known.to_owned());
        }
        // The list of S3's ranges, by way of an endpoint or of the list itself.
        let kinds = [
            "aws_vpc_endpoint",
            "aws_prefix_list",
            "aws_ec2_managed_prefix_list",
        ];
        let list = self.found(at, source, "destination_prefix_list_id", &kinds);
        let list = *list.things.first()?;
        if self.thing(list).kind == "aws_ec2_managed_prefix_list" && !self.thing(list).is_data {
            return Some(self.name(list));
        }
        let region = self.region_of(vpc);
        Some(s3_prefix_list_id(Region::parse(&region)?))
    }

    /// The name of what a route leads to; what is not simulated is told.
    fn target(&mut self, at: usize, source: Source, destination: &str) -> Option<String> {
        for (argument, kinds) in TARGETS {
            let values = self.values(at, source);
            if text(values, argument) == Some("local") {
                return None;
            }
            let found = self.found(at, source, argument, kinds);
            if found.is_nothing() {
                continue;
            }
            if let Some(target) = self.the_one(at, argument, kinds, &found)
                && self.can_be_target(target)
            {
                return Some(self.name(target));
            }
            let strays = found.strays();
            self.note(
                at,
                format!("the route to {destination} is left out: {strays} is not in the plan"),
            );
            return None;
        }
        let values = self.values(at, source);
        let foreign = FOREIGN
            .into_iter()
            .find(|name| text(values, name).is_some());
        let what = foreign.map_or("its target is not told".to_owned(), |name| {
            format!("`{name}` is not simulated")
        });
        self.note(
            at,
            format!("the route to {destination} is left out: {what}"),
        );
        None
    }

    fn can_be_target(&mut self, at: usize) -> bool {
        match self.thing(at).kind {
            "aws_nat_gateway" => self.nat_subnet(at).is_some(),
            "aws_ec2_transit_gateway" => true,
            "aws_vpc_peering_connection" => self.peers(at).is_some(),
            _ => self.is_here(at),
        }
    }

    /// The gateways whose routes a table learns.
    fn propagations(&mut self, table: usize) -> Vec<Written> {
        let mut gateways = self.many(table, "propagating_vgws", &["aws_vpn_gateway"]);
        for at in self.all(&["aws_vpn_gateway_route_propagation"]) {
            if self.one(at, "route_table_id", &TABLES) == Some(table) {
                self.read.insert(at);
                gateways.extend(self.one(at, "vpn_gateway_id", &["aws_vpn_gateway"]));
            }
        }
        gateways.sort_unstable();
        gateways.dedup();
        let names = gateways
            .into_iter()
            .filter(|at| self.is_here(*at))
            .map(|at| self.name(at));
        names
            .map(|name| Written::Call("PropagateFrom", vec![name.into()]))
            .collect()
    }
}
