//! Whether a line to a network on premises carries packets, and what its two ends believe.

/// One line, or one tunnel of a VPN connection.
///
/// A cut is not noticed at once: until the hold time has passed both ends go on sending into it
/// (DX-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Whether it carries packets.
    pub is_up: bool,
    /// Whether its two ends believe that it does, and tell their routes over it.
    pub is_believed: bool,
}

impl Session {
    /// A line that works.
    pub const UP: Self = Self {
        is_up: true,
        is_believed: true,
    };
}
