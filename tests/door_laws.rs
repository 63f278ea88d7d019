//! Laws of S3's doors: what the SDK addresses is what S3 reads back from host and path, and an
//! access point decides alike whichever of its names is used (S3R-01, AP-17, AP-18).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod s3_scene;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use s3_scene::{By, Scene};
use vpcsim::aws::region::Region;
use vpcsim::aws::s3_entrance::Entrance;
use vpcsim::aws::sdk_address::{Asked, Settings, Signing, address};

const ACCOUNT: &str = "111122223333";

fn region() -> impl Strategy<Value = Region> {
    (0..Region::all().count()).prop_map(|position| Region::all().nth(position).unwrap())
}

fn settings() -> impl Strategy<Value = Settings> {
    (any::<[bool; 5]>()).prop_map(|[path, dual, fips, accelerate, global]| Settings {
        force_path_style: path,
        use_dual_stack: dual,
        use_fips: fips,
        use_accelerate: accelerate,
        use_arn_region: true,
        use_global_endpoint: global,
    })
}

/// Names of endpoints people write into `--endpoint-url`, beside none at all.
fn endpoint_url() -> impl Strategy<Value = Option<String>> {
    let host = prop_oneof![
        Just("s3.amazonaws.com".to_owned()),
        Just("s3-us-west-2.amazonaws.com".to_owned()),
        Just("s3.eu-west-1.amazonaws.com".to_owned()),
        Just("s3.dualstack.us-east-2.amazonaws.com".to_owned()),
        Just("bucket.vpce-1a2b-3c4d.s3.us-east-1.vpce.amazonaws.com".to_owned()),
        Just("bucket.vpce-1a2b-3c4d-us-east-1a.s3.us-east-1.vpce.amazonaws.com".to_owned()),
    ];
    let scheme = prop_oneof![Just("https"), Just("http")];
    proptest::option::of((scheme, host).prop_map(|(scheme, host)| format!("{scheme}://{host}")))
}

/// Buckets of every shape, aliases among them, and some that look like parts of endpoints.
fn bucket() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9][a-z0-9-]{1,40}[a-z0-9]",
        "[a-z0-9]{3,10}\\.[a-z0-9]{1,8}(\\.[a-z0-9]{1,8})?",
        "[A-Z][A-Za-z_]{3,20}",
        "[a-z]{3,10}-[a-z0-9]{30}-s3alias",
        Just("s3.dualstack".to_owned()),
        Just("my.s3-us-west-2".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn what_is_addressed_is_what_is_read_back(
        bucket in bucket(),
        region in region(),
        url in endpoint_url(),
        settings in settings(),
        key in "[a-z0-9/.-]{0,12}",
    ) {
        let asked = Asked { bucket: Some(&bucket), region, endpoint_url: url.as_deref(), settings };
        if let Ok(addressed) = address(&asked) {
            let path = format!("{}/{key}", addressed.path);
            let entry = Entrance::of(&addressed.host, &path).unwrap();
            prop_assert_eq!(entry.entrance, Entrance::Bucket(bucket.clone()));
            prop_assert_eq!(entry.rest, key.as_str());
            let is_signed_at_home = addressed.signing == Signing::Region(region);
            prop_assert!(is_signed_at_home, "S3R-05: {:?}", addressed.signing);
        }
    }

    #[test]
    fn an_access_point_is_read_back_from_its_own_name(
        name in "[a-z0-9][a-z0-9-]{1,20}[a-z0-9]",
        home in region(),
        region in region(),
        settings in settings(),
        is_by_endpoint in any::<bool>(),
    ) {
        let arn = format!("arn:aws:s3:{home}:{ACCOUNT}:accesspoint/{name}");
        let url = is_by_endpoint.then_some("https://accesspoint.vpce-1a-2b.s3.us-east-1.vpce.amazonaws.com");
        let asked = Asked { bucket: Some(&arn), region, endpoint_url: url, settings };
        if let Ok(addressed) = address(&asked) {
            let entry = Entrance::of(&addressed.host, "/k").unwrap();
            let entrance = Entrance::AccessPoint { name, account: ACCOUNT.parse().unwrap() };
            prop_assert_eq!(entry.entrance, entrance);
            prop_assert_eq!(addressed.signing, Signing::Region(home), "AP-37");
            prop_assert!(addressed.path.is_empty(), "AP-35");
        }
    }

    #[test]
    fn alias_and_arn_decide_alike(
        point_allows in any::<bool>(),
        bucket_delegates in any::<bool>(),
        is_vpc_only in any::<bool>(),
        identity in 0..3_usize,
        by_endpoint in any::<bool>(),
        operation in 0..3_usize,
    ) {
        let effect = if point_allows { "Allow" } else { "Deny" };
        let vpc = if is_vpc_only { r#"vpc: "vpc-111bbb22","# } else { "" };
        let points = format!(
            r##""ap1": AccessPoint(bucket: "main-1", {vpc} alias: "ap1-abc-s3alias", policy: r#"{{"Statement": {{
                "Effect": "{effect}", "Principal": {{"AWS": "arn:aws:iam::{ACCOUNT}:role/app"}}, "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/ap1/object/k*"}}}}"#),"##
        );
        let delegation = format!(
            r#"{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::{ACCOUNT}:role/app"}},
            "Action": "s3:*", "Resource": ["arn:aws:s3:::main-1", "arn:aws:s3:::main-1/*"],
            "Condition": {{"StringEquals": {{"s3:DataAccessPointAccount": "{ACCOUNT}"}}}}}}}}"#
        );
        let app = [
            "",
            s3_scene::ALLOW_S3,
            r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:us-east-1:111122223333:accesspoint/ap1/object/*"}}"#,
        ][identity];
        let scene = Scene {
            app,
            points: &points,
            b1: if bucket_delegates { &delegation } else { "" },
            ..Scene::default()
        };
        let by = if by_endpoint { By::Endpoint } else { By::Internet };
        let call = |named: &str| match operation {
            0 => format!(r#"GetObject("s3://{named}/k")"#),
            1 => format!(r#"GetObject("s3://{named}/missing")"#),
            _ => format!(r#"ListObjectsV2(bucket: "{named}")"#),
        };
        let arn = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/ap1");
        prop_assert_eq!(
            scene.outcome(by, &call(&arn)),
            scene.outcome(by, &call("ap1-abc-s3alias"))
        );
    }
}
