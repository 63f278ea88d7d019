//! `vpcsim`: a deterministic discrete-event simulator of AWS VPC networks and S3 access.
//!
//! One question, answered completely: *this request, from this host, at this moment: which
//! address does its name get, which way does it go, does it connect, who lets it through or stops
//! it and by which very rule, how long does it take, what does it cost, and what becomes of it
//! when the network changes under it?*
//!
//! # The path of data
//!
//! ```text
//! scenario ──► world ──► sim ──► record ──► report
//!  what is      what      what     what was   what we
//!  asked        exists    happens  seen       tell people
//!                 ▲
//!    network · dns · s3   three questions anyone may put to a world, no clock needed
//! ```
//!
//! # The floors
//!
//! A module uses lower floors and itself, nothing else (`tests/tidy.rs` holds this table true):
//!
//! | floor | modules | each is |
//! | --- | --- | --- |
//! | 9 | [`cli`] | the verbs; the only place that reads arguments, files and terminals |
//! | 8 | [`sim`], [`check`], [`lint`], [`report`] | what happens in time; which expectations hold; which traps are set; what we tell people |
//! | 7 | [`journey`] | one request put through all three questions, no clock |
//! | 6 | [`network`], [`dns`], [`s3`] | the three questions; siblings that do not know each other |
//! | 5 | [`trace`] | what was seen: hops, steps, verdicts, reasons, the record of a run |
//! | 4 | [`world`], [`import`] | what exists: arenas of typed ids, the graph of places, changes; other people's formats turned into a scenario |
//! | 3 | [`scenario`] | what is asked: the file format and its faults |
//! | 2 | [`policy`] | IAM documents: parse, compile, decide; knows no networks |
//! | 1 | [`aws`], [`engine`] | vocabulary and dated data; the event queue and chance |
//! | 0 | [`time`], [`units`], [`diagnostic`] | integer nanoseconds; bytes, rates, money; faults with places |
//!
//! # What is deliberately absent
//!
//! - No clock, no environment, no threads below `cli`: the same scenario and seed give the same
//!   bytes on any machine.
//! - No strings on the hot path: names become typed ids in [`world`], once.
//! - No static twin of a timed behaviour: `explain` and `run` ask the same functions.
//! - No failing in the middle: reading and building return a value and every diagnostic; drops
//!   and denials are answers, not errors.

pub mod time;
pub mod units;
pub mod diagnostic;
pub mod aws;
pub mod engine;
pub mod policy;
pub mod scenario;
pub mod world;
pub mod import;
pub mod trace;
pub mod network;
pub mod dns;
pub mod s3;
pub mod journey;
pub mod sim;
pub mod check;
pub mod lint;
pub mod report;
pub mod cli;
