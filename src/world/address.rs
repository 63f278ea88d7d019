//! How a request is addressed: what the client says, and what its SDK makes of it.

use std::net::IpAddr;

use super::call::Call;
use crate::aws::region::Region;
use crate::aws::s3_host::{Endpoint, S3Host};
use crate::aws::s3_operation::Operation;
use crate::aws::sdk_address::{self, Addressed, Asked, Refusal, Settings, Signing};
use crate::scenario::call::NameForm;
use crate::scenario::client::{Addressing, Scheme};

/// How a request is addressed.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// Which of S3's names is used.
    pub form: NameForm,
    /// What the endpoint URL names, when there is one.
    pub url: Option<Endpoint>,
    /// The Region in the name.
    pub region: Region,
    /// Where the bucket's name is written.
    pub addressing: Addressing,
    /// Whether the Region in an ARN counts instead of the client's own (AP-37).
    pub use_arn_region: bool,
    /// With or without TLS.
    pub scheme: Scheme,
    /// The address to use whatever the name resolves to, as `curl --resolve` does.
    pub resolve_to: Option<IpAddr>,
}

impl Address {
    /// A bucket by the Regional name of `region`, over HTTPS, as an SDK sends it that nobody told
    /// otherwise.
    pub fn of_bucket(region: Region) -> Self {
        Self {
            form: NameForm::Regional,
            url: None,
            region,
            addressing: Addressing::Auto,
            use_arn_region: false,
            scheme: Scheme::Https,
            resolve_to: None,
        }
    }

    /// The port the request goes to.
    pub fn port(&self) -> u16 {
        match self.scheme {
            Scheme::Https => 443,
            Scheme::Http => 80,
        }
    }

    /// The endpoint of buckets that is meant in `region`: the address's own Region, or another one
    /// after a redirect (S3R-24). Then the old names give way to the Regional one.
    ///
    /// AWS: an endpoint URL stays what it is, except that an SDK which follows a redirect leaves
    /// the interface endpoint, whose Region is not the bucket's (IFE-29).
    pub fn endpoint_in(&self, region: Region) -> Endpoint {
        let is_own = region == self.region;
        match &self.form {
            NameForm::LegacyGlobal if is_own => Endpoint::LegacyGlobal,
            NameForm::DashRegion if is_own => Endpoint::DashRegion(region),
            NameForm::Regional | NameForm::LegacyGlobal | NameForm::DashRegion => {
                Endpoint::Regional(region)
            }
            NameForm::DualStack => Endpoint::DualStack(region),
            NameForm::Fips => Endpoint::Fips(region),
            NameForm::FipsDualStack => Endpoint::DualStackFips(region),
            NameForm::Accelerate => Endpoint::Accelerate,
            NameForm::AccelerateDualStack => Endpoint::DualStackAccelerate,
            NameForm::EndpointUrl(_) => match &self.url {
                Some(Endpoint::Interface(_)) if !is_own => Endpoint::Regional(region),
                Some(url) => url.clone(),
                // INVARIANT: building a world refuses URLs that are none of S3's names, so the
                // Regional name only stands for the impossible.
                None => Endpoint::Regional(region),
            },
        }
    }

    /// What SDKs know as an endpoint URL: the one that is written, and names they no longer make
    /// by themselves.
    ///
    /// AWS: beside an ARN the old names have no say; SDKs build the access point's own.
    fn url_in(&self, region: Region, is_arn: bool) -> Option<String> {
        let endpoint = self.endpoint_in(region);
        let is_url = match &self.form {
            NameForm::EndpointUrl(_) => Some(&endpoint) == self.url.as_ref(),
            NameForm::DashRegion | NameForm::LegacyGlobal => {
                !is_arn && region == self.region && !self.is_global_setting()
            }
            NameForm::Regional
            | NameForm::DualStack
            | NameForm::Fips
            | NameForm::FipsDualStack
            | NameForm::Accelerate
            | NameForm::AccelerateDualStack => false,
        };
        let scheme = match self.scheme {
            Scheme::Https => "https",
            Scheme::Http => "http",
        };
        is_url.then(|| format!("{scheme}://{endpoint}"))
    }

    /// Whether the legacy name is the SDK's own setting for us-east-1, not a URL.
    fn is_global_setting(&self) -> bool {
        self.form == NameForm::LegacyGlobal && self.region == Region::US_EAST_1
    }

    fn settings(&self) -> Settings {
        let form = &self.form;
        let is_accelerated = matches!(form, NameForm::Accelerate | NameForm::AccelerateDualStack);
        Settings {
            force_path_style: self.addressing == Addressing::Path,
            use_dual_stack: matches!(
                form,
                NameForm::DualStack | NameForm::FipsDualStack | NameForm::AccelerateDualStack
            ),
            use_fips: matches!(form, NameForm::Fips | NameForm::FipsDualStack),
            use_accelerate: is_accelerated,
            use_arn_region: self.use_arn_region,
            use_global_endpoint: self.is_global_setting(),
        }
    }
}

impl Call {
    /// Where the SDK sends the call for `region`, or why it does not: to the control endpoint what
    /// is about access points, everything else by AWS's own endpoint rules.
    ///
    /// AWS: the rules for S3 Control are a set of their own; of them only the Regional name and
    /// endpoint URLs are known here.
    pub fn addressed_in(&self, region: Region) -> Result<Addressed, Refusal> {
        let address = &self.address;
        let by_hand = |bucket: Option<String>, endpoint| {
            Ok(Addressed {
                host: S3Host { bucket, endpoint },
                path: String::new(),
                signing: Signing::Region(region),
            })
        };
        if self.operation.is_about_access_point() {
            let named = self.point.as_ref().and_then(|point| point.arn.as_ref());
            let account = named.map(|point| point.account.to_string());
            let endpoint = address.url.clone().unwrap_or(Endpoint::Control(region));
            return by_hand(account, endpoint);
        }
        let bucket = self.bucket.as_ref().map(|bucket| bucket.name.as_str());
        let is_arn = bucket.is_some_and(|bucket| bucket.starts_with("arn:"));
        if address.addressing == Addressing::VirtualHosted && !is_arn {
            return by_hand(bucket.map(str::to_owned), address.endpoint_in(region));
        }
        sdk_address::address(&Asked {
            bucket,
            region,
            endpoint_url: address.url_in(region, is_arn).as_deref(),
            settings: address.settings(),
        })
    }

    /// Addresses the call as the AWS CLI does: the Region of an ARN counts; with an endpoint URL,
    /// and always for `GetBucketLocation`, the bucket goes into the path; beside an ARN never
    /// (botocore, `args.py` and `handlers.py`).
    pub(crate) fn address_as_the_cli(&mut self) {
        let address = &mut self.address;
        let is_arn = self
            .bucket
            .as_ref()
            .is_some_and(|bucket| bucket.name.starts_with("arn:"));
        let is_path = address.url.is_some() && address.addressing == Addressing::Auto
            || self.operation == Operation::GetBucketLocation;
        address.use_arn_region = true;
        if is_arn {
            address.addressing = Addressing::Auto;
        } else if is_path {
            address.addressing = Addressing::Path;
        }
    }

    /// Asks the SDK once where the call goes for its own Region.
    ///
    /// A client that follows ARNs goes to the Region in the ARN, whatever its own is (AP-37).
    pub(crate) fn ask_sdk(&mut self) {
        let arn = self.point_by_arn().map(|arn| arn.region);
        if let Some(region) = arn.filter(|_| self.address.use_arn_region) {
            self.address.region = region;
        }
        self.addressed = self.addressed_in(self.address.region);
    }
}
