//! Times the whole loop: a scenario in, a record out.

fn main() {}
