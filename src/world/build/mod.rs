//! From what was written to what exists: names become ids, defaults become things, and everything
//! AWS would refuse becomes a fault with its place.

mod address;
mod network_interface;
mod client;
mod endpoint;
mod endpoint_url;
mod fault;
mod chaos;
mod filter;
mod quota;
mod gateway;
mod nat_gateway;
mod hosted_service;
mod iam;
mod attached;
mod acl;
mod access_point;
mod multi_region;
mod call;
mod load_balancer;
mod lookup;
mod network_change;
mod name_service;
mod organization;
mod direct_connect;
mod on_premises;
mod peering;
mod shared;
mod transit_gateway;
mod vpc_block_public_access;
mod replay;
mod plan;
mod price;
mod arrivals;
mod transfer;
mod probe;
mod route;
mod storage;
mod timeline;
mod vpc;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::access_point::AccessPoint;
use super::change::Rejection;
use super::fault::Faults;
use super::multi_region_access_point::MultiRegionAccessPoint;
use super::plan::Plan;
use super::vpc::Subnet;
use super::{Arena, Id, RangeMap, Settings, World};
use crate::aws::era::{Features, NEWEST_DAY};
use crate::aws::price_list::Prices;
use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::scenario::Scenario;
use crate::scenario::model::Model;
use crate::units::BitsPerSecond;

/// A world, what is to be done in it, and every fault that was found.
#[derive(Debug, Clone)]
pub struct Built {
    /// What exists at the start.
    pub world: World,
    /// The requests and the changes.
    pub plan: Plan,
    /// What is wrong with the scenario; nothing can be run when one is an error.
    pub faults: Vec<Diagnostic>,
}

impl Built {
    /// Whether it can be run.
    pub fn is_sound(&self) -> bool {
        self.faults
            .iter()
            .all(|fault| fault.severity != Severity::Error)
    }
}

/// Builds the world and the plan of a scenario.
///
/// ```
/// use vpcsim::{scenario::Scenario, world};
/// let text = r#"Scenario(
///     accounts: { "111122223333": Account() },
///     buckets: { "logs": Bucket(account: "111122223334", region: "us-east-1") },
/// )"#;
/// let built = world::build(&Scenario::parse(text).scenario);
/// assert_eq!(built.faults[0].code, "unknown-id");
/// assert!(built.faults[0].help.contains("111122223333"));
/// ```
pub fn build(scenario: &Scenario) -> Built {
    let day = scenario.as_of.as_ref().map_or(NEWEST_DAY, |day| day.0);
    let model = scenario.model.clone().unwrap_or_default();
    let mut builder = Builder {
        scenario,
        world: empty(Features::on(day), day, settings(&model)),
        points_to_come: Vec::new(),
        multi_regions_to_come: Vec::new(),
        addresses_found: BTreeMap::new(),
        refused_endpoints: BTreeMap::new(),
        faults: Vec::new(),
        attachment_names: BTreeMap::new(),
    };
    builder.rates(&model);
    builder.prices();
    builder.prefix_lists();
    builder.accounts();
    builder.organizations();
    builder.vpcs();
    builder.gateways();
    builder.filters();
    builder.subnets();
    builder.premises();
    let taken_ips = builder.hosts();
    builder.peerings();
    builder.transit_gateways(taken_ips);
    builder.lines();
    builder.routes();
    builder.world.learn();
    builder.references();
    builder.vpc_blocks();
    builder.endpoints();
    builder.name_service();
    builder.premises_resolvers();
    builder.let_go_of_planned_endpoints();
    builder.check_quotas();
    builder.buckets();
    builder.access_points();
    builder.replications();
    builder.multi_region_access_points();
    builder.clients();
    builder.hosted_services();
    let plan = builder.plan();
    builder.remember_what_is_read(&plan);
    Built {
        world: builder.world,
        plan,
        faults: builder.faults,
    }
}

/// The work in hand: every part reads the scenario, adds to the world, and tells faults.
struct Builder<'a> {
    scenario: &'a Scenario,
    world: World,
    /// Access points that a request or the timeline makes, by the place where they are written.
    points_to_come: Vec<(Span, Id<AccessPoint>)>,
    /// Multi-Region Access Points that the timeline makes, by the place where they are written.
    multi_regions_to_come: Vec<(Span, Id<MultiRegionAccessPoint>)>,
    /// The last address of each subnet that was given to somebody who wrote none.
    addresses_found: BTreeMap<Id<Subnet>, IpAddr>,
    /// What AWS will say to endpoints of the timeline that it is certain to refuse.
    refused_endpoints: BTreeMap<String, Rejection>,
    faults: Vec<Diagnostic>,
    attachment_names: transit_gateway::AttachmentNames,
}

/// The slowest link or flow: below it, simulated transfers take years of time-outs.
const RATE_MIN: BitsPerSecond = BitsPerSecond(1_000_000);

