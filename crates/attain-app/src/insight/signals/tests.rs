//! Planted manipulations and honest data. `ATTAIN_ORACLE_PAIRS=2000` is the full run; by default a
//! sample.

use super::input::{Adjusted, Booking, Edit, Ratio, TargetChange};
use super::*;
use crate::insight::chance::Chance;
use crate::insight::statistics::number;
use attain_core::calculate::Window;
use attain_core::period::Calendar;
use jiff::ToSpan;
use jiff::civil::{Date, date};

#[expect(
    clippy::disallowed_methods,
    reason = "how long to run is said from outside"
)]
fn simulations() -> usize {
    let told = std::env::var("ATTAIN_ORACLE_PAIRS").ok();
    told.and_then(|told| told.parse().ok())
        .map_or(60, |all: usize| all.min(2000))
}

/// How many of the simulations report something.
fn found(simulate: impl Fn(&mut Chance) -> Collected) -> f64 {
    let all = simulations();
    let hits = (0..all)
        .filter(|seed| {
            let mut chance = Chance::new(u64::try_from(*seed).unwrap() * 7919 + 17);
            !simulate(&mut chance).standing_out().is_empty()
        })
        .count();
    number(hits) / number(all)
}

/// At most 5 % of reports; a sample may show as many more as chance gives once in a thousand.
fn rarely(share: f64) -> bool {
    let all = simulations();
    let spread = (0.05 * 0.95 / number(all)).sqrt();
    share <= 0.05 + if all >= 1000 { 0.0 } else { 3.1 * spread }
}

#[derive(Clone, Copy)]
struct People {
    median: f64,
    sigma: f64,
    grid: Option<f64>,
    round_heaps: bool,
}

const PEOPLE: [People; 6] = [
    People {
        median: 1.0,
        sigma: 0.25,
        grid: None,
        round_heaps: false,
    },
    People {
        median: 0.9,
        sigma: 0.15,
        grid: None,
        round_heaps: false,
    },
    People {
        median: 1.1,
        sigma: 0.4,
        grid: None,
        round_heaps: false,
    },
    People {
        median: 1.0,
        sigma: 0.25,
        grid: Some(0.01),
        round_heaps: false,
    },
    People {
        median: 1.0,
        sigma: 0.2,
        grid: Some(0.05),
        round_heaps: false,
    },
    People {
        median: 1.0,
        sigma: 0.25,
        grid: Some(0.01),
        round_heaps: true,
    },
];

fn attainments(people: People, chance: &mut Chance, moved: bool) -> Vec<f64> {
    let mut all: Vec<f64> = (0..500)
        .map(|_| people.median * (people.sigma * chance.normal()).exp())
        .collect();
    if moved {
        let mut left = 50;
        for one in &mut all {
            if left > 0 && (0.9..1.0).contains(one) {
                *one = 1.0 + 0.03 * chance.unit();
                left -= 1;
            }
        }
    }
    for one in &mut all {
        if people.round_heaps && chance.unit() < 0.3 {
            *one = (*one / 0.05).round() * 0.05;
        }
        if let Some(grid) = people.grid {
            *one = (*one / grid).round() * grid;
        }
    }
    all
}

fn bunching_report(results: &[f64]) -> Collected {
    let mut collected = Collected::default();
    collected.bunching("kpi", bunching(results, 1.0), 1.0);
    collected
}

#[test]
fn who_is_moved_over_a_threshold_is_found() {
    for (index, people) in PEOPLE.into_iter().enumerate() {
        let share = found(|chance| bunching_report(&attainments(people, chance, true)));
        println!("moved {index}: {share}");
        assert!(share >= 0.9, "people {index}: {share}");
    }
}

#[test]
fn honest_results_bunch_rarely() {
    for (index, people) in PEOPLE.into_iter().enumerate() {
        let share = found(|chance| bunching_report(&attainments(people, chance, false)));
        println!("honest {index}: {share}");
        assert!(rarely(share), "people {index}: {share}");
    }
}

