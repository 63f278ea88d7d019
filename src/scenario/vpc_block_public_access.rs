//! VPC Block Public Access, which is another thing than S3's (VPC-06).

use super::Said;
use super::record::{choice, record};

record! {
    /// The setting of one Region of an account.
    pub struct VpcBlockPublicAccess {
        /// What is blocked.
        pub mode: BlockMode,
        /// VPCs and subnets that are left out.
        pub exclusions: Vec<Exclusion>,
    }
}

choice! {
    /// Which way through internet gateways is blocked.
    #[derive(Copy, Eq)]
    pub enum BlockMode {
        /// Connections that begin outside.
        BlockIngress,
        /// Both ways.
        BlockBidirectional,
    }
}

choice! {
    /// A VPC or subnet that is left out.
    pub enum Exclusion {
        /// Both ways stay open.
        AllowBidirectional(Said<String>),
        /// Connections that begin inside stay possible.
        AllowEgress(Said<String>),
    }
}
