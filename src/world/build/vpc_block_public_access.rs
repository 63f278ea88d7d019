//! VPC Block Public Access of accounts, by Region.

use super::Builder;
use super::lookup::unknown;
use crate::aws::account::AccountId;
use crate::aws::region::Region;
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::vpc_block_public_access as written;
use crate::world::vpc_block_public_access::{Excluded, Exclusion, VpcBlockPublicAccess};

impl Builder<'_> {
    /// Every account's settings; there are none before 2024-11 (VPC-06).
    pub(super) fn vpc_blocks(&mut self) {
        let scenario = self.scenario;
        for (number, account) in &scenario.accounts {
            let Ok(number) = number.parse::<AccountId>() else {
                continue;
            };
            for (name, setting) in &account.vpc_block_public_access {
                let Some(region) = self.region(name) else {
                    continue;
                };
                if !self.world.features.vpc_block_public_access {
                    let message = "there is no VPC Block Public Access yet on this day";
                    let fault = Diagnostic::error("InvalidAction", message, name.at);
                    self.fault(fault.help("it exists since 2024-11-19: set `as_of` later"));
                    continue;
                }
                self.vpc_block((number, region), setting);
            }
        }
    }

    fn vpc_block(&mut self, owner: (AccountId, Region), setting: &written::VpcBlockPublicAccess) {
        let mut exclusions = Vec::new();
        for exclusion in &setting.exclusions {
            let (name, is_bidirectional) = match exclusion {
                written::Exclusion::AllowBidirectional(name) => (name, true),
                written::Exclusion::AllowEgress(name) => (name, false),
            };
            exclusions.extend(self.excluded(name).map(|what| Exclusion {
                what,
                is_bidirectional,
            }));
        }
        let built = VpcBlockPublicAccess {
            mode: setting.mode,
            exclusions,
        };
        self.world.vpc_block_public_access.insert(owner, built);
    }

    fn excluded(&mut self, name: &Said<String>) -> Option<Excluded> {
        let vpc = self.world.vpcs.find(name).map(Excluded::Vpc);
        let found = vpc.or_else(|| self.world.subnets.find(name).map(Excluded::Subnet));
        if found.is_none() {
            let known = self.world.vpcs.names().chain(self.world.subnets.names());
            let fault = unknown("VPC or subnet", name, known);
            self.fault(fault);
        }
        found
    }
}
