//! A world as a picture: [`svg`] for people, [`dot`] and [`mermaid`] for other programs.
//!
//! A [`Sketch`] says what is drawn: VPCs as frames, subnets in them with their hosts, gateways at
//! their edges, networks on premises on one side, the internet and S3 on the other.

mod sketch;
mod standing;
mod labels;
mod buckets;
mod edges;
pub mod dot;
pub mod mermaid;
pub mod svg;

pub use sketch::Sketch;
