//! Attain's runs.

use crate::Failure;
use crate::cases::{self, Condition as Of, Function, Kpi};
use crate::generate::{Facts as Made, OWNERS};
use crate::measure::{Used, Watch, median, peak_mib};
use attain_core::facts::{Credit, FactQuery, Group, MeasureQuery};
use attain_core::measure::{
    Aggregate, AggregateFunction, Comparison, Condition, Literal, Scalar, ScalarKind, Test,
};
use attain_facts::{Facts, ScanOptions};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type, UInt32Type};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use futures::StreamExt;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MONTHS: u32 = 36;

/// One case, in this process.
pub(crate) fn run(made: &Made, case: &str, times: usize) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match case {
            "scan" => scan(made, times).await,
            "increment" => increment(made, times).await,
            _ => compute(made, case, times).await,
        }
    })
}

fn result(case: &str, used: Used, sums: &[i128], groups: usize) -> Result<Value, Failure> {
    let sums: Vec<String> = sums.iter().map(i128::to_string).collect();
    Ok(json!({
        "engine": "attain", "case": case, "wall": used.wall, "cpu": used.cpu,
        "peak": peak_mib()?, "groups": groups, "sums": sums,
    }))
}

/// The plain Parquet scan of DataFusion, over the columns that the KPIs read.
async fn scan(made: &Made, times: usize) -> Result<Value, Failure> {
    let path = made.root.join("sales/facts-1.parquet");
    let path = path.to_string_lossy().into_owned();
    let mut runs = Vec::new();
    for _ in 0..=times {
        let watch = Watch::start()?;
        let context =
            SessionContext::new_with_config(SessionConfig::new().with_target_partitions(2));
        let table = context
            .read_parquet(&path, ParquetReadOptions::default())
            .await?;
        let columns = [
            "day", "owner", "region", "product", "status", "amount", "qty",
        ];
        let streams = table
            .select_columns(&columns)?
            .execute_stream_partitioned()
            .await?;
        let drains = streams.into_iter().map(|mut stream| {
            tokio::spawn(async move {
                let mut rows = 0;
                while let Some(batch) = stream.next().await {
                    rows += batch?.num_rows();
                }
                Ok::<usize, datafusion::error::DataFusionError>(rows)
            })
        });
        for drain in drains.collect::<Vec<_>>() {
            drain.await??;
        }
        runs.push(watch.stop()?);
    }
    runs.remove(0);
    result("scan", median(runs), &[], 0)
}

async fn compute(made: &Made, case: &str, times: usize) -> Result<Value, Failure> {
    let query = query(case, (date(2023, 1, 1), date(2025, 12, 31)), 0..MONTHS);
    let first = made
        .batches
        .first()
        .cloned()
        .into_iter()
        .collect::<Vec<_>>();
    let facts = open(made, first, false)?;
    let mut runs = Vec::new();
    let mut found = (Vec::new(), 0);
    for _ in 0..=times {
        let watch = Watch::start()?;
        if case == "distinct" {
            let answer = facts.scan(&query).await?;
            runs.push(watch.stop()?);
            found = cells(&answer, cases::kpis(case).len());
        } else {
            let batches = facts.scan_columns(&query).await?;
            runs.push(watch.stop()?);
            let batches = batches.ok_or("the operator did not take all of it")?;
            found = columns(&batches, case)?;
        }
    }
    runs.remove(0);
    result(case, median(runs), &found.0, found.1)
}

/// The month of the new facts, from what was kept, and all months of all facts.
async fn increment(made: &Made, times: usize) -> Result<Value, Failure> {
    let _ = std::fs::remove_dir_all(made.root.join("=state"));
    let month = query("20", (date(2025, 12, 1), date(2025, 12, 31)), 35..36);
    let all = query("20", (date(2023, 1, 1), date(2025, 12, 31)), 0..MONTHS);
    let before = made
        .batches
        .first()
        .cloned()
        .into_iter()
        .collect::<Vec<_>>();
    let state = made.root.join("=state");
    open(made, before.clone(), true)?
        .scan_columns(&month)
        .await?;
    let kept: Vec<_> = std::fs::read_dir(&state)?.collect::<Result<_, _>>()?;
    let kept = kept.first().ok_or("no state was kept")?.path();
    let content = std::fs::read(&kept)?;
    let facts = open(made, made.batches.clone(), true)?;
    let whole = open(made, made.batches.clone(), false)?;
    let (mut steps, mut months, mut full) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..=times {
        // The clock of /proc is coarse: twenty at once.
        let mut step = Used {
            wall: 0.0,
            cpu: 0.0,
        };
        let mut answers = Vec::new();
        for _ in 0..20 {
            std::fs::write(&kept, &content)?;
            let watch = Watch::start()?;
            answers = facts.scan_columns(&month).await?.unwrap_or_default();
            let used = watch.stop()?;
            step.wall += used.wall / 20.0;
            step.cpu += used.cpu / 20.0;
        }
        steps.push(step);
        let watch = Watch::start()?;
        let expected = whole.scan_columns(&month).await?.unwrap_or_default();
        months.push(watch.stop()?);
        if columns(&answers, "20")? != columns(&expected, "20")? {
            return Err("the increment is not the whole".into());
        }
        let watch = Watch::start()?;
        whole.scan_columns(&all).await?;
        full.push(watch.stop()?);
    }
    for runs in [&mut steps, &mut months, &mut full] {
        runs.remove(0);
    }
    let (step, month, full) = (median(steps), median(months), median(full));
    Ok(json!({
        "engine": "attain", "case": "increment", "wall": step.wall, "cpu": step.cpu,
        "peak": peak_mib()?, "groups": 0, "sums": [],
        "month": {"wall": month.wall, "cpu": month.cpu},
        "full": {"wall": full.wall, "cpu": full.cpu},
    }))
}

