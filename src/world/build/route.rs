//! Route tables' lines and gateway endpoints.

use ipnet::IpNet;

use super::Builder;
use super::filter::Refused;
use super::vpc::taken;
use crate::aws::service::EndpointService;
use crate::diagnostic::Diagnostic;
use crate::policy::PolicyKind;
use crate::scenario::Said;
use crate::scenario::endpoint::{GatewayEndpoint, VpcEndpoint as WrittenEndpoint};
use crate::scenario::timeline::{At, Change as WrittenChange};
use crate::scenario::vpc::Route;
use crate::world::Id;
use crate::world::change::{Change, Rejection};
use crate::world::gateway::{EndpointKind, EndpointState, VpcEndpoint};
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
            .chain(world.vpn_gateways.names());
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
        let may_be_inside = matches!(target, Target::NatGateway(_) | Target::Local);
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
            Target::Local => home,
            Target::InternetGateway(id) => self.world.internet_gateways[id].vpc,
            Target::VpnGateway(id) => self.world.vpn_gateways[id].vpc,
            Target::VpcEndpoint(id) => self.world.vpc_endpoints[id].vpc,
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

    /// Endpoints that exist from the start, and a place for each one the timeline creates.
    pub(super) fn endpoints(&mut self) {
        let scenario = self.scenario;
        for (vpc_name, vpc) in &scenario.vpcs {
            let Some(home) = self.world.vpcs.find(vpc_name) else {
                continue;
            };
            for (name, endpoint) in &vpc.vpc_endpoints {
                let WrittenEndpoint::Gateway(written) = endpoint else {
                    continue;
                };
                if self.world.vpc_endpoints.find(name).is_some() {
                    self.fault(taken("VPC endpoint", name));
                    continue;
                }
                let Some(id) = self.planned_endpoint(home, name, written) else {
                    continue;
                };
                let change = self.create_gateway_endpoint(id, written);
                if let Err(refused) = self.world.apply(&change) {
                    let at = written.service.at;
                    self.fault(Diagnostic::error(refused.code, refused.message, at));
                }
            }
        }
        self.world.epoch = 0;
        for At::At(_, change) in &scenario.timeline {
            let WrittenChange::CreateVpcEndpoint(name, endpoint) = &change.value else {
                continue;
            };
            let WrittenEndpoint::Gateway(written) = endpoint else {
                continue;
            };
            let Some(vpc) = &written.vpc else {
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
            self.planned_endpoint(home, name, written);
        }
    }

    fn planned_endpoint(
        &mut self,
        vpc: Id<Vpc>,
        name: &Said<String>,
        written: &GatewayEndpoint,
    ) -> Option<Id<VpcEndpoint>> {
        let service = EndpointService::parse(&written.service);
        let region = self.world.vpcs[vpc].region;
        let is_right = service.is_some_and(|service| service.region() == Some(region));
        let Some(service) = service.filter(|_| is_right) else {
            let message = format!(
                "`{}` is no gateway service of {region}",
                written.service.value
            );
            let help = format!("write `com.amazonaws.{region}.s3` (GWE-07: one Region only)");
            let code = "InvalidServiceName";
            self.fault(Diagnostic::error(code, message, written.service.at).help(help));
            return None;
        };
        let endpoint = VpcEndpoint {
            vpc,
            service,
            policy: None,
            state: EndpointState::Planned,
            kind: EndpointKind::Gateway {
                route_tables: Vec::new(),
            },
        };
        Some(self.world.vpc_endpoints.add(name.value.clone(), endpoint))
    }

    /// The change that brings a planned endpoint into being.
    pub(super) fn create_gateway_endpoint(
        &mut self,
        endpoint: Id<VpcEndpoint>,
        written: &GatewayEndpoint,
    ) -> Change {
        let mut route_tables = Vec::new();
        for table in &written.route_tables {
            route_tables.extend(self.find(|world| &world.route_tables, "route table", table));
        }
        let policy = written
            .policy
            .as_ref()
            .and_then(|text| self.policy(text, PolicyKind::Endpoint));
        Change::CreateGatewayEndpoint {
            endpoint,
            route_tables,
            policy,
        }
    }
}
