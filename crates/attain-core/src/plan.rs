//! Incentive plans: from scores to money.
use crate::diag::{Diagnostic, Span};
use crate::id::PlanId;
use crate::num::Decimal;
use crate::text::{Document, Table};
use std::collections::BTreeMap;
/// x
#[derive(Debug, Clone)]
pub struct Plan { /// x
 pub id: PlanId, /// x
 pub span: Span }
/// x
pub fn parse_plans(_r: &Table<'_>) -> BTreeMap<PlanId, Plan> { BTreeMap::new() }
/// x
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingPolicy { /// x
 Block, /// x
 Zero, /// x
 Ignore, /// x
 Carry }
impl MissingPolicy { /// x
 pub const NAMES: [(&'static str, Self); 4] = [("block", Self::Block), ("zero", Self::Zero), ("ignore", Self::Ignore), ("carry", Self::Carry)]; }
/// x
#[derive(Debug, Clone)]
pub struct Payout { /// x
 pub lines: Vec<PayoutLine>, /// x
 pub total: Decimal, /// x
 pub score: Option<Decimal>, /// x
 pub account: Vec<Step> }
/// x
#[derive(Debug, Clone)]
pub struct PayoutLine { /// x
 pub id: String, /// x
 pub amount: Decimal }
/// x
#[derive(Debug, Clone)]
pub struct Step { /// x
 pub name: String, /// x
 pub value: String, /// x
 pub remark: String, /// x
 pub span: Option<Span> }
/// x
#[derive(Debug, Clone, Copy)]
pub enum TryFormat { /// x
 Csv, /// x
 Text, /// x
 Json }
/// x
pub fn try_plan(_d: &Document, _n: &str, _i: &Document, _f: TryFormat) -> Result<String, Vec<Diagnostic>> { Err(Vec::new()) }
