//! Workbooks, JSON lines, and what an import is compared with.

use crate::support::*;
use crate::workbook::{row, workbook};
use attain_core::dataset::{Column, Dataset};
use attain_core::facts::FactValue;
use attain_facts::{Import, Options, Source};
use jiff::civil::date;

fn sales() -> Dataset {
    let columns: Vec<Column> = vec![
        required("person", TEXT),
        required("day", DATE),
        required("amount", decimal(10, 2)),
    ];
    dataset("sales", Some("person"), columns)
}

fn read(source: Source, options: &Options) -> Import {
    let root = tempfile::tempdir().unwrap();
    import_with(root.path(), &sales(), &[source], options)
}

/// Code, sheet, row and column of the first refusal.
fn refused(source: Source, options: &Options) -> (String, Option<String>, Option<u64>, String) {
    let import = read(source, options);
    assert!(import.prepared.is_none(), "accepted: {:?}", import.prepared);
    let first = import.report.refusals.into_iter().next().unwrap();
    let column = first.column.unwrap_or_default();
    (first.code.id.to_owned(), first.sheet, first.row, column)
}

fn values(import: Import) -> Vec<(u64, Vec<FactValue>)> {
    let refusals = import.report.refusals;
    import
        .prepared
        .unwrap_or_else(|| panic!("{refusals:#?}"))
        .preview
        .rows
}

fn sheet(rows: &[(u32, &[&str])]) -> String {
    let header = row(1, &["person", "day", "amount"]);
    rows.iter()
        .fold(header, |text, (number, cells)| text + &row(*number, cells))
}

fn book(rows: &[(u32, &[&str])]) -> Source {
    Source::bytes("sales.xlsx", workbook(&[("Sales", &sheet(rows))]))
}

#[test]
fn a_workbook_has_the_rows_of_its_sheet() {
    // 41091 is 2012-07-01.
    let source = book(&[
        (2, &["ann", "=d:41091", "=10.1"]),
        (4, &["=285", "2012-07-02", "20.25"]),
        (5, &["", " ", ""]),
    ]);
    let fact = |person: &str, day, amount: &str| {
        vec![
            FactValue::Text(person.to_owned()),
            FactValue::Date(date(2012, 7, day)),
            FactValue::Number(number(amount)),
        ]
    };
    let expected = vec![(2, fact("ann", 1, "10.1")), (4, fact("285", 2, "20.25"))];
    assert_eq!(values(read(source, &options())), expected);
}

#[test]
fn a_workbook_is_refused_with_sheet_row_and_column() {
    let good: &[&str] = &["ann", "=d:41091", "=1"];
    let table: Vec<(&[&str], &str, &str)> = vec![
        (
            &["ann", "=d:41091", "=0.30000000000000004"],
            "K0424",
            "amount",
        ),
        (&["ann", "=t:41091.5", "=1"], "K0413", "day"),
        (&["ann", "=41091", "=1"], "K0413", "day"),
        (&["ann", "=d:60", "=1"], "K0413", "day"),
        (&["", "=d:41091", "=1"], "K0416", "person"),
        (&["ann", "=d:41091", "=1", "beside"], "K0405", ""),
        (&["=9007199254740993", "=d:41091", "=1"], "K0424", "person"),
    ];
    for (cells, code, column) in table {
        let found = refused(book(&[(2, good), (3, cells)]), &options());
        let expected = (
            code.to_owned(),
            Some("Sales".to_owned()),
            Some(3),
            column.to_owned(),
        );
        assert_eq!(found, expected, "{cells:?}");
    }
}

#[test]
fn one_of_several_sheets_must_be_chosen() {
    let rows = sheet(&[(2, &["ann", "=d:41091", "=1"])]);
    let mut source = Source::bytes("a.xlsx", workbook(&[("Budget", &rows), ("Sales", &rows)]));
    assert_eq!(refused(source.clone(), &options()).0, "K0436");
    source.sheet = Some("Sales".to_owned());
    assert_eq!(values(read(source.clone(), &options())).len(), 1);
    source.sheet = Some("Costs".to_owned());
    assert_eq!(refused(source, &options()).0, "K0436");
}

#[test]
fn a_file_that_ends_at_the_last_row_needs_a_control_total() {
    let last: &[&str] = &["ann", "=d:41091", "=1"];
    for number in [65_536, 1_048_576] {
        let found = refused(book(&[(2, last), (number, last)]), &options());
        assert_eq!(
            (found.0.as_str(), found.2),
            ("K0430", Some(u64::from(number)))
        );
        let mut known = options();
        known.expect_rows = Some(2);
        assert_eq!(
            values(read(book(&[(2, last), (number, last)]), &known)).len(),
            2
        );
    }
    assert_eq!(
        values(read(book(&[(1_048_575, last)]), &options())).len(),
        1
    );
    let csv = |rows: usize| {
        let text = "ann,2012-07-01,1\n".repeat(rows);
        Source::bytes("a.csv", format!("person,day,amount\n{text}"))
    };
    assert_eq!(refused(csv(65_535), &options()).0, "K0430");
    assert!(read(csv(65_534), &options()).prepared.is_some());
}

