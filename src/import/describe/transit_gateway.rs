//! Transit Gateways: attachments, route tables, and what stands in them.

use std::collections::{BTreeMap, BTreeSet};

use super::Importer;
use super::kind::Kind;
use super::thing::{File, Thing};
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::import::ron::{Map, Record, Value};

impl<'a> Importer<'a> {
    /// Every Transit Gateway that works.
    pub(super) fn transit_gateways(&mut self) {
        let snapshot = self.snapshot;
        let mut by_gateway: BTreeMap<&str, Vec<Thing<'a>>> = BTreeMap::new();
        for (_, attachment) in snapshot.all(Kind::TransitGatewayAttachment) {
            if let Some(gateway) = attachment.text("TransitGatewayId") {
                by_gateway.entry(gateway).or_default().push(attachment);
            }
        }
        let mut peered = BTreeSet::new();
        for (id, gateway) in snapshot.all(Kind::TransitGateway) {
            if let Some(state) = gateway.text("State").filter(|state| *state != "available") {
                let what = format!("the Transit Gateway `{id}` is {state}");
                self.notes.unread(gateway.file, what);
                continue;
            }
            let region = region_of(&gateway);
            let Some(region) = region else {
                let message = format!("nothing says in which Region `{id}` lies");
                let help = "keep its file in a folder named after the Region";
                let place = gateway.span_of("TransitGatewayId");
                let fault = Diagnostic::error("no-region", message, place);
                self.faults.push(fault.help(help));
                continue;
            };
            let listed = by_gateway.get(id).map_or(&[][..], Vec::as_slice);
            let mut written = BTreeSet::new();
            let mut attachments = self.attachments(id, listed, &mut written, &mut peered);
            for (unlisted, file) in self.unlisted_attachments(id, listed) {
                let what = format!("what is behind the attachment `{unlisted}`");
                self.notes.unread(file, what);
                let beyond = Value::Word("Beyond".to_owned());
                attachments.insert(unlisted, None::<&str>, beyond);
                written.insert(unlisted);
            }
            let referencing = references_groups(Some(gateway)) == Some(true);
            let record = Record::new("TransitGateway")
                .with("account", self.account_of(&gateway))
                .with("region", region.name())
                .with_map("attachments", attachments)
                .with_map("route_tables", self.transit_tables(id, listed, &written))
                .with_some("security_group_referencing", referencing.then_some(true));
            self.draft
                .transit_gateways
                .insert(id, gateway.name_tag(), record);
        }
    }

    /// Whether a Transit Gateway is written.
    pub(super) fn is_working_transit(&self, id: &str) -> bool {
        let found = self.snapshot.find(Kind::TransitGateway, id);
        found.is_some_and(|it| matches!(it.text("State"), None | Some("available")))
    }

