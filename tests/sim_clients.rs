//! What clients do in time, and what they make each other wait for, each as a small story whose
//! every request, break and change is written out.
//!
//! A line of a request: its id, number and arrival, then each attempt: outcome, `*` when the
//! connection was open before, reason, gateways passed, end, bytes sent (`-`) and received (`+`).

#[path = "sim/told.rs"]
mod told;

use told::check;

#[test]
fn clients_follow_redirects_and_trust_addresses() {
    check(
        "S3R-24: a redirect means another name and another way; it is no retry",
        r#"
        clients: {
            "c": Client(host: "pub", retries: Off),
            "d": Client(host: "pub", follow_region_redirects: false),
        },
        workload: [
            Request(id: "follows", client: "c", call: GetObject("s3://far/k1")),
            Request(id: "stays", client: "d", call: GetObject("s3://far/k1")),
        ],
        "#,
        &[
            "stays#1 0ms: 301-PermanentRedirect(S3_PERMANENT_REDIRECT)[igw-1]@11ms",
            "follows#1 0ms: 301-PermanentRedirect(S3_PERMANENT_REDIRECT)[igw-1]@11ms 200[igw-1]@373ms+1024",
        ],
    );
    check(
        "G013, S3R-24: and behind a gateway endpoint the other way may be none",
        r#"
        vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]) },
        ----
        clients: { "c": Client(host: "iso", connect_timeout: "2s", retries: Off) },
        workload: [Request(id: "redirected", client: "c", call: GetObject("s3://far/k1"))],
        "#,
        &[
            "redirected#1 0ms: 301-PermanentRedirect(S3_PERMANENT_REDIRECT)[vpce-1]@11ms CONNECT-TIMEOUT(NO_ROUTE_TO_DESTINATION)[]@2012ms",
        ],
    );
    check(
        "DNS-18, DNS-19: a remembered address costs no look-up of 1 ms",
        r#"
        model: Model(first_byte: "0s", rtt_cross_zone: "0s", rtt_same_zone: "0s"),
        clients: {
            "ttl": Client(host: "pub", keep_alive: "0s"),
            "ever": Client(host: "pub", keep_alive: "0s", dns_cache: Forever),
            "off": Client(host: "pub", keep_alive: "0s", dns_cache: Off),
        },
        workload: [
            Requests(id: "ttl", client: "ttl", call: GetObject("s3://near/x"), rate: Constant("0.5/s"), count: 4),
            Requests(id: "ever", client: "ever", call: GetObject("s3://near/x"), rate: Constant("0.5/s"), count: 4),
            Requests(id: "off", client: "off", call: GetObject("s3://near/x"), rate: Constant("0.5/s"), count: 4),
        ],
        "#,
        &[
            "ttl#1 0ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@11ms",
            "ever#1 0ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@11ms",
            "off#1 0ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@11ms",
            "ttl#2 2000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@2010ms",
            "ever#2 2000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@2010ms",
            "off#2 2000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@2011ms",
            "ttl#3 4000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@4010ms",
            "ever#3 4000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@4010ms",
            "off#3 4000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@4011ms",
            "ever#4 6000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@6010ms",
            "ttl#4 6000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@6011ms",
            "off#4 6000ms: 404-NoSuchKey(S3_NO_SUCH_KEY)[igw-1]@6011ms",
        ],
    );
}

