//! Which block of a configuration a known one was written as.

use serde_json::Value;

/// How the block at `position` was written: the one whose constants it bears. Blocks that look the
/// same so far as they are known stand in the order they were written.
pub(super) fn written_block<'w>(
    expression: Option<&'w Value>,
    all: &[Value],
    position: usize,
) -> Option<&'w Value> {
    let written = match expression? {
        Value::Array(blocks) => blocks.as_slice(),
        block => std::slice::from_ref(block),
    };
    let block = all.get(position)?;
    let bears = |written: &&Value| {
        let arguments = written.as_object().into_iter().flatten();
        arguments
            .filter_map(|(name, it)| Some((name, it.get("constant_value")?)))
            .all(|(name, constant)| {
                let known = block.get(name).unwrap_or(&Value::Null);
                known == constant
                    || is_empty(known) && is_empty(constant)
                    || as_text(known) == as_text(constant)
            })
    };
    let fitting: Vec<&Value> = written.iter().filter(bears).collect();
    let before = all[..position]
        .iter()
        .filter(|other| *other == block)
        .count();
    fitting.get(before).or(fitting.last()).copied()
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}
