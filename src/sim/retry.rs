//! What a client does when an attempt has ended: be content, follow a redirect, or try again.

use crate::aws::region::Region;
use crate::aws::sdk::RetryRules;
use crate::engine::Draw;
use crate::time::Duration;
use crate::trace::{Outcome, S3Error};
use crate::world::client::Client;

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: its outcome is the request's.
    Finish,
    /// An attempt at the name of another Region, at once.
    Redirect(Region),
    /// Another attempt after this wait, if the client can pay for it.
    BackOff(Duration, Failure),
}

/// A failure that the same request may be spared next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// A broken connection, or an error of the server.
    Transient,
    /// Nothing came in time.
    TimedOut,
    /// The service said that it is asked too often.
    Throttled,
}

/// What was tried so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tries {
    /// Attempts that count against the client's limit; followed redirects do not.
    pub(super) counted: u32,
    /// Whether a redirect was followed.
    pub(super) was_redirected: bool,
}

/// What `client` does after an attempt that ended with `outcome`; `luck` is for the jitter.
///
/// A redirect to the bucket's Region is followed once, and is not a retry (S3R-24). The standard
/// retry mode repeats what may be different next time: failed connections, silence, and answers
/// that say "later"; it believes every 4xx (TCP-16).
pub(super) fn next(
    client: &Client,
    outcome: Outcome,
    redirect_to: Option<Region>,
    tries: Tries,
    luck: Draw,
) -> Next {
    match (redirect_to, failure(outcome)) {
        (Some(region), _) if client.follows_region_redirects && !tries.was_redirected => {
            Next::Redirect(region)
        }
        (_, Some(failure)) if tries.counted < client.retries.rules.attempts => {
            let wait = back_off(client.retries.rules, failure, tries.counted, luck);
            Next::BackOff(wait, failure)
        }
        _ => Next::Finish,
    }
}

/// What kind of failure an outcome is, when the same request may fare better next time.
pub(super) fn failure(outcome: Outcome) -> Option<Failure> {
    match outcome {
        // AWS: The SDKs take names that do not resolve, refused certificates and broken
        // connections all for connection errors, and repeat them.
        Outcome::NxDomain | Outcome::NoData | Outcome::Reset | Outcome::TlsFailure => {
            Some(Failure::Transient)
        }
        Outcome::DnsTimeout | Outcome::ConnectTimeout | Outcome::Stall | Outcome::MtuBlackHole => {
            Some(Failure::TimedOut)
        }
        Outcome::Error(S3Error::SlowDown) => Some(Failure::Throttled),
        Outcome::Error(error) => match error.status() {
            429 => Some(Failure::Throttled),
            500 | 502 | 503 | 504 => Some(Failure::Transient),
            _ => None,
        },
        Outcome::Served(_) | Outcome::Denied { .. } | Outcome::ClientError => None,
    }
}

/// The wait before attempt `made + 1`: any length up to the base delay doubled with each attempt
/// ("full jitter").
fn back_off(rules: RetryRules, failure: Failure, made: u32, luck: Draw) -> Duration {
    let base = match failure {
        Failure::Transient | Failure::TimedOut => rules.base_delay,
        Failure::Throttled => rules.throttled_delay,
    };
    let doublings = made.saturating_sub(1).min(40);
    let longest = base.times(1 << doublings).min(rules.delay_max);
    Duration::from_nanos(luck.uniform_below(longest.nanos().saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::{Failure, Next, Tries, back_off, next};
    use crate::aws::region::Region;
    use crate::aws::sdk::{RetryRules, UNNAMED};
    use crate::engine::{Chance, Purpose};
    use crate::sim::sample::client;
    use crate::time::Duration;
    use crate::trace::{Gate, Outcome, S3Error};

    #[test]
    fn connection_errors_are_repeated_and_refusals_believed() {
        let luck = Chance::new(1).stream("load", Purpose::BackOff).draw(1);
        let denied = Outcome::Denied {
            gate: Gate::Bucket,
            is_explicit: true,
        };
        for (outcome, repeated, rule) in [
            (Outcome::Reset, true, "TCP-16"),
            (Outcome::Stall, true, "TCP-03"),
            (Outcome::ConnectTimeout, true, "TCP-02"),
            (Outcome::NxDomain, true, "DNS-04"),
            (Outcome::DnsTimeout, true, "DNS-01"),
            (Outcome::Served(200), false, "served"),
            (denied, false, "TCP-17"),
            (Outcome::Error(S3Error::NoSuchKey), false, "S3R-09"),
            (Outcome::Error(S3Error::ServiceUnavailable), true, "503"),
            (Outcome::Error(S3Error::SlowDown), true, "503"),
            (Outcome::ClientError, false, "S3R-19"),
        ] {
            let tries = Tries {
                counted: 1,
                was_redirected: false,
            };
            let found = next(&client(), outcome, None, tries, luck);
            assert_eq!(
                matches!(found, Next::BackOff(..)),
                repeated,
                "{rule}: {outcome}"
            );
            let tries = Tries {
                counted: 3,
                ..tries
            };
            assert_eq!(
                next(&client(), outcome, None, tries, luck),
                Next::Finish,
                "{outcome}"
            );
        }
    }

    #[test]
    fn a_redirect_is_followed_once() {
        let luck = Chance::new(1).stream("load", Purpose::BackOff).draw(1);
        let moved = Outcome::Error(S3Error::PermanentRedirect);
        let west = Region::parse("us-west-2");
        let mut client = client();
        for (follows, was_redirected, expected) in [
            (true, false, west.map_or(Next::Finish, Next::Redirect)),
            (true, true, Next::Finish),
            (false, false, Next::Finish),
        ] {
            client.follows_region_redirects = follows;
            let tries = Tries {
                counted: 3,
                was_redirected,
            };
            assert_eq!(next(&client, moved, west, tries, luck), expected, "S3R-24");
        }
    }

    #[test]
    fn the_back_off_doubles_up_to_its_limit() {
        let rules = RetryRules {
            delay_max: Duration::from_secs(6),
            throttled_delay: Duration::from_secs(3),
            ..UNNAMED.standard
        };
        let stream = Chance::new(7).stream("load", Purpose::BackOff);
        let (plain, slow) = (Failure::Transient, Failure::Throttled);
        for (why, made, longest_s) in [
            (plain, 1, 1),
            (plain, 2, 2),
            (plain, 3, 4),
            (plain, 4, 6),
            (plain, 200, 6),
            (slow, 1, 3),
            (slow, 2, 6),
        ] {
            let waits = (0..500).map(|n| back_off(rules, why, made, stream.draw(n)));
            let (low, high) = waits.fold((Duration::MAX, Duration::ZERO), |(low, high), wait| {
                (low.min(wait), high.max(wait))
            });
            let longest = Duration::from_secs(longest_s);
            assert!(
                high <= longest && high > longest.times(9).divided_by(10),
                "{high}"
            );
            assert!(
                low < longest.divided_by(10),
                "full jitter begins at nothing, not at {low}"
            );
        }
    }
}
