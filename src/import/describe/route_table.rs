//! Route tables.

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::import::ron::{Map, Value};

/// Members that name a target which no scenario has a word for.
const FOREIGN: [&str; 5] = [
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
    "VpcEndpointId",
];

impl<'a> Importer<'a> {
    /// A VPC's route tables, and which is the main one.
    pub(super) fn route_tables(&mut self, vpc: &str) -> (Map, Option<&'a str>) {
        let snapshot = self.snapshot;
        let mut tables = Map::default();
        let mut main = None;
        for table in snapshot.of_vpc(Kind::RouteTable, vpc) {
            let Some(id) = table.text("RouteTableId") else {
                continue;
            };
            if table.list("Associations").any(|one| one.is("Main")) {
                main = Some(id);
            }
            let mut routes = Vec::new();
            for route in table.list("Routes") {
                routes.extend(self.route(vpc, &route));
            }
            tables.insert(id, table.name_tag(), routes);
        }
        (tables, main)
    }

    /// One line of a table; nothing for those that need not be written.
    fn route(&mut self, vpc: &str, route: &Thing<'a>) -> Option<Value> {
        let gateway = route.text("GatewayId");
        let destination = self.destination(route)?;
        if gateway == Some("local") {
            return None;
        }
        if route.text("State") == Some("blackhole") {
            return Some(Value::Call("Blackhole", vec![destination.into()]));
        }
        let target = match gateway {
            // The endpoint puts its own route into its tables.
            Some(id) if id.starts_with("vpce-") && self.is_gateway_endpoint(id) => return None,
            Some(id) if id.starts_with("vgw-") => {
                let is_learnt = route.text("Origin") == Some("EnableVgwRoutePropagation");
                let word = if is_learnt { "Propagated" } else { "Route" };
                let is_known = self.is_known(Kind::VpnGateway, route, "GatewayId");
                return is_known.then(|| Value::Call(word, vec![destination.into(), id.into()]));
            }
            Some(id) if id.starts_with("igw-") => self.internet_gateway(route, id),
            Some(id) => Target::Foreign(id),
            None => self.other_target(vpc, route),
        };
        match target {
            Target::Known(id) => Some(Value::Call("Route", vec![destination.into(), id.into()])),
            Target::Foreign(id) => {
                let what =
                    format!("what is behind `{id}`, to which a route to {destination} leads");
                self.notes.unread(route.file, what);
                Some(Value::Call("Beyond", vec![destination.into(), id.into()]))
            }
            Target::Faulty => None,
        }
    }

    /// Where a route leads; a prefix list must be described.
    fn destination(&mut self, route: &Thing<'a>) -> Option<&'a str> {
        let ranges = ["DestinationCidrBlock", "DestinationIpv6CidrBlock"];
        if let Some(range) = ranges.iter().find_map(|name| route.text(name)) {
            return Some(range);
        }
        let list = route.text("DestinationPrefixListId");
        match list {
            Some(list) if self.lists.contains(list) => Some(list),
            Some(list) => {
                // What a gateway endpoint's route covers is known without its list.
                if !route
                    .text("GatewayId")
                    .is_some_and(|id| self.is_gateway_endpoint(id))
                {
                    let what =
                        format!("the route to the prefix list `{list}`, whose ranges are not here");
                    self.notes.unread(route.file, what);
                }
                None
            }
            None => {
                self.notes
                    .unread(route.file, "a route without a destination");
                None
            }
        }
    }

    fn internet_gateway(&mut self, route: &Thing<'a>, id: &'a str) -> Target<'a> {
        let kind = Kind::InternetGateway;
        if !self.snapshot.lists(kind) || self.is_known(kind, route, "GatewayId") {
            Target::Known(id)
        } else {
            Target::Faulty
        }
    }

    fn other_target(&mut self, vpc: &str, route: &Thing<'a>) -> Target<'a> {
        let kinds = [
            ("NatGatewayId", Kind::NatGateway),
            (
                "EgressOnlyInternetGatewayId",
                Kind::EgressOnlyInternetGateway,
            ),
        ];
        for (member, kind) in kinds {
            if let Some(id) = route.text(member) {
                let is_known = self.is_known(kind, route, member);
                if !is_known && self.snapshot.lists(kind) {
                    return Target::Faulty;
                }
                return Target::if_known(id, is_known);
            }
        }
        if let Some(id) = route.text("TransitGatewayId") {
            let key = (id.to_owned(), vpc.to_owned());
            return Target::if_known(id, self.attached_vpcs.contains(&key));
        }
        if let Some(id) = route.text("VpcPeeringConnectionId") {
            return Target::if_known(id, self.written_peerings.contains(id));
        }
        if let Some(id) = route.text("NetworkInterfaceId") {
            return match self.routed_interface(route) {
                Some(name) => Target::Known(name),
                None => Target::Foreign(id),
            };
        }
        let named = FOREIGN.iter().find_map(|name| route.text(name));
        Target::Foreign(named.unwrap_or("a target without a name"))
    }

    fn is_gateway_endpoint(&self, id: &str) -> bool {
        let endpoint = self.snapshot.find(Kind::VpcEndpoint, id);
        endpoint.is_some_and(|it| it.text("VpcEndpointType") != Some("GatewayLoadBalancer"))
    }
}

/// What a route leads to.
enum Target<'a> {
    /// Something that is in the scenario.
    Known(&'a str),
    /// Something that is not.
    Foreign(&'a str),
    /// Nothing: a fault was told.
    Faulty,
}

impl<'a> Target<'a> {
    fn if_known(id: &'a str, is_known: bool) -> Self {
        if is_known {
            Self::Known(id)
        } else {
            Self::Foreign(id)
        }
    }
}
