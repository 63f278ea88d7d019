//! AWS services that reach S3 from inside a VPC, and what an endpoint policy must leave open for
//! them.
//!
//! A restrictive endpoint policy starves them: their own calls to S3 get `403`, and what people
//! see is the service's symptom, not S3's. The remedies are the default policy, an allow for the
//! buckets named here, or a subnet without the endpoint (SVC-12, GWE-11).

use super::region::Region;

/// A service that reaches S3 from inside a VPC.
#[derive(Debug, PartialEq, Eq)]
pub struct DependentService {
    /// Its name.
    pub name: &'static str,
    /// Its name in one word, as scenarios have it.
    pub short: &'static str,
    /// Who signs its calls.
    pub signer: Signer,
    /// The rule it stands under, `SVC-01`.
    pub rule: &'static str,
    /// What it needs of S3.
    pub needs: Needs,
    /// What people see when it does not get it.
    pub symptom: &'static str,
    /// Whether AWS has shut the service down since.
    pub is_retired: bool,
}

/// What a service needs of S3.
#[derive(Debug, PartialEq, Eq)]
pub enum Needs {
    /// Everything: it reaches buckets nobody can list beforehand.
    FullAccess,
    /// These buckets.
    Buckets(&'static [NeededBucket]),
}

/// A bucket, or a family of them, that a service needs.
#[derive(Debug, PartialEq, Eq)]
pub struct NeededBucket {
    /// The name; `{region}`, `{regionwithoutdashes}` and `{account}` stand for the endpoint's own.
    pub name: &'static str,
    /// What is done with its objects.
    pub actions: &'static [&'static str],
    /// Whose it is.
    pub owner: Owner,
}

/// Whose bucket it is; fences around an account catch the ones AWS owns (COND-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// AWS owns it.
    Aws,
    /// The account that uses the service owns it.
    Customer,
}

/// Who signs the calls of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signer {
    /// The role of the host it runs on.
    Host,
    /// AWS itself: the service hands out a signed URL.
    Aws,
    /// Nobody: everyone may read there.
    Nobody,
}

/// One call to S3 that a service makes, as an endpoint policy sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCall {
    /// Who makes it.
    pub service: &'static DependentService,
    /// The IAM action.
    pub action: &'static str,
    /// The bucket's name.
    pub bucket: String,
    /// The object's ARN; the key is any.
    pub resource: String,
    /// Whose bucket it is.
    pub owner: Owner,
}

const GET: &[&str] = &["s3:GetObject"];
const PUT: &[&str] = &["s3:PutObject"];
const GET_PUT: &[&str] = &["s3:GetObject", "s3:PutObject"];

