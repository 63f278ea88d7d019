//! The rules of time, each as a small story whose every request, break and change is written out.
//!
//! A line of a request: its id, number and arrival, then each attempt: outcome, `*` when the
//! connection was open before, reason, gateways passed, end, bytes sent (`-`) and received (`+`).

#[path = "sim/told.rs"]
mod told;

use told::check;

#[test]
fn latency_is_round_trips_and_thinking_and_bytes() {
    check(
        "TCP-18, LAT-01, BW-01: the name, four round trips, the first byte, the body at 5 Gbit/s",
        r#"
        clients: { "c": Client(host: "pub") },
        workload: [
            Request(id: "cold", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "warm", at: "1s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "up", at: "2s", client: "c", call: PutObject(to: "s3://near/up", size: "1 GB")),
            Request(id: "missing", at: "8s", client: "c", call: GetObject("s3://near/x")),
        ],
        "#,
        &[
            "cold#1 0ms: 200[igw-1]@106ms+1000000",
            "warm#1 1000ms: 200*[igw-1]@1102ms+1000000",
            "up#1 2000ms: 200*[igw-1]@3763ms-1000000000",
            "missing#1 8000ms: 404-NoSuchKey*(S3_NO_SUCH_KEY)[igw-1]@8010ms",
        ],
    );
    check(
        "TCP-18: TLS 1.3 and plain HTTP",
        r#"
        model: Model(first_byte: "0s", rtt_cross_zone: "100ms", rtt_same_zone: "100ms"),
        clients: {
            "old": Client(host: "bare", tls: Tls12),
            "new": Client(host: "bare", tls: Tls13),
            "plain": Client(host: "bare", scheme: Http),
        },
        workload: [
            Request(id: "tls-1.2", client: "old", call: GetObject("s3://near/k1")),
            Request(id: "tls-1.3", client: "new", call: GetObject("s3://near/k1")),
            Request(id: "plain", client: "plain", call: GetObject("s3://near/k1")),
        ],
        "#,
        &[
            "plain#1 0ms: 200[igw-1]@801ms+1000000",
            "tls-1.3#1 0ms: 200[igw-1]@901ms+1000000",
            "tls-1.2#1 0ms: 200[igw-1]@1001ms+1000000",
        ],
    );
    check(
        "TCP-03: the first byte takes longer than the client waits",
        r#"
        model: Model(first_byte: "3s", first_byte_spread_percent: 0),
        clients: { "c": Client(host: "pub", read_timeout: "2s", retries: Off) },
        workload: [Request(id: "slow", client: "c", call: GetObject("s3://near/k1"))],
        "#,
        &["slow#1 0ms: STALL(CLIENT_READ_TIMEOUT)[igw-1]@2001ms"],
    );
}

#[test]
fn nobody_answers_or_somebody_late() {
    check(
        "RTE-10, TCP-02, TCP-16: no route, three attempts",
        r#"
        clients: { "c": Client(host: "iso", connect_timeout: "10s") },
        workload: [Request(id: "lost", client: "c", call: GetObject("s3://near/k1"))],
        "#,
        &[
            "lost#1 0ms: CONNECT-TIMEOUT(NO_ROUTE_TO_DESTINATION)[]@10001ms CONNECT-TIMEOUT(NO_ROUTE_TO_DESTINATION)[]@20214ms CONNECT-TIMEOUT(NO_ROUTE_TO_DESTINATION)[]@30738ms",
        ],
    );
    check(
        "TCP-02, GWE-19: the endpoint comes while SYNs go out 1, 3, 7 s after the first; a second endpoint is refused (GWE-13)",
        r#"
        clients: { "c": Client(host: "iso") },
        workload: [Request(id: "late", client: "c", call: GetObject("s3://near/k1"))],
        timeline: [
            At("4s", CreateVpcEndpoint("vpce-1", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]))),
            At("5s", CreateVpcEndpoint("vpce-2", Gateway(vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"]))),
        ],
        "#,
        &[
            "4000ms change 0 accepted",
            "4000ms change 0 applied",
            "5000ms change 1 RouteAlreadyExists",
            "late#1 0ms: 200[vpce-1]@7103ms+1000000",
        ],
    );
    check(
        "DNS-01: the resolver is silent, asked twice",
        r#"
        enable_dns_support: false,
        ----
        clients: { "c": Client(host: "pub", retries: Off) },
        workload: [Request(id: "nameless", client: "c", call: GetObject("s3://near/k1"))],
        "#,
        &["nameless#1 0ms: DNS-TIMEOUT(DNS_RESOLVER_DISABLED)@10000ms"],
    );
    check(
        "S3R-19: the certificate's star covers no dots",
        r#"
        clients: { "c": Client(host: "pub", retries: Off) },
        workload: [Request(id: "dotted", client: "c", call: GetObject("s3://my.dots/k1"), addressing: VirtualHosted)],
        "#,
        &["dotted#1 0ms: TLS-FAIL(TLS_NAME_MISMATCH)[igw-1]@1ms"],
    );
}

#[test]
fn a_gateway_endpoint_breaks_what_it_takes_over() {
    check(
        "TCP-10 to TCP-14, GWE-04, GWE-05, G025: busy ones at T, an idle one at its next use; other tables go on",
        r#"
        clients: {
            "c": Client(host: "pub", connections: 2, retries: Standard(base_delay: "0s")),
            "d": Client(host: "priv", retries: Standard(base_delay: "0s")),
            "e": Client(host: "bare", region: "us-west-2"),
        },
        workload: [
            Request(id: "before", at: "6s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "big", at: "6s", client: "c", call: GetObject("s3://near/big")),
            Request(id: "idle", at: "12s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "nat", at: "6s", client: "d", call: GetObject("s3://near/big")),
            Request(id: "west", at: "10900ms", client: "e", call: GetObject("s3://far/k1")),
        ],
        timeline: [At("10s", CreateVpcEndpoint("vpce-1", Gateway(
            vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-priv"],
        ))), At("11s", ModifyVpcEndpoint("vpce-1", EndpointEdit(add_route_tables: ["rtb-pub"])))],
        "#,
        &[
            "10000ms change 0 accepted",
            "10000ms change 0 applied",
            "10000ms broken busy GWE_CUTOVER by change 0",
            "11000ms change 1 accepted",
            "11000ms change 1 applied",
            "11000ms broken idle GWE_CUTOVER by change 1",
            "11000ms broken busy GWE_CUTOVER by change 1",
            "before#1 6000ms: 200[igw-1]@6106ms+1000000",
            "west#1 10900ms: 200[igw-1]@11261ms+1024",
            "idle#1 12000ms: 200[vpce-1]@12103ms+1000000",
            "nat#1 6000ms: RST(GWE_CUTOVER)[nat-1,igw-1]@10000ms+2347657652 200[vpce-1]@18152ms+5000000000",
            "big#1 6000ms: RST(GWE_CUTOVER)[igw-1]@11000ms+2951100721 RST*(GWE_CUTOVER)[igw-1]@11000ms 200[vpce-1]@19152ms+5000000000",
        ],
    );
    check(
        "TCP-11: or they fall silent",
        r#"
        model: Model(first_byte_spread_percent: 0, gateway_endpoint_cutover: Drop),
        clients: { "c": Client(host: "pub", read_timeout: "10s", retries: Standard(base_delay: "0s")) },
        workload: [Request(id: "big", client: "c", call: GetObject("s3://near/big"))],
        timeline: [At("2s", CreateVpcEndpoint("vpce-1", Gateway(
            vpc: "vpc-1", service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub"],
        )))],
        "#,
        &[
            "2000ms change 0 accepted",
            "2000ms change 0 applied",
            "2000ms broken busy GWE_CUTOVER by change 0",
            "big#1 0ms: STALL(GWE_CUTOVER)[igw-1]@12000ms+1143510893 200[vpce-1]@20152ms+5000000000",
        ],
    );
}

#[test]
fn a_gateway_endpoint_gives_up_what_it_carried() {
    check(
        "TCP-13, GWE-26: withdrawn, with and without another way",
        r#"
        vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub", "rtb-iso"]) },
        ----
        clients: {
            "c": Client(host: "pub", retries: Standard(base_delay: "0s")),
            "i": Client(host: "iso", read_timeout: "5s", connect_timeout: "5s", retries: Standard(max_attempts: 2, base_delay: "0s")),
        },
        workload: [
            Request(id: "pub", client: "c", call: GetObject("s3://near/big")),
            Request(id: "iso", client: "i", call: GetObject("s3://near/big")),
        ],
        timeline: [At("2s", DeleteVpcEndpoint("vpce-1"))],
        "#,
        &[
            "2000ms change 0 accepted",
            "2000ms change 0 applied",
            "2000ms broken busy GWE_WITHDRAWN by change 0",
            "2000ms broken busy GWE_WITHDRAWN by change 0",
            "pub#1 0ms: RST(GWE_WITHDRAWN)[vpce-1]@2000ms+1178855058 200[igw-1]@10402ms+5000000000",
            "iso#1 0ms: STALL(GWE_WITHDRAWN)[vpce-1]@7000ms+1178855058 CONNECT-TIMEOUT(NO_ROUTE_TO_DESTINATION)[]@12001ms",
        ],
    );
    check(
        "TCP-14, TCP-17, GWE-19: a policy breaks nothing, and is judged request by request",
        r#"
        vpc_endpoints: { "vpce-1": Gateway(service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-pub"]) },
        ----
        clients: { "c": Client(host: "pub") },
        workload: [
            Request(id: "before", at: "9s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "soon", at: "11s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "after", at: "13s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "open", at: "69s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "shut", at: "71s", client: "c", call: GetObject("s3://near/k1")),
        ],
        timeline: [
            At("10s", SetRolePolicies("app", [])),
            At("10s", ModifyVpcEndpoint("vpce-1", EndpointEdit(policy: "{ \"Statement\": [{ \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\" }] }"))),
            At("20s", SetRolePolicies("app", [Managed("AmazonS3FullAccess")])),
        ],
        "#,
        &[
            "10000ms change 0 accepted",
            "10000ms change 1 accepted",
            "12000ms change 0 applied",
            "20000ms change 2 accepted",
            "22000ms change 2 applied",
            "70000ms change 1 applied",
            "before#1 9000ms: 200[vpce-1]@9103ms+1000000",
            "soon#1 11000ms: 200*[vpce-1]@11101ms+1000000",
            "after#1 13000ms: 403-AccessDenied{identity,implicit}*(IDENTITY_NO_ALLOW)[vpce-1]@13010ms",
            "open#1 69000ms: 200[vpce-1]@69103ms+1000000",
            "shut#1 71000ms: 403-AccessDenied{vpce,explicit}*(ENDPOINT_EXPLICIT_DENY)[vpce-1]@71010ms",
        ],
    );
}

#[test]
fn filters_and_routes_break_what_they_stop() {
    check(
        "NACL-05: a network ACL hits open connections at once",
        r#"
        clients: { "c": Client(host: "pub", read_timeout: "5s", retries: Off) },
        workload: [Request(id: "big", client: "c", call: GetObject("s3://near/big"))],
        timeline: [At("2s", CreateNetworkAclEntry("acl-1", Inbound, Deny(rule: 50, cidr: "0.0.0.0/0")))],
        "#,
        &[
            "2000ms change 0 accepted",
            "2000ms change 0 applied",
            "2000ms broken busy PATH_LOST by change 0",
            "big#1 0ms: STALL(PATH_LOST)[igw-1]@7000ms+1143510893",
        ],
    );
    check(
        "SG-10: a tracked connection outlives its rule, an untracked one does not",
        r#"
        clients: {
            "t": Client(host: "pub", connect_timeout: "5s", retries: Off),
            "u": Client(host: "bare", read_timeout: "5s", retries: Off),
        },
        workload: [
            Request(id: "tracked", client: "t", call: GetObject("s3://near/big")),
            Request(id: "untracked", client: "u", call: GetObject("s3://near/big")),
            Request(id: "new", at: "3s", client: "t", call: GetObject("s3://near/k1")),
        ],
        timeline: [
            At("2s", RevokeSecurityGroupEgress("sg-tracked", Allow(protocol: "tcp", ports: "443", to: "0.0.0.0/0"))),
            At("2s", RevokeSecurityGroupEgress("sg-untracked", Allow(to: "0.0.0.0/0"))),
        ],
        "#,
        &[
            "2000ms change 0 accepted",
            "2000ms change 0 applied",
            "2000ms change 1 accepted",
            "2000ms change 1 applied",
            "2000ms broken busy PATH_LOST by change 1",
            "untracked#1 0ms: STALL(PATH_LOST)[igw-1]@7000ms+1143510893",
            "new#1 3000ms: CONNECT-TIMEOUT(SG_HAS_NO_RULES)[]@8000ms",
            "tracked#1 0ms: 200[igw-1]@8403ms+5000000000",
        ],
    );
    check(
        "TCP-19, RTE-17: another gateway, another source address",
        r#"
        clients: { "c": Client(host: "priv", retries: Standard(base_delay: "0s")) },
        workload: [Request(id: "big", client: "c", call: GetObject("s3://near/big"))],
        timeline: [At("2s", ReplaceRoute("rtb-priv", "0.0.0.0/0", "nat-2"))],
        "#,
        &[
            "2000ms change 0 accepted",
            "2000ms change 0 applied",
            "2000ms broken busy PATH_REPLACED by change 0",
            "big#1 0ms: RST(PATH_REPLACED)[nat-1,igw-1]@2000ms+1142597766 200[nat-2,igw-1]@10406ms+5000000000",
        ],
    );
}

#[test]
fn idle_connections_end_in_their_time() {
    check(
        "NAT-03, G085: a NAT gateway forgets after 350 s and says so at the next packet; nobody else does (TCP-06)",
        r#"
        model: Model(first_byte_spread_percent: 0, s3_idle_timeout: "1h"),
        clients: {
            "c": Client(host: "priv", keep_alive: "1h", retries: Standard(base_delay: "0s")),
            "d": Client(host: "pub", keep_alive: "1h"),
        },
        workload: [
            Request(id: "nat-1", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "nat-2", at: "350s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "nat-3", at: "702s", client: "c", call: GetObject("s3://near/k1")),
            Request(id: "igw-1", client: "d", call: GetObject("s3://near/k1")),
            Request(id: "igw-2", at: "400s", client: "d", call: GetObject("s3://near/k1")),
        ],
        "#,
        &[
            "702000ms broken idle NAT_IDLE_TIMEOUT",
            "igw-1#1 0ms: 200[igw-1]@106ms+1000000",
            "nat-1#1 0ms: 200[nat-1,igw-1]@112ms+1000000",
            "nat-2#1 350000ms: 200*[nat-1,igw-1]@350106ms+1000000",
            "igw-2#1 400000ms: 200*[igw-1]@400103ms+1000000",
            "nat-3#1 702000ms: RST*(NAT_IDLE_TIMEOUT)[nat-1,igw-1]@702000ms 200[nat-1,igw-1]@702108ms+1000000",
        ],
    );
    check(
        "TCP-09: S3 closes after 20 s, the client perhaps earlier; a request that crosses S3's FIN gets a new connection",
        r#"
        clients: { "c": Client(host: "pub"), "d": Client(host: "pub", keep_alive: "5s") },
        workload: [
            Request(id: "a", client: "c", call: HeadBucket("near")),
            Request(id: "reused", at: "20s", client: "c", call: HeadBucket("near")),
            Request(id: "raced", at: "40010.1ms", client: "c", call: HeadBucket("near")),
            Request(id: "closed", at: "61s", client: "c", call: HeadBucket("near")),
            Request(id: "d", client: "d", call: HeadBucket("near")),
            Request(id: "closed-by-client", at: "6s", client: "d", call: HeadBucket("near")),
        ],
        "#,
        &[
            "40010ms broken idle S3_IDLE_CLOSE",
            "a#1 0ms: 200[igw-1]@11ms",
            "d#1 0ms: 200[igw-1]@11ms",
            "closed-by-client#1 6000ms: 200[igw-1]@6011ms",
            "reused#1 20000ms: 200*[igw-1]@20010ms",
            "raced#1 40010ms: 200[igw-1]@40021ms",
            "closed#1 61000ms: 200[igw-1]@61011ms",
        ],
    );
}
