//! The queries of a look-up that cross the network to a resolver endpoint.
//!
//! Whether one gets there is for the network to say, which is asked elsewhere: a look-up tells its
//! queries, and is done again without those that are known to be lost.

use crate::trace::Reason;
use crate::world::Id;
use crate::world::host::Host;
use crate::world::vpc::NetworkInterface;

/// A query on its way to an inbound endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Who sends it.
    pub from: Sender,
    /// The endpoint's network interface.
    pub to: Id<NetworkInterface>,
}

/// Who sends a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A host, or on its behalf the resolver of its network on premises.
    Host(Id<Host>),
    /// A network interface of an outbound endpoint.
    Interface(Id<NetworkInterface>),
}

/// A query that does not get through, or whose answer does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostQuery {
    /// Which.
    pub query: Query,
    /// Why.
    pub reason: Reason,
}
