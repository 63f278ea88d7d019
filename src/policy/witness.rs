//! Who watches an evaluation: nobody when deciding, a recorder when explaining.

use super::condition::Condition;
use super::context::Context;
use super::grantee::Grip;
use super::layer::Layer;
use super::policy::Policy;
use super::statement::{MissedElement, Statement};

/// Sees what an evaluation looks at. One body of code serves both deciding and explaining; only
/// the witness differs.
pub(super) trait Witness {
    /// Whether it wants to see everything; if not, evaluation stops as soon as it knows enough.
    const RECORDS: bool;

    /// A layer, or one level of it, is looked at from now on.
    fn enters(&mut self, layer: Layer, level: Option<&str>);

    /// A condition of the statement under test was judged.
    fn condition(&mut self, condition: &Condition, context: &Context, met: bool);

    /// The statement under test was judged.
    fn statement(
        &mut self,
        policy: &Policy,
        statement: &Statement,
        fit: Result<Grip, MissedElement>,
    );
}

/// Sees nothing and costs nothing.
pub(super) struct Nobody;

impl Witness for Nobody {
    const RECORDS: bool = false;

    fn enters(&mut self, _: Layer, _: Option<&str>) {}
    fn condition(&mut self, _: &Condition, _: &Context, _: bool) {}
    fn statement(&mut self, _: &Policy, _: &Statement, _: Result<Grip, MissedElement>) {}
}
