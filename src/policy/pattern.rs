//! Patterns with `*`, `?` and variables, matched in time linear in practice and never exponential.

use super::bigrams::Bigrams;
use super::context::Context;
use super::key::Key;

/// A pattern, classed so that the common ones cost one comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `*`
    Any,
    /// No wildcard.
    Exact(Box<str>),
    /// One `*`, at the end.
    Prefix(Box<str>),
    /// One `*`, at the start.
    Suffix(Box<str>),
    /// Anything else.
    Glob(Glob),
}

/// A pattern of several pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob {
    pieces: Box<[Piece]>,
    /// A text of fewer bytes cannot match.
    least: usize,
    has_variables: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(Box<str>),
    /// `?`: any one character.
    One,
    /// `*`: any characters, line breaks and slashes too (POL-32).
    Many,
    Variable(Variable),
}

/// `${key}` or `${key, 'default'}`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Variable {
    key: Key,
    default: Option<Box<str>>,
}

/// Whether a text matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    Yes,
    No,
    /// A variable has no value, or a value is not of the type compared, so nobody can tell.
    Unknown,
}

impl From<bool> for Match {
    fn from(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

/// What in a text is more than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Syntax {
    /// Whether `*` and `?` are wildcards.
    pub(super) wildcards: bool,
    /// Whether `${…}` is a variable: in Version 2012-10-17 only (POL-38).
    pub(super) variables: bool,
}

impl Pattern {
    pub(super) fn compile(text: &str, syntax: Syntax) -> Self {
        classify(pieces(text, syntax))
    }

    /// The text every match starts with.
    pub(super) fn literal_head(&self) -> &str {
        match self {
            Self::Any | Self::Suffix(_) => "",
            Self::Exact(text) | Self::Prefix(text) => text,
            Self::Glob(glob) => glob.literal_head(),
        }
    }

    /// Pairs of bytes that every match contains after its literal start.
    pub(super) fn required(&self) -> Bigrams {
        let mut all = Bigrams::default();
        match self {
            Self::Any | Self::Exact(_) | Self::Prefix(_) => {}
            Self::Suffix(text) => all.add(text.as_bytes()),
            // A variable without value is not for the filter to rule out.
            Self::Glob(glob) if glob.has_variables => {}
            Self::Glob(glob) => {
                for piece in glob.pieces.iter().skip(1) {
                    if let Piece::Literal(text) = piece {
                        all.add(text.as_bytes());
                    }
                }
            }
        }
        all
    }

    #[inline]
    pub(super) fn matches(&self, text: &str, context: &Context) -> Match {
        Match::from(match self {
            Self::Any => true,
            Self::Exact(wanted) => **wanted == *text,
            Self::Prefix(head) => text.as_bytes().starts_with(head.as_bytes()),
            Self::Suffix(tail) => text.as_bytes().ends_with(tail.as_bytes()),
            Self::Glob(glob) => return glob.matches(text, context),
        })
    }

    /// Compares plain text and variables without regard to case; there are no wildcards.
    pub(super) fn matches_ignoring_case(&self, text: &str, context: &Context) -> Match {
        match self {
            Self::Exact(wanted) => Match::from(lower(wanted.chars()).eq(lower(text.chars()))),
            Self::Glob(glob) if !glob.is_resolved(context) => Match::Unknown,
            Self::Glob(glob) => {
                let wanted = glob
                    .pieces
                    .iter()
                    .flat_map(|piece| piece.text(context).chars());
                Match::from(lower(wanted).eq(lower(text.chars())))
            }
            Self::Any | Self::Prefix(_) | Self::Suffix(_) => Match::No,
        }
    }

    /// Whether what it matches hangs on the request's keys.
    pub(super) fn has_variables(&self) -> bool {
        match self {
            Self::Glob(glob) => glob.has_variables,
            Self::Any | Self::Exact(_) | Self::Prefix(_) | Self::Suffix(_) => false,
        }
    }

    /// Whether any two texts could match: false for plain text.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self, Self::Exact(_))
    }
}

fn lower(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars.flat_map(char::to_lowercase)
}

impl Glob {
    // Kept apart, so that the common classes are compared in place.
    #[inline(never)]
    fn matches(&self, text: &str, context: &Context) -> Match {
        if self.has_variables && !self.is_resolved(context) {
            // Whatever the variable held, a text that starts otherwise would not match.
            return if text.starts_with(self.literal_head()) {
                Match::Unknown
            } else {
                Match::No
            };
        }
        if text.len() < self.least {
            return Match::No;
        }
        Match::from(matches(&self.pieces, text, context).is_some())
    }

