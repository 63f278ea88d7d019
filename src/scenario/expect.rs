//! What must hold at the end of a run.

use super::quantity::{Amount, Size, Span};
use super::record::{choice, record};
use super::{Map, Said};

choice! {
    /// One expectation.
    pub enum Expect {
        /// What became of requests.
        Requests(RequestsExpected),
        /// How many open connections a change broke.
        ConnectionsBroken(BreaksExpected),
        /// A change of the timeline that AWS refuses.
        ChangeRejected(RejectionExpected),
        /// What the run costs.
        Cost(CostExpected),
        /// What became of transfers as wholes, each of one request or of many.
        Transfers(TransfersExpected),
        /// How many attempts were made: the load that a client's retries make of its requests.
        Attempts(AttemptsExpected),
    }
}

record! {
    /// A choice of requests (at least one must match) and what holds for each of them.
    pub struct RequestsExpected {
        /// Only requests of this source: a request's id.
        pub id: Option<Said<String>>,
        /// Only requests of this client.
        pub client: Option<Said<String>>,
        /// Only requests that arrived at or after this moment.
        pub after: Option<Span>,
        /// Only requests that arrived before this moment.
        pub before: Option<Span>,
        /// The outcome in the words of the summary: `"200"`, `"403 AccessDenied{bucket,explicit}"`,
        /// `"CONNECT-TIMEOUT"`; a leading part is enough.
        pub outcome: Option<Said<String>>,
        /// The way of the last attempt, by ids or kinds in order: `["nat-1", "igw-1"]`.
        pub via: Option<Vec<Said<String>>>,
        /// The way of the first attempt.
        pub first_via: Option<Vec<Said<String>>>,
        /// Each ended sooner than this after its arrival.
        pub faster_than: Option<Span>,
        /// Each ended later than this after its arrival.
        pub slower_than: Option<Span>,
        /// The Region whose S3 the last attempt was sent to: of a Multi-Region Access Point, that
        /// of the bucket it was routed to (MRAP-20, MRAP-22).
        pub region: Option<Said<String>>,
        /// How many attempts each took.
        pub attempts: Option<Said<u32>>,
        /// Whether the last attempt went over a connection that was already open.
        pub reused: Option<bool>,
        /// A reason code among the blockers of some attempt.
        pub reason: Option<Said<String>>,
        /// Context keys as S3 saw them on the last attempt.
        pub keys: Map<Said<String>>,
        /// Context keys that must be absent on the last attempt.
        pub absent_keys: Vec<Said<String>>,
        /// How many requests are chosen, exactly.
        pub count: Option<Said<u64>>,
        /// At least this share of the chosen requests does all this, in percent; all by default.
        pub share_percent: Said<u32> = Said::default_of(100),
    }
}

record! {
    /// A choice of transfers (at least one must match) and what holds for each of them.
    pub struct TransfersExpected {
        /// Only transfers of this source: an upload's or download's id.
        pub id: Option<Said<String>>,
        /// Only transfers of this client.
        pub client: Option<Said<String>>,
        /// The outcome: that of the request which ended it, or of the first that failed for good; a
        /// leading part is enough.
        pub outcome: Option<Said<String>>,
        /// Each ended sooner than this after its arrival.
        pub faster_than: Option<Span>,
        /// Each ended later than this after its arrival.
        pub slower_than: Option<Span>,
        /// How many requests each took.
        pub requests: Option<Said<u64>>,
        /// How much of the object each moved through its client; a copy inside S3 moves nothing.
        pub moved: Option<Said<Size>>,
        /// The most requests of each that were under way at once.
        pub at_once: Option<Said<u32>>,
        /// How many transfers are chosen, exactly.
        pub count: Option<Said<u64>>,
    }
}

record! {
    /// Connections broken by a change.
    pub struct BreaksExpected {
        /// Only connections of this client.
        pub client: Option<Said<String>>,
        /// Only breaks caused by the change at this moment.
        pub at: Option<Span>,
        /// How many, exactly.
        pub count: Said<u64>,
        /// The reason code of the break.
        pub cause: Option<Said<String>>,
    }
}

record! {
    /// A refused change.
    pub struct RejectionExpected {
        /// When it was tried.
        pub at: Span,
        /// AWS's error code.
        pub code: Said<String>,
    }
}

record! {
    /// What the run costs in US dollars, all of it or a part: what is not chosen by anything here
    /// counts.
    pub struct CostExpected {
        /// Only what this client's requests cause.
        pub client: Option<Said<String>>,
        /// Only what requests of this source cause: a request's id.
        pub id: Option<Said<String>>,
        /// Only this kind of charge, by its name in `prices`: `"nat-gateway-gb"`.
        pub item: Option<Said<String>>,
        /// Only what this gateway, endpoint, host or connection charges, or `"s3"`.
        pub of: Option<Said<String>>,
        /// How much, to the decimals that are written.
        pub total: Option<Said<Amount>>,
        /// How much at most.
        pub at_most: Option<Said<Amount>>,
        /// How much at least.
        pub at_least: Option<Said<Amount>>,
    }
}

record! {
    /// A choice of attempts, by when they began, and how many there may be.
    pub struct AttemptsExpected {
        /// Only attempts of this client.
        pub client: Option<Said<String>>,
        /// Only attempts that began at or after this moment.
        pub after: Option<Span>,
        /// Only attempts that began before this moment.
        pub before: Option<Span>,
        /// Only attempts with this outcome; a leading part is enough.
        pub outcome: Option<Said<String>>,
        /// Not fewer than these.
        pub at_least: Option<Said<u64>>,
        /// Not more than these.
        pub at_most: Option<Said<u64>>,
    }
}