fn quarters() -> Vec<Window> {
    let calendar = Calendar::default();
    (1..=4)
        .map(|number| calendar.parse(&format!("2024-Q{number}")).unwrap())
        .map(|quarter| Window {
            from: quarter.from,
            to: quarter.to,
        })
        .collect()
}

/// 500 people who book about once in eight days, more at the end of each month; one in ten takes
/// four of five bookings of the fortnight after a quarter into the fortnight before.
fn year(chance: &mut Chance, pulls: bool) -> Vec<Booking> {
    let quarters = quarters();
    let mut bookings = Vec::new();
    for person in 0..500 {
        let mut day = date(2024, 1, 1);
        while day <= date(2025, 1, 14) {
            let rush = f64::from(u8::from(day.day() > 24));
            if chance.unit() < 0.12 + 0.08 * rush {
                let mut at = day;
                let ended = quarters
                    .iter()
                    .find(|quarter| at > quarter.to && at <= quarter.to.saturating_add(14.days()));
                if let Some(quarter) = ended
                    && pulls
                    && person % 10 == 0
                    && chance.unit() < 0.8
                {
                    at = quarter.to.saturating_sub(2.days());
                }
                bookings.push(booking(
                    &format!("p{person}"),
                    at,
                    (0.6 * chance.normal()).exp(),
                ));
            }
            day = day.saturating_add(1.day());
        }
    }
    bookings
}

fn booking(person: &str, day: Date, amount: f64) -> Booking {
    Booking {
        person: person.to_owned(),
        day,
        amount,
        party: String::new(),
    }
}

fn pull_report(bookings: &[Booking]) -> Collected {
    let mut collected = Collected::default();
    collected.pull_forward("sales", pull_forward(bookings, &quarters()));
    collected
}

#[test]
fn what_is_pulled_forward_is_found_and_the_rest_rarely() {
    let share = found(|chance| pull_report(&year(chance, true)));
    println!("pulled: {share}");
    assert!(share >= 0.9, "{share}");
    let share = found(|chance| pull_report(&year(chance, false)));
    println!("not pulled: {share}");
    assert!(rarely(share), "{share}");
}

/// 500 purchases of 20 people from 15 parties each; of those at the limit of 1000 or above, which
/// are about one in six, four of ten are split in two.
fn purchases(chance: &mut Chance, split: bool) -> Vec<Booking> {
    let mut bookings = Vec::new();
    for index in 0..500 {
        let amount = 500.0 * (0.7 * chance.normal()).exp();
        let day = date(2024, 1, 1).saturating_add(i32::try_from(chance.below(365)).unwrap().days());
        let one = Booking {
            person: format!("p{}", index % 20),
            day,
            amount,
            party: format!("s{}", chance.below(15)),
        };
        if split && (1000.0..2000.0).contains(&amount) && chance.unit() < 0.4 {
            let part = amount * (0.4 + 0.1 * chance.unit());
            let next = one.day.saturating_add(1.day());
            bookings.push(Booking {
                amount: part.min(990.0),
                day: next,
                ..one.clone()
            });
            bookings.push(Booking {
                amount: (amount - part).min(990.0),
                ..one
            });
        } else {
            bookings.push(one);
        }
    }
    bookings
}

fn split_report(bookings: &[Booking]) -> Collected {
    let mut collected = Collected::default();
    collected.splitting("purchases", 1000.0, splitting(bookings, 1000.0));
    collected
}

#[test]
fn what_is_split_is_found_and_the_rest_rarely() {
    let share = found(|chance| split_report(&purchases(chance, true)));
    println!("split: {share}");
    assert!(share >= 0.9, "{share}");
    let share = found(|chance| split_report(&purchases(chance, false)));
    println!("not split: {share}");
    assert!(rarely(share), "{share}");
}

