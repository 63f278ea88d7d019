//! AWS services that run on a host and reach S3 by themselves.

use super::Said;
use super::quantity::Span;
use super::record::{choice, record};

record! {
    /// A service on a host: what it fetches from S3 and keeps there, it asks for by itself, the
    /// way the host's own requests go (SVC-01 to SVC-11).
    ///
    /// Its calls are those of a client `<host>/<service>`, by which `expect` and `explain` know
    /// them. The buckets it needs exist without being written; AWS's own can be read by anybody.
    pub struct Service {
        /// Which one.
        pub name: ServiceName,
        /// When it makes its calls for the first time.
        pub at: Span = Span::secs(0),
        /// How often it makes them again.
        pub every: Option<Span>,
        /// How often it makes them in all.
        pub count: Said<u64> = Said::default_of(1),
        /// Buckets that were made for it under names of one's own: deployments, cookbooks, wait
        /// conditions. It reads from them.
        pub buckets: Vec<Said<String>>,
    }
}

choice! {
    /// A service that reaches S3 from inside a VPC.
    #[derive(Copy, Eq)]
    pub enum ServiceName {
        /// Amazon AppStream 2.0 (SVC-01)
        AppStream,
        /// AWS CloudFormation, where something in the VPC answers to it (SVC-02)
        CloudFormation,
        /// AWS CodeDeploy (SVC-03)
        CodeDeploy,
        /// AWS Elastic Beanstalk (SVC-04)
        ElasticBeanstalk,
        /// AWS OpsWorks (SVC-05)
        OpsWorks,
        /// An Amazon WorkDocs client (SVC-06)
        WorkDocs,
        /// Amazon WorkSpaces (SVC-07)
        WorkSpaces,
        /// Amazon EMR (SVC-08)
        Emr,
        /// AWS Systems Manager and Patch Manager (SVC-09)
        SystemsManager,
        /// Amazon ECR (SVC-10)
        Ecr,
        /// The package manager of Amazon Linux (SVC-11)
        AmazonLinux,
    }
}