impl Builder<'_> {
    fn rates(&mut self, model: &Model) {
        for (name, rate) in [
            ("flow_rate", &model.flow_rate),
            ("host_rate", &model.host_rate),
        ] {
            if rate.value.0 < RATE_MIN {
                let message = format!("`{name}` of {} carries nothing in time", rate.value.0);
                let fault = Diagnostic::error("bad-number", message, rate.at);
                self.fault(fault.help("give it at least 1 Mbps"));
            }
        }
    }
}

fn empty(features: Features, day: jiff::civil::Date, settings: Settings) -> World {
    World {
        epoch: 0,
        day,
        features,
        settings,
        prices: Arc::new(Prices::on(day)),
        accounts: Arena::default(),
        accounts_by_number: BTreeMap::new(),
        organizations: Arena::default(),
        policy_levels: Arena::default(),
        principals: Arena::default(),
        prefix_lists: Arena::default(),
        s3_prefix_lists: BTreeMap::new(),
        s3_prefix_lists_v6: BTreeMap::new(),
        s3_addresses: RangeMap::default(),
        vpcs: Arena::default(),
        subnets: Arena::default(),
        route_tables: Arena::default(),
        network_acls: Arena::default(),
        security_groups: Arena::default(),
        internet_gateways: Arena::default(),
        egress_only_gateways: Arena::default(),
        vpn_gateways: Arena::default(),
        vpc_peering_connections: Arena::default(),
        peered: BTreeMap::new(),
        transit_gateways: Arena::default(),
        transit_gateway_attachments: Arena::default(),
        transit_gateway_route_tables: Arena::default(),
        on_premises: Arena::default(),
        direct_connect_gateways: Arena::default(),
        virtual_interfaces: Arena::default(),
        vpn_connections: Arena::default(),
        vpc_block_public_access: BTreeMap::new(),
        nat_gateways: Arena::default(),
        load_balancers: Arena::default(),
        target_groups: Arena::default(),
        vpc_endpoints: Arena::default(),
        endpoint_labels: BTreeMap::new(),
        hosted_zones: Arena::default(),
        resolver_endpoints: Arena::default(),
        resolver_rules: Arena::default(),
        interfaces: Arena::default(),
        hosts: Arena::default(),
        hosted_services: Vec::new(),
        buckets: Arena::default(),
        access_points: Arena::default(),
        multi_region_access_points: Arena::default(),
        clients: Arena::default(),
        public_addresses: BTreeMap::new(),
        internet_hosts: BTreeMap::new(),
        premises_addresses: BTreeMap::new(),
        public_lines: BTreeMap::new(),
        zones: Arena::default(),
        faults: Faults::default(),
    }
}

fn settings(model: &Model) -> Settings {
    Settings {
        gateway_endpoint_cutover: model.gateway_endpoint_cutover,
        first_byte: model.first_byte.0,
        first_byte_spread_percent: model.first_byte_spread_percent,
        s3_idle_timeout: model.s3_idle_timeout.0,
        endpoint_policy_delay: model.endpoint_policy_delay.0,
        policy_delay: model.policy_delay.0,
        s3_dns_ttl: model.s3_dns_ttl.0,
        vpce_dns_ttl: model.vpce_dns_ttl.0,
        interface_endpoint_delay: model.interface_endpoint_delay.0,
        zone_health_delay: model.zone_health_delay.0,
        gateway_scaling_delay: model.gateway_scaling_delay.0,
        multi_region_access_point_delay: model.multi_region_access_point_delay.0,
        multi_region_policy_delay: model.multi_region_policy_delay.0,
        failover_delay: model.failover_delay.0,
        replication_delay: model.replication_delay.0,
        flow_rate: model.flow_rate.value.0,
        host_rate: model.host_rate.value.0,
        rtt_same_zone: model.rtt_same_zone.0,
        rtt_cross_zone: model.rtt_cross_zone.0,
        rtt_nat_gateway: model.rtt_nat_gateway.0,
        rtt_interface_endpoint: model.rtt_interface_endpoint.0,
        prefix_reads: model.prefix_reads.0,
        prefix_writes: model.prefix_writes.0,
        rtt_internet: model.rtt_internet.0,
    }
}

#[cfg(test)]
mod tests {
    use super::build;
    use crate::scenario::Scenario;

    #[test]
    fn rates_that_carry_nothing_in_time_are_faults() {
        for (model, expected) in [
            ("flow_rate: \"0 bps\"", "`flow_rate` of 0 bps"),
            ("host_rate: \"999 kbps\"", "`host_rate` of 999 kbps"),
            ("flow_rate: \"1 Mbps\", host_rate: \"1 Mbps\"", ""),
        ] {
            let loaded = Scenario::parse(&format!("Scenario(model: Model({model}))"));
            let built = build(&loaded.scenario);
            let told = built.faults.iter().map(|fault| fault.message.as_str());
            let told = told.collect::<Vec<_>>().join("");
            assert!(told.starts_with(expected), "{model}: {told}");
            assert_eq!(built.is_sound(), expected.is_empty(), "{model}: {told}");
        }
    }
}