fn open(
    made: &Made,
    batches: Vec<attain_core::batch::Batch>,
    keep_states: bool,
) -> Result<Facts, Failure> {
    let options = ScanOptions {
        partitions: 2,
        keep_states,
        ..ScanOptions::default()
    };
    Ok(Facts::open(
        &made.root,
        batches,
        vec![made.dataset.clone()],
        options,
    )?)
}

/// Every owner in every month is a group.
fn query(case: &str, days: (Date, Date), months: std::ops::Range<u32>) -> FactQuery {
    let mut credits = Vec::new();
    let mut first = date(2023, 1, 1);
    for month in 0..MONTHS {
        let last = first.last_of_month();
        for owner in (1..=OWNERS).filter(|_| months.contains(&month)) {
            let number = u32::try_from(owner).unwrap_or(0);
            credits.push(Credit {
                owner: owner.to_string(),
                from: first,
                to: last,
                group: Group(number.saturating_mul(MONTHS).saturating_add(month)),
            });
        }
        first = last.tomorrow().unwrap_or(last);
    }
    FactQuery {
        dataset: "sales".into(),
        from: days.0,
        to: days.1,
        credited_by: None,
        credits,
        known: BTreeSet::new(),
        everything: None,
        measures: cases::kpis(case).iter().map(measure).collect(),
    }
}

fn column(name: &str) -> Scalar {
    let number = |precision, scale| ScalarKind::Number { precision, scale };
    let kind = match name {
        "amount" => number(18, 2),
        "qty" | "customer" => number(18, 0),
        _ => ScalarKind::Text,
    };
    Scalar::Column {
        name: name.to_owned(),
        kind,
    }
}

fn measure(kpi: &Kpi) -> MeasureQuery {
    let condition = |of: &Of| {
        let test = match of {
            Of::Is(name, value) => Test::Compare(
                Comparison::Equal,
                column(name),
                Scalar::Literal(Literal::Text(value.clone())),
            ),
            Of::Over(name, number) => Test::Compare(
                Comparison::Greater,
                column(name),
                Scalar::Literal(Literal::Number((*number).into())),
            ),
        };
        let text = String::new();
        Condition { text, test }
    };
    let function = match kpi.function {
        Function::Rows => AggregateFunction::CountRows,
        Function::Sum(name) => AggregateFunction::Sum(column(name)),
        Function::Distinct(name) => AggregateFunction::CountDistinct(column(name)),
    };
    let filter = Vec::new();
    MeasureQuery {
        conditions: kpi.conditions.iter().map(condition).collect(),
        aggregates: vec![Aggregate { function, filter }],
        dates: false,
    }
}

/// A number that changes when a value moves to another group.
fn weight(group: u32) -> i128 {
    i128::from(group).wrapping_add(1)
}

fn cells(answer: &attain_core::facts::FactAnswer, kpis: usize) -> (Vec<i128>, usize) {
    let mut sums = vec![0_i128; kpis];
    let mut groups = BTreeSet::new();
    for ((group, number), cell) in &answer.cells {
        groups.insert(*group);
        let value = cell.values.first().copied().flatten();
        let value = value.map_or(0, |value| value.mantissa());
        if let Some(sum) = sums.get_mut(*number) {
            *sum = sum.wrapping_add(value.wrapping_mul(weight(group.0)));
        }
    }
    (sums, groups.len())
}

/// The operator shares filters and accumulators; a KPI's own are found by computing its part of
/// the layout again: filters in order of their first use, after the one that lets all through.
fn columns(batches: &[RecordBatch], case: &str) -> Result<(Vec<i128>, usize), Failure> {
    let kpis = cases::kpis(case);
    let mut filters: Vec<Vec<Of>> = vec![vec![]];
    let mut sums: Vec<(usize, &str)> = Vec::new();
    let mut places = Vec::new();
    for kpi in &kpis {
        let known = filters.iter().position(|own| *own == kpi.conditions);
        let filter = known.unwrap_or(filters.len());
        if known.is_none() {
            filters.push(kpi.conditions.clone());
        }
        places.push(match kpi.function {
            Function::Sum(name) => {
                let known = sums.iter().position(|own| *own == (filter, name));
                if known.is_none() {
                    sums.push((filter, name));
                }
                (true, known.unwrap_or(sums.len().saturating_sub(1)))
            }
            _ => (false, filter),
        });
    }
    let mut found = vec![0_i128; kpis.len()];
    let mut groups = 0;
    for batch in batches {
        let group = batch.column_by_name("_group").ok_or("no groups")?;
        let group = group.as_primitive::<UInt32Type>();
        groups += group.len().saturating_sub(group.null_count());
        for ((is_sum, place), sum) in places.iter().zip(&mut found) {
            let place = if *is_sum {
                filters.len() + place
            } else {
                *place
            };
            let name = format!("_a{place}");
            let array = batch.column_by_name(&name).ok_or("no such column")?;
            for row in (0..batch.num_rows()).filter(|row| group.is_valid(*row)) {
                let value = match array.data_type() {
                    _ if array.is_null(row) => 0,
                    DataType::Int64 => i128::from(array.as_primitive::<Int64Type>().value(row)),
                    _ => array.as_primitive::<Decimal128Type>().value(row),
                };
                *sum = sum.wrapping_add(value.wrapping_mul(weight(group.value(row))));
            }
        }
    }
    Ok((found, groups))
}
