//! Who asks: users, roles' sessions, services, strangers.

use crate::aws::arn::Arn;

/// What sort of caller a principal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// An unsigned request (POL-27).
    Anonymous,
    /// The root user of an account (POL-26).
    Root,
    /// An IAM user.
    User,
    /// A role itself, for questions that leave the session open.
    Role,
    /// A session of a role, which is how a role calls.
    Session,
    /// A session from `GetFederationToken`.
    FederatedUser,
    /// An AWS service (POL-28).
    Service,
    /// An identity provider, as in `AssumeRoleWithSAML`.
    Provider,
    /// A canonical user id, as in ACLs.
    CanonicalUser,
}

/// One caller.
///
/// ```
/// use vpcsim::policy::{Principal, PrincipalKind};
/// let session = Principal::session("111122223333", "/team/", "app", "i-1");
/// assert_eq!(session.arn(), "arn:aws:sts::111122223333:assumed-role/app/i-1");
/// assert_eq!(session.context_arn(), Some("arn:aws:iam::111122223333:role/team/app"));
/// for (text, kind) in [
///     ("arn:aws:iam::111122223333:root", PrincipalKind::Root),
///     ("arn:aws:iam::111122223333:user/ann", PrincipalKind::User),
///     ("arn:aws-cn:sts::111122223333:assumed-role/app/i-1", PrincipalKind::Session),
///     ("arn:aws:sts::111122223333:federated-user/bob", PrincipalKind::FederatedUser),
///     ("logging.s3.amazonaws.com", PrincipalKind::Service),
/// ] {
///     assert_eq!(Principal::parse(text).unwrap().kind(), kind, "{text}");
/// }
/// assert_eq!(Principal::parse("nobody"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Principal {
    kind: PrincipalKind,
    account: Box<str>,
    /// The user's, role's or service's name.
    name: Box<str>,
    /// What messages print.
    arn: Box<str>,
    /// What `aws:PrincipalArn` holds; empty when there is none.
    context_arn: Box<str>,
    /// Whether the role's path is known, so that role ARNs are compared whole.
    path_known: bool,
    service_linked: bool,
}

impl Principal {
    /// An unsigned caller.
    pub fn anonymous() -> Self {
        Self::new(PrincipalKind::Anonymous, "", "", "")
    }

    /// The root user of `account`.
    pub fn root(account: &str) -> Self {
        let arn = format!("arn:aws:iam::{account}:root");
        Self::new(PrincipalKind::Root, account, "root", &arn)
    }

    /// The user `name` of `account`; `path` starts and ends with `/`.
    pub fn user(account: &str, path: &str, name: &str) -> Self {
        let arn = format!("arn:aws:iam::{account}:user{path}{name}");
        Self::new(PrincipalKind::User, account, name, &arn)
    }

    /// The session called `session` of a role of `account`; `path` starts and ends with `/`.
    pub fn session(account: &str, path: &str, role: &str, session: &str) -> Self {
        let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{session}");
        let mut principal = Self::new(PrincipalKind::Session, account, role, &arn);
        principal.context_arn = format!("arn:aws:iam::{account}:role{path}{role}").into();
        principal.path_known = true;
        principal.service_linked = path.starts_with("/aws-service-role/");
        principal
    }

    /// The AWS service called `name`, such as `logging.s3.amazonaws.com`.
    pub fn service(name: &str) -> Self {
        Self::new(PrincipalKind::Service, "", name, name)
    }

