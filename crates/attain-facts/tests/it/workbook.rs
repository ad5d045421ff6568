//! Workbooks made by hand, so that they can also be wrong.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
/// Style 1 is a date, style 2 a time.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>"#;

/// The files of a workbook, by name.
pub(crate) type Parts = Vec<(String, Vec<u8>)>;

/// The parts of a workbook with these sheets: names, and the rows inside `sheetData`.
pub(crate) fn parts(sheets: &[(&str, &str)]) -> Parts {
    let mut book = String::new();
    let mut rels = String::new();
    let mut parts: Parts = Vec::new();
    for (number, (name, rows)) in (1..).zip(sheets) {
        book.push_str(&format!(
            r#"<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>"#
        ));
        rels.push_str(&format!(
            r#"<Relationship Id="r{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        ));
        parts.push((
            format!("xl/worksheets/sheet{number}.xml"),
            sheet(rows).into(),
        ));
    }
    let book = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{book}</sheets></workbook>"#
    );
    let rels = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>"#
    );
    parts.push(("[Content_Types].xml".to_owned(), TYPES.into()));
    parts.push(("_rels/.rels".to_owned(), RELS.into()));
    parts.push(("xl/workbook.xml".to_owned(), book.into()));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), rels.into()));
    parts.push(("xl/styles.xml".to_owned(), STYLES.into()));
    parts
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

pub(crate) fn zipped(parts: &Parts) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(
            name.as_str(),
            SimpleFileOptions::default().compression_level(Some(1)),
        )
        .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    zipped(&parts(sheets))
}

/// A row of cells, each already as XML or as text.
pub(crate) fn row(number: u32, cells: &[&str]) -> String {
    let cells: String = ('A'..)
        .zip(cells)
        .map(|(letter, cell)| match cell.strip_prefix('=') {
            // A number, a date `d:` or a time `t:`.
            Some(value) => {
                let (style, value) = match value.split_once(':') {
                    Some(("d", value)) => ("1", value),
                    Some(("t", value)) => ("2", value),
                    _ => ("0", value),
                };
                format!(r#"<c r="{letter}{number}" s="{style}"><v>{value}</v></c>"#)
            }
            None if cell.is_empty() => String::new(),
            None => {
                format!(r#"<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>"#)
            }
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}
