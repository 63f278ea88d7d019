//! A fault in words: what fails, and where.

use crate::world::World;
use crate::world::fault::Fault;

/// What happens when `fault` begins, or ends.
pub(super) fn call(fault: Fault, begins: bool) -> &'static str {
    match (fault, begins) {
        (Fault::Outage(_) | Fault::InterfaceOutage(_), true) => "Outage",
        (Fault::Outage(_) | Fault::InterfaceOutage(_), false) => "Outage over",
        (Fault::Loss(..), true) => "AddedLoss",
        (Fault::Loss(..), false) => "AddedLoss over",
        (Fault::Delay(..), true) => "AddedDelay",
        (Fault::Delay(..), false) => "AddedDelay over",
        (Fault::S3Unavailable(_), true) => "S3Outage",
        (Fault::S3Unavailable(_), false) => "S3Outage over",
        (Fault::S3Errors(..), true) => "S3Errors",
        (Fault::S3Errors(..), false) => "S3Errors over",
        (Fault::DnsOutage(_), true) => "DnsOutage",
        (Fault::DnsOutage(_), false) => "DnsOutage over",
        (Fault::SlowControlPlane(_), true) => "SlowControlPlane",
        (Fault::SlowControlPlane(_), false) => "SlowControlPlane over",
    }
}

/// What fails, and how badly: `nat-1: 1.5%`.
pub(super) fn subject(world: &World, fault: Fault) -> String {
    match fault {
        Fault::Outage(place) => world.place_name(place),
        Fault::InterfaceOutage(interface) => world.interfaces.name(interface).to_owned(),
        Fault::Loss(place, share) => format!("{}: {}", world.place_name(place), percent(share)),
        Fault::Delay(place, delay) => format!("{}: {delay}", world.place_name(place)),
        Fault::S3Unavailable(region) => region.name().to_owned(),
        Fault::S3Errors(region, share) => format!("{region}: {}", percent(share)),
        Fault::DnsOutage(vpc) => world.vpcs.name(vpc).to_owned(),
        Fault::SlowControlPlane(delay) => format!("{delay} later"),
    }
}

/// Millionths as percent, without needless digits.
fn percent(share: u32) -> String {
    let (whole, part) = (share / 10_000, share % 10_000);
    if part == 0 {
        return format!("{whole}%");
    }
    let part = format!("{part:04}");
    format!("{whole}.{}%", part.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_short() {
        for (share, expected) in [(500_000, "50%"), (15_000, "1.5%"), (1, "0.0001%")] {
            assert_eq!(percent(share), expected);
        }
    }
}
