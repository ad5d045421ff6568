//! One number of a scorecard, step by step down to the rows of facts.

use crate::error::{Page, PageError};
use crate::format::{count, exactly, in_unit, money, percent};
use crate::layout::{diagnostics, page, trail};
use crate::seen::Seen;
use crate::state::State;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_app::explain::explanation;
use attain_core::calculate::{ActualSource, LineResult, Scored, Subject, TargetOrigin};
use attain_core::explain::{Explanation, FactPart, LineFacts, place};
use attain_core::model::{Kpi, KpiSource};
use attain_core::num::{Exact, plain};
use axum::extract::Path;
use maud::{Markup, html};

/// `GET /people/{person}/{period}/{kpi}`
pub(crate) async fn show(
    visit: Visit,
    Path((person, period, kpi)): Path<(String, String, String)>,
) -> Page<Markup> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let person = seen.person(&person)?;
    let (model, facts) = (seen.model()?, seen.snapshot.facts()?);
    let found = explanation(model, &seen.run, facts, &person).await?;
    let found = found.ok_or_else(PageError::not_found)?;
    let line = found
        .lines
        .iter()
        .find(|line| line.line.kpi.as_str() == kpi);
    let line = line.ok_or_else(PageError::not_found)?;
    let definition = model
        .kpis
        .get(&line.line.kpi)
        .ok_or_else(PageError::not_found)?;
    let view = View {
        visit: &visit,
        seen: &seen,
        found: &found,
        kpi: definition,
    };
    Ok(page(&visit, &definition.title, &view.body(line)))
}

struct View<'a> {
    visit: &'a Visit,
    seen: &'a Seen,
    found: &'a Explanation<'a>,
    kpi: &'a Kpi,
}