#[test]
fn json_lines_have_a_row_a_line() {
    let text = "{\"person\":285,\"day\":\"2012-07-01\",\"amount\":10.50}\n\n\
        {\"amount\":\"7\",\"person\":\"ann\",\"day\":\"2012-07-02\",\"more\":[1]}\n";
    let rows = values(read(Source::bytes("a.jsonl", text), &options()));
    let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 3]);
    assert_eq!(rows[0].1[0], FactValue::Text("285".to_owned()));
    assert_eq!(rows[0].1[2], FactValue::Number(number("10.5")));
    // Standard input has no name; an object tells what it is.
    assert_eq!(values(read(Source::bytes("-", text), &options())), rows);
    let table = [
        (
            "{\"person\":1,\"day\":\"2012-07-01\",\"amount\":1e2}",
            "K0410",
            2,
        ),
        (
            "{\"person\":1,\"day\":\"2012-07-01\",\"amount\":1.005}",
            "K0411",
            2,
        ),
        ("{\"person\":1,\"day\":\"2012-07-01\"}", "K0416", 2),
        (
            "{\"person\":1,\"day\":\"2012-07-01\",\"amount\":[1]}",
            "K0410",
            2,
        ),
        (
            "{\"person\":1,\"person\":2,\"day\":\"2012-07-01\",\"amount\":1}",
            "K0403",
            2,
        ),
        ("not json", "K0401", 2),
    ];
    let good = "{\"person\":1,\"day\":\"2012-07-01\",\"amount\":1}\n";
    for (line, code, row) in table {
        let found = refused(
            Source::bytes("a.jsonl", format!("{good}{line}\n")),
            &options(),
        );
        assert_eq!((found.0.as_str(), found.2), (code, Some(row)), "{line}");
    }
}

const TEXT_OF_TWO: &str = "person,day,amount\nann,2012-07-01,10.50\nbob,2012-07-31,-0.50\n";

#[test]
fn what_the_source_stated_must_be_so() {
    let source = || Source::bytes("a.csv", TEXT_OF_TWO);
    let mut right = options();
    right.expect_rows = Some(2);
    right
        .expect_totals
        .insert("amount".to_owned(), number("10"));
    assert!(read(source(), &right).prepared.is_some());
    let mut rows = right.clone();
    rows.expect_rows = Some(3);
    assert_eq!(refused(source(), &rows).0, "K0431");
    let mut total = right.clone();
    total
        .expect_totals
        .insert("amount".to_owned(), number("10.01"));
    assert_eq!(refused(source(), &total).0, "K0432");
    let mut unknown = right;
    unknown
        .expect_totals
        .insert("profit".to_owned(), number("0"));
    assert_eq!(refused(source(), &unknown).3, "profit");
}

#[test]
fn owners_and_days_may_be_limited() {
    let source = || Source::bytes("a.csv", TEXT_OF_TWO);
    let mut limited = options();
    limited.known_owners = Some(["ann", "bob"].map(str::to_owned).into());
    limited.allowed_days = Some((date(2012, 7, 1), date(2012, 7, 31)));
    assert!(read(source(), &limited).prepared.is_some());
    let mut owners = limited.clone();
    owners.known_owners = Some(["ann"].map(str::to_owned).into());
    let expected = ("K0433".to_owned(), None, Some(3), "person".to_owned());
    assert_eq!(refused(source(), &owners), expected);
    limited.allowed_days = Some((date(2012, 7, 2), date(2012, 7, 31)));
    let expected = ("K0434".to_owned(), None, Some(2), "day".to_owned());
    assert_eq!(refused(source(), &limited), expected);
}

#[test]
fn names_that_only_look_alike_are_refused() {
    let source =
        |name: &str| Source::bytes("a.csv", format!("person,day,amount\n{name},2012-07-01,1\n"));
    // The second letter is Latin.
    let expected = ("K0435".to_owned(), None, Some(2), "person".to_owned());
    assert_eq!(refused(source("Ив\u{61}нов"), &options()), expected);
    // One letter or two make the same name.
    let composed = values(read(source("Jos\u{e9}"), &options()));
    assert_eq!(values(read(source("Jose\u{301}"), &options())), composed);
}

#[test]
fn refused_rows_can_be_corrected_and_imported_again() {
    let text = "person;day;amount\nann;2012-07-01;1,5\n;2012-07-02;2,5\nbob;2012-07-03;\"3;5\"\n";
    let import = read(Source::bytes("a.csv", text), &options());
    let refused = &import.report.refused;
    assert_eq!(refused.len(), 1);
    let csv = refused[0].csv();
    let expected = "_row,_reason,person,day,amount\n\
        3,person: a value is missing,,2012-07-02,\"2,5\"\n\
        4,\"amount: `3;5` is not a number (decimal mark `,`)\",bob,2012-07-03,\"3;5\"\n";
    assert_eq!(csv, expected);
    let corrected = csv
        .replace(",,2012", ",cid,2012")
        .replace("bob,2012-07-03,\"3;5\"", "bob,2012-07-03,\"3,5\"");
    let again = read(Source::bytes("corrected.csv", corrected), &options());
    assert_eq!(values(again).len(), 2);
}
