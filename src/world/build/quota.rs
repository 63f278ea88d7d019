//! Quotas as they are written, and what of a scenario goes beyond them.
//!
//! What stands in a scenario stands in somebody's account, so it only shows that AWS has raised a
//! quota: that is told. What no account can have is a fault.

use std::collections::BTreeMap;

use super::Builder;
use crate::diagnostic::{Diagnostic, Span};
use crate::scenario::Said;
use crate::scenario::quotas as written;
use crate::world::Id;
use crate::world::quota::Quotas;
use crate::world::vpc::Vpc;

/// What AWS raises a quota to at most, where it has such a limit.
const ROUTES_MAX: u32 = 1_000;
const GROUPS_MAX: u32 = 16;
const ACL_RULES_MAX: u32 = 40;
const PEERINGS_MAX: u32 = 125;

const VPCS: &str = "vpcs_per_region";
const NAT_GATEWAYS: &str = "nat_gateways_per_zone";
const ELASTIC_IPS: &str = "elastic_ips_per_region";

/// How much there is of something, how much may be, and what it is called.
struct Count {
    found: usize,
    most: u32,
    what: String,
    field: &'static str,
    at: Span,
}

/// So much of something in a VPC.
struct Found {
    vpc: Id<Vpc>,
    count: usize,
    most: fn(Quotas) -> u32,
    what: String,
    field: &'static str,
}

