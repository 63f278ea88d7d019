//! VPC peering connections.

use super::Said;
use super::record::{choice, record};

record! {
    /// A peering connection between two VPCs, `pcx-…`.
    pub struct VpcPeeringConnection {
        /// The VPC that asked.
        pub requester: Said<String>,
        /// The VPC that was asked.
        pub accepter: Said<String>,
        /// How far it has come; packets pass only when it is active (PEER-01).
        pub status: PeeringStatus = PeeringStatus::Active,
    }
}

choice! {
    /// How far a peering has come.
    #[derive(Copy, Eq)]
    pub enum PeeringStatus {
        /// It carries packets.
        Active,
        /// It waits for the other side; after seven days it expires (PEER-10).
        PendingAcceptance,
        /// Nobody accepted in time.
        Expired,
        /// The other side said no.
        Rejected,
        /// It is gone.
        Deleted,
    }
}
