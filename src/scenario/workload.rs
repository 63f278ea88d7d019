//! The requests that are made.

use std::net::IpAddr;

use super::Said;
use super::call::{Call, NameForm};
use super::client::{Addressing, Scheme};
use super::quantity::{Frequency, Span};
use super::record::{choice, record};

choice! {
    /// One source of requests.
    pub enum Load {
        /// A single request.
        Request(Request),
        /// Many requests of one shape.
        Requests(Requests),
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
        /// Which of S3's names is used for the Region (S3R-01, S3R-02).
        pub name: NameForm = NameForm::Regional,
        /// The Region it is sent to; the client's when absent (S3R-23).
        pub region: Option<Said<String>>,
        /// Overrides the client's addressing.
        pub addressing: Option<Addressing>,
        /// Overrides the client's scheme.
        pub scheme: Option<Scheme>,
        /// Whose presigned URL the client uses: it carries the signer's identity, while the
        /// network keys are the client's (S3R-13).
        pub presigned_by: Option<Said<String>>,
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
        /// Which of S3's names is used for the Region.
        pub name: NameForm = NameForm::Regional,
        /// The Region they are sent to; the client's when absent.
        pub region: Option<Said<String>>,
        /// Overrides the client's addressing.
        pub addressing: Option<Addressing>,
        /// Overrides the client's scheme.
        pub scheme: Option<Scheme>,
        /// Whose presigned URL the client uses: it carries the signer's identity, while the
        /// network keys are the client's (S3R-13).
        pub presigned_by: Option<Said<String>>,
        /// The address to use whatever the name resolves to.
        pub resolve_to: Option<Said<IpAddr>>,
    }
}

choice! {
    /// How the requests of one source are spaced.
    pub enum Rate {
        /// Independent arrivals at a mean frequency: `Poisson("20/s")`.
        Poisson(Frequency),
        /// Even arrivals: `Constant("20/s")`.
        Constant(Frequency),
    }
}
