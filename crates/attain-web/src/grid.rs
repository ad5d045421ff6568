//! Tables: on a page, as CSV and as a workbook, all from the same rows.

use crate::error::Page;
use crate::guard::encode;
use crate::visit::Visit;
use attain_app::sheet::{self, Sheet};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

/// What the address of a table says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Ask {
    /// Rows that hold these words.
    #[serde(default)]
    pub(crate) q: String,
    /// `csv` or `xlsx` instead of a page.
    #[serde(default)]
    pub(crate) format: String,
    /// Which page of rows, from 1.
    #[serde(default)]
    pub(crate) page: Option<usize>,
    /// The column that it is sorted by, from 1; negative: downwards.
    #[serde(default)]
    pub(crate) sort: Option<i32>,
    /// What else the page's address says; it is kept.
    #[serde(skip)]
    pub(crate) also: Vec<(String, String)>,
}

/// One cell: what is shown, and what stands in a file.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    shown: Markup,
    plain: String,
}

impl Cell {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let plain: String = text.into();
        Self {
            shown: html! { (plain) },
            plain,
        }
    }

    /// A number: as it is shown, and plainly.
    pub(crate) fn number(shown: impl Into<String>, plain: impl Into<String>) -> Self {
        let shown: String = shown.into();
        Self {
            shown: html! { (shown) },
            plain: plain.into(),
        }
    }

    /// A text that leads somewhere.
    pub(crate) fn link(text: impl Into<String>, to: &str) -> Self {
        let plain: String = text.into();
        Self {
            shown: html! { a href=(to) { (plain) } },
            plain,
        }
    }

    /// Anything, with what stands for it in a file.
    pub(crate) fn of(shown: Markup, plain: impl Into<String>) -> Self {
        Self {
            shown,
            plain: plain.into(),
        }
    }

    /// Nothing there.
    pub(crate) fn none() -> Self {
        Self {
            shown: html! { span.none { "–" } },
            plain: String::new(),
        }
    }
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// What it shows; also the name of its files.
    pub(crate) title: String,
    /// Period and the like, for files.
    pub(crate) notes: Vec<(String, String)>,
    /// The columns, and whether they hold numbers.
    pub(crate) columns: Vec<(String, bool)>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What to do when there is nothing.
    pub(crate) empty: Markup,
}

const ROWS: usize = 100;

impl Grid {
    pub(crate) fn new(title: impl Into<String>, columns: &[(&str, bool)]) -> Self {
        Self {
            title: title.into(),
            notes: Vec::new(),
            columns: columns
                .iter()
                .map(|(name, numeric)| ((*name).to_owned(), *numeric))
                .collect(),
            rows: Vec::new(),
            empty: PreEscaped(String::new()),
        }
    }

