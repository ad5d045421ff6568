//! Poisson regression by iterated weighted least squares (Nelder and Wedderburn 1972), for a few
//! columns.

/// A fitted regression.
pub(super) struct Fit {
    /// The coefficients.
    pub(super) coefficients: Vec<f64>,
    /// Their covariances.
    covariance: Vec<Vec<f64>>,
}

/// A place that was counted.
pub(super) struct Bin {
    /// The columns.
    pub(super) row: Vec<f64>,
    /// The logarithm of its width.
    pub(super) offset: f64,
    /// What was counted.
    pub(super) count: f64,
}

const STEPS: usize = 25;

/// Fits the counts; `None` if they do not decide the coefficients.
pub(super) fn fit(bins: &[Bin]) -> Option<Fit> {
    let width = bins.first()?.row.len();
    let total: f64 = bins.iter().map(|bin| bin.count).sum();
    let size: f64 = bins.iter().map(|bin| bin.offset.exp()).sum();
    let mut coefficients = vec![0.0; width];
    *coefficients.first_mut()? = (total.max(0.5) / size).ln();
    let mut covariance = Vec::new();
    for _ in 0..STEPS {
        let (normal, right) = step(bins, &coefficients, width);
        covariance = inverse(normal)?;
        let next: Vec<f64> = covariance.iter().map(|row| dot(row, &right)).collect();
        let moved: f64 = next
            .iter()
            .zip(&coefficients)
            .map(|(a, b)| (a - b).abs())
            .sum();
        coefficients = next;
        if moved < 1e-8 {
            break;
        }
    }
    coefficients
        .iter()
        .all(|one| one.is_finite())
        .then_some(Fit {
            coefficients,
            covariance,
        })
}

impl Fit {
    /// The expected count of a place.
    pub(super) fn expected(&self, row: &[f64], offset: f64) -> f64 {
        (dot(row, &self.coefficients) + offset).min(40.0).exp()
    }

    /// The variance of a linear combination of the coefficients.
    pub(super) fn variance(&self, gradient: &[f64]) -> f64 {
        let rows = self.covariance.iter().map(|row| dot(row, gradient));
        rows.zip(gradient).map(|(a, b)| a * b).sum::<f64>().max(0.0)
    }
}

/// The normal equations of one step.
fn step(bins: &[Bin], coefficients: &[f64], width: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut normal = vec![vec![0.0; width]; width];
    let mut right = vec![0.0; width];
    for bin in bins {
        let linear = dot(&bin.row, coefficients).clamp(-30.0, 30.0);
        let mean = (linear + bin.offset).min(40.0).exp().max(1e-9);
        let response = linear + (bin.count - mean) / mean;
        for ((line, total), x) in normal.iter_mut().zip(&mut right).zip(&bin.row) {
            *total += mean * x * response;
            for (cell, y) in line.iter_mut().zip(&bin.row) {
                *cell += mean * x * y;
            }
        }
    }
    (normal, right)
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// The inverse by elimination with pivots; `None` of a singular matrix.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    for (place, row) in matrix.iter_mut().enumerate() {
        row.extend((0..size).map(|column| f64::from(u8::from(column == place))));
    }
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| {
            let of = |row: &usize| matrix.get(*row).and_then(|row| row.get(column));
            let size = |row: &usize| of(row).map_or(0.0, |value| value.abs());
            size(a).total_cmp(&size(b))
        })?;
        matrix.swap(column, pivot);
        let mut line = matrix.get(column)?.clone();
        let head = *line.get(column)?;
        if head.abs() < 1e-12 {
            return None;
        }
        line.iter_mut().for_each(|value| *value /= head);
        for (place, row) in matrix.iter_mut().enumerate() {
            if place == column {
                row.clone_from(&line);
                continue;
            }
            let factor = *row.get(column)?;
            for (value, of) in row.iter_mut().zip(&line) {
                *value -= factor * of;
            }
        }
    }
    let tail = |row: Vec<f64>| row.into_iter().skip(size).collect();
    Some(matrix.into_iter().map(tail).collect())
}
