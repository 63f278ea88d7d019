//! The requests that are made.

use std::net::IpAddr;

use super::Said;
use super::call::{Call, NameForm};
use super::client::{Addressing, Scheme};
use super::moments::Moments;
use super::quantity::{Frequency, Span};
use super::record::{choice, record};
use super::replay::Replay;

choice! {
    /// One source of requests.
    pub enum Load {
        /// A single request.
        Request(Request),
        /// Many requests of one shape.
        Requests(Requests),
        /// The requests of a log.
        Replay(Replay),
        /// Many requests of several shapes, drawn by weight.
        Mix(Mix),
    }
}

record! {
    /// A single request.
    pub struct Request {
        /// Its name, for `explain` and `expect`; `<client>/<position>` when absent.
        pub id: Option<Said<String>>,
        /// Who makes it.
        pub client: Said<String>,
        /// When.
        pub at: Span = Span::secs(0),
        /// What is asked.
        pub call: Said<Call>,
        /// Which of S3's names is used for the Region; the client's way when absent (S3R-01, S3R-02).
        pub name: Option<NameForm>,
        /// The Region it is sent to; the client's when absent (S3R-23).
        pub region: Option<Said<String>>,
        /// Overrides the client's addressing.
        pub addressing: Option<Addressing>,
        /// Overrides the client's scheme.
        pub scheme: Option<Scheme>,
        /// Whose presigned URL the client uses: it carries the signer's identity, while the
        /// network keys are the client's (S3R-13).
        pub presigned_by: Option<Said<String>>,
        /// Whether it sends `x-amz-request-payer: requester` (S3R-16).
        pub request_payer: bool = false,
        /// The address to use whatever the name resolves to, as `curl --resolve` does.
        pub resolve_to: Option<Said<IpAddr>>,
    }
}

record! {
    /// Many requests of one shape; `{n}` in a key counts from 1.
    pub struct Requests {
        /// Their name, for `explain` and `expect`; `<client>/<position>` when absent.
        pub id: Option<Said<String>>,
        /// Who makes them.
        pub client: Said<String>,
        /// What is asked.
        pub call: Said<Call>,
        /// When the first may come.
        pub start: Span = Span::secs(0),
        /// How they are spaced.
        pub rate: Rate,
        /// How many there are.
        pub count: Said<u64>,
        /// What `{n}` stands for in keys; the request's number when absent.
        pub keys: Option<Keys>,
        /// Which of S3's names is used for the Region; the client's way when absent.
        pub name: Option<NameForm>,
        /// The Region they are sent to; the client's when absent.
        pub region: Option<Said<String>>,
        /// Overrides the client's addressing.
        pub addressing: Option<Addressing>,
        /// Overrides the client's scheme.
        pub scheme: Option<Scheme>,
        /// Whose presigned URL the client uses: it carries the signer's identity, while the
        /// network keys are the client's (S3R-13).
        pub presigned_by: Option<Said<String>>,
        /// Whether it sends `x-amz-request-payer: requester` (S3R-16).
        pub request_payer: bool = false,
        /// The address to use whatever the name resolves to.
        pub resolve_to: Option<Said<IpAddr>>,
    }
}

record! {
    /// Many requests of several shapes, each drawn by weight; they are called `<id>/1`, `<id>/2`, …
    /// in the order of the list.
    pub struct Mix {
        /// Their name; `<client>/<position>` when absent.
        pub id: Option<Said<String>>,
        /// Who makes them.
        pub client: Said<String>,
        /// What is asked, each with its weight.
        pub calls: Vec<Weighted>,
        /// When the first may come.
        pub start: Span = Span::secs(0),
        /// How they are spaced.
        pub rate: Rate,
        /// How many there are, of all shapes together.
        pub count: Said<u64>,
        /// What `{n}` stands for in keys; the request's number within its shape when absent.
        pub keys: Option<Keys>,
        /// Which of S3's names is used for the Region; the client's way when absent.
        pub name: Option<NameForm>,
    }
}

choice! {
    /// One shape of a mix: `Weighted(3, GetObject("s3://logs/{n}"))`.
    pub enum Weighted {
        /// How often it is asked compared with the others, and what.
        Weighted(Said<u32>, Said<Call>),
    }
}

choice! {
    /// What `{n}` stands for in the keys of many requests.
    pub enum Keys {
        /// 1, 2, …, up to this, and again from 1.
        Sequential(Said<u64>),
        /// Each of 1 up to this equally often.
        Uniform(Said<u64>),
        /// Few of them often and most of them hardly ever.
        Zipf(Zipf),
    }
}

record! {
    /// Key `i` is asked for as often as `1 / i^exponent` says.
    pub struct Zipf {
        /// How many keys there are, at most a million.
        pub items: Said<u64>,
        /// The exponent, in hundredths.
        pub exponent_percent: u32 = 100,
    }
}

choice! {
    /// How the requests of one source are spaced.
    pub enum Rate {
        /// Independent arrivals at a mean frequency: `Poisson("20/s")`.
        Poisson(Frequency),
        /// Even arrivals: `Constant("20/s")`.
        Constant(Frequency),
        /// Many at once, again and again.
        Bursts(Bursts),
        /// These moments after the start, or those of a file with one a line: `Trace(["0s", "1.5s"])`,
        /// `Trace(File("monday.txt"))`.
        Trace(Moments),
        /// So many users, each of whom waits for the answer and thinks before asking again: when
        /// answers come late, requests do too.
        ClosedLoop(ClosedLoop),
    }
}

record! {
    /// Requests that come together.
    pub struct Bursts {
        /// How many come at once.
        pub size: Said<u64>,
        /// From one burst to the next.
        pub every: Span,
    }
}

record! {
    /// Users who wait for their answers.
    pub struct ClosedLoop {
        /// How many there are; each begins at the start.
        pub users: Said<u32>,
        /// From an answer to the same user's next request.
        pub think_time: ThinkTime = ThinkTime::Constant(Span::secs(0)),
    }
}

choice! {
    /// How long users think.
    pub enum ThinkTime {
        /// Always so long.
        Constant(Span),
        /// So long on average, without memory.
        Exponential(Span),
        /// Mostly so long, and now and then much longer.
        Pauses(Pauses),
    }
}

record! {
    /// Users who now and then leave their work.
    pub struct Pauses {
        /// How long they think as a rule.
        pub usual: Span,
        /// How many answers there are to a pause, on average.
        pub one_in: Said<u64>,
        /// How long a pause lasts.
        pub pause: Span,
    }
}

impl Load {
    /// Who makes the requests.
    ///
    /// None for a log: it says itself who made each.
    pub fn client(&self) -> Option<&Said<String>> {
        match self {
            Self::Request(one) => Some(&one.client),
            Self::Requests(many) => Some(&many.client),
            Self::Mix(mix) => Some(&mix.client),
            Self::Replay(_) => None,
        }
    }

    /// Everything that is asked; nothing of a log, which is not read here.
    pub fn calls(&self) -> Vec<&Said<Call>> {
        match self {
            Self::Replay(_) => Vec::new(),
            Self::Request(one) => vec![&one.call],
            Self::Requests(many) => vec![&many.call],
            Self::Mix(mix) => {
                let calls = mix.calls.iter();
                calls.map(|Weighted::Weighted(_, call)| call).collect()
            }
        }
    }
}
