//! What does S3 answer? One of the three questions anyone may put to a world, no clock needed.
//!
//! ```text
//! Call ──► address: host name, path, signing Region        (before the request is sent)
//! Request ──► region_check ──► authorisation ──► what is stored ──► Answer
//!               301 307 400      403, gate by gate    404 409 200
//! ```
//!
//! A request is judged in the order of the catalogue's table 2: whether this Region's S3 is the
//! right one to ask, who signed, whether every gate is open, and only then what is stored. Nobody
//! types a condition key in: they follow from the way the request came, who signed it
//! and what it asks for.
//!
//! [`Desk::answer`] decides without allocating once it is warm; [`explain`] runs the same code
//! and writes every check down.

mod address;
mod request;
mod region_check;
mod keys;
mod gate;
mod door;
mod shelf;
mod layers;
mod desk;
mod series;
mod case;
mod passes;
mod objects;
mod buckets;
mod access_points;
mod multi_region;
mod answer;
mod explanation;

pub use address::{
    front_refusal, host_for, outcome_elsewhere, signing_region_for, target, tls_refusal,
};
pub use answer::{Answer, answer};
pub use desk::{Check, Desk};
pub use door::client_refusal;
pub use explanation::{Explanation, ProposedFix, context, explain};
pub use multi_region::Routing;
pub use passes::Pass;
pub use request::{Request, region_reached};
