//! From JSON to a document: the grammar of policies, every fault with its place (CFG-06).

use std::ops::Range;

use super::document::{
    Document, Effect, Element, Fault, PrincipalType, Validation, Version, Word, WrittenCondition,
    WrittenPrincipal, WrittenStatement,
};
use super::json::{self, Member, Node, Value};
use super::kind::PolicyKind;
use super::{check, operator};

/// Elements a document may hold, and those a statement may hold.
const DOCUMENT_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl Document {
    /// Reads a policy of `kind` from its JSON `text`; gives what could be read and every fault.
    ///
    /// With [`Validation::Strict`] all that AWS refuses when the policy is put is a fault
    /// (CFG-01 to CFG-11); with [`Validation::Lenient`] only what cannot be evaluated. The
    /// document is `None` when its meaning is not certain.
    ///
    /// ```
    /// use vpcsim::policy::{Document, PolicyKind, Validation};
    /// let text = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
    ///     "Resource": "arn:aws:s3:::b"}]}"#;
    /// let (document, faults) = Document::parse(text, PolicyKind::Bucket, Validation::Strict);
    /// assert!(document.is_some() && faults.is_empty());
    ///
    /// let (document, faults) = Document::parse("{", PolicyKind::Bucket, Validation::Strict);
    /// assert_eq!((document, faults[0].code), (None, "MalformedPolicy"));
    /// ```
    pub fn parse(text: &str, kind: PolicyKind, level: Validation) -> (Option<Self>, Vec<Fault>) {
        Self::parse_for(text, kind, level, None)
    }

    /// Reads a policy to be put on `owner`, the ARN of the bucket or access point, and also
    /// refuses resources that are not `owner`'s (CFG-09).
    pub fn parse_for(
        text: &str,
        kind: PolicyKind,
        level: Validation,
        owner: Option<&str>,
    ) -> (Option<Self>, Vec<Fault>) {
        let mut reader = Reader::new(kind, level);
        let node = match json::read(text) {
            Ok(node) => node,
            Err(wrong) => {
                let help = "policies are JSON: check quotes, commas and brackets";
                reader.fault(&wrong.place, &format!("invalid JSON: {}", wrong.why), help);
                return (None, reader.faults);
            }
        };
        let document = reader.document(&node);
        let Reader {
            mut faults, broken, ..
        } = reader;
        if level == Validation::Strict {
            if let Some(document) = &document {
                check::check(document, text, owner, &mut faults);
            }
            faults.sort_by_key(|fault| fault.place.start);
        }
        (document.filter(|_| !broken), faults)
    }
}

struct Reader {
    kind: PolicyKind,
    level: Validation,
    faults: Vec<Fault>,
    /// Whether something is wrong that leaves the meaning open.
    broken: bool,
}

impl Reader {
    fn new(kind: PolicyKind, level: Validation) -> Self {
        Self {
            kind,
            level,
            faults: Vec::new(),
            broken: false,
        }
    }

    /// A fault that leaves the meaning open.
    fn fault(&mut self, place: &Range<usize>, message: &str, help: &str) {
        self.broken = true;
        self.note(place, message, help);
    }

    /// A fault that evaluation can live with.
    fn strict(&mut self, place: &Range<usize>, message: &str, help: &str) {
        if self.level == Validation::Strict {
            self.note(place, message, help);
        }
    }

    fn note(&mut self, place: &Range<usize>, message: &str, help: &str) {
        self.faults.push(Fault {
            code: self.kind.error_code(),
            message: message.to_owned(),
            place: place.clone(),
            help: help.to_owned(),
        });
    }

    fn document(&mut self, node: &Node) -> Option<Document> {
        let Value::Object(members) = &node.value else {
            let message = format!("a policy is an object, found {}", node.kind());
            self.fault(&node.place, &message, "");
            return None;
        };
        self.names(members, &DOCUMENT_ELEMENTS, "a policy");
        let version = self.version(find(members, "Version"));
        let id = find(members, "Id").and_then(|id| self.word(id, "`Id`"));
        let mut statements = Vec::new();
        match find(members, "Statement").map(|node| (&node.value, node)) {
            None => self.strict(&node.place, "`Statement` is missing", ""),
            Some((Value::List(list), node)) => {
                if list.is_empty() {
                    self.strict(&node.place, "`Statement` is empty", "");
                }
                statements.extend(list.iter().filter_map(|one| self.statement(one)));
            }
            Some((_, node)) => statements.extend(self.statement(node)),
        }
        Some(Document {
            kind: self.kind,
            version,
            id,
            statements,
        })
    }

