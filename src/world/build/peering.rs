//! VPC peering connections: those that exist, and those the timeline asks for.

use super::Builder;
use super::vpc::taken;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::peering::{PeeringStatus, VpcPeeringConnection as Written};
use crate::scenario::timeline::Change as WrittenChange;
use crate::time::{Duration, Instant};
use crate::world::Id;
use crate::world::change::Change;
use crate::world::peering::{PeeringState, VpcPeeringConnection};

/// How long a peering connection waits to be accepted (PEER-10).
const PATIENCE: Duration = Duration::from_secs(7 * 86_400);

impl Builder<'_> {
    /// Peering connections that exist from the start, and a place for each one that the timeline
    /// asks for.
    pub(super) fn peerings(&mut self) {
        let scenario = self.scenario;
        for (name, written) in &scenario.vpc_peering_connections {
            let Some(id) = self.planned_peering(name, written) else {
                continue;
            };
            let mut asked = self.world.ask_for_peering(id);
            match written.status {
                PeeringStatus::Active => asked = asked.and_then(|()| self.world.accept_peering(id)),
                PeeringStatus::PendingAcceptance => {}
                PeeringStatus::Expired => self.world.end_peering(id, PeeringState::Expired),
                PeeringStatus::Rejected => self.world.end_peering(id, PeeringState::Rejected),
                PeeringStatus::Deleted => self.world.end_peering(id, PeeringState::Deleted),
            }
            if let Err(refused) = asked {
                let help = "peered VPCs need ranges that do not overlap, and one peering each";
                let fault = Diagnostic::error(refused.code, refused.message, name.at);
                self.fault(fault.help(help));
            }
        }
        for (_, change) in scenario.changes() {
            if let WrittenChange::CreateVpcPeeringConnection(name, written) = &change.value {
                self.planned_peering(name, written);
            }
        }
    }

    fn planned_peering(
        &mut self,
        name: &Said<String>,
        written: &Written,
    ) -> Option<Id<VpcPeeringConnection>> {
        let requester = self.find(|world| &world.vpcs, "VPC", &written.requester);
        let accepter = self.find(|world| &world.vpcs, "VPC", &written.accepter);
        if self.world.vpc_peering_connections.find(name).is_some() {
            self.fault(taken("VPC peering connection", name));
            return None;
        }
        let built = VpcPeeringConnection {
            requester: requester?,
            accepter: accepter?,
            state: PeeringState::Planned,
        };
        let peerings = &mut self.world.vpc_peering_connections;
        Some(peerings.add(name.value.clone(), built))
    }

    /// When a peering connection that is accepted at `accepted` has expired before, and by which
    /// change (PEER-10).
    pub(super) fn expiry_before(
        &self,
        id: Id<VpcPeeringConnection>,
        accepted: Instant,
    ) -> Option<(Instant, Change)> {
        let name = self.world.vpc_peering_connections.name(id);
        let asked = self.scenario.changes().find_map(|(when, change)| {
            let WrittenChange::CreateVpcPeeringConnection(known, _) = &change.value else {
                return None;
            };
            (known.value == name).then_some(Instant::ZERO + when.0)
        });
        let expires = asked.unwrap_or(Instant::ZERO) + PATIENCE;
        (expires <= accepted).then_some((expires, Change::ExpireVpcPeeringConnection(id)))
    }
}
