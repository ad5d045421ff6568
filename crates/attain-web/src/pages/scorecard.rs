//! One person's scorecard: what was to be achieved, what was, and what it pays.

use crate::chart::{bar, nothing, sparkline};
use crate::error::{Page, PageError};
use crate::format::{exactly, in_unit, money, percent};
use crate::grid::{Ask, Cell, Grid};
use crate::layout::{diagnostics, page, trail};
use crate::seen::{Seen, current};
use crate::state::State;
use crate::visit::Visit;
use attain_app::access::UseCase;
use attain_core::calculate::{LineResult, PersonResult, Scored};
use attain_core::explain::place;
use attain_core::id::{KpiId, PersonId};
use attain_core::model::{Kpi, KpiKind};
use attain_core::num::{Decimal, Exact, plain};
use attain_core::period::Period;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

/// `GET /me`: one's own, now.
pub(crate) async fn mine(visit: Visit) -> Page<Redirect> {
    let Some(person) = visit.actor.person() else {
        return Ok(Redirect::to("/company"));
    };
    let period = current(&visit).await?;
    Ok(Redirect::to(&format!("/people/{person}/{period}")))
}

/// `GET /people/{person}/{period}`
pub(crate) async fn show(
    visit: Visit,
    Path((person, period)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Page<Response> {
    let seen = Seen::of(&visit, &period, UseCase::ResultRead).await?;
    let person = seen.person(&person)?;
    let card = Card::of(&visit, &seen, &person).await?;
    let grid = card.grid()?;
    if let Some(file) = grid.file(&visit, &ask)? {
        return Ok(file);
    }
    Ok(page(&visit, &card.name, &card.body(&grid, &ask)?).into_response())
}

/// A period before, and what was achieved in it.
type Past = (Period, Vec<(KpiId, Option<Exact>)>);

struct Card<'a> {
    visit: &'a Visit,
    seen: &'a Seen,
    name: String,
    person: PersonId,
    result: Option<&'a PersonResult>,
    history: Vec<Past>,
}

impl<'a> Card<'a> {
    async fn of(visit: &'a Visit, seen: &'a Seen, person: &PersonId) -> Page<Self> {
        let known = seen.run.organisation.person(person.as_str());
        let result = seen.run.calculation.result(person);
        let mut history = Vec::new();
        let last = seen
            .periods()?
            .into_iter()
            .filter(|one| one.from <= seen.period.from);
        for period in last.collect::<Vec<_>>().into_iter().rev().take(4).rev() {
            let run = seen.snapshot.run(period).await?;
            let values = run.calculation.result(person).map(|result| {
                let lines = result.lines.iter();
                lines
                    .map(|line| (line.kpi.clone(), line.actual.value.clone()))
                    .collect()
            });
            history.push((period, values.unwrap_or_default()));
        }
        Ok(Self {
            visit,
            seen,
            name: known.map_or_else(|| person.to_string(), |known| known.name.clone()),
            person: person.clone(),
            result,
            history,
        })
    }

    fn grid(&self) -> Page<Grid> {
        let visit = self.visit;
        let columns = [
            (visit.t("col-kpi"), false),
            (visit.t("col-actual"), true),
            (visit.t("col-minimum"), true),
            (visit.t("col-target"), true),
            (visit.t("col-desired"), true),
            (visit.t("col-attainment"), true),
            (visit.t("col-state"), false),
            (visit.t("col-weight"), true),
            (visit.t("col-score"), true),
            (visit.t("col-money"), true),
            (visit.t("col-trend"), false),
        ];
        let mut grid = Grid::new(self.name.clone(), &columns)
            .note(visit.t("period"), self.seen.period.to_string())
            .empty(self.nothing());
        for line in self.ordered()? {
            if let Some(kpi) = self.seen.model()?.kpis.get(&line.kpi) {
                grid.rows.push(self.row(kpi, line));
            }
        }
        Ok(grid)
    }

    fn nothing(&self) -> Markup {
        let visit = self.visit;
        html! {
            p { (visit.tv("card-none", &[("period", &self.seen.period.to_string())])) }
            @if visit.may(UseCase::ModelRead) { p { a href="/catalogue" {
                (visit.t("card-none-do")) } } }
        }
    }

    /// Each plan indicator stands right above the KPI that it belongs to.
    fn ordered(&self) -> Page<Vec<&'a LineResult>> {
        let model = self.seen.model()?;
        let lines: Vec<&LineResult> = self
            .result
            .iter()
            .flat_map(|result| &result.lines)
            .collect();
        let indicator = |line: &LineResult| {
            let kpi = model.kpis.get(&line.kpi);
            kpi.and_then(|kpi| kpi.indicator.as_ref())
                .map(|id| id.value.clone())
        };
        let taken: Vec<KpiId> = lines.iter().copied().filter_map(indicator).collect();
        let mut ordered = Vec::new();
        for line in lines.iter().copied() {
            if let Some(id) = indicator(line) {
                ordered.extend(lines.iter().copied().filter(|other| other.kpi == id));
            }
            if !taken.contains(&line.kpi) {
                ordered.push(line);
            }
        }
        Ok(ordered)
    }

    fn row(&self, kpi: &Kpi, line: &LineResult) -> Vec<Cell> {
        let visit = self.visit;
        let language = visit.language;
        let unit = kpi.unit.as_deref();
        let target = line.target.as_ref().map(|found| &found.target);
        let level = |level: Option<Decimal>| match level {
            Some(level) => {
                let exact = Exact::from(level);
                Cell::number(in_unit(language, &exact, unit), plain(level))
            }
            None => Cell::none(),
        };
        let to = format!("/people/{}/{}/{}", self.person, self.seen.period, kpi.id);
        let actual = match &line.actual.value {
            Some(value) => {
                let shown = html! { a href=(to) title=(exactly(value)) { (in_unit(language, value,
                unit)) } };
                Cell::of(shown, exactly(value))
            }
            None => Cell::of(html! { a href=(to) { (visit.t("missing")) } }, ""),
        };
        let state = State::of_line(line);
        vec![
            Cell::of(self.named(kpi, &to), kpi.title.clone()),
            actual,
            level(target.and_then(|target| target.minimum)),
            level(target.and_then(|target| target.target)),
            level(target.and_then(|target| target.desired)),
            attainment(visit, line, state),
            Cell::of(state.badge(visit), state.word(visit)),
            share(visit, line.weight),
            share(visit, line.score.as_ref().and_then(Scored::score)),
            match line.payout {
                Some(payout) => Cell::number(money(language, payout), plain(payout)),
                None => Cell::none(),
            },
            Cell::of(self.trend(kpi), ""),
        ]
    }

    fn named(&self, kpi: &Kpi, to: &str) -> Markup {
        let kind = if kpi.kind == KpiKind::Volume {
            "kind-indicator"
        } else {
            "kind-kpi"
        };
        let class = if kpi.kind == KpiKind::Volume {
            "kind volume"
        } else {
            "kind"
        };
        html! {
            a href=(to) { (kpi.title) } br;
            span class=(class) { (self.visit.t(kind)) }
            @if let Some(unit) = kpi.unit.as_deref().filter(|unit| *unit != "%") { " " span.quiet
                { (unit) } }
        }
    }

    fn trend(&self, kpi: &Kpi) -> Markup {
        let values: Vec<Option<Exact>> = self
            .history
            .iter()
            .map(|(_, values)| {
                let found = values.iter().find(|(id, _)| *id == kpi.id);
                found.and_then(|(_, value)| value.clone())
            })
            .collect();
        let words: Vec<String> = self
            .history
            .iter()
            .zip(&values)
            .map(|((period, _), value)| {
                let shown = value.as_ref().map_or_else(
                    || "–".to_owned(),
                    |value| in_unit(self.visit.language, value, kpi.unit.as_deref()),
                );
                format!("{period}: {shown}")
            })
            .collect();
        sparkline(&values, &words.join("; "))
    }

    fn body(&self, grid: &Grid, ask: &Ask) -> Page<Markup> {
        let visit = self.visit;
        let period = self.seen.period.to_string();
        let model = self.seen.model()?;
        let card = self
            .result
            .and_then(|result| model.scorecards.get(&result.scorecard));
        let company = format!("/company/{period}");
        Ok(html! {
            (trail(visit, &[(visit.t("nav-company"), &company)]))
            (periods(visit, self.seen, &format!("/people/{}", self.person))?)
            @if let Some(card) = card {
                p.quiet { a href={ "/catalogue/scorecards/" (card.id) } { (card.title) }
                    " · " (self.seen.period.from) " – " (self.seen.period.to) }
            }
            @if let Some(result) = self.result { (self.totals(result)) }
            (grid.show(visit, ask))
            @if let Some(result) = self.result {
                (diagnostics(visit, &result.diagnostics, &self.seen.snapshot.sources))
                (self.pay(result))
            }
        })
    }

    fn totals(&self, result: &PersonResult) -> Markup {
        let visit = self.visit;
        let currency = self
            .seen
            .snapshot
            .model()
            .map(|model| model.company.currency.clone());
        let currency = currency.unwrap_or_default();
        let payout = result.payout.as_ref();
        html! {
            dl.figures {
                div { dt { (visit.t("col-state")) } dd { (State::of_result(result).badge(visit)) } }
                @if let Some(score) = payout.and_then(|payout| payout.score) {
                    div { dt { (visit.t("col-score")) } dd { (percent(visit.language, score)) } }
                }
                @if let Some(payout) = payout {
                    div { dt { (visit.t("figure-variable")) } dd { a href="#pay" {
                        (money(visit.language, payout.total)) } " " small { (currency) } } }
                    @if let Some(fixed) = payout.fixed {
                        div { dt { (visit.t("figure-fixed")) } dd { (money(visit.language, fixed))
                            " " small { (currency) } } }
                        div { dt { (visit.t("figure-income")) } dd { (money(visit.language, fixed
                            + payout.total)) " " small { (currency) } } }
                    }
                }
            }
        }
    }

    /// A line of pay by the title of its KPI, where it is of one.
    fn titled(&self, line: &str) -> String {
        let model = self.seen.snapshot.model().ok();
        let kpi = model.and_then(|model| model.kpis.get(&line.into()));
        kpi.map_or_else(|| line.to_owned(), |kpi| kpi.title.clone())
    }

    fn pay(&self, result: &PersonResult) -> Markup {
        let visit = self.visit;
        let Some(payout) = &result.payout else {
            return nothing();
        };
        let at = |span: &attain_core::diag::Span| place(span, &self.seen.snapshot.sources);
        html! {
            section #pay {
                h2 { (visit.t("pay")) }
                div.scroll tabindex="0" role="region" aria-label=(visit.t("pay")) { table.account {
                    thead { tr { th scope="col" { (visit.t("pay-step")) } th.num scope="col" {
                        (visit.t("pay-value")) }
                        th scope="col" { (visit.t("pay-why")) } th scope="col" {
                            (visit.t("pay-rule")) } } }
                    tbody {
                        @for step in &payout.account { tr {
                            td { (step.name) } td.num { (step.value) } td { (step.remark) }
                            td { @if let Some(span) = &step.span { code { (at(span)) } } }
                        } }
                        @for line in payout.lines.iter().chain(&payout.beside) { tr {
                            td { (self.titled(&line.id)) } td.num { (money(visit.language,
                                line.amount)) } td {} td {}
                        } }
                        tr.total { td { (visit.t("pay-total")) } td.num { (money(visit.language,
                            payout.total)) } td {} td {} }
                    }
                } }
            }
        }
    }
}

fn attainment(visit: &Visit, line: &LineResult, state: State) -> Cell {
    match &line.attainment {
        Some(attained) => {
            let share = attained.attainment;
            let shown = html! {
                (percent(visit.language, share)) br; (bar(share, state.class()))
            };
            Cell::of(shown, plain(share))
        }
        None => Cell::none(),
    }
}

fn share(visit: &Visit, share: Option<Decimal>) -> Cell {
    match share {
        Some(share) => Cell::number(percent(visit.language, share), plain(share)),
        None => Cell::none(),
    }
}

/// The switch between periods; `base` is the address before the period.
pub(crate) fn periods(visit: &Visit, seen: &Seen, base: &str) -> Result<Markup, PageError> {
    let periods = seen.periods()?;
    Ok(html! {
        nav.periods aria-label=(visit.t("period")) {
            @for period in &periods {
                @let here = *period == seen.period;
                a href={ (base) "/" (period) } aria-current=[here.then_some("page")] { (period) }
            }
        }
    })
}
