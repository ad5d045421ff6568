//! A TOML text as values by their place, to hold two against each other.

use super::RawTable;
use std::collections::BTreeMap;
use toml::de::DeValue;

/// Fields by which items of a list are told apart.
const NAMES: [&str; 5] = ["kpi", "name", "id", "goal", "unit"];

/// All values of a table by their place: `kpi.own_sales.unit` and `` `EUR` ``.
///
/// ```
/// use attain_core::{diag::Diagnostics, text::{Document, flatten}};
/// let document = Document::new("a.toml", "[card]\nkpis = [{ kpi = \"x\", weight = \"1\" }]");
/// let mut values = std::collections::BTreeMap::new();
/// flatten(&document.parse(&Diagnostics::new()), &mut values);
/// assert_eq!(values["card.kpis.x.weight"], "`1`");
/// ```
pub fn flatten(table: &RawTable<'_>, into: &mut BTreeMap<String, String>) {
    for (name, value) in table.get_ref() {
        walk(name.get_ref(), value.get_ref(), into);
    }
}

fn walk(place: &str, value: &DeValue<'_>, into: &mut BTreeMap<String, String>) {
    match value {
        DeValue::Table(table) => {
            for (name, value) in table {
                walk(
                    &format!("{place}.{}", name.get_ref()),
                    value.get_ref(),
                    into,
                );
            }
        }
        DeValue::Array(items) if items.iter().any(|item| name_of(item.get_ref()).is_some()) => {
            for (item, number) in items.iter().zip(1_u64..) {
                let name = name_of(item.get_ref()).unwrap_or_else(|| number.to_string());
                walk(&format!("{place}.{name}"), item.get_ref(), into);
            }
        }
        other => {
            into.insert(place.to_owned(), told(other));
        }
    }
}

/// What tells an item of a list from the others.
fn name_of(value: &DeValue<'_>) -> Option<String> {
    let DeValue::Table(table) = value else {
        return None;
    };
    NAMES
        .iter()
        .find_map(|name| match table.get(*name)?.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => None,
        })
}

fn told(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("`{text}`"),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| told(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let fields = table.iter();
            let fields: Vec<String> = fields
                .map(|(name, value)| format!("{} = {}", name.get_ref(), told(value.get_ref())))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
    }
}
