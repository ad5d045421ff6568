//! The file that payroll takes: the statements of a closed period, from its sealed bundle. The
//! same period gives the same bytes, however often it is exported.

use crate::access::UseCase;
use crate::caller::Caller;
use crate::close::bundle_folder;
use crate::error::AppError;
use crate::identity::Identities;
use attain_core::diag::Diagnostic;
use attain_core::hash::sha256;
use attain_core::json::Json;
use attain_core::num::{Decimal, plain};
use attain_core::organisation::Organisation;
use attain_core::period::Period;
use attain_core::rules;
use attain_core::seal::{Entry, LeafKind, Manifest, check};
use attain_core::text::{csv_cell, csv_quoted};
use attain_store::bundle::bundle_read;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::collections::BTreeSet;
use std::path::Path;

/// How the columns are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A row for each line of each statement.
    Long,
    /// A row for each statement, a column for each line.
    Wide,
}

/// A table for payroll, with what it must add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// The close that it is from.
    pub manifest: Manifest,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words: never a formula.
    Text(String),
    /// Money.
    Amount(Decimal),
    /// Nothing.
    Empty,
}

/// One statement as payroll needs it.
struct Statement {
    person: String,
    name: String,
    currency: String,
    total: Decimal,
    lines: Vec<(String, Decimal)>,
}

/// Reads the closed statements of a period.
///
/// # Errors
/// If the caller may not, the period is not closed, or its bundle is damaged.
pub async fn export(
    caller: &Caller,
    organisation: &Organisation,
    folder: &Path,
    (period, template): (Period, Template),
) -> Result<Export, AppError> {
    let scope = caller.scope(UseCase::PayrollExport, organisation, period)?;
    debug_assert!(scope.in_closed_period().sees_everybody());
    let close = caller.store.close_fetch(&period.to_string()).await?.value;
    let (bundle, seal) = bundle_read(&bundle_folder(folder, close.number, &close.period))?;
    let signed = seal.is_of(&bundle.manifest);
    let same = bundle.manifest.hash().to_string() == close.close.manifest_sha256;
    let problem = check(&bundle).first().map(ToString::to_string);
    if problem.is_some() || !signed || !same {
        let why = problem.unwrap_or_else(|| "it is not the one that was signed".to_owned());
        let message = format!("the bundle of {period} is damaged: {why}");
        let diagnostic = Diagnostic::error(rules::BUNDLE_BROKEN, message);
        return Err(AppError::Refused(vec![diagnostic]));
    }
    // Who is paid what is sealed; the table of people could have been changed since.
    let identities = Identities::of_bundle(&bundle);
    let mut statements = Vec::new();
    for entry in &bundle.leaves {
        if let Entry::Whole(leaf) = entry
            && leaf.kind == LeafKind::Statement
            && let Some(statement) = statement(&leaf.content, &identities)
        {
            statements.push(statement);
        }
    }
    let (header, rows) = match template {
        Template::Long => long(&period.to_string(), &statements),
        Template::Wide => wide(&period.to_string(), &statements),
    };
    Ok(Export {
        header,
        rows,
        manifest: bundle.manifest,
    })
}

fn statement(content: &Json, identities: &Identities) -> Option<Statement> {
    let text = |json: &Json, name: &str| Some(json.get(name)?.as_text()?.to_owned());
    let amount = |json: &Json, name: &str| Decimal::from_str_exact(&text(json, name)?).ok();
    let alias = text(content, "person")?;
    let lines = content.get("lines")?.as_list()?.iter();
    let lines = lines.map(|line| Some((text(line, "id")?, amount(line, "payout")?)));
    Some(Statement {
        name: identities.name(&alias).unwrap_or_default().to_owned(),
        person: identities.shown(&alias),
        currency: text(content, "currency")?,
        total: amount(content, "total")?,
        lines: lines.collect::<Option<_>>()?,
    })
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn long(period: &str, statements: &[Statement]) -> (Vec<String>, Vec<Vec<Cell>>) {
    let header = texts(&["person", "name", "period", "line", "amount", "currency"]);
    let mut rows = Vec::new();
    for statement in statements {
        for (line, amount) in &statement.lines {
            rows.push(vec![
                Cell::Text(statement.person.clone()),
                Cell::Text(statement.name.clone()),
                Cell::Text(period.to_owned()),
                Cell::Text(line.clone()),
                Cell::Amount(*amount),
                Cell::Text(statement.currency.clone()),
            ]);
        }
    }
    (header, rows)
}

fn wide(period: &str, statements: &[Statement]) -> (Vec<String>, Vec<Vec<Cell>>) {
    let all = statements.iter().flat_map(|statement| &statement.lines);
    let lines: BTreeSet<&String> = all.map(|(line, _)| line).collect();
    let mut header = texts(&["person", "name", "period"]);
    header.extend(lines.iter().map(|line| (*line).clone()));
    header.extend(texts(&["total", "currency"]));
    let mut rows = Vec::new();
    for statement in statements {
        let mut row = vec![
            Cell::Text(statement.person.clone()),
            Cell::Text(statement.name.clone()),
            Cell::Text(period.to_owned()),
        ];
        for line in &lines {
            let amounts = statement.lines.iter().filter(|(id, _)| id == *line);
            let sum = amounts
                .map(|(_, amount)| *amount)
                .reduce(|a, b| a.checked_add(b).unwrap_or(a));
            row.push(sum.map_or(Cell::Empty, Cell::Amount));
        }
        row.push(Cell::Amount(statement.total));
        row.push(Cell::Text(statement.currency.clone()));
        rows.push(row);
    }
    (header, rows)
}

/// An amount with at least two decimals.
pub(crate) fn money(amount: Decimal) -> String {
    let text = plain(amount);
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((_, decimals)) if decimals.len() == 1 => format!("{text}0"),
        Some(_) => text,
    }
}

