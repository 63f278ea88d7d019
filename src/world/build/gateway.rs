//! Internet and virtual private gateways, hosts and their network interfaces.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use super::address::{made_up_public, next_free, refusal};
use super::name_service::written_in;
use crate::aws::region::Region;
use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::host as written;
use crate::time::Duration;
use crate::world::Id;
use crate::world::gateway::{EgressOnlyInternetGateway, InternetGateway, VpnGateway};
use crate::world::host::{Host, Location, Tracking};
use crate::world::learnt::LearntTable;
use crate::world::vpc::{InterfaceOwner, NetworkInterface, Subnet, Vpc};

/// The shortest time after which a tracked connection may be forgotten, and the longest (SG-12).
const TRACKED_MIN: Duration = Duration::from_secs(60);
const TRACKED_MAX: Duration = Duration::from_secs(432_000);

impl Builder<'_> {
    /// Internet gateways, egress-only ones and virtual private gateways: one of each a VPC (VPC-03).
    pub(super) fn gateways(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(id) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            if let Some(name) = &vpc.internet_gateway {
                if self.world.internet_gateways.find(name).is_some() {
                    self.fault(attached_twice(name));
                }
                let gateway = InternetGateway { vpc: id };
                let gateway = self
                    .world
                    .internet_gateways
                    .add(name.value.clone(), gateway);
                self.world.vpcs[id].internet_gateway = Some(gateway);
            }
            if let Some(name) = &vpc.egress_only_internet_gateway {
                if self.world.egress_only_gateways.find(name).is_some() {
                    self.fault(attached_twice(name));
                }
                let gateway = EgressOnlyInternetGateway { vpc: id };
                let gateways = &mut self.world.egress_only_gateways;
                let gateway = gateways.add(name.value.clone(), gateway);
                self.world.vpcs[id].egress_only_gateway = Some(gateway);
            }
            if let Some(name) = &vpc.vpn_gateway {
                if self.world.vpn_gateways.find(name).is_some() {
                    self.fault(attached_twice(name));
                }
                let gateway = self.world.vpn_gateways.add(
                    name.value.clone(),
                    VpnGateway {
                        vpc: id,
                        routes: LearntTable::default(),
                    },
                );
                self.world.vpcs[id].vpn_gateway = Some(gateway);
            }
        }
    }

    /// NAT gateways and hosts: written addresses first, then the free ones. Returns the addresses
    /// nothing else may take.
    pub(super) fn hosts(&mut self) -> BTreeSet<IpAddr> {
        let scenario = self.scenario;
        let mut taken_ips = self.written_addresses();
        for (name, host) in &scenario.hosts {
            self.host(name, host, &mut taken_ips);
        }
        for (_, vpc) in &scenario.vpcs {
            self.nat_gateways(&vpc.nat_gateways, &mut taken_ips);
        }
        taken_ips
    }

    /// Every address somebody wrote down, which no made-up one may take.
    pub(super) fn written_addresses(&self) -> BTreeSet<IpAddr> {
        let hosts = self.scenario.hosts.values().flat_map(|host| {
            [
                &host.private_ip,
                &host.elastic_ip,
                &host.internet,
                &host.ipv6_address,
            ]
            .into_iter()
            .flatten()
        });
        let vpcs = self.scenario.vpcs.values();
        let gateways = vpcs.flat_map(|vpc| vpc.nat_gateways.values());
        let gateways = gateways.flat_map(|nat| {
            let first = [&nat.private_ip, &nat.elastic_ip].into_iter().flatten();
            first.chain(&nat.secondary_elastic_ips)
        });
        let endpoints = written_in(self.scenario);
        let all = hosts.chain(gateways).chain(endpoints);
        all.map(|address| address.value).collect()
    }

    fn host(
        &mut self,
        name: &Said<String>,
        host: &written::Host,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) {
        let id = Id::at(self.world.hosts.len());
        let location = match (&host.subnet, &host.internet, &host.on_premises) {
            (Some(subnet), None, None) => {
                let Some(subnet) = self.find(|world| &world.subnets, "subnet", subnet) else {
                    return;
                };
                let public_ip = match &host.elastic_ip {
                    Some(address) => Some(address.value),
                    None if host.public_ip => made_up(name, taken_ips),
                    None => None,
                };
                let wanted = Wanted {
                    name,
                    subnet,
                    private_ip: host.private_ip.as_ref(),
                    public_ip,
                    groups: &host.security_groups,
                    ipv6_address: host.ipv6_address.as_ref(),
                    owner: InterfaceOwner::Host(id),
                };
                match self.interface(&wanted, taken_ips) {
                    Some(interface) => Location::Vpc(interface),
                    None => return,
                }
            }
            (None, Some(address), None) => {
                self.world.internet_hosts.insert(address.value, id);
                Location::Internet(address.value)
            }
            (None, None, Some(premises)) => match self.premises_host(id, name, host, premises) {
                Some(location) => location,
                None => return,
            },
            (Some(_), Some(_), _)
            | (Some(_), _, Some(_))
            | (_, Some(_), Some(_))
            | (None, None, None) => {
                let message = format!("`{}` must stand in exactly one place", name.value);
                let help = "give it one of `subnet: \"…\"`, `internet: \"<public address>\"` and `on_premises: \"…\"`";
                self.fault(Diagnostic::error("host-location", message, name.at).help(help));
                return;
            }
        };
        let role = host.role.as_ref().and_then(|role| self.principal(role));
        let near = host.near.as_ref().and_then(|near| self.region(near));
        if let (Some(said), false) = (&host.near, matches!(location, Location::Internet(_))) {
            let message = format!("`{}` is not on the internet", name.value);
            let fault = Diagnostic::error("host-location", message, said.at);
            self.fault(fault.help("its Region follows from where it stands: leave `near` out"));
        }
        let near = near.unwrap_or(Region::US_EAST_1);
        let built = Host {
            location,
            account: self.owner_of(host, location),
            role,
            near,
            listens: host.listens.clone(),
            tracking: self.tracking(host),
        };
        self.world.hosts.add(name.value.clone(), built);
    }

    /// How a host's security groups remember connections (SG-12).
    fn tracking(&mut self, host: &written::Host) -> Tracking {
        let said = &host.connection_tracking;
        let timeout = &said.tcp_established_timeout;
        let idle_timeout = timeout.value.0;
        if !(TRACKED_MIN..=TRACKED_MAX).contains(&idle_timeout) {
            let message = format!("AWS refuses a time-out of {idle_timeout}");
            let help =
                format!("a tracked TCP connection may be idle for {TRACKED_MIN} to {TRACKED_MAX}");
            let code = "InvalidParameterValue";
            self.fault(Diagnostic::error(code, message, timeout.at).help(help));
        }
        Tracking {
            idle_timeout,
            connections_max: said.connections_max.as_ref().map(|most| most.value),
        }
    }

    /// The next free address of the subnet; a fault when none is left.
    fn free_address(
        &mut self,
        wanted: &Wanted<'_>,
        taken_ips: &BTreeSet<IpAddr>,
    ) -> Option<IpAddr> {
        let subnet = &self.world.subnets[wanted.subnet];
        let (range, vpc) = (subnet.cidr_block, subnet.vpc);
        // INVARIANT: while a world is built addresses are taken and never given back, so those
        // before the last one found stay taken.
        let last = self.addresses_found.get(&wanted.subnet).copied();
        let is_taken = |ip: &IpAddr| taken_ips.contains(ip) || self.is_taken(vpc, ip);
        let found = next_free(range, last, is_taken);
        if let Some(address) = found {
            self.addresses_found.insert(wanted.subnet, address);
        } else {
            let message = format!("no address is left in {range} for `{}`", wanted.name.value);
            let code = "InsufficientFreeAddressesInSubnet";
            let fault = Diagnostic::error(code, message, wanted.name.at);
            self.fault(fault.help("use a larger subnet"));
        }
        found
    }

    /// Makes a network interface, at its written address or at the next free one.
    pub(super) fn interface(
        &mut self,
        wanted: &Wanted<'_>,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) -> Option<Id<NetworkInterface>> {
        let subnet = &self.world.subnets[wanted.subnet];
        let vpc = subnet.vpc;
        let private_ip = match wanted.private_ip {
            Some(address) => {
                self.check_private(address, wanted.subnet);
                address.value
            }
            None => self.free_address(wanted, taken_ips)?,
        };
        if let Some(address) = wanted.ipv6_address {
            self.check_ipv6(address, wanted.subnet);
        }
        let is_gateway = match wanted.owner {
            InterfaceOwner::NatGateway(_) | InterfaceOwner::TransitGateway(_) => true,
            InterfaceOwner::Host(_)
            | InterfaceOwner::VpcEndpoint(_)
            | InterfaceOwner::ResolverEndpoint(_) => false,
        };
        let mut groups = Vec::new();
        for group in wanted.groups {
            if let Some(found) = self.group_of(vpc, group)
                && self.check_home(self.world.security_groups[found].vpc, vpc, group)
            {
                groups.push(found);
            }
        }
        if groups.is_empty() && !is_gateway {
            groups.push(self.world.vpcs[vpc].default_security_group);
        }
        let built = NetworkInterface {
            subnet: wanted.subnet,
            private_ip,
            ipv6_address: wanted.ipv6_address.map(|address| address.value),
            public_ip: wanted.public_ip,
            security_groups: groups,
            owner: wanted.owner,
        };
        let id = self
            .world
            .interfaces
            .add(format!("eni-{}", wanted.name.value), built);
        self.world.vpcs[vpc].addresses.insert(private_ip, id);
        if let Some(address) = wanted.ipv6_address {
            self.world.vpcs[vpc].addresses.insert(address.value, id);
            // IPv6 addresses of endpoints cannot be reached from the internet (IFE-33).
            if !matches!(wanted.owner, InterfaceOwner::VpcEndpoint(_)) {
                self.world.public_addresses.insert(address.value, id);
            }
        }
        if let Some(public) = wanted.public_ip
            && self.world.public_addresses.insert(public, id).is_some()
        {
            let message = format!("`{public}` is used twice");
            let help = "an Elastic IP belongs to one interface";
            let code = "Resource.AlreadyAssociated";
            self.fault(Diagnostic::error(code, message, wanted.name.at).help(help));
        }
        Some(id)
    }

    fn is_taken(&self, vpc: Id<Vpc>, address: &IpAddr) -> bool {
        self.world.vpcs[vpc].addresses.contains_key(address)
    }

    fn check_private(&mut self, address: &Said<IpAddr>, subnet: Id<Subnet>) {
        let subnet = &self.world.subnets[subnet];
        if let Some(why) = refusal(address.value, subnet.cidr_block) {
            let message = format!("`{}` {why}", address.value);
            let help = format!("the subnet is {}", subnet.cidr_block);
            let code = "InvalidParameterValue";
            self.fault(Diagnostic::error(code, message, address.at).help(help));
        } else if self.world.vpcs[subnet.vpc]
            .addresses
            .contains_key(&address.value)
        {
            let message = format!("`{}` is used twice in this VPC", address.value);
            let help = "give one of them another address";
            let code = "InvalidIPAddress.InUse";
            self.fault(Diagnostic::error(code, message, address.at).help(help));
        }
    }
}

/// A network interface to be made.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a Said<String>,
    pub(super) subnet: Id<Subnet>,
    pub(super) private_ip: Option<&'a Said<IpAddr>>,
    pub(super) ipv6_address: Option<&'a Said<IpAddr>>,
    pub(super) public_ip: Option<IpAddr>,
    pub(super) groups: &'a [Said<String>],
    pub(super) owner: InterfaceOwner,
}

pub(super) fn made_up(name: &str, taken_ips: &mut BTreeSet<IpAddr>) -> Option<IpAddr> {
    let address = made_up_public(name, taken_ips)?;
    taken_ips.insert(address);
    Some(address)
}

fn attached_twice(name: &Said<String>) -> Diagnostic {
    let message = format!("`{}` is attached to two VPCs", name.value);
    let span: Span = name.at;
    Diagnostic::error("Resource.AlreadyAssociated", message, span)
        .help("a gateway of this kind is attached to one VPC; give the other its own")
}
