//! `--tie-order`: in which order what happens at one moment does.

use crate::engine::TieOrder;

/// The option of every verb that runs scenarios.
#[derive(Debug, clap::Args)]
pub(super) struct Ties {
    /// In which order events of one moment happen: stable, or random:SEED, which shows results that
    /// hang on it
    #[arg(
        long,
        value_name = "ORDER",
        default_value = "stable",
        value_parser = order,
        hide_possible_values = true
    )]
    pub(super) tie_order: TieOrder,
}

/// Reads `stable` or `random:7`.
fn order(text: &str) -> Result<TieOrder, String> {
    match text.split_once(':') {
        None if text == "stable" => Ok(TieOrder::Stable),
        Some(("random", seed)) => match seed.parse() {
            Ok(seed) => Ok(TieOrder::Random(seed)),
            Err(_) => Err(format!(
                "`{seed}` is no seed; write a whole number, as in random:7"
            )),
        },
        None | Some(_) => Err("write stable or random:SEED, as in random:7".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::order;
    use crate::engine::TieOrder;

    #[test]
    fn orders_are_read() {
        for (text, expected) in [
            ("stable", Some(TieOrder::Stable)),
            ("random:7", Some(TieOrder::Random(7))),
            ("random", None),
            ("random:-1", None),
            ("shuffled:1", None),
        ] {
            assert_eq!(order(text).ok(), expected, "{text}");
        }
    }
}
