//! References between definitions, and names that must be unique.

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned, closest};
use crate::rules;
use crate::text::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A required text field as a name.
pub(super) fn required_id<T: From<Arc<str>>>(table: &Table<'_>, field: &str) -> Option<Spanned<T>> {
    table
        .required_text(field)
        .map(|text| text.map(|text| T::from(Arc::from(text))))
}

/// An optional text field as a name.
pub(super) fn id<T: From<Arc<str>>>(table: &Table<'_>, field: &str) -> Option<Spanned<T>> {
    table
        .text(field)
        .map(|text| text.map(|text| T::from(Arc::from(text))))
}

/// Reports a name that is not among the known ones.
pub(crate) fn check_name<'a>(
    kind: &str,
    name: &str,
    span: &Span,
    known: impl IntoIterator<Item = &'a str>,
    diagnostics: &Diagnostics,
) -> bool {
    let known: Vec<&str> = known.into_iter().collect();
    if known.contains(&name) {
        return true;
    }
    let diagnostic =
        Diagnostic::error(rules::UNKNOWN_NAME, format!("unknown {kind} `{name}`")).at(span, "");
    diagnostics.push(match (closest(name, known.iter().copied()), known.len()) {
        (Some(close), _) => diagnostic.with_help(format!("did you mean `{close}`?")),
        (None, 0) => diagnostic.with_help(format!("the model has no {kind} yet")),
        (None, 1..=12) => {
            let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.with_help(format!("known are: {}", list.join(", ")))
        }
        (None, count) => diagnostic.with_help(format!("the model has {count} of them, none alike")),
    });
    false
}

/// Adds a definition, unless its name is taken; then both places are reported.
pub(super) fn define<K: Ord + std::fmt::Display + Clone, V>(
    kind: &str,
    map: &mut BTreeMap<K, (V, Span)>,
    name: K,
    value: V,
    span: &Span,
    diagnostics: &Diagnostics,
) {
    if let Some((_, first)) = map.get(&name) {
        diagnostics.push(
            Diagnostic::error(
                rules::DUPLICATE_NAME,
                format!("{kind} `{name}` is defined twice"),
            )
            .at(span, "again here")
            .at(first, "first here")
            .with_help("rename one of them"),
        );
        return;
    }
    map.insert(name, (value, span.clone()));
}
