use super::Json;
use proptest::prelude::*;

#[test]
fn what_is_not_canonical_json_is_refused() {
    for text in [
        "",
        " ",
        "nul",
        "1.5",
        "1e3",
        "01",
        "-",
        "-0",
        "\"",
        "\"\n\"",
        "\"\\x\"",
        "[1,]",
        "[1 2]",
        "{\"a\":1,\"a\":2}",
        "{\"a\"}",
        "{a:1}",
        "1 2",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "99999999999999999999",
        "\"\\u12\"",
    ] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
    let deep = "[".repeat(65) + &"]".repeat(65);
    assert!(Json::parse(&deep).is_err());
    let fine = "[".repeat(64) + &"]".repeat(64);
    assert!(Json::parse(&fine).is_ok());
}

#[test]
fn escapes_are_read_and_written_one_way() {
    let value = Json::parse("\"\\u0041\\ud83d\\ude00\\/\\u001f\\b\\f\u{7f}é\"").unwrap();
    assert_eq!(value, Json::from("A😀/\u{1f}\u{8}\u{c}\u{7f}é"));
    assert_eq!(value.to_string(), "\"A😀/\\u001f\\b\\f\u{7f}é\"");
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::Integer),
        any::<String>().prop_map(Json::Text),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Json::Object),
        ]
    })
}

proptest! {
    #[test]
    fn a_value_survives_its_text(value in json()) {
        prop_assert_eq!(Json::parse(&value.to_string()).unwrap(), value);
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        drop(Json::parse(&text));
    }
}
