//! The KPI sheet of a position.

use super::regulation::{about, card_table};
use super::words::{position_title, scale, targets};
use super::{Block, Paper, PaperKind, file_name};
use crate::id::PositionId;
use crate::model::{Model, Scorecard};
use crate::process::{Role, raci};

pub(super) fn write(model: &Model, card: &Scorecard, position: &PositionId) -> Paper {
    let title = position_title(model, position);
    let mut blocks = vec![Block::paragraph(format!(
        "What the position {title} is measured by at {}, every {}.",
        model.company.name,
        card.every.name()
    ))];
    duties(model, position, &mut blocks);
    blocks.push(Block::heading(2, "KPIs"));
    blocks.push(card_table(model, card));
    blocks.push(Block::heading(2, "Targets"));
    blocks.push(Block::table(
        &["KPI", "For", "Minimum", "Target", "Desired"],
        target_rows(model, card, position),
    ));
    for line in &card.lines {
        let Some(kpi) = model.kpis.get(&line.kpi.value) else {
            continue;
        };
        blocks.push(Block::heading(3, kpi.title.clone()));
        let mut list = about(model, kpi);
        let by = line
            .scale
            .as_ref()
            .and_then(|one| model.scales.get(&one.value));
        list.extend(by.into_iter().flat_map(scale));
        blocks.push(Block::List(list));
    }
    if let Some(plan) = card
        .plan
        .as_ref()
        .and_then(|plan| model.plans.get(&plan.value))
    {
        blocks.push(Block::heading(2, "Pay"));
        blocks.push(Block::List(plan.describe(&model.company.currency)));
    }
    let id = format!(
        "sheet-{}-{}",
        file_name(position.as_str()),
        card.every.name()
    );
    Paper::new(
        PaperKind::Sheet,
        &id,
        &format!("KPI sheet: {title}"),
        blocks,
    )
}

/// What the position does and answers for.
fn duties(model: &Model, position: &PositionId, blocks: &mut Vec<Block>) {
    let rows: Vec<Vec<String>> = raci(model)
        .iter()
        .filter_map(|row| {
            let roles = row.cells.get(position)?;
            let mine = [Role::Responsible, Role::Accountable]
                .into_iter()
                .filter(|role| roles.contains(role))
                .map(|role| match role {
                    Role::Responsible => "does it",
                    _ => "answers for it",
                });
            let mine: Vec<&str> = mine.collect();
            let process = model.processes.get(&row.process)?;
            (!mine.is_empty())
                .then(|| vec![process.title.clone(), row.title.clone(), mine.join(", ")])
        })
        .collect();
    if !rows.is_empty() {
        blocks.push(Block::heading(2, "Responsibilities"));
        blocks.push(Block::table(&["Process", "Task", "Role"], rows));
    }
}

fn target_rows(model: &Model, card: &Scorecard, position: &PositionId) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for kpi in card
        .lines
        .iter()
        .filter_map(|line| model.kpis.get(&line.kpi.value))
    {
        for (when, [minimum, target, desired]) in targets(model, kpi, position) {
            rows.push(vec![kpi.title.clone(), when, minimum, target, desired]);
        }
    }
    rows
}
