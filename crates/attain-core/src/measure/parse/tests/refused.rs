//! Texts that are refused: the code of each mistake and the part it points at, in order.

use super::{conditions, formula, measure, spanned};
use crate::diag::Diagnostic;

/// What is written, and each mistake as `code part`.
type Refused = (&'static str, &'static [&'static str]);

const SYNTAX: &[Refused] = &[
    ("", &["K0301 "]),
    ("   ", &["K0301    "]),
    ("sum(amount", &["K0301 t"]),
    ("sum(amount))", &["K0301 )"]),
    ("sum(amount), sum(cost)", &["K0301 ,"]),
    ("sum(amount) sum(cost)", &["K0301 sum"]),
    ("sum(amount) as total", &["K0301 as"]),
    ("sum(amount) +", &["K0301 +"]),
    ("* sum(amount)", &["K0301 *"]),
    ("sum(amount) / / 2", &["K0301 /"]),
    ("sum(amount) filter (city = 'A')", &["K0301 city"]),
    ("sum(amount) filter where city = 'A'", &["K0301 where"]),
    ("sum(amount) filter (where)", &["K0301 )"]),
    ("sum(case when paid then 1)", &["K0301 )"]),
    ("sum(case when paid 1 end)", &["K0301 1"]),
    ("sum(case paid then 1 end)", &["K0301 then"]),
    ("sum('amount)", &["K0301 'amount)"]),
    ("sum(\"amount)", &["K0301 \"amount)"]),
    ("sum amount", &["K0301 amount"]),
    ("sum(amount) from sales", &["K0301 from"]),
    ("sum(amount) where paid", &["K0301 where"]),
    ("sum(amount) order by city", &["K0301 order"]),
    ("sum(amount) group by city", &["K0301 group"]),
    ("sum(amount) limit 1", &["K0301 limit"]),
    ("sum(amount\n  -)", &["K0301 )"]),
];

const INJECTION: &[Refused] = &[
    ("sum(amount); drop table sales", &["K0305 ;", "K0308 drop"]),
    ("sum(amount) -- the rest", &["K0305 --"]),
    ("sum(amount) --\n + 1", &["K0305 --"]),
    ("sum(amount) /* hidden */ + 1", &["K0305 /*"]),
    ("sum(amount) /* never closed", &["K0305 /*"]),
    ("(select max(amount) from sales)", &["K0308 select"]),
    ("select sum(amount)", &["K0308 select"]),
    (
        "sum(amount) union select 1",
        &["K0308 union", "K0308 select"],
    ),
    (
        "count(*) filter (where exists (select 1))",
        &["K0308 exists", "K0308 select"],
    ),
    (
        "with t as (select 1) sum(amount)",
        &["K0308 with", "K0308 select"],
    ),
    ("values (1)", &["K0308 values"]),
    (
        "insert into t values (1)",
        &["K0308 insert", "K0308 into", "K0308 values"],
    ),
    ("copy sales", &["K0308 copy"]),
    ("sum(amount) join t", &["K0308 join"]),
    ("sum(other.amount)", &["K0308 other.amount"]),
    ("sum(a.b.c.amount)", &["K0308 a.b.c.amount"]),
    ("sum(\"sales\".\"amount\")", &["K0308 \"sales\".\"amount\""]),
    ("pg_catalog.sum(amount)", &["K0308 pg_catalog.sum"]),
    ("count(sales.*)", &["K0308 sales.*"]),
    ("pg_sleep(10)", &["K0307 pg_sleep(10)"]),
    (
        "read_csv('/etc/passwd')",
        &["K0307 read_csv('/etc/passwd')"],
    ),
    ("current_setting('x')", &["K0307 current_setting('x')"]),
    ("sum($1)", &["K0305 $"]),
    ("sum(?)", &["K0305 ?"]),
    ("sum(@amount)", &["K0305 @"]),
    ("sum(:amount)", &["K0305 :"]),
    ("sum(`amount`)", &["K0305 `", "K0305 `"]),
    ("sum([amount])", &["K0305 [", "K0305 ]"]),
    ("sum({d '2024-01-01'})", &["K0305 {", "K0305 }"]),
    ("sum(amount) \\ 1", &["K0305 \\"]),
    ("sum(amount) # 1", &["K0305 #"]),
    ("sum(amount)\u{0}", &["K0305 \u{0}"]),
    ("sum(amount) \u{a0}+ 1", &["K0305 \u{a0}"]),
    ("sum(аmount)", &["K0305 а"]), // a Cyrillic letter that looks like `a`
    ("sum(amount) − 1", &["K0305 −"]),
    ("sum(amount) × 2", &["K0305 ×"]),
    (
        "count(*) filter (where city = ‘Moscow’)",
        &["K0305 ‘", "K0305 ’"],
    ),
    (
        "count(*) filter (where city = “Moscow”)",
        &["K0305 “", "K0305 ”"],
    ),
];

const NOT_ALLOWED: &[Refused] = &[
    ("sum(cast(amount as integer))", &["K0307 cast"]),
    ("sum(amount::integer)", &["K0305 ::"]),
    ("sum(try_cast(city as integer))", &["K0307 try_cast"]),
    ("sum(convert(amount, char))", &["K0307 convert"]),
    ("sum(extract(year from sold_on))", &["K0307 extract"]),
    ("sum(floor(amount))", &["K0307 floor"]),
    ("ceil(sum(amount))", &["K0307 ceil"]),
    ("count(substring(city, 1, 2))", &["K0307 substring"]),
    ("count(trim(city))", &["K0307 trim"]),
    ("count(position('a' in city))", &["K0307 position"]),
    (
        "count(overlay(city placing 'a' from 1))",
        &["K0307 overlay"],
    ),
    ("sum(amount + interval '1' day)", &["K0308 interval"]),
    ("sum(amount) over ()", &["K0308 over"]),
    ("sum(amount) over (partition by city)", &["K0308 over"]),
    ("sum(amount) filter (where paid) over w", &["K0308 over"]),
    ("sum(amount) % 2", &["K0308 sum(amount) % 2"]),
    ("sum(amount % 2)", &["K0308 amount % 2"]),
    ("sum(amount) || 'x'", &["K0305 ||"]),
    ("sum(amount) ^ 2", &["K0305 ^"]),
    ("sum(amount & 1)", &["K0305 &"]),
    ("not sum(amount)", &["K0308 not sum(amount)"]),
    (
        "case when paid then sum(amount) end",
        &["K0308 case when paid then sum(amount) end"],
    ),
    ("abs(sum(amount))", &["K0308 abs(sum(amount))"]),
    ("sum(nullif(amount, 0))", &["K0308 nullif(amount, 0)"]),
    ("count((city, region))", &["K0308 city, region"]),
    (
        "count(timestamp '2024-01-01')",
        &["K0308 timestamp '2024-01-01'"],
    ),
    ("count(city collate \"C\")", &["K0308 city"]),
    (
        "count(sold_on at time zone 'UTC')",
        &["K0308 sold_on at time zone 'UTC'"],
    ),
];

const FUNCTIONS: &[Refused] = &[
    ("stddev(amount)", &["K0307 stddev(amount)"]),
    ("round(sum(amount), 2)", &["K0307 round(sum(amount), 2)"]),
    ("now()", &["K0307 now()"]),
    ("current_date", &["K0307 current_date"]),
    ("count(current_timestamp)", &["K0307 current_timestamp"]),
    ("sum(greatest(amount, 0))", &["K0307 greatest(amount, 0)"]),
    ("any_value(amount)", &["K0307 any_value(amount)"]),
    ("string_agg(city, ',')", &["K0307 string_agg(city, ',')"]),
    ("approx_distinct(city)", &["K0307 approx_distinct(city)"]),
    ("count(upper(city))", &["K0307 upper(city)"]),
    ("count()", &["K0311 count()"]),
    ("count(city, region)", &["K0311 count(city, region)"]),
    (
        "count(distinct city, region)",
        &["K0311 count(distinct city, region)"],
    ),
    ("count(distinct *)", &["K0311 count(distinct *)"]),
    ("sum()", &["K0311 sum()"]),
    ("sum(*)", &["K0311 sum(*)"]),
    ("sum(amount, cost)", &["K0311 sum(amount, cost)"]),
    ("sum(distinct amount)", &["K0311 sum(distinct amount)"]),
    ("avg(distinct amount)", &["K0311 avg(distinct amount)"]),
    (
        "sum(amount order by cost)",
        &["K0311 sum(amount order by cost)"],
    ),
    (
        "sum(amount) within group (order by cost)",
        &["K0311 sum(amount) within group (order by cost)"],
    ),
    ("sum(amount) ignore nulls", &["K0311 sum(amount)"]),
    ("sum(x => amount)", &["K0311 sum(x => amount)"]),
    ("median(amount, 2)", &["K0311 median(amount, 2)"]),
    (
        "percentile_cont(0.9) within group (order by amount)",
        &["K0311 percentile_cont(0.9) within group (order by amount)"],
    ),
    ("percentile_cont(0.5)", &["K0311 percentile_cont(0.5)"]),
    (
        "percentile_cont(0.5) within group (order by amount, cost)",
        &["K0311 percentile_cont(0.5) within group (order by amount, cost)"],
    ),
    ("coalesce(sum(amount))", &["K0311 coalesce(sum(amount))"]),
    ("sum(coalesce(amount))", &["K0311 coalesce(amount)"]),
    ("nullif(sum(amount))", &["K0311 nullif(sum(amount))"]),
    ("sum(abs(amount, 1))", &["K0311 abs(amount, 1)"]),
    (
        "coalesce(sum(amount), 0) filter (where paid)",
        &["K0311 coalesce(sum(amount), 0) filter (where paid)"],
    ),
];

const NAMES: &[Refused] = &[
    ("sum(amout)", &["K0306 amout"]),
    ("sum(Amount)", &["K0306 Amount"]),
    ("sum(\"amount \")", &["K0306 \"amount \""]),
    (
        "sum(amout) / sum(cst) filter (where ctiy = 'A')",
        &["K0306 amout", "K0306 cst", "K0306 ctiy"],
    ),
    ("turnover", &["K0306 turnover"]),
    ("amount", &["K0309 amount"]),
    ("sum(amount) / quantity", &["K0309 quantity"]),
    ("amount / cost", &["K0309 amount", "K0309 cost"]),
    ("sum(sum(amount))", &["K0310 sum(amount)"]),
    ("sum(amount - avg(amount))", &["K0310 avg(amount)"]),
    (
        "count(*) filter (where amount > median(amount))",
        &["K0310 median(amount)"],
    ),
    ("5", &["K0321 5"]),
    ("1 + 2 * 3", &["K0321 1 + 2 * 3"]),
    ("coalesce(1, 2)", &["K0321 coalesce(1, 2)"]),
];

const TYPES: &[Refused] = &[
    ("sum(city)", &["K0313 city"]),
    ("sum(sold_on)", &["K0313 sold_on"]),
    ("sum(paid)", &["K0313 paid"]),
    ("avg('x')", &["K0313 'x'"]),
    ("max(sold_on)", &["K0313 sold_on"]),
    ("min(city)", &["K0313 city"]),
    ("median(paid)", &["K0313 paid"]),
    ("'x'", &["K0313 'x'"]),
    ("sum(amount) + 'x'", &["K0313 'x'"]),
    ("sum(amount) * true", &["K0313 true"]),
    ("sum(-city)", &["K0313 city"]),
    ("sum(abs(sold_on))", &["K0313 sold_on"]),
    ("sum(amount + city)", &["K0313 amount + city"]),
    ("sum(sold_on + 1)", &["K0313 sold_on + 1"]),
    ("sum(sold_on + paid_on)", &["K0313 sold_on + paid_on"]),
    ("sum(sold_on - 1)", &["K0313 sold_on - 1"]),
    ("sum(sold_on - city)", &["K0312 sold_on - city"]),
    ("sum(amount / cost)", &["K0318 amount / cost"]),
    ("sum(amount + cost / 2)", &["K0318 cost / 2"]),
    ("sum(coalesce(amount, 'x'))", &["K0312 amount, 'x'"]),
    (
        "sum(case when paid then amount else 'x' end)",
        &["K0312 amount else 'x'"],
    ),
    ("sum(case when amount then 1 end)", &["K0317 amount"]),
    ("sum(amount > 1)", &["K0317 amount > 1"]),
    ("count(paid and paid)", &["K0317 paid and paid"]),
    ("sum(amount) = 1", &["K0317 sum(amount) = 1"]),
    (
        "sum(amount) and paid",
        &["K0317 sum(amount) and paid", "K0309 paid"],
    ),
    ("count(*) filter (where amount)", &["K0317 amount"]),
    ("count(*) filter (where paid and 1)", &["K0317 1"]),
    ("null", &["K0319 null"]),
    ("sum(null)", &["K0319 null"]),
    ("coalesce(sum(amount), null)", &["K0319 null"]),
    ("sum(1e3)", &["K0316 1e3"]),
    ("sum(case city when 5 then 1 end)", &["K0312 city when 5"]),
    (
        "sum(case amount > 1 when true then 1 end)",
        &["K0317 amount > 1"],
    ),
    ("sum(5.)", &["K0316 5."]),
    (
        "sum(amount) * 12345678901234567890123456789.5",
        &["K0316 12345678901234567890123456789.5"],
    ),
    ("count(x'ff')", &["K0316 x'ff'"]),
    ("count(n'x')", &["K0316 n'x'"]),
];

const SIZES: &[Refused] = &[
    ("sum(wider)", &["K0314 sum(wider)"]),
    ("avg(wider) + 1", &["K0314 avg(wider)"]),
    ("sum(wide + wide)", &["K0314 sum(wide + wide)"]),
    ("sum(quantity * amount)", &["K0314 sum(quantity * amount)"]),
    ("max(wide * wide)", &["K0314 wide * wide"]),
    (
        "max(quantity * quantity * quantity)",
        &["K0314 quantity * quantity * quantity"],
    ),
    (
        "max(amount * amount * amount)",
        &["K0314 max(amount * amount * amount)"],
    ),
    (
        "median(amount * amount * 10000)",
        &["K0314 median(amount * amount * 10000)"],
    ),
    ("sum(amount) / 0", &["K0322 0"]),
    ("1 - sum(amount) / (0.00) + 2", &["K0322 0.00"]),
    ("sum(fine * fine)", &["K0315 fine * fine"]),
    (
        "max(amount * 0.00000000001)",
        &["K0315 amount * 0.00000000001"],
    ),
    ("max(0.0000000000001)", &["K0315 0.0000000000001"]),
];

const CONDITIONS: &[Refused] = &[
    ("city = 5", &["K0312 city = 5"]),
    ("amount = '5'", &["K0312 amount = '5'"]),
    ("5 = city", &["K0312 5 = city"]),
    ("paid = 1", &["K0312 paid = 1"]),
    ("paid = 'true'", &["K0312 paid = 'true'"]),
    ("sold_on = city", &["K0312 sold_on = city"]),
    ("sold_on > 20240131", &["K0312 sold_on > 20240131"]),
    ("city in ('A', 5)", &["K0312 city in ('A', 5"]),
    (
        "amount between 1 and 'x'",
        &["K0312 amount between 1 and 'x'"],
    ),
    ("paid < true", &["K0313 paid < true"]),
    ("paid between false and true", &["K0313 paid"]),
    ("amount like '1%'", &["K0313 amount"]),
    ("city like region", &["K0313 region"]),
    ("city like 'a\\%'", &["K0316 'a\\%'"]),
    ("city like 'a!%' escape '!'", &["K0308 city like 'a!%'"]),
    ("city ilike 'a%'", &["K0308 city ilike 'a%'"]),
    ("city similar to 'a%'", &["K0308 city similar to 'a%'"]),
    ("city = \"Moscow\"", &["K0306 \"Moscow\""]),
    ("city = Moscow", &["K0306 Moscow"]),
    ("city = 'a\nb'", &["K0316 'a\nb'"]),
    ("amount is true", &["K0313 amount"]),
    ("(amount > 1) is not false", &["K0317 amount > 1"]),
    ("city = 'a\u{202e}b'", &["K0316 'a\u{202e}b'"]),
    ("city like '\u{200b}%'", &["K0316 '\u{200b}%'"]),
    ("sold_on >= '31.01.2024'", &["K0316 '31.01.2024'"]),
    ("sold_on >= '2024-02-30'", &["K0316 '2024-02-30'"]),
    (
        "sold_on in ('2024-01-01', '2024-1-2')",
        &["K0316 '2024-1-2'"],
    ),
    ("sold_on = date '2024'", &["K0316 '2024'"]),
    ("paid_on = null", &["K0319 null"]),
    ("paid_on <> null", &["K0319 null"]),
    ("city in ('A', null)", &["K0319 null"]),
    ("null", &["K0319 null"]),
    ("null is null", &["K0319 null"]),
    (
        "city is distinct from 'A'",
        &["K0308 city is distinct from 'A'"],
    ),
    ("city in (region)", &["K0308 region"]),
    ("city in ()", &["K0301 )"]),
    ("city in (select city)", &["K0308 select"]),
    ("amount = any (1)", &["K0308 amount = any (1)"]),
    ("amount > avg(amount)", &["K0310 avg(amount)"]),
    ("count(*) > 1", &["K0310 count(*)"]),
    ("amount", &["K0317 amount"]),
    ("amount + 1", &["K0317 amount + 1"]),
    ("'Moscow'", &["K0317 'Moscow'"]),
    ("amount = 1 = paid", &["K0317 amount = 1"]),
    ("1 < amount < 5", &["K0317 1 < amount"]),
    ("(amount > 1) is null", &["K0317 amount > 1"]),
    ("amount > 5 and", &["K0301 d"]),
    ("amount > 5 and and paid", &["K0301 paid"]),
    ("> 5", &["K0301 >"]),
    ("amount = = 5", &["K0301 ="]),
    (
        "ctiy = 'A' and amout > 1 or sold_on = 5",
        &["K0306 ctiy", "K0306 amout", "K0312 sold_on = 5"],
    ),
];

const FORMULAS: &[Refused] = &[
    ("profit / turnovr", &["K0320 turnovr"]),
    ("prft + trnover", &["K0320 prft", "K0320 trnover"]),
    ("net-profit", &["K0320 net"]),
    ("5", &["K0321 5"]),
    ("sum(profit)", &["K0307 sum(profit)"]),
    ("round(profit)", &["K0307 round(profit)"]),
    ("profit > 5", &["K0317 profit > 5"]),
    (
        "case when profit > 0 then 1 end",
        &["K0308 case when profit > 0 then 1 end"],
    ),
    ("abs(profit)", &["K0308 abs(profit)"]),
    ("nullif(profit)", &["K0311 nullif(profit)"]),
    ("coalesce(profit, null)", &["K0319 null"]),
    ("profit; turnover", &["K0305 ;"]),
    ("profit % 2", &["K0308 profit % 2"]),
    ("profit.turnover", &["K0308 profit.turnover"]),
    ("profit / ", &["K0301 /"]),
    ("'profit'", &["K0313 'profit'"]),
    ("profit is null", &["K0308 profit is null"]),
    (
        "profit is null + turnvr",
        &["K0308 profit is null", "K0320 turnvr"],
    ),
];

fn found(text: &str, problems: &[Diagnostic]) -> Vec<String> {
    let part = |problem: &Diagnostic| {
        let range = problem.labels[0].span.range;
        format!(
            "{} {}",
            problem.code.id,
            text.get(range.start..range.end).unwrap()
        )
    };
    problems.iter().map(part).collect()
}

/// Every mistake of a table is found where it is; all differences are shown at once.
fn check<T: std::fmt::Debug>(table: &[Refused], read: impl Fn(&str) -> Result<T, Vec<Diagnostic>>) {
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let problems = match read(text) {
            Ok(value) => {
                wrong.push(format!("{text:?} was read: {value:?}"));
                continue;
            }
            Err(problems) => problems,
        };
        let found = found(text, &problems);
        if found != *expected {
            wrong.push(format!("{text:?}: found {found:?}, expected {expected:?}"));
        }
        for problem in &problems {
            assert!(
                problem.code.id == "K0301" || problem.help.is_some(),
                "{text}: {problem:?}"
            );
            assert!(
                !problem.message.contains('\n') || text.contains('\n'),
                "{problem:?}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_read() {
    check(SYNTAX, measure);
}

#[test]
fn what_is_smuggled_in() {
    check(INJECTION, measure);
}

#[test]
fn what_sql_has_and_measures_have_not() {
    check(NOT_ALLOWED, measure);
}

#[test]
fn functions_that_are_unknown_or_called_wrongly() {
    check(FUNCTIONS, measure);
}

#[test]
fn names_that_are_unknown_or_out_of_place() {
    check(NAMES, measure);
}

#[test]
fn types_that_do_not_fit() {
    check(TYPES, measure);
}

#[test]
fn numbers_that_could_grow_too_large() {
    check(SIZES, measure);
}

#[test]
fn conditions_that_are_none() {
    check(CONDITIONS, conditions);
}

#[test]
fn formulas_of_anything_but_kpis() {
    check(FORMULAS, formula);
}

fn codes<T: std::fmt::Debug>(result: Result<T, Vec<Diagnostic>>) -> Vec<&'static str> {
    result
        .map(|_| ())
        .err()
        .unwrap_or_default()
        .iter()
        .map(|problem| problem.code.id)
        .collect()
}

#[test]
fn the_longest_text() {
    for (bytes, expected) in [(8_191, vec![]), (8_192, vec![]), (8_193, vec!["K0302"])] {
        let text = format!("{:<bytes$}", "sum(amount)");
        assert_eq!(codes(measure(&text)), expected, "{bytes}");
    }
}

#[test]
fn the_deepest_text() {
    for (depth, expected) in [(31, vec![]), (32, vec![]), (33, vec!["K0303"])] {
        let parentheses = depth - 1;
        let text = format!(
            "{}sum(amount){}",
            "(".repeat(parentheses),
            ")".repeat(parentheses)
        );
        assert_eq!(codes(measure(&text)), expected, "{depth}");
        let text = format!("{}paid{}", "not (".repeat(depth), ")".repeat(depth));
        assert_eq!(codes(conditions(&text)), expected, "{depth}");
    }
    for (depth, expected) in [(30, vec![]), (31, vec![]), (32, vec!["K0303"])] {
        let text = format!(
            "sum({}amount{})",
            "case when paid then ".repeat(depth),
            " end".repeat(depth)
        );
        assert_eq!(codes(measure(&text)), expected, "{depth}");
    }
    let text = format!("{}sum(amount)", "(".repeat(70));
    let problems = measure(&text).unwrap_err();
    assert_eq!(problems[0].labels[0].span.range.start, 32);
    assert_eq!(problems.len(), 1);
}

#[test]
fn the_largest_text() {
    // A sum has two parts, each operation two more; `-` before a number none that counts twice.
    for (parts, expected) in [(999, vec![]), (1_000, vec![]), (1_001, vec!["K0304"])] {
        let start = if parts % 2 == 0 {
            "sum(quantity)"
        } else {
            "count(*)"
        };
        let more = (parts - if parts % 2 == 0 { 2 } else { 1 }) / 2;
        let text = format!("{start}{}", " + 1".repeat(more));
        assert_eq!(codes(measure(&text)), expected, "{parts}");
    }
    let list = vec!["1"; 998].join(",");
    assert_eq!(
        codes(conditions(&format!("quantity in ({list})"))),
        Vec::<&str>::new()
    );
    assert_eq!(
        codes(conditions(&format!("quantity in ({list},1)"))),
        ["K0304"]
    );
}

/// Parts that stand twice in the result count twice, so that no short text becomes a huge tree.
#[test]
fn what_is_doubled_counts_twice() {
    let mut value = "amount".to_owned();
    for _ in 0..30 {
        value = format!("case when {value} between 1 and 2 then 1 end");
    }
    assert_eq!(codes(measure(&format!("sum({value})"))), ["K0304"]);
}

/// Texts that are made to be slow or deep. This test ends quickly and without a full stack, or it
/// does not end at all.
#[test]
fn hostile_texts_are_refused_at_once() {
    let pieces = [
        "(",
        "not(",
        "not ",
        "- ",
        "+ ",
        "case when ",
        "case ",
        "coalesce(",
        "sum(",
        "cast(",
        "x in (",
        "x in ((select 1 where ",
        "interval ",
        "interval (",
        "struct<",
        "array[",
        "x.",
        "1 + ",
        "1 = ",
        "paid and ",
        "paid or ",
        "1 is null and ",
        "x between ",
        "date ",
        "row(",
        "1 = any(",
        "numeric(",
        "trim(",
        "exists(",
        "count(distinct ",
        "x is null ",
        "x like ",
        "sum(amount) filter (where ",
        "percentile_cont(0.5) within group (order by ",
        "case when paid then ",
        "sum(amount) over (order by ",
        "x in (1) ",
        "'",
        "\"",
        "/*",
        "--",
        "-- \n",
        ";",
        "“",
        "::",
        "1,",
        "end ",
        ")",
        "x collate a ",
        "x at time zone ",
        "date '",
    ];
    for piece in pieces {
        for repeats in [60, 141, 8_000 / piece.len(), 100_000] {
            let text = format!("{}amount", piece.repeat(repeats));
            assert!(measure(&text).is_err(), "{piece} x {repeats}");
            if repeats < 100 {
                let _ = conditions(&text);
                let _ = formula(&text);
            }
        }
    }
}

/// In a thread with a small stack, as a program's workers have.
#[test]
fn the_deepest_and_the_longest_chain_fit_a_small_stack() {
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let read = || {
        for (open, close) in [("1 + abs(", ")"), ("(", ")"), ("coalesce(1, ", ")")] {
            let text = format!("sum({}amount{})", open.repeat(31), close.repeat(31));
            assert!(measure(&text).is_ok(), "{open}");
        }
        let deep = format!("{}paid{}", "not (".repeat(32), ")".repeat(32));
        assert!(conditions(&deep).is_ok());
        let long = format!("count(*){}", " + 1".repeat(499));
        let read = measure(&long).unwrap();
        assert_eq!(read.to_string(), long);
        assert_eq!(super::super::super::evaluate(&read, &[None]), None);
        assert_eq!(
            codes(measure(&format!("count(*){}", " + 1".repeat(1_000)))),
            ["K0304"]
        );
        assert_eq!(codes(conditions(&"not ".repeat(1_500))), ["K0304"]);
        assert_eq!(codes(conditions(&"not ".repeat(900))), ["K0303"]);
    };
    small.spawn(read).unwrap().join().unwrap();
}

#[test]
fn places_are_exact_in_later_lines_and_after_other_letters() {
    let text = "count(*) filter (\n  where city = 'Ürümqi'\n  and ctiy = 'x'\n)";
    let problems = measure(text).unwrap_err();
    assert_eq!(found(text, &problems), ["K0306 ctiy"]);
}

#[test]
fn a_text_with_escapes_is_marked_as_a_whole() {
    // In the file, the line break is written `\n`: two bytes for one.
    let document = crate::text::Document::new("m", "sum(\\namout)");
    let content = document.span(0..12);
    let text = crate::diag::Spanned {
        value: "sum(\namout)".to_owned(),
        span: content.clone(),
    };
    let problems = super::parse_measure(&text, &content, &super::dataset()).unwrap_err();
    assert_eq!(problems[0].labels[0].span, content);
}

#[test]
fn bounds_of_columns_make_room_for_sums() {
    let text = spanned("sum(quantity * amount)");
    let mut dataset = super::dataset();
    assert!(super::parse_measure(&text, &text.span, &dataset).is_err());
    let quantity = dataset
        .columns
        .iter_mut()
        .find(|column| column.name == "quantity")
        .unwrap();
    quantity.max = Some(1000.into());
    let one_bound = super::parse_measure(&text, &text.span, &dataset);
    assert_eq!(
        codes(one_bound),
        ["K0314"],
        "without `min` it may be any number below zero"
    );
    let quantity = dataset
        .columns
        .iter_mut()
        .find(|column| column.name == "quantity")
        .unwrap();
    quantity.min = Some(0.into());
    assert!(super::parse_measure(&text, &text.span, &dataset).is_ok());
}

#[test]
fn help_names_the_closest() {
    let help = |text: &str| measure(text).unwrap_err()[0].help.clone().unwrap();
    assert_eq!(help("sum(amout)"), "did you mean `amount`?");
    assert_eq!(help("summ(amount)"), "did you mean `sum`?");
    assert!(help("sum(zzzzzz)").starts_with("its columns are city, region, amount"));
    let problem = &formula("turnovr").unwrap_err()[0];
    assert_eq!(problem.help.as_deref(), Some("did you mean `turnover`?"));
}
