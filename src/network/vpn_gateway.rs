//! A virtual private gateway: the way to networks on premises.

use super::stage::Next;
use super::traveller::Traveller;
use super::witness::Witness;
use crate::trace::{About, Code};
use crate::world::gateway::VpnGateway;
use crate::world::{Id, Place};

/// A packet leaves a VPC by its virtual private gateway.
///
/// SIMPLIFIED: no network on premises is simulated, so nothing ever answers behind it.
pub(super) fn leave<W: Witness>(traveller: &mut Traveller<'_, W>, gateway: Id<VpnGateway>) -> Next {
    let place = About::Place(Place::VpnGateway(gateway));
    traveller.stop(Code::VgwNoRouteOnPremises, place)
}
