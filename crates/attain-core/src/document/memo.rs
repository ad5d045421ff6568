//! The memo: what one person is told, and acknowledges.

use super::regulation::card_table;
use super::words::position_title;
use super::{Block, Holder, Paper, PaperKind, file_name};
use crate::model::{Model, Scorecard};
use crate::num::plain;

pub(super) fn write(
    model: &Model,
    holder: &Holder<'_>,
    regulation: &Paper,
    sheets: &[Paper],
) -> Paper {
    let position = position_title(model, &holder.position);
    let name = &holder.person.name;
    let unit = holder
        .unit
        .as_ref()
        .map_or_else(String::new, |unit| format!(" in {unit}"));
    let mut blocks = vec![Block::paragraph(format!(
        "{name}, you work as {position}{unit}. This is what you are measured by, and what is paid \
         for it."
    ))];
    for card in &holder.cards {
        blocks.push(Block::heading(2, format!("Every {}", card.every.name())));
        blocks.push(card_table(model, card));
        pay(model, holder, card, &mut blocks);
    }
    blocks.push(Block::heading(2, "What else holds"));
    let short = |paper: &Paper| paper.version().chars().take(12).collect::<String>();
    let mut list = vec![format!(
        "{}, version `{}`.",
        regulation.title,
        short(regulation)
    )];
    for card in &holder.cards {
        let id = format!(
            "sheet-{}-{}",
            file_name(holder.position.as_str()),
            card.every.name()
        );
        let sheet = sheets.iter().find(|paper| paper.id == id);
        list.extend(sheet.map(|sheet| format!("{}, version `{}`.", sheet.title, short(sheet))));
    }
    list.push(format!(
        "`attain explain {} PERIOD` shows how each number came about.",
        holder.person.id
    ));
    blocks.push(Block::List(list));
    blocks.push(Block::paragraph(
        "By acknowledging this memo you say that you have read it, the regulation and the sheet; \
         not that you agree with every target.",
    ));
    let id = format!("memo-{}", file_name(holder.person.id.as_str()));
    let title = format!("To {name}: your KPIs and your bonus");
    Paper {
        person: Some(holder.person.id.clone()),
        ..Paper::new(PaperKind::Memo, &id, &title, blocks)
    }
}

/// The sentences of the plan, and the person's own amounts that it uses.
fn pay(model: &Model, holder: &Holder<'_>, card: &Scorecard, blocks: &mut Vec<Block>) {
    let Some(plan) = card
        .plan
        .as_ref()
        .and_then(|plan| model.plans.get(&plan.value))
    else {
        blocks.push(Block::paragraph("Nothing is paid by this scorecard."));
        return;
    };
    let currency = plan.currency.as_deref().unwrap_or(&model.company.currency);
    let mut list = plan.describe(currency);
    for (name, amount) in &holder.person.amounts {
        list.push(format!("Your {name}: {} {currency}.", plain(*amount)));
    }
    blocks.push(Block::List(list));
}
