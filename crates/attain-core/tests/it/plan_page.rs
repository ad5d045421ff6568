//! Runs the examples of `docs/reference/plan.md`: the last `toml` and `csv inputs` blocks before a
//! `csv pays` block give it, or those before a `text refuses` block are refused with it.
//! `UPDATE=1 cargo test -p attain-core --test it plan_page` writes what is computed.

use attain_core::plan::{TryFormat, try_plan};
use attain_core::text::Document;
use std::fs;
use std::path::Path;

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test reads and may write the page"
)]
fn every_example_of_the_page_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/plan.md");
    let page = fs::read_to_string(&path).unwrap();
    let (computed, examples) = run(&page);
    assert!(examples > 30, "only {examples} examples were found");
    if computed != page && std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(&path, &computed).unwrap();
    }
    let lines = page.lines().zip(computed.lines()).enumerate();
    let differ: Vec<String> = lines
        .filter(|(_, (left, right))| left != right)
        .map(|(index, (left, right))| format!("{}: - {left} + {right}", index + 1))
        .collect();
    assert!(
        computed == page,
        "computed otherwise:\n{}",
        differ.join("\n")
    );
}

/// The page with every result computed, and how many there are.
fn run(page: &str) -> (String, usize) {
    let (mut plan, mut inputs) = (String::new(), String::new());
    let mut out = String::new();
    let mut examples = 0;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            if line == "```" {
                // A block without a kind, such as a command line.
                for line in lines.by_ref() {
                    out.push_str(line);
                    out.push('\n');
                    if line == "```" {
                        break;
                    }
                }
            }
            continue;
        };
        let body: String = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .map(|l| format!("{l}\n"))
            .collect();
        let body = match kind {
            "toml" => {
                plan.clone_from(&body);
                body
            }
            "csv inputs" => {
                inputs.clone_from(&body);
                body
            }
            "csv pays" | "text refuses" => {
                examples += 1;
                result(&plan, &inputs)
            }
            other => {
                assert_eq!(other, "toml", "unknown block");
                body
            }
        };
        out.push_str(&body);
        out.push_str("```\n");
    }
    (out, examples)
}

fn result(plan: &str, inputs: &str) -> String {
    let name = plan
        .split("[plan.")
        .nth(1)
        .unwrap()
        .split([']', '.'])
        .next()
        .unwrap()
        .to_owned();
    let document = Document::new("plan.toml", plan);
    let inputs = Document::new("inputs.csv", inputs);
    match try_plan(&document, &name, &inputs, TryFormat::Csv) {
        Ok(printed) => printed,
        Err(found) => found
            .iter()
            .map(|problem| format!("{}\n", problem.concise()))
            .collect(),
    }
}
