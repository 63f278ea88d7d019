//! The rules of time, each as a small story whose every request, break and change is written out.

#[path = "sim/seen.rs"]
mod seen;

/// Times without luck, so that they can be written down.
const EXACT: &str = "model: Model(first_byte_spread_percent: 0),";

/// Runs `parts` in the base scenario and compares what was seen line by line.
fn check(rules: &str, parts: &str, expected: &[&str]) {
    let (vpc, parts) = parts.split_once("----").unwrap_or(("", parts));
    let model = if parts.contains("model:") { "" } else { EXACT };
    let seen = seen::run(vpc, &format!("{parts}\n{model}"), 1);
    let found: Vec<_> = seen.happenings.iter().chain(&seen.requests).collect();
    println!(
        "=== {rules}\n{}",
        found
            .iter()
            .map(|f| format!("            \"{f}\",\n"))
            .collect::<String>()
    );
}

#[test]
fn latency_is_round_trips_and_thinking() {
    check(
        "TCP-18",
        r#"
        clients: { "c": Client(host: "pub") },
        workload: [
            Request(id: "get", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "again", at: "1s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "put", at: "2s", client: "c", call: PutObject(to: "s3://near/up", size: "1 GB")),
            Request(id: "missing", at: "8s", client: "c", call: GetObject("s3://near/x")),
        ],
    "#,
        &[],
    );
    check(
        "TCP-18 http, tls13",
        r#"
        clients: { "c": Client(host: "pub", tls: Tls13), "d": Client(host: "pub", scheme: Http) },
        workload: [
            Request(id: "get", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "again", client: "d", call: GetObject("s3://near/k1")),
        ],
    "#,
        &[],
    );
    check(
        "RTE-10",
        r#"
        clients: { "c": Client(host: "iso", connect_timeout: "10s") },
        workload: [ Request(id: "get", client: "c", call: GetObject("s3://near/k1")), ],
    "#,
        &[],
    );
    check(
        "TCP-10",
        r#"
        clients: { "c": Client(host: "pub", connections: 2), "d": Client(host: "priv", connections: 2), },
        workload: [ 
            Request(id: "idle", at: "5s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "big", at: "6s", client: "c", call: GetObject("s3://near/big")),
            Request(id: "later", at: "12s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "priv", at: "6s", client: "d", call: GetObject("s3://near/big")),
        ],
        timeline: [At("10s", CreateVpcEndpoint("vpce-1", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub"])))],
    "#,
        &[],
    );
    check(
        "TCP-11 drop",
        r#"
        model: Model(first_byte_spread_percent: 0, gateway_endpoint_cutover: Drop),
        clients: { "c": Client(host: "pub", connections: 2, read_timeout: "10s"), },
        workload: [ 
            Request(id: "big", at: "6s", client: "c", call: GetObject("s3://near/big")),
        ],
        timeline: [At("10s", CreateVpcEndpoint("vpce-1", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub"])))],
    "#,
        &[],
    );
    check(
        "GWE-26",
        r#"
        vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub", "rtb-iso"]) },
        ----
        clients: { "c": Client(host: "pub"), "i": Client(host: "iso", read_timeout: "5s", connect_timeout: "5s", retries: Standard(max_attempts: 2)) },
        workload: [ 
            Request(id: "big", at: "6s", client: "c", call: GetObject("s3://near/big")),
            Request(id: "iso", at: "6s", client: "i", call: GetObject("s3://near/big")),
        ],
        timeline: [At("10s", DeleteVpcEndpoint("vpce-1"))],
    "#,
        &[],
    );
    check(
        "NACL-05",
        r#"
        clients: { "c": Client(host: "pub", read_timeout: "5s", connect_timeout: "5s", retries: Off) },
        workload: [ 
            Request(id: "big", at: "6s", client: "c", call: GetObject("s3://near/big")),
        ],
        timeline: [At("10s", CreateNetworkAclEntry("acl-1", Inbound, Deny(rule: 50, cidr: "0.0.0.0/0")))],
    "#,
        &[],
    );
    check(
        "SG-10",
        r#"
        clients: { "t": Client(host: "pub", read_timeout: "5s", connect_timeout: "5s", retries: Off),
                   "u": Client(host: "bare", read_timeout: "5s", connect_timeout: "5s", retries: Off) },
        workload: [ 
            Request(id: "tracked", at: "6s", client: "t", call: GetObject("s3://near/big")),
            Request(id: "untracked", at: "6s", client: "u", call: GetObject("s3://near/big")),
            Request(id: "new", at: "12s", client: "t", call: GetObject("s3://near/k1")),
        ],
        timeline: [
            At("10s", RevokeSecurityGroupEgress("sg-tracked", Allow(protocol: "tcp", ports: "443", to: "0.0.0.0/0"))),
            At("10s", RevokeSecurityGroupEgress("sg-untracked", Allow(to: "0.0.0.0/0"))),
            At("11s", RevokeSecurityGroupEgress("sg-untracked", Allow(to: "0.0.0.0/0"))),
        ],
    "#,
        &[],
    );
    check(
        "NAT-03",
        r#"
        model: Model(first_byte_spread_percent: 0, s3_idle_timeout: "1h"),
        clients: { "c": Client(host: "priv", keep_alive: "1h"), "d": Client(host: "pub", keep_alive: "1h") },
        workload: [ 
            Request(id: "nat-1", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "nat-2", at: "360s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "igw-1", client: "d", call: GetObject("s3://near/k1")),
            Request(id: "igw-2", at: "360s", client: "d", call: GetObject("s3://near/k1")),
        ],
    "#,
        &[],
    );
    check(
        "TCP-09",
        r#"
        clients: { "c": Client(host: "pub"), "d": Client(host: "pub", keep_alive: "5s") },
        workload: [ 
            Request(id: "a", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "b", at: "19s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "c", at: "40s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "da", client: "d", call: GetObject("s3://near/k1")),
            Request(id: "db", at: "6s", client: "d", call: GetObject("s3://near/k1")),
        ],
    "#,
        &[],
    );
    check(
        "S3R-24",
        r#"
        clients: { "c": Client(host: "pub"), "d": Client(host: "pub", follow_region_redirects: false) },
        workload: [ 
            Request(id: "a", client: "c", call: GetObject("s3://far/k1")),
            Request(id: "b", client: "d", call: GetObject("s3://far/k1")),
        ],
    "#,
        &[],
    );
    check(
        "G013",
        r#"
        vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]) },
        ----
        clients: { "c": Client(host: "iso", connect_timeout: "2s") },
        workload: [ 
            Request(id: "a", client: "c", call: GetObject("s3://far/k1")),
        ],
    "#,
        &[],
    );
    check(
        "TCP-17",
        r#"
        clients: { "c": Client(host: "pub") },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "b", at: "11s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "c", at: "13s", client: "c", call: GetObject("s3://near/k1")),
        ],
        timeline: [At("10s", SetRolePolicies("app", []))],
    "#,
        &[],
    );
    check(
        "CFG-05",
        r#"
        clients: { "c": Client(host: "pub") },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: CreateBucket(bucket: "fresh")),
            Request(id: "b", at: "6s", client: "c", call: PutObject(to: "s3://fresh/k1")),
            Request(id: "c", at: "7s", client: "c", call: HeadBucket("fresh")),
            Request(id: "d", at: "8s", client: "c", call: CreateBucket(bucket: "fresh")),
            Request(id: "e", at: "9s", client: "c", call: DeleteBucket("fresh")),
        ],
    "#,
        &[],
    );
    check(
        "TCP-03",
        r#"
        model: Model(first_byte: "3s", first_byte_spread_percent: 0),
        clients: { "c": Client(host: "pub", read_timeout: "2s", retries: Off) },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: GetObject("s3://near/k1")),
        ],
    "#,
        &[],
    );
    check(
        "S3R-19",
        r#"
        clients: { "c": Client(host: "pub", retries: Off) },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: GetObject("s3://my.dots/k1")),
        ],
    "#,
        &[],
    );
    check(
        "DNS-01",
        r#"
        enable_dns_support: false,
        ----
        clients: { "c": Client(host: "pub", retries: Off) },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: GetObject("s3://near/k1")),
        ],
    "#,
        &[],
    );
    check(
        "route restored while knocking",
        r#"
        clients: { "c": Client(host: "iso", retries: Off) },
        workload: [ 
            Request(id: "a", at: "5s", client: "c", call: GetObject("s3://near/k1")),
        ],
        timeline: [At("9s", CreateVpcEndpoint("vpce-1", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]))),
          At("10s", CreateVpcEndpoint("vpce-2", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"])))
        ],
    "#,
        &[],
    );
}
