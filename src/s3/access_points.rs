//! Operations on access points themselves, at the control endpoint.

use super::answer::Answer;
use super::case::{Case, On};
use super::door::no_such_access_point;
use super::gate;
use super::passes::Pass;
use crate::trace::{About, Code, Gate, Outcome, Reason, S3Error};
use crate::world::access_point::{AccessPoint, CreationRefusal};
use crate::world::door::Door;
use crate::world::{Change, Id};

impl Case<'_> {
    /// `CreateAccessPoint`: names are one space for each account and Region (AP-20), and whether
    /// only a VPC may use it is part of what is asked (AP-24).
    pub(super) fn create_access_point(&mut self) -> Answer {
        let Some(point) = self.request.call.new_point else {
            return no_such_access_point();
        };
        if let Some(refusal) = self.management_refusal(point) {
            return refusal;
        }
        let about = About::AccessPoint(point);
        match self.world.creation_refusal(point) {
            None => Answer::served(200).with_effect(Change::CreateAccessPoint(point)),
            Some(CreationRefusal::NoSuchBucket) => {
                Answer::error(S3Error::NoSuchBucket, Reason::bare(Code::S3NoSuchBucket))
            }
            Some(CreationRefusal::AlreadyOwned) => Answer::error(
                S3Error::AccessPointAlreadyOwnedByYou,
                Reason::new(Code::S3AccessPointAlreadyOwned, about),
            ),
            Some(CreationRefusal::ForeignBucket) => not_yours(about),
        }
    }

    /// `GetAccessPoint`.
    pub(super) fn look_at_access_point(&mut self) -> Answer {
        match self.managed() {
            Ok(_) => Answer::served(200),
            Err(refusal) => refusal,
        }
    }

    /// `DeleteAccessPoint`; its bucket stays.
    pub(super) fn delete_access_point(&mut self) -> Answer {
        match self.managed() {
            Ok(point) => Answer::served(204).with_effect(Change::DeleteAccessPoint(point)),
            Err(refusal) => refusal,
        }
    }

    /// `PutAccessPointPolicy`: the new policy replaces the old one whole (CFG-12).
    pub(super) fn put_access_point_policy(&mut self) -> Answer {
        let point = match self.managed() {
            Ok(point) => point,
            Err(refusal) => return refusal,
        };
        let about = About::AccessPoint(point);
        let Some(Ok(policy)) = &self.request.call.policy else {
            let reason = Reason::new(Code::S3MalformedPolicy, about);
            return Answer::error(S3Error::MalformedPolicy, reason);
        };
        if let Some(refusal) = self.world.point_policy_refusal(point, policy) {
            return gate::refused(refusal, about);
        }
        let change = Change::SetAccessPointPolicy(point, Some(policy.clone()));
        Answer::served(200).with_effect(change)
    }

    /// The access point the call is about, if the caller may deal with it so and it is there.
    ///
    /// AWS: whether permissions are looked at before existence is not documented; strangers learn
    /// nothing here.
    fn managed(&mut self) -> Result<Id<AccessPoint>, Answer> {
        let world = self.world;
        let named = self.request.call.point.as_ref();
        let there = named.and_then(|named| world.access_point(named));
        // The control endpoint of a Region knows the access points of that Region only.
        let there = there.filter(|id| world.access_points[*id].region == self.request.region);
        let planned = named.and_then(|named| named.ids.first().copied());
        if let Some(refusal) = there.or(planned).and_then(|id| self.management_refusal(id)) {
            return Err(refusal);
        }
        there.ok_or_else(no_such_access_point)
    }

    /// Why the caller may not deal with the access point so: only principals of the account that
    /// owns it may at all (AP-36).
    fn management_refusal(&mut self, point: Id<AccessPoint>) -> Option<Answer> {
        let operation = self.request.call.operation;
        self.door = Some(Door::AccessPoint(point));
        let closed = self.closed_in(operation, On::default(), Pass::AccessPoint(point));
        if let Some(closed) = closed {
            let mut answer = Answer::of(gate::outcome(closed));
            answer.reason = Some(gate::reason(closed, self.request, self.asked(None)));
            return Some(answer);
        }
        let caller = self.caller().and_then(|caller| caller.account);
        let is_own = caller == Some(self.world.access_points[point].account);
        (!is_own).then(|| not_yours(About::AccessPoint(point)))
    }
}

fn not_yours(about: About) -> Answer {
    Answer {
        reason: Some(Reason::new(Code::ApNoAllow, about)),
        ..Answer::of(Outcome::Denied {
            gate: Gate::AccessPoint,
            is_explicit: false,
        })
    }
}
