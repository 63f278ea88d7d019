//! Whether a packet opens a connection or belongs to an open one.

/// Whether a packet opens a connection or belongs to an open one.
///
/// Network ACLs (NACL-05) and routes (RTE-17) judge every packet afresh; security groups remember
/// the connections they track (SG-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The first packet: every filter has to let it pass.
    Opening,
    /// A later packet of a connection that was open before the world became what it is.
    Established {
        /// Whether security groups kept state for it when it opened, as
        /// [`Way::is_tracked`](crate::trace::Way) says. A tracked connection outlives its rule; an
        /// untracked one is judged by the rules in both directions, packet by packet (SG-10).
        was_tracked: bool,
    },
}
