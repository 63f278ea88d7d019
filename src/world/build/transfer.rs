//! Uploads and downloads as their clients' transfer managers make them: the loads of their requests.

use super::Builder;
use crate::aws::s3_operation::Operation;
use crate::aws::sdk::{Sdk, SdkDefaults, UNNAMED};
use crate::aws::transfer_rules::{Downloads, PART_MIN, TransferRules};
use crate::diagnostic::Diagnostic;
use crate::scenario::Said;
use crate::scenario::call as written;
use crate::scenario::client::TransferManager;
use crate::units::Bytes;
use crate::world::plan::{Load, Spacing};
use crate::world::stored::UploadId;
use crate::world::transfer::{Course, PartsUp, Transfer};

/// The largest part: 5 GiB (LIM-14).
const PART_MAX: Bytes = Bytes(5 << 30);

impl Builder<'_> {
    /// Tells what of a transfer manager's settings cannot be.
    pub(super) fn check_transfers(&mut self, written: Option<&TransferManager>) {
        let Some(written) = written else {
            return;
        };
        if let Some(part_size) = &written.part_size
            && !(PART_MIN..=PART_MAX).contains(&part_size.value.0)
        {
            let message = "S3 does not take parts of this size (LIM-14)";
            let fault = Diagnostic::error("bad-number", message, part_size.at);
            self.fault(fault.help("write 5 MiB to 5 GiB; only the last part may be smaller"));
        }
        if let Some(most) = &written.concurrency
            && most.value == 0
        {
            let message = "no part could ever be sent";
            let fault = Diagnostic::error("bad-number", message, most.at);
            self.fault(fault.help("write at least 1"));
        }
    }

    /// Cuts those of `loads` that go through a transfer manager, and adds the loads of what it asks
    /// besides; `first` is the position in the plan of the first of them.
    ///
    /// AWS: a command line goes through the CLI's transfer manager, whatever the SDK of the client
    /// that stands for the terminal.
    pub(super) fn cut(&self, calls: &[&Said<written::Call>], loads: &mut Vec<Load>, first: usize) {
        for (position, call) in calls.iter().enumerate() {
            let is_command = call.command().is_some();
            let is_upload = matches!(call.meant(), written::Call::Upload(_));
            let is_download = matches!(call.meant(), written::Call::Download(_));
            let is_copy = call.command().is_some_and(|command| command.is_copy);
            let is_transfer = is_upload || is_download || is_copy;
            let Some(load) = loads.get(position).filter(|_| is_transfer) else {
                continue;
            };
            let name = self.world.clients.name(load.client);
            let client = self.scenario.clients.get(name);
            let written = client.and_then(|client| client.transfers.as_ref());
            let sdk = if is_command {
                Some(Sdk::Cli)
            } else {
                client.and_then(|client| client.sdk)
            };
            let rules = rules_of(written, sdk.map_or(&UNNAMED, Sdk::defaults));
            let place = (first + position, first + loads.len());
            let (transfer, further) = if is_upload {
                upload(load, rules, place)
            } else if is_copy {
                copy(load, rules, place)
            } else {
                download(load, rules, place)
            };
            let load = &mut loads[position];
            if let Course::Upload(up) = &transfer.course {
                load.call.operation = Operation::UploadPart;
                load.call.size = up.part_size;
                load.call.acl = None;
                load.call.tags.clear();
                load.call.upload = Some(unbegun(first + position));
                load.call.ask_sdk();
            }
            load.count = transfer.count.saturating_mul(transfer.parts());
            load.transfer = Some(Box::new(transfer));
            loads.extend(further);
        }
    }
}

