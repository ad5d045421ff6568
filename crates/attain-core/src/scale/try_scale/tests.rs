use super::{Format, try_scale};
use crate::diag::Diagnostic;
use crate::text::Document;

const SCALES: &str = r#"
[scale]
step = { kind = "step", steps = [["80 %", "50 %"], ["100 %", "100 %"]] }
volume = { kind = "tiers", gives = "amount", tiers = [
  { up_to = "10", rate = "5" },
  { rate = "0.0123456789" },
] }
thirds = { kind = "points", points = [["0", "0"], ["3", "1"]] }
levels = { kind = "levels" }
placed = { kind = "levels", minimum = "80 %", desired = "120 %" }
titled = { kind = "linear", title = "Sales & <margin>" }
broken = { kind = "step", steps = [] }
"#;

fn tried(
    name: &str,
    inputs: &[&str],
    format: Format,
) -> Result<(String, Vec<String>), Vec<String>> {
    let trial = try_scale(&Document::new("scales.toml", SCALES), name, inputs, format);
    let found = trial.diagnostics.iter().map(Diagnostic::concise).collect();
    if trial.output.is_empty() {
        Err(found)
    } else {
        Ok((trial.output, found))
    }
}

#[test]
fn csv_has_inputs_as_typed_and_all_digits() {
    for (name, inputs, expected) in [
        (
            "step",
            &["79 %", "80%", "0.80", "1"][..],
            "79 %,0\n80%,0.5\n0.80,0.5\n1,1\n",
        ),
        (
            "volume",
            &["0", "10", "10.5"],
            "0,0\n10,50\n10.5,50.00617283945\n",
        ),
        (
            "volume",
            &["1234567890123456789.123456789"],
            "1234567890123456789.123456789,15241578751714728.7530864209750190521\n",
        ),
        (
            "thirds",
            &["1", "2"],
            "1,0.333333333333\n2,0.666666666667\n",
        ),
        (
            "placed",
            &["79.9 %", "80 %", "110 %"],
            "79.9 %,0\n80 %,0.5\n110 %,1.1\n",
        ),
        ("thirds", &[], "0,0\n3,1\n"),
        ("thirds", &[""], "0,0\n3,1\n"),
    ] {
        let (output, _) = tried(name, inputs, Format::Csv).unwrap();
        assert_eq!(output, format!("input,output\n{expected}"), "{name}");
    }
}

#[test]
fn an_input_that_gives_nothing_leaves_the_others() {
    let (output, found) = tried("volume", &["-1", "x", "2", ""], Format::Csv).unwrap();
    assert_eq!(output, "input,output\n-1,\nx,\n2,10\n,\n");
    let codes: Vec<&str> = found
        .iter()
        .map(|line| line.get(..12).unwrap_or(""))
        .collect();
    assert_eq!(codes, ["error[K0103]", "error[K0103]", "error[K0522]"]);
}

#[test]
fn a_missing_level_is_said_once() {
    let (output, found) = tried("levels", &["90 %", "1"], Format::Csv).unwrap();
    assert_eq!(output, "input,output\n90 %,\n1,\n");
    assert_eq!(
        found,
        ["error[K0524]: scale `levels`: the target has no minimum level"]
    );
}

#[test]
fn only_the_named_scale_is_looked_at() {
    assert!(tried("step", &["1"], Format::Csv).is_ok());
    for (name, expected) in [
        (
            "broken",
            "error[K0223]: `steps` has 0 entries, expected at least 1",
        ),
        (
            "stpe",
            "error[K0233]: there is no scale `stpe` in scales.toml",
        ),
    ] {
        assert_eq!(
            tried(name, &["1"], Format::Csv),
            Err(vec![expected.to_owned()])
        );
    }
    for (text, code) in [
        ("[scale", "K0101"),
        ("", "K0233"),
        ("scale = 1", "K0102"),
        ("[scale]\na = 1", "K0102"),
    ] {
        let document = Document::new("scales.toml", text);
        let found = try_scale(&document, "a", &["1"], Format::Csv).diagnostics;
        assert_eq!(found[0].code.id, code, "{text}");
    }
}

#[test]
fn text_has_a_table_and_the_curve() {
    let (output, _) = tried("step", &["79 %", "100 %"], Format::Text).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "attainment  score",
            "      79 %      0",
            "     100 %      1",
            ""
        ]
    );
    assert!(
        lines[4].starts_with("100 % ┤") && lines[4].ends_with('•'),
        "{output}"
    );
    assert!(
        lines.iter().any(|line| line.starts_with("  0 % ┤•••")),
        "{output}"
    );
    assert!(lines.last().unwrap().contains("80 %"), "{output}");
}

#[test]
fn a_drawing_stands_by_itself() {
    let (svg, _) = tried("step", &["100 %"], Format::Svg).unwrap();
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
        "{svg}"
    );
    assert!(svg.ends_with("</svg>\n"));
    assert!(svg.contains("role=\"img\" aria-label=\"step: score by attainment: "));
    assert!(svg.contains("<title>step: score by attainment</title>"));
    assert!(svg.contains("<title>100 % gives 1</title>"));
    assert!(svg.contains("prefers-color-scheme:dark"));
    // Two jumps: the end that belongs to its line is full, the other empty.
    assert_eq!(svg.matches("class=\"closed\"").count(), 2);
    assert_eq!(svg.matches("class=\"open\"").count(), 2);
    let opened = svg.matches('<').count() - svg.matches("</").count();
    let closed = svg.matches("</").count() + svg.matches("/>").count();
    assert_eq!(opened, closed, "every element is closed");

    let (svg, _) = tried("titled", &[], Format::Svg).unwrap();
    assert!(svg.contains("<title>Sales &amp; &lt;margin&gt;: score by attainment</title>"));
    let (svg, _) = tried("levels", &["1"], Format::Svg).unwrap();
    assert!(svg.contains("there is no curve, because levels are missing"));
}
