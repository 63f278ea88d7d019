//! VPN connections and the networks on premises behind them.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::import::ron::{Record, Value};

impl<'a> Importer<'a> {
    /// VPN connections with the ranges that are known to lie behind them; each customer gateway
    /// stands for a network of its own.
    pub(super) fn premises(&mut self) {
        let snapshot = self.snapshot;
        let mut networks: BTreeMap<&str, BTreeSet<IpNet>> = BTreeMap::new();
        for (id, vpn) in snapshot.all(Kind::VpnConnection) {
            let customer = vpn.text("CustomerGatewayId");
            let gateway = vpn.text("VpnGatewayId").or(vpn.text("TransitGatewayId"));
            let state = vpn.text("State").unwrap_or("available");
            let is_static = vpn
                .inner("Options")
                .is_some_and(|it| it.is("StaticRoutesOnly"));
            let ranges = self.ranges_behind(id, &vpn);
            let (Some(customer), Some(gateway), false, "available") =
                (customer, gateway, ranges.is_empty(), state)
            else {
                let what = format!("the VPN connection `{id}`, {state}, ranges behind it unknown");
                self.notes.unread(vpn.file, what);
                continue;
            };
            let (is_known, works) = match vpn.text("VpnGatewayId") {
                Some(id) => (
                    self.is_known(Kind::VpnGateway, &vpn, "VpnGatewayId"),
                    self.is_attached_here(Kind::VpnGateway, id),
                ),
                None => (
                    self.is_known(Kind::TransitGateway, &vpn, "TransitGatewayId"),
                    self.is_working_transit(gateway),
                ),
            };
            if !(is_known && works) {
                let what = format!("the VPN connection `{id}`, as `{gateway}` leads nowhere here");
                self.notes.unread(vpn.file, what);
                continue;
            }
            let routing = is_static.then(|| {
                let ranges = ranges.iter().copied().map(Value::from).collect();
                Value::Call("Static", vec![Value::List(ranges)])
            });
            networks.entry(customer).or_default().extend(ranges);
            let record = Record::new("VpnConnection")
                .with("on_premises", customer)
                .with("gateway", gateway)
                .with_some("routing", routing);
            self.written_vpns.insert(id.to_owned());
            self.draft
                .vpn_connections
                .insert(id, vpn.name_tag(), record);
        }
        for (customer, ranges) in networks {
            let described = snapshot.find(Kind::CustomerGateway, customer);
            let name = described.and_then(|it| it.name_tag().or(it.text("IpAddress")));
            let ranges = ranges.into_iter().map(Value::from).collect();
            let record = Record::new("OnPremises").with_list("cidr_blocks", ranges);
            self.draft.on_premises.insert(customer, name, record);
        }
    }

    /// The ranges behind a VPN connection: its static routes, and what is learnt from its gateway.
    fn ranges_behind(&self, id: &str, vpn: &Thing<'a>) -> BTreeSet<IpNet> {
        let snapshot = self.snapshot;
        let written = vpn.list("Routes");
        let mut ranges: BTreeSet<IpNet> = written
            .filter(|route| route.text("State") != Some("deleted"))
            .filter_map(|route| route.range("DestinationCidrBlock"))
            .collect();
        if let Some(gateway) = vpn.text("VpnGatewayId").filter(|_| ranges.is_empty()) {
            let tables = snapshot.all(Kind::RouteTable);
            let routes = tables.flat_map(|(_, table)| table.list("Routes"));
            let learnt = routes.filter(|route| {
                route.text("GatewayId") == Some(gateway)
                    && route.text("Origin") == Some("EnableVgwRoutePropagation")
            });
            ranges.extend(learnt.filter_map(|route| route.range("DestinationCidrBlock")));
        }
        if vpn.text("TransitGatewayId").is_some() {
            let tables = snapshot.all(Kind::TransitGatewayStaticRoutes);
            let routes = tables.flat_map(|(_, table)| table.list("Routes"));
            let ours = routes.filter(|route| {
                let mut attachments = route.list("TransitGatewayAttachments");
                attachments.any(|it| it.text("ResourceId") == Some(id))
            });
            ranges.extend(ours.filter_map(|route| route.range("DestinationCidrBlock")));
        }
        ranges
    }
}
