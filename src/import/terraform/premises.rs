//! Lines to networks on premises: Site-to-Site VPN and Direct Connect.

use super::{Importer, add, texts};
use crate::import::ron::{Map, Record, Value as Written};

/// A network on premises, as far as its lines tell of it.
#[derive(Debug, Default)]
pub(super) struct Site {
    remark: Option<String>,
    ranges: Vec<String>,
    internet: Option<String>,
}

/// Everything that leads to networks on premises.
pub(super) struct Lines {
    pub(super) gateways: Map,
    pub(super) interfaces: Map,
    pub(super) vpns: Map,
}

const CUSTOMER: [&str; 1] = ["aws_customer_gateway"];
const VPN: [&str; 1] = ["aws_vpn_connection"];
const VGW: [&str; 1] = ["aws_vpn_gateway"];
const TGW: [&str; 1] = ["aws_ec2_transit_gateway"];
const DXGW: [&str; 1] = ["aws_dx_gateway"];

impl Importer<'_> {
    /// VPN connections, Direct Connect gateways and virtual interfaces.
    pub(super) fn lines(&mut self) -> Lines {
        Lines {
            vpns: self.vpns(),
            gateways: self.direct_connect_gateways(),
            interfaces: self.virtual_interfaces(),
        }
    }

    /// The networks that the lines lead to.
    pub(super) fn sites_map(&mut self) -> Map {
        let mut map = Map::default();
        for (name, site) in std::mem::take(&mut self.sites) {
            let record = Record::new("OnPremises")
                .with("cidr_blocks", Written::List(texts(site.ranges)))
                .with_some("internet", site.internet);
            add(&mut map, name, site.remark, record);
        }
        map
    }

    fn vpns(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&VPN) {
            self.read.insert(at);
            let gateway = if self.is_said(at, "vpn_gateway_id", &VGW) {
                self.one(at, "vpn_gateway_id", &VGW)
                    .filter(|it| self.is_here(*it))
            } else {
                self.one(at, "transit_gateway_id", &TGW)
            };
            let (Some(gateway), Some(customer)) =
                (gateway, self.one(at, "customer_gateway_id", &CUSTOMER))
            else {
                self.leave(at, "its gateway or its customer gateway is not in the plan");
                continue;
            };
            let ranges = self.static_routes(at);
            let is_static = self.thing(at).is("static_routes_only");
            if !is_static {
                self.note(
                    at,
                    "what the network announces is not told: add `cidr_blocks` to it",
                );
            }
            let site = self.customer_site(customer);
            let known = self.sites.entry(site.clone()).or_default();
            known.ranges.extend(ranges.iter().cloned());
            known.ranges.sort();
            known.ranges.dedup();
            let routing =
                is_static.then(|| Written::Call("Static", vec![Written::List(texts(ranges))]));
            let record = Record::new("VpnConnection")
                .with("on_premises", site)
                .with("gateway", self.name(gateway))
                .with_some("routing", routing);
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    fn static_routes(&mut self, vpn: usize) -> Vec<String> {
        let mut ranges = Vec::new();
        for at in self.all(&["aws_vpn_connection_route"]) {
            if self.one(at, "vpn_connection_id", &VPN) == Some(vpn) {
                self.read.insert(at);
                ranges.extend(
                    self.thing(at)
                        .text("destination_cidr_block")
                        .map(str::to_owned),
                );
            }
        }
        ranges
    }

    fn customer_site(&mut self, customer: usize) -> String {
        self.read.insert(customer);
        let name = self.name(customer);
        let site = Site {
            remark: Some(self.remark(customer)),
            ranges: Vec::new(),
            internet: self.thing(customer).text("ip_address").map(str::to_owned),
        };
        self.sites.entry(name.clone()).or_insert(site);
        name
    }

    fn direct_connect_gateways(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&DXGW) {
            self.read.insert(at);
            let mut associations = Vec::new();
            for link in self.all(&["aws_dx_gateway_association"]) {
                if self.one(link, "dx_gateway_id", &DXGW) != Some(at) {
                    continue;
                }
                let kinds = [VGW[0], TGW[0]];
                let Some(gateway) = self.one(link, "associated_gateway_id", &kinds) else {
                    self.leave(link, "its gateway is not in the plan");
                    continue;
                };
                self.read.insert(link);
                let allowed = self.thing(link).texts("allowed_prefixes");
                let allowed: Vec<Written> = allowed.into_iter().map(Written::from).collect();
                let record = Record::new("DirectConnectAssociation")
                    .with("gateway", self.name(gateway))
                    .with_list("allowed_prefixes", allowed);
                associations.push(record.into());
            }
            let account = self.account_of(at);
            let record = Record::new("DirectConnectGateway")
                .with("account", account)
                .with_list("associations", associations);
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        map
    }

    fn virtual_interfaces(&mut self) -> Map {
        let mut map = Map::default();
        for (kind, variant) in [
            ("aws_dx_private_virtual_interface", "Private"),
            ("aws_dx_transit_virtual_interface", "Transit"),
            ("aws_dx_public_virtual_interface", "Public"),
        ] {
            for at in self.all(&[kind]) {
                if let Some(record) = self.virtual_interface(at, variant) {
                    self.read.insert(at);
                    let (name, remark) = (self.name(at), self.remark(at));
                    add(&mut map, name, remark, record);
                }
            }
        }
        for connection in self.all(&["aws_dx_connection"]) {
            self.note(
                connection,
                "its speed is not taken over: interfaces have 1 Gbps",
            );
        }
        map
    }

    fn virtual_interface(&mut self, at: usize, variant: &'static str) -> Option<Record> {
        let site = self.line_site(at);
        let thing = self.thing(at);
        let record = Record::new(variant).with("on_premises", site);
        if variant == "Public" {
            let address = thing
                .text("customer_address")
                .and_then(|it| it.split('/').next());
            let Some(address) = address else {
                self.leave(at, "its own public address is not known");
                return None;
            };
            return Some(record.with("public_ip", address));
        }
        let argument = if self.is_said(at, "vpn_gateway_id", &VGW) {
            "vpn_gateway_id"
        } else {
            "dx_gateway_id"
        };
        let kinds = [VGW[0], DXGW[0]];
        let Some(gateway) = self.one(at, argument, &kinds) else {
            self.leave(at, "its gateway is not in the plan");
            return None;
        };
        let mtu = thing.number("mtu").and_then(|mtu| u32::try_from(mtu).ok());
        Some(
            record
                .with("gateway", self.name(gateway))
                .with_some("mtu", mtu),
        )
    }

    /// The network behind a virtual interface: one for each connection.
    fn line_site(&mut self, at: usize) -> String {
        let thing = self.thing(at);
        let found = self
            .references
            .argument(thing, "connection_id", &["aws_dx_connection"]);
        let name = match (found.things.first(), found.ids.first()) {
            (Some(connection), _) => format!("behind-{}", self.name(*connection)),
            (None, Some(id)) => format!("behind-{id}"),
            (None, None) => format!("behind-{}", self.name(at)),
        };
        if !self.sites.contains_key(&name) {
            self.note(
                at,
                format!("what the network `{name}` announces is not told: add `cidr_blocks` to it"),
            );
            self.sites.insert(
                name.clone(),
                Site {
                    remark: Some(self.remark(at)),
                    ..Site::default()
                },
            );
        }
        name
    }
}
