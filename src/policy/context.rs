//! The context of one request: what condition keys and policy variables find.

use super::key::{Key, KnownKey};
use super::principal::{Principal, PrincipalKind};
use super::value::Value;

/// The keys present in one request and their values.
///
/// ```
/// use vpcsim::policy::{Context, KnownKey};
/// let mut context = Context::default();
/// context.set(KnownKey::SourceVpce, "vpce-1a2b3c4d");
/// context.set_named("aws:PrincipalTag/team", "red");
/// assert_eq!(context.first("aws:sourceVpce"), Some("vpce-1a2b3c4d"));
/// assert_eq!(context.first("aws:principaltag/Team"), Some("red"));
/// context.remove(KnownKey::SourceVpce);
/// assert_eq!(context.first("aws:sourceVpce"), None);
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    /// One more than the number of the entry; zero is absent.
    slots: [u8; KnownKey::COUNT],
    known: Vec<(KnownKey, Values)>,
    named: Vec<(Box<str>, Values)>,
}

/// The values of one key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    list: Vec<Value>,
}

impl Values {
    /// All of them.
    pub fn as_slice(&self) -> &[Value] {
        &self.list
    }
}

impl Default for Context {
    fn default() -> Self {
        Self {
            slots: [0; KnownKey::COUNT],
            known: Vec::new(),
            named: Vec::new(),
        }
    }
}

impl Context {
    /// What follows from the principal alone (COND-23, COND-24): `aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`, and for services
    /// `aws:PrincipalIsAWSService` and `aws:PrincipalServiceName`.
    ///
    /// ```
    /// use vpcsim::policy::{Context, Principal};
    /// let session = Principal::session("111122223333", "/", "app", "i-1");
    /// let context = Context::of(&session);
    /// assert_eq!(context.first("aws:PrincipalArn"), Some("arn:aws:iam::111122223333:role/app"));
    /// assert_eq!(Context::of(&Principal::anonymous()).first("aws:PrincipalArn"), None);
    /// ```
    pub fn of(principal: &Principal) -> Self {
        let mut context = Self::default();
        context.describe(principal);
        context
    }

    /// Adds what follows from `principal` where the key is not there yet.
    pub fn describe(&mut self, principal: &Principal) {
        let is_service = principal.kind() == PrincipalKind::Service;
        if let Some(arn) = principal.context_arn() {
            self.set_missing(KnownKey::PrincipalArn, arn);
        }
        let account = if principal.kind() == PrincipalKind::Anonymous {
            Some("anonymous")
        } else {
            principal.account()
        };
        if let Some(account) = account {
            self.set_missing(KnownKey::PrincipalAccount, account);
        }
        let kind = match principal.kind() {
            PrincipalKind::Anonymous => Some("Anonymous"),
            PrincipalKind::Root => Some("Account"),
            PrincipalKind::User => Some("User"),
            PrincipalKind::Role | PrincipalKind::Session => Some("AssumedRole"),
            PrincipalKind::FederatedUser => Some("FederatedUser"),
            PrincipalKind::Service | PrincipalKind::Provider | PrincipalKind::CanonicalUser => None,
        };
        if let Some(kind) = kind {
            self.set_missing(KnownKey::PrincipalType, kind);
        }
        if principal.kind() == PrincipalKind::User {
            self.set_missing(KnownKey::UserName, principal.name());
        }
        let truth = if is_service { "true" } else { "false" };
        self.set_missing(KnownKey::PrincipalIsAwsService, truth);
        if is_service {
            self.set_missing(KnownKey::PrincipalServiceName, principal.name());
        }
    }

    fn set_missing(&mut self, key: KnownKey, text: &str) {
        if self.known(key).is_none() {
            self.set(key, text);
        }
    }

