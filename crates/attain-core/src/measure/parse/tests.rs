use super::*;
use crate::dataset::*;
use crate::text::Document;

pub(super) fn dataset() -> Dataset {
    let document = Document::new("model/datasets.toml", "");
    let span = document.span(0..0);
    let columns = [
        ("city", ColumnKind::Text),
        ("region", ColumnKind::Text),
        ("amount", ColumnKind::Decimal { precision: 12, scale: 2 }),
        ("cost", ColumnKind::Decimal { precision: 12, scale: 2 }),
        ("quantity", ColumnKind::Integer),
        ("sold_on", ColumnKind::Date),
        ("paid_on", ColumnKind::Date),
        ("paid", ColumnKind::Boolean),
        ("order", ColumnKind::Integer),
        ("wide", ColumnKind::Decimal { precision: 26, scale: 4 }),
        ("wider", ColumnKind::Decimal { precision: 27, scale: 4 }),
        ("fine", ColumnKind::Decimal { precision: 14, scale: 7 }),
    ];
    let column = |(name, kind): (&str, ColumnKind)| Column {
        name: name.to_owned(),
        header: None,
        kind,
        required: false,
        min: None,
        max: None,
        one_of: Vec::new(),
        unit: None,
        span: span.clone(),
    };
    Dataset {
        id: "sales".into(),
        title: String::new(),
        kind: DatasetKind::Events,
        owner: Some("city".to_owned()),
        date: Some("sold_on".to_owned()),
        key: Vec::new(),
        covers: Covers::Months,
        columns: columns.into_iter().map(column).collect(),
        csv: CsvFormat::default(),
        span,
    }
}

fn spanned(text: &str) -> Spanned<String> {
    let document = Document::new("m", text);
    Spanned { value: text.to_owned(), span: document.span(0..text.len()) }
}

pub(super) fn measure(text: &str) -> Result<Measure, Vec<Diagnostic>> {
    let text = spanned(text);
    parse_measure(&text, &text.span, &dataset())
}

pub(super) fn conditions(text: &str) -> Result<Vec<Condition>, Vec<Diagnostic>> {
    let text = spanned(text);
    parse_conditions(&text, &text.span, &dataset())
}

#[test]
fn scratch() {
    let input = std::fs::read_to_string("/tmp/in.txt").unwrap();
    for line in input.lines() {
        let (c, text) = line.split_at(2);
        let at = std::time::Instant::now();
        let out = if c == "m " { measure(text).map(|m| m.to_string()) } else { conditions(text).map(|c| c.iter().map(|c| c.text.clone()).collect::<Vec<_>>().join(" ;; ")) };
        println!("{line}");
        if at.elapsed().as_millis() > 100 { println!("   SLOW {:?}", at.elapsed()); }
        match out {
            Ok(t) => println!("   OK  {t}"),
            Err(ds) => for d in ds { let r = d.labels[0].span.range; println!("   {} {:?} | {} | {:?}", d.code, text.get(r.start..r.end), d.message, d.help) },
        }
    }
}
