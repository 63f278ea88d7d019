//! Direct Connect gateways and what they are associated with.

use super::Builder;
use super::on_premises::LineEnd;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::on_premises as written;
use crate::world::Id;
use crate::world::direct_connect::{Associated, Association, DirectConnectGateway};
use crate::world::learnt::LearntTable;
use crate::world::transit_gateway::Attached;

/// The most virtual private gateways of one Direct Connect gateway (LIM-10).
const VPN_GATEWAYS_MAX: usize = 20;
/// The most Transit Gateways of one (LIM-10).
const TRANSIT_GATEWAYS_MAX: usize = 6;

impl Builder<'_> {
    /// Direct Connect gateways with their associations.
    pub(super) fn direct_connect_gateways(&mut self) {
        let scenario = self.scenario;
        for (name, gateway) in &scenario.direct_connect_gateways {
            let Some(account) = self.account(&gateway.account) else {
                continue;
            };
            let built = DirectConnectGateway {
                account,
                associations: Vec::new(),
                routes: LearntTable::default(),
            };
            let gateways = &mut self.world.direct_connect_gateways;
            let id = gateways.add(name.value.clone(), built);
            for association in &gateway.associations {
                if let Some(built) = self.association(id, name, association) {
                    let associations = &mut self.world.direct_connect_gateways[id].associations;
                    associations.push(built);
                }
            }
            self.check_associations(id, name);
        }
    }

    fn association(
        &mut self,
        id: Id<DirectConnectGateway>,
        name: &Said<String>,
        written: &written::DirectConnectAssociation,
    ) -> Option<Association> {
        let gateway = match self.line_end(&written.gateway)? {
            LineEnd::VpnGateway(gateway) => Associated::VpnGateway(gateway),
            LineEnd::TransitGateway(gateway) => {
                let to = Attached::DirectConnectGateway(id);
                Associated::TransitGateway(self.line_attachment(gateway, name, to)?)
            }
        };
        let allowed = written.allowed_prefixes.as_ref();
        Some(Association {
            gateway,
            allowed_prefixes: allowed.map(|all| all.iter().map(|range| range.value).collect()),
        })
    }

    /// Refuses what AWS refuses: both kinds at one gateway, too many, and VPCs with overlapping
    /// ranges (DX-07, LIM-10).
    fn check_associations(&mut self, id: Id<DirectConnectGateway>, name: &Said<String>) {
        let world = &self.world;
        let associations = &world.direct_connect_gateways[id].associations;
        let vpcs: Vec<_> = associations
            .iter()
            .filter_map(|association| match association.gateway {
                Associated::VpnGateway(gateway) => Some(world.vpn_gateways[gateway].vpc),
                Associated::TransitGateway(_) => None,
            })
            .collect();
        let transit = associations.len() - vpcs.len();
        let ranges: Vec<_> = vpcs
            .iter()
            .flat_map(|vpc| &world.vpcs[*vpc].cidr_blocks)
            .collect();
        let overlaps = ranges.iter().enumerate().any(|(position, range)| {
            let mut earlier = ranges[..position].iter();
            earlier.any(|other| other.contains(*range) || range.contains(*other))
        });
        let why = if transit > 0 && !vpcs.is_empty() {
            "leads to virtual private gateways and to Transit Gateways"
        } else if vpcs.len() > VPN_GATEWAYS_MAX || transit > TRANSIT_GATEWAYS_MAX {
            "leads to more gateways than AWS allows"
        } else if overlaps {
            "leads to VPCs whose ranges overlap"
        } else {
            return;
        };
        let message = format!("`{}` {why}", name.value);
        let help = format!(
            "up to {VPN_GATEWAYS_MAX} virtual private gateways, or up to {TRANSIT_GATEWAYS_MAX} \
             Transit Gateways, never both (DX-07)"
        );
        let code = "DirectConnectClientException";
        self.fault(Diagnostic::error(code, message, name.at).help(help));
    }
}