    /// Notes unknown and repeated member names.
    fn names(&mut self, members: &[Member], known: &[&str], of: &str) {
        for (number, member) in members.iter().enumerate() {
            let name = member.name.as_str();
            if !known.contains(&name) {
                let near = known.iter().find(|k| k.eq_ignore_ascii_case(name));
                let help = near.map_or_else(
                    || format!("{of} has {}", known.join(", ")),
                    |near| format!("element names are case-sensitive: `{near}`"),
                );
                let message = format!("unknown element `{name}`");
                // A Deny whose condition is misspelt must not be judged as if it had none.
                if near.is_some() {
                    self.fault(&member.place, &message, &help);
                } else {
                    self.strict(&member.place, &message, &help);
                }
            }
            if members[..number].iter().any(|earlier| earlier.name == name) {
                let message = format!("`{name}` is written twice");
                self.fault(&member.place, &message, "merge the two into one");
            }
        }
    }

    fn version(&mut self, node: Option<&Node>) -> Version {
        let Some(node) = node else {
            return Version::V2008;
        };
        match &node.value {
            Value::Text(text) if text == "2012-10-17" => Version::V2012,
            Value::Text(text) if text == "2008-10-17" => Version::V2008,
            _ => {
                self.fault(
                    &node.place,
                    "`Version` is neither `2012-10-17` nor `2008-10-17`",
                    "write `2012-10-17`",
                );
                Version::V2008
            }
        }
    }

    fn word(&mut self, node: &Node, what: &str) -> Option<Word> {
        if let Value::Text(text) = &node.value {
            return Some(Word {
                text: text.clone(),
                place: node.place.clone(),
            });
        }
        let message = format!("{what} must be a string, found {}", node.kind());
        self.fault(&node.place, &message, "");
        None
    }

    /// A string, or a list of strings.
    fn words(&mut self, node: &Node, what: &str) -> Vec<Word> {
        match &node.value {
            Value::List(list) => {
                if list.is_empty() {
                    self.strict(&node.place, &format!("{what} is empty"), "");
                }
                list.iter().filter_map(|one| self.word(one, what)).collect()
            }
            _ => self.word(node, what).into_iter().collect(),
        }
    }

    fn statement(&mut self, node: &Node) -> Option<WrittenStatement> {
        let Value::Object(members) = &node.value else {
            let message = format!("a statement is an object, found {}", node.kind());
            self.fault(&node.place, &message, "");
            return None;
        };
        self.names(members, &STATEMENT_ELEMENTS, "a statement");
        let effect = self.effect(find(members, "Effect"), node);
        Some(WrittenStatement {
            sid: find(members, "Sid").and_then(|sid| self.word(sid, "`Sid`")),
            effect: effect?,
            principal: self.either(members, "Principal", "NotPrincipal", Self::principals),
            action: self.either(members, "Action", "NotAction", Self::words),
            resource: self.either(members, "Resource", "NotResource", Self::words),
            conditions: find(members, "Condition")
                .map(|node| self.conditions(node))
                .unwrap_or_default(),
            place: node.place.clone(),
        })
    }

    fn effect(&mut self, node: Option<&Node>, statement: &Node) -> Option<Effect> {
        let Some(node) = node else {
            self.fault(
                &statement.place,
                "`Effect` is missing",
                "write `Allow` or `Deny`",
            );
            return None;
        };
        match &node.value {
            Value::Text(text) if text == "Allow" => Some(Effect::Allow),
            Value::Text(text) if text == "Deny" => Some(Effect::Deny),
            _ => {
                self.fault(&node.place, "`Effect` is neither `Allow` nor `Deny`", "");
                None
            }
        }
    }

