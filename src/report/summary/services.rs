//! What became of the services of AWS that run on hosts: whether they got what they need of S3, and
//! what people see when they did not.

use serde_json::{Value, json};

use super::ClientLine;
use crate::report::columns::wrap;
use crate::report::figures::count;
use crate::report::paint::{Paint, Tone};
use crate::world::World;

/// The widest line.
const WIDTH: usize = 96;

/// One service on one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// Its name.
    pub service: &'static str,
    /// The host it runs on.
    pub host: String,
    /// How many calls it made.
    pub calls: u64,
    /// How many of them were not served.
    pub failed: u64,
    /// What people see when some are not.
    pub symptom: &'static str,
    /// The rule it stands under.
    pub rule: &'static str,
}

/// Every service that made calls.
pub(super) fn lines(world: &World, clients: &[ClientLine]) -> Vec<ServiceLine> {
    let lines = world.hosted_services.iter().filter_map(|hosted| {
        let name = world.clients.name(hosted.client);
        let line = clients.iter().find(|line| line.client == name)?;
        Some(ServiceLine {
            service: hosted.service.name,
            host: world.hosts.name(hosted.host).to_owned(),
            calls: line.tally.requests,
            failed: line.tally.requests - line.tally.served,
            symptom: hosted.service.symptom,
            rule: hosted.service.rule,
        })
    });
    lines.collect()
}

/// The section for people; empty when there is none.
pub(super) fn section(lines: &[ServiceLine], paint: Paint) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut page = paint.text(Tone::Heading, "Services") + "\n";
    for line in lines {
        let (tone, words) = match line.failed {
            0 => (Tone::Good, "got all it needs of S3".to_owned()),
            failed => (
                Tone::Bad,
                format!(
                    "{} of {} calls failed: {}",
                    count(failed),
                    count(line.calls),
                    line.symptom
                ),
            ),
        };
        let words = format!("{} on {}: {words} [{}]", line.service, line.host, line.rule);
        for (number, text) in wrap(&words, WIDTH).into_iter().enumerate() {
            let indent = if number == 0 { "  " } else { "    " };
            page.push_str(indent);
            page.push_str(&paint.text(tone, text));
            page.push('\n');
        }
    }
    page
}

/// The section for programs.
pub(super) fn to_json(lines: &[ServiceLine]) -> Vec<Value> {
    let one = |line: &ServiceLine| {
        json!({
            "service": line.service,
            "host": line.host,
            "calls": line.calls,
            "failed": line.failed,
            "works": line.failed == 0,
            "symptom": (line.failed > 0).then_some(line.symptom),
            "rule": line.rule,
        })
    };
    lines.iter().map(one).collect()
}
