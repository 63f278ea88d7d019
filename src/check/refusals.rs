//! Expectations about changes that AWS refuses.

use super::finding::Finding;
use crate::diagnostic::Span;
use crate::time::Instant;
use crate::world::change::Rejection;

/// Watches what becomes of the changes of one moment.
#[derive(Debug, Clone)]
pub(super) struct RefusalCheck {
    pub(super) span: Span,
    pub(super) at: Instant,
    pub(super) code: String,
    pub(super) seen: Vec<Option<&'static str>>,
}

impl RefusalCheck {
    pub(super) fn change_asked(&mut self, at: Instant, refused: Option<&Rejection>) {
        if at == self.at {
            self.seen.push(refused.map(|rejection| rejection.code));
        }
    }

    pub(super) fn finding(self) -> Finding {
        let is_met = self.seen.iter().flatten().any(|code| *code == self.code);
        let found = match self.seen.as_slice() {
            [] => "no change was asked for at that moment".to_owned(),
            seen => {
                let each: Vec<&str> = seen.iter().map(|code| code.unwrap_or("accepted")).collect();
                each.join(", ")
            }
        };
        Finding {
            span: self.span,
            is_met,
            says: format!("AWS refuses the change at {} with {}", self.at, self.code),
            found: if is_met { String::new() } else { found },
        }
    }
}