/// Text that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

impl Export {
    /// As CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        let quoted = |text: &str| {
            if text.contains([';', '\t']) {
                csv_quoted(text)
            } else {
                csv_cell(text).into_owned()
            }
        };
        let header: Vec<String> = self
            .header
            .iter()
            .map(|cell| quoted(&harmless(cell)))
            .collect();
        let mut out = header.join(",") + "\r\n";
        for row in &self.rows {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| match cell {
                    Cell::Text(text) => quoted(&harmless(text)),
                    Cell::Amount(amount) => money(*amount),
                    Cell::Empty => String::new(),
                })
                .collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
        out
    }

    /// As a workbook. Amounts are texts with a dot: a spreadsheet's numbers are not exact.
    ///
    /// # Errors
    /// If there are more rows than a sheet takes.
    pub fn xlsx(&self) -> Result<Vec<u8>, AppError> {
        self.workbook().map_err(|error| AppError::File {
            action: "write",
            path: "a workbook".into(),
            source: std::io::Error::other(error),
        })
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The moment of the close, not of the export: the same period gives the same bytes.
        let (day, time) = self.manifest.closed_at.split_once('T').unwrap_or_default();
        let seconds = time.split(['.', 'Z']).next().unwrap_or_default();
        let moment = ExcelDateTime::parse_from_str(&format!("{day}T{seconds}"))?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
        let sheet = workbook.add_worksheet();
        for (column, text) in (0_u16..).zip(&self.header) {
            sheet.write_string(0, column, text)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, column, text)?,
                    Cell::Amount(amount) => sheet.write_string(row, column, money(*amount))?,
                    Cell::Empty => continue,
                };
            }
        }
        workbook.save_to_buffer()
    }

    /// What the file must add up to, and what seals it: goes beside the file.
    #[must_use]
    pub fn control(&self, file: &[u8]) -> String {
        let totals = self.manifest.totals.iter().map(|total| {
            Json::object([
                ("currency", Json::from(total.currency.as_str())),
                ("statements", Json::count(total.statements)),
                ("total", Json::Text(money(total.total))),
            ])
        });
        let rows = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let control = Json::object([
            ("file_sha256", Json::Text(sha256(file))),
            ("manifest", Json::text(self.manifest.hash())),
            ("period", Json::from(self.manifest.period.as_str())),
            ("root", Json::text(self.manifest.root)),
            ("rows", Json::count(rows)),
            ("totals", Json::List(totals.collect())),
        ]);
        format!("{control}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, shown) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("Ann = A", "Ann = A"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), shown);
        }
        let statement = Statement {
            person: "=cmd|' /C calc'!A0".to_owned(),
            name: "A, \"B\"".to_owned(),
            currency: "EUR".to_owned(),
            total: Decimal::from(-5),
            lines: vec![("sales".to_owned(), Decimal::from(-5))],
        };
        let (header, rows) = long("2024-Q1", &[statement]);
        let export = Export {
            header,
            rows,
            manifest: Manifest {
                period: "2024-Q1".to_owned(),
                number: 1,
                previous: attain_core::seal::START,
                leaves: 0,
                root: attain_core::seal::START,
                totals: Vec::new(),
                result: attain_core::seal::START,
                model: attain_core::seal::START,
                closed_at: "2024-04-02T10:00:00.5Z".to_owned(),
                closed_by: String::new(),
                approved_by: Vec::new(),
            },
        };
        assert_eq!(
            export.csv(),
            "person,name,period,line,amount,currency\r\n\
             '=cmd|' /C calc'!A0,\"A, \"\"B\"\"\",2024-Q1,sales,-5.00,EUR\r\n"
        );
        let book = export.xlsx().unwrap();
        assert_eq!(book, export.xlsx().unwrap());
        assert_eq!(&book[..2], b"PK");
    }

    #[test]
    fn money_has_two_decimals_at_least() {
        for (amount, shown) in [
            ("5", "5.00"),
            ("5.5", "5.50"),
            ("-0.25", "-0.25"),
            ("1.005", "1.005"),
        ] {
            assert_eq!(money(Decimal::from_str_exact(amount).unwrap()), shown);
        }
    }
}