    /// Reads an ARN, a service's name, an account id (its root user), or a canonical user id.
    pub fn parse(text: &str) -> Option<Self> {
        let Some(arn) = Arn::parse(text) else {
            return Self::parse_name(text);
        };
        let (kind, rest) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        let named = |kind| {
            let name = rest.rsplit('/').next().unwrap_or(rest);
            (!name.is_empty()).then(|| Self::new(kind, arn.account, name, text))
        };
        match (arn.service, kind) {
            ("iam", "root") => Some(Self::new(PrincipalKind::Root, arn.account, "root", text)),
            ("iam", "user") => named(PrincipalKind::User),
            ("iam", "role") => {
                let mut role = named(PrincipalKind::Role)?;
                role.path_known = true;
                role.service_linked = rest.starts_with("aws-service-role/");
                Some(role)
            }
            ("sts", "assumed-role") => {
                let (role, session) = rest.split_once('/')?;
                if role.is_empty() || session.is_empty() {
                    return None;
                }
                let mut principal = Self::new(PrincipalKind::Session, arn.account, role, text);
                let context = format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account);
                principal.context_arn = context.into();
                // AWS: names of service-linked roles start so and no other role's may (IAM user guide).
                principal.service_linked = role.starts_with("AWSServiceRoleFor");
                Some(principal)
            }
            ("sts", "federated-user") => named(PrincipalKind::FederatedUser),
            ("iam", "saml-provider" | "oidc-provider") => named(PrincipalKind::Provider),
            _ => None,
        }
    }

    fn parse_name(text: &str) -> Option<Self> {
        let is_service = [".amazonaws.com", ".amazonaws.com.cn", ".aws.internal"]
            .iter()
            .any(|end| text.ends_with(end));
        if is_service {
            return Some(Self::service(text));
        }
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::root(text));
        }
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Some(Self::new(PrincipalKind::CanonicalUser, "", text, text));
        }
        let is_host = text.contains('.') && !text.contains([' ', ':', '*']);
        is_host.then(|| Self::new(PrincipalKind::Provider, "", text, text))
    }

    fn new(kind: PrincipalKind, account: &str, name: &str, arn: &str) -> Self {
        let has_context_arn = matches!(
            kind,
            PrincipalKind::Root
                | PrincipalKind::User
                | PrincipalKind::Role
                | PrincipalKind::FederatedUser
        );
        Self {
            kind,
            account: account.into(),
            name: name.into(),
            arn: arn.into(),
            context_arn: if has_context_arn {
                arn.into()
            } else {
                "".into()
            },
            path_known: false,
            service_linked: false,
        }
    }

    /// The same session with the role ARN that `aws:PrincipalArn` was said to hold; ignored when
    /// it is not this role's.
    #[must_use]
    pub fn with_role_arn(mut self, role_arn: &str) -> Self {
        let same = Self::parse(role_arn).is_some_and(|role| {
            role.kind == PrincipalKind::Role
                && role.name == self.name
                && role.account == self.account
        });
        if self.kind == PrincipalKind::Session && same {
            self.service_linked |= role_arn.contains(":role/aws-service-role/");
            self.context_arn = role_arn.into();
            self.path_known = true;
        }
        self
    }

    /// What sort of caller it is.
    pub fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// Its account; `None` for anonymous callers and services.
    pub fn account(&self) -> Option<&str> {
        (!self.account.is_empty()).then_some(&*self.account)
    }

    /// The user's, role's or service's name, without path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its ARN (of the session, for sessions), or the service's name; empty when anonymous.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// What `aws:PrincipalArn` holds: the role's ARN for sessions (COND-23).
    pub fn context_arn(&self) -> Option<&str> {
        (!self.context_arn.is_empty()).then_some(&*self.context_arn)
    }

    /// Whether it is a service-linked role, which SCPs and RCPs do not bind (SCP-01, RCP-02).
    pub fn is_service_linked(&self) -> bool {
        self.service_linked
    }

    /// Whether it is (a session of) the role that `role_arn` names.
    ///
    /// AWS: role names are unique in an account whatever their path, so that the name alone decides
    /// when only a session's ARN, which has no path, is known.
    pub(super) fn has_role(&self, role_arn: &str, account: &str, name: &str) -> bool {
        let is_role = matches!(self.kind, PrincipalKind::Role | PrincipalKind::Session);
        if self.path_known {
            is_role && *self.context_arn == *role_arn
        } else {
            is_role && *self.account == *account && *self.name == *name
        }
    }
}
