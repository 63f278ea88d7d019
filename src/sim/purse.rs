//! What a client pays for retries, so that an outage ends them instead of being made worse.

use super::retry::Failure;
use crate::aws::sdk::RetryQuota;

/// The retry quota of one client while it runs: retries are paid for, success pays back.
///
/// It never refills by itself: a client that meets nothing but failures soon makes one attempt a
/// request and no more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse {
    tokens: u32,
    /// None where retries cost nothing.
    quota: Option<RetryQuota>,
}

/// What success earns a request that needed no retry.
const EARNED: u32 = 1;

impl Purse {
    /// A full purse.
    pub(super) fn new(quota: Option<RetryQuota>) -> Self {
        Self {
            tokens: quota.map_or(0, |quota| quota.tokens),
            quota,
        }
    }

    /// Pays for one retry after `failure`; gives its price, or none when the purse is too light.
    pub(super) fn pay(&mut self, failure: Failure) -> Option<u32> {
        let Some(quota) = self.quota else {
            return Some(0);
        };
        let price = match failure {
            Failure::Transient => quota.cost,
            Failure::TimedOut => quota.timeout_cost,
            Failure::Throttled => quota.throttled_cost,
        };
        self.tokens = self.tokens.checked_sub(price)?;
        Some(price)
    }

    /// A request was served, and its last retry had cost `paid`: that comes back, or a token when
    /// there was none.
    pub(super) fn earn(&mut self, paid: u32) {
        if let Some(quota) = self.quota {
            let earned = paid.max(EARNED);
            self.tokens = self.tokens.saturating_add(earned).min(quota.tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Purse;
    use crate::aws::sdk::{RetryMode, Sdk, UNNAMED};
    use crate::sim::retry::Failure::{Throttled, TimedOut, Transient};

    #[test]
    fn an_empty_purse_ends_retries_and_success_refills_it() {
        let mut purse = Purse::new(UNNAMED.standard.quota);
        let paid = (0..1_000).map_while(|_| purse.pay(Transient)).count();
        assert_eq!(paid, 100, "500 tokens at 5 each");
        for _ in 0..5 {
            assert_eq!(purse.pay(Transient), None);
            purse.earn(0);
        }
        assert_eq!(purse.pay(TimedOut), None, "time-outs cost twice as much");
        assert_eq!(purse.pay(Transient), Some(5));
        purse.earn(5);
        assert_eq!(purse.pay(Throttled), Some(5), "what served came back");
        for _ in 0..2_000 {
            purse.earn(0);
        }
        let paid = (0..1_000).map_while(|_| purse.pay(TimedOut)).count();
        assert_eq!(paid, 50, "it holds no more than at the beginning");
    }

    #[test]
    fn legacy_modes_differ() {
        let legacy = |sdk: Sdk| Purse::new(sdk.defaults().rules(RetryMode::Legacy).quota);
        let paid = |mut purse: Purse, why| (0..9_999).map_while(|_| purse.pay(why)).count();
        assert_eq!(paid(legacy(Sdk::Boto3), Transient), 9_999);
        assert_eq!(paid(legacy(Sdk::JavaV2), Transient), 100);
        assert_eq!(paid(legacy(Sdk::JavaV2), Throttled), 9_999);
    }
}
