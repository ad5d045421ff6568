//! The method on made-up panels whose ends are known.

use super::*;
use crate::insight::chance::Chance;

/// Subjects with (value at the cut, value at the end) for each earlier period, and the value now.
fn panel(grows: bool, subjects: &[(&[(f64, f64)], f64)]) -> Panel {
    let periods = subjects.first().map_or(0, |(earlier, _)| earlier.len());
    let series = |(earlier, now): &(&[(f64, f64)], f64)| Series {
        earlier: earlier
            .iter()
            .map(|(then, end)| Part {
                then: Some(*then),
                end: Some(*end),
            })
            .collect(),
        now: Some(*now),
    };
    Panel {
        elapsed: vec![0.5; periods + 1],
        grows,
        series: subjects.iter().map(series).collect(),
    }
}

fn forecast_of(panel: &Panel) -> f64 {
    let method = Method::fit(panel, panel.periods());
    method.forecast(panel, &panel.series[0]).unwrap()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-6
}

#[test]
fn without_history_it_is_the_run_rate() {
    let empty = panel(true, &[(&[], 30.0)]);
    assert!(close(forecast_of(&empty), 60.0));
    let ratio = panel(false, &[(&[], 0.3)]);
    assert!(close(forecast_of(&ratio), 0.3), "a ratio stays");
}

#[test]
fn what_always_comes_after_the_day_comes_again() {
    // A quarter of it is there by the day, always; the run rate would say half.
    let earlier = [(25.0, 100.0), (30.0, 120.0), (20.0, 80.0), (25.0, 100.0)];
    let steady = panel(true, &[(&earlier, 25.0)]);
    assert!(
        (forecast_of(&steady) - 100.0).abs() < 5.0,
        "{}",
        forecast_of(&steady)
    );
    let interval = Interval::backtest(&steady);
    assert!(interval.judged.wape() < interval.run_rate.wape());
    assert!(!interval.prefers_run_rate);
    assert_eq!(
        interval.around(100.0),
        None,
        "three trials are too few for an interval"
    );
}

#[test]
fn where_the_run_rate_errs_less_it_is_taken() {
    let mut chance = Chance::new(4);
    let subjects: Vec<Vec<(f64, f64)>> = (0..20)
        .map(|_| {
            let periods = (0..5).map(|_| {
                let end = 100.0 * (1.0 + chance.unit() * 9.0);
                (end / 2.0, end)
            });
            periods.collect()
        })
        .collect();
    let rows: Vec<(&[(f64, f64)], f64)> =
        subjects.iter().map(|one| (one.as_slice(), 50.0)).collect();
    let even = panel(true, &rows);
    let interval = Interval::backtest(&even);
    assert!(interval.prefers_run_rate, "{interval:?}");
}

#[test]
fn the_interval_is_the_error_that_four_of_five_did_not_exceed() {
    // The ratio of ten subjects drifts by 1 to 10 % of 1 in the second period.
    let subjects: Vec<Vec<(f64, f64)>> = (1..=10_u32)
        .map(|step| vec![(1.0, 1.0), (1.0, 1.0 + f64::from(step) / 100.0)])
        .collect();
    let rows: Vec<(&[(f64, f64)], f64)> =
        subjects.iter().map(|one| (one.as_slice(), 1.0)).collect();
    let interval = Interval::backtest(&panel(false, &rows));
    // Of ten errors the one at rank ceil(11 * 0.8) = 9.
    let (low, high) = interval.around(1.0).unwrap();
    assert!(close(low, 0.91) && close(high, 1.09), "{low} {high}");
}

#[test]
fn periods_before_somebody_came_do_not_count() {
    let earlier = [(0.0, 0.0), (0.0, 0.0), (50.0, 100.0), (50.0, 100.0)];
    let newcomer = panel(true, &[(&earlier, 50.0)]);
    assert!(
        close(forecast_of(&newcomer), 100.0),
        "{}",
        forecast_of(&newcomer)
    );
}

#[test]
fn outlooks_follow_the_direction() {
    use attain_core::attainment::{Direction, Target};
    let level = |value: i64| Some(value.into());
    let higher = Target {
        minimum: level(70),
        target: level(100),
        desired: level(120),
        ..Target::default()
    };
    let lower = Target {
        minimum: level(130),
        target: level(100),
        desired: level(80),
        ..Target::default()
    };
    let table = [
        (
            Direction::Higher,
            &higher,
            69.0,
            Some(Outlook::BelowMinimum),
        ),
        (Direction::Higher, &higher, 70.0, Some(Outlook::BelowTarget)),
        (Direction::Higher, &higher, 100.0, Some(Outlook::OnCourse)),
        (Direction::Higher, &higher, 120.0, Some(Outlook::Desired)),
        (Direction::Lower, &lower, 131.0, Some(Outlook::BelowMinimum)),
        (Direction::Lower, &lower, 110.0, Some(Outlook::BelowTarget)),
        (Direction::Lower, &lower, 80.0, Some(Outlook::Desired)),
        (Direction::Band, &higher, 100.0, None),
    ];
    for (direction, target, value, expected) in table {
        assert_eq!(
            Outlook::of(direction, target, value),
            expected,
            "{direction:?} {value}"
        );
    }
}
