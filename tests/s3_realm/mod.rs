//! An organization, what is outside of it, and requests of both to S3.

use vpcsim::s3::Explanation;
use vpcsim::scenario::Scenario;
use vpcsim::world::build;

use crate::s3_scene::{self, Ask, By};

/// A member account of the organization.
pub(crate) const MEMBER: &str = "111122223333";
/// An account outside.
pub(crate) const OUTSIDER: &str = "444455556666";

pub(crate) const ALLOW: &str =
    r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
pub(crate) const GET: &str = r#"GetObject("s3://main-1/k")"#;

/// What differs between the worlds of these tests.
#[derive(Clone, Copy)]
pub(crate) struct Realm<'a> {
    pub(crate) as_of: &'a str,
    /// Service control policies of the root, the unit and the account, as lists.
    pub(crate) scp: [&'a str; 3],
    /// Resource control policies of the unit.
    pub(crate) rcp: &'a str,
    /// The policy of the member's bucket `main-1`.
    pub(crate) bucket: &'a str,
    /// The policy of the endpoint; full access when empty.
    pub(crate) endpoint: &'a str,
}

pub(crate) const FULL: &str = r#"[Managed("FullAWSAccess")]"#;

impl Default for Realm<'_> {
    fn default() -> Self {
        Self {
            as_of: "2026-06-01",
            scp: [FULL; 3],
            rcp: "[]",
            bucket: "",
            endpoint: "",
        }
    }
}

impl Realm<'_> {
    pub(crate) fn text(&self, who: &str, call: &str) -> String {
        let Self {
            as_of,
            scp: [root, unit, account],
            rcp,
            bucket,
            endpoint,
        } = self;
        let policy = |json: &str| match json {
            "" => String::new(),
            json => format!("policy: r#\"{json}\"#,"),
        };
        let (bucket, endpoint) = (policy(bucket), policy(endpoint));
        format!(
            r##"Scenario(
            as_of: "{as_of}",
            accounts: {{
                "100000000001": Account(roles: {{ "boss": Role(policies: [r#"{ALLOW}"#]) }}),
                "{MEMBER}": Account(
                    roles: {{
                        "app": Role(policies: [r#"{ALLOW}"#], session_name: "i-0abc"),
                        "reader": Role(policies: [r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*"}}}}"#]),
                        "linked": Role(path: "/aws-service-role/x.amazonaws.com/", policies: [r#"{ALLOW}"#]),
                    }},
                    federated_users: {{ "bob": FederatedUser(
                        policies: [r#"{ALLOW}"#],
                        session_policy: r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}}}"#,
                    ) }},
                    service_control_policies: {account},
                ),
                "222233334444": Account(roles: {{ "sister": Role(policies: [r#"{ALLOW}"#]) }}),
                "{OUTSIDER}": Account(roles: {{ "guest": Role(policies: [r#"{ALLOW}"#]) }}),
            }},
            organizations: {{ "o-exampleorg": Organization(
                management_account: "100000000001",
                root: Unit(
                    accounts: ["222233334444"],
                    service_control_policies: {root},
                    units: {{ "ou-a": Unit(accounts: ["{MEMBER}"], service_control_policies: {unit}, resource_control_policies: {rcp}) }},
                ),
            ) }},
            vpcs: {{ "vpc-111bbb22": Vpc(
                account: "{MEMBER}", region: "us-east-1", cidr_blocks: ["10.0.0.0/16"],
                subnets: {{ "iso-a": Subnet(availability_zone: "us-east-1a", cidr_block: "10.0.2.0/24", route_table: "rtb-iso") }},
                route_tables: {{ "rtb-iso": [] }},
                vpc_endpoints: {{ "vpce-1a2b3c4d": Gateway(
                    service: "com.amazonaws.us-east-1.s3", route_tables: ["rtb-iso"],
                    {endpoint}
                ) }},
            ) }},
            hosts: {{ "iso": Host(subnet: "iso-a", private_ip: "10.0.2.10") }},
            buckets: {{
                "main-1": Bucket(account: "{MEMBER}", region: "us-east-1", {bucket} objects: [Object(key: "k")]),
                "of-boss": Bucket(account: "100000000001", region: "us-east-1", objects: [Object(key: "k")]),
                "foreign-1": Bucket(account: "{OUTSIDER}", region: "us-east-1", objects: [Object(key: "k")],
                    policy: r#"{{"Statement": {{"Effect": "Allow", "Principal": {{"AWS": "{MEMBER}"}}, "Action": "s3:*", "Resource": "arn:aws:s3:::foreign-1/*"}}}}"#),
            }},
            clients: {{ "c": Client(host: "iso", credentials: "{who}") }},
            workload: [Request(client: "c", call: {call})],
        )"##
        )
    }

    pub(crate) fn ask(&self, who: &str, by: By, call: &str) -> Explanation {
        let text = self.text(who, call);
        let loaded = Scenario::parse(&text);
        assert!(loaded.faults.is_empty(), "{:?}\n{text}", loaded.faults);
        let built = build(&loaded.scenario);
        assert!(built.is_sound(), "{:?}\n{text}", built.faults);
        let load = &built.plan.loads[0];
        let principal = built.world.clients[load.client].principal;
        let ask = Ask {
            who,
            by,
            ..Ask::default()
        };
        s3_scene::put(&built.world, &load.call, ask, principal)
    }

    pub(crate) fn outcome(&self, who: &str, call: &str) -> String {
        self.ask(who, By::Internet, call).answer.outcome.to_string()
    }
}

pub(crate) fn allow_to(principal: &str) -> String {
    format!(
        r#"{{"Statement": {{"Effect": "Allow", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::main-1/*"}}}}"#
    )
}

pub(crate) fn list(json: &str) -> String {
    format!("[r#\"{json}\"#]")
}
