//! Route tables.

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::import::ron::{Map, Value};

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
                routes.extend(self.route(&route));
            }
            for gateway in table.list("PropagatingVgws") {
                let Some(id) = gateway.text("GatewayId") else {
                    continue;
                };
                if self.is_known(Kind::VpnGateway, &gateway, "GatewayId") {
                    routes.push(Value::Call("PropagateFrom", vec![id.into()]));
                }
            }
            tables.insert(id, table.name_tag(), routes);
        }
        (tables, main)
    }

    /// One line of a table; nothing for those that need not be written.
    fn route(&mut self, route: &Thing<'a>) -> Option<Value> {
        let destination = [
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        ];
        let Some(destination) = destination.iter().find_map(|name| route.text(name)) else {
            self.notes
                .unread(route.file, "a route without a destination");
            return None;
        };
        let gateway = route.text("GatewayId");
        // The VPC's own range, and what a gateway endpoint puts there, are not written.
        if gateway == Some("local") || gateway.is_some_and(|id| id.starts_with("vpce-")) {
            return None;
        }
        // Learnt routes come with the virtual private gateway they are learnt from.
        if route.text("Origin") == Some("EnableVgwRoutePropagation") {
            return None;
        }
        let kinds = [
            ("GatewayId", Kind::InternetGateway, "igw-"),
            ("GatewayId", Kind::VpnGateway, "vgw-"),
            ("NatGatewayId", Kind::NatGateway, "nat-"),
        ];
        for (member, kind, start) in kinds {
            let Some(id) = route.text(member).filter(|id| id.starts_with(start)) else {
                continue;
            };
            let is_there = kind == Kind::InternetGateway && !self.snapshot.lists(kind);
            if is_there || self.is_known(kind, route, member) {
                return Some(Value::Call("Route", vec![destination.into(), id.into()]));
            }
            return None;
        }
        let what = format!("the route to `{destination}`");
        self.notes.unread(route.file, what);
        None
    }
}
