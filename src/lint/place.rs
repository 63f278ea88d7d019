//! Where things were written.

use super::design::Design;
use crate::diagnostic::Span;
use crate::scenario::timeline::Change;
use crate::scenario::vpc::Vpc as WrittenVpc;
use crate::scenario::{Map, Said};
use crate::world::Id;
use crate::world::bucket::Bucket;
use crate::world::filter::{NetworkAcl, SecurityGroup};
use crate::world::gateway::VpcEndpoint;

impl Design<'_> {
    /// The call of a load.
    pub(super) fn call_place(&self, load: usize) -> Option<Span> {
        self.plan.loads.get(load)?.at
    }

    /// The id of an endpoint.
    pub(super) fn endpoint_place(&self, id: Id<VpcEndpoint>) -> Option<Span> {
        let name = self.world.vpc_endpoints.name(id);
        self.in_vpcs(name, |vpc| &vpc.vpc_endpoints).or_else(|| {
            self.on_timeline(|change| {
                let Change::CreateVpcEndpoint(said, _) = change else {
                    return None;
                };
                (said.value == name).then_some(said.at)
            })
        })
    }

    /// The name of a bucket.
    pub(super) fn bucket_place(&self, id: Id<Bucket>) -> Option<Span> {
        let name = self.world.buckets.name(id);
        let written = self.scenario.buckets.get_key_value(name);
        written.map(|(said, _)| said.at).or_else(|| {
            self.on_timeline(|change| {
                let Change::CreateBucket(said, _) = change else {
                    return None;
                };
                (said.value == name).then_some(said.at)
            })
        })
    }

    /// The id of a security group; none for default ones nobody wrote.
    pub(super) fn security_group_place(&self, id: Id<SecurityGroup>) -> Option<Span> {
        let name = self.world.security_groups.name(id);
        match name.strip_suffix("/default") {
            Some(vpc) => {
                let vpc = self.scenario.vpcs.get(vpc)?;
                at(&vpc.security_groups, "default")
            }
            None => self.in_vpcs(name, |vpc| &vpc.security_groups),
        }
    }

    /// The id of a network ACL; none for default ones nobody wrote.
    pub(super) fn network_acl_place(&self, id: Id<NetworkAcl>) -> Option<Span> {
        let name = self.world.network_acls.name(id);
        self.in_vpcs(name, |vpc| &vpc.network_acls)
    }

    fn in_vpcs<T>(&self, name: &str, map: impl Fn(&WrittenVpc) -> &Map<T>) -> Option<Span> {
        let mut vpcs = self.scenario.vpcs.values();
        vpcs.find_map(|vpc| at(map(vpc), name))
    }

    /// The first change of the timeline of which `place` knows a place.
    pub(super) fn on_timeline(&self, place: impl Fn(&Change) -> Option<Span>) -> Option<Span> {
        let mut changes = self.scenario.changes();
        changes.find_map(|(_, change)| place(change))
    }
}

fn at<T>(map: &Map<T>, name: &str) -> Option<Span> {
    let (said, _): (&Said<String>, _) = map.get_key_value(name)?;
    Some(said.at)
}
