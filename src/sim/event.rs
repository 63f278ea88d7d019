//! Everything that can happen in a run.

use super::connection::Connection;
use super::link::Link;
use super::request::Request;
use crate::world::Id;
use crate::world::change::Change;

/// Something that happened; the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A change of the timeline was asked for.
    ChangeAsked(u32),
    /// A change of the timeline, accepted before, took effect (GWE-19, POL-35).
    ChangeTookEffect(u32),
    /// A change that a served request made took effect.
    EffectTookEffect(Id<Change>),
    /// A request of this load was wanted.
    RequestArrived(u32),
    /// The next request of this log was made.
    RequestReplayed(u32),
    /// The wait before a further attempt ended.
    BackOffEnded(Wanted),
    /// A client of the adaptive retry mode may send.
    SendAllowed(Wanted),
    /// No connection of the client became free in time.
    PoolTimedOut(Wanted),
    /// The client stopped waiting for an attempt as a whole.
    AttemptTimedOut(Wanted),
    /// The client stopped waiting for a call with all its attempts; its turn is the serial.
    CallTimedOut(Wanted),
    /// The resolver had the question.
    NameAsked(Pending),
    /// The client stopped waiting for the resolver.
    LookupTimedOut(Pending),
    /// A SYN that found no answer was repeated (TCP-02).
    SynRepeated(Pending),
    /// The client stopped waiting for a connection.
    ConnectTimedOut(Pending),
    /// The far end refused a connection with a reset (TCP-01).
    ConnectionRefused(Pending),
    /// It was time to try a name's other family as well (RFC 8305).
    FallbackDue(Pending),
    /// The first of two families answered.
    SynAnswered(Pending),
    /// TCP and TLS were agreed on (TCP-18).
    ConnectionOpened(Pending),
    /// S3 had the whole request.
    RequestReachedS3(Pending),
    /// S3 began to send its answer.
    AnswerBegan(Pending),
    /// The client had the whole answer.
    AnswerArrived(Pending),
    /// A reset came for an open connection (TCP-11, NAT-03).
    ConnectionReset(Pending),
    /// A packet that was sent again got through by another way (DX-10).
    ConnectionResumed(Pending),
    /// The client stopped waiting for the next byte (TCP-03).
    ReadTimedOut(Pending),
    /// Something may have arrived over a link that connections share.
    LinkChanged {
        /// The link.
        link: Id<Link>,
        /// The number of the event; with another it comes too late.
        turn: u32,
    },
    /// A link carries more than before.
    LinkGrew(Id<Link>),
    /// Something may have left a fluid over several links.
    FluidChanged {
        /// The fluid.
        fluid: u32,
        /// The number of the event; with another it comes too late.
        turn: u32,
    },
}

/// The connection an event is for, and which of its events that is: an event whose turn is no
/// longer the connection's was overtaken by another and means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pending {
    /// The connection.
    pub(super) connection: Id<Connection>,
    /// The number of the event.
    pub(super) turn: u32,
}

/// The request an event is for, and at which step of its way: at any other the event means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The request.
    pub(super) request: Id<Request>,
    /// The number of the step.
    pub(super) turn: u32,
}

/// The order of events of one moment: causes outside the clients first, then what ends, then what
/// begins, then what shares a link, and last what follows when one has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The world changes.
    Change,
    /// Something under way goes on or ends.
    Progress,
    /// Something new begins.
    Beginning,
    /// All that begins at this moment is on its link.
    Sharing,
    /// All links have told what is on them.
    Growing,
}

impl Event {
    /// Its place among the events of one moment.
    pub(super) fn class(self) -> Class {
        match self {
            Self::ChangeAsked(_) | Self::ChangeTookEffect(_) | Self::EffectTookEffect(_) => {
                Class::Change
            }
            Self::NameAsked(_)
            | Self::LookupTimedOut(_)
            | Self::SynRepeated(_)
            | Self::ConnectTimedOut(_)
            | Self::ConnectionRefused(_)
            | Self::FallbackDue(_)
            | Self::SynAnswered(_)
            | Self::ConnectionOpened(_)
            | Self::RequestReachedS3(_)
            | Self::AnswerBegan(_)
            | Self::AnswerArrived(_)
            | Self::ConnectionReset(_)
            | Self::ConnectionResumed(_)
            | Self::ReadTimedOut(_)
            | Self::PoolTimedOut(_)
            | Self::AttemptTimedOut(_)
            | Self::CallTimedOut(_) => Class::Progress,
            Self::RequestArrived(_)
            | Self::RequestReplayed(_)
            | Self::BackOffEnded(_)
            | Self::SendAllowed(_) => Class::Beginning,
            Self::LinkChanged { .. } | Self::FluidChanged { .. } => Class::Sharing,
            Self::LinkGrew(_) => Class::Growing,
        }
    }

    /// The connection it is for.
    pub(super) fn pending(self) -> Option<Pending> {
        match self {
            Self::NameAsked(pending)
            | Self::LookupTimedOut(pending)
            | Self::SynRepeated(pending)
            | Self::ConnectTimedOut(pending)
            | Self::ConnectionRefused(pending)
            | Self::FallbackDue(pending)
            | Self::SynAnswered(pending)
            | Self::ConnectionOpened(pending)
            | Self::RequestReachedS3(pending)
            | Self::AnswerBegan(pending)
            | Self::AnswerArrived(pending)
            | Self::ConnectionReset(pending)
            | Self::ConnectionResumed(pending)
            | Self::ReadTimedOut(pending) => Some(pending),
            Self::ChangeAsked(_)
            | Self::ChangeTookEffect(_)
            | Self::EffectTookEffect(_)
            | Self::RequestArrived(_)
            | Self::RequestReplayed(_)
            | Self::BackOffEnded(_)
            | Self::SendAllowed(_)
            | Self::PoolTimedOut(_)
            | Self::AttemptTimedOut(_)
            | Self::CallTimedOut(_)
            | Self::LinkChanged { .. }
            | Self::LinkGrew(_)
            | Self::FluidChanged { .. } => None,
        }
    }

    /// Its kind as a number, for the fingerprint; never reused.
    pub(super) fn kind(self) -> u32 {
        match self {
            Self::ChangeAsked(_) => 1,
            Self::ChangeTookEffect(_) => 2,
            Self::EffectTookEffect(_) => 3,
            Self::RequestArrived(_) => 4,
            Self::BackOffEnded(_) => 5,
            Self::NameAsked(_) => 6,
            Self::LookupTimedOut(_) => 7,
            Self::SynRepeated(_) => 8,
            Self::ConnectTimedOut(_) => 9,
            Self::ConnectionRefused(_) => 10,
            Self::ConnectionOpened(_) => 11,
            Self::RequestReachedS3(_) => 12,
            Self::AnswerArrived(_) => 13,
            Self::ConnectionReset(_) => 14,
            Self::ReadTimedOut(_) => 15,
            Self::AnswerBegan(_) => 16,
            Self::LinkChanged { .. } => 17,
            Self::ConnectionResumed(_) => 18,
            Self::RequestReplayed(_) => 19,
            Self::SendAllowed(_) => 20,
            Self::PoolTimedOut(_) => 21,
            Self::AttemptTimedOut(_) => 22,
            Self::CallTimedOut(_) => 23,
            Self::FallbackDue(_) => 24,
            Self::SynAnswered(_) => 25,
            Self::FluidChanged { .. } => 30,
            Self::LinkGrew(_) => 31,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Event;

    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Event>() <= 16, "events lie in the queue by value");
    }
}