    /// Gives `key` one value; memory is kept when it had one before.
    pub fn set(&mut self, key: KnownKey, text: &str) {
        let kind = key.value_type();
        let list = &mut self.entry(key).list;
        list.truncate(1);
        match list.first_mut() {
            Some(value) => value.replace(text, kind),
            None => list.push(Value::typed(text, kind)),
        }
    }

    /// Gives `key` one value of its own type.
    pub fn set_value(&mut self, key: KnownKey, value: impl Into<Value>) {
        let list = &mut self.entry(key).list;
        list.clear();
        list.push(value.into());
    }

    /// Gives `key` several values; none at all makes it absent for all but `Null` (COND-13).
    pub fn set_all<'a>(&mut self, key: KnownKey, texts: impl IntoIterator<Item = &'a str>) {
        let kind = key.value_type();
        let list = &mut self.entry(key).list;
        list.clear();
        list.extend(texts.into_iter().map(|text| Value::typed(text, kind)));
    }

    /// Gives the key called `name` one value.
    pub fn set_named(&mut self, name: &str, text: &str) {
        self.set_all_named(name, [text]);
    }

    /// Gives the key called `name` several values.
    pub fn set_all_named<'a>(&mut self, name: &str, texts: impl IntoIterator<Item = &'a str>) {
        let name = match Key::named(name) {
            Key::Known(key) => return self.set_all(key, texts),
            Key::Named(name) => name,
        };
        let list = texts.into_iter().map(Value::text).collect();
        self.named.retain(|(known, _)| *known != name);
        self.named.push((name, Values { list }));
    }

    /// How many keys are held by name; with [`Context::keep_named`] later ones can be taken away.
    pub fn named_count(&self) -> usize {
        self.named.len()
    }

    /// Makes the keys held by name absent but for the first `count`.
    ///
    /// ```
    /// use vpcsim::policy::Context;
    /// let mut context = Context::default();
    /// context.set_named("aws:PrincipalTag/team", "red");
    /// let lasting = context.named_count();
    /// context.set_named("s3:ExistingObjectTag/class", "x");
    /// context.keep_named(lasting);
    /// assert_eq!(context.first("s3:ExistingObjectTag/class"), None);
    /// assert_eq!(context.first("aws:PrincipalTag/team"), Some("red"));
    /// ```
    pub fn keep_named(&mut self, count: usize) {
        self.named.truncate(count);
    }

    /// Makes `key` absent.
    pub fn remove(&mut self, key: KnownKey) {
        self.slots[key as usize] = 0;
        self.known.retain(|(known, _)| *known != key);
        for (number, (known, _)) in (1u8..).zip(&self.known) {
            self.slots[*known as usize] = number;
        }
    }

    /// The values of `key`, or `None` when it is absent.
    #[inline]
    pub fn values(&self, key: &Key) -> Option<&Values> {
        match key {
            Key::Known(key) => self.known(*key),
            Key::Named(name) => self
                .named
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, values)| values),
        }
    }

    /// The values of a known key.
    #[inline]
    pub fn known(&self, key: KnownKey) -> Option<&Values> {
        let slot = self.slots[key as usize].checked_sub(1)?;
        self.known.get(usize::from(slot)).map(|(_, values)| values)
    }

    /// The first value of the key called `name`.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.values(&Key::named(name))?
            .list
            .first()
            .map(Value::as_str)
    }

    /// All keys present, with their values, known ones first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Values)> {
        let known = self.known.iter().map(|(key, values)| (key.name(), values));
        known.chain(self.named.iter().map(|(name, values)| (&**name, values)))
    }

    fn entry(&mut self, key: KnownKey) -> &mut Values {
        let slot = &mut self.slots[key as usize];
        if *slot == 0 {
            // INVARIANT: there are fewer than 255 known keys, one entry each, so a byte counts them.
            self.known.push((key, Values::default()));
            *slot = u8::try_from(self.known.len()).unwrap_or(u8::MAX);
        }
        let at = usize::from(*slot) - 1;
        &mut self.known[at].1
    }
}