const fn of_aws(name: &'static str, actions: &'static [&'static str]) -> NeededBucket {
    NeededBucket {
        name,
        actions,
        owner: Owner::Aws,
    }
}

const fn of_customer(name: &'static str, actions: &'static [&'static str]) -> NeededBucket {
    NeededBucket {
        name,
        actions,
        owner: Owner::Customer,
    }
}

const fn living(
    (name, short, signer): (&'static str, &'static str, Signer),
    rule: &'static str,
    needs: Needs,
    symptom: &'static str,
) -> DependentService {
    DependentService {
        name,
        short,
        signer,
        rule,
        needs,
        symptom,
        is_retired: false,
    }
}

const fn retired(
    (name, short, signer): (&'static str, &'static str, Signer),
    rule: &'static str,
    needs: Needs,
    symptom: &'static str,
) -> DependentService {
    DependentService {
        name,
        short,
        signer,
        rule,
        needs,
        symptom,
        is_retired: true,
    }
}

/// The services that are known to depend on S3 this way.
///
/// SIMPLIFIED: only buckets whose names follow from Region and account are listed; the ones people
/// name themselves (CodeDeploy's revisions, OpsWorks's cookbooks) cannot be known here.
/// Sources: the services' own guides on VPC endpoints, read 2026.
pub const DEPENDENT_SERVICES: [DependentService; 11] = [
    living(
        ("Amazon AppStream 2.0", "AppStream", Signer::Host),
        "SVC-01",
        Needs::Buckets(&[of_customer(
            "appstream2-36fb080bb8-{region}-{account}",
            &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        )]),
        "home folders are empty and what users save is lost",
    ),
    living(
        ("AWS CloudFormation", "CloudFormation", Signer::Aws),
        "SVC-02",
        Needs::Buckets(&[
            of_aws("cloudformation-waitcondition-{region}", PUT),
            of_aws(
                "cloudformation-custom-resource-response-{regionwithoutdashes}",
                PUT,
            ),
        ]),
        "the stack waits for a wait condition or custom resource until it times out",
    ),
    living(
        ("AWS CodeDeploy", "CodeDeploy", Signer::Host),
        "SVC-03",
        Needs::Buckets(&[of_aws("aws-codedeploy-{region}", GET)]),
        "the agent cannot be installed or updated, and the download of a deployment fails",
    ),
    living(
        ("AWS Elastic Beanstalk", "ElasticBeanstalk", Signer::Host),
        "SVC-04",
        Needs::Buckets(&[
            of_customer("elasticbeanstalk-{region}-{account}", GET_PUT),
            of_aws("elasticbeanstalk-platform-assets-{region}", GET),
            of_aws("elasticbeanstalk-env-resources-{region}", GET),
            of_aws("elasticbeanstalk-samples-{region}", GET),
            of_aws("elasticbeanstalk-{region}", GET),
        ]),
        "creating or updating an environment fails",
    ),
    retired(
        ("AWS OpsWorks", "OpsWorks", Signer::Nobody),
        "SVC-05",
        Needs::Buckets(&[of_aws("opsworks-instance-agent", GET)]),
        "instances stay in setup because the agent cannot be fetched",
    ),
    retired(
        ("Amazon WorkDocs client", "WorkDocs", Signer::Aws),
        "SVC-06",
        Needs::FullAccess,
        "documents do not sync",
    ),
    living(
        ("Amazon WorkSpaces", "WorkSpaces", Signer::Aws),
        "SVC-07",
        Needs::FullAccess,
        "web sites and mails of others that keep content on S3 break at random",
    ),
    living(
        ("Amazon EMR", "Emr", Signer::Host),
        "SVC-08",
        Needs::Buckets(&[
            of_aws("repo.{region}.emr.amazonaws.com", GET),
            of_aws("al2023-repos-{region}-de612dc2", GET),
        ]),
        "the cluster ends with a bootstrap failure",
    ),
    living(
        ("AWS Systems Manager", "SystemsManager", Signer::Host),
        "SVC-09",
        Needs::Buckets(&[
            of_aws("aws-ssm-{region}", GET),
            of_aws("amazon-ssm-{region}", GET),
            of_aws("amazon-ssm-packages-{region}", GET),
            of_aws("aws-windows-downloads-{region}", GET),
            of_aws("patch-baseline-snapshot-{region}", GET),
        ]),
        "patching and agent updates fail",
    ),
    living(
        ("Amazon ECR", "Ecr", Signer::Aws),
        "SVC-10",
        Needs::Buckets(&[of_aws("prod-{region}-starport-layer-bucket", GET)]),
        "pulling an image fails with CannotPullContainerError",
    ),
    living(
        ("Amazon Linux repositories", "AmazonLinux", Signer::Nobody),
        "SVC-11",
        Needs::Buckets(&[
            of_aws("packages.{region}.amazonaws.com", GET),
            of_aws("repo.{region}.amazonaws.com", GET),
            of_aws("amazonlinux.{region}.amazonaws.com", GET),
            of_aws("amazonlinux-2-repos-{region}", GET),
            of_aws("al2023-repos-{region}-de612dc2", GET),
        ]),
        "yum and dnf answer 403",
    ),
];

/// A bucket nobody has thought of, which only full access covers.
const ANY_BUCKET: &str = "any-bucket-on-earth";

impl NeededBucket {
    /// The bucket's name in `region` for `account`.
    ///
    /// ```
    /// use vpcsim::aws::dependent_service::{NeededBucket, Owner};
    /// use vpcsim::aws::region::Region;
    /// let name = "cloudformation-custom-resource-response-{regionwithoutdashes}";
    /// let bucket = NeededBucket { name, actions: &["s3:PutObject"], owner: Owner::Aws };
    /// let name = bucket.name_in(Region::US_EAST_1, "111122223333");
    /// assert_eq!(name, "cloudformation-custom-resource-response-useast1");
    /// ```
    pub fn name_in(&self, region: Region, account: &str) -> String {
        self.name
            .replace("{regionwithoutdashes}", &region.name().replace('-', ""))
            .replace("{region}", region.name())
            .replace("{account}", account)
    }
}

impl DependentService {
    /// The calls to S3 it makes in `region` for `account`.
    pub fn calls(&'static self, region: Region, account: &str) -> Vec<ServiceCall> {
        let call = |action, bucket: &str, owner| ServiceCall {
            service: self,
            action,
            bucket: bucket.to_owned(),
            resource: format!("arn:aws:s3:::{bucket}/any/key"),
            owner,
        };
        match self.needs {
            Needs::FullAccess => GET_PUT
                .iter()
                .map(|action| call(action, ANY_BUCKET, Owner::Aws))
                .collect(),
            Needs::Buckets(buckets) => buckets
                .iter()
                .flat_map(|bucket| bucket.actions.iter().map(move |action| (bucket, *action)))
                .map(|(bucket, action)| {
                    call(action, &bucket.name_in(region, account), bucket.owner)
                })
                .collect(),
        }
    }
}

/// The calls that an endpoint in `region` starves: those for which `allows` says no.
///
/// ```
/// use vpcsim::aws::dependent_service::starved;
/// use vpcsim::aws::region::Region;
/// // seed 001's policy for the Amazon Linux repositories, and nothing else
/// let refused = starved(Region::US_EAST_1, "111122223333", |call| {
///     call.action == "s3:GetObject"
///         && (call.resource.contains(":packages.") || call.resource.contains(":repo."))
/// });
/// let services: Vec<_> = refused.iter().map(|call| call.service.rule).collect();
/// assert!(services.contains(&"SVC-02"));
/// ```
pub fn starved(
    region: Region,
    account: &str,
    mut allows: impl FnMut(&ServiceCall) -> bool,
) -> Vec<ServiceCall> {
    DEPENDENT_SERVICES
        .iter()
        .flat_map(|service| service.calls(region, account))
        .filter(|call| !allows(call))
        .collect()
}
