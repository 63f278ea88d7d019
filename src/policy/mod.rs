//! IAM policies: documents are read, compiled once, and then asked whether a request may pass.
//!
//! ```text
//! JSON text ──► Document ──► Policy ──► Stack ──► decide: Outcome
//!   + faults      as written   compiled   all layers   explain: Decision (and fix)
//!                                  Query: who, what for, on what, in which Context
//! ```
//!
//! [`decide`] allocates nothing; [`explain`] runs the same code with a witness that records it.
//! This module knows no networks: what the path of a request means for its keys is put into the
//! [`Context`] by others.

pub mod json;
mod kind;
mod document;
mod read;
mod check;
mod check_scope;
mod check_endpoint;
mod operator;
mod key;
mod value;
mod principal;
mod context;
mod s3_action;
mod action;
mod pattern;
mod arn_pattern;
mod bigrams;
mod pattern_index;
mod grantee;
mod condition;
mod statement;
#[expect(
    clippy::module_inception,
    reason = "the compiled policy is what the module is named after"
)]
mod policy;
mod public;
mod acl;
mod layer;
mod stack;
mod services;
mod witness;
mod gates;
mod recorder;
mod series;
mod decision;
mod message;
mod fix;
mod lint;

pub use self::acl::{Acl, AclGrant, AclGrantee, AclPermission, ObjectOwnership};
pub use self::action::Action;
pub use self::context::{Context, Values};
pub use self::decision::{
    ConditionFinding, Decision, Gate, LayerVerdict, StatementFinding, StatementRef, Verdict,
    closed_gate, explain,
};
pub use self::document::{
    Document, Effect, Element, Fault, PrincipalType, Validation, Version, Word, WrittenCondition,
    WrittenPrincipal, WrittenStatement,
};
pub use self::fix::{Change, Edit, Fix, fix};
pub use self::gates::{Outcome, decide};
pub use self::key::{Key, KnownKey, ValueType};
pub use self::kind::PolicyKind;
pub use self::layer::Layer;
pub use self::lint::{Lint, LintCode, lint};
pub use self::operator::{Comparison, Operator, Order, Quantifier};
pub use self::policy::Policy;
pub use self::principal::{Principal, PrincipalKind};
pub use self::public::{Publicity, classify};
pub use self::series::{Series, Share};
pub use self::stack::{
    BlockPublicAccess, Endpoint, EndpointKind, Level, Stack, Target, TargetKind,
};
pub use self::statement::{MissedElement, Query};
pub use self::value::Value;
