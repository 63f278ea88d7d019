//! VPC peering connections: who is joined to whom, and how far that has come.

use super::change::Rejection;
use super::vpc::Vpc;
use super::{Id, World};
use crate::scenario::timeline::Direction;

/// A peering connection between two VPCs.
#[derive(Debug, Clone)]
pub struct VpcPeeringConnection {
    /// The VPC that asked.
    pub requester: Id<Vpc>,
    /// The VPC that was asked.
    pub accepter: Id<Vpc>,
    /// How far it has come.
    pub state: PeeringState,
}

/// How far a peering connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeeringState {
    /// The timeline will ask for it.
    Planned,
    /// It waits for the other side; after seven days it expires (PEER-10).
    PendingAcceptance,
    /// It carries packets (PEER-01).
    Active,
    /// Nobody accepted in time.
    Expired,
    /// The other side said no.
    Rejected,
    /// It is gone.
    Deleted,
}

impl PeeringState {
    /// Whether the pair of VPCs counts as taken (PEER-03).
    fn is_live(self) -> bool {
        match self {
            Self::PendingAcceptance | Self::Active => true,
            Self::Planned | Self::Expired | Self::Rejected | Self::Deleted => false,
        }
    }

    /// AWS's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "not there yet",
            Self::PendingAcceptance => "pending-acceptance",
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Deleted => "deleted",
        }
    }
}

impl VpcPeeringConnection {
    /// The VPC on the other side of `vpc`.
    pub fn other(&self, vpc: Id<Vpc>) -> Id<Vpc> {
        if vpc == self.requester {
            self.accepter
        } else {
            self.requester
        }
    }
}

fn pair(a: Id<Vpc>, b: Id<Vpc>) -> (Id<Vpc>, Id<Vpc>) {
    (a.min(b), a.max(b))
}

impl World {
    /// The living peering connection of two VPCs, if there is one (PEER-03).
    pub fn peering_between(&self, a: Id<Vpc>, b: Id<Vpc>) -> Option<Id<VpcPeeringConnection>> {
        self.peered.get(&pair(a, b)).copied()
    }

    /// Whether an active peering connection within one Region joins two VPCs, which is what
    /// references to security groups need (SG-06, PEER-08).
    pub fn is_peered_in_region(&self, a: Id<Vpc>, b: Id<Vpc>) -> bool {
        self.vpcs[a].region == self.vpcs[b].region
            && self.peering_between(a, b).is_some_and(|found| {
                self.vpc_peering_connections[found].state == PeeringState::Active
            })
    }

    /// Whether an interface in `vpc` may know members of a group of `home` again by their
    /// addresses: in its own VPC, in a peer of the same Region, and for what comes in over a
    /// Transit Gateway that allows it (SG-06, SG-07).
    pub fn may_reference(&self, vpc: Id<Vpc>, home: Id<Vpc>, direction: Direction) -> bool {
        vpc == home
            || self.is_peered_in_region(vpc, home)
            || (direction == Direction::Inbound && self.is_joined_for_references(vpc, home))
    }

    /// Somebody asks for a peering connection: refused where it is one already, or where ranges
    /// overlap (PEER-02, PEER-03).
    pub(super) fn ask_for_peering(
        &mut self,
        id: Id<VpcPeeringConnection>,
    ) -> Result<(), Rejection> {
        let asked = &self.vpc_peering_connections[id];
        let (a, b) = (asked.requester, asked.accepter);
        if asked.state != PeeringState::Planned {
            let message = format!("`{}` exists already", self.vpc_peering_connections.name(id));
            let code = "VpcPeeringConnectionAlreadyExists";
            return Err(Rejection::new(code, "PEER-03", message));
        }
        if a == b {
            let message = "a VPC cannot be peered with itself";
            return Err(Rejection::new("InvalidParameterValue", "PEER-02", message));
        }
        if let Some(other) = self.peering_between(a, b) {
            let other = self.vpc_peering_connections.name(other);
            let message = format!("`{other}` joins these two VPCs already");
            let code = "VpcPeeringConnectionAlreadyExists";
            return Err(Rejection::new(code, "PEER-03", message));
        }
        let (ours, theirs) = (&self.vpcs[a].cidr_blocks, &self.vpcs[b].cidr_blocks);
        let overlap = ours.iter().find_map(|x| {
            let y = theirs.iter().find(|y| x.contains(*y) || y.contains(x))?;
            Some((x, y))
        });
        if let Some((x, y)) = overlap {
            let message = format!("`{x}` and `{y}` overlap, so the request ends as `failed`");
            return Err(Rejection::new("failed", "PEER-02", message));
        }
        self.vpc_peering_connections[id].state = PeeringState::PendingAcceptance;
        self.peered.insert(pair(a, b), id);
        Ok(())
    }

