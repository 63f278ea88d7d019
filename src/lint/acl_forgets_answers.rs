//! Rule `acl-forgets-answers`: a network ACL lets requests to S3 pass but not their answers, which
//! it does not know again (NACL-02).

use super::design::Design;
use super::epoch::{Epoch, Seen};
use super::findings::Findings;
use super::rule::Rule;
use crate::diagnostic::Diagnostic;
use crate::scenario::timeline::Direction;
use crate::trace::{About, Packet, Walk};
use crate::world::Id;
use crate::world::filter::NetworkAcl;

pub(super) fn find(design: &Design<'_>, epoch: &Epoch, findings: &mut Findings) {
    for seen in epoch.seen.iter().filter(|seen| seen.is_made) {
        let Some(stopped) = stopped(seen) else {
            continue;
        };
        let Some(place) = design.network_acl_place(stopped.acl) else {
            continue;
        };
        let name = epoch.world.network_acls.name(stopped.acl);
        let (way, preposition) = match stopped.direction {
            Direction::Inbound => ("in", "from"),
            Direction::Outbound => ("out", "to"),
        };
        let message = format!(
            "`{name}` lets requests `{}` pass but not their answers{}",
            design.plan.loads[seen.load].id,
            epoch.since()
        );
        let rule = match stopped.rule {
            Some(number) => format!("rule {number}"),
            None => "the implicit deny `*`".to_owned(),
        };
        let help = format!(
            "let tcp 1024-65535 {way} {preposition} S3's addresses: an ACL keeps no state, and \
             answers go to the port the request came from (NACL-02)"
        );
        let port = stopped.answer.destination_port;
        let finding = Diagnostic::warning(Rule::AclForgetsAnswers.name(), message, place);
        let mut finding = finding
            .label(format!("{rule} drops tcp {port} on its way {way}"))
            .help(help);
        if let Some(place) = design.call_place(seen.load) {
            finding = finding.related(place, "times out");
        }
        findings.add(finding);
    }
}

/// An answer that a network ACL drops.
struct Stopped {
    acl: Id<NetworkAcl>,
    direction: Direction,
    rule: Option<u32>,
    answer: Packet,
}

fn stopped(seen: &Seen) -> Option<Stopped> {
    seen.journey.legs.iter().find_map(|leg| {
        let trip = leg.trip.as_ref()?;
        let back = trip
            .back
            .as_ref()
            .filter(|_| acls(&trip.forward).next().is_none())?;
        let (acl, direction, rule) = acls(back).next()?;
        let answer = back.hops.last()?.packet;
        Some(Stopped {
            acl,
            direction,
            rule,
            answer,
        })
    })
}

/// The network ACLs that stop a walk.
fn acls(walk: &Walk) -> impl Iterator<Item = (Id<NetworkAcl>, Direction, Option<u32>)> {
    walk.blockers
        .iter()
        .filter_map(|reason| match reason.about {
            About::NetworkAcl(acl, direction, rule) => Some((acl, direction, rule)),
            _ => None,
        })
}
