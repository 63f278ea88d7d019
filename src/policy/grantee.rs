//! The `Principal` element: which callers it names, and how firmly it names them.

use super::document::{Element, PrincipalType, WrittenPrincipal};
use super::principal::{Principal, PrincipalKind};
use crate::aws::arn::Arn;

/// One entry of a `Principal` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grantee {
    /// `*`, with or without `AWS`.
    Everyone,
    /// An account id or its `:root` ARN.
    Account(Box<str>),
    /// A role, by its ARN.
    Role {
        /// The whole ARN.
        arn: Box<str>,
        /// Its account.
        account: Box<str>,
        /// Its name without path.
        name: Box<str>,
    },
    /// A user; sessions it started with `GetFederationToken` fall under it too.
    User {
        /// The whole ARN.
        arn: Box<str>,
        /// Its account.
        account: Box<str>,
        /// Its name without path.
        name: Box<str>,
    },
    /// A session, a federated user, a service, a provider or a canonical user, by its very name.
    Exactly(PrincipalKind, Box<str>),
    /// Something no caller is: a wildcard inside an ARN, or the unique id that a deleted role
    /// leaves behind (POL-30).
    Nobody,
}

/// How firmly an entry names a caller, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) enum Grip {
    /// Not at all.
    #[default]
    None,
    /// By its account, which delegates and does not grant (POL-22).
    Account,
    /// By the role or user behind the session; boundary and session policy still cap (POL-23).
    Behind,
    /// By a role's ARN when a role itself asks; capped likewise.
    Capped,
    /// As one of everyone.
    Everyone,
    /// By its very ARN or name.
    Exact,
}

/// How a kind of policy reads its principals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    /// It has none: the policy is attached to the caller.
    Attached,
    /// As resource policies do.
    Resource,
    /// As gateway endpoint policies do: anything but `*` is the root user only (POL-29).
    Gateway,
    /// As interface endpoint policies do.
    Interface,
}

impl Grantee {
    pub(super) fn compile(written: &WrittenPrincipal) -> Self {
        let text = written.word.text.as_str();
        match written.kind {
            PrincipalType::Aws => Self::compile_aws(text),
            PrincipalType::Service => Self::Exactly(PrincipalKind::Service, text.into()),
            PrincipalType::Federated => Self::Exactly(PrincipalKind::Provider, text.into()),
            PrincipalType::CanonicalUser => {
                Self::Exactly(PrincipalKind::CanonicalUser, text.into())
            }
        }
    }

    fn compile_aws(text: &str) -> Self {
        if text == "*" {
            return Self::Everyone;
        }
        if text.contains(['*', '?']) {
            return Self::Nobody;
        }
        let Some(principal) = Principal::parse(text) else {
            return Self::Nobody;
        };
        let account = principal.account().unwrap_or_default().into();
        let name = principal.name().into();
        let arn = text.into();
        match principal.kind() {
            PrincipalKind::Root => Self::Account(account),
            PrincipalKind::Role => Self::Role { arn, account, name },
            PrincipalKind::User => Self::User { arn, account, name },
            kind @ (PrincipalKind::Session | PrincipalKind::FederatedUser) => {
                Self::Exactly(kind, arn)
            }
            PrincipalKind::Anonymous
            | PrincipalKind::Service
            | PrincipalKind::Provider
            | PrincipalKind::CanonicalUser => Self::Nobody,
        }
    }

    #[inline]
    fn grip(&self, principal: &Principal) -> Grip {
        let kind = principal.kind();
        match self {
            Self::Everyone => Grip::Everyone,
            Self::Account(account) if principal.account() == Some(account) => {
                if kind == PrincipalKind::Root {
                    Grip::Exact
                } else {
                    Grip::Account
                }
            }
            Self::Role { arn, account, name } if principal.has_role(arn, account, name) => {
                if kind == PrincipalKind::Role {
                    Grip::Capped
                } else {
                    Grip::Behind
                }
            }
            Self::User { arn, account, name } => match kind {
                PrincipalKind::User if **arn == *principal.arn() => Grip::Exact,
                // SIMPLIFIED: a federated session is taken for the user of its own name.
                PrincipalKind::FederatedUser
                    if principal.account() == Some(account) && *principal.name() == **name =>
                {
                    Grip::Behind
                }
                _ => Grip::None,
            },
            Self::Exactly(named, arn) if *named == kind && **arn == *principal.arn() => Grip::Exact,
            Self::Account(_) | Self::Role { .. } | Self::Exactly(..) | Self::Nobody => Grip::None,
        }
    }
}

