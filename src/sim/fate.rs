//! What a change of the network does to an open connection.

use crate::scenario::model::Cutover;
use crate::trace::way::End;
use crate::trace::{About, Code, Reason, Way};
use crate::world::Place;

/// What the next packet of a connection meets that has lost its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something that knows no such connection and resets it.
    Reset(Reason),
    /// Nothing: it vanishes.
    Silence(Reason),
}

impl Fault {
    /// Why.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Reset(reason) | Self::Silence(reason) => reason,
        }
    }
}

/// What becomes of an open connection whose packets went by `old` and now go by `new`; none when
/// its far end still knows it.
///
/// - Taken over by a gateway endpoint, or given up by one: S3 sees another source address and
///   resets it, or says nothing, as `cutover` has it (TCP-10, TCP-11, TCP-13).
/// - Moved to another way: reset (TCP-19).
/// - Left without a way: silence (RTE-11, NACL-05, SG-10), as when an interface endpoint or its
///   zone goes (IFE-27, IFE-21).
///
/// Everything else is unaffected (TCP-14).
pub(super) fn of(old: &Way, new: &Way, cutover: Cutover) -> Option<Fault> {
    let moved = |reason| match cutover {
        Cutover::Reset => Fault::Reset(reason),
        Cutover::Drop => Fault::Silence(reason),
    };
    let endpoint = |code, way: &Way| {
        let about = way
            .endpoint
            .map_or(About::Nothing, |id| About::Place(Place::VpcEndpoint(id)));
        Reason::new(code, about)
    };
    if old.is_same_connection(new) || old.is_held_by_nat(new) {
        return None;
    }
    Some(match new.end {
        End::Connected if new.endpoint.is_some() && new.endpoint != old.endpoint => {
            moved(endpoint(Code::GweCutover, new))
        }
        End::Connected if old.endpoint.is_some() && new.endpoint.is_none() => {
            moved(endpoint(Code::GweWithdrawn, old))
        }
        End::Connected | End::Refused(_) => Fault::Reset(Reason::bare(Code::PathReplaced)),
        End::Silent(reason) if matches!(reason.code, Code::LinkDown | Code::Outage) => {
            Fault::Silence(reason)
        }
        End::Silent(reason)
            if old.endpoint.is_some()
                && old.endpoint_interface.is_none()
                && is_about_routes(reason.code) =>
        {
            Fault::Silence(endpoint(Code::GweWithdrawn, old))
        }
        End::Silent(reason) => Fault::Silence(Reason::new(Code::PathLost, reason.about)),
    })
}

/// Whether packets stop for want of a route, and not at a filter.
fn is_about_routes(code: Code) -> bool {
    !matches!(
        code,
        Code::SubnetAclRestriction | Code::EniSgRulesMismatch | Code::SgHasNoRules
    )
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::{Fault, of};
    use crate::scenario::model::Cutover::{Drop, Reset};
    use crate::sim::sample::way;
    use crate::trace::way::End;
    use crate::trace::{About, Code, Reason, Way};
    use crate::world::{Id, Place};

    fn by_endpoint(endpoint: usize) -> Way {
        Way {
            endpoint: Some(Id::at(endpoint)),
            source_seen: IpAddr::V4(Ipv4Addr::new(10, 0, 0, 10)),
            ..way()
        }
    }

    fn by_nat() -> Way {
        Way {
            nat_gateway: Some(Id::at(0)),
            source_seen: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 20)),
            ..way()
        }
    }

    fn lost(code: Code) -> Way {
        Way {
            end: End::Silent(Reason::bare(code)),
            ..way()
        }
    }

    fn tell(fault: Option<Fault>) -> String {
        match fault {
            None => "goes on".to_owned(),
            Some(Fault::Reset(reason)) => format!("RST {}", reason.code),
            Some(Fault::Silence(reason)) => format!("silent {}", reason.code),
        }
    }

    #[test]
    fn open_connections_break_as_the_rules_say() {
        let (igw, nat) = (&way(), &by_nat());
        let (gwe, other) = (&by_endpoint(0), &by_endpoint(1));
        let no_route = &lost(Code::NoRouteToDestination);
        let acl = &lost(Code::SubnetAclRestriction);
        for (old, new, cutover, expected, rule) in [
            (igw, igw, Reset, "goes on", "TCP-14"),
            (gwe, gwe, Reset, "goes on", "TCP-14"),
            (igw, gwe, Reset, "RST GWE_CUTOVER", "TCP-11"),
            (nat, gwe, Reset, "RST GWE_CUTOVER", "TCP-10"),
            (igw, gwe, Drop, "silent GWE_CUTOVER", "TCP-11"),
            (gwe, other, Reset, "RST GWE_CUTOVER", "TCP-10"),
            (gwe, nat, Reset, "RST GWE_WITHDRAWN", "TCP-13"),
            (gwe, igw, Drop, "silent GWE_WITHDRAWN", "TCP-13"),
            (gwe, no_route, Reset, "silent GWE_WITHDRAWN", "GWE-26"),
            (gwe, acl, Reset, "silent PATH_LOST", "NACL-05"),
            (igw, acl, Reset, "silent PATH_LOST", "NACL-05"),
            (nat, no_route, Drop, "silent PATH_LOST", "RTE-11"),
            (igw, nat, Drop, "RST PATH_REPLACED", "TCP-19"),
        ] {
            assert_eq!(tell(of(old, new, cutover)), expected, "{rule}");
        }
    }

    #[test]
    fn the_endpoint_that_took_or_gave_is_named() {
        let at = |endpoint| About::Place(Place::VpcEndpoint(Id::at(endpoint)));
        for (old, new, about, rule) in [
            (way(), by_endpoint(3), at(3), "TCP-10"),
            (by_endpoint(2), by_nat(), at(2), "TCP-13"),
            (by_endpoint(2), by_endpoint(3), at(3), "TCP-10"),
        ] {
            let fault = of(&old, &new, Reset).map(Fault::reason);
            assert_eq!(fault.map(|reason| reason.about), Some(about), "{rule}");
        }
    }
}
