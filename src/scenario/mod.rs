//! What is asked: the scenario file, its parts, its defaults and its faults.
//!
//! A scenario is RON. Every record below is one `Name(field: value, …)` of the file; a field with
//! a default may be left out. `scenarios/reference.ron` uses every field once, with comments.
//!
//! Reading never stops at the first fault: [`Scenario::parse`] returns what could be read and
//! every [`Diagnostic`](crate::diagnostic::Diagnostic) with its place.

mod node;
mod brackets;
mod syntax;
mod read;
mod record;
mod scalar;
mod said;
mod map;
mod files;
mod include;
pub(crate) mod managed;
mod setting;
pub mod quantity;
pub mod policy_text;
pub mod account;
pub mod quotas;
pub mod block_public_access;
pub mod acl;
pub mod organization;
pub mod vpc;
pub mod endpoint;
pub mod peering;
pub mod transit_gateway;
pub mod on_premises;
pub mod name_service;
pub mod probe;
pub mod vpc_block_public_access;
pub mod fault;
pub mod filter;
pub mod host;
pub mod network_interface;
pub mod load_balancer;
pub mod service;
pub mod bucket;
pub mod access_point;
pub mod multi_region_access_point;
pub mod client;
pub mod workload;
pub mod replay;
pub mod command;
pub mod call;
pub mod timeline;
pub mod expect;
pub mod model;
pub mod moments;

pub use include::{Files, Loaded};
pub use map::Map;
pub use said::Said;
pub use setting::{Misplaced, Setting, Texts};

use record::record;

record! {
    /// A whole scenario: what exists, what is asked of it, what changes, and what must hold.
    pub struct Scenario {
        /// One line that names the story.
        pub title: Option<String>,
        /// Seed of every random stream; same file and seed give the same bytes.
        pub seed: u64 = 1,
        /// The day whose rules apply, `"2021-06-01"`; the newest rules when absent.
        pub as_of: Option<Said<quantity::Date>>,
        /// Whether policies AWS would refuse are faults (`Strict`) or are read as far as they go.
        pub policy_validation: model::PolicyValidation = model::PolicyValidation::Strict,
        /// Other scenario files beside this one whose parts are added.
        pub include: Vec<Said<String>>,
        /// Accounts by 12-digit id.
        pub accounts: Map<account::Account>,
        /// Organizations by id.
        pub organizations: Map<organization::Organization>,
        /// Managed prefix lists by id, `pl-…`; the AWS-managed ones need not be written.
        pub prefix_lists: Map<filter::PrefixList>,
        /// VPCs by id.
        pub vpcs: Map<vpc::Vpc>,
        /// VPC peering connections by id.
        pub vpc_peering_connections: Map<peering::VpcPeeringConnection>,
        /// Transit Gateways by id.
        pub transit_gateways: Map<transit_gateway::TransitGateway>,
        /// Networks on premises by name.
        pub on_premises: Map<on_premises::OnPremises>,
        /// Direct Connect gateways by id.
        pub direct_connect_gateways: Map<on_premises::DirectConnectGateway>,
        /// Direct Connect virtual interfaces by id.
        pub virtual_interfaces: Map<on_premises::VirtualInterface>,
        /// Site-to-Site VPN connections by id.
        pub vpn_connections: Map<on_premises::VpnConnection>,
        /// Private hosted zones by id.
        pub hosted_zones: Map<name_service::HostedZone>,
        /// Route 53 Resolver endpoints by id.
        pub resolver_endpoints: Map<name_service::ResolverEndpoint>,
        /// Route 53 Resolver rules by id.
        pub resolver_rules: Map<name_service::ResolverRule>,
        /// Machines that send requests, by name.
        pub hosts: Map<host::Host>,
        /// Buckets by name.
        pub buckets: Map<bucket::Bucket>,
        /// Access points, by what they are called here.
        pub access_points: Map<access_point::AccessPoint>,
        /// Multi-Region Access Points, by what they are called here.
        pub multi_region_access_points: Map<multi_region_access_point::MultiRegionAccessPoint>,
        /// Programs on hosts, by name.
        pub clients: Map<client::Client>,
        /// The requests that are made.
        pub workload: Vec<workload::Load>,
        /// Reachability questions for `vpcsim probe`.
        pub probes: Vec<probe::Probe>,
        /// What changes while they run.
        pub timeline: Vec<timeline::At>,
        /// What must hold at the end.
        pub expect: Vec<expect::Expect>,
        /// Prices in US dollars by what they are for, in the place of AWS's list prices:
        /// `"nat-gateway-hour": "0.052"`, `"internet-out-gb": "0 up to 100 GB, 0.09"`.
        pub prices: Map<Said<String>>,
        /// Parameters of the model where AWS publishes nothing.
        pub model: Option<model::Model>,
    }
}

impl Scenario {
    /// The calls of the timeline and when they are made, as written; its faults left out.
    pub fn changes(&self) -> impl Iterator<Item = (&quantity::Span, &Said<timeline::Change>)> {
        self.timeline.iter().filter_map(timeline::At::change)
    }
}