    fn literal_head(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(text)) => text,
            Some(Piece::One | Piece::Many | Piece::Variable(_)) | None => "",
        }
    }

    fn is_resolved(&self, context: &Context) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Variable(variable) => variable.resolve(context).is_some(),
            Piece::Literal(_) | Piece::One | Piece::Many => true,
        })
    }
}

impl Variable {
    /// The one value of the key, else the default. The text is taken as it is: a `*` in it is no
    /// wildcard (denials, trap 4).
    fn resolve<'a>(&'a self, context: &'a Context) -> Option<&'a str> {
        match context
            .values(&self.key)
            .map(super::context::Values::as_slice)
        {
            Some([value]) => Some(value.as_str()),
            Some([_, _, ..]) => None,
            Some([]) | None => self.default.as_deref(),
        }
    }
}

fn classify(pieces: Vec<Piece>) -> Pattern {
    match pieces.as_slice() {
        [] => return Pattern::Exact("".into()),
        [Piece::Many] => return Pattern::Any,
        [Piece::Literal(text)] => return Pattern::Exact(text.clone()),
        [Piece::Literal(head), Piece::Many] => return Pattern::Prefix(head.clone()),
        [Piece::Many, Piece::Literal(tail)] => return Pattern::Suffix(tail.clone()),
        _ => {}
    }
    let least = pieces.iter().map(Piece::least).sum();
    let has_variables = pieces.iter().any(|p| matches!(p, Piece::Variable(_)));
    Pattern::Glob(Glob {
        pieces: pieces.into(),
        least,
        has_variables,
    })
}

impl Piece {
    /// What it stands for when it is no wildcard.
    fn text<'a>(&'a self, context: &'a Context) -> &'a str {
        match self {
            Self::Literal(text) => text,
            Self::Variable(variable) => variable.resolve(context).unwrap_or_default(),
            Self::One | Self::Many => "",
        }
    }

    fn least(&self) -> usize {
        match self {
            Self::Literal(text) => text.len(),
            Self::One => 1,
            Self::Many | Self::Variable(_) => 0,
        }
    }
}

/// Splits a text into pieces; `**` becomes `*`, and neighbouring literals one.
fn pieces(text: &str, syntax: Syntax) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (piece, used) = match c {
            '*' if syntax.wildcards => (Some(Piece::Many), 1),
            '?' if syntax.wildcards => (Some(Piece::One), 1),
            '$' if syntax.variables => variable(rest, &mut literal).unwrap_or_else(|| {
                literal.push(c);
                (None, 1)
            }),
            _ => {
                literal.push(c);
                (None, c.len_utf8())
            }
        };
        rest = &rest[used..];
        if let Some(piece) = piece {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal).into()));
            }
            if piece != Piece::Many || pieces.last() != Some(&Piece::Many) {
                pieces.push(piece);
            }
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal.into()));
    }
    pieces
}

/// Reads `${…}` at the start of `rest`: a variable, or one of the escapes `${*}`, `${?}`, `${$}`,
/// which go to `literal`. Gives the piece and how many bytes it took.
fn variable(rest: &str, literal: &mut String) -> Option<(Option<Piece>, usize)> {
    let inner = rest.strip_prefix("${")?;
    let (inner, _) = inner.split_once('}')?;
    let used = inner.len() + 3;
    if let "*" | "?" | "$" = inner {
        literal.push_str(inner);
        return Some((None, used));
    }
    let (name, default) = match inner.split_once(',') {
        None => (inner, None),
        Some((name, default)) => {
            let quoted = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (name, Some(quoted.into()))
        }
    };
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let key = Key::named(name);
    Some((Some(Piece::Variable(Variable { key, default })), used))
}

/// Matches greedily: the first run of pieces at the start, the last at the end, those between at
/// their leftmost place each. Leftmost is enough, since a later place leaves less text.
fn matches(pieces: &[Piece], text: &str, context: &Context) -> Option<()> {
    let mut runs = pieces.split(|piece| *piece == Piece::Many);
    let mut rest = strip_front(runs.next()?, text, context)?;
    let Some(last) = runs.next_back() else {
        return rest.is_empty().then_some(());
    };
    rest = strip_back(last, rest, context)?;
    for run in runs {
        rest = after(run, rest, context)?;
    }
    Some(())
}

