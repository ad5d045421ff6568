//! Conditions on one row.

use super::Reader;
use super::arithmetic::comparison_like;
use super::kind::{Kind, Typed};
use super::place::Problem;
use crate::measure::{Comparison, Literal, Scalar, Test};
use crate::rules;
use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value, ValueWithSpan};

impl Reader<'_> {
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<Test> {
        if let Expr::Nested(inner) = expr {
            return self.condition(inner);
        }
        if !is_condition(expr) {
            return self.boolean(expr);
        }
        self.spend(1)?;
        match expr {
            Expr::UnaryOp { expr, .. } => Some(Test::Not(Box::new(self.condition(expr)?))),
            Expr::BinaryOp { left, op, right } => match comparison(op) {
                Some(comparison) => self.compare(comparison, left, right, expr),
                None => self.connected(op, expr),
            },
            Expr::IsNull(value) => Some(Test::IsNull(self.scalar(value)?.scalar)),
            Expr::IsNotNull(value) => Some(negated(true, Test::IsNull(self.scalar(value)?.scalar))),
            Expr::InList {
                expr: value,
                list,
                negated: not,
            } => Some(negated(*not, self.in_list(value, list)?)),
            Expr::Between {
                expr: value,
                negated: not,
                low,
                high,
            } => Some(negated(*not, self.between(value, low, high)?)),
            Expr::Like {
                negated: not,
                any: false,
                expr: value,
                pattern,
                escape_char: None,
            } => Some(negated(*not, self.like(value, pattern)?)),
            Expr::Like { .. } => self.no_condition(
                expr,
                "`escape` and `any` are not allowed",
                "`%` is any text, `_` any character; nothing else is special",
            ),
            Expr::IsTrue(value) => self.is_boolean(value, false),
            Expr::IsNotFalse(value) => self.is_boolean(value, true),
            Expr::IsNotTrue(value) => Some(negated(true, self.is_boolean(value, false)?)),
            Expr::IsFalse(value) => Some(negated(true, self.is_boolean(value, true)?)),
            _ => self.not_allowed(self.place(expr)),
        }
    }

    /// `x is true` is `coalesce(x, false)`, and so on: never unknown.
    fn is_boolean(&mut self, value: &Expr, missing: bool) -> Option<Test> {
        let typed = self.scalar(value)?;
        if typed.kind != Kind::Boolean {
            let place = self.place(value);
            let message = format!(
                "true or false is needed, `{}` is {}",
                self.source.slice(&place),
                typed.kind.name()
            );
            return self.wrong_type(place, message, "say what is to be true: `x > 0`");
        }
        let missing = Scalar::Literal(Literal::Boolean(missing));
        Some(Test::Is(Scalar::Coalesce(vec![typed.scalar, missing])))
    }

    fn no_condition<T>(&mut self, expr: &Expr, message: &str, help: &str) -> Option<T> {
        let place = self.place(expr);
        self.refuse(Problem::new(rules::NOT_ALLOWED, place, message).help(help))
    }

    /// `a and b and c`, `a or b or c`: one flat list.
    fn connected(&mut self, operator: &BinaryOperator, expr: &Expr) -> Option<Test> {
        let (first, rest) = same_chain(expr, operator);
        let mut tests = vec![self.condition(first)];
        for operand in rest {
            tests.push(self.condition(operand));
        }
        let tests: Vec<Test> = tests.into_iter().collect::<Option<_>>()?;
        let and = *operator == BinaryOperator::And;
        let mut flat = Vec::with_capacity(tests.len());
        for test in tests {
            match test {
                Test::And(inner) if and => flat.extend(inner),
                Test::Or(inner) if !and => flat.extend(inner),
                other => flat.push(other),
            }
        }
        Some(if and { Test::And(flat) } else { Test::Or(flat) })
    }

    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        expr: &Expr,
    ) -> Option<Test> {
        let (left_value, right_value) = (self.scalar(left), self.scalar(right));
        let (left, right) = self.unify(
            (left_value?, self.place(left)),
            (right_value?, self.place(right)),
        )?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if left.kind == Kind::Boolean && ordered {
            let place = self.place(expr);
            return self.wrong_type(
                place,
                "true and false have no order",
                "write `paid` or `not paid`",
            );
        }
        Some(Test::Compare(comparison, left.scalar, right.scalar))
    }

    fn in_list(&mut self, value: &Expr, list: &[Expr]) -> Option<Test> {
        let place = self.place(value);
        let value = self.scalar(value);
        let members: Vec<_> = list.iter().map(|member| self.constant(member)).collect();
        let (value, members) = (value?, members.into_iter().collect::<Option<Vec<_>>>()?);
        let mut literals = Vec::with_capacity(members.len());
        for (member, expr) in members.into_iter().zip(list) {
            let member_place = self.place(expr);
            let (_, member) = self.unify(
                (value.clone(), place.clone()),
                (member, member_place.clone()),
            )?;
            match member.scalar {
                Scalar::Literal(literal) => literals.push(literal),
                _ => return self.not_allowed(member_place),
            }
        }
        Some(Test::In(value.scalar, literals))
    }

    /// A member of a list: a constant.
    fn constant(&mut self, expr: &Expr) -> Option<Typed> {
        let value = self.scalar(expr)?;
        if matches!(value.scalar, Scalar::Literal(_)) {
            return Some(value);
        }
        let place = self.place(expr);
        self.refuse(
            Problem::new(rules::NOT_ALLOWED, place, "a list holds constants only")
                .help("compare with a column by itself: `x = y or x in (1, 2)`"),
        )
    }

    /// `x between a and b` is `x >= a and x <= b`.
    fn between(&mut self, value: &Expr, low: &Expr, high: &Expr) -> Option<Test> {
        let places = (self.place(value), self.place(low), self.place(high));
        let before = self.nodes;
        let (value, low, high) = (self.scalar(value), self.scalar(low), self.scalar(high));
        // The value stands twice in the result.
        self.spend(self.nodes.saturating_sub(before))?;
        let (value, low, high) = (value?, low?, high?);
        let (from, low) = self.unify((value.clone(), places.0.clone()), (low, places.1))?;
        let (to, high) = self.unify((value, places.0.clone()), (high, places.2))?;
        if from.kind == Kind::Boolean {
            return self.wrong_type(
                places.0,
                "true and false have no order",
                "write `paid` or `not paid`",
            );
        }
        Some(Test::And(vec![
            Test::Compare(Comparison::GreaterOrEqual, from.scalar, low.scalar),
            Test::Compare(Comparison::LessOrEqual, to.scalar, high.scalar),
        ]))
    }

    fn like(&mut self, value: &Expr, pattern: &Expr) -> Option<Test> {
        let place = self.place(value);
        let value = self.scalar(value);
        let Expr::Value(ValueWithSpan {
            value: Value::SingleQuotedString(text),
            ..
        }) = pattern
        else {
            let place = self.place(pattern);
            return self.wrong_type(place, "`like` needs a text", "write a pattern: 'Mos%'");
        };
        let pattern_place = self.place(pattern);
        self.check_text(text, &pattern_place)?;
        if text.contains('\\') {
            let place = self.place(pattern);
            return self.refuse(
                Problem::new(
                    rules::MALFORMED_LITERAL,
                    place,
                    "`\\` has no meaning in a pattern",
                )
                .help("`%` is any text, `_` any character; nothing else is special"),
            );
        }
        let value = value?;
        if value.kind != Kind::Text {
            let message = format!(
                "`like` compares texts, `{}` is {}",
                self.source.slice(&place),
                value.kind.name()
            );
            return self.wrong_type(place, message, "use `=`, `<`, `between` for other types");
        }
        Some(Test::Like(value.scalar, text.clone()))
    }

    /// A boolean value as a condition.
    fn boolean(&mut self, expr: &Expr) -> Option<Test> {
        let value = self.scalar(expr)?;
        if value.kind == Kind::Boolean {
            return Some(Test::Is(value.scalar));
        }
        let place = self.place(expr);
        let message = format!(
            "a condition is needed, `{}` is {}",
            self.source.slice(&place),
            value.kind.name()
        );
        let help = match &value.scalar {
            Scalar::Literal(Literal::Text(_)) => "say which column has that text: `city = '…'`",
            _ => "say what is to be true: `x > 0`, `x is not null`",
        };
        self.refuse(Problem::new(rules::NOT_A_CONDITION, place, message).help(help))
    }
}

