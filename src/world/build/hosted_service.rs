//! AWS services on hosts: their clients, the buckets they need, and the calls they make.

use std::sync::Arc;

use super::Builder;
use crate::aws::account::{AWS_OWNED, AccountId};
use crate::aws::dependent_service::{
    DEPENDENT_SERVICES, DependentService, Owner, ServiceCall, Signer,
};
use crate::aws::region::Region;
use crate::aws::s3_operation::Operation;
use crate::diagnostic::Diagnostic;
use crate::policy::{
    BlockPublicAccess, Document, ObjectOwnership, Policy, PolicyKind, Principal as Identity,
    Validation,
};
use crate::scenario::Said;
use crate::scenario::service::{Service as Written, ServiceName};
use crate::time::{Duration, Instant};
use crate::units::Bytes;
use crate::world::Id;
use crate::world::address::Address;
use crate::world::bucket::{Bucket, Objects};
use crate::world::call::{BucketRef, Call, KeyPattern};
use crate::world::client::Client;
use crate::world::host::{Host, Location};
use crate::world::hosted_service::HostedService;
use crate::world::iam::{AttachedPolicy, Principal};
use crate::world::keys::Keys;
use crate::world::organization::Account;
use crate::world::plan::{Load, SignedBy, Spacing};
use crate::world::quota::Quotas;
use crate::world::stored::Stored;

/// What a service writes in one call.
const UPLOAD: Bytes = Bytes(1 << 10);
/// What it fetches in one call.
const DOWNLOAD: Bytes = Bytes(64 << 10);

impl Builder<'_> {
    /// The clients of every service on every host, and the buckets they need.
    pub(super) fn hosted_services(&mut self) {
        let scenario = self.scenario;
        for (host_name, host) in &scenario.hosts {
            let Some(id) = self.world.hosts.find(host_name) else {
                continue;
            };
            for service in &host.services {
                self.hosted_service(host_name, id, service);
            }
        }
    }

    fn hosted_service(&mut self, host_name: &Said<String>, host: Id<Host>, written: &Written) {
        let service = named(written.name);
        let name = format!("{}/{}", host_name.value, service.short);
        let Some((region, account)) = self.home_of(host) else {
            let message = format!("`{}` stands in no VPC", host_name.value);
            let fault = Diagnostic::error("host-location", message, host_name.at);
            self.fault(fault.help("services of AWS run in VPCs here"));
            return;
        };
        if self.world.clients.find(&name).is_some() {
            let message = format!("`{name}` is there already");
            let fault = Diagnostic::error("duplicate-id", message, host_name.at);
            self.fault(fault.help("name each service once a host; use `every` and `count`"));
            return;
        }
        for call in service.calls(region, &account.to_string()) {
            self.bucket_of_service(&call, region, account);
        }
        for bucket in &written.buckets {
            let _told = self.find(|world| &world.buckets, "bucket", bucket);
        }
        let principal = match service.signer {
            Signer::Host => self.world.hosts[host].role,
            Signer::Aws => Some(self.aws_itself()),
            Signer::Nobody => None,
        };
        let client = self
            .world
            .clients
            .add(name, client(host, principal, region));
        self.world.hosted_services.push(HostedService {
            service,
            host,
            client,
        });
    }

    /// The Region and the account of a host in a VPC.
    fn home_of(&self, host: Id<Host>) -> Option<(Region, AccountId)> {
        let host = &self.world.hosts[host];
        let Location::Vpc(interface) = host.location else {
            return None;
        };
        let vpc = self.world.vpc_of(self.world.interfaces[interface].subnet);
        let vpc = &self.world.vpcs[vpc];
        Some((vpc.region, host.account.unwrap_or(vpc.account)))
    }

    /// The bucket of a call, unless the scenario has it. What AWS owns can be read by anybody.
    fn bucket_of_service(&mut self, call: &ServiceCall, region: Region, customer: AccountId) {
        if self.world.buckets.find(&call.bucket).is_some() {
            return;
        }
        let account = match call.owner {
            Owner::Aws => {
                self.aws_account();
                AWS_OWNED
            }
            Owner::Customer => customer,
        };
        let is_public = call.owner == Owner::Aws;
        let open = BlockPublicAccess::default();
        self.world.buckets.add(
            call.bucket.clone(),
            Bucket {
                account,
                region,
                policy: is_public.then(|| readable_by_all(&call.bucket)).flatten(),
                block_public_access: if is_public {
                    open
                } else {
                    BlockPublicAccess::ALL
                },
                ownership: ObjectOwnership::BucketOwnerEnforced,
                acl: Vec::new(),
                objects: vec![Objects {
                    pattern: "*".to_owned(),
                    size: DOWNLOAD,
                    part_size: None,
                    tags: Vec::new(),
                    owner: None,
                    acl: Vec::new(),
                }],
                stored: Stored::default(),
                replication: Vec::new(),
                created: None,
                exists: true,
                requester_pays: false,
                partitioned_prefixes: Vec::new(),
            },
        );
    }

    /// AWS's own account, as the owner of its buckets.
    fn aws_account(&mut self) {
        if self.world.accounts_by_number.contains_key(&AWS_OWNED) {
            return;
        }
        let account = Account {
            id: AWS_OWNED,
            block_public_access: BlockPublicAccess::default(),
            membership: None,
            quotas: Quotas::NONE,
        };
        let id = self.world.accounts.add(AWS_OWNED.to_string(), account);
        self.world.accounts_by_number.insert(AWS_OWNED, id);
    }

    /// AWS itself, which signs the URLs that some services hand out.
    fn aws_itself(&mut self) -> Id<Principal> {
        const NAME: &str = "service:aws";
        if let Some(known) = self.world.principals.find(NAME) {
            return known;
        }
        let number = AWS_OWNED.to_string();
        let principal = Principal {
            identity: Identity::session(&number, "/", "service", "signed-url"),
            account: Some(AWS_OWNED),
            policies: all_of_s3().into_iter().collect(),
            boundary: None,
            session: None,
            tags: Vec::new(),
        };
        self.world.principals.add(NAME.to_owned(), principal)
    }

    /// The calls of every service, in the order of hosts and services.
    pub(super) fn service_loads(&mut self) -> Vec<Load> {
        let scenario = self.scenario;
        let mut loads = Vec::new();
        for (host_name, host) in &scenario.hosts {
            for written in &host.services {
                let service = named(written.name);
                let name = format!("{}/{}", host_name.value, service.short);
                if let Some(client) = self.world.clients.find(&name) {
                    self.add_loads(client, service, written, &mut loads);
                }
            }
        }
        loads
    }

    fn add_loads(
        &self,
        client: Id<Client>,
        service: &'static DependentService,
        written: &Written,
        loads: &mut Vec<Load>,
    ) {
        let Some((region, account)) = self.home_of(self.world.clients[client].host) else {
            return;
        };
        let own = service.calls(region, &account.to_string()).into_iter();
        let own = own.map(|call| (operation(call.action), call.bucket));
        let further = written.buckets.iter();
        let further = further.map(|bucket| (Operation::GetObject, bucket.value.clone()));
        let name = self.world.clients.name(client);
        for (position, (operation, bucket)) in own.chain(further).enumerate() {
            let mut call = Call::plain(operation, Address::of_bucket(region));
            call.bucket = Some(BucketRef {
                id: self.world.buckets.find(&bucket),
                name: bucket,
                through: None,
            });
            call.key = Some(KeyPattern::parse("any/key"));
            call.ask_sdk();
            if operation == Operation::PutObject {
                call.size = UPLOAD;
            }
            if service.signer == Signer::Aws {
                call.presigned_by = self.world.clients[client].principal;
            }
            loads.push(Load {
                keys: Keys::Numbered,
                mix: None,
                transfer: None,
                at: None,
                id: format!("{name}/{}", position + 1),
                client,
                call,
                start: Instant::ZERO + written.at.0,
                spacing: Spacing::Constant(
                    written.every.as_ref().map_or(Duration::ZERO, |span| span.0),
                ),
                count: if written.every.is_some() {
                    written.count.value
                } else {
                    1
                },
                replay: None,
                signed_by: SignedBy::Client,
            });
        }
    }
}

