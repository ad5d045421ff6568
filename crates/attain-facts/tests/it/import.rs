//! What is refused, and where.

use crate::support::*;
use attain_core::dataset::{Covers, Dataset};
use attain_core::facts::FactValue;
use attain_facts::import::{Accept, Format};
use attain_facts::{Source, discard, keep};
use jiff::civil::date;

fn orders() -> Dataset {
    let mut amount = required("amount", decimal(10, 2));
    amount.min = Some(number("-1000"));
    amount.max = Some(number("100000"));
    let mut currency = column("currency", TEXT);
    currency.one_of = vec!["EUR".to_owned(), "USD".to_owned()];
    let columns = vec![
        required("order", TEXT),
        required("day", DATE),
        required("person", TEXT),
        amount,
        column("count", INTEGER),
        column("won", BOOLEAN),
        currency,
    ];
    let mut dataset = dataset("orders", Some("person"), columns);
    dataset.key = vec!["order".to_owned()];
    dataset
}

const HEADER: &str = "order,day,person,amount,count,won,currency\n";
const GOOD: &str = "a,2012-07-01,285,10.00,1,true,EUR\n";

/// Code, row, column and value of every refusal; nothing may be left behind.
fn refusals(dataset: &Dataset, sources: &[Source]) -> Vec<(String, Option<u64>, String, String)> {
    let root = tempfile::tempdir().unwrap();
    let import = import(root.path(), dataset, sources);
    assert!(import.prepared.is_none(), "accepted: {:?}", import.prepared);
    assert_eq!(files(root.path()), [""; 0], "nothing is left behind");
    let report = import.report;
    assert_eq!(report.rows, report.accepted + report.rejected);
    assert_eq!(report.faults, report.refusals.len() as u64);
    for refusal in &report.refusals {
        assert!(!refusal.help.is_empty(), "{refusal:?}");
        assert!(
            refusal.message.starts_with(|c: char| !c.is_uppercase()),
            "{refusal:?}"
        );
    }
    let place = |r: attain_facts::import::Refusal| {
        let (column, value) = (r.column.unwrap_or_default(), r.value.unwrap_or_default());
        (r.code.id.to_owned(), r.row, column, value)
    };
    report.refusals.into_iter().map(place).collect()
}

fn csv(text: impl Into<Vec<u8>>) -> [Source; 1] {
    [Source::bytes("orders.csv", text)]
}

/// Code, row, column and value.
type Place<'a> = (&'a str, u64, &'a str, &'a str);

