//! An amount of money as it is written: to how many decimals counts.

use crate::scenario::node::Node;
use crate::scenario::read::{Read, Reader};
use crate::scenario::scalar::text_of;
use crate::units::Money;

/// An amount of US dollars: `"450.00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub money: Money,
    /// How many decimals were written.
    pub decimals: usize,
}

impl Read for Amount {
    fn read(node: Node<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let text = if node.kind() == "a number" {
            node.text.into()
        } else {
            text_of(node, "an amount such as \"450.00\"", reader)?
        };
        let Ok(money) = text.parse() else {
            let message = format!("`{text}` is not an amount of money");
            reader.wrong_value(node, message, "write US dollars, for example `\"450.00\"`");
            return None;
        };
        let decimals = text
            .trim()
            .split_once('.')
            .map_or(0, |(_, part)| part.len());
        Some(Self { money, decimals })
    }
}