/// The rules of a client's transfer manager; none when its SDK has none and nothing is written.
fn rules_of(written: Option<&TransferManager>, sdk: &SdkDefaults) -> Option<TransferRules> {
    let Some(written) = written else {
        return sdk.transfers;
    };
    let mut rules = sdk.transfers.or(UNNAMED.transfers)?;
    if let Some(part_size) = &written.part_size {
        rules.part_size = part_size.value.0;
    }
    if let Some(threshold) = written.threshold {
        rules.threshold = threshold.0;
    }
    if let Some(most) = &written.concurrency {
        (rules.uploads_at_once, rules.downloads_at_once) = (most.value, most.value);
    }
    Some(rules)
}

/// An upload by `rules`; `place` says where its load stands and where further ones will.
fn upload(
    load: &Load,
    rules: Option<TransferRules>,
    (leader, next): (usize, usize),
) -> (Transfer, Vec<Load>) {
    let size = load.call.size;
    let Some(rules) = rules.filter(|rules| size >= rules.threshold) else {
        return (whole(load), Vec::new());
    };
    let (cut, loads) = in_parts(load, &rules, (leader, next));
    let transfer = Transfer {
        count: load.count,
        at_once: rules.uploads_at_once.max(1),
        course: Course::Upload(cut),
    };
    (transfer, loads.into())
}

/// A copy inside S3 by `rules`; the source's size is asked for first.
fn copy(
    load: &Load,
    rules: Option<TransferRules>,
    (leader, next): (usize, usize),
) -> (Transfer, Vec<Load>) {
    let (Some(rules), Some((bucket, key))) = (rules, &load.call.source) else {
        return (whole(load), Vec::new());
    };
    let mut question = further(load, leader, "head", Operation::HeadObject);
    question.call.source = None;
    (question.call.bucket, question.call.key) = (Some(bucket.clone()), Some(key.clone()));
    question.call.ask_sdk();
    let mut loads = vec![question];
    let (cut, others) = in_parts(load, &rules, (leader, next + 1));
    loads.extend(others.into_iter().map(|load| Load { count: 0, ..load }));
    let transfer = Transfer {
        count: load.count,
        at_once: rules.uploads_at_once.max(1),
        course: Course::Copy {
            ask: position(next),
            rules,
            cut,
        },
    };
    (transfer, loads)
}

/// What is made in parts, and the loads of the requests around them.
fn in_parts(
    load: &Load,
    rules: &TransferRules,
    (leader, next): (usize, usize),
) -> (PartsUp, [Load; 3]) {
    let [create, complete, abort] = [next, next + 1, next + 2].map(position);
    let cut = PartsUp {
        size: load.call.size,
        part_size: rules.part_size_for(load.call.size),
        create,
        complete,
        abort,
    };
    let mut begin = further(load, leader, "create", Operation::CreateMultipartUpload);
    begin.call.acl.clone_from(&load.call.acl);
    begin.call.tags.clone_from(&load.call.tags);
    begin.call.source = None;
    let mut end = further(load, leader, "complete", Operation::CompleteMultipartUpload);
    let mut drop = further(load, leader, "abort", Operation::AbortMultipartUpload);
    drop.count = 0;
    for call in [&mut end.call, &mut drop.call] {
        call.upload = Some(unbegun(leader));
        call.source = None;
    }
    (cut, [begin, end, drop])
}

/// The upload of a transfer that stands for all of a load, of which none has begun yet.
fn unbegun(leader: usize) -> UploadId {
    UploadId {
        load: position(leader),
        number: 0,
    }
}

/// A download by `rules`.
fn download(
    load: &Load,
    rules: Option<TransferRules>,
    (leader, next): (usize, usize),
) -> (Transfer, Vec<Load>) {
    let Some(rules) = rules else {
        return (whole(load), Vec::new());
    };
    let (course, asked) = match rules.downloads {
        Downloads::Whole => return (whole(load), Vec::new()),
        Downloads::ByRange => (Course::ByRange(rules.part_size), Vec::new()),
        Downloads::ByPart => (Course::ByPart, Vec::new()),
        Downloads::AskedFirst => {
            let course = Course::AskedFirst {
                threshold: rules.threshold,
                part_size: rules.part_size,
                ask: position(next),
            };
            let question = further(load, leader, "head", Operation::HeadObject);
            (course, vec![question])
        }
    };
    let transfer = Transfer {
        count: load.count,
        at_once: rules.downloads_at_once.max(1),
        course,
    };
    (transfer, asked)
}

