//! The matrix as comma-separated values: a line for each cell.

use super::{asked, name, path, signer};
use crate::journey::matrix::Matrix;
use crate::world::World;

const HEAD: &str =
    "host,signed by,target,asked,connection,connected,authorised,outcome,via,reasons\r\n";

/// The matrix as lines of values, as RFC 4180 has them; `true`, `false` or empty for each axis.
pub fn render(world: &World, matrix: &Matrix) -> String {
    let mut page = HEAD.to_owned();
    for (asker, row) in matrix.askers.iter().zip(&matrix.rows) {
        for (target, answer) in matrix.targets.iter().zip(row) {
            let via = path(answer).via.into_iter();
            let via: Vec<String> = via.map(|at| world.place_name(at)).collect();
            let codes = answer.reasons.iter().map(|why| why.code.name());
            let codes: Vec<&str> = codes.collect();
            let authorised = answer.is_authorised();
            let outcome = answer.outcome.map(|outcome| outcome.to_string());
            let values = [
                world.hosts.name(asker.host).to_owned(),
                signer(world, asker).unwrap_or_default(),
                name(world, target).to_owned(),
                asked(target),
                answer.finding.name().to_owned(),
                answer.is_connected().to_string(),
                authorised.map_or_else(String::new, |is_allowed| is_allowed.to_string()),
                outcome.unwrap_or_default(),
                via.join(" "),
                codes.join(" "),
            ];
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            page.push_str(&values.join(","));
            page.push_str("\r\n");
        }
    }
    page
}

/// `value`, in quotes where it must be.
fn quoted(value: &str) -> String {
    if value.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}
