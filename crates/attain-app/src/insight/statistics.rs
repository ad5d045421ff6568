//! Small statistics, each with its source.

/// A count as a number.
#[must_use]
pub fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// The arithmetic mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / number(values.len()))
}

/// The standard deviation with n - 1; `None` of fewer than two.
#[must_use]
pub fn deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some((squares / number(values.len().saturating_sub(1))).sqrt())
}

/// The values in order.
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The quantile with straight lines between the values (type 7 of Hyndman and Fan 1996).
#[must_use]
pub fn quantile(values: &[f64], at: f64) -> Option<f64> {
    let sorted = sorted(values);
    let last = sorted.len().checked_sub(1)?;
    let place = at.clamp(0.0, 1.0) * number(last);
    let (low, high) = (floor_index(place), floor_index(place.ceil()));
    let (low_value, high_value) = (sorted.get(low)?, sorted.get(high.min(last))?);
    Some(low_value + (high_value - low_value) * (place - place.floor()))
}

/// The median.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The whole part of a number that is not negative, as an index. Counted by halving, since a cast
/// may lose.
#[must_use]
pub fn floor_index(value: f64) -> usize {
    let (mut low, mut high) = (0usize, 1usize << 31);
    while low < high {
        let middle = low.midpoint(high.saturating_add(1));
        if number(middle) <= value {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    low
}

/// Ranks from 1; equal values share the mean of their ranks.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut placed: Vec<(usize, f64)> = Vec::with_capacity(values.len());
    let mut before = 0usize;
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let rank = number(before) + (number(group.len()) + 1.0) / 2.0;
        placed.extend(group.iter().map(|(_, place)| (*place, rank)));
        before = before.saturating_add(group.len());
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, rank)| rank).collect()
}

/// The correlation of Pearson; `None` where one side does not vary.
#[must_use]
pub fn correlation(left: &[f64], right: &[f64]) -> Option<f64> {
    let (mean_left, mean_right) = (mean(left)?, mean(right)?);
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (x, y) in left.iter().zip(right) {
        let (x, y) = (x - mean_left, y - mean_right);
        both += x * y;
        one += x * x;
        other += y * y;
    }
    (one > 0.0 && other > 0.0).then(|| (both / (one * other).sqrt()).clamp(-1.0, 1.0))
}

/// The rank correlation of Spearman (1904): Pearson's of the ranks, ties by mean rank.
#[must_use]
pub fn rank_correlation(left: &[f64], right: &[f64]) -> Option<f64> {
    correlation(&ranks(left), &ranks(right))
}

/// Wilson's interval (1927) of a share at 95 %: from a count and a total.
#[must_use]
pub fn share_interval(count: usize, total: usize) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    let n = number(total);
    if total == 0 {
        return None;
    }
    let share = number(count) / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    Some((
        ((middle - half) / whole).max(0.0),
        ((middle + half) / whole).min(1.0),
    ))
}

/// The logarithm of n!.
#[must_use]
pub fn log_factorial(n: usize) -> f64 {
    let n = number(n);
    if n < 2.0 {
        return 0.0;
    }
    // Stirling's series; at 2 its error is below 1e-5, shifted by 8 it is below 1e-12.
    let shift: f64 = (1..=8_u32).map(|step| (n + f64::from(step)).ln()).sum();
    let m = n + 8.0;
    let series = 1.0 / (12.0 * m) - 1.0 / (360.0 * m.powi(3)) + 1.0 / (1260.0 * m.powi(5));
    m * m.ln() - m + 0.5 * (std::f64::consts::TAU * m).ln() + series - shift
}

/// The chance of at least `count` hits in `total` tries of chance `share` (binomial tail).
#[must_use]
pub fn binomial_tail(count: usize, total: usize, share: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if share <= 0.0 || count > total {
        return 0.0;
    }
    if share >= 1.0 {
        return 1.0;
    }
    let log = |hits: usize| {
        let misses = total.saturating_sub(hits);
        log_factorial(total) - log_factorial(hits) - log_factorial(misses)
            + number(hits) * share.ln()
            + number(misses) * (1.0 - share).ln()
    };
    (count..=total)
        .map(|hits| log(hits).exp())
        .sum::<f64>()
        .min(1.0)
}

/// The upper tail of the standard normal distribution. Error below 1.5e-7 (Abramowitz and Stegun
/// 1964, 7.1.26).
#[must_use]
pub fn normal_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let polynomial = t
        * (0.254_829_592
            + t * (-0.284_496_736
                + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * polynomial * (-x * x).exp();
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-6
    }

    #[test]
    fn known_values() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(quantile(&[4.0, 1.0, 3.0, 2.0], 0.5), Some(2.5));
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 1.0), Some(3.0));
        assert_eq!(quantile(&[], 0.5), None);
        assert!(close(
            deviation(&[1.0, 2.0, 3.0, 4.0]).unwrap(),
            1.290_994_449
        ));
        assert!(close(log_factorial(10), 15.104_412_573));
        assert!(close(log_factorial(2), 2.0_f64.ln()));
        assert!(close(binomial_tail(8, 10, 0.5), 56.0 / 1024.0));
        assert!(close(normal_tail(1.959_964), 0.025));
        assert!(close(normal_tail(-1.0), 0.841_344_7));
        // Wilson's interval of 0 in 10, from his formula.
        let (low, high) = share_interval(0, 10).unwrap();
        assert!(close(low, 0.0) && (high - 0.277_5).abs() < 1e-3);
        assert!(close(
            rank_correlation(&[1.0, 2.0, 9.0], &[1.0, 4.0, 5.0]).unwrap(),
            1.0
        ));
        assert_eq!(rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(
            (floor_index(0.0), floor_index(2.999), floor_index(7.0)),
            (0, 2, 7)
        );
    }
}
