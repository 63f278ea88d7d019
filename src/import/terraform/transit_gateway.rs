//! Transit Gateways, what is attached to them, and their route tables.

use std::collections::BTreeMap;

use super::home::{SUBNETS, VPCS};
use super::{Importer, add};
use crate::import::ron::{Map, Record, Value as Written};

const GATEWAY: [&str; 1] = ["aws_ec2_transit_gateway"];
const TABLE: [&str; 1] = ["aws_ec2_transit_gateway_route_table"];
/// What may be attached.
const ATTACHMENTS: [&str; 3] = [
    "aws_ec2_transit_gateway_vpc_attachment",
    "aws_ec2_transit_gateway_peering_attachment",
    "aws_vpn_connection",
];

/// One table while its lines are gathered.
#[derive(Default)]
struct Table {
    remark: Option<String>,
    associations: Vec<Written>,
    propagations: Vec<Written>,
    routes: Vec<Written>,
}

impl Importer<'_> {
    /// Every Transit Gateway.
    pub(super) fn transit_gateways(&mut self) -> Map {
        let mut map = Map::default();
        for at in self.all(&GATEWAY) {
            self.read.insert(at);
            let mut attachments = Map::default();
            let attached = self.attached_to(at, &mut attachments);
            let mut tables = self.tables(at);
            self.fill_default_table(at, &attached, &mut tables);
            let thing = self.thing(at);
            let account = self.account_of(at);
            let refers = thing.text("security_group_referencing_support") == Some("enable");
            let record = Record::new("TransitGateway")
                .with("account", account)
                .with("region", self.region_of(at))
                .with_map("attachments", attachments)
                .with_map("route_tables", tables_map(tables))
                .with_some("security_group_referencing", refers.then_some(true));
            let (name, remark) = (self.name(at), self.remark(at));
            add(&mut map, name, remark, record);
        }
        for kind in [
            "aws_ec2_transit_gateway_vpc_attachment_accepter",
            "aws_ec2_transit_gateway_peering_attachment_accepter",
        ] {
            self.read.extend(self.all(&[kind]));
        }
        map
    }

    /// What is attached to a gateway.
    fn attached_to(&mut self, gateway: usize, map: &mut Map) -> Vec<usize> {
        let mut attached = Vec::new();
        for at in self.all(&ATTACHMENTS) {
            if !self.is_said(at, "transit_gateway_id", &GATEWAY)
                || self.one(at, "transit_gateway_id", &GATEWAY) != Some(gateway)
            {
                continue;
            }
            let value = match self.thing(at).kind {
                "aws_ec2_transit_gateway_vpc_attachment" => self.vpc_attachment(at),
                "aws_vpn_connection" => {
                    let vpn = self.name(at);
                    Some(Written::Call("Vpn", vec![vpn.into()]))
                }
                _ => self.peering_attachment(at),
            };
            if let Some(value) = value {
                self.read.insert(at);
                let (name, remark) = (self.attachment_name(at), self.remark(at));
                add(map, name, remark, value);
                attached.push(at);
            }
        }
        for at in self.all(&["aws_dx_gateway_association"]) {
            let of = self
                .references
                .argument(self.thing(at), "associated_gateway_id", &GATEWAY);
            if of.things.first() == Some(&gateway)
                && let Some(line) = self.one(at, "dx_gateway_id", &["aws_dx_gateway"])
            {
                let value = Written::Call("DirectConnectGateway", vec![self.name(line).into()]);
                add(
                    map,
                    format!("tgw-attach-{}", self.name(line)),
                    self.remark(at),
                    value,
                );
            }
        }
        attached
    }

    fn attachment_name(&self, at: usize) -> String {
        match self.thing(at).kind {
            "aws_vpn_connection" => format!("tgw-attach-{}", self.name(at)),
            _ => self.name(at),
        }
    }

    fn vpc_attachment(&mut self, at: usize) -> Option<Written> {
        let vpc = self.one(at, "vpc_id", &VPCS);
        let Some(vpc) = vpc.filter(|vpc| self.thing(*vpc).text("cidr_block").is_some()) else {
            self.leave(at, "its VPC is not in the plan");
            return None;
        };
        let mut subnets = self.many(at, "subnet_ids", &SUBNETS);
        subnets.retain(|subnet| self.has_subnet(*subnet));
        let thing = self.thing(at);
        let is_appliance = thing.text("appliance_mode_support") == Some("enable");
        let refers = thing.text("security_group_referencing_support") != Some("disable");
        let record = Record::new("Vpc")
            .with("vpc", self.name(vpc))
            .with("subnets", Written::List(self.named(subnets)))
            .with_some("appliance_mode", is_appliance.then_some(true))
            .with_some("security_group_referencing", (!refers).then_some(false));
        Some(record.into())
    }

    fn peering_attachment(&mut self, at: usize) -> Option<Written> {
        let Some(peer) = self.one(at, "peer_transit_gateway_id", &GATEWAY) else {
            self.leave(at, "the other Transit Gateway is not in the plan");
            return None;
        };
        let accepters = self.all(&["aws_ec2_transit_gateway_peering_attachment_accepter"]);
        let is_accepted = accepters.into_iter().any(|accepter| {
            let found = self.references.argument(
                self.thing(accepter),
                "transit_gateway_attachment_id",
                &["aws_ec2_transit_gateway_peering_attachment"],
            );
            found.things.contains(&at)
        });
        let is_accepted = is_accepted || self.thing(at).text("state") == Some("available");
        let record = Record::new("Peering")
            .with("peer", self.name(peer))
            .with_some("accepted", (!is_accepted).then_some(false));
        Some(record.into())
    }

    /// A gateway's own tables, with what is written about them.
    fn tables(&mut self, gateway: usize) -> BTreeMap<String, Table> {
        let mut tables = BTreeMap::new();
        for at in self.all(&TABLE) {
            if self.one(at, "transit_gateway_id", &GATEWAY) == Some(gateway) {
                self.read.insert(at);
                let table = Table {
                    remark: Some(self.remark(at)),
                    ..Table::default()
                };
                tables.insert(self.name(at), table);
            }
        }
        for (kind, is_association) in [
            ("aws_ec2_transit_gateway_route_table_association", true),
            ("aws_ec2_transit_gateway_route_table_propagation", false),
        ] {
            for at in self.all(&[kind]) {
                let Some((table, attachment)) = self.link(at, gateway, &mut tables) else {
                    continue;
                };
                let Some(attachment) = attachment else {
                    self.leave(at, "its attachment is not in the plan");
                    continue;
                };
                let list = if is_association {
                    &mut table.associations
                } else {
                    &mut table.propagations
                };
                list.push(attachment.into());
            }
        }
        for at in self.all(&["aws_ec2_transit_gateway_route"]) {
            let Some((table, attachment)) = self.link(at, gateway, &mut tables) else {
                continue;
            };
            let thing = self.thing(at);
            match (
                thing.text("destination_cidr_block"),
                attachment,
                thing.is("blackhole"),
            ) {
                (Some(range), _, true) => {
                    table
                        .routes
                        .push(Written::Call("Blackhole", vec![range.into()]));
                }
                (Some(range), Some(attachment), false) => {
                    table.routes.push(Written::Call(
                        "Route",
                        vec![range.into(), attachment.into()],
                    ));
                }
                _ => self.leave(at, "its range or its attachment is not known"),
            }
        }
        tables
    }

    /// The table that an association, a propagation or a route is about, if it is the gateway's,
    /// and the attachment it names.
    fn link<'t>(
        &mut self,
        at: usize,
        gateway: usize,
        tables: &'t mut BTreeMap<String, Table>,
    ) -> Option<(&'t mut Table, Option<String>)> {
        let kinds = [TABLE[0], GATEWAY[0]];
        let table = self.one(at, "transit_gateway_route_table_id", &kinds)?;
        let name = if table == gateway {
            self.default_table(gateway)
        } else {
            self.name(table)
        };
        if table == gateway {
            tables.entry(name.clone()).or_default();
        }
        let table = tables.get_mut(&name)?;
        self.read.insert(at);
        let attachment = if self.is_said(at, "transit_gateway_attachment_id", &ATTACHMENTS) {
            self.one(at, "transit_gateway_attachment_id", &ATTACHMENTS)
        } else {
            None
        };
        Some((
            table,
            attachment.map(|attachment| self.attachment_name(attachment)),
        ))
    }

    fn default_table(&self, gateway: usize) -> String {
        let id = self
            .thing(gateway)
            .text("association_default_route_table_id");
        id.map_or_else(|| format!("{}-default", self.name(gateway)), str::to_owned)
    }

    /// Attachments that say nothing else are associated with the default table and put their
    /// ranges there, unless the gateway says otherwise (TGW-04).
    fn fill_default_table(
        &self,
        gateway: usize,
        attached: &[usize],
        tables: &mut BTreeMap<String, Table>,
    ) {
        let thing = self.thing(gateway);
        let is_on = |name: &str| thing.text(name) != Some("disable");
        let own = |at: usize, name: &str| self.thing(at).flag(name) != Some(false);
        let explicit: Vec<Written> = tables
            .values()
            .flat_map(|table| table.associations.iter().cloned())
            .collect();
        let mut table = Table::default();
        for at in attached {
            let name = Written::from(self.attachment_name(*at));
            let wants = own(*at, "transit_gateway_default_route_table_association");
            if is_on("default_route_table_association") && wants && !explicit.contains(&name) {
                table.associations.push(name.clone());
            }
            let wants = own(*at, "transit_gateway_default_route_table_propagation");
            let is_peering = self.thing(*at).kind == "aws_ec2_transit_gateway_peering_attachment";
            if is_on("default_route_table_propagation") && wants && !is_peering {
                table.propagations.push(name);
            }
        }
        if table.associations.is_empty() && table.propagations.is_empty() {
            return;
        }
        let known = tables.entry(self.default_table(gateway)).or_default();
        known.associations.extend(table.associations);
        for propagation in table.propagations {
            if !known.propagations.contains(&propagation) {
                known.propagations.push(propagation);
            }
        }
    }
}

fn tables_map(tables: BTreeMap<String, Table>) -> Map {
    let mut map = Map::default();
    for (name, table) in tables {
        let record = Record::new("TransitGatewayRouteTable")
            .with_list("associations", table.associations)
            .with_list("propagations", table.propagations)
            .with_list("routes", table.routes);
        add(&mut map, name, table.remark, record);
    }
    map
}
