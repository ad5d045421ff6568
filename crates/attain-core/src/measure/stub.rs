//! x
use super::*;
use crate::dataset::{ColumnKind, Dataset};
use crate::diag::{Diagnostic, Span};
use crate::id::KpiId;
use crate::num::{Exact, parse_number};
use crate::rules;
use sqlparser::ast::{self, Expr, FunctionArg, FunctionArgExpr, FunctionArguments};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use std::collections::{BTreeMap, BTreeSet};

type R<T> = Result<T, String>;
struct L<'a> { d: Option<&'a Dataset>, aggs: Vec<Aggregate> }
fn parse(text: &str) -> R<Expr> {
    let mut p = Parser::new(&GenericDialect {}).try_with_sql(text).map_err(|e| e.to_string())?;
    let e = p.parse_expr().map_err(|e| e.to_string())?;
    if p.peek_token().token != sqlparser::tokenizer::Token::EOF { return Err(format!("unexpected {}", p.peek_token())); }
    Ok(e)
}
fn op(o: &ast::BinaryOperator) -> R<Operator> {
    use ast::BinaryOperator as B;
    Ok(match o { B::Plus => Operator::Add, B::Minus => Operator::Subtract, B::Multiply => Operator::Multiply, B::Divide => Operator::Divide, o => return Err(format!("operator {o}")) })
}
impl L<'_> {
    fn arith(&mut self, e: &Expr) -> R<Arithmetic> {
        Ok(match e {
            Expr::Nested(e) => self.arith(e)?,
            Expr::Value(v) => match &v.value { ast::Value::Number(n, _) => Arithmetic::Number(parse_number(n).map_err(|e| e.to_string())?), o => return Err(format!("{o}")) },
            Expr::BinaryOp { left, op: o, right } => Arithmetic::Binary(op(o)?, Box::new(self.arith(left)?), Box::new(self.arith(right)?)),
            Expr::UnaryOp { op: ast::UnaryOperator::Minus, expr } => Arithmetic::Negate(Box::new(self.arith(expr)?)),
            Expr::Function(f) => self.func(f)?,
            o => return Err(format!("{o}")),
        })
    }
    fn func(&mut self, f: &ast::Function) -> R<Arithmetic> {
        let name = f.name.to_string().to_lowercase();
        let FunctionArguments::List(list) = &f.args else { return Err("args".into()) };
        let filter = match &f.filter { Some(e) => self.conds(e)?, None => Vec::new() };
        let distinct = list.duplicate_treatment.is_some();
        let arg = match list.args.as_slice() { [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)] => None, [FunctionArg::Unnamed(FunctionArgExpr::Expr(e))] => Some(self.scalar(e)?), _ => return Err("args".into()) };
        use AggregateFunction as F;
        let func = match (name.as_str(), distinct, arg) { ("count", false, None) => F::CountRows, ("count", false, Some(a)) => F::Count(a), ("count", true, Some(a)) => F::CountDistinct(a), ("sum", false, Some(a)) => F::Sum(a), ("min", false, Some(a)) => F::Min(a), ("max", false, Some(a)) => F::Max(a), ("median", false, Some(a)) => F::Median(a), _ => return Err(format!("function {f}")) };
        let a = Aggregate { function: func, filter };
        let i = self.aggs.iter().position(|x| *x == a).unwrap_or_else(|| { self.aggs.push(a); self.aggs.len() - 1 });
        Ok(Arithmetic::Aggregate(i))
    }
    fn scalar(&self, e: &Expr) -> R<Scalar> {
        Ok(match e {
            Expr::Nested(e) => self.scalar(e)?,
            Expr::Identifier(i) => { let d = self.d.ok_or("no dataset")?; let c = d.column(&i.value).ok_or(format!("unknown column {i}"))?; let kind = match c.kind { ColumnKind::Text => ScalarKind::Text, ColumnKind::Integer => ScalarKind::Number { precision: 18, scale: 0 }, ColumnKind::Decimal { precision, scale } => ScalarKind::Number { precision, scale }, ColumnKind::Date => ScalarKind::Date, ColumnKind::Boolean => ScalarKind::Boolean }; Scalar::Column { name: i.value.clone(), kind } }
            Expr::Value(v) => match &v.value { ast::Value::Number(n, _) => Scalar::Literal(Literal::Number(parse_number(n).map_err(|e| e.to_string())?)), ast::Value::SingleQuotedString(s) => Scalar::Literal(Literal::Text(s.clone())), o => return Err(format!("{o}")) },
            Expr::BinaryOp { left, op: o, right } => Scalar::Binary(op(o)?, Box::new(self.scalar(left)?), Box::new(self.scalar(right)?)),
            o => return Err(format!("{o}")),
        })
    }
    fn conds(&self, e: &Expr) -> R<Vec<Condition>> {
        Ok(match e {
            Expr::Nested(e) => self.conds(e)?,
            Expr::BinaryOp { left, op: ast::BinaryOperator::And, right } => { let mut v = self.conds(left)?; v.extend(self.conds(right)?); v }
            Expr::BinaryOp { left, op: o, right } => { use ast::BinaryOperator as B; let c = match o { B::Eq => Comparison::Equal, B::NotEq => Comparison::NotEqual, B::Lt => Comparison::Less, B::LtEq => Comparison::LessOrEqual, B::Gt => Comparison::Greater, B::GtEq => Comparison::GreaterOrEqual, o => return Err(format!("{o}")) }; vec![Condition { text: e.to_string(), test: Test::Compare(c, self.scalar(left)?, self.scalar(right)?) }] }
            o => return Err(format!("{o}")),
        })
    }
}
fn bad(m: String, c: &Span) -> Vec<Diagnostic> { vec![Diagnostic::error(rules::SYNTAX, m).at(c, "")] }
/// x
pub fn parse_measure(t: &Spanned<String>, c: &Span, d: &Dataset) -> Result<Measure, Vec<Diagnostic>> {
    let mut l = L { d: Some(d), aggs: Vec::new() };
    let e = parse(&t.value).and_then(|e| l.arith(&e)).map_err(|m| bad(m, c))?;
    Ok(Measure { text: t.clone(), aggregates: l.aggs, expression: e })
}
/// x
pub fn parse_conditions(t: &Spanned<String>, c: &Span, d: &Dataset) -> Result<Vec<Condition>, Vec<Diagnostic>> {
    let l = L { d: Some(d), aggs: Vec::new() };
    parse(&t.value).and_then(|e| l.conds(&e)).map_err(|m| bad(m, c))
}
/// x
#[derive(Debug, Clone)]
pub struct Formula { /// x
 pub text: Spanned<String> }
