//! The OpenAPI document. A test compares it with the route table.

use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApiBuilder, PathItem, PathsBuilder, Required, ResponseBuilder,
};

/// One operation: method, path, what it does, its parameters with their places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) parameters: &'static [(&'static str, &'static str, &'static str)],
}

const PERIOD: (&str, &str, &str) = (
    "period",
    "path",
    "a month 2012-07, a quarter 2012-Q3, a year 2012",
);

/// All operations, in the order of the viewer.
pub(crate) fn operations() -> Vec<Operation> {
    let get = |path, summary, parameters| Operation {
        method: "get",
        path,
        summary,
        parameters,
    };
    vec![
        get(
            "/api/v1/model",
            "The company, its KPIs and scorecards, and what is wrong with the model.",
            &[],
        ),
        get(
            "/api/v1/results/{period}",
            "Everybody's results of a period, as far as the user sees them.",
            &[PERIOD],
        ),
        get(
            "/api/v1/people/{person}/{period}",
            "One person's period, explained down to the batches of facts.",
            &[("person", "path", "any key of the person"), PERIOD],
        ),
        get(
            "/api/v1/batches",
            "All imports, with who made them and whether they count.",
            &[],
        ),
        Operation {
            method: "post",
            path: "/api/v1/datasets/{dataset}/batches",
            summary: "Imports the file in the body as one batch; one fault refuses the whole file.",
            parameters: &[
                ("dataset", "path", "the dataset, as the model names it"),
                (
                    "name",
                    "query",
                    "the file's name; its ending tells the format",
                ),
                (
                    "from",
                    "query",
                    "first day that the file covers; may be left out",
                ),
                (
                    "to",
                    "query",
                    "last day that the file covers; may be left out",
                ),
            ],
        },
    ]
}

/// The document.
pub(crate) fn openapi() -> Value {
    let mut paths = PathsBuilder::new();
    for operation in operations() {
        let method = if operation.method == "get" {
            HttpMethod::Get
        } else {
            HttpMethod::Post
        };
        let item = PathItem::new(method, built(&operation));
        paths = paths.path(operation.path, item);
    }
    let info = InfoBuilder::new()
        .title("Attain")
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    let document = OpenApiBuilder::new()
        .info(info)
        .paths(paths.build())
        .build();
    let mut value = serde_json::to_value(document).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        let scheme =
            json!({ "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } });
        object.insert("components".to_owned(), scheme);
        object.insert("security".to_owned(), json!([{ "token": [] }]));
    }
    value
}

fn built(operation: &Operation) -> utoipa::openapi::path::Operation {
    let text = || {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .build()
    };
    let object = || {
        ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .build()
    };
    let mut built = OperationBuilder::new().summary(Some(operation.summary));
    for (name, place, words) in operation.parameters {
        let required = *place == "path" || *name == "name";
        let parameter = ParameterBuilder::new()
            .name(*name)
            .parameter_in(if *place == "path" {
                ParameterIn::Path
            } else {
                ParameterIn::Query
            })
            .required(if required {
                Required::True
            } else {
                Required::False
            })
            .description(Some(*words))
            .schema(Some(text()))
            .build();
        built = built.parameter(parameter);
    }
    let done = if operation.method == "get" {
        "200"
    } else {
        "201"
    };
    for (status, words, kind) in [
        (done, "done", "application/json"),
        (
            "401",
            "no token, or one that has ended",
            "application/problem+json",
        ),
        (
            "403",
            "the user or the token may not do this",
            "application/problem+json",
        ),
        (
            "404",
            "nothing there, or nothing in sight",
            "application/problem+json",
        ),
        (
            "422",
            "refused, with all diagnostics",
            "application/problem+json",
        ),
    ] {
        let content = ContentBuilder::new().schema(Some(object())).build();
        let response = ResponseBuilder::new()
            .description(words)
            .content(kind, content)
            .build();
        built = built.response(status, response);
    }
    built.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_every_route() {
        let documented: BTreeSet<(String, String)> = operations()
            .iter()
            .map(|one| (one.method.to_uppercase(), one.path.to_owned()))
            .collect();
        let routes: BTreeSet<(String, String)> = crate::route::listed()
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| (route.method.to_owned(), route.path.to_owned()))
            .collect();
        assert_eq!(documented, routes);
        let document = openapi();
        assert_eq!(
            document["paths"].as_object().unwrap().len(),
            documented.len()
        );
        assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    }
}
