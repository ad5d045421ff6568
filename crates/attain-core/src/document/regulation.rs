//! The bonus regulation: the rules for everybody.

use super::words::{kind, missing, position_title, rule, scale, source};
use super::{Block, Paper, PaperKind};
use crate::explain::percent;
use crate::model::{Kpi, Model, Scorecard};
use std::collections::BTreeSet;

pub(super) fn write(model: &Model) -> Paper {
    let company = &model.company.name;
    let mut blocks = vec![Block::paragraph(format!(
        "This regulation says how {company} measures results and what it pays for them. It is \
         written from the model by which the pay is computed, so the words and the computation \
         are one."
    ))];
    goals(model, &mut blocks);
    who(model, &mut blocks);
    blocks.push(Block::heading(2, "How a result becomes pay"));
    blocks.push(Block::List(vec![
        "The actual of a KPI is computed from recorded facts; only rows that qualify count."
            .to_owned(),
        "Attainment is how far the target was reached; 100 % is the target.".to_owned(),
        "The scale of a KPI turns attainment into a score.".to_owned(),
        "The plan turns scores into money.".to_owned(),
        "Plan indicators say how much was done. They are shown beside the KPIs and pay nothing."
            .to_owned(),
    ]));
    plans(model, &mut blocks);
    cards(model, &mut blocks);
    kpis(model, &mut blocks);
    scales(model, &mut blocks);
    questions(&mut blocks);
    Paper::new(
        PaperKind::Regulation,
        "regulation",
        &format!("Bonus regulation of {company}"),
        blocks,
    )
}

fn goals(model: &Model, blocks: &mut Vec<Block>) {
    if model.goals.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Goals"));
    let rows = model.goals.values().map(|goal| {
        let unit = goal
            .unit
            .as_ref()
            .map_or_else(|| "the company".to_owned(), |unit| unit.value.to_string());
        vec![goal.title.clone(), goal.perspective.name().to_owned(), unit]
    });
    blocks.push(Block::table(&["Goal", "Perspective", "Of"], rows.collect()));
}

fn who(model: &Model, blocks: &mut Vec<Block>) {
    blocks.push(Block::heading(2, "Who takes part"));
    let rows = model.scorecards.values().map(|card| {
        let positions: Vec<String> = card
            .positions
            .iter()
            .map(|one| position_title(model, one))
            .collect();
        let plan = card
            .plan
            .as_ref()
            .and_then(|plan| model.plans.get(&plan.value));
        vec![
            card.title.clone(),
            positions.join(", "),
            format!("every {}", card.every.name()),
            plan.map_or_else(|| "none: shown only".to_owned(), |plan| plan.title.clone()),
        ]
    });
    blocks.push(Block::table(
        &["Scorecard", "Positions", "Computed", "Plan"],
        rows.collect(),
    ));
}

fn plans(model: &Model, blocks: &mut Vec<Block>) {
    for plan in model.plans.values() {
        blocks.push(Block::heading(2, format!("Plan: {}", plan.title)));
        blocks.push(Block::List(plan.describe(&model.company.currency)));
    }
}

fn cards(model: &Model, blocks: &mut Vec<Block>) {
    for card in model.scorecards.values() {
        blocks.push(Block::heading(2, format!("Scorecard: {}", card.title)));
        blocks.push(card_table(model, card));
    }
}

/// KPIs with weight and scale.
pub(super) fn card_table(model: &Model, card: &Scorecard) -> Block {
    let rows = card.lines.iter().filter_map(|line| {
        let kpi = model.kpis.get(&line.kpi.value)?;
        let scale = line
            .scale
            .as_ref()
            .and_then(|scale| model.scales.get(&scale.value));
        let weight = line.weight.as_ref();
        Some(vec![
            kpi.title.clone(),
            kpi.unit.clone().unwrap_or_default(),
            kind(kpi).to_owned(),
            weight.map_or_else(|| "shown".to_owned(), |weight| percent(weight.value)),
            scale.map_or_else(String::new, |scale| {
                scale.title.clone().unwrap_or_else(|| scale.id.to_string())
            }),
        ])
    });
    Block::table(&["KPI", "Unit", "Kind", "Weight", "Scale"], rows.collect())
}

fn kpis(model: &Model, blocks: &mut Vec<Block>) {
    let used: BTreeSet<_> = model
        .scorecards
        .values()
        .flat_map(|card| &card.lines)
        .map(|line| &line.kpi.value)
        .collect();
    blocks.push(Block::heading(2, "KPIs"));
    for kpi in used.into_iter().filter_map(|id| model.kpis.get(id)) {
        blocks.push(Block::heading(3, kpi.title.clone()));
        blocks.push(Block::List(about(model, kpi)));
    }
}

/// All that is to be known of a KPI.
pub(super) fn about(model: &Model, kpi: &Kpi) -> Vec<String> {
    let mut out = vec![
        format!("Measured: {}.", source(model, kpi)),
        format!("Judged: {}.", rule(kpi)),
        format!("If the value is missing: {}.", missing(kpi)),
    ];
    if let Some(owner) = &kpi.owner {
        out.push(format!(
            "Answers for the number: {}.",
            position_title(model, &owner.value)
        ));
    }
    if let Some(goal) = kpi
        .goal
        .as_ref()
        .and_then(|goal| model.goals.get(&goal.value))
    {
        out.push(format!("Serves the goal: {}.", goal.title));
    }
    if let Some(indicator) = kpi
        .indicator
        .as_ref()
        .and_then(|one| model.kpis.get(&one.value))
    {
        out.push(format!(
            "Shown beside it: {} (plan indicator).",
            indicator.title
        ));
    }
    out
}

fn scales(model: &Model, blocks: &mut Vec<Block>) {
    if model.scales.is_empty() {
        return;
    }
    blocks.push(Block::heading(2, "Scales"));
    for one in model.scales.values() {
        let title = one.title.clone().unwrap_or_else(|| one.id.to_string());
        blocks.push(Block::heading(3, title));
        blocks.push(Block::List(scale(one)));
    }
}

fn questions(blocks: &mut Vec<Block>) {
    blocks.push(Block::heading(2, "Questions, corrections, changes"));
    blocks.push(Block::List(vec![
        "Everybody can see how each of his numbers came about, down to the rows of facts."
            .to_owned(),
        "Who does not agree with a line says so; the dispute is answered in writing.".to_owned(),
        "A closed period is never changed: a correction is booked into the next one.".to_owned(),
        "The rules of a period are those that were published before it began.".to_owned(),
    ]));
}
