//! What a guide prints is what the program prints.
//!
//! A block ` ```console ` holds a command after `$ ` and its output; a line `…` stands for lines
//! that are left out. A block ` ```arithmetic ` holds lines `A x B + C = D`, which must be right,
//! and whose last result must have been printed. Run the tests with `ATTAIN_WRITE_GUIDES=1` to
//! write what the program prints into the guides in `templates/`.

use super::{Company, source};
use rust_decimal::{Decimal, RoundingStrategy};
use std::fs;

/// Left-out lines.
const GAP: &str = "…";

struct Block {
    kind: String,
    lines: Vec<String>,
}

pub(super) fn holds(company: &Company, role: &str) {
    let path = source().join(role).join("GUIDE.md");
    let guide = fs::read_to_string(&path).unwrap();
    let mut printed = String::new();
    let mut written = String::new();
    let mut consoles = 0;
    for piece in pieces(&guide) {
        match piece {
            Ok(text) => written.push_str(&text),
            Err(block) => {
                let lines = match block.kind.as_str() {
                    "console" => {
                        consoles += 1;
                        console(company, &block, &mut printed)
                    }
                    "arithmetic" => {
                        arithmetic(&block, &printed, role);
                        block.lines.clone()
                    }
                    _ => block.lines.clone(),
                };
                written.push_str(&format!("```{}\n{}\n```\n", block.kind, lines.join("\n")));
            }
        }
    }
    assert!(
        consoles >= 2,
        "{role}: a guide shows a run and an explanation"
    );
    if std::env::var_os("ATTAIN_WRITE_GUIDES").is_some() {
        fs::write(path, written).unwrap();
    } else {
        assert_eq!(guide, written, "{role}: the guide and the program differ");
    }
}

/// Text and blocks in turn.
fn pieces(guide: &str) -> Vec<Result<String, Block>> {
    let mut found: Vec<Result<String, Block>> = Vec::new();
    let mut block: Option<Block> = None;
    for line in guide.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (Some(_), Some(_)) => found.push(Err(block.take().unwrap())),
            (Some(block), None) => block.lines.push(line.to_owned()),
            (None, Some(kind)) => {
                block = Some(Block {
                    kind: kind.to_owned(),
                    lines: Vec::new(),
                });
            }
            (None, None) => found.push(Ok(format!("{line}\n"))),
        }
    }
    assert!(block.is_none(), "a block has no end");
    found
}

/// What the block should hold.
fn console(company: &Company, block: &Block, printed: &mut String) -> Vec<String> {
    let command = block.lines[0].strip_prefix("$ attain ").unwrap();
    let arguments: Vec<&str> = command.split(' ').collect();
    let out = company.attain(&arguments);
    printed.push_str(&out);
    let out: Vec<&str> = out.lines().map(str::trim_end).collect();
    let shown = &block.lines[1..];
    let mut lines = vec![block.lines[0].clone()];
    if shown.iter().all(|line| line != GAP) {
        lines.extend(out.iter().map(|line| (*line).to_owned()));
        return lines;
    }
    let parts: Vec<&[String]> = shown.split(|line| line == GAP).collect();
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            lines.push(GAP.to_owned());
        }
        if let Some(first) = part.iter().find(|line| !line.is_empty()) {
            lines.extend(paragraph(&out, first));
        }
    }
    lines
}

/// The paragraph of the output that begins as this line does.
fn paragraph(out: &[&str], first: &str) -> Vec<String> {
    let start = first.split(':').next().unwrap();
    let at = out
        .iter()
        .position(|line| line.split(':').next() == Some(start));
    let at = at.unwrap_or_else(|| panic!("`{start}` is not printed"));
    let lines = out[at..].iter().take_while(|line| !line.is_empty());
    lines.map(|line| (*line).to_owned()).collect()
}

/// Each line is right to the decimals that it shows.
fn arithmetic(block: &Block, printed: &str, role: &str) {
    for line in &block.lines {
        let (left, right) = line.split_once('=').unwrap();
        let right = right.trim().replace(',', "");
        let wanted: Decimal = right.trim_end_matches(" %").parse().unwrap();
        let mut value = Sum::of(left).value();
        if right.ends_with('%') {
            value *= Decimal::ONE_HUNDRED;
        }
        let rounded =
            value.round_dp_with_strategy(wanted.scale(), RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(rounded, wanted, "{role}: {line}");
    }
    let last = block.lines.last().unwrap().rsplit('=').next().unwrap();
    let last = last.trim().replace(',', "");
    assert!(printed.contains(&last), "{role}: `{last}` is not printed");
}

/// A sum of products, with `+`, `-`, `x`, `/`, `%` and brackets.
struct Sum {
    tokens: Vec<String>,
    at: usize,
}

impl Sum {
    fn of(text: &str) -> Self {
        let mut spaced = text.replace(',', "");
        for sign in ["(", ")", "%"] {
            spaced = spaced.replace(sign, &format!(" {sign} "));
        }
        let tokens = spaced.split_whitespace().map(str::to_owned).collect();
        Self { tokens, at: 0 }
    }

    fn next_is(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|next| next == token);
        if found {
            self.at += 1;
        }
        found
    }

    fn value(&mut self) -> Decimal {
        let mut sum = self.product();
        loop {
            if self.next_is("+") {
                sum += self.product();
            } else if self.next_is("-") {
                sum -= self.product();
            } else {
                return sum;
            }
        }
    }

    fn product(&mut self) -> Decimal {
        let mut product = self.factor();
        loop {
            if self.next_is("x") {
                product *= self.factor();
            } else if self.next_is("/") {
                product /= self.factor();
            } else {
                return product;
            }
        }
    }

    fn factor(&mut self) -> Decimal {
        if self.next_is("(") {
            let inner = self.value();
            assert!(self.next_is(")"), "a bracket is open");
            return inner;
        }
        let token = self.tokens[self.at].clone();
        self.at += 1;
        let number: Decimal = token.parse().unwrap();
        if self.next_is("%") {
            return number / Decimal::ONE_HUNDRED;
        }
        number
    }
}
