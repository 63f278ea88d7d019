//! VPC endpoints.

use super::Said;
use super::policy_text::PolicyText;
use super::record::{choice, record};

choice! {
    /// A VPC endpoint by kind.
    pub enum VpcEndpoint {
        /// A route target for a service's public addresses.
        Gateway(GatewayEndpoint),
    }
}

record! {
    /// A gateway endpoint.
    pub struct GatewayEndpoint {
        /// The VPC; only where it is created on the timeline, elsewhere the VPC it stands in.
        pub vpc: Option<Said<String>>,
        /// The service name, `com.amazonaws.us-east-1.s3`.
        pub service: Said<String>,
        /// The route tables that get its route.
        pub route_tables: Vec<Said<String>>,
        /// Its policy; full access when absent (GWE-02).
        pub policy: Option<Said<PolicyText>>,
    }
}