/// Whether an expression can only be a condition.
pub(super) fn is_condition(expr: &Expr) -> bool {
    match expr {
        Expr::BinaryOp { op, .. } => comparison_like(op),
        Expr::UnaryOp { op, .. } => *op == UnaryOperator::Not,
        Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::InList { .. }
        | Expr::Between { .. }
        | Expr::Like { .. } => true,
        _ => false,
    }
}

fn negated(not: bool, test: Test) -> Test {
    if not { Test::Not(Box::new(test)) } else { test }
}

fn comparison(operator: &BinaryOperator) -> Option<Comparison> {
    Some(match operator {
        BinaryOperator::Eq => Comparison::Equal,
        BinaryOperator::NotEq => Comparison::NotEqual,
        BinaryOperator::Lt => Comparison::Less,
        BinaryOperator::LtEq => Comparison::LessOrEqual,
        BinaryOperator::Gt => Comparison::Greater,
        BinaryOperator::GtEq => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The operands of a chain of one operator.
fn same_chain<'e>(expr: &'e Expr, operator: &BinaryOperator) -> (&'e Expr, Vec<&'e Expr>) {
    let mut first = expr;
    let mut rest = Vec::new();
    while let Expr::BinaryOp { left, op, right } = first
        && op == operator
    {
        rest.push(&**right);
        first = left;
    }
    rest.reverse();
    (first, rest)
}