    pub(crate) fn note(mut self, name: &str, value: impl Into<String>) -> Self {
        self.notes.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn empty(mut self, what_to_do: Markup) -> Self {
        self.empty = what_to_do;
        self
    }

    fn asked(&self, ask: &Ask) -> Vec<&Vec<Cell>> {
        let words: Vec<String> = ask.q.split_whitespace().map(str::to_lowercase).collect();
        let holds = |row: &&Vec<Cell>| {
            let all: Vec<String> = row.iter().map(|cell| cell.plain.to_lowercase()).collect();
            words
                .iter()
                .all(|word| all.iter().any(|cell| cell.contains(word)))
        };
        let mut rows: Vec<&Vec<Cell>> = self.rows.iter().filter(holds).collect();
        let column = ask
            .sort
            .and_then(|sort| usize::try_from(sort.unsigned_abs()).ok());
        if let Some(column) = column.and_then(|column| column.checked_sub(1)) {
            let numeric = self
                .columns
                .get(column)
                .is_some_and(|(_, numeric)| *numeric);
            rows.sort_by(|a, b| compare(a.get(column), b.get(column), numeric));
            if ask.sort.is_some_and(|sort| sort < 0) {
                rows.reverse();
            }
        }
        rows
    }

    /// The file that the address asks for, if it asks for one.
    pub(crate) fn file(&self, visit: &Visit, ask: &Ask) -> Page<Option<Response>> {
        if ask.format != "csv" && ask.format != "xlsx" {
            return Ok(None);
        }
        let mut notes = self.notes.clone();
        if !ask.q.is_empty() {
            notes.push((visit.t("table-filter").to_owned(), ask.q.clone()));
        }
        let made = visit.site.now().strftime("%Y-%m-%d %H:%M UTC").to_string();
        notes.push((visit.t("table-made").to_owned(), made));
        let sheet = Sheet {
            title: self.title.clone(),
            notes,
            columns: self.columns.clone(),
            rows: self
                .asked(ask)
                .iter()
                .map(|row| row.iter().map(|cell| cell.plain.clone()).collect())
                .collect(),
        };
        let (kind, bytes) = if ask.format == "csv" {
            ("text/csv; charset=utf-8", sheet::csv(&sheet).into_bytes())
        } else {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (kind, sheet::xlsx(&sheet)?)
        };
        Ok(Some(download(&self.title, &ask.format, kind, bytes)))
    }

    /// The table with its filter, its pages and its files.
    pub(crate) fn show(&self, visit: &Visit, ask: &Ask) -> Markup {
        if self.rows.is_empty() {
            return html! { div.empty { (self.empty) } };
        }
        let rows = self.asked(ask);
        let pages = rows.len().div_ceil(ROWS).max(1);
        let page = ask.page.unwrap_or(1).clamp(1, pages);
        let shown = rows
            .iter()
            .skip(page.saturating_sub(1).saturating_mul(ROWS))
            .take(ROWS);
        html! {
            @if self.rows.len() > 7 || !ask.q.is_empty() { (self.tools(visit, ask, rows.len())) }
            @else { (self.files(visit, ask)) }
            div.scroll tabindex="0" role="region" aria-label=(self.title) {
                table {
                    thead { tr {
                        @for (number, (name, numeric)) in (1i32..).zip(&self.columns) {
                            (head(ask, number, name, *numeric))
                        }
                    } }
                    tbody {
                        @for row in shown { tr {
                            @for (cell, (_, numeric)) in row.iter().zip(&self.columns) {
                                td.num[*numeric] { (cell.shown) }
                            }
                        } }
                    }
                }
            }
            @if rows.is_empty() { p.empty { (visit.t("table-none-left")) } }
            @if pages > 1 { (turn(visit, ask, page, pages)) }
        }
    }

    fn tools(&self, visit: &Visit, ask: &Ask, found: usize) -> Markup {
        html! {
            form.tools method="get" role="search" {
                @for (name, value) in &ask.also { input type="hidden" name=(name) value=(value); }
                label { span.quiet { (visit.t("table-filter")) } " "
                    input type="search" name="q" value=(ask.q) maxlength="200"; }
                button { (visit.t("table-apply")) }
                span.quiet {
                    (visit.tv("table-rows", &[("found", &found.to_string()),
                        ("all", &self.rows.len().to_string())]))
                }
                (self.files(visit, ask))
            }
        }
    }

    fn files(&self, visit: &Visit, ask: &Ask) -> Markup {
        html! {
            span.files {
                a href=(address(ask, &[("format", "csv")])) { "CSV" } " "
                a href=(address(ask, &[("format", "xlsx")])) title=(visit.t("table-workbook")) {
                    "XLSX" }
            }
        }
    }
}

fn head(ask: &Ask, number: i32, name: &str, numeric: bool) -> Markup {
    let (next, sorted) = match ask.sort {
        Some(sort) if sort == number => (number.saturating_neg(), Some("ascending")),
        Some(sort) if sort == number.saturating_neg() => (number, Some("descending")),
        _ => (number, None),
    };
    html! {
        th scope="col" .num[numeric] aria-sort=[sorted] {
            @if name.is_empty() { "\u{a0}" }
            @else { a href=(address(ask, &[("sort", &next.to_string())])) { (name) } }
        }
    }
}

fn compare(a: Option<&Cell>, b: Option<&Cell>, numeric: bool) -> std::cmp::Ordering {
    let text = |cell: Option<&Cell>| {
        cell.map(|cell| cell.plain.to_lowercase())
            .unwrap_or_default()
    };
    let (a, b) = (text(a), text(b));
    let value = |text: &str| text.parse::<attain_core::num::Decimal>().ok();
    if numeric {
        value(&a).cmp(&value(&b))
    } else {
        a.cmp(&b)
    }
}

fn turn(visit: &Visit, ask: &Ask, page: usize, pages: usize) -> Markup {
    let to = |page: usize| address(ask, &[("page", &page.to_string())]);
    html! {
        nav.turn aria-label=(visit.t("table-pages")) {
            @if page > 1 { a rel="prev" href=(to(page.saturating_sub(1))) {
                (visit.t("table-back")) } }
            span { (visit.tv("table-page", &[("page", &page.to_string()), ("pages",
                &pages.to_string())])) }
            @if page < pages { a rel="next" href=(to(page.saturating_add(1))) {
                (visit.t("table-on")) } }
        }
    }
}

/// The same table, asked for otherwise.
fn address(ask: &Ask, changes: &[(&str, &str)]) -> String {
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name);
    let mut pairs: Vec<String> = ask
        .also
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let sort = ask.sort.map(|sort| sort.to_string());
    for (name, value) in [("q", Some(ask.q.clone())), ("sort", sort)] {
        if let Some(value) = value.filter(|value| !value.is_empty() && changed(name).is_none()) {
            pairs.push(format!("{name}={}", encode(&value)));
        }
    }
    pairs.extend(
        changes
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value))),
    );
    format!("?{}", pairs.join("&"))
}

/// An answer that is kept as a file.
pub(crate) fn download(title: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let safe: String = title
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = safe.split('-').filter(|word| !word.is_empty()).collect();
    let name = if words.is_empty() {
        "table".to_owned()
    } else {
        words.join("-")
    };
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    (
        [
            (CONTENT_TYPE, kind.to_owned()),
            (CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response()
}
