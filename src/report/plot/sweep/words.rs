//! What tells the values of one setting from each other.

use crate::report::columns::fit;

/// A short name for each value: whole where all fit into `width`, else the part in which they
/// differ.
pub(super) fn names(values: &[String], width: usize) -> Vec<String> {
    let bare = |value: &String| value.trim_matches('"').to_owned();
    if values
        .iter()
        .all(|value| bare(value).chars().count() <= width)
    {
        return values.iter().map(bare).collect();
    }
    let parts = differing(values).into_iter();
    parts.map(|part| fit(&format!("…{part}…"), width)).collect()
}

/// What is left of values without what all of them begin and end with; numbers stay whole.
pub(super) fn differing(values: &[String]) -> Vec<&str> {
    let Some(first) = values.first() else {
        return Vec::new();
    };
    let is_of_number = |c: &char| c.is_ascii_digit() || *c == '.';
    let alike = |others: &dyn Fn(&str) -> Vec<char>| {
        let first = others(first);
        let same = values.iter().map(|value| {
            let pairs = others(value).into_iter().zip(&first);
            pairs.take_while(|(a, b)| a == *b).count()
        });
        let same = same.min().unwrap_or(0);
        let number = first[..same].iter().rev().take_while(|c| is_of_number(c));
        let kept = &first[..same - number.count()];
        kept.iter().map(|c| c.len_utf8()).sum::<usize>()
    };
    let begin = alike(&|value| value.chars().collect());
    let end = alike(&|value| value.chars().rev().collect());
    if values.iter().any(|value| value.len() <= begin + end) {
        return values.iter().map(String::as_str).collect();
    }
    let parts = values.iter().map(|value| &value[begin..value.len() - end]);
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::{differing, names};

    fn owned(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn only_the_difference_is_left() {
        for (values, left) in [
            (
                &["Poisson(\"20/s\")", "Poisson(\"80/s\")"][..],
                &["20", "80"][..],
            ),
            (
                &[
                    "A(\"30s\", \"1%\")",
                    "A(\"30s\", \"10%\")",
                    "A(\"30s\", \"11%\")",
                ],
                &["1", "10", "11"],
            ),
            (&["1.25", "1.50"], &["1.25", "1.50"]),
            (&["Off", "Standard()"], &["Off", "Standard()"]),
            (&["same", "same"], &["same", "same"]),
            (&["aé1", "aé2"], &["1", "2"]),
            (&["a", "aa"], &["a", "aa"]),
        ] {
            assert_eq!(differing(&owned(values)), left, "{values:?}");
        }
    }

    #[test]
    fn long_values_are_named_by_their_difference() {
        let short = owned(&["\"1 Gbps\"", "\"10 Gbps\""]);
        assert_eq!(names(&short, 12), ["1 Gbps", "10 Gbps"]);
        let long = owned(&[
            "Fault(\"300s\", \"30s\", Loss(\"1%\"))",
            "Fault(\"300s\", \"30s\", Loss(\"5%\"))",
        ]);
        assert_eq!(names(&long, 12), ["…1…", "…5…"]);
    }
}
