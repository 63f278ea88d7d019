//! What does it cost? The charges of each way, of things that stand, and of requests, added up
//! exactly.
//!
//! ```text
//! charge    what does a byte cost on this way?      standing  what costs by the hour?
//! request   what does S3 charge for being asked?    ledger    how much went which way in a run
//!                         bill = ledger × the prices of the day
//! ```
//!
//! Counting is all that happens while a run goes; prices are only looked at when it is over.

mod charge;
mod request;
mod standing;
mod ledger;
mod bill;
mod tariff;

pub use bill::{Bill, Line, MONTH_HOURS, Traffic, Use};
pub use charge::{Charge, Flow, charges};
pub use ledger::Ledger;
pub use request::{is_billed, request_item};
pub use tariff::Tariff;
