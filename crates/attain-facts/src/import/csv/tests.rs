use super::*;

fn read(text: &str) -> Vec<(u64, Vec<String>, Option<QuoteFault>)> {
    Records::new(text, b',', 1)
        .map(|record| {
            let fields = record.fields.iter().map(ToString::to_string).collect();
            (record.line, fields, record.fault)
        })
        .collect()
}

fn lines(text: &str) -> Vec<(u64, Option<QuoteFault>)> {
    read(text).into_iter().map(|(l, _, f)| (l, f)).collect()
}

#[test]
fn fields_and_lines() {
    type Expected<'a> = (u64, &'a [&'a str]);
    let table: &[(&str, &[Expected<'_>])] = &[
        ("", &[]),
        ("\n\n", &[]),
        ("a", &[(1, &["a"])]),
        ("a,b\nc,d\n", &[(1, &["a", "b"]), (2, &["c", "d"])]),
        ("a,b\r\n\r\nc,d", &[(1, &["a", "b"]), (3, &["c", "d"])]),
        ("a\rb\r", &[(1, &["a"]), (2, &["b"])]),
        (",\n", &[(1, &["", ""])]),
        ("a,", &[(1, &["a", ""])]),
        ("\"a,b\",c", &[(1, &["a,b", "c"])]),
        ("\"a\"\"b\"", &[(1, &["a\"b"])]),
        ("\"\"", &[]),
        (
            "\"a\nb\r\nc\",d\ne",
            &[(1, &["a\nb\r\nc", "d"]), (4, &["e"])],
        ),
        ("\"a\"  ,b", &[(1, &["a", "b"])]),
        ("é,ü\nж", &[(1, &["é", "ü"]), (2, &["ж"])]),
    ];
    for (text, expected) in table {
        let found = read(text);
        assert!(
            found.iter().all(|(_, _, fault)| fault.is_none()),
            "{text:?}"
        );
        let found: Vec<_> = found.into_iter().map(|(l, f, _)| (l, f)).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(l, f)| (*l, f.iter().map(ToString::to_string).collect::<Vec<_>>()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_quote_fault_names_its_line_and_the_rows_below_are_read() {
    let unclosed = |line, field| Some(QuoteFault::Unclosed { line, field });
    let stray = |line, field| Some(QuoteFault::Stray { line, field });
    let table = [
        (
            "a,b\n1,\"x\n2,y\n3,z\n",
            vec![(1, None), (2, unclosed(2, 1)), (3, None), (4, None)],
        ),
        (
            "a\n5\" pipe\nb\n",
            vec![(1, None), (2, stray(2, 0)), (3, None)],
        ),
        (
            "a\n\"x\"y,1\nb\n",
            vec![(1, None), (2, stray(2, 0)), (3, None)],
        ),
        // Opened on line 2, closed by the opening quote of line 4.
        (
            "a\n\"x\nb\n\"c\",d\ne\n",
            vec![(1, None), (2, stray(4, 0)), (3, None), (4, None), (5, None)],
        ),
    ];
    for (text, expected) in table {
        assert_eq!(lines(text), expected, "{text:?}");
    }
}

#[test]
fn quotes_cannot_make_reading_quadratic() {
    // Each line opens a quote that the next line's quote closes, badly.
    let text = "\"x\"\"\n".repeat(20_000);
    let records = Records::new(&text, b',', 1).count();
    assert!(records <= 20_000);
}
