//! VPC endpoints.

use super::Importer;
use super::kind::Kind;
use super::thing::Thing;
use crate::aws::service::EndpointService;
use crate::import::ron::{Map, Record, Value};

impl<'a> Importer<'a> {
    /// A VPC's endpoints to services that the simulator knows; of the others the network
    /// interfaces remain.
    pub(super) fn endpoints(&mut self, vpc: &str) -> Map {
        let snapshot = self.snapshot;
        let mut endpoints = Map::default();
        for endpoint in snapshot.of_vpc(Kind::VpcEndpoint, vpc) {
            let Some(id) = endpoint.text("VpcEndpointId") else {
                continue;
            };
            let state = endpoint.text("State").unwrap_or("available");
            if !state.eq_ignore_ascii_case("available") {
                let what = format!("the endpoint `{id}` is {state}");
                self.notes.unread(endpoint.file, what);
                continue;
            }
            let service = endpoint
                .text("ServiceName")
                .and_then(EndpointService::parse);
            let kind = endpoint.text("VpcEndpointType").unwrap_or("Gateway");
            let record = match (kind, service) {
                ("Gateway", Some(EndpointService::S3(_) | EndpointService::DynamoDb(_))) => {
                    self.gateway_endpoint(endpoint)
                }
                ("Interface", Some(EndpointService::S3(_) | EndpointService::S3Global)) => {
                    self.interface_endpoint(endpoint)
                }
                // Its interfaces are written as what answers at their addresses.
                ("Interface", _) => continue,
                (_, _) => {
                    let what = format!("the {kind} endpoint `{id}`");
                    self.notes.unread(endpoint.file, what);
                    continue;
                }
            };
            endpoints.insert(id, endpoint.name_tag(), record);
        }
        endpoints
    }

    fn gateway_endpoint(&mut self, endpoint: &Thing<'a>) -> Record {
        let mut tables = Vec::new();
        for id in endpoint.texts("RouteTableIds") {
            let place = endpoint.span_of("RouteTableIds");
            if self.is_known_as(Kind::RouteTable, id, endpoint.file, place) {
                tables.push(Value::from(id));
            }
        }
        Record::new("Gateway")
            .with_some("service", endpoint.text("ServiceName"))
            .with_list("route_tables", tables)
            .with_some("policy", policy_of(endpoint))
            .with_some("ip_address_type", address_type(endpoint))
    }

    fn interface_endpoint(&mut self, endpoint: &Thing<'a>) -> Record {
        let snapshot = self.snapshot;
        let mut subnets = Vec::new();
        for id in endpoint.texts("SubnetIds") {
            let place = endpoint.span_of("SubnetIds");
            if self.is_known_as(Kind::Subnet, id, endpoint.file, place) {
                subnets.push(Value::from(id));
            }
        }
        let mut addresses = Map::default();
        for id in endpoint.texts("NetworkInterfaceIds") {
            let found = snapshot.find(Kind::NetworkInterface, id);
            let subnet = found.and_then(|interface| interface.text("SubnetId"));
            let address = found.and_then(|interface| interface.address("PrivateIpAddress"));
            if let (Some(subnet), Some(address)) = (subnet, address) {
                addresses.insert(subnet, None::<&str>, address);
            }
        }
        let private_dns = if !endpoint.is("PrivateDnsEnabled") {
            "Off"
        } else if endpoint
            .inner("DnsOptions")
            .is_some_and(|options| options.is("PrivateDnsOnlyForInboundResolverEndpoint"))
        {
            "InboundResolverOnly"
        } else {
            "On"
        };
        Record::new("Interface")
            .with_some("service", endpoint.text("ServiceName"))
            .with_list("subnets", subnets)
            .with_map("private_ips", addresses)
            .with_list("security_groups", self.groups_of(endpoint))
            .with_some("policy", policy_of(endpoint))
            .with("private_dns", Value::Word(private_dns.to_owned()))
            .with_some("ip_address_type", address_type(endpoint))
            .with_some("name_suffix", name_suffix(endpoint))
    }
}

/// The policy, when it says more than that everything is allowed.
fn policy_of(endpoint: &Thing<'_>) -> Option<Value> {
    let policy = endpoint.text("PolicyDocument")?;
    Some(Value::Raw(policy.to_owned()))
}

fn address_type(endpoint: &Thing<'_>) -> Option<Value> {
    let word = match endpoint.text("IpAddressType")? {
        "ipv6" => "Ipv6",
        "dualstack" => "Dualstack",
        _ => return None,
    };
    Some(Value::Word(word.to_owned()))
}

/// What stands between the endpoint's id and the service in its names: `vpce-1a2b-5e6f.s3.…`.
fn name_suffix<'a>(endpoint: &Thing<'a>) -> Option<&'a str> {
    let id = endpoint.text("VpcEndpointId")?;
    let entries = endpoint.list("DnsEntries");
    let mut names = entries.filter_map(|entry| entry.text("DnsName"));
    names.find_map(|name| {
        let rest = name.trim_start_matches("*.").strip_prefix(id)?;
        let label = rest.strip_prefix('-')?.split('.').next()?;
        (!label.contains('-')).then_some(label)
    })
}
