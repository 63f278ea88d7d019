//! Who watches a walk: somebody who writes everything down, or nobody.

use std::net::IpAddr;

use crate::trace::{Hop, Packet, Reason, Step};
use crate::world::learnt::LearntTable;
use crate::world::route::RouteTable;
use crate::world::transit_gateway::{TransitGatewayAttachment, TransitGatewayRouteTable};
use crate::world::{Id, Place};

/// The routes of a Transit Gateway's table.
type Routes = LearntTable<Option<Id<TransitGatewayAttachment>>>;

/// Watches one leg of a walk.
pub(super) trait Witness: Default {
    /// Whether the walk is to go on past the reason that decided, to find the others.
    const WANTS_ALL: bool;

    /// A packet comes to a place.
    fn arrive(&mut self, place: Place, packet: Packet);

    /// Something happened there.
    fn see(&mut self, step: Step);

    /// A route table was asked for the way to an address.
    fn look_up(&mut self, id: Id<RouteTable>, table: &RouteTable, address: IpAddr);

    /// A Transit Gateway's table was asked for the way to an address (TGW-02).
    fn look_up_transit(
        &mut self,
        id: Id<TransitGatewayRouteTable>,
        routes: &Routes,
        address: IpAddr,
    );

    /// Something stops the packet here.
    fn block(&mut self, reason: Reason);
}

/// Sees nothing; costs nothing.
#[derive(Debug, Default)]
pub(super) struct Nobody;

/// Writes everything down.
#[derive(Debug, Default)]
pub(super) struct Observer {
    /// The places, in order.
    pub(super) hops: Vec<Hop>,
    /// Every reason, each once, the deciding one first.
    pub(super) blockers: Vec<Reason>,
}

impl Witness for Nobody {
    const WANTS_ALL: bool = false;

    fn arrive(&mut self, _: Place, _: Packet) {}
    fn see(&mut self, _: Step) {}
    fn look_up(&mut self, _: Id<RouteTable>, _: &RouteTable, _: IpAddr) {}
    fn look_up_transit(&mut self, _: Id<TransitGatewayRouteTable>, _: &Routes, _: IpAddr) {}
    fn block(&mut self, _: Reason) {}
}

impl Witness for Observer {
    const WANTS_ALL: bool = true;

    fn arrive(&mut self, place: Place, packet: Packet) {
        if self.hops.last().is_none_or(|hop| hop.place != place) {
            let steps = Vec::new();
            self.hops.push(Hop {
                place,
                packet,
                steps,
            });
        }
    }

    fn see(&mut self, step: Step) {
        if let Some(hop) = self.hops.last_mut() {
            hop.steps.push(step);
        }
    }

    fn look_up(&mut self, id: Id<RouteTable>, table: &RouteTable, address: IpAddr) {
        let mut candidates = table.candidates_for(address);
        match candidates.next() {
            Some(winner) => self.see(Step::Routed {
                table: id,
                line: winner.line,
                range: winner.range,
            }),
            None => self.see(Step::Unrouted { table: id }),
        }
        for beaten in candidates {
            self.see(Step::Beaten {
                table: id,
                line: beaten.line,
                range: beaten.range,
            });
        }
    }

    fn look_up_transit(
        &mut self,
        id: Id<TransitGatewayRouteTable>,
        routes: &Routes,
        address: IpAddr,
    ) {
        let mut candidates = routes.candidates_for(address);
        match candidates.next() {
            Some((line, _)) => self.see(Step::TransitRouted { table: id, line }),
            None => self.see(Step::TransitUnrouted { table: id }),
        }
        for (line, _) in candidates {
            self.see(Step::TransitBeaten { table: id, line });
        }
    }

    fn block(&mut self, reason: Reason) {
        self.see(Step::Dropped(reason));
        if !self.blockers.contains(&reason) {
            self.blockers.push(reason);
        }
    }
}
