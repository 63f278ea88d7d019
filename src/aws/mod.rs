//! AWS's vocabulary and dated facts: Regions, accounts, names, prefix lists, eras.

pub mod access_point;
pub mod multi_region;
pub mod account;
pub mod arn;
pub mod bucket_name;
pub mod dependent_service;
pub mod era;
pub mod region;
pub mod zone_id;
pub mod prefix_list;
pub mod interface_name;
pub mod s3_host;
pub mod sdk_address;
pub mod s3_entrance;
pub mod s3_operation;
pub mod price;
pub mod price_list;
pub mod s3_uri;
pub mod byte_range;
pub mod sdk;
pub mod transfer_rules;
pub mod service;
