//! All definitions: KPIs, datasets, scales, scorecards, plans, and the texts that they are in.

use crate::chart::nothing;
use crate::error::{Page, PageError};
use crate::grid::{Ask, Cell, Grid};
use crate::guard::encode;
use crate::layout::{diagnostics, page, trail};
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::office::Snapshot;
use attain_core::attainment::Target;
use attain_core::diag::Span;
use attain_core::explain::{percent, place};
use attain_core::model::{Kpi, KpiKind, KpiSource, Model, TargetSource};
use attain_core::num::{Decimal, plain};
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// `GET /catalogue`
pub(crate) async fn list(visit: Visit, Query(ask): Query<Ask>) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let Some(model) = &snapshot.workspace.model else {
        return Ok(
            page(&visit, visit.t("nav-catalogue"), &texts(&visit, &snapshot)).into_response(),
        );
    };
    let grid = kpis(&visit, model);
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let body = html! {
        @let found = &snapshot.workspace.diagnostics;
        @if !found.is_empty() {
            details open[found.iter().any(attain_core::diag::Diagnostic::is_error)] {
                summary { (visit.t("diagnostics")) " (" (found.len()) ")" }
                (diagnostics(&visit, found, &snapshot.sources))
            }
        }
        h2 { (visit.t("kpis")) } (grid.show(&visit, &ask))
        div.columns {
            (names(&visit, "scorecards", model.scorecards.values().map(|one| (one.id.to_string(),
                one.title.clone()))))
            (names(&visit, "plans", model.plans.values().map(|one| (one.id.to_string(),
                one.title.clone()))))
            (names(&visit, "scales", model.scales.values().map(|one| (one.id.to_string(),
                one.title.clone().unwrap_or_else(|| one.id.to_string())))))
            (names(&visit, "datasets", model.datasets.values().map(|one| (one.id.to_string(),
                one.title.clone()))))
        }
        (texts(&visit, &snapshot))
    };
    Ok(page(&visit, visit.t("nav-catalogue"), &body).into_response())
}

fn kpis(visit: &Visit, model: &Model) -> Grid {
    let columns = [
        (visit.t("col-kpi"), false),
        (visit.t("col-name"), false),
        (visit.t("col-kind"), false),
        (visit.t("col-unit"), false),
        (visit.t("col-goal"), false),
        (visit.t("col-measure"), false),
    ];
    let mut grid = Grid::new(visit.t("kpis"), &columns).empty(html! { (visit.t("kpis-none")) });
    for kpi in model.kpis.values() {
        let goal = kpi
            .goal
            .as_ref()
            .and_then(|goal| model.goals.get(&goal.value));
        grid.rows.push(vec![
            Cell::link(&kpi.title, &format!("/catalogue/kpis/{}", kpi.id)),
            Cell::text(kpi.id.as_str()),
            Cell::text(kind(kpi)),
            Cell::text(kpi.unit.clone().unwrap_or_default()),
            Cell::text(goal.map(|goal| goal.title.clone()).unwrap_or_default()),
            Cell::of(html! { code { (written(kpi)) } }, written(kpi)),
        ]);
    }
    grid
}

fn kind(kpi: &Kpi) -> &'static str {
    let found = KpiKind::NAMES.iter().find(|(_, kind)| *kind == kpi.kind);
    found.map_or("", |(name, _)| name)
}

fn written(kpi: &Kpi) -> &str {
    match &kpi.source {
        KpiSource::Measure { measure, .. } => &measure.text.value,
        KpiSource::Formula(formula) => &formula.text.value,
    }
}

fn names(
    visit: &Visit,
    what: &'static str,
    list: impl Iterator<Item = (String, String)>,
) -> Markup {
    let list: Vec<(String, String)> = list.collect();
    html! {
        section {
            h2 { (visit.t(what)) }
            @if list.is_empty() { p.empty { (visit.t("nothing-yet")) } }
            ul.list { @for (id, title) in list { li { a href={ "/catalogue/" (what) "/" (id) } {
                (title) } " " span.quiet { (id) } } } }
        }
    }
}

fn texts(visit: &Visit, snapshot: &Snapshot) -> Markup {
    let may = visit.may(UseCase::ModelDraft);
    html! {
        section {
            h2 { (visit.t("texts")) }
            ul.list { @for document in &snapshot.workspace.documents { li {
                @if may { a href=(editor(&document.file, None)) { (document.file) } } @else {
                    (document.file) }
            } } }
            @if may {
                form.inline method="get" action="/catalogue/edit" {
                    label { (visit.t("texts-new")) " " input name="file"
                        placeholder="model/kpis/new.toml" required maxlength="200"; }
                    button { (visit.t("texts-open")) }
                }
            }
        }
    }
}

/// The address of the editor at a line.
fn editor(file: &str, line: Option<usize>) -> String {
    let at = line.map(|line| format!("&line={line}")).unwrap_or_default();
    format!("/catalogue/edit?file={}{at}", encode(file))
}

