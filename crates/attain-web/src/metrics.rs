//! Counts for Prometheus. They name no person.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// Upper bounds of the buckets, in milliseconds.
const BUCKETS: [i64; 8] = [5, 10, 25, 50, 100, 500, 1_000, 5_000];

#[derive(Debug, Default, Clone)]
struct Times {
    count: u64,
    milliseconds: i64,
    buckets: [u64; 8],
}

/// Requests by route and status, and how long they took.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    times: Mutex<Times>,
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, status: u16, milliseconds: i64) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let count = requests.entry((route.to_owned(), status)).or_default();
        *count = count.saturating_add(1);
        drop(requests);
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.count = times.count.saturating_add(1);
        times.milliseconds = times.milliseconds.saturating_add(milliseconds);
        for (bucket, bound) in times.buckets.iter_mut().zip(BUCKETS) {
            if milliseconds <= bound {
                *bucket = bucket.saturating_add(1);
            }
        }
    }

    /// In the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut out = "# HELP attain_requests_total Requests answered.\n\
                       # TYPE attain_requests_total counter\n"
            .to_owned();
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, status), count) in requests.iter() {
            let _ = writeln!(
                out,
                "attain_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        let times = self
            .times
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        out.push_str("# HELP attain_request_milliseconds How long requests took.\n");
        out.push_str("# TYPE attain_request_milliseconds histogram\n");
        for (count, bound) in times.buckets.iter().zip(BUCKETS) {
            let _ = writeln!(
                out,
                "attain_request_milliseconds_bucket{{le=\"{bound}\"}} {count}"
            );
        }
        let _ = writeln!(
            out,
            "attain_request_milliseconds_bucket{{le=\"+Inf\"}} {0}\n\
             attain_request_milliseconds_sum {1}\nattain_request_milliseconds_count {0}",
            times.count, times.milliseconds
        );
        out
    }
}