#[test]
fn what_is_taken_back_after_an_end_is_found() {
    let mut chance = Chance::new(3);
    let mut honest = year(&mut chance, false);
    for index in (0..honest.len()).step_by(50) {
        honest[index].amount = -honest[index].amount;
    }
    let workdays = crate::insight::workdays::Workdays::default();
    let (_, _, _, p) = reversals(&honest, &quarters(), &workdays).unwrap();
    assert!(p > 0.01, "{p}");
    let after: Vec<Booking> = (0..60)
        .map(|index| booking(&format!("p{index}"), date(2024, 4, 3), -1.0))
        .collect();
    honest.extend(after);
    let (near, _, _, p) = reversals(&honest, &quarters(), &workdays).unwrap();
    assert!(near >= 60 && p < 0.001, "{near} {p}");
    assert_eq!(reversals(&[], &quarters(), &workdays), None);
}

#[test]
fn a_denominator_that_shrinks_alone_is_found() {
    let mut chance = Chance::new(5);
    let mut ratios: Vec<Ratio> = (0..30)
        .map(|person| {
            let before = 100.0 * (0.05 * chance.normal()).exp();
            let now = before * (0.1 * chance.normal()).exp();
            let parts = vec![(50.0, before), (50.0, now)];
            Ratio {
                person: format!("p{person}"),
                kpi: "k".to_owned(),
                parts,
            }
        })
        .collect();
    let mut honest = Collected::default();
    honest.shrinking(shrinking(&ratios));
    assert_eq!(honest.standing_out().len(), 0);
    ratios[7].parts[1].1 = 30.0;
    let mut collected = Collected::default();
    collected.shrinking(shrinking(&ratios));
    let out = collected.standing_out();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0].about, "k of p7");
    // A denominator that falls with the numerator makes no ratio better.
    ratios[7].parts[1].0 = 10.0;
    assert!(
        shrinking(&ratios)
            .iter()
            .all(|(ratio, ..)| ratio.person != "p7")
    );
}

#[test]
fn records_are_facts_and_say_what_clears_them() {
    let edit = |by: &str, gain| Edit {
        by: by.to_owned(),
        about: "ann".to_owned(),
        what: "hours".to_owned(),
        day: date(2024, 3, 1),
        gain,
    };
    let signals = own_edits(&[edit("ann", Some(5.0)), edit("bob", Some(9.0))]);
    assert_eq!(signals.len(), 1);
    assert!(signals[0].test.contains("1 of 1"), "{}", signals[0].test);
    let change = |day, easier| TargetChange {
        person: "ann".to_owned(),
        kpi: "sales".to_owned(),
        period: (date(2024, 1, 1), date(2024, 3, 31)),
        day,
        easier,
    };
    let changes = [
        change(date(2024, 1, 20), true),
        change(date(2024, 3, 20), false),
        change(date(2024, 3, 21), true),
    ];
    let late = late_changes(&changes);
    assert_eq!(late.len(), 1);
    assert!(
        late[0].test.contains("1 of 2 late changes"),
        "{}",
        late[0].test
    );
}

#[test]
fn adjustments_that_just_cross_are_told_from_those_that_leap() {
    let to = |after: f64| Adjusted {
        person: "ann".to_owned(),
        what: "attainment".to_owned(),
        before: 0.95,
        after,
        tiers: vec![0.8, 1.0, 1.2],
    };
    let aimed: Vec<Adjusted> = (0..4)
        .map(|step| to(1.0 + f64::from(step) / 1000.0))
        .collect();
    let leaps: Vec<Adjusted> = (1..5)
        .map(|step| to(1.0 + f64::from(step) / 30.0))
        .collect();
    assert!(crossing(&aimed).unwrap().chance.unwrap() < 0.001);
    assert!(crossing(&leaps).unwrap().chance.unwrap() > 0.2);
    assert_eq!(crossing(&[to(0.99)]), None);
}