/// The facts about a service.
fn named(name: ServiceName) -> &'static DependentService {
    let position = match name {
        ServiceName::AppStream => 0,
        ServiceName::CloudFormation => 1,
        ServiceName::CodeDeploy => 2,
        ServiceName::ElasticBeanstalk => 3,
        ServiceName::OpsWorks => 4,
        ServiceName::WorkDocs => 5,
        ServiceName::WorkSpaces => 6,
        ServiceName::Emr => 7,
        ServiceName::SystemsManager => 8,
        ServiceName::Ecr => 9,
        ServiceName::AmazonLinux => 10,
    };
    &DEPENDENT_SERVICES[position]
}

/// A program that tries once.
fn client(host: Id<Host>, principal: Option<Id<Principal>>, region: Region) -> Client {
    let usual = Client::usual(host, principal, region);
    Client {
        connect_timeout: Duration::from_secs(10),
        retries: usual.retries.off(),
        ..usual
    }
}

/// The operation behind one of the IAM actions of the table.
fn operation(action: &str) -> Operation {
    match action {
        "s3:PutObject" => Operation::PutObject,
        "s3:DeleteObject" => Operation::DeleteObject,
        // INVARIANT: the table knows no other actions.
        _ => Operation::GetObject,
    }
}

fn readable_by_all(bucket: &str) -> Option<AttachedPolicy> {
    let text = format!(
        r#"{{"Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{bucket}/*"}}]}}"#
    );
    compiled("AWS's own", &text, PolicyKind::Bucket)
}

fn all_of_s3() -> Option<AttachedPolicy> {
    let text = r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
    compiled("AWS's own", text, PolicyKind::Identity)
}

fn compiled(name: &str, text: &str, kind: PolicyKind) -> Option<AttachedPolicy> {
    let (document, _) = Document::parse(text, kind, Validation::Lenient);
    document.map(|document| Arc::new(Policy::compile(name, document)))
}

#[cfg(test)]
mod tests {
    use super::{DEPENDENT_SERVICES, ServiceName, named};

    #[test]
    fn names_mean_their_services() {
        let all = [
            ServiceName::AppStream,
            ServiceName::CloudFormation,
            ServiceName::CodeDeploy,
            ServiceName::ElasticBeanstalk,
            ServiceName::OpsWorks,
            ServiceName::WorkDocs,
            ServiceName::WorkSpaces,
            ServiceName::Emr,
            ServiceName::SystemsManager,
            ServiceName::Ecr,
            ServiceName::AmazonLinux,
        ];
        assert_eq!(all.len(), DEPENDENT_SERVICES.len());
        for name in all {
            assert_eq!(named(name).short, format!("{name:?}"));
        }
    }
}
