use super::*;
use crate::diag::Diagnostics;
use crate::organisation::{AssignmentDraft, Organisation, Origin};
use std::collections::BTreeMap;

fn company() -> (Organisation, Names) {
    let drafts = ["9", "10", "ann"].map(|key| AssignmentDraft::new(key, Origin::unknown()));
    let organisation = Organisation::build(drafts.to_vec(), Vec::new(), &Diagnostics::new());
    let keys: BTreeMap<_, _> = [("9", "x"), ("10", "a"), ("ann", "k"), ("gone", "g")]
        .map(|(person, key)| (person.into(), key.to_owned()))
        .into();
    let names = Names::new(&organisation, &keys);
    (organisation, names)
}

#[test]
fn aliases_keep_the_order_of_people_and_tell_nothing_else() {
    let (organisation, names) = company();
    let aliases: Vec<String> = organisation
        .people()
        .map(|person| names.alias(&person.id).to_string())
        .collect();
    assert_eq!(aliases, ["000001-x", "000002-a", "000003-k"]);
    // Somebody who is owed a correction has one, though he is in no list of people any more.
    assert_eq!(names.alias(&"gone".into()).as_str(), "000004-g");
    assert_eq!(names.alias(&"stranger".into()).as_str(), "nobody");
    assert_eq!(key_of("000002-a"), "a");
}

#[test]
fn tables_lose_names_and_keep_everything_else() {
    let (organisation, names) = company();
    let text = "kpi,person,name,target\nsales,ann,\"Adler, Ann\",\"1,5\"\nsales,,,7\n\
                sales,stranger,S,\"a \"\"b\"\"\"\n";
    assert_eq!(
        tables::rewrite(text, &organisation, &names),
        "kpi,person,name,target\nsales,000003-k,,\"1,5\"\nsales,,,7\nsales,nobody,,\"a \"\"b\"\"\"\n"
    );
    let units = "unit,name\nnorth,Sales North\n";
    assert_eq!(tables::rewrite(units, &organisation, &names), units);
    assert_eq!(tables::rewrite("", &organisation, &names), "");
    assert_eq!(
        tables::rewrite("\u{feff}person\r\n9\r\n\r\n10", &organisation, &names),
        "person\n000001-x\n000002-a\n"
    );
}

#[test]
fn a_transcript_has_one_text() {
    let transcript = Transcript {
        entries: vec![
            (
                LeafKind::Model,
                Json::object([
                    ("path", Json::from("attain.toml")),
                    ("text", Json::from("x")),
                ]),
            ),
            (
                LeafKind::Input,
                Json::object([("about", Json::from("period"))]),
            ),
        ],
    };
    let text = transcript.text();
    assert_eq!(Transcript::parse(&text), Ok(transcript));
    for broken in [
        text.replace("input", "identity"),
        text.replace("input", "other"),
        text.replace("\"content\":", "\"content\": "),
        text.replace("{\"content\"", "{\"a\":1,\"content\""),
    ] {
        assert!(
            matches!(
                Transcript::parse(&broken),
                Err(TranscriptError::Form { .. })
            ),
            "{broken}"
        );
    }
}

#[test]
fn what_is_missing_is_named() {
    let model = |text: &str| {
        let file = [
            ("path", Json::from("attain.toml")),
            ("text", Json::from(text)),
        ];
        (LeafKind::Model, Json::object(file))
    };
    let company = "[company]\nname = \"A\"\ncurrency = \"EUR\"\n";
    let entries = vec![model(company)];
    let error = Replay::new(&Transcript { entries }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`period`: the field `period` is missing or malformed"
    );
    let stray = Json::object([("about", Json::from("gossip"))]);
    let entries = vec![model(company), (LeafKind::Input, stray)];
    let error = Replay::new(&Transcript { entries }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`gossip`: the field `about` is missing or malformed"
    );
    let error = Replay::new(&Transcript::default()).unwrap_err();
    assert!(matches!(error, TranscriptError::Model(_)), "{error}");
}
