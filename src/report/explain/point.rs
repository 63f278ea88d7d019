//! What `get-access-point` prints.

use serde_json::{Map, Value as Json, json};

use crate::world::access_point::AccessPoint;
use crate::world::{Id, World};

/// The output of `aws s3control get-access-point` for an access point, with the fields AWS had on
/// the scenario's day (AP-01, AP-07, AP-18).
///
/// SIMPLIFIED: the list of endpoint names that newer output ends with is left out.
pub(super) fn output(world: &World, id: Id<AccessPoint>) -> Json {
    let point = &world.access_points[id];
    let mut output = Map::new();
    let mut add = |name: &str, value: Json| {
        output.insert(name.to_owned(), value);
    };
    add("Name", json!(point.name));
    add("Bucket", json!(world.buckets.name(point.bucket)));
    add("NetworkOrigin", json!(point.network_origin()));
    if let Some(vpc) = point.vpc {
        add("VpcConfiguration", json!({ "VpcId": world.vpcs.name(vpc) }));
    }
    let block = point.block_public_access;
    add(
        "PublicAccessBlockConfiguration",
        json!({
            "BlockPublicAcls": block.block_public_acls,
            "IgnorePublicAcls": block.ignore_public_acls,
            "BlockPublicPolicy": block.block_public_policy,
            "RestrictPublicBuckets": block.restrict_public_buckets,
        }),
    );
    add(
        "CreationDate",
        json!(format!("{}T00:00:00Z", point.created)),
    );
    if world.features.access_point_aliases {
        add("Alias", json!(point.alias));
        add("AccessPointArn", json!(point.arn));
    }
    if world.features.cross_account_access_points {
        let owner = world.buckets[point.bucket].account;
        add("BucketAccountId", json!(owner.to_string()));
    }
    Json::Object(output)
}
