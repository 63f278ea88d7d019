//! The `vpcsim` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    vpcsim::cli::main()
}