#[test]
fn requests_wait_and_change_the_world() {
    check(
        "a full pool serves first come first served",
        r#"
        clients: { "c": Client(host: "pub", connections: 1) },
        workload: [
            Requests(id: "queue", client: "c", call: GetObject("s3://near/k{n}"), rate: Constant("20/s"), count: 4),
        ],
        "#,
        &[
            "queue#1 0ms: 200[igw-1]@106ms+1000000",
            "queue#2 50ms: 200*[igw-1]@209ms+1000000",
            "queue#3 100ms: 200*[igw-1]@310ms+1000000",
            "queue#4 150ms: 200*[igw-1]@412ms+1000000",
        ],
    );
    check(
        "S3R-22, POL-35: buckets at once, their policies after a while",
        r#"
        clients: { "c": Client(host: "pub") },
        workload: [
            Request(id: "none", at: "1s", client: "c", call: PutObject(to: "s3://fresh/k1")),
            Request(id: "made", at: "2s", client: "c", call: CreateBucket(bucket: "fresh")),
            Request(id: "there", at: "3s", client: "c", call: PutObject(to: "s3://fresh/k1")),
            Request(id: "deny", at: "4s", client: "c", call: PutBucketPolicy(bucket: "near", policy: "{ \"Statement\": [{ \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::near/*\" }] }")),
            Request(id: "still", at: "5s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "denied", at: "7s", client: "c", call: GetObject("s3://near/k1")),
        ],
        "#,
        &[
            "none#1 1000ms: 404-NoSuchBucket(S3_NO_SUCH_BUCKET)[igw-1]@1011ms-1024",
            "made#1 2000ms: 200*[igw-1]@2010ms",
            "there#1 3000ms: 200*[igw-1]@3100ms-1024",
            "deny#1 4000ms: 204[igw-1]@4011ms",
            "still#1 5000ms: 200*[igw-1]@5105ms+1000000",
            "denied#1 7000ms: 403-AccessDenied{bucket,explicit}*(BUCKET_EXPLICIT_DENY)[igw-1]@7010ms",
        ],
    );
}

#[test]
fn flows_of_one_host_share_its_link() {
    check(
        "BW-01: 5 GB alone take 5 x 8 x 1502/1448 = 41.5 s, two at once twice that; neither other hosts nor the other direction are touched",
        r#"
        model: Model(first_byte: "0s", first_byte_spread_percent: 0, flow_rate: "1 Gbps", host_rate: "1 Gbps"),
        clients: { "a": Client(host: "pub"), "b": Client(host: "pub"), "up": Client(host: "pub"), "other": Client(host: "bare") },
        workload: [
            Request(id: "a", client: "a", call: GetObject("s3://near/big")),
            Request(id: "b", client: "b", call: GetObject("s3://near/big")),
            Request(id: "up", client: "up", call: PutObject(to: "s3://near/up", size: "5 GB")),
            Request(id: "other", client: "other", call: GetObject("s3://near/big")),
        ],
        "#,
        &[
            "up#1 0ms: 200[igw-1]@41493ms-5000000000",
            "other#1 0ms: 200[igw-1]@41493ms+5000000000",
            "a#1 0ms: 200[igw-1]@82985ms+5000000000",
            "b#1 0ms: 200[igw-1]@82985ms+5000000000",
        ],
    );
    check(
        "BW-01: a link of two flows' width carries two as if each were alone, and three at two thirds; a short one is not held up for long",
        r#"
        model: Model(first_byte: "0s", first_byte_spread_percent: 0, flow_rate: "1 Gbps", host_rate: "2 Gbps"),
        clients: {
            "a": Client(host: "pub"), "b": Client(host: "pub"),
            "c": Client(host: "bare"), "d": Client(host: "bare"), "e": Client(host: "bare"),
            "short": Client(host: "bare"),
        },
        workload: [
            Request(id: "a", client: "a", call: GetObject("s3://near/big")),
            Request(id: "b", client: "b", call: GetObject("s3://near/big")),
            Request(id: "c", client: "c", call: GetObject("s3://near/big")),
            Request(id: "d", client: "d", call: GetObject("s3://near/big")),
            Request(id: "e", client: "e", call: GetObject("s3://near/big")),
            Request(id: "short", at: "20s", client: "short", call: GetObject("s3://near/k1")),
        ],
        "#,
        &[
            "short#1 20000ms: 200[igw-1]@20018ms+1000000",
            "a#1 0ms: 200[igw-1]@41493ms+5000000000",
            "b#1 0ms: 200[igw-1]@41493ms+5000000000",
            "c#1 0ms: 200[igw-1]@62243ms+5000000000",
            "d#1 0ms: 200[igw-1]@62243ms+5000000000",
            "e#1 0ms: 200[igw-1]@62243ms+5000000000",
        ],
    );
    check(
        "BW-01, TCP-12, NACL-05: who comes and goes changes the others' shares, and a break finds what got through: 10 s alone and 10 s with half the link",
        r#"
        model: Model(first_byte: "0s", first_byte_spread_percent: 0, flow_rate: "1 Gbps", host_rate: "1 Gbps"),
        clients: { "a": Client(host: "pub", read_timeout: "5s", retries: Off), "b": Client(host: "pub", read_timeout: "5s", retries: Off) },
        workload: [
            Request(id: "a", client: "a", call: GetObject("s3://near/big")),
            Request(id: "b", at: "10s", client: "b", call: GetObject("s3://near/big")),
        ],
        timeline: [At("20s", CreateNetworkAclEntry("acl-1", Inbound, Deny(rule: 50, cidr: "0.0.0.0/0")))],
        "#,
        &[
            "20000ms change 0 accepted",
            "20000ms change 0 applied",
            "20000ms broken busy PATH_LOST by change 0",
            "20000ms broken busy PATH_LOST by change 0",
            "a#1 0ms: STALL(PATH_LOST)[igw-1]@25000ms+1807474090",
            "b#1 10000ms: STALL(PATH_LOST)[igw-1]@25000ms+602423826",
        ],
    );
}
