//! `table principles NAME`: what a principle finds in the model of a section, with the company,
//! dataset, units and people that stand here. Columns `code`, `severity`, `message`, `at`. A model
//! with nothing to find gives one row, with `-` in every cell.

use super::page::{Case, Table};
use attain_core::diag::Diagnostic;
use attain_core::model::load;
use attain_core::plan::check_plans;
use attain_core::principle::{ALL, check, levelled};
use attain_core::text::Document;

const COMPANY: &str = "[company]\nname = \"Example\"\ncurrency = \"EUR\"\n";
const FACTS: &str = r#"
[dataset.sales]
owner = "seller"
date = "sold_on"
key = ["id"]
[dataset.sales.columns]
id = "integer"
sold_on = "date"
seller = "text"
amount = "decimal(12,2)"
[position.seller]
[position.manager]
[position.director]
"#;
const PEOPLE: &str = "person,name,unit,position,manager,bonus\n\
                      1,Ann,north,seller,2,1000\n2,Bob,sales,manager,3,2000\n3,Cy,company,director,,5000\n";
const UNITS: &str = "unit,name,parent\ncompany,Company,\nsales,Sales,company\n\
                     north,North,sales\nlogistics,Logistics,company\n";

pub(super) fn run(case: &Case<'_>) -> Result<Table, String> {
    let [name] = case.arguments.as_slice() else {
        return Err("`table principles` needs the name of a principle".to_owned());
    };
    let principle = ALL.iter().find(|one| one.name == *name);
    let codes = principle
        .ok_or_else(|| format!("no principle `{name}`"))?
        .codes;
    let mut documents = vec![
        Document::new("attain.toml", COMPANY),
        Document::new("model/facts.toml", FACTS),
        Document::new("data/people.csv", PEOPLE),
        Document::new("data/units.csv", UNITS),
    ];
    for model in &case.models {
        let file = if model.file.is_empty() {
            "model/model.toml"
        } else {
            model.file
        };
        documents.push(Document::new(file, model.text));
    }
    let (model, found) = load(&documents);
    let errors: Vec<String> = found
        .iter()
        .filter(|one| one.is_error())
        .map(Diagnostic::concise)
        .collect();
    if !errors.is_empty() {
        return Err(errors.join("; "));
    }
    let model = model.ok_or("the model cannot be read")?;
    let mut problems = levelled(&model, check_plans(&model));
    problems.extend(check(&model));
    problems.retain(|one| codes.contains(&one.code));
    let headers = &case.table.headers;
    let mut rows = problems
        .iter()
        .map(|one| {
            headers
                .iter()
                .map(|header| cell(header, one, &documents))
                .collect()
        })
        .collect::<Result<Vec<Vec<String>>, String>>()?;
    if rows.is_empty() {
        rows.push(headers.iter().map(|_| "-".to_owned()).collect());
    }
    Ok(Table {
        headers: headers.clone(),
        rows,
    })
}

fn cell(header: &str, problem: &Diagnostic, documents: &[Document]) -> Result<String, String> {
    Ok(match header {
        "code" => problem.code.to_string(),
        "severity" => problem.severity.name().to_owned(),
        "message" => problem.message.clone(),
        "at" => {
            let span = &problem.labels[0].span;
            let document = documents.iter().find(|one| one.file == span.file).unwrap();
            let text = &document.text[span.range.start..span.range.end];
            text.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace('|', "/")
        }
        _ => return Err(format!("unknown column `{header}`")),
    })
}
