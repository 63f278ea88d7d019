//! VPC endpoints, those of the timeline included.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Builder;
use super::address::next_free;
use super::filter::Refused;
use super::gateway::Wanted;
use super::vpc::taken;
use crate::aws::region::Region;
use crate::aws::service::EndpointService;
use crate::aws::zone_id;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::endpoint::{
    GatewayEndpoint, InterfaceEndpoint, IpAddressType, PrivateDns, VpcEndpoint as Written,
};
use crate::scenario::timeline::Change as WrittenChange;
use crate::world::Id;
use crate::world::change::{Change, Rejection};
use crate::world::gateway::{EndpointKind, EndpointState, InterfaceParts, VpcEndpoint};
use crate::world::vpc::{InterfaceOwner, Subnet, Vpc};

/// A subnet as it is written, and as it is.
type Site<'s> = (&'s Said<String>, Id<Subnet>);
/// A place for an endpoint, or what AWS will say against it.
type Planned = Result<Id<VpcEndpoint>, Refused>;

impl Builder<'_> {
    /// Endpoints that exist from the start, and a place for each one the timeline creates.
    pub(super) fn endpoints(&mut self) {
        let scenario = self.scenario;
        let mut taken_ips = self.written_addresses();
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(home) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            // Private DNS may need a gateway endpoint, in whatever order they are written (DNS-13).
            let (gateways, interfaces): (Vec<_>, Vec<_>) = vpc
                .vpc_endpoints
                .iter()
                .partition(|(_, endpoint)| matches!(endpoint, Written::Gateway(_)));
            for (name, endpoint) in gateways.into_iter().chain(interfaces) {
                self.standing_endpoint(home, name, endpoint, &mut taken_ips);
            }
        }
        self.world.epoch = 0;
        for (_, change) in scenario.changes() {
            let WrittenChange::CreateVpcEndpoint(name, endpoint) = &change.value else {
                continue;
            };
            let Some(vpc) = endpoint.vpc() else {
                let message = format!("`{}` names no VPC", name.value);
                let help = "an endpoint on the timeline says `vpc: \"vpc-…\"`";
                self.fault(Diagnostic::error("missing-field", message, name.at).help(help));
                continue;
            };
            let Some(home) = self.find(|world| &world.vpcs, "VPC", vpc) else {
                continue;
            };
            if self.world.vpc_endpoints.find(name).is_some() {
                self.fault(taken("VPC endpoint", name));
                continue;
            }
            if let Err(refused) = self.planned_endpoint(home, name, endpoint, &mut taken_ips) {
                self.refused_endpoints
                    .insert(name.value.clone(), refused.rejection);
            }
        }
    }

    /// Takes the addresses of endpoints away that do not exist yet: they were only kept free.
    pub(super) fn let_go_of_planned_endpoints(&mut self) {
        for id in self.world.vpc_endpoints.ids() {
            if self.world.vpc_endpoints[id].state == EndpointState::Planned {
                self.world.detach_endpoint(id);
            }
        }
    }

    fn standing_endpoint(
        &mut self,
        home: Id<Vpc>,
        name: &Said<String>,
        endpoint: &Written,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) {
        if self.world.vpc_endpoints.find(name).is_some() {
            self.fault(taken("VPC endpoint", name));
            return;
        }
        let id = match self.planned_endpoint(home, name, endpoint, taken_ips) {
            Ok(id) => id,
            Err(refused) => {
                self.fault(refused.into_fault());
                return;
            }
        };
        let change = self.create_endpoint_change(id, endpoint);
        if let Err(refused) = self.world.apply(&change) {
            let at = endpoint.service().at;
            let help = format!("see rule {}", refused.rule);
            self.fault(Diagnostic::error(refused.code, refused.message, at).help(help));
        }
    }

    fn planned_endpoint(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        written: &Written,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) -> Planned {
        match written {
            Written::Gateway(written) => self.planned_gateway(vpc, name, written),
            Written::Interface(written) => self.planned_interface(vpc, name, written, taken_ips),
        }
    }

    fn planned_gateway(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        written: &GatewayEndpoint,
    ) -> Planned {
        let region = self.world.vpcs[vpc].region;
        let service = EndpointService::parse(&written.service)
            .filter(|service| service.region() == Some(region));
        let Some(service) = service else {
            let what = format!("gateway service of {region}");
            let help = "a gateway endpoint leads to S3 of its own Region (GWE-07)";
            return Err(no_service(&written.service, &what, help));
        };
        if written.ip_address_type != IpAddressType::Ipv4 && !self.world.features.ipv6_endpoints {
            let message = "gateway endpoints carry IPv4 only before 2024-11";
            return Err(Refused {
                rejection: Rejection::new("InvalidParameter", "GWE-09", message),
                at: written.service.at,
                help: "leave `ip_address_type` out, or set `as_of` later".to_owned(),
            });
        }
        let endpoint = VpcEndpoint {
            vpc,
            service,
            policy: None,
            state: EndpointState::Planned,
            kind: EndpointKind::Gateway {
                route_tables: Vec::new(),
                families: written.ip_address_type,
                records: written.dns_record_ip_type,
            },
        };
        Ok(self.world.vpc_endpoints.add(name.value.clone(), endpoint))
    }

    fn planned_interface(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        written: &InterfaceEndpoint,
        taken_ips: &mut BTreeSet<IpAddr>,
    ) -> Planned {
        let service = self.interface_service(self.world.vpcs[vpc].region, &written.service)?;
        check_families(service, written)?;
        let subnets = self.endpoint_subnets(vpc, &written.subnets)?;
        if service
            .region()
            .is_some_and(|region| region != self.world.vpcs[vpc].region)
        {
            self.check_cross_region_zones(&subnets)?;
        }
        let label = label_of(name, written.name_suffix.as_ref())?;
        let id = Id::at(self.world.vpc_endpoints.len());
        let mut interfaces = Vec::new();
        for (said, subnet) in subnets {
            let ipv6 = self.endpoint_ipv6(said, subnet, written)?;
            let own_name = Said {
                value: format!("{}/{}", name.value, said.value),
                at: name.at,
            };
            let wanted = Wanted {
                name: &own_name,
                subnet,
                private_ip: written.private_ips.get(said),
                ipv6_address: ipv6.as_ref(),
                public_ip: None,
                groups: &written.security_groups,
                owner: InterfaceOwner::VpcEndpoint(id),
                secondary: &[],
                source_dest_check: false,
            };
            interfaces.extend(self.interface(&wanted, taken_ips));
        }
        for (subnet, address) in &written.private_ips {
            if written
                .subnets
                .iter()
                .all(|said| said.value != subnet.value)
            {
                let message = format!("`{}` is none of this endpoint's subnets", subnet.value);
                let fault = Diagnostic::error("unknown-id", message, address.at);
                self.fault(fault.help("name it in `subnets` too"));
            }
        }
        if let Some(earlier) = self.world.endpoint_labels.insert(label.clone(), id) {
            let earlier = self.world.vpc_endpoints.name(earlier);
            let message = format!("the names of `{earlier}` begin with `{label}` too");
            let fault = Diagnostic::error("duplicate-id", message, name.at);
            self.fault(fault.help("give one of them another `name_suffix`"));
        }
        let endpoint = VpcEndpoint {
            vpc,
            service,
            policy: None,
            state: EndpointState::Planned,
            kind: EndpointKind::Interface(InterfaceParts {
                interfaces,
                private_dns: PrivateDns::Off,
                ip_address_type: written.ip_address_type,
                label,
            }),
        };
        Ok(self.world.vpc_endpoints.add(name.value.clone(), endpoint))
    }

    /// The service an interface endpoint leads to, as far as there is one on the scenario's day.
    ///
    fn interface_service(
        &self,
        home: Region,
        said: &Said<String>,
    ) -> Result<EndpointService, Refused> {
        let features = &self.world.features;
        let refuse = |help| {
            let what = format!("interface service for {home} on this day");
            no_service(said, &what, help)
        };
        let service = EndpointService::parse(said)
            .ok_or_else(|| refuse("write `com.amazonaws.<region>.s3`"))?;
        match service {
            EndpointService::S3(_) if !features.s3_interface_endpoints => {
                Err(refuse("S3 has interface endpoints since 2021-02"))
            }
            EndpointService::S3(region)
                if region != home && !features.cross_region_interface_endpoints =>
            {
                Err(refuse(
                    "other Regions can be reached since 2025-11 (IFE-30)",
                ))
            }
            EndpointService::S3Global if !features.multi_region_access_points => {
                Err(refuse("Multi-Region Access Points exist since 2021-09"))
            }
            EndpointService::DynamoDb(_) => Err(refuse("only S3 is simulated behind one")),
            EndpointService::S3(_) | EndpointService::S3Global => Ok(service),
        }
    }

    /// The subnets of an endpoint: of its VPC, and one a zone at most (IFE-19).
    fn endpoint_subnets<'s>(
        &mut self,
        vpc: Id<Vpc>,
        written: &'s [Said<String>],
    ) -> Result<Vec<Site<'s>>, Refused> {
        let mut found: Vec<Site<'s>> = Vec::new();
        for said in written {
            let Some(subnet) = self.find(|world| &world.subnets, "subnet", said) else {
                continue;
            };
            if !self.check_home(self.world.vpc_of(subnet), vpc, said) {
                continue;
            }
            let zone = self.world.subnets[subnet].zone;
            let mut earlier = found.iter();
            let earlier = earlier.find(|(_, other)| self.world.subnets[*other].zone == zone);
            if let Some((earlier, _)) = earlier {
                let message = format!(
                    "`{}` lies in {} as `{}` does",
                    said.value,
                    self.world.zone_name(zone),
                    earlier.value
                );
                let code = "DuplicateSubnetsInSameZone";
                return Err(Refused {
                    rejection: Rejection::new(code, "IFE-19", message),
                    at: said.at,
                    help: "an endpoint has one subnet a zone at most".to_owned(),
                });
            }
            found.push((said, subnet));
        }
        Ok(found)
    }

    /// Refuses zones that hold no endpoints to other Regions (IFE-31).
    fn check_cross_region_zones(&self, subnets: &[Site<'_>]) -> Result<(), Refused> {
        for (said, subnet) in subnets {
            let zone = self.world.zones.name(self.world.subnets[*subnet].zone);
            if !zone_id::takes_cross_region(zone) {
                let message = format!(
                    "`{}` lies in {zone}, which no other Region is reached from",
                    said.value
                );
                return Err(Refused {
                    rejection: Rejection::new("InvalidParameter", "IFE-31", message),
                    at: said.at,
                    help:
                        "use subnets of other zones; `availability_zone_ids` of the account says \
                           which zone is which"
                            .to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The IPv6 address of an endpoint's interface, when the endpoint has IPv6: the next free one
    /// of the subnet, which needs a range of its own (IFE-32).
    fn endpoint_ipv6(
        &self,
        said: &Said<String>,
        subnet: Id<Subnet>,
        written: &InterfaceEndpoint,
    ) -> Result<Option<Said<IpAddr>>, Refused> {
        if written.ip_address_type == IpAddressType::Ipv4 {
            return Ok(None);
        }
        let refuse = |message: String, help: &str| Refused {
            rejection: Rejection::new("InvalidParameter", "IFE-32", message),
            at: said.at,
            help: help.to_owned(),
        };
        if !self.world.features.ipv6_endpoints {
            let message = "interface endpoints for S3 have IPv4 only before 2024-11".to_owned();
            return Err(refuse(
                message,
                "leave `ip_address_type` out, or set `as_of` later",
            ));
        }
        let home = &self.world.subnets[subnet];
        let taken = &self.world.vpcs[home.vpc].addresses;
        let range = home.ipv6_cidr_block;
        let free = range.and_then(|range| next_free(range, None, |ip| taken.contains_key(ip)));
        let Some(value) = free else {
            let message = format!("`{}` has no IPv6 range", said.value);
            return Err(refuse(message, "give the subnet an `ipv6_cidr_block`"));
        };
        Ok(Some(Said { value, at: said.at }))
    }

    /// The change that brings a planned endpoint into being.
    pub(super) fn create_endpoint_change(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        written: &Written,
    ) -> Change {
        let policy = self.maybe(written.policy(), PolicyKind::Endpoint);
        match written {
            Written::Gateway(written) => {
                let mut route_tables = Vec::new();
                for table in &written.route_tables {
                    let found = self.find(|world| &world.route_tables, "route table", table);
                    route_tables.extend(found);
                }
                Change::CreateGatewayEndpoint {
                    endpoint,
                    route_tables,
                    policy,
                }
            }
            Written::Interface(written) => {
                let by_default = match self.world.vpc_endpoints[endpoint].service {
                    EndpointService::S3Global => PrivateDns::On,
                    EndpointService::S3(_) | EndpointService::DynamoDb(_) => PrivateDns::Off,
                };
                Change::CreateInterfaceEndpoint {
                    endpoint,
                    private_dns: written.private_dns.unwrap_or(by_default),
                    policy,
                }
            }
        }
    }
}

/// Multi-Region Access Points have no IPv6 addresses, and so neither has their endpoint (MRAP-30).
fn check_families(service: EndpointService, written: &InterfaceEndpoint) -> Result<(), Refused> {
    if service != EndpointService::S3Global || written.ip_address_type == IpAddressType::Ipv4 {
        return Ok(());
    }
    let message = "endpoints for Multi-Region Access Points have IPv4 addresses only";
    Err(Refused {
        rejection: Rejection::new("InvalidParameter", "MRAP-30", message),
        at: written.service.at,
        help: "leave `ip_address_type` out".to_owned(),
    })
}

fn no_service(said: &Said<String>, what: &str, help: &str) -> Refused {
    let message = format!("`{}` is no {what}", said.value);
    Refused {
        rejection: Rejection::new("InvalidServiceName", "GWE-07", message),
        at: said.at,
        help: help.to_owned(),
    }
}

/// What an endpoint's names begin with: its id and its suffix, which is made from the id when none
/// is written (IFE-06).
fn label_of(name: &Said<String>, suffix: Option<&Said<String>>) -> Result<String, Refused> {
    let label = match suffix {
        Some(suffix) => format!("{}-{}", name.value, suffix.value),
        None => format!("{}-{}", name.value, made_up_suffix(name)),
    };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if label.chars().all(is_plain) && (1..=50).contains(&label.len()) {
        return Ok(label);
    }
    let message = format!("`{label}` cannot begin a name");
    Err(Refused {
        rejection: Rejection::new("bad-name", "IFE-06", message),
        at: suffix.map_or(name.at, |suffix| suffix.at),
        help: "write at most 50 of lower-case letters, digits and hyphens".to_owned(),
    })
}

/// Eight letters and digits that follow from `name` alone, as `argc85vg` does in AWS's examples.
fn made_up_suffix(name: &str) -> String {
    const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let letters = (0..8).map(|_| {
        let letter = LETTERS[(hash % 36) as usize];
        hash /= 36;
        char::from(letter)
    });
    letters.collect()
}
