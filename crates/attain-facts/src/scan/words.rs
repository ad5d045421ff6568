//! Aggregates in words, for messages.

use attain_core::measure::{Aggregate, AggregateFunction, Operator, Scalar};
use attain_core::num::plain;

/// `sum(quantity * unit_price)`
pub(super) fn aggregate(aggregate: &Aggregate) -> String {
    let (name, of) = match &aggregate.function {
        AggregateFunction::CountRows => return "count(*)".to_owned(),
        AggregateFunction::Count(x) => ("count", x),
        AggregateFunction::CountDistinct(x) => return format!("count(distinct {})", scalar(x)),
        AggregateFunction::Sum(x) => ("sum", x),
        AggregateFunction::Min(x) => ("min", x),
        AggregateFunction::Max(x) => ("max", x),
        AggregateFunction::Median(x) => ("median", x),
    };
    format!("{name}({})", scalar(of))
}

fn scalar(of: &Scalar) -> String {
    use attain_core::measure::Literal;
    match of {
        Scalar::Column { name, .. } => name.clone(),
        Scalar::Literal(Literal::Number(number)) => plain(*number),
        Scalar::Literal(Literal::Text(text)) => format!("'{text}'"),
        Scalar::Literal(Literal::Date(date)) => format!("date '{date}'"),
        Scalar::Literal(Literal::Boolean(value)) => value.to_string(),
        Scalar::Negate(x) => format!("-{}", scalar(x)),
        Scalar::Binary(operator, a, b) => {
            let sign = match operator {
                Operator::Add => '+',
                Operator::Subtract => '-',
                Operator::Multiply => '*',
                Operator::Divide => '/',
            };
            format!("{} {sign} {}", scalar(a), scalar(b))
        }
        Scalar::Case { .. } => "case …".to_owned(),
        Scalar::Coalesce(list) => {
            let list: Vec<String> = list.iter().map(scalar).collect();
            format!("coalesce({})", list.join(", "))
        }
        Scalar::Abs(x) => format!("abs({})", scalar(x)),
        Scalar::DaysBetween(a, b) => format!("days_between({}, {})", scalar(a), scalar(b)),
    }
}