/// Where a definition stands, and the way to change it there.
pub(crate) fn where_written(visit: &Visit, snapshot: &Snapshot, span: &Span) -> Markup {
    let line = snapshot
        .sources
        .position(span)
        .map(|position| position.line);
    html! {
        p.quiet {
            code { (place(span, &snapshot.sources)) }
            @if visit.may(UseCase::ModelDraft) { " " a href=(editor(&span.file, line)) {
                (visit.t("edit")) } }
        }
    }
}

/// A definition of the model by its name.
macro_rules! definition {
    ($snapshot:ident, $field:ident, $name:ident) => {
        $snapshot
            .model()?
            .$field
            .get(&$name.as_str().into())
            .ok_or_else(PageError::not_found)?
    };
}

fn facts(rows: &[(&str, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in rows { dt { (name) } dd { (value) } } } }
}

/// `GET /catalogue/kpis/{kpi}`
pub(crate) async fn kpi(visit: Visit, Path(name): Path<String>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let kpi = definition!(snapshot, kpis, name);
    let model = snapshot.model()?;
    let text = |value: &str| html! { (value) };
    let missing = attain_core::plan::MissingPolicy::NAMES
        .iter()
        .find(|(_, one)| *one == kpi.missing);
    let goal = kpi
        .goal
        .as_ref()
        .and_then(|goal| model.goals.get(&goal.value));
    let owner = kpi.owner.as_ref().map(|owner| owner.value.to_string());
    let used = model
        .scorecards
        .values()
        .filter(|card| card.lines.iter().any(|line| line.kpi.value == kpi.id));
    let indicator = kpi
        .indicator
        .as_ref()
        .map(|indicator| indicator.value.to_string());
    let body = html! {
        (trail(&visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (where_written(&visit, &snapshot, &kpi.span))
        (facts(&[
            (visit.t("col-name"), text(kpi.id.as_str())),
            (visit.t("col-kind"), text(kind(kpi))),
            (visit.t("col-unit"), text(kpi.unit.as_deref().unwrap_or("–"))),
            (visit.t("col-measure"), html! { code { (written(kpi)) } }),
            (visit.t("col-dataset"), source(&visit, kpi)),
            (visit.t("col-credit"), text(kpi.credit.name())),
            (visit.t("col-direction"), text(kpi.rule.direction().name())),
            (visit.t("col-target"), target(kpi)),
            (visit.t("col-missing"), text(missing.map_or("", |(name, _)| name))),
            (visit.t("col-goal"), text(goal.map_or("–", |goal| goal.title.as_str()))),
            (visit.t("col-owner"), text(owner.as_deref().unwrap_or("–"))),
            (visit.t("kind-indicator"), html! { @match &indicator { Some(id) => a href={
                "/catalogue/kpis/" (id) } { (id) }, None => "–" } }),
        ]))
        h2 { (visit.t("kpi-used")) }
        ul.list { @for card in used { li { a href={ "/catalogue/scorecards/" (card.id) } {
            (card.title) } } } }
    };
    Ok(page(&visit, &kpi.title, &body))
}

fn source(visit: &Visit, kpi: &Kpi) -> Markup {
    match &kpi.source {
        KpiSource::Measure {
            dataset,
            conditions,
            ..
        } => html! {
            a href={ "/catalogue/datasets/" (dataset) } { (dataset) }
            @if !conditions.is_empty() { ul.list { @for condition in conditions { li { code {
                (condition.text) } } } } }
        },
        KpiSource::Formula(_) => html! { (visit.t("kpi-formula")) },
    }
}

fn target(kpi: &Kpi) -> Markup {
    match &kpi.target {
        TargetSource::Fixed { target, .. } => levels(target),
        TargetSource::Table => html! { code { "data/targets.csv" } },
        TargetSource::Facts(facts) => {
            html! { a href={ "/catalogue/datasets/" (facts.dataset) } { (facts.dataset) } "."
            (facts.column) }
        }
    }
}

fn levels(target: &Target) -> Markup {
    let all = [target.minimum, target.target, target.desired];
    let shown: Vec<String> = all
        .iter()
        .map(|level| level.map_or_else(|| "–".to_owned(), plain))
        .collect();
    html! { (shown.join(" / ")) }
}

/// `GET /catalogue/datasets/{dataset}`
pub(crate) async fn dataset(
    visit: Visit,
    Path(name): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let dataset = definition!(snapshot, datasets, name);
    let columns = [
        (visit.t("dataset-column"), false),
        (visit.t("dataset-header"), false),
        (visit.t("dataset-type"), false),
        (visit.t("dataset-required"), false),
        (visit.t("col-unit"), false),
    ];
    let mut grid = Grid::new(dataset.title.clone(), &columns);
    for column in &dataset.columns {
        grid.rows.push(vec![
            Cell::text(&column.name),
            Cell::text(column.header()),
            Cell::text(column.kind.to_string()),
            Cell::text(if column.required { visit.t("yes") } else { "" }),
            Cell::text(column.unit.clone().unwrap_or_default()),
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let text = |value: Option<&str>| html! { (value.unwrap_or("–")) };
    let body = html! {
        (trail(&visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (where_written(&visit, &snapshot, &dataset.span))
        (facts(&[
            (visit.t("col-name"), text(Some(dataset.id.as_str()))),
            (visit.t("dataset-owner"), text(dataset.owner.as_deref())),
            (visit.t("dataset-date"), text(dataset.date.as_deref())),
            (visit.t("dataset-key"), text(Some(&dataset.key.join(", ")))),
        ]))
        (grid.show(&visit, &ask))
        p.links {
            @if visit.may(UseCase::ImportWrite) { a href={ "/import?dataset=" (dataset.id) } {
                (visit.t("nav-import")) } " " }
            @if visit.may(UseCase::ImportRead) { a href={ "/batches?q=" (dataset.id) } {
                (visit.t("nav-batches")) } }
        }
    };
    Ok(page(&visit, &dataset.title, &body).into_response())
}

/// `GET /catalogue/scorecards/{card}`
pub(crate) async fn scorecard(
    visit: Visit,
    Path(name): Path<String>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let snapshot = visit.site.office.snapshot().await?;
    let card = definition!(snapshot, scorecards, name);
    let model = snapshot.model()?;
    let columns = [
        (visit.t("col-kpi"), false),
        (visit.t("col-weight"), true),
        (visit.t("scale"), false),
    ];
    let mut grid = Grid::new(card.title.clone(), &columns);
    for line in &card.lines {
        let title = model.kpis.get(&line.kpi.value).map(|kpi| kpi.title.clone());
        let to = format!("/catalogue/kpis/{}", line.kpi.value);
        let weight = line.weight.as_ref().map(|weight| weight.value);
        grid.rows.push(vec![
            Cell::link(title.unwrap_or_default(), &to),
            weight.map_or_else(Cell::none, |weight| {
                Cell::number(percent(weight), plain(weight))
            }),
            match &line.scale {
                Some(scale) => Cell::link(
                    scale.value.as_str(),
                    &format!("/catalogue/scales/{}", scale.value),
                ),
                None => Cell::none(),
            },
        ]);
    }
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    let positions: Vec<&str> = card
        .positions
        .iter()
        .map(|position| position.as_str())
        .collect();
    let sum = card.lines.iter().filter_map(|line| line.weight.as_ref());
    let sum = sum.fold(Decimal::ZERO, |sum, weight| {
        sum.checked_add(weight.value).unwrap_or(sum)
    });
    let body = html! {
        (trail(&visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (where_written(&visit, &snapshot, &card.span))
        (facts(&[
            (visit.t("card-positions"), html! { (positions.join(", ")) }),
            (visit.t("card-every"), html! { (card.every.name()) }),
            (visit.t("card-weights"), html! { (percent(sum)) }),
            (visit.t("plan"), html! { @match &card.plan { Some(plan) => a href={
                "/catalogue/plans/" (plan.value) } { (plan.value) }, None => "–" } }),
        ]))
        (grid.show(&visit, &ask))
    };
    Ok(page(&visit, &card.title, &body).into_response())
}

/// `GET /catalogue/plans/{plan}`
pub(crate) async fn plan(visit: Visit, Path(name): Path<String>) -> Page<Markup> {
    let snapshot = visit.site.office.snapshot().await?;
    let plan = definition!(snapshot, plans, name);
    let used = snapshot.model()?.scorecards.values().filter(|card| {
        let found = card.plan.as_ref();
        found.is_some_and(|found| found.value == plan.id)
    });
    let body = html! {
        (trail(&visit, &[(visit.t("nav-catalogue"), "/catalogue")]))
        (where_written(&visit, &snapshot, &plan.span))
        (excerpt(&snapshot, &plan.span))
        h2 { (visit.t("kpi-used")) }
        ul.list { @for card in used { li { a href={ "/catalogue/scorecards/" (card.id) } {
            (card.title) } } } }
    };
    Ok(page(&visit, &plan.title, &body))
}

/// A definition as it is written: from its name to the next one of the same kind.
fn excerpt(snapshot: &Snapshot, span: &Span) -> Markup {
    let Some(text) = snapshot.sources.get(&span.file) else {
        return nothing();
    };
    let first = snapshot
        .sources
        .position(span)
        .map_or(1, |position| position.line);
    let name = text
        .get(span.range.start..span.range.end)
        .unwrap_or_default();
    let mut lines = Vec::new();
    for line in text.lines().skip(first.saturating_sub(1)) {
        let head = line.starts_with('[') && !line.contains(name);
        if head && !lines.is_empty() {
            break;
        }
        lines.push(line);
    }
    html! { pre.text { code { (lines.join("\n").trim_end()) } } }
}