impl View<'_> {
    fn body(&self, facts: &LineFacts<'_>) -> Markup {
        let visit = self.visit;
        let line = facts.line;
        let home = self.home();
        let name = format!("{}, {}", self.found.result.name, self.seen.period);
        html! {
            (trail(visit, &[(name.as_str(), home.as_str())]))
            p { (State::of_line(line).badge(visit)) " "
                a href={ "/catalogue/kpis/" (self.kpi.id) } { (visit.t("explain-definition")) } }
            ol.steps {
                (self.actual(facts))
                (self.target(line))
                (self.attainment(line))
                (self.score(line))
                (self.money(line))
            }
            (diagnostics(visit, &self.found.result.diagnostics, &self.seen.snapshot.sources))
        }
    }

    fn home(&self) -> String {
        format!("/people/{}/{}", self.found.result.person, self.seen.period)
    }

    fn value(&self, value: &Exact) -> String {
        in_unit(self.visit.language, value, self.kpi.unit.as_deref())
    }

    fn written(&self) -> Markup {
        let text = match &self.kpi.source {
            KpiSource::Measure { measure, .. } => &measure.text,
            KpiSource::Formula(formula) => &formula.text,
        };
        html! { code { (text.value) } " " span.quiet { (place(&text.span,
        &self.seen.snapshot.sources)) } }
    }

    fn actual(&self, facts: &LineFacts<'_>) -> Markup {
        let visit = self.visit;
        let actual = &facts.line.actual;
        html! {
            li {
                h2 { (visit.t("col-actual")) ": "
                    @match &actual.value {
                        Some(value) => { strong title=(exactly(value)) { (self.value(value)) } },
                        None => { strong { (visit.t("missing")) } },
                    }
                }
                p { (self.written()) }
                @if let Some(subject) = &facts.line.subject {
                    p.quiet { (visit.t(whose(subject)))
                        @if let Some((from, to)) = facts.days { ", " (from) " – " (to) } }
                }
                @if let Some(remark) = remark(&actual.source) { p { (visit.t(remark)) } }
                (self.inputs(&actual.source))
                @for (number, part) in facts.parts.iter().enumerate() { (self.part(number, part)) }
            }
        }
    }

    fn inputs(&self, source: &ActualSource) -> Markup {
        let visit = self.visit;
        let shown = |value: &Option<Exact>| match value {
            Some(value) => crate::format::number(visit.language, value, 4),
            None => visit.t("missing").to_owned(),
        };
        html! {
            @match source {
                ActualSource::Formula(inputs) => ul.list { @for (kpi, value) in inputs {
                    li { a href={ "/catalogue/kpis/" (kpi) } { (kpi) } " = " (shown(value)) }
                } },
                ActualSource::RolledUp(parts) => ul.list { @for (window, value) in parts {
                    li { (window.from) " – " (window.to) ": " (shown(value)) }
                } },
                _ => {},
            }
        }
    }

    fn part(&self, number: usize, part: &FactPart) -> Markup {
        let visit = self.visit;
        let language = visit.language;
        let rows = format!("{}/{}/rows?part={number}", self.home(), self.kpi.id);
        let may = visit.may(UseCase::FactRead);
        let lead = |to: String, text: String| {
            html! { @if may { a href=(to) { (text) } } @else { (text) } }
        };
        html! {
            div.part {
                h3 { @if part.kpi != self.kpi.id { (part.kpi) ", " }
                    a href={ "/catalogue/datasets/" (part.dataset) } { (part.dataset) } }
                table.account {
                    thead { tr { th scope="col" { (visit.t("explain-rows")) } th.num scope="col" {
                        (visit.t("explain-count")) } } }
                    tbody {
                        tr { td { (lead(format!("{rows}&show=all"),
                            visit.t("explain-all").to_owned())) }
                            td.num { (count(language, part.rows())) } }
                        @for (index, condition) in part.conditions.iter().enumerate() {
                            @let failed = part.failed(index);
                            tr { td { @if failed > 0 {
                                    (lead(format!("{rows}&show=failed&condition={index}"),
                                        visit.t("explain-failed").to_owned()))
                                } @else { (visit.t("explain-failed")) }
                                " " code { (condition.text) } }
                                td.num { "−" (count(language, failed)) } }
                        }
                        tr.total { td { (lead(format!("{rows}&show=qualified"),
                            visit.t("explain-qualified").to_owned())) }
                            td.num { (count(language, part.qualified())) } }
                    }
                }
                (self.batches(part))
            }
        }
    }

    fn batches(&self, part: &FactPart) -> Markup {
        let visit = self.visit;
        html! {
            @if !part.detail.batches.is_empty() {
                details {
                    summary { (visit.t("explain-batches")) " (" (part.detail.batches.len()) ")" }
                    div.scroll tabindex="0" role="region" aria-label=(visit.t("explain-batches"))
                        { table {
                        thead { tr { th scope="col" { (visit.t("batch")) } th scope="col" {
                            (visit.t("batch-files")) }
                            th.num scope="col" { (visit.t("explain-qualified")) }
                            @for aggregate in &part.aggregates { th.num scope="col" { code {
                                (aggregate) } } } } }
                        tbody { @for batch in &part.detail.batches { tr {
                            td { a href={ "/batches/" (batch.batch) } { (batch.batch) } }
                            td { (batch.files.join(", ")) }
                            td.num { (count(visit.language, batch.qualified)) }
                            @for value in &batch.values { td.num { @match value { Some(value) =>
                                (plain(*value)), None => "–" } } }
                        } } }
                    } }
                }
            }
        }
    }

    fn target(&self, line: &LineResult) -> Markup {
        let visit = self.visit;
        html! {
            li {
                @match &line.target {
                    None => { h2 { (visit.t("col-target")) ": " strong { (visit.t(if
                        self.kpi.rule.needs_target() { "missing" } else { "explain-no-target" }))
                            } } },
                    Some(found) => {
                        h2 { (visit.t("col-target")) ": "
                            @if let Some(target) = found.target.target { strong {
                                (self.value(&Exact::from(target))) } } }
                        p { @for (name, level) in [("col-minimum", found.target.minimum),
                            ("col-desired", found.target.desired),
                            ("col-baseline", found.target.baseline), ("col-benchmark",
                                found.target.benchmark)] {
                            @if let Some(level) = level { span.level { (visit.t(name)) " "
                                (self.value(&Exact::from(level))) } " " }
                        } }
                        p.quiet { @match &found.origin {
                            TargetOrigin::Model(span) => { (place(span,
                                &self.seen.snapshot.sources)) },
                            TargetOrigin::Facts(rows) => { @for (origin, amount) in
                                rows.iter().take(24) {
                                span.level { (plain(*amount)) " (" a href={ "/batches/"
                                    (origin.batch) } { (origin.batch) } ", " (visit.t("row")) " "
                                        (origin.row) ")" } " "
                            } },
                            TargetOrigin::Pieces(_, pieces) => { @for piece in pieces {
                                @if let Some(target) = piece.target {
                                    (self.value(&Exact::from(target))) ": "
                                }
                                (piece.window.from) " – " (piece.window.to)
                                " (" (place(&piece.span, &self.seen.snapshot.sources)) ") "
                            } },
                        } }
                    },
                }
            }
        }
    }

    fn attainment(&self, line: &LineResult) -> Markup {
        let visit = self.visit;
        html! {
            @if let Some(attained) = &line.attainment {
                li {
                    h2 { (visit.t("col-attainment")) ": " strong { (percent(visit.language,
                        attained.attainment)) } }
                    p { code { "= " (attained.account.formula()) } }
                }
            }
        }
    }

    fn score(&self, line: &LineResult) -> Markup {
        let visit = self.visit;
        html! {
            @if let Some(scored) = &line.score {
                li {
                    h2 { (visit.t("col-score")) ": " strong { @match scored.score() {
                        Some(score) => (percent(visit.language, score)),
                        None => (plain(scored.value)),
                    } } }
                    p { (scored.remark(&self.seen.snapshot.sources)) }
                    @if let Some((scale, _)) = &scored.by { p { a href={ "/catalogue/scales/"
                        (scale) } { (visit.t("explain-scale")) } } }
                }
            } @else if line.ignored { li { h2 { (visit.t("explain-ignored")) } } }
            @else if line.zeroed { li { h2 { (visit.t("explain-zeroed")) } } }
        }
    }

    fn money(&self, line: &LineResult) -> Markup {
        let visit = self.visit;
        let score = line.score.as_ref().and_then(Scored::score);
        html! {
            @match (line.payout, line.weight) {
                (Some(payout), weight) => { li {
                    h2 { (visit.t("col-money")) ": " strong { (money(visit.language, payout)) " "
                        (self.found.model.company.currency) } }
                    p { @if let Some(weight) = weight { (visit.t("col-weight")) " "
                        (percent(visit.language, weight)) }
                        @if let Some(score) = score { " × " (visit.t("col-score")) " "
                            (percent(visit.language, score)) } }
                    p { a href={ (self.home()) "#pay" } { (visit.t("explain-pay")) } }
                } },
                (None, None) => { li { h2 { (visit.t("explain-beside")) } } },
                (None, Some(_)) => {},
            }
        }
    }
}

fn whose(subject: &Subject) -> &'static str {
    match subject {
        Subject::Own(_) => "whose-own",
        Subject::Team(_) => "whose-team",
        Subject::Unit(_) => "whose-unit",
        Subject::Company => "whose-company",
    }
}

fn remark(source: &ActualSource) -> Option<&'static str> {
    match source {
        ActualSource::NothingHappened => Some("source-nothing"),
        ActualSource::NotCovered => Some("source-uncovered"),
        ActualSource::NoValue => Some("source-no-value"),
        ActualSource::Carried => Some("source-carried"),
        ActualSource::Measured | ActualSource::Formula(_) | ActualSource::RolledUp(_) => None,
    }
}
