//! Laws of S3's names: what is read from a name prints the same name again.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use vpcsim::aws::interface_name::{InterfaceName, Label};
use vpcsim::aws::region::Region;
use vpcsim::aws::s3_host::{Endpoint, S3Host};
use vpcsim::dns::Name;

fn region() -> impl Strategy<Value = Region> {
    (0..Region::all().count()).prop_map(|position| Region::all().nth(position).unwrap())
}

fn label() -> impl Strategy<Value = Option<Label>> {
    prop_oneof![
        Just(None),
        Just(Some(Label::Bucket)),
        Just(Some(Label::AccessPoint)),
        Just(Some(Label::Control)),
    ]
}

fn interface_name() -> impl Strategy<Value = InterfaceName> {
    let zone = proptest::option::of("[a-f]");
    (label(), "vpce-[0-9a-z]{1,17}-[0-9a-z]{1,8}", zone, region()).prop_map(
        |(label, endpoint, zone, region)| InterfaceName {
            label,
            endpoint,
            zone: zone.map(|letter| format!("{region}{letter}")),
            region: Some(region),
        },
    )
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    prop_oneof![
        region().prop_map(Endpoint::Regional),
        region().prop_map(Endpoint::DashRegion),
        region().prop_map(Endpoint::DualStack),
        region().prop_map(Endpoint::Fips),
        region().prop_map(Endpoint::Website),
        region().prop_map(Endpoint::AccessPoint),
        region().prop_map(Endpoint::Control),
        region().prop_map(Endpoint::DualStackFips),
        region().prop_map(Endpoint::DualStackAccessPoint),
        region().prop_map(Endpoint::FipsAccessPoint),
        region().prop_map(Endpoint::DualStackFipsAccessPoint),
        Just(Endpoint::DualStackAccelerate),
        Just(Endpoint::LegacyGlobal),
        Just(Endpoint::Accelerate),
        Just(Endpoint::MultiRegion),
        interface_name().prop_map(Endpoint::Interface),
    ]
}

/// Bucket names, dots and all, and some that look like parts of endpoints.
fn bucket() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        "[a-z0-9][a-z0-9-]{1,20}(\\.[a-z0-9]{1,5}){0,2}",
        Just("s3".to_owned()),
        Just("s3.dualstack".to_owned()),
        Just("us-east-1".to_owned()),
        Just("vpce-1-x".to_owned()),
        Just("my.s3-us-west-2".to_owned()),
    ])
}

proptest! {
    #[test]
    fn a_name_that_is_made_is_read_as_what_it_was_made_of(bucket in bucket(), endpoint in endpoint()) {
        let host = S3Host { bucket, endpoint };
        let read = S3Host::parse(&host.to_string());
        // Without a label, a bucket that is called like one is taken for it: the text is the same.
        let is_ambiguous = matches!(&host.endpoint, Endpoint::Interface(name) if name.label.is_none());
        if !is_ambiguous {
            prop_assert_eq!(read.as_ref(), Some(&host));
        }
        prop_assert_eq!(read.unwrap().to_string(), host.to_string());
    }

    #[test]
    fn a_name_that_is_read_prints_itself(text in "([a-z0-9-]{1,12}\\.){1,6}amazonaws\\.com") {
        if let Some(host) = S3Host::parse(&text) {
            prop_assert_eq!(host.to_string(), text.clone());
        }
        let name = Name::parse(&text);
        prop_assert_eq!(Name::parse(name.as_str()), name);
    }

    #[test]
    fn case_and_a_last_dot_make_no_difference(bucket in bucket(), endpoint in endpoint()) {
        let host = S3Host { bucket, endpoint };
        let shouted = format!("{}.", host.to_string().to_uppercase());
        prop_assert_eq!(Name::parse(&shouted), Name::parse(&host.to_string()));
    }
}
