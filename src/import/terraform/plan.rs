//! What `terraform show -json` printed: every resource with its values, and how it was written.

use serde_json::Value;

use super::address::{Part, calls};

/// A plan or a state.
pub(super) struct Plan<'a> {
    /// Every resource and every data source that was read, in the order they are printed.
    pub(super) things: Vec<Thing<'a>>,
    /// The configuration's root module; a state has none.
    pub(super) root: Option<&'a Value>,
    /// The values of the root module's variables.
    pub(super) variables: Option<&'a Value>,
    /// The settings of providers, by their key.
    pub(super) providers: Option<&'a Value>,
}

/// One instance of a resource.
#[derive(Debug, Clone)]
pub(super) struct Thing<'a> {
    /// Its address, `module.net.aws_subnet.private["a"]`.
    pub(super) address: &'a str,
    /// The module calls it stands in, the outermost first.
    pub(super) calls: Vec<Part>,
    /// Its type, `aws_subnet`.
    pub(super) kind: &'a str,
    /// Its name, `private`.
    pub(super) name: &'a str,
    /// Its key or number among the instances of one resource.
    pub(super) key: Option<String>,
    /// Whether it was only read.
    pub(super) is_data: bool,
    /// What is known of it.
    pub(super) values: &'a Value,
    /// How it was written.
    pub(super) written: Option<&'a Value>,
}

impl<'a> Plan<'a> {
    /// The resources of a plan or of a state.
    pub(super) fn of(shown: &'a Value) -> Self {
        let configuration = shown.get("configuration");
        let root = configuration.and_then(|it| it.get("root_module"));
        let mut plan = Self {
            things: Vec::new(),
            root,
            variables: shown.get("variables"),
            providers: configuration.and_then(|it| it.get("provider_config")),
        };
        let modules = ["/planned_values/root_module", "/values/root_module"];
        for module in modules.into_iter().filter_map(|path| shown.pointer(path)) {
            plan.collect(module, false);
        }
        // What was read before the plan was made stands in the state before it only.
        if let Some(before) = shown.pointer("/prior_state/values/root_module") {
            plan.collect(before, true);
        }
        plan
    }

    fn collect(&mut self, module: &'a Value, is_before: bool) {
        let address = module.get("address").and_then(Value::as_str);
        let calls = address.map(calls).unwrap_or_default();
        let written = self.module(&calls);
        for resource in list(module, "resources") {
            let text = |name: &str| resource.get(name).and_then(Value::as_str);
            let (Some(address), Some(kind), Some(name)) =
                (text("address"), text("type"), text("name"))
            else {
                continue;
            };
            let is_data = text("mode") == Some("data");
            let is_known = || self.things.iter().any(|thing| thing.address == address);
            if is_before && (!is_data || is_known()) {
                continue;
            }
            let own = if is_data {
                format!("data.{kind}.{name}")
            } else {
                format!("{kind}.{name}")
            };
            let resources = written.map(|module| list(module, "resources"));
            let mut resources = resources.into_iter().flatten();
            self.things.push(Thing {
                address,
                calls: calls.clone(),
                kind,
                name,
                key: resource.get("index").map(key_text),
                is_data,
                values: resource.get("values").unwrap_or(&Value::Null),
                written: resources
                    .find(|it| it.get("address").and_then(Value::as_str) == Some(&own)),
            });
        }
        for child in list(module, "child_modules") {
            self.collect(child, is_before);
        }
    }

    /// The configuration of a module, by the calls that lead to it.
    pub(super) fn module(&self, calls: &[Part]) -> Option<&'a Value> {
        let mut module = self.root?;
        for call in calls {
            module = module.get("module_calls")?.get(&call.name)?.get("module")?;
        }
        Some(module)
    }

    /// How a module is called from the one around it.
    pub(super) fn call(&self, calls: &[Part]) -> Option<&'a Value> {
        let (last, around) = calls.split_last()?;
        self.module(around)?.get("module_calls")?.get(&last.name)
    }
}

/// The items of a list; none when it is absent or no list.
pub(super) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of.get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn key_text(key: &Value) -> String {
    match key {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl<'a> Thing<'a> {
    /// A text that is known and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        text(self.values, name)
    }

    /// Whether a switch is known to be on.
    pub(super) fn is(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }

    /// A switch, as far as it is known.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.values.get(name).and_then(Value::as_bool)
    }

    /// A whole number, which may be written as text.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        number(self.values, name)
    }

    /// The known texts of a list.
    pub(super) fn texts(&self, name: &str) -> Vec<&'a str> {
        texts(self.values, name)
    }

    /// The blocks of one name; a single one may stand without a list.
    pub(super) fn blocks(&self, name: &str) -> &'a [Value] {
        match self.values.get(name) {
            Some(Value::Array(blocks)) => blocks,
            Some(block @ Value::Object(_)) => std::slice::from_ref(block),
            _ => &[],
        }
    }

    /// How an argument was written.
    pub(super) fn expression(&self, name: &str) -> Option<&'a Value> {
        self.written?.get("expressions")?.get(name)
    }
}

/// A text that is known and not empty.
pub(super) fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// The known texts of a list.
pub(super) fn texts<'a>(of: &'a Value, name: &str) -> Vec<&'a str> {
    list(of, name).iter().filter_map(Value::as_str).collect()
}

/// A whole number, which may be written as text.
pub(super) fn number(of: &Value, name: &str) -> Option<i64> {
    match of.get(name)? {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    }
}