impl Builder<'_> {
    /// An account's quotas; none can be raised above what AWS itself can do.
    pub(super) fn quotas(&mut self, written: &written::Quotas) -> Quotas {
        for (said, most, field) in [
            (&written.routes_per_table, ROUTES_MAX, "routes_per_table"),
            (
                &written.security_groups_per_interface,
                GROUPS_MAX,
                "security_groups_per_interface",
            ),
            (
                &written.rules_per_network_acl,
                ACL_RULES_MAX,
                "rules_per_network_acl",
            ),
            (
                &written.peering_connections_per_vpc,
                PEERINGS_MAX,
                "peering_connections_per_vpc",
            ),
        ] {
            self.check_raised(said, most, field);
        }
        Quotas {
            vpcs: written.vpcs_per_region.value,
            subnets: written.subnets_per_vpc.value,
            route_tables: written.route_tables_per_vpc.value,
            routes: written.routes_per_table.value,
            nat_gateways: written.nat_gateways_per_zone.value,
            elastic_ips: written.elastic_ips_per_region.value,
            group_rules: written.rules_per_security_group.value,
            groups: written.security_groups_per_interface.value,
            acl_rules: written.rules_per_network_acl.value,
            peerings: written.peering_connections_per_vpc.value,
            gateway_endpoints: written.gateway_endpoints_per_region.value,
            interface_endpoints: written.interface_endpoints_per_vpc.value,
        }
    }

    fn check_raised(&mut self, said: &Said<u32>, most: u32, field: &str) {
        if said.value > most {
            let message = format!("`{field}` of {} is more than AWS grants", said.value);
            let fault = Diagnostic::error("bad-number", message, said.at);
            self.fault(fault.help(format!("{most} is the most")));
        }
    }

    /// Tells what stands in the scenario beyond its accounts' quotas.
    pub(super) fn check_quotas(&mut self) {
        let counts = self
            .counts_of_vpcs()
            .into_iter()
            .chain(self.counts_of_accounts());
        let beyond: Vec<Count> = counts
            .filter(|count| count.found > count.most as usize)
            .collect();
        for count in beyond {
            let message = format!(
                "{} {}, where AWS allows {}",
                count.found, count.what, count.most
            );
            let help = format!(
                "write what the account has been granted: `quotas: Quotas({}: {})`",
                count.field, count.found
            );
            self.fault(Diagnostic::warning("beyond-quota", message, count.at).help(help));
        }
    }

    /// Where each VPC is written.
    fn written_vpcs(&self) -> BTreeMap<Id<Vpc>, Span> {
        let written = self.scenario.vpcs.keys();
        let found = written.filter_map(|name| Some((self.world.vpcs.find(name)?, name.at)));
        found.collect()
    }

    /// What each VPC has of its own, as far as it is too much.
    fn counts_of_vpcs(&self) -> Vec<Count> {
        let places = self.written_vpcs();
        let found = self
            .found_in_vpcs()
            .into_iter()
            .chain(self.found_in_lists());
        let counts = found.filter_map(|it| {
            Some(Count {
                found: it.count,
                most: (it.most)(self.world.quotas_of(it.vpc)),
                what: it.what,
                field: it.field,
                at: places.get(&it.vpc).copied()?,
            })
        });
        counts.collect()
    }

    fn found_in_vpcs(&self) -> Vec<Found> {
        let world = &self.world;
        let mut all = Vec::new();
        for (name, written) in &self.scenario.vpcs {
            let Some(vpc) = world.vpcs.find(name) else {
                continue;
            };
            let own = |kind: &str| format!("{kind} of `{}`", name.value);
            all.push(Found {
                vpc,
                count: written.subnets.len(),
                most: |it| it.subnets,
                what: own("subnets"),
                field: "subnets_per_vpc",
            });
            all.push(Found {
                vpc,
                count: written.route_tables.len(),
                most: |it| it.route_tables,
                what: own("route tables"),
                field: "route_tables_per_vpc",
            });
        }
        let tables = world.route_tables.iter().map(|(id, table)| Found {
            vpc: table.vpc,
            count: world.counted_routes(id),
            most: |it| it.routes,
            what: format!("routes of `{}`", world.route_tables.name(id)),
            field: "routes_per_table",
        });
        all.extend(tables);
        all
    }

    fn found_in_lists(&self) -> Vec<Found> {
        let world = &self.world;
        let groups = world.security_groups.iter().map(|(id, group)| {
            let [a, b] = [&group.inbound, &group.outbound].map(|rules| world.counted_rules(rules));
            Found {
                vpc: group.vpc,
                count: a.max(b),
                most: |it| it.group_rules,
                what: format!(
                    "rules of `{}` in one direction",
                    world.security_groups.name(id)
                ),
                field: "rules_per_security_group",
            }
        });
        let acls = world.network_acls.iter().map(|(id, acl)| Found {
            vpc: acl.vpc,
            count: acl.inbound.len().max(acl.outbound.len()),
            most: |it| it.acl_rules,
            what: format!(
                "rules of `{}` in one direction",
                world.network_acls.name(id)
            ),
            field: "rules_per_network_acl",
        });
        let interfaces = world.interfaces.iter().map(|(id, interface)| Found {
            vpc: world.vpc_of(interface.subnet),
            count: interface.security_groups.len(),
            most: |it| it.groups,
            what: format!("security groups of `{}`", world.interfaces.name(id)),
            field: "security_groups_per_interface",
        });
        groups.chain(acls).chain(interfaces).collect()
    }

    /// What each account has in a Region, or in a zone.
    fn counts_of_accounts(&self) -> Vec<Count> {
        let world = &self.world;
        let places = self.written_vpcs();
        let mut counts: BTreeMap<_, Count> = BTreeMap::new();
        let mut add = |vpc: Id<Vpc>, where_to: String, found, what: &str, field| {
            let Some(at) = places.get(&vpc).copied() else {
                return;
            };
            let (account, quotas) = (world.vpcs[vpc].account, world.quotas_of(vpc));
            let most = match field {
                VPCS => quotas.vpcs,
                NAT_GATEWAYS => quotas.nat_gateways,
                _ => quotas.elastic_ips,
            };
            let whose = format!("{what} of {account} in {where_to}");
            let count = counts.entry((account, field, where_to)).or_insert(Count {
                found: 0,
                most,
                what: whose,
                field,
                at,
            });
            count.found += found;
        };
        let region = |vpc: Id<Vpc>| world.vpcs[vpc].region.name().to_owned();
        for vpc in places.keys() {
            add(*vpc, region(*vpc), 1, "VPCs", VPCS);
        }
        for (_, nat) in world.nat_gateways.iter() {
            let subnet = world.interfaces[nat.interface].subnet;
            let vpc = world.vpc_of(subnet);
            let zone = world.zone_name(world.subnets[subnet].zone).to_owned();
            add(vpc, zone, 1, "NAT gateways", NAT_GATEWAYS);
            let addresses = usize::from(nat.is_public) + nat.secondary_ips.len();
            add(vpc, region(vpc), addresses, "Elastic IPs", ELASTIC_IPS);
        }
        for host in self
            .scenario
            .hosts
            .values()
            .filter(|host| host.elastic_ip.is_some())
        {
            let subnet = host
                .subnet
                .as_ref()
                .and_then(|said| world.subnets.find(said));
            if let Some(subnet) = subnet {
                let vpc = world.vpc_of(subnet);
                add(vpc, region(vpc), 1, "Elastic IPs", ELASTIC_IPS);
            }
        }
        counts.into_values().collect()
    }
}
