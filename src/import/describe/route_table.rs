//! Route tables.

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::aws::service::EndpointService;
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
                let target = self.attached_target(vpc, route, (Kind::VpnGateway, "GatewayId"));
                if is_learnt && let Target::Known(id) = target {
                    let line = vec![destination.into(), id.into()];
                    return Some(Value::Call("Propagated", line));
                }
                target
            }
            Some(id) if id.starts_with("igw-") => {
                if self.snapshot.lists(Kind::InternetGateway) {
                    self.attached_target(vpc, route, (Kind::InternetGateway, "GatewayId"))
                } else {
                    Target::Known(id)
                }
            }
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
            Target::Gone => Some(Value::Call("Blackhole", vec![destination.into()])),
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

    /// A gateway that works for the VPC it is attached to only.
    fn attached_target(
        &mut self,
        vpc: &str,
        route: &Thing<'a>,
        (kind, member): (Kind, &str),
    ) -> Target<'a> {
        let Some(id) = route.text(member) else {
            return Target::Foreign("a target without a name");
        };
        if self.is_known(kind, route, member) {
            Target::if_known(id, self.is_attached(kind, id, vpc))
        } else if self.snapshot.lists(kind) {
            Target::Faulty
        } else {
            Target::Foreign(id)
        }
    }

    /// A NAT gateway of this VPC: one that is no more leads nowhere (RTE-11), and whether one that
    /// comes, goes or is in no subnet works is not known.
    fn nat_gateway(&mut self, vpc: &str, route: &Thing<'a>, id: &'a str) -> Target<'a> {
        if !self.is_known(Kind::NatGateway, route, "NatGatewayId") {
            return if self.snapshot.lists(Kind::NatGateway) {
                Target::Faulty
            } else {
                Target::Foreign(id)
            };
        }
        let nat = self.snapshot.find(Kind::NatGateway, id);
        let says = |name: &str| nat.and_then(|nat| nat.text(name));
        match says("State") {
            Some("deleted" | "failed") => Target::Gone,
            None | Some("available") => {
                let is_here = says("VpcId") == Some(vpc) && says("SubnetId").is_some();
                Target::if_known(id, is_here)
            }
            Some(_) => Target::Foreign(id),
        }
    }

    fn other_target(&mut self, vpc: &str, route: &Thing<'a>) -> Target<'a> {
        if let Some(id) = route.text("NatGatewayId") {
            return self.nat_gateway(vpc, route, id);
        }
        let member = "EgressOnlyInternetGatewayId";
        if route.text(member).is_some() {
            return self.attached_target(vpc, route, (Kind::EgressOnlyInternetGateway, member));
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

    /// Whether it is a gateway endpoint that is written with its routes.
    fn is_gateway_endpoint(&self, id: &str) -> bool {
        let endpoint = self.snapshot.find(Kind::VpcEndpoint, id);
        let service = endpoint.and_then(|it| it.text("ServiceName"));
        let service = service.and_then(EndpointService::parse);
        endpoint.is_some_and(|it| it.text("VpcEndpointType").unwrap_or("Gateway") == "Gateway")
            && matches!(
                service,
                Some(EndpointService::S3(_) | EndpointService::DynamoDb(_))
            )
    }
}

/// What a route leads to.
enum Target<'a> {
    /// Something that is in the scenario.
    Known(&'a str),
    /// Something that is not.
    Foreign(&'a str),
    /// Something that is no more.
    Gone,
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
