//! `multipliers = [{ kpi = "company", scale = "company", floor = "0.8", cap = "1.2" }]`: factors of
//! the company, the unit, the person. A KPI that is a factor does not count as a part.

use crate::diag::{Span, Spanned};
use crate::id::ScaleId;
use crate::num::{Decimal, Exact};
use crate::plan::condition::{On, number_of, subject};
use crate::plan::entrant::Case;
use crate::plan::method::Earned;
use crate::plan::{Checked, refuse, report};
use crate::scale::Levels;
use crate::text::Table;

/// Factors of the pay.
#[derive(Debug, Clone)]
pub struct Multipliers(Vec<Multiplier>);

/// One factor.
#[derive(Debug, Clone)]
struct Multiplier {
    name: String,
    kpi: Option<String>,
    on: On,
    scale: Option<Spanned<ScaleId>>,
    floor: Option<Decimal>,
    cap: Option<Decimal>,
    parts: Vec<Spanned<String>>,
    span: Span,
}

pub(super) fn parse(table: &Table<'_>) -> Option<Multipliers> {
    let list: Vec<Multiplier> = table.tables("multipliers").iter().map(multiplier).collect();
    (!list.is_empty()).then_some(Multipliers(list))
}

fn multiplier(table: &Table<'_>) -> Multiplier {
    let kpi = table.text("kpi").map(|kpi| kpi.value);
    let name = table.text("name").map(|name| name.value);
    let found = Multiplier {
        name: name
            .or_else(|| kpi.clone())
            .unwrap_or_else(|| "score".to_owned()),
        kpi,
        on: table.choice("on", &On::NAMES).unwrap_or(On::Score),
        scale: table.text("scale").map(|scale| scale.map(ScaleId::from)),
        floor: table.number("floor").map(|floor| floor.value),
        cap: table.number("cap").map(|cap| cap.value),
        parts: table.texts("for"),
        span: table.span().clone(),
    };
    table.finish(&["note"]);
    found
}

impl Multipliers {
    /// What they do, for documents.
    pub(in crate::plan) fn words(&self) -> Vec<String> {
        let of = |one: &Multiplier| {
            let by = one.scale.as_ref();
            let by = by.map_or_else(String::new, |scale| format!(" by scale `{}`", scale.value));
            format!("The pay is multiplied by the factor `{}`{by}.", one.name)
        };
        self.0.iter().map(of).collect()
    }

    /// The KPIs that are factors, with their places.
    pub(super) fn kpis(&self) -> Vec<(String, Span)> {
        let of = |one: &Multiplier| Some((one.kpi.clone()?, one.span.clone()));
        self.0.iter().filter_map(of).collect()
    }

    pub(super) fn names(&self, kpi: &str) -> bool {
        self.0.iter().any(|one| one.kpi.as_deref() == Some(kpi))
    }

    pub(super) fn apply(&self, case: &Case<'_>, earned: &mut Earned) -> Checked<()> {
        for one in &self.0 {
            let (factor, remark) = one.factor(case, earned.score.as_ref())?;
            for part in &mut earned.parts {
                let holds = one.parts.is_empty() || one.parts.iter().any(|p| p.value == part.id);
                if holds {
                    part.amount = &part.amount * &factor;
                }
            }
            earned.note(
                &format!("x {}", one.name),
                factor.plain(),
                remark,
                Some(&one.span),
            );
        }
        Ok(())
    }
}

impl Multiplier {
    fn factor(&self, case: &Case<'_>, score: Option<&Exact>) -> Checked<(Exact, String)> {
        let value = number_of(case, self.kpi.as_deref(), self.on, score, &self.span)?;
        let mut factor = match &self.scale {
            Some(scale) => by_scale(case, scale, &value)?,
            None => value.clone(),
        };
        if let Some(floor) = self.floor {
            factor = factor.max(Exact::from(floor));
        }
        if let Some(cap) = self.cap {
            factor = factor.min(Exact::from(cap));
        }
        let remark = format!(
            "{} {}",
            subject(self.kpi.as_deref(), self.on),
            value.plain()
        );
        Ok((factor, remark))
    }
}

fn by_scale(case: &Case<'_>, name: &Spanned<ScaleId>, value: &Exact) -> Checked<Exact> {
    let Some(scale) = case.scales.get(&name.value) else {
        return refuse(report::unknown_scale(case, &name.value, &name.span));
    };
    scale
        .at(value, &Levels::default())
        .map(|result| result.value)
        .map_err(|error| vec![error.diagnostic(&case.whom()).at(&name.span, "")])
}