fn strip_front<'t>(run: &[Piece], text: &'t str, context: &Context) -> Option<&'t str> {
    run.iter().try_fold(text, |rest, piece| match piece {
        Piece::Literal(literal) => rest.strip_prefix(&**literal),
        Piece::One => {
            let mut chars = rest.chars();
            chars.next().map(|_| chars.as_str())
        }
        Piece::Variable(variable) => rest.strip_prefix(variable.resolve(context)?),
        Piece::Many => Some(rest),
    })
}

fn strip_back<'t>(run: &[Piece], text: &'t str, context: &Context) -> Option<&'t str> {
    run.iter().rev().try_fold(text, |rest, piece| match piece {
        Piece::Literal(literal) => rest.strip_suffix(&**literal),
        Piece::One => {
            let mut chars = rest.chars();
            chars.next_back().map(|_| chars.as_str())
        }
        Piece::Variable(variable) => rest.strip_suffix(variable.resolve(context)?),
        Piece::Many => Some(rest),
    })
}

/// The text after the leftmost match of `run`.
///
/// INVARIANT: a run is tried at each place at most once and texts never grow, so that a pattern
/// costs at most its own length times that of the text, and without `?` their sum.
fn after<'t>(run: &[Piece], text: &'t str, context: &Context) -> Option<&'t str> {
    let head = match run.first()? {
        Piece::Literal(literal) => &**literal,
        Piece::Variable(variable) => variable.resolve(context)?,
        Piece::One | Piece::Many => "",
    };
    let mut rest = text;
    loop {
        rest = &rest[find(rest, head)?..];
        if let Some(after) = strip_front(run, rest, context) {
            return Some(after);
        }
        let mut chars = rest.chars();
        chars.next()?;
        rest = chars.as_str();
    }
}

fn find(text: &str, literal: &str) -> Option<usize> {
    match literal.as_bytes() {
        [byte] => text.find(char::from(*byte)),
        _ => text.find(literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::KnownKey;

    const FULL: Syntax = Syntax {
        wildcards: true,
        variables: true,
    };

    #[test]
    fn patterns_match_as_iam_says() {
        let mut context = Context::default();
        context.set(KnownKey::UserName, "a*b");
        for (rule, pattern, text, expected) in [
            ("POL-32", "*", "", Match::Yes),
            ("POL-32", "a*", "a/b\nc", Match::Yes),
            ("POL-32", "a*c", "abbc", Match::Yes),
            ("POL-32", "a*c", "ac", Match::Yes),
            ("POL-32", "a*bc*c", "abc", Match::No),
            ("POL-32", "*ab*ab*", "abab", Match::Yes),
            ("POL-32", "*ab*ab*", "aba", Match::No),
            ("POL-32", "a?c", "aéc", Match::Yes),
            ("POL-32", "a?c", "ac", Match::No),
            ("POL-32", "*?a?", "xaaz", Match::Yes),
            ("POL-32", "*a?b*c", "aabaxbc", Match::Yes),
            ("POL-32", "A", "a", Match::No),
            (
                "POL-11",
                "packages.*.com/*",
                "packages.x.y.com/k",
                Match::Yes,
            ),
            ("trap 4", "${aws:username}", "a*b", Match::Yes),
            ("trap 4", "${aws:username}", "axb", Match::No),
            ("trap 4", "x/${aws:UserName}/*", "x/a*b/c", Match::Yes),
            ("trap 4", "*/${aws:username}", "x/y/a*b", Match::Yes),
            ("trap 4", "*${aws:username}*z", "..a*b..z", Match::Yes),
            ("trap 4", "${aws:userid}", "a", Match::Unknown),
            ("trap 4", "x/${aws:userid}", "y/a", Match::No),
            ("trap 4", "${aws:userid, 'none'}", "none", Match::Yes),
            ("trap 4", "${aws:PrincipalTag/t,'d e'}", "d e", Match::Yes),
            ("trap 4", "a${*}b${?}${$}", "a*b?$", Match::Yes),
            ("trap 4", "a${*}b", "axb", Match::No),
            ("trap 4", "${", "${", Match::Yes),
            ("trap 4", "${}", "${}", Match::Yes),
        ] {
            let pattern_ = Pattern::compile(pattern, FULL);
            assert_eq!(
                pattern_.matches(text, &context),
                expected,
                "{rule} {pattern} {text}"
            );
        }
        let old = Syntax {
            variables: false,
            ..FULL
        };
        let plain = Pattern::compile("${aws:username}", old);
        assert_eq!(plain, Pattern::Exact("${aws:username}".into()), "POL-38");
    }
}