    /// The element `plain` or its negated form; both together are a fault.
    fn either<T>(
        &mut self,
        members: &[Member],
        plain: &str,
        negated: &str,
        read: fn(&mut Self, &Node, &str) -> Vec<T>,
    ) -> Option<Element<T>> {
        let (one, other) = (find(members, plain), find(members, negated));
        if let (Some(_), Some(other)) = (one, other) {
            let message = format!("`{plain}` and `{negated}` exclude each other");
            self.fault(&other.place, &message, "");
        }
        let node = one.or(other)?;
        let name = if one.is_some() { plain } else { negated };
        Some(Element {
            negated: one.is_none(),
            listed: read(self, node, &format!("`{name}`")),
            place: node.place.clone(),
        })
    }

    fn principals(&mut self, node: &Node, what: &str) -> Vec<WrittenPrincipal> {
        let of = |kind, word| WrittenPrincipal { kind, word };
        let Value::Object(members) = &node.value else {
            let words = self.words(node, what);
            for word in words.iter().filter(|word| word.text != "*") {
                let help = "write `{\"AWS\": …}`, `{\"Service\": …}` or `\"*\"`";
                self.strict(
                    &word.place,
                    &format!("invalid principal `{}`", word.text),
                    help,
                );
            }
            return words
                .into_iter()
                .map(|w| of(PrincipalType::Aws, w))
                .collect();
        };
        let mut all = Vec::new();
        for member in members {
            let kind = match member.name.as_str() {
                "AWS" => PrincipalType::Aws,
                "Service" => PrincipalType::Service,
                "Federated" => PrincipalType::Federated,
                "CanonicalUser" => PrincipalType::CanonicalUser,
                name => {
                    let message = format!("invalid principal type `{name}`");
                    let help = "there are AWS, Service, Federated and CanonicalUser";
                    self.fault(&member.place, &message, help);
                    continue;
                }
            };
            let words = self.words(&member.value, &format!("`{}`", member.name));
            all.extend(words.into_iter().map(|word| of(kind, word)));
        }
        all
    }

    fn conditions(&mut self, node: &Node) -> Vec<WrittenCondition> {
        let Value::Object(operators) = &node.value else {
            let message = format!("`Condition` is an object, found {}", node.kind());
            self.fault(&node.place, &message, "");
            return Vec::new();
        };
        let mut all = Vec::new();
        for operator in operators {
            if operator::Operator::parse(&operator.name).is_none() {
                let message = format!("unknown condition operator `{}`", operator.name);
                let help = operator::nearest(&operator.name)
                    .map_or_else(String::new, |near| format!("did you mean `{near}`?"));
                self.strict(&operator.place, &message, &help);
            }
            let Value::Object(keys) = &operator.value.value else {
                let message = format!("`{}` needs an object of keys", operator.name);
                self.fault(&operator.value.place, &message, "");
                continue;
            };
            for key in keys {
                all.push(WrittenCondition {
                    operator: Word {
                        text: operator.name.clone(),
                        place: operator.place.clone(),
                    },
                    key: Word {
                        text: key.name.clone(),
                        place: key.place.clone(),
                    },
                    values: self.condition_values(&key.value),
                });
            }
        }
        all
    }

    /// Strings, and also bare booleans and numbers, which AWS takes here.
    fn condition_values(&mut self, node: &Node) -> Vec<Word> {
        let text = match &node.value {
            Value::List(list) => {
                return list.iter().flat_map(|n| self.condition_values(n)).collect();
            }
            Value::Text(text) | Value::Number(text) => text.clone(),
            Value::Bool(flag) => flag.to_string(),
            Value::Null | Value::Object(_) => {
                let message = format!("a condition value is a string, found {}", node.kind());
                self.fault(&node.place, &message, "");
                return Vec::new();
            }
        };
        vec![Word {
            text,
            place: node.place.clone(),
        }]
    }
}

fn find<'a>(members: &'a [Member], name: &str) -> Option<&'a Node> {
    members.iter().find(|m| m.name == name).map(|m| &m.value)
}