    /// Attachments that a gateway's tables name, though no list has them.
    fn unlisted_attachments(
        &self,
        gateway: &str,
        listed: &[Thing<'a>],
    ) -> BTreeMap<&'a str, &'a File> {
        let snapshot = self.snapshot;
        let member = "TransitGatewayAttachmentId";
        let known: BTreeSet<&str> = listed.iter().filter_map(|it| it.text(member)).collect();
        let mut found = BTreeMap::new();
        for (id, table) in snapshot.all(Kind::TransitGatewayRouteTable) {
            if table.text("TransitGatewayId") != Some(gateway) {
                continue;
            }
            let propagations = snapshot.find(Kind::TransitGatewayPropagations, id);
            let propagations = propagations
                .into_iter()
                .flat_map(|it| it.list("TransitGatewayRouteTablePropagations"))
                .filter(|it| matches!(it.text("State"), None | Some("enabled")));
            let routes = snapshot.find(Kind::TransitGatewayStaticRoutes, id);
            let routes = routes.into_iter().flat_map(|it| it.list("Routes"));
            let ends = routes
                .filter(|it| it.text("State") != Some("blackhole"))
                .flat_map(|it| it.list("TransitGatewayAttachments"));
            for end in propagations.chain(ends) {
                if let Some(id) = end.text(member).filter(|id| !known.contains(id)) {
                    found.insert(id, end.file);
                }
            }
        }
        found
    }

    /// The attachments of a gateway; those that both gateways of a peering list are written once.
    fn attachments(
        &mut self,
        gateway: &str,
        listed: &[Thing<'a>],
        written: &mut BTreeSet<&'a str>,
        peered: &mut BTreeSet<&'a str>,
    ) -> Map {
        let snapshot = self.snapshot;
        let mut attachments = Map::default();
        for attachment in listed {
            let Some(id) = attachment.text("TransitGatewayAttachmentId") else {
                continue;
            };
            let state = attachment.text("State").unwrap_or("available");
            if !matches!(state, "available" | "modifying" | "pendingAcceptance") {
                let what = format!("the attachment `{id}` is {state}");
                self.notes.unread(attachment.file, what);
                continue;
            }
            let resource = attachment.text("ResourceId").unwrap_or_default();
            let value = match attachment.text("ResourceType") {
                Some("vpc") if snapshot.find(Kind::Vpc, resource).is_some() => {
                    self.vpc_behind(gateway, resource, attachment)
                }
                Some("peering") if self.is_working_transit(resource) => {
                    written.insert(id);
                    if !peered.insert(id) {
                        continue;
                    }
                    let is_open = state != "pendingAcceptance";
                    Record::new("Peering")
                        .with("peer", resource)
                        .with_some("accepted", (!is_open).then_some(false))
                        .into()
                }
                Some("vpn") if self.written_vpns.contains(resource) => {
                    Value::Call("Vpn", vec![resource.into()])
                }
                kind => {
                    let kind = kind.unwrap_or("unknown");
                    let what = format!("what is behind the attachment `{id}` ({kind} {resource})");
                    self.notes.unread(attachment.file, what);
                    Value::Word("Beyond".to_owned())
                }
            };
            written.insert(id);
            attachments.insert(id, attachment.name_tag(), value);
        }
        attachments
    }

    /// A VPC's attachment; where nothing says in which zones, no way by it is known.
    fn vpc_behind(&mut self, gateway: &str, vpc: &str, attachment: &Thing<'a>) -> Value {
        let id = attachment.text("TransitGatewayAttachmentId");
        let id = id.unwrap_or_default();
        let subnets = self.attached_subnets(id, vpc);
        if subnets.is_empty() {
            let what = format!("the attachment `{id}`, whose subnets are not described");
            self.notes.unread(attachment.file, what);
            return Value::Word("Beyond".to_owned());
        }
        let pair = (gateway.to_owned(), vpc.to_owned());
        self.attached_vpcs.insert(pair.clone());
        let described = self.snapshot.find(Kind::TransitGatewayVpcAttachment, id);
        if references_groups(self.snapshot.find(Kind::TransitGateway, gateway)) == Some(true)
            && references_groups(described) != Some(false)
        {
            self.referencing_vpcs.insert(pair);
        }
        self.vpc_attachment(id, vpc, subnets).into()
    }

    fn vpc_attachment(&self, id: &str, vpc: &str, subnets: Vec<Value>) -> Record {
        let described = self.snapshot.find(Kind::TransitGatewayVpcAttachment, id);
        let options = described.and_then(|it| it.inner("Options"));
        let says = |name: &str| options.and_then(|options| options.text(name));
        let is_appliance = says("ApplianceModeSupport") == Some("enable");
        let keeps_groups = says("SecurityGroupReferencingSupport") != Some("disable");
        Record::new("Vpc")
            .with("vpc", vpc)
            .with_list("subnets", subnets)
            .with_some("appliance_mode", is_appliance.then_some(true))
            .with_some(
                "security_group_referencing",
                (!keeps_groups).then_some(false),
            )
    }

    /// The subnets of an attachment: as its own description says, else where its interfaces are.
    fn attached_subnets(&mut self, id: &str, vpc: &str) -> Vec<Value> {
        let snapshot = self.snapshot;
        let mut subnets = Vec::new();
        if let Some(described) = snapshot.find(Kind::TransitGatewayVpcAttachment, id) {
            for subnet in described.texts("SubnetIds") {
                let place = described.span_of("SubnetIds");
                if self.is_known_as(Kind::Subnet, subnet, described.file, place) {
                    subnets.push(Value::from(subnet));
                }
            }
            return subnets;
        }
        for interface in snapshot.of_vpc(Kind::NetworkInterface, vpc) {
            let about = interface.text("Description").unwrap_or_default();
            if about.ends_with(id) {
                subnets.extend(interface.text("SubnetId").map(Value::from));
            }
        }
        subnets
    }

    fn transit_tables(
        &mut self,
        gateway: &str,
        listed: &[Thing<'a>],
        written: &BTreeSet<&'a str>,
    ) -> Map {
        let snapshot = self.snapshot;
        let mut tables = Map::default();
        for (id, table) in snapshot.all(Kind::TransitGatewayRouteTable) {
            if table.text("TransitGatewayId") != Some(gateway) {
                continue;
            }
            let associated = listed.iter().filter(|attachment| {
                let association = attachment.inner("Association");
                association.is_some_and(|it| {
                    it.text("TransitGatewayRouteTableId") == Some(id)
                        && matches!(it.text("State"), None | Some("associated"))
                })
            });
            let associated = associated
                .filter_map(|attachment| attachment.text("TransitGatewayAttachmentId"))
                .filter(|id| written.contains(id))
                .map(Value::from)
                .collect();
            let propagations = snapshot.find(Kind::TransitGatewayPropagations, id);
            let propagations = propagations
                .into_iter()
                .flat_map(|it| it.list("TransitGatewayRouteTablePropagations"))
                .filter(|it| matches!(it.text("State"), None | Some("enabled")))
                .filter_map(|it| it.text("TransitGatewayAttachmentId"))
                .filter(|id| written.contains(id))
                .map(Value::from)
                .collect();
            let record = Record::new("TransitGatewayRouteTable")
                .with_list("associations", associated)
                .with_list("propagations", propagations)
                .with_list("routes", self.transit_routes(id, written));
            tables.insert(id, table.name_tag(), record);
        }
        tables
    }

    /// The static routes of a table; of the others those that lead to what is not described.
    fn transit_routes(&mut self, table: &str, written: &BTreeSet<&'a str>) -> Vec<Value> {
        let snapshot = self.snapshot;
        let mut routes = Vec::new();
        let listed = snapshot.find(Kind::TransitGatewayStaticRoutes, table);
        for route in listed.into_iter().flat_map(|it| it.list("Routes")) {
            let Some(range) = route.range("DestinationCidrBlock") else {
                let what = format!("a route of `{table}` without a range");
                self.notes.unread(route.file, what);
                continue;
            };
            if route.text("State") == Some("blackhole") {
                routes.push(Value::Call("Blackhole", vec![range.into()]));
                continue;
            }
            let mut attachments = route.list("TransitGatewayAttachments");
            let attachment = attachments.next();
            let id = attachment.and_then(|it| it.text("TransitGatewayAttachmentId"));
            let is_static = route.text("Type") != Some("propagated");
            match id {
                Some(id) if written.contains(id) && is_static => {
                    routes.push(Value::Call("Route", vec![range.into(), id.into()]));
                }
                Some(id) if written.contains(id) => {}
                Some(_) | None => {
                    let what = format!("the route of `{table}` to {range}");
                    self.notes.unread(route.file, what);
                }
            }
        }
        routes
    }
}

/// Whether a gateway or an attachment says that groups may be referenced across it (SG-07).
fn references_groups(thing: Option<Thing<'_>>) -> Option<bool> {
    let options = thing?.inner("Options")?;
    let support = options.text("SecurityGroupReferencingSupport")?;
    Some(support == "enable")
}

/// The Region of a gateway: its folder's, or that of its ARN.
fn region_of(gateway: &Thing<'_>) -> Option<Region> {
    let arn = gateway.text("TransitGatewayArn");
    let named = arn.and_then(|arn| arn.split(':').nth(3));
    named.and_then(Region::parse).or(gateway.file.region)
}
