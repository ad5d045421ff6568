//! "Did you mean": the closest known name.

/// The known name that is closest to `found`, if one is close enough to be a slip: at most a
/// third of its letters (and at most three) differ.
///
/// ```
/// use attain_core::diag::closest;
/// assert_eq!(closest("sales_amout", ["sales_amount", "quantity"]), Some("sales_amount"));
/// assert_eq!(closest("zzz", ["sales_amount"]), None);
/// ```
pub fn closest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = found.chars().count().div_ceil(3).min(3);
    known
        .into_iter()
        .map(|name| (distance(found, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters, ignoring case.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().take(64).collect();
    let b: Vec<char> = b.to_lowercase().chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut previous = i.saturating_add(1);
        let mut next = vec![previous];
        for (right, above) in b.iter().zip(row.iter().skip(1)) {
            let substituted = diagonal.saturating_add(usize::from(left != right));
            let cost = substituted
                .min(above.saturating_add(1))
                .min(previous.saturating_add(1));
            diagonal = *above;
            previous = cost;
            next.push(cost);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
