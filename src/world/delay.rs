//! How long after it was accepted a change takes effect.

use super::World;
use super::change::Change;
use super::multi_region_access_point::Edit;
use crate::time::Duration;

impl Change {
    /// How long after it was accepted a change takes effect (GWE-19, POL-35); longer while the
    /// control plane is slow.
    pub fn delay(&self, world: &World) -> Duration {
        let slow = world.faults.control_plane_delay();
        if slow > Duration::ZERO && self.is_call() {
            return self.own_delay(world) + slow;
        }
        self.own_delay(world)
    }

    /// Whether it is a call of AWS's control plane, and not something that happens by itself or a
    /// request to S3.
    fn is_call(&self) -> bool {
        !matches!(
            self,
            Self::SetZone { .. }
                | Self::NoticeZone(_)
                | Self::ExpireVpcPeeringConnection(_)
                | Self::CutLine(_)
                | Self::LoseSession(_)
                | Self::RestoreLine(_)
                | Self::Store(_)
                | Self::EditUpload(_)
                | Self::SetFault { .. }
                | Self::Refused(_)
        )
    }

    fn own_delay(&self, world: &World) -> Duration {
        match self {
            Self::SetEndpointPolicy { .. } => world.settings.endpoint_policy_delay,
            Self::CreateInterfaceEndpoint { .. } => world.settings.interface_endpoint_delay,
            Self::NoticeZone(_) => world.settings.zone_health_delay,
            Self::Replicate(_) => world.settings.replication_delay,
            Self::MultiRegion(_, Edit::Create | Edit::Delete) => {
                world.settings.multi_region_access_point_delay
            }
            Self::MultiRegion(_, Edit::SetPolicy(_)) => world.settings.multi_region_policy_delay,
            Self::MultiRegion(_, Edit::SubmitRoutes(_)) => world.settings.failover_delay,
            Self::SetBucketPolicy(..)
            | Self::SetBucketAccessBlock(..)
            | Self::SetAccountAccessBlock(..)
            | Self::SetBucketAcl(..)
            | Self::SetAccessPointPolicy(..)
            | Self::SetControlPolicies(..)
            | Self::SetPrincipalPolicies(..) => world.settings.policy_delay,
            Self::CreateGatewayEndpoint { .. }
            | Self::ReplaceEndpointAddress(..)
            | Self::SetPrivateDns(..)
            | Self::SetVpcAttribute(..)
            | Self::SetZone { .. }
            | Self::ModifyVpcEndpoint { .. }
            | Self::DeleteVpcEndpoint(_)
            | Self::CreateVpcPeeringConnection(_)
            | Self::AcceptVpcPeeringConnection(_)
            | Self::ExpireVpcPeeringConnection(_)
            | Self::DeleteVpcPeeringConnection(_)
            | Self::CreateTransitGatewayRoute(..)
            | Self::DeleteTransitGatewayRoute(..)
            | Self::AddNatAddress(..)
            | Self::CutLine(_)
            | Self::LoseSession(_)
            | Self::RestoreLine(_)
            | Self::AssociateRouteTable(..)
            | Self::CreateRoute(..)
            | Self::ReplaceRoute(..)
            | Self::DeleteRoute(..)
            | Self::AuthorizeRule(..)
            | Self::RevokeRule(..)
            | Self::CreateAclEntry(..)
            | Self::ReplaceAclEntry(..)
            | Self::DeleteAclEntry(..)
            | Self::AssociateNetworkAcl(..)
            | Self::CreateBucket { .. }
            | Self::DeleteBucket(_)
            | Self::CreateAccessPoint(_)
            | Self::DeleteAccessPoint(_)
            | Self::Store(_)
            | Self::EditUpload(_)
            | Self::SetFault { .. }
            | Self::SetReplication(..)
            | Self::Refused(_) => Duration::ZERO,
        }
    }
}
