//! Route tables' lines.

use ipnet::IpNet;

use super::Builder;
use super::filter::Refused;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::vpc::Route;
use crate::world::Id;
use crate::world::change::Rejection;
use crate::world::host::Location;
use crate::world::route::{Destination, Line, Origin, RouteTable, Target};
use crate::world::vpc::Vpc;

/// Ranges nobody may route, as AWS's own services live there (RTE-13).
const UNROUTABLE: [&str; 2] = ["169.254.168.0/22", "fd00:ec2::/32"];

impl Builder<'_> {
    /// The written lines of every route table.
    pub(super) fn routes(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(home) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for (name, routes) in &vpc.route_tables {
                let Some(table) = self.world.route_tables.find(name) else {
                    continue;
                };
                for route in routes {
                    self.route(home, table, route);
                }
                let lists = &self.world.prefix_lists;
                self.world.route_tables[table].settle(lists);
            }
        }
    }

    fn route(&mut self, home: Id<Vpc>, table: Id<RouteTable>, route: &Route) {
        let (destination, target, origin) = match route {
            Route::Route(destination, target) => (destination, target, Origin::Static),
            Route::Propagated(destination, target) => (destination, target, Origin::Propagated),
            Route::Blackhole(destination) => {
                return self.aimless(table, destination, Target::Blackhole);
            }
            Route::Beyond(destination, _) => {
                return self.aimless(table, destination, Target::Beyond);
            }
            Route::PropagateFrom(gateway) => return self.propagate_from(home, table, gateway),
        };
        let resolved = self
            .destination(destination)
            .and_then(|range| Ok((range, self.target(target)?)))
            .and_then(|(range, to)| {
                match origin {
                    // Learnt routes may say anything; inside the VPC they never win (RTE-08).
                    Origin::Propagated => self.check_target(home, to, destination)?,
                    Origin::Local | Origin::Static | Origin::Endpoint => {
                        self.check_route(home, range, to, destination)?;
                    }
                }
                Ok((range, to))
            });
        match resolved {
            Ok((range, to)) => {
                let lines = &mut self.world.route_tables[table].lines;
                let is_double = lines
                    .iter()
                    .any(|line| line.destination == range && line.origin == origin);
                if is_double {
                    let message = format!("a second route for `{}`", destination.value);
                    let code = "RouteAlreadyExists";
                    let help = "a table has one route of a kind for a destination";
                    self.fault(Diagnostic::error(code, message, destination.at).help(help));
                    return;
                }
                lines.push(Line {
                    destination: range,
                    target: to,
                    origin,
                });
            }
            Err(refused) => self.fault(refused.into_fault()),
        }
    }

    /// A route whose target is gone, or not in the scenario.
    fn aimless(&mut self, table: Id<RouteTable>, destination: &Said<String>, target: Target) {
        match self.destination(destination) {
            Ok(destination) => self.world.route_tables[table].lines.push(Line {
                destination,
                target,
                origin: Origin::Static,
            }),
            Err(refused) => self.fault(refused.into_fault()),
        }
    }

    /// A destination: a range, or a prefix list by its id.
    pub(super) fn destination(&self, text: &Said<String>) -> Result<Destination, Refused> {
        if let Ok(range) = text.parse::<IpNet>() {
            return Ok(Destination::Range(range.trunc()));
        }
        self.world
            .prefix_lists
            .find(text)
            .map(Destination::PrefixList)
            .ok_or_else(|| Refused {
                rejection: Rejection::new(
                    "InvalidParameterValue",
                    "RTE-01",
                    format!("`{}` is neither a CIDR range nor a prefix list", text.value),
                ),
                at: text.at,
                help: "write for example `0.0.0.0/0`, or the id of a prefix list".to_owned(),
            })
    }

    /// A target by its id.
    pub(super) fn target(&self, name: &Said<String>) -> Result<Target, Refused> {
        let world = &self.world;
        if let Some(gateway) = world.internet_gateways.find(name) {
            return Ok(Target::InternetGateway(gateway));
        }
        if let Some(gateway) = world.nat_gateways.find(name) {
            return Ok(Target::NatGateway(gateway));
        }
        if let Some(gateway) = world.vpn_gateways.find(name) {
            return Ok(Target::VpnGateway(gateway));
        }
        if let Some(peering) = world.vpc_peering_connections.find(name) {
            return Ok(Target::VpcPeeringConnection(peering));
        }
        if let Some(gateway) = world.transit_gateways.find(name) {
            return Ok(Target::TransitGateway(gateway));
        }
        if let Some(gateway) = world.egress_only_gateways.find(name) {
            return Ok(Target::EgressOnlyInternetGateway(gateway));
        }
        if let Some(interface) = world.interfaces.find(name) {
            return Ok(Target::NetworkInterface(interface));
        }
        if let Some(host) = world.hosts.find(name)
            && let Location::Vpc(interface) = world.hosts[host].location
        {
            return Ok(Target::NetworkInterface(interface));
        }
        if name.starts_with("vpce-") {
            return Err(Refused {
                rejection: Rejection::new(
                    "InvalidParameterValue",
                    "GWE-12",
                    format!("the route of `{}` cannot be written by hand", name.value),
                ),
                at: name.at,
                help: "name this table in the endpoint's `route_tables`".to_owned(),
            });
        }
        let known = world
            .internet_gateways
            .names()
            .chain(world.nat_gateways.names())
            .chain(world.vpn_gateways.names())
            .chain(world.vpc_peering_connections.names())
            .chain(world.transit_gateways.names())
            .chain(world.egress_only_gateways.names());
        let fault = super::lookup::unknown("route target", name, known);
        Err(Refused {
            rejection: Rejection::new("InvalidGatewayID.NotFound", "RTE-11", fault.message),
            at: name.at,
            help: fault.help,
        })
    }

    /// Refuses what AWS refuses of a route: unroutable ranges, ranges inside the VPC, other VPCs'
    /// gateways.
    pub(super) fn check_route(
        &self,
        home: Id<Vpc>,
        destination: Destination,
        target: Target,
        text: &Said<String>,
    ) -> Result<(), Refused> {
        self.check_target(home, target, text)?;
        let refuse = |rule, message: String, help: &str| {
            let rejection = Rejection::new("InvalidParameterValue", rule, message);
            Err(Refused {
                rejection,
                at: text.at,
                help: help.to_owned(),
            })
        };
        let Destination::Range(range) = destination else {
            return Ok(());
        };
        let is_unroutable = UNROUTABLE.iter().any(|kept| {
            kept.parse::<IpNet>()
                .is_ok_and(|kept| kept.contains(&range) || kept == range)
        });
        if is_unroutable {
            let message = format!("`{range}` cannot be routed: AWS's own services live there");
            return refuse("RTE-13", message, "leave this range out");
        }
        let home = &self.world.vpcs[home];
        let is_inside = home.cidr_blocks.iter().any(|block| block.contains(&range));
        let may_be_inside = matches!(
            target,
            Target::NatGateway(_) | Target::NetworkInterface(_) | Target::Local
        );
        if is_inside && !may_be_inside {
            let message = format!("`{range}` lies inside the VPC, which the local route serves");
            let help = "inside the VPC only NAT gateways and network interfaces can be targets";
            return refuse("RTE-09", message, help);
        }
        Ok(())
    }

    /// Refuses another VPC's gateway as a target.
    fn check_target(
        &self,
        home: Id<Vpc>,
        target: Target,
        text: &Said<String>,
    ) -> Result<(), Refused> {
        let owner = match target {
            Target::Local | Target::Blackhole | Target::Beyond => home,
            Target::NetworkInterface(id) => self.world.vpc_of(self.world.interfaces[id].subnet),
            Target::InternetGateway(id) => self.world.internet_gateways[id].vpc,
            Target::VpnGateway(id) => self.world.vpn_gateways[id].vpc,
            Target::VpcEndpoint(id) => self.world.vpc_endpoints[id].vpc,
            Target::EgressOnlyInternetGateway(id) => self.world.egress_only_gateways[id].vpc,
            Target::VpcPeeringConnection(id) => {
                let peering = &self.world.vpc_peering_connections[id];
                if peering.accepter == home {
                    home
                } else {
                    peering.requester
                }
            }
            Target::TransitGateway(id) => {
                if self.world.transit_gateways[id].vpcs.contains_key(&home) {
                    return Ok(());
                }
                return Err(not_attached(text));
            }
            Target::NatGateway(id) => {
                let subnet = self.world.interfaces[self.world.nat_gateways[id].interface].subnet;
                self.world.vpc_of(subnet)
            }
        };
        if owner == home {
            return Ok(());
        }
        let message = format!("the target of `{}` belongs to another VPC", text.value);
        Err(Refused {
            rejection: Rejection::new("InvalidParameterValue", "VPC-03", message),
            at: text.at,
            help: "a route's target stands in the same VPC".to_owned(),
        })
    }

    /// A table that learns all that a virtual private gateway knows (RTE-02).
    fn propagate_from(&mut self, home: Id<Vpc>, table: Id<RouteTable>, name: &Said<String>) {
        let kind = "virtual private gateway";
        let Some(gateway) = self.find(|world| &world.vpn_gateways, kind, name) else {
            return;
        };
        if self.check_home(self.world.vpn_gateways[gateway].vpc, home, name) {
            self.world.route_tables[table].propagating.push(gateway);
        }
    }
}

/// The refusal of a route to a Transit Gateway the VPC is not attached to.
fn not_attached(text: &Said<String>) -> Refused {
    let message = format!("the VPC is not attached to the target of `{}`", text.value);
    Refused {
        rejection: Rejection::new("InvalidTransitGatewayID.NotFound", "TGW-01", message),
        at: text.at,
        help: "add a `Vpc(…)` attachment for it to the Transit Gateway".to_owned(),
    }
}