const FAULTS: &[(&str, &[Place<'_>])] = &[
    (
        "b,2012-13-45,285,1,,,\n",
        &[("K0413", 3, "day", "2012-13-45")],
    ),
    (
        "b,2012-07-01 10:30:00,285,1,,,\n",
        &[("K0413", 3, "day", "2012-07-01 10:30:00")],
    ),
    ("b,2012-07-01,,1,,,\n", &[("K0416", 3, "person", "")]),
    (
        "b,2012-07-01,285,1e5,,,\n",
        &[("K0410", 3, "amount", "1e5")],
    ),
    (
        "b,2012-07-01,285,NaN,,,\n",
        &[("K0410", 3, "amount", "NaN")],
    ),
    (
        "b,2012-07-01,285,inf,,,\n",
        &[("K0410", 3, "amount", "inf")],
    ),
    (
        "b,2012-07-01,285,10 EUR,,,\n",
        &[("K0410", 3, "amount", "10 EUR")],
    ),
    (
        "b,2012-07-01,285,10.005,,,\n",
        &[("K0411", 3, "amount", "10.005")],
    ),
    (
        "b,2012-07-01,285,123456789,,,\n",
        &[("K0411", 3, "amount", "123456789")],
    ),
    (
        "b,2012-07-01,285,1,1.5,,\n",
        &[("K0411", 3, "count", "1.5")],
    ),
    (
        "b,2012-07-01,285,1,1234567890123456789,,\n",
        &[("K0411", 3, "count", "1234567890123456789")],
    ),
    (
        "b,2012-07-01,285,100000.01,,,\n",
        &[("K0417", 3, "amount", "100000.01")],
    ),
    (
        "b,2012-07-01,285,-1000.01,,,\n",
        &[("K0417", 3, "amount", "-1000.01")],
    ),
    (
        "b,2012-07-01,285,1,,maybe,\n",
        &[("K0415", 3, "won", "maybe")],
    ),
    (
        "b,2012-07-01,285,1,,,EURO\n",
        &[("K0418", 3, "currency", "EURO")],
    ),
    ("a,2012-07-02,285,1,,,\n", &[("K0419", 3, "order", "a")]),
    (
        "b,2012-07-01,2\u{202e}85,1,,,\n",
        &[("K0408", 3, "person", "2\\u{202e}85")],
    ),
    (
        "b,2012-07-01,285\u{200b},1,,,\n",
        &[("K0408", 3, "person", "285\\u{200b}")],
    ),
    (
        "b\0,2012-07-01,285,1,,,\n",
        &[("K0408", 3, "order", "b\\u{0}")],
    ),
    ("b,2012-07-01,285,1,,\n", &[("K0405", 3, "", "")]),
    ("b,2012-07-01,285,1,,,,\n", &[("K0405", 3, "", "")]),
    (
        "b,2012-07-01,\"285,1,,,\nc,2012-07-01,285,1,,,\n",
        &[("K0406", 3, "person", "")],
    ),
    ("b,2012-07-01,2\"85,1,,,\n", &[("K0407", 3, "person", "")]),
    (
        "b,2012-07-01,\"285\"x,1,,,\n",
        &[("K0407", 3, "person", "")],
    ),
    // All faults of a row, and all rows.
    (
        "b,x,,y,,,\nc,2012-07-01,285,1,,,\nd,2012-07-01,285,z,,,\n",
        &[
            ("K0413", 3, "day", "x"),
            ("K0416", 3, "person", ""),
            ("K0410", 3, "amount", "y"),
            ("K0410", 5, "amount", "z"),
        ],
    ),
    // A value over several lines: rows are numbered by their first line.
    (
        "\"b\nb\",2012-07-01,285,1,,,\nc,x,285,1,,,\n",
        &[("K0408", 3, "order", "b\\u{a}b"), ("K0413", 5, "day", "x")],
    ),
];

#[test]
fn each_rule_names_its_row_column_and_value() {
    for (rows, expected) in FAULTS {
        let found = refusals(&orders(), &csv(format!("{HEADER}{GOOD}{rows}")));
        let expected: Vec<_> = expected
            .iter()
            .map(|(code, row, column, value)| {
                (
                    (*code).to_owned(),
                    Some(*row),
                    (*column).to_owned(),
                    (*value).to_owned(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{rows:?}");
    }
}

#[test]
fn files_and_headers_that_are_refused() {
    let header = |text: &str| format!("{text}\n{GOOD}");
    let table: Vec<(Source, &str)> = vec![
        (Source::bytes("a.csv", ""), "K0420"),
        (Source::bytes("a.csv", HEADER), "K0420"),
        (
            Source::bytes("a.csv", header("order,day,person,count,won,currency,x")),
            "K0402",
        ),
        (
            Source::bytes(
                "a.csv",
                header("order,order,day,person,amount,won,currency"),
            ),
            "K0403",
        ),
        (Source::bytes("a.csv", "order,\"day"), "K0406"),
        (Source::bytes("a.doc", "x"), "K0421"),
        (Source::bytes("a.csv", b"PK\x03\x04".to_vec()), "K0421"),
        (Source::bytes("a.xlsx", "order"), "K0421"),
        (Source::bytes("a.parquet", "order"), "K0421"),
        (Source::bytes("a.parquet", "PAR1PAR1"), "K0401"),
        (Source::bytes("a.csv", b"o\0r\0d\0e\0r\0".to_vec()), "K0401"),
    ];
    for (source, code) in table {
        let found = refusals(&orders(), std::slice::from_ref(&source));
        assert_eq!(
            found.first().map(|f| f.0.as_str()),
            Some(code),
            "{source:?}: {found:?}"
        );
    }
}

#[test]
fn a_wrong_date_in_row_17_003_is_named() {
    let mut text = HEADER.to_owned();
    for row in 2..=20_000 {
        let day = if row == 17_003 {
            "2012-02-30"
        } else {
            "2012-02-29"
        };
        text.push_str(&format!("{row},{day},285,1.5,,,\n"));
    }
    let found = refusals(&orders(), &csv(text));
    let expected = (
        "K0413".to_owned(),
        Some(17_003),
        "day".to_owned(),
        "2012-02-30".to_owned(),
    );
    assert_eq!(found, [expected]);
}

#[test]
fn all_faults_are_counted_and_the_first_thousand_listed() {
    let root = tempfile::tempdir().unwrap();
    let rows: String = (0..2_500)
        .map(|n| format!("{n},2012-07-01,285,x,,,\n"))
        .collect();
    let import = import(root.path(), &orders(), &csv(format!("{HEADER}{rows}")));
    assert_eq!(
        (import.report.faults, import.report.rejected),
        (2_500, 2_500)
    );
    assert_eq!(import.report.refusals.len(), 1_000);
    let first = import.report.refusals[0].diagnostic();
    assert_eq!(
        first.concise(),
        "error[K0410]: orders.csv, row 2, column `amount`: `x` is not a number (decimal mark `.`)"
    );
}

#[test]
fn good_rows_alone_are_imported_when_asked() {
    let root = tempfile::tempdir().unwrap();
    let mut options = options();
    options.accept = Accept::GoodRows;
    let text = format!("{HEADER}{GOOD}b,x,285,1,,,\n");
    let import = import_with(root.path(), &orders(), &csv(text), &options);
    let report = import.report;
    assert_eq!((report.rows, report.accepted, report.rejected), (2, 1, 1));
    let prepared = import.prepared.unwrap();
    assert_eq!((prepared.rows, prepared.files[0].rows), (1, 2));
}

/// Rows of the preview.
fn values(dataset: &Dataset, text: impl Into<Vec<u8>>) -> Vec<Vec<FactValue>> {
    let root = tempfile::tempdir().unwrap();
    let import = import(root.path(), dataset, &csv(text));
    let refusals = import.report.refusals;
    let prepared = import.prepared.unwrap_or_else(|| panic!("{refusals:#?}"));
    prepared
        .preview
        .rows
        .into_iter()
        .map(|(_, row)| row)
        .collect()
}

const READ: &[(&str, &str, &str)] = &[
    ("day;amount\n31.12.2012;1.234,5\n", "2012-12-31", "1234.5"),
    ("day;amount\n31.12.2012;1234,5\n", "2012-12-31", "1234.5"),
    ("day;amount\n31.12.2012;1 234,5\n", "2012-12-31", "1234.5"),
    (
        "day,amount\n12/31/2012,\"1,234.5\"\n",
        "2012-12-31",
        "1234.5",
    ),
    ("day,amount\n2012-12-31,1.234\n", "2012-12-31", "1.234"),
    ("day\tamount\n2012-12-31\t1.5\n", "2012-12-31", "1.5"),
    ("day|amount\n20121231|-7\n", "2012-12-31", "-7"),
    ("sep=;\nday;amount\n2012-12-31;7\n", "2012-12-31", "7"),
    ("\u{feff}amount,day\r\n7,2012-12-31\r\n", "2012-12-31", "7"),
    ("DAY;Amount\n2012-12-31;7\n", "2012-12-31", "7"),
    // Ambiguous by itself, but another row tells.
    (
        "day,amount\n03/04/2012,1\n31/12/2012,1\n",
        "2012-04-03",
        "1",
    ),
    (
        "day;amount\n2012-12-31;1.234\n2012-12-31;1.5\n",
        "2012-12-31",
        "1.234",
    ),
    (
        "day;amount\n2012-12-31;1.234\n2012-12-31;1,5\n",
        "2012-12-31",
        "1234",
    ),
];

const NOT_READ: &[(&str, &str, u64)] = &[
    ("day,amount\n03/04/2012,1\n05/06/2012,1\n", "K0414", 2),
    ("day;amount\n2012-12-31;1.234\n", "K0412", 2),
    ("day;amount\n2012-12-31;1,234\n", "K0412", 2),
    (
        "day,amount\n31/12/2012,1\n12/31/2012,1\n31/12/2012,1\n",
        "K0413",
        3,
    ),
    ("day,amount\n12-31-12,1\n", "K0413", 2),
    (
        "day;amount\n31.12.2012;1,5\n31.12.2012;1.5\n31.12.2012;2,5\n",
        "K0410",
        3,
    ),
];

#[test]
fn marks_and_forms_are_detected_or_refused() {
    let pairs = || {
        dataset(
            "pairs",
            None,
            vec![column("day", DATE), column("amount", decimal(12, 3))],
        )
    };
    for (text, day, amount) in READ {
        let day = FactValue::Date(day.parse().unwrap());
        let amount = FactValue::Number(number(amount));
        assert_eq!(values(&pairs(), *text)[0], [day, amount], "{text:?}");
    }
    for (text, code, row) in NOT_READ {
        let found = refusals(&pairs(), &csv(*text));
        assert_eq!(
            (found[0].0.as_str(), found[0].1),
            (*code, Some(*row)),
            "{text:?} {found:?}"
        );
    }
    let mut declared = pairs();
    declared.csv.date = Some("%d/%m/%Y".to_owned());
    declared.csv.decimal = Some(',');
    declared.csv.thousands = Some('.');
    let found = values(&declared, "day;amount\n03/04/2012;1.234\n");
    let expected = [
        FactValue::Date(date(2012, 4, 3)),
        FactValue::Number(number("1234")),
    ];
    assert_eq!(found[0], expected);
}

#[test]
fn encodings_are_read_or_refused_at_their_row() {
    let names = || dataset("names", None, vec![column("city", TEXT)]);
    let text = "city\nМосква\nНижний Новгород\nКазань\n";
    let city = [FactValue::Text("Москва".to_owned())];
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let cp1251: Vec<u8> = text
        .chars()
        .map(|c| match u32::from(c) {
            letter @ 0x410..=0x44f => u8::try_from(letter - 0x410 + 0xc0).unwrap(),
            ascii => u8::try_from(ascii).unwrap(),
        })
        .collect();
    let mut names = names();
    names.covers = Covers::Dates;
    let mut options = options();
    options.covers = Some((date(2012, 1, 1), date(2012, 1, 31)));
    for bytes in [text.as_bytes().to_vec(), utf16, cp1251] {
        assert_eq!(values(&names, bytes)[0], city);
    }
    let mut broken = b"city\n\xd0\x9c\xd0\xbe\xd1\x81\n".to_vec();
    broken.extend_from_slice(b"ab\xffcd\n");
    let found = refusals(&names, &csv(broken));
    assert_eq!((found[0].0.as_str(), found[0].1), ("K0408", Some(3)));
}

#[test]
fn the_same_rows_have_the_same_content_whatever_the_file() {
    let root = tempfile::tempdir().unwrap();
    let dataset = orders();
    let one = accepted(
        root.path(),
        &dataset,
        &format!("{HEADER}{GOOD}b,2012-07-02,286,2.5,,,\n"),
    );
    // Other order, other columns, other writing of the same numbers, two files.
    let sources = [
        Source::bytes(
            "1.csv",
            "day;person;order;amount;note\n02.07.2012;286;b;2,50;x\n13.07.2012;286;c;1\n"
                .replace("13.07.2012;286;c;1\n", ""),
        ),
        Source::bytes(
            "2.csv",
            "order,day,person,amount,count,won,currency\na,2012-07-01,285,10,1,yes,EUR\n",
        ),
    ];
    // A single ambiguous date needs a declaration.
    let mut declared = dataset.clone();
    declared.csv.date = Some("%d.%m.%Y".to_owned());
    let first = import(root.path(), &declared, &sources[..1])
        .prepared
        .unwrap();
    assert_ne!(
        first.content_sha256, one.content_sha256,
        "one row is missing"
    );
    let iso = [
        Source::bytes(
            "1.csv",
            "day;person;order;amount;note\n2012-07-02;286;b;2,50;x\n",
        ),
        sources[1].clone(),
    ];
    let two = import(root.path(), &dataset, &iso).prepared.unwrap();
    assert_eq!(two.content_sha256, one.content_sha256);
    assert_ne!(two.path, one.path);
    assert_eq!(two.files.len(), 2);
    assert_eq!(one.totals, two.totals);
    assert_eq!(one.totals[0].sum, number("12.5"));
    // A row twice is not the same content.
    let mut keyless = dataset.clone();
    keyless.key.clear();
    let twice = accepted(root.path(), &keyless, &format!("{HEADER}{GOOD}{GOOD}"));
    let once = accepted(root.path(), &keyless, &format!("{HEADER}{GOOD}"));
    assert_ne!(twice.content_sha256, once.content_sha256);
}

#[test]
fn the_same_import_has_the_same_bytes_and_a_file_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let text = format!("{HEADER}{GOOD}");
    let one = accepted(root.path(), &orders(), &text);
    let two = accepted(root.path(), &orders(), &text);
    assert_eq!((one.bytes, &one.sha256), (two.bytes, &two.sha256));
    assert_eq!(files(root.path()).len(), 2);
    discard(root.path(), &two).unwrap();
    assert_eq!(files(root.path()), std::slice::from_ref(&one.path));
    keep::verify(root.path(), &one.batch("b".into())).unwrap();
}

#[test]
fn a_batch_covers_what_its_dataset_or_the_import_says() {
    let root = tempfile::tempdir().unwrap();
    let rows = "x,2012-02-10,285,1,,,\ny,2012-05-20,285,1,,,\n";
    let table = [
        (Covers::Declared, 1, None),
        (
            Covers::Dates,
            1,
            Some((date(2012, 2, 10), date(2012, 5, 20))),
        ),
        (
            Covers::Months,
            1,
            Some((date(2012, 2, 1), date(2012, 5, 31))),
        ),
        (
            Covers::Quarters,
            1,
            Some((date(2012, 1, 1), date(2012, 6, 30))),
        ),
        (
            Covers::Quarters,
            3,
            Some((date(2011, 12, 1), date(2012, 5, 31))),
        ),
        (
            Covers::Years,
            4,
            Some((date(2011, 4, 1), date(2013, 3, 31))),
        ),
    ];
    for (covers, first_month, expected) in table {
        let mut dataset = orders();
        dataset.covers = covers;
        let mut options = options();
        options.calendar = attain_core::period::Calendar::new(first_month).unwrap();
        let source = csv(format!("{HEADER}{rows}"));
        let import = import_with(root.path(), &dataset, &source, &options);
        assert_eq!(import.prepared.unwrap().covers, expected, "{covers:?}");
        options.covers = Some((date(2012, 2, 1), date(2012, 2, 29)));
        let import = import_with(root.path(), &dataset, &source, &options);
        assert_eq!(import.prepared.unwrap().covers, options.covers);
        assert_eq!(import.report.notes[0].code.id, "K0425");
    }
    // Nothing happened: no rows, but the days are covered.
    let mut options = options();
    options.covers = Some((date(2012, 7, 1), date(2012, 7, 31)));
    let import = import_with(root.path(), &orders(), &csv(HEADER), &options);
    assert_eq!(import.prepared.unwrap().rows, 0);
}

#[test]
fn a_batch_file_can_be_imported_again() {
    let root = tempfile::tempdir().unwrap();
    let text = format!("{HEADER}{GOOD}b,2012-07-02,286,2.5,,no,\n");
    let one = accepted(root.path(), &orders(), &text);
    let mut source = Source::file(root.path().join(&one.path));
    let two = import(root.path(), &orders(), std::slice::from_ref(&source));
    assert_eq!(two.prepared.unwrap().content_sha256, one.content_sha256);
    source.format = Some(Format::Csv);
    assert_eq!(refusals(&orders(), &[source])[0].0, "K0421");
}
