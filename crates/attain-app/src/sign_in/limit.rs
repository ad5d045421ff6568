//! How often somebody may fail before he has to wait.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Failures that are free, so that people who mistype do not wait.
const FREE: u32 = 5;
/// The longest wait, in seconds.
const LONGEST: i64 = 15 * 60;
/// Names that are remembered at once; the oldest are forgotten first.
const NAMES: usize = 10_000;

/// Whether an attempt may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// Not before so many seconds have passed.
    Wait(i64),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: i64,
}

/// Counts failures by name: of a user, of a machine. After five, each wait doubles, up to a
/// quarter of an hour; a success or a day without failures forgets them.
#[derive(Debug, Default)]
pub struct Limiter {
    names: Mutex<BTreeMap<String, Failures>>,
}

impl Limiter {
    /// Whether this name may try now.
    pub fn check(&self, name: &str, now: Timestamp) -> Verdict {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = names.get(name).map_or(0, |failures| {
            failures.last + delay(failures.count) - now.as_second()
        });
        if wait > 0 {
            Verdict::Wait(wait)
        } else {
            Verdict::Allowed
        }
    }

    /// It failed.
    pub fn failed(&self, name: &str, now: Timestamp) {
        let second = now.as_second();
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= NAMES {
            names.retain(|_, failures| second - failures.last < LONGEST);
        }
        if names.len() >= NAMES {
            names.clear();
        }
        let failures = names.entry(name.to_owned()).or_insert(Failures {
            count: 0,
            last: second,
        });
        if second - failures.last > 24 * 60 * 60 {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = second;
    }

    /// It succeeded.
    pub fn succeeded(&self, name: &str) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.remove(name);
    }
}

fn delay(count: u32) -> i64 {
    match count.checked_sub(FREE) {
        None => 0,
        Some(over) => 2i64.saturating_pow(over.min(20)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn waits_grow_and_are_forgotten() {
        let limiter = Limiter::default();
        for _ in 0..4 {
            limiter.failed("anna", at(0));
            assert_eq!(limiter.check("anna", at(0)), Verdict::Allowed);
        }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            limiter.failed("anna", at(0));
            assert_eq!(limiter.check("anna", at(0)), Verdict::Wait(wait));
            assert_eq!(limiter.check("anna", at(wait)), Verdict::Allowed);
        }
        assert_eq!(limiter.check("boris", at(0)), Verdict::Allowed);
        limiter.succeeded("anna");
        assert_eq!(limiter.check("anna", at(0)), Verdict::Allowed);
    }
}
