//! Addresses and references of Terraform, in their parts.

/// One part of `module.net["a"].aws_subnet.x[0].id`: its name and the key in brackets behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) key: Option<String>,
}

/// The parts of an address or a reference, at the dots that stand outside brackets and quotes.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let (mut name, mut key) = (String::new(), None::<String>);
    let (mut depth, mut is_quoted) = (0_usize, false);
    for c in text.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => {
                depth += 1;
                key = Some(String::new());
            }
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            '.' if !is_quoted && depth == 0 => {
                let (name, key) = (std::mem::take(&mut name), key.take());
                found.push(Part { name, key });
            }
            c if depth > 0 => key.get_or_insert_default().push(c),
            c => name.push(c),
        }
    }
    found.push(Part { name, key });
    found
}

/// The module calls on the way to a module, from `module.net["a"].module.x`.
pub(super) fn calls(address: &str) -> Vec<Part> {
    let parts = parts(address);
    let mut calls = Vec::new();
    for pair in parts.chunks(2) {
        match pair {
            [word, call] if word.name == "module" => calls.push(call.clone()),
            _ => break,
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::{calls, parts};

    #[test]
    fn dots_in_keys_part_nothing() {
        let found = parts(r#"module.net["a.b"].aws_subnet.x[0].id"#);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.name.as_str(), it.key.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("module", None),
                ("net", Some("a.b")),
                ("aws_subnet", None),
                ("x", Some("0")),
                ("id", None),
            ]
        );
        assert_eq!(calls("module.a[0].module.b").len(), 2);
        assert!(calls("aws_vpc.main").is_empty());
    }
}
