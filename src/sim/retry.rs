//! What a client does when an attempt has ended: be content, follow a redirect, or try again.

use crate::aws::region::Region;
use crate::engine::Draw;
use crate::time::Duration;
use crate::trace::Outcome;
use crate::world::client::{Client, Retries};

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: its outcome is the request's.
    Finish,
    /// An attempt at the name of another Region, at once.
    Redirect(Region),
    /// Another attempt after this wait.
    BackOff(Duration),
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
    match redirect_to {
        Some(region) if client.follows_region_redirects && !tries.was_redirected => {
            Next::Redirect(region)
        }
        _ if is_transient(outcome) && tries.counted < client.retries.attempts_max => {
            Next::BackOff(back_off(client.retries, tries.counted, luck))
        }
        _ => Next::Finish,
    }
}

/// Whether the same request may fare better next time.
fn is_transient(outcome: Outcome) -> bool {
    match outcome {
        // AWS: The SDKs take names that do not resolve, refused certificates and broken
        // connections all for connection errors, and repeat them.
        Outcome::NxDomain
        | Outcome::NoData
        | Outcome::DnsTimeout
        | Outcome::ConnectTimeout
        | Outcome::Reset
        | Outcome::Stall
        | Outcome::MtuBlackHole
        | Outcome::TlsFailure => true,
        Outcome::Error(error) => matches!(error.status(), 429 | 500 | 502 | 503 | 504),
        Outcome::Served(_) | Outcome::Denied { .. } | Outcome::ClientError => false,
    }
}

/// The wait before attempt `made + 1`: any length up to the base delay doubled with each attempt
/// ("full jitter").
fn back_off(retries: Retries, made: u32, luck: Draw) -> Duration {
    let doublings = made.saturating_sub(1).min(40);
    let longest = retries
        .base_delay
        .times(1 << doublings)
        .min(retries.max_delay);
    Duration::from_nanos(luck.uniform_below(longest.nanos().saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::{Next, Tries, back_off, next};
    use crate::aws::region::Region;
    use crate::engine::{Chance, Purpose};
    use crate::sim::sample::client;
    use crate::time::Duration;
    use crate::trace::{Gate, Outcome, S3Error};
    use crate::world::client::Retries;

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
            (Outcome::ClientError, false, "S3R-19"),
        ] {
            let tries = Tries {
                counted: 1,
                was_redirected: false,
            };
            let found = next(&client(), outcome, None, tries, luck);
            assert_eq!(
                matches!(found, Next::BackOff(_)),
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
        let retries = Retries {
            attempts_max: 9,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(6),
        };
        let stream = Chance::new(7).stream("load", Purpose::BackOff);
        for (made, longest_s) in [(1, 1), (2, 2), (3, 4), (4, 6), (200, 6)] {
            let waits = (0..500).map(|n| back_off(retries, made, stream.draw(n)));
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
