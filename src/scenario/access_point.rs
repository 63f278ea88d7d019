//! Access points: further doors to a bucket, each with a policy of its own.

use super::Said;
use super::block_public_access::BlockPublicAccess;
use super::policy_text::PolicyText;
use super::quantity::Date;
use super::record::record;

record! {
    /// An access point of one bucket, in the bucket's Region.
    ///
    /// Requests name it where a bucket's name stands, by ARN or by alias:
    /// `GetObject("s3://arn:aws:s3:us-east-1:111122223333:accesspoint/ap1/key")` (AP-17).
    pub struct AccessPoint {
        /// The one bucket it leads to (AP-13).
        pub bucket: Said<String>,
        /// The owner's account id; the bucket's when absent. Another one than the bucket's is a
        /// cross-account access point (AP-36).
        pub account: Option<Said<String>>,
        /// Its name, unique in its account and Region only (AP-20); what it is called in the
        /// scenario when absent.
        pub name: Option<Said<String>>,
        /// The only VPC that may use it: its network origin is then `VPC` instead of `Internet`,
        /// for good (AP-01, AP-02).
        pub vpc: Option<Said<String>>,
        /// Its policy.
        pub policy: Option<Said<PolicyText>>,
        /// Its Block Public Access, fixed when it is made; all on when absent (BPA-01, BPA-02).
        pub block_public_access: Option<BlockPublicAccess>,
        /// The alias AWS gave it, `…-s3alias`; one is made up when absent (AP-18).
        pub alias: Option<Said<String>>,
        /// The day it was created; the scenario's day when absent.
        pub created: Option<Said<Date>>,
    }
}
