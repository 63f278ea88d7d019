//! Private hosted zones, resolver endpoints and rules, and the resolvers of VPCs.

use std::net::IpAddr;

use super::Builder;
use super::gateway::Wanted;
use super::vpc::taken;
use crate::diagnostic::Diagnostic;
use crate::scenario::endpoint::{PrivateDns, VpcEndpoint};
use crate::scenario::name_service as written;
use crate::scenario::timeline::Change;
use crate::scenario::{Map, Said, Scenario};
use crate::world::Id;
use crate::world::name_service::{
    HostedZone, QueryFlow, Record, RecordData, ResolverEndpoint, ResolverRule, is_within,
};
use crate::world::vpc::{InterfaceOwner, Vpc};

/// What DHCP options call the VPC's own resolver (DNS-23).
const OWN_RESOLVER: &str = "AmazonProvidedDNS";

impl Builder<'_> {
    /// Everything that answers for names beside public DNS.
    pub(super) fn name_service(&mut self) {
        self.hosted_zones();
        self.resolver_endpoints();
        self.resolver_rules();
    }

    /// The resolvers the hosts of a VPC ask; none when it is the VPC's own.
    pub(super) fn domain_name_servers(
        &mut self,
        options: Option<&written::DhcpOptions>,
    ) -> Vec<IpAddr> {
        let mut servers = Vec::new();
        for server in options.into_iter().flat_map(|o| &o.domain_name_servers) {
            if server.value == OWN_RESOLVER {
                return Vec::new();
            }
            if let Ok(address) = server.parse() {
                servers.push(address);
                continue;
            }
            let message = format!("`{}` is no resolver", server.value);
            let help = format!("write an address, or `{OWN_RESOLVER}`");
            self.fault(Diagnostic::error("bad-address", message, server.at).help(help));
        }
        servers
    }

    fn hosted_zones(&mut self) {
        let scenario = self.scenario;
        for (name, zone) in &scenario.hosted_zones {
            let vpcs = self.associated(&zone.vpcs);
            let domain = plain(&zone.name);
            for vpc in &vpcs {
                self.check_only_zone(*vpc, &zone.name, &domain);
            }
            let records = zone.records.iter();
            let records = records.filter_map(|record| self.record(&domain, record));
            let records = records.collect();
            let built = HostedZone {
                name: domain,
                vpcs,
                records,
            };
            self.world.hosted_zones.add(name.value.clone(), built);
        }
    }

    /// Refuses a second owner of one domain in one VPC: another zone, or private DNS (DNS-15).
    fn check_only_zone(&mut self, vpc: Id<Vpc>, said: &Said<String>, domain: &str) {
        let world = &self.world;
        let zone = world
            .hosted_zones
            .iter()
            .find(|(_, other)| other.name == domain && other.vpcs.contains(&vpc));
        let endpoint = world.vpc_endpoints.iter().find(|(id, endpoint)| {
            endpoint.vpc == vpc
                && world.private_dns_of(*id) != PrivateDns::Off
                && endpoint
                    .service
                    .private_domains()
                    .iter()
                    .any(|own| own == domain)
        });
        let owner = match (zone, endpoint) {
            (Some((zone, _)), _) => world.hosted_zones.name(zone),
            (None, Some((endpoint, _))) => world.vpc_endpoints.name(endpoint),
            (None, None) => return,
        };
        let message = format!(
            "`{owner}` answers for `{domain}` in `{}` already",
            world.vpcs.name(vpc)
        );
        let help = "one VPC can have one owner of a domain (DNS-15)";
        let fault = Diagnostic::error("ConflictingDomainExists", message, said.at).help(help);
        self.fault(fault);
    }

    fn record(&mut self, domain: &str, written: &written::Record) -> Option<Record> {
        let (name, data) = match written {
            written::Record::A(record) => {
                let values = record.values.iter().map(|value| value.value).collect();
                (&record.name, RecordData::Addresses(values, record.ttl.0))
            }
            written::Record::Alias(name, endpoint) => {
                let id = self.find(|world| &world.vpc_endpoints, "VPC endpoint", endpoint)?;
                if self.world.vpc_endpoints[id].interface_parts().is_none() {
                    let message = format!("`{}` has no addresses", endpoint.value);
                    let help = "an alias leads to an interface endpoint";
                    let fault = Diagnostic::error("InvalidInput", message, endpoint.at);
                    self.fault(fault.help(help));
                    return None;
                }
                (name, RecordData::Alias(id))
            }
            written::Record::Cname(name, to) => (name, RecordData::Cname(plain(to))),
        };
        let own = plain(name);
        if !is_within(&own, domain) {
            let message = format!("`{}` does not lie in `{domain}`", name.value);
            let help = "a zone holds names at and below its own";
            self.fault(Diagnostic::error("InvalidChangeBatch", message, name.at).help(help));
            return None;
        }
        if own == domain && matches!(data, RecordData::Cname(_)) {
            let message = format!("`{domain}` is the zone's own name, which takes no CNAME");
            let help = "use an `Alias` there";
            self.fault(Diagnostic::error("InvalidChangeBatch", message, name.at).help(help));
            return None;
        }
        Some(Record { name: own, data })
    }

    fn resolver_endpoints(&mut self) {
        let scenario = self.scenario;
        let mut taken_ips = self.written_addresses();
        for (name, endpoint) in &scenario.resolver_endpoints {
            let (flow, parts) = match endpoint {
                written::ResolverEndpoint::Inbound(parts) => (QueryFlow::Inbound, parts),
                written::ResolverEndpoint::Outbound(parts) => (QueryFlow::Outbound, parts),
            };
            let Some(vpc) = self.find(|world| &world.vpcs, "VPC", &parts.vpc) else {
                continue;
            };
            if self.world.resolver_endpoints.find(name).is_some() {
                self.fault(taken("resolver endpoint", name));
            }
            let id = Id::at(self.world.resolver_endpoints.len());
            let owner = InterfaceOwner::ResolverEndpoint(id);
            let mut interfaces = Vec::new();
            for said in &parts.subnets {
                let Some(subnet) = self.find(|world| &world.subnets, "subnet", said) else {
                    continue;
                };
                if !self.check_home(self.world.vpc_of(subnet), vpc, said) {
                    continue;
                }
                let own_name = Said {
                    value: format!("{}/{}", name.value, said.value),
                    at: name.at,
                };
                let wanted = Wanted {
                    name: &own_name,
                    subnet,
                    private_ip: parts.private_ips.get(said),
                    ipv6_address: None,
                    public_ip: None,
                    groups: &parts.security_groups,
                    owner,
                    secondary: &[],
                    source_dest_check: false,
                };
                interfaces.extend(self.interface(&wanted, &mut taken_ips));
            }
            let built = ResolverEndpoint {
                vpc,
                flow,
                interfaces,
            };
            self.world.resolver_endpoints.add(name.value.clone(), built);
        }
    }

    fn resolver_rules(&mut self) {
        let scenario = self.scenario;
        for (name, rule) in &scenario.resolver_rules {
            let vpcs = self.associated(&rule.vpcs);
            let said = &rule.outbound_endpoint;
            let Some(outbound_endpoint) =
                self.find(|world| &world.resolver_endpoints, "resolver endpoint", said)
            else {
                continue;
            };
            if self.world.resolver_endpoints[outbound_endpoint].flow == QueryFlow::Inbound {
                let message = format!("`{}` is an inbound endpoint", said.value);
                let help = "a rule sends queries out by an outbound endpoint";
                self.fault(Diagnostic::error("InvalidParameter", message, said.at).help(help));
                continue;
            }
            let built = ResolverRule {
                domain: plain(&rule.domain),
                outbound_endpoint,
                targets: rule.targets.iter().map(|target| target.value).collect(),
                vpcs,
            };
            self.world.resolver_rules.add(name.value.clone(), built);
        }
    }

    fn associated(&mut self, vpcs: &[Said<String>]) -> Vec<Id<Vpc>> {
        let mut found = Vec::new();
        for vpc in vpcs {
            found.extend(self.find(|world| &world.vpcs, "VPC", vpc));
        }
        found
    }
}

/// A name as it is compared: lower case, without the dot at the end.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Addresses that somebody wrote down for endpoints and resolvers.
pub(super) fn written_in(scenario: &Scenario) -> impl Iterator<Item = &Said<IpAddr>> {
    let standing = scenario
        .vpcs
        .values()
        .flat_map(|vpc| vpc.vpc_endpoints.values());
    let planned = scenario
        .changes()
        .filter_map(|(_, change)| match &change.value {
            Change::CreateVpcEndpoint(_, endpoint) => Some(endpoint),
            _ => None,
        });
    let endpoints = standing
        .chain(planned)
        .filter_map(|endpoint| match endpoint {
            VpcEndpoint::Interface(written) => Some(&written.private_ips),
            VpcEndpoint::Gateway(_) => None,
        });
    let resolvers = scenario.resolver_endpoints.values().map(|endpoint| {
        let (written::ResolverEndpoint::Inbound(parts)
        | written::ResolverEndpoint::Outbound(parts)) = endpoint;
        &parts.private_ips
    });
    endpoints.chain(resolvers).flat_map(Map::values)
}
