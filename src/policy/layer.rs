//! The layers that a request must pass, in the words of reports, and small sets of them.

/// One layer of authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The policies attached to the caller.
    Identity,
    /// The caller's permissions boundary.
    Boundary,
    /// The session policy.
    Session,
    /// Service control policies of the caller's organization.
    Scp,
    /// Resource control policies of the resource owner's organization.
    Rcp,
    /// The VPC endpoint's policy.
    Endpoint,
    /// A bucket policy.
    Bucket,
    /// An access point policy.
    AccessPoint,
    /// A Multi-Region access point policy.
    MultiRegionAccessPoint,
    /// Any other resource's policy.
    Resource,
    /// S3 Block Public Access.
    BlockPublicAccess,
    /// Access control lists.
    Acl,
    /// What a service refuses whatever policies say, such as changing AWS's own policies.
    Service,
}

impl Layer {
    /// All layers, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Identity,
        Self::Boundary,
        Self::Session,
        Self::Scp,
        Self::Rcp,
        Self::Endpoint,
        Self::Bucket,
        Self::AccessPoint,
        Self::MultiRegionAccessPoint,
        Self::Resource,
        Self::BlockPublicAccess,
        Self::Acl,
        Self::Service,
    ];

    /// Its stable short name.
    ///
    /// ```
    /// use vpcsim::policy::Layer;
    /// assert_eq!(Layer::MultiRegionAccessPoint.name(), "mrap");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Endpoint => "endpoint",
            Self::Bucket => "bucket",
            Self::AccessPoint => "ap",
            Self::MultiRegionAccessPoint => "mrap",
            Self::Resource => "resource",
            Self::BlockPublicAccess => "bpa",
            Self::Acl => "acl",
            Self::Service => "service",
        }
    }

    /// Whether it is one of the resource-side policies.
    pub fn is_resource_policy(self) -> bool {
        matches!(
            self,
            Self::Bucket | Self::AccessPoint | Self::MultiRegionAccessPoint | Self::Resource
        )
    }
}

/// A set of layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LayerSet(u16);

impl LayerSet {
    pub(super) fn add(&mut self, layer: Layer) {
        self.0 |= 1 << layer as u16;
    }

    pub(super) fn add_if(&mut self, layer: Layer, condition: bool) {
        if condition {
            self.add(layer);
        }
    }

    pub(super) fn contains(self, layer: Layer) -> bool {
        self.0 & (1 << layer as u16) != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The order in which AWS is taken to name layers that deny explicitly (POL-37).
pub(super) const EXPLICIT_ORDER: [Layer; 13] = [
    Layer::Rcp,
    Layer::Scp,
    Layer::Endpoint,
    Layer::BlockPublicAccess,
    Layer::Bucket,
    Layer::AccessPoint,
    Layer::MultiRegionAccessPoint,
    Layer::Resource,
    Layer::Acl,
    Layer::Identity,
    Layer::Boundary,
    Layer::Session,
    Layer::Service,
];

/// The order in which AWS is taken to name layers that merely do not allow (POL-37).
pub(super) const IMPLICIT_ORDER: [Layer; 13] = [
    Layer::Scp,
    Layer::Endpoint,
    Layer::Bucket,
    Layer::AccessPoint,
    Layer::MultiRegionAccessPoint,
    Layer::Resource,
    Layer::BlockPublicAccess,
    Layer::Acl,
    Layer::Boundary,
    Layer::Session,
    Layer::Identity,
    Layer::Rcp,
    Layer::Service,
];
