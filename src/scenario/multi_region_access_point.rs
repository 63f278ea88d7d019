//! Multi-Region Access Points: one name in front of buckets in several Regions.

use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quantity::Date;
use super::record::{choice, record};
use super::{Map, Said};

record! {
    /// A Multi-Region Access Point: one name in front of one bucket in each of several Regions.
    ///
    /// Requests name it where a bucket's name stands, by ARN only (MRAP-31):
    /// `GetObject("s3://arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap/key")`.
    pub struct MultiRegionAccessPoint {
        /// Its buckets, one a Region; never changed afterwards (MRAP-34).
        pub buckets: Vec<Said<String>>,
        /// The owner's account id; the first bucket's when absent (MRAP-07).
        pub account: Option<Said<String>>,
        /// Its name, unique in its account; what it is called in the scenario when absent
        /// (MRAP-35).
        pub name: Option<Said<String>>,
        /// Which Regions take requests, by Region; those that are not named do (MRAP-23).
        pub routes: Map<Route>,
        /// Its policy.
        pub policy: Option<Said<PolicyText>>,
        /// Its Block Public Access, fixed when it is made; all on when absent (MRAP-37).
        pub block_public_access: Option<BlockPublicAccess>,
        /// The alias AWS gave it, `….mrap`; one is made up when absent (MRAP-35).
        pub alias: Option<Said<String>>,
        /// The day it was created; the scenario's day when absent.
        pub created: Option<Said<Date>>,
    }
}

choice! {
    /// Whether a Region takes requests (MRAP-23).
    #[derive(Copy, Eq)]
    pub enum Route {
        /// It does: a traffic dial of 100.
        Active,
        /// It does not: a traffic dial of 0.
        Passive,
    }
}