    /// The other side accepts (PEER-01).
    pub(super) fn accept_peering(&mut self, id: Id<VpcPeeringConnection>) -> Result<(), Rejection> {
        self.check_peering(id, PeeringState::PendingAcceptance, "PEER-10")?;
        let asked = &self.vpc_peering_connections[id];
        for vpc in [asked.requester, asked.accepter] {
            let active = self.vpc_peering_connections.iter().filter(|(_, it)| {
                it.state == PeeringState::Active && (it.requester == vpc || it.accepter == vpc)
            });
            let (held, most) = (active.count(), self.quotas_of(vpc).peerings);
            if held >= most as usize {
                let name = self.vpcs.name(vpc);
                let message = format!("`{name}` has {held} active peering connections");
                let code = "VpcPeeringConnectionsPerVpcLimitExceeded";
                return Err(Rejection::new(code, "LIM-08", message));
            }
        }
        self.vpc_peering_connections[id].state = PeeringState::Active;
        Ok(())
    }

    /// Nobody accepted for seven days (PEER-10).
    pub(super) fn expire_peering(&mut self, id: Id<VpcPeeringConnection>) -> Result<(), Rejection> {
        self.check_peering(id, PeeringState::PendingAcceptance, "PEER-10")?;
        self.end_peering(id, PeeringState::Expired);
        Ok(())
    }

    /// A peering connection goes; routes to it stay behind as blackholes (RTE-11).
    pub(super) fn delete_peering(&mut self, id: Id<VpcPeeringConnection>) -> Result<(), Rejection> {
        if !self.vpc_peering_connections[id].state.is_live() {
            return Err(self.wrong_state(id, "PEER-01"));
        }
        self.end_peering(id, PeeringState::Deleted);
        Ok(())
    }

    /// Ends a peering connection as `state` says, and frees its pair of VPCs.
    pub(super) fn end_peering(&mut self, id: Id<VpcPeeringConnection>, state: PeeringState) {
        let it = &mut self.vpc_peering_connections[id];
        it.state = state;
        let key = pair(it.requester, it.accepter);
        if self.peered.get(&key) == Some(&id) {
            self.peered.remove(&key);
        }
    }

    fn check_peering(
        &self,
        id: Id<VpcPeeringConnection>,
        wanted: PeeringState,
        rule: &'static str,
    ) -> Result<(), Rejection> {
        if self.vpc_peering_connections[id].state == wanted {
            return Ok(());
        }
        Err(self.wrong_state(id, rule))
    }

    fn wrong_state(&self, id: Id<VpcPeeringConnection>, rule: &'static str) -> Rejection {
        let (name, state) = (
            self.vpc_peering_connections.name(id),
            self.vpc_peering_connections[id].state,
        );
        let code = match state {
            PeeringState::Planned => "InvalidVpcPeeringConnectionID.NotFound",
            PeeringState::PendingAcceptance
            | PeeringState::Active
            | PeeringState::Expired
            | PeeringState::Rejected
            | PeeringState::Deleted => "InvalidStateTransition",
        };
        Rejection::new(code, rule, format!("`{name}` is {}", state.name()))
    }
}
