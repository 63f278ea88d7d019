//! What EC2 asks of endpoint policies (COND-29; VPC user guide, "endpoint policies").

use super::arn_pattern::fields_of_pattern;
use super::check::{Checker, is_system_identifier};
use super::document::{Word, WrittenCondition, WrittenStatement};
use super::key::Key;
use super::operator::{Comparison, Operator};

/// Plain characters that must stand next to every wildcard of a string condition.
const RUN_MIN: usize = 6;

pub(super) fn condition(checker: &mut Checker<'_>, condition: &WrittenCondition) {
    let Some(operator) = Operator::parse(&condition.operator.text) else {
        return;
    };
    let is_identifier = is_system_identifier(&Key::named(&condition.key.text));
    let key = &condition.key.text;
    if is_identifier && matches!(operator.comparison, Comparison::Number(_)) {
        let message = format!("`{key}` cannot be compared as a number in an endpoint policy");
        checker.fault(&condition.operator.place, message, "use `StringEquals`");
    }
    for value in &condition.values {
        match operator.comparison {
            Comparison::TextLike if is_identifier && value.text.contains(['*', '?']) => {
                let message = format!("`{key}` takes no wildcards in an endpoint policy");
                checker.fault(&value.place, message, "list the values one by one");
            }
            Comparison::TextLike if !has_long_runs(&value.text) => {
                let message = format!(
                    "`{}` needs {RUN_MIN} plain characters next to each wildcard",
                    value.text
                );
                checker.fault(&value.place, message, "write more of the value out");
            }
            Comparison::Arn => account(checker, value),
            Comparison::Text
            | Comparison::TextIgnoringCase
            | Comparison::TextLike
            | Comparison::Bool
            | Comparison::Binary
            | Comparison::Ip
            | Comparison::Number(_)
            | Comparison::Date(_)
            | Comparison::Null => {}
        }
    }
}

pub(super) fn resources(checker: &mut Checker<'_>, statement: &WrittenStatement) {
    if let Some(element) = &statement.resource {
        for word in &element.listed {
            account(checker, word);
        }
    }
}

/// The account of an ARN is an id or a wildcard, not a mixture.
fn account(checker: &mut Checker<'_>, word: &Word) {
    let Some(fields) = fields_of_pattern(&word.text) else {
        return;
    };
    let account = fields[4];
    let wild = account.contains(['*', '?']);
    let digits = account.bytes().any(|b| b.is_ascii_digit());
    if wild && digits {
        let message = format!("`{account}` mixes an account id and a wildcard");
        checker.fault(&word.place, message, "write the whole id, or `*`");
    }
}

fn has_long_runs(text: &str) -> bool {
    if !text.contains(['*', '?']) || text == "*" {
        return true;
    }
    let runs: Vec<usize> = text
        .split(['*', '?'])
        .map(|run| run.chars().count())
        .collect();
    runs.windows(2)
        .all(|pair| pair.iter().any(|length| *length >= RUN_MIN))
}
