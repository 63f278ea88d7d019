//! The rules written once more, as plainly as possible and for the shapes of these laws only.

use vpcsim::policy::{Outcome, Principal};

use super::shapes::{ACCOUNT, Asked, Said};

/// `None` stands for a variable without value.
fn glob(pattern: &str, text: &str) -> bool {
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let mut matched = vec![vec![false; t.len() + 1]; p.len() + 1];
    matched[0][0] = true;
    for i in 1..=p.len() {
        matched[i][0] = matched[i - 1][0] && p[i - 1] == '*';
        for j in 1..=t.len() {
            matched[i][j] = match p[i - 1] {
                '*' => matched[i - 1][j] || matched[i][j - 1],
                '?' => matched[i - 1][j - 1],
                c => matched[i - 1][j - 1] && c == t[j - 1],
            };
        }
    }
    matched[p.len()][t.len()]
}

fn arn(pattern: &str, text: &str, user: Option<&str>) -> Option<bool> {
    let pattern = match (pattern.split_once("${aws:username}"), user) {
        (None, _) => pattern.to_owned(),
        (Some((head, tail)), Some(user)) => format!("{head}{user}{tail}"),
        // Nobody can tell, unless the text starts otherwise anyway.
        (Some((head, _)), None) => return (!text.starts_with(head)).then_some(false),
    };
    if pattern == "*" {
        return Some(true);
    }
    let fields = pattern.splitn(6, ':').zip(text.splitn(6, ':'));
    Some(fields.fold(true, |all, (p, t)| all && glob(p, t)))
}

fn scope(asked: &Asked, said: &Said) -> bool {
    let lower = asked.action.to_lowercase();
    let action = said.actions.iter().any(|p| glob(&p.to_lowercase(), &lower));
    let user = (asked.principal.name() == "ann").then_some("ann");
    let found: Vec<Option<bool>> = said
        .resources
        .iter()
        .map(|p| arn(p, asked.resource, user))
        .collect();
    let resource = if said.not_resource {
        found.iter().all(|one| *one == Some(false))
    } else {
        found.contains(&Some(true))
    };
    action != said.not_action && resource
}

fn condition(asked: &Asked, said: &Said) -> bool {
    said.conditions
        .iter()
        .enumerate()
        .all(|(number, (operator, key, values))| {
            // Of two conditions of one operator and key the later stands in the JSON.
            let repeated = said.conditions[number + 1..]
                .iter()
                .any(|(o, k, _)| o == operator && k == key);
            repeated || one(asked, said.allow, operator, key, values)
        })
}

fn one(asked: &Asked, allow: bool, operator: &str, key: &str, wanted: &[&str]) -> bool {
    let entry = asked.context.iter().rev().find(|(k, _)| *k == key);
    let found = entry
        .map(|(_, values)| values.as_slice())
        .unwrap_or_default();
    if operator == "Null" {
        return wanted.contains(&if found.is_empty() { "true" } else { "false" });
    }
    let negated = operator.contains("Not");
    let holds = |value: &&str| {
        let any = wanted.iter().any(|w| match operator {
            o if o.contains("IgnoreCase") => w.eq_ignore_ascii_case(value),
            o if o.contains("Like") => glob(w, value),
            _ => w == value,
        });
        any != negated
    };
    match (operator, found) {
        (o, []) if o.contains("IfExists") || o.starts_with("ForAll") => true,
        (o, []) => negated && !o.starts_with("ForAny"),
        (o, all) if o.starts_with("ForAll") => all.iter().all(holds),
        (o, all) if o.starts_with("ForAny") => all.iter().any(holds),
        (_, [value]) => holds(value),
        _ => !allow,
    }
}

/// 0: not named, 1: by its account, 2: itself.
fn named(principal: &Principal, said: &Said) -> u8 {
    let one = |written: &&str| match *written {
        "*" => 2,
        account if principal.account() == Some(account) => 1,
        "arn:aws:iam::444455556666:root" if principal.account() == Some("444455556666") => 1,
        arn if arn == principal.arn() || Some(arn) == principal.context_arn() => 2,
        _ => 0,
    };
    said.principals.iter().map(one).max().unwrap_or(0)
}

pub(crate) fn outcome(identity: &[Said], bucket: &[Said], asked: &Asked) -> Outcome {
    let fits = |said: &&Said| scope(asked, said) && condition(asked, said);
    let signed = asked.principal.account().is_some();
    let mine: Vec<&Said> = identity.iter().filter(fits).filter(|_| signed).collect();
    let theirs: Vec<(&Said, u8)> = bucket
        .iter()
        .filter(fits)
        .map(|said| (said, named(&asked.principal, said)))
        .filter(|(_, grip)| *grip > 0)
        .collect();
    if mine.iter().any(|said| !said.allow) || theirs.iter().any(|(said, _)| !said.allow) {
        return Outcome::ExplicitlyDenied;
    }
    let identity_allows = !mine.is_empty();
    let grip = theirs.iter().map(|(_, grip)| *grip).max().unwrap_or(0);
    let allowed = match asked.principal.account() {
        None => grip == 2,
        Some(ACCOUNT) => identity_allows || grip == 2,
        Some(_) => identity_allows && grip > 0,
    };
    if allowed {
        Outcome::Allowed
    } else {
        Outcome::ImplicitlyDenied
    }
}