/// A compiled `Principal` or `NotPrincipal` element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    /// No such element.
    Absent,
    /// `Principal`
    Of(Box<[Grantee]>),
    /// `NotPrincipal`
    Not(Box<[Grantee]>),
}

impl Clause {
    pub(super) fn compile(element: Option<&Element<WrittenPrincipal>>) -> Self {
        let Some(element) = element else {
            return Self::Absent;
        };
        let grantees = element.listed.iter().map(Grantee::compile).collect();
        if element.negated {
            Self::Not(grantees)
        } else {
            Self::Of(grantees)
        }
    }

    /// Whether it is a `NotPrincipal`.
    pub(super) fn is_negated(&self) -> bool {
        matches!(self, Self::Not(_))
    }

    /// How firmly the clause names `principal` when read as `reading` says.
    #[inline]
    pub(super) fn grip(&self, principal: &Principal, reading: Reading, denies: bool) -> Grip {
        match self {
            // A policy of a caller, or an endpoint policy that leaves it out, is for everyone; a
            // resource policy without principals is for nobody.
            Self::Absent if reading == Reading::Resource => Grip::None,
            Self::Absent => Grip::Everyone,
            Self::Of(_) | Self::Not(_) if reading == Reading::Attached => Grip::Everyone,
            Self::Of(grantees) => grantees
                .iter()
                .map(|grantee| read(grantee.grip(principal), principal, reading))
                .max()
                .unwrap_or_default(),
            Self::Not(grantees) if denies && !exempts(grantees, principal) => Grip::Exact,
            Self::Not(grantees) if !denies && !names(grantees, principal) => Grip::Everyone,
            Self::Not(_) => Grip::None,
        }
    }
}

/// Bends a grip to how endpoint policies read principals (POL-29).
fn read(grip: Grip, principal: &Principal, reading: Reading) -> Grip {
    match (reading, grip) {
        (Reading::Gateway, Grip::Everyone) => Grip::Everyone,
        (Reading::Gateway, Grip::Exact) if principal.kind() == PrincipalKind::Root => Grip::Exact,
        (Reading::Gateway, _) => Grip::None,
        (Reading::Attached | Reading::Resource | Reading::Interface, grip) => grip,
    }
}

fn names(grantees: &[Grantee], principal: &Principal) -> bool {
    grantees.iter().any(|one| one.grip(principal) != Grip::None)
}

/// Whether a `Deny` with `NotPrincipal` spares `principal` (POL-31): users, roles and services by
/// their own name; a session only when its role, its account and itself are all listed.
fn exempts(grantees: &[Grantee], principal: &Principal) -> bool {
    let has = |wanted: Grip| grantees.iter().any(|one| one.grip(principal) == wanted);
    if has(Grip::Everyone) {
        return true;
    }
    match principal.kind() {
        PrincipalKind::Session => has(Grip::Exact) && has(Grip::Behind) && has(Grip::Account),
        PrincipalKind::Role => has(Grip::Capped),
        PrincipalKind::Anonymous
        | PrincipalKind::Root
        | PrincipalKind::User
        | PrincipalKind::FederatedUser
        | PrincipalKind::Service
        | PrincipalKind::Provider
        | PrincipalKind::CanonicalUser => has(Grip::Exact),
    }
}

/// Whether a principal as written is one AWS takes when the policy is put (CFG-04).
pub(super) fn is_valid(written: &WrittenPrincipal) -> bool {
    let text = written.word.text.as_str();
    match written.kind {
        PrincipalType::Aws => {
            Grantee::compile(written) != Grantee::Nobody && has_digits_account(text)
                || is_unique_id(text)
        }
        PrincipalType::Service => {
            text.contains('.') && text.bytes().all(|b| b.is_ascii_graphic() && b != b'*')
        }
        PrincipalType::Federated => !text.is_empty() && !text.contains(['<', '>', ' ']),
        PrincipalType::CanonicalUser => text.bytes().all(|b| b.is_ascii_alphanumeric()),
    }
}

fn has_digits_account(text: &str) -> bool {
    Arn::parse(text).is_none_or(|arn| {
        arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
            && !arn.resource.contains(['<', '>', ' '])
    })
}

/// Unique ids of users and roles, which AWS itself writes when one is deleted (POL-30).
fn is_unique_id(text: &str) -> bool {
    (text.starts_with("AIDA") || text.starts_with("AROA"))
        && text.len() >= 16
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