fn whole(load: &Load) -> Transfer {
    Transfer {
        count: load.count,
        at_once: 1,
        course: Course::Whole,
    }
}

/// A load of requests about the same object, one for each transfer.
fn further(load: &Load, leader: usize, what: &str, operation: Operation) -> Load {
    let mut call = load.call.clone();
    call.operation = operation;
    call.size = Bytes(0);
    call.acl = None;
    call.tags = Vec::new();
    call.ask_sdk();
    Load {
        id: format!("{}/{what}", load.id),
        call,
        spacing: Spacing::Led(position(leader)),
        mix: None,
        transfer: None,
        keys: load.keys.clone(),
        ..*load
    }
}

fn position(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use crate::scenario::Scenario;
    use crate::units::Bytes;
    use crate::world::build;
    use crate::world::transfer::Course;

    fn built(settings: &str, size: &str) -> crate::world::Built {
        let text = format!(
            r#"Scenario(
                accounts: {{ "111122223333": Account(roles: {{ "app": Role(policies: []) }}) }},
                hosts: {{ "laptop": Host(internet: "203.0.113.9", role: "app") }},
                buckets: {{ "logs": Bucket(account: "111122223333", region: "us-east-1") }},
                clients: {{ "c": Client(host: "laptop", {settings}) }},
                workload: [Requests(id: "up", client: "c", call: Upload(to: "s3://logs/{{n}}", size: "{size}"), rate: Constant("1/s"), count: 3)],
            )"#
        );
        build(&Scenario::parse(&text).scenario)
    }

    #[test]
    fn parts_are_as_s3_takes_them() {
        for (settings, faults) in [
            (r#"transfers: TransferManager(part_size: "5 MiB")"#, 0),
            (r#"transfers: TransferManager(part_size: "4 MiB")"#, 1),
            (r#"transfers: TransferManager(part_size: "5 GiB")"#, 0),
            (r#"transfers: TransferManager(part_size: "6 GiB")"#, 1),
            ("transfers: TransferManager(concurrency: 0)", 1),
        ] {
            let found = built(settings, "1 MiB").faults;
            assert_eq!(found.len(), faults, "LIM-14: {settings}: {found:#?}");
        }
    }

    #[test]
    fn an_upload_has_loads_for_all_its_requests() {
        let ids = |settings, size| -> Vec<(String, u64)> {
            let plan = built(settings, size).plan;
            let loads = plan.loads.into_iter();
            loads.map(|load| (load.id, load.count)).collect()
        };
        let named = |all: &[(&str, u64)]| -> Vec<(String, u64)> {
            let all = all.iter();
            all.map(|(id, count)| ((*id).to_owned(), *count)).collect()
        };
        assert_eq!(ids(r#"sdk: "go-v2""#, "5 MiB"), named(&[("up", 3)]));
        assert_eq!(ids(r#"sdk: "rust""#, "1 GiB"), named(&[("up", 3)]));
        assert_eq!(
            ids(r#"sdk: "boto3""#, "20 MiB"),
            named(&[
                ("up", 9),
                ("up/create", 3),
                ("up/complete", 3),
                ("up/abort", 0)
            ])
        );
    }

    #[test]
    fn a_very_large_object_has_ten_thousand_parts_at_most() {
        let plan = built(r#"sdk: "go-v2""#, "5 TB").plan;
        let transfer = plan.loads[0].transfer.as_ref().unwrap();
        let Course::Upload(up) = &transfer.course else {
            panic!("{transfer:?}");
        };
        assert_eq!(
            (transfer.parts(), up.part_size),
            (10_000, Bytes(500_000_000))
        );
    }
}