impl Formula { /// x
 pub fn kpis(&self) -> BTreeSet<&KpiId> { BTreeSet::new() } }
/// x
pub fn parse_formula(_t: &Spanned<String>, _c: &Span, _d: &BTreeSet<KpiId>) -> Result<Formula, Vec<Diagnostic>> { Err(Vec::new()) }
/// x
pub fn evaluate(m: &Measure, v: &[Option<Decimal>]) -> Option<Exact> { ev(&m.expression, v) }
fn ev(a: &Arithmetic, v: &[Option<Decimal>]) -> Option<Exact> {
    Some(match a {
        Arithmetic::Number(n) => Exact::from(*n),
        Arithmetic::Aggregate(i) => Exact::from((*v.get(*i)?)?),
        Arithmetic::Negate(x) => -ev(x, v)?,
        Arithmetic::Binary(o, x, y) => { let (x, y) = (ev(x, v)?, ev(y, v)?); match o { Operator::Add => x + y, Operator::Subtract => x - y, Operator::Multiply => x * y, Operator::Divide => x.checked_div(&y)? } }
        _ => return None,
    })
}
/// x
pub fn evaluate_formula(_m: &Formula, _v: &BTreeMap<KpiId, Option<Exact>>) -> Option<Exact> { None }
impl std::fmt::Display for Aggregate { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "aggregate") } }
