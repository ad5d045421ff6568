//! Diagrams as editors write them, and what is said of broken ones.

use super::edit::{Edit, apply};
use super::{Pin, PinState, Role, coverage, raci, svg};
use crate::model::{Model, load};
use crate::text::Document;
use proptest::prelude::*;

/// As bpmn.io and the Camunda modeler write: a prefix, a pool with lanes, extensions, shapes.
pub(super) const CAMUNDA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:collaboration id="Collaboration_1">
    <bpmn:participant id="Pool_1" name="Lead to order" processRef="Process_0abc" />
    <bpmn:participant id="Pool_2" name="Customer" />
    <bpmn:messageFlow id="Message_1" sourceRef="Pool_2" targetRef="Start_1" />
  </bpmn:collaboration>
  <bpmn:process id="Process_0abc" isExecutable="false">
    <bpmn:laneSet id="Lanes_1">
      <bpmn:lane id="Lane_1" name="Sales representative">
        <bpmn:flowNodeRef>Start_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Qualify</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>Sub</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="Lane_2" name="sales_manager">
        <bpmn:flowNodeRef>Approve</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>End_1</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="Start_1"><bpmn:outgoing>F1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Qualify" name="Qualify&#10;lead &#38; score">
      <bpmn:extensionElements>
        <camunda:properties><camunda:property name="kept" value="yes" /></camunda:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>F1</bpmn:incoming>
      <bpmn:outgoing>F2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:subProcess id="Sub" name="Offer">
      <bpmn:task id="Write" name="Write offer" />
      <bpmn:sequenceFlow id="F9" sourceRef="Write" targetRef="Write" />
    </bpmn:subProcess>
    <bpmn:userTask id="Approve" name="Approve" camunda:candidateGroups="sales_manager, director" />
    <bpmn:serviceTask id="Send" name="Send" />
    <bpmn:endEvent id="End_1" />
    <bpmn:sequenceFlow id="F1" sourceRef="Start_1" targetRef="Qualify" />
    <bpmn:sequenceFlow id="F2" sourceRef="Qualify" targetRef="Sub" />
    <bpmn:sequenceFlow id="F3" name="ok" sourceRef="Sub" targetRef="Approve" />
    <bpmn:sequenceFlow id="F4" sourceRef="Approve" targetRef="Send" />
    <bpmn:sequenceFlow id="F5" sourceRef="Send" targetRef="End_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="D1">
    <bpmndi:BPMNPlane id="P1" bpmnElement="Collaboration_1">
      <bpmndi:BPMNShape id="Pool_1_di" bpmnElement="Pool_1" isHorizontal="true"><dc:Bounds x="100" y="80.5" width="700" height="250" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="Qualify_di" bpmnElement="Qualify"><dc:Bounds x="2.2E2" y="105.60000000000001" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="F1_di" bpmnElement="F1"><di:waypoint x="188" y="147" /><di:waypoint x="220" y="147" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"#;

/// As Signavio and Yaoqiang write: no prefix, performers by expression, resources, owner.
const SIGNAVIO: &str = "\u{feff}<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\r\n<definitions \
xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:tns='http://x' xmlns:signavio='http://www.signavio.com' \
id='sid-1'>\r\n   <resource id='R1' name='director'/>\r\n   <process id='sid-2' name='Hire'>\r\n      \
<task id='sid-3' name='Choose'>\r\n         <extensionElements>\r\n            <signavio:signavioMetaData metaKey='a' metaValue='b'/>\r\n         </extensionElements>\r\n         <performer><resourceRef>tns:R1</resourceRef></performer>\r\n      </task>\r\n      \
<manualTask id='sid-4' name='Sign'><potentialOwner><resourceAssignmentExpression><formalExpression>group(sales_manager)</formalExpression></resourceAssignmentExpression></potentialOwner></manualTask>\r\n      \
<sequenceFlow id='sid-5' sourceRef='tns:sid-3' targetRef='tns:sid-4'/>\r\n      <resourceRole name='owner'><resourceRef>R1</resourceRef></resourceRole>\r\n   </process>\r\n</definitions>";

/// As Visio-like exports write: another prefix, no drawing, two processes in a file.
const VISIO: &str = r#"<semantic:definitions xmlns:semantic="http://www.omg.org/spec/BPMN/20100524/MODEL" xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI">
  <semantic:process id="WFP-1"><semantic:startEvent id="a"/><semantic:task id="b" name="Buy" startQuantity="1"/><semantic:exclusiveGateway id="c"/><semantic:task id="d" name="Pay"/><semantic:sequenceFlow id="e" sourceRef="a" targetRef="b"/><semantic:sequenceFlow id="f" sourceRef="b" targetRef="c"/><semantic:sequenceFlow id="g" sourceRef="c" targetRef="d"/><semantic:sequenceFlow id="h" sourceRef="c" targetRef="b"/></semantic:process>
  <semantic:process id="WFP-2"><semantic:task id="z" name="Sell"/></semantic:process>
</semantic:definitions>"#;

const POSITIONS: &str = "[dataset.d]\nowner = \"p\"\ndate = \"t\"\nkey = [\"i\"]\n[dataset.d.columns]\ni = \"integer\"\nt = \"date\"\np = \"text\"\n[position.rep]\ntitle = \"Sales Representative\"\n[position.sales_manager]\n[position.director]\n";

fn workspace(bpmn: &[(&str, &str)], toml: &str) -> (Model, Vec<String>) {
    let mut documents = vec![
        Document::new(
            "attain.toml",
            "[company]\nname = \"A\"\ncurrency = \"EUR\"\n",
        ),
        Document::new("model/m.toml", format!("{POSITIONS}{toml}")),
    ];
    for (name, text) in bpmn {
        documents.push(Document::new(format!("model/processes/{name}.bpmn"), *text));
    }
    let (model, found) = load(&documents);
    (
        model.unwrap(),
        found.iter().map(|one| one.concise()).collect(),
    )
}

#[test]
fn files_of_editors_are_read() {
    let (model, found) = workspace(
        &[("lead", CAMUNDA), ("hire", SIGNAVIO), ("visio", VISIO)],
        "",
    );
    // Visio's tasks stand in no lane, so nobody does them.
    assert_eq!(
        found,
        [
            "warning[K0263]: nobody is responsible for the task `Buy`",
            "warning[K0263]: nobody is responsible for the task `Pay`",
            "warning[K0263]: nobody is responsible for the task `Sell`",
        ]
    );
    let names: Vec<&str> = model.processes.keys().map(|id| id.as_str()).collect();
    assert_eq!(names, ["WFP-1", "WFP-2", "hire", "lead"]);
    let lead = &model.processes[&"lead".into()];
    assert_eq!(lead.title, "Lead to order");
    let tasks: Vec<String> = lead
        .tasks
        .iter()
        .map(|task| {
            let who: Vec<&str> = task.performers.iter().map(|one| one.as_str()).collect();
            format!(
                "{}: {}{}",
                task.name,
                who.join(","),
                if task.automatic { " auto" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        tasks,
        [
            "Qualify lead & score: rep",
            "Write offer: rep",
            "Approve: sales_manager,director",
            "Send:  auto"
        ]
    );
    let hire = &model.processes[&"hire".into()];
    assert_eq!(hire.owner.as_ref().unwrap().value.as_str(), "director");
    assert_eq!(hire.tasks[0].performers[0].as_str(), "director");
    assert_eq!(hire.tasks[1].performers[0].as_str(), "sales_manager");
}

#[test]
fn an_edit_keeps_every_other_byte() {
    let camunda = Document::new("lead.bpmn", CAMUNDA);
    let edit = |document: &Document, edit: Edit| apply(document, &edit).unwrap();
    let renamed = edit(
        &camunda,
        Edit::Rename {
            element: "Approve".into(),
            name: "A \"<ok>\"".into(),
        },
    );
    assert_eq!(
        renamed,
        CAMUNDA.replace("name=\"Approve\"", "name=\"A &quot;&lt;ok&gt;&quot;\"")
    );
    let named = edit(
        &camunda,
        Edit::Rename {
            element: "End_1".into(),
            name: "Done".into(),
        },
    );
    assert!(
        named.contains("<bpmn:endEvent name=\"Done\" id=\"End_1\" />"),
        "{named}"
    );
    let moved = edit(
        &camunda,
        Edit::Move {
            node: "Qualify".into(),
            lane: "sales_manager".into(),
        },
    );
    let line = "        <bpmn:flowNodeRef>Qualify</bpmn:flowNodeRef>\n";
    let end = "        <bpmn:flowNodeRef>End_1</bpmn:flowNodeRef>\n";
    assert_eq!(
        moved,
        CAMUNDA
            .replace(line, "")
            .replace(end, &format!("{end}{line}"))
    );
    let missing = apply(
        &camunda,
        &Edit::Rename {
            element: "no".into(),
            name: "x".into(),
        },
    );
    assert_eq!(
        missing.unwrap_err().message,
        "`lead.bpmn` has no element `no`"
    );
}

#[test]
fn an_owner_and_performers_are_written_once() {
    let edit = |document: &Document, edit: Edit| apply(document, &edit).unwrap();
    let camunda = Document::new("lead.bpmn", CAMUNDA);
    let signavio = Document::new("hire.bpmn", SIGNAVIO);
    // Lines that end as Windows ends them stay so.
    let owned = edit(
        &signavio,
        Edit::Own {
            process: "sid-2".into(),
            position: "rep".into(),
        },
    );
    let role = "<resourceRole name='owner'><resourceRef>R1</resourceRef></resourceRole>";
    let new = "<resourceRole name=\"owner\"><resourceAssignmentExpression><formalExpression>rep\
               </formalExpression></resourceAssignmentExpression></resourceRole>";
    assert_eq!(owned, SIGNAVIO.replace(role, new));
    let empty = edit(
        &camunda,
        Edit::Perform {
            task: "Write".into(),
            position: "rep".into(),
        },
    );
    assert!(
        empty.contains(
            "<bpmn:task id=\"Write\" name=\"Write offer\" ><bpmn:potentialOwner name=\"performer\">"
        ),
        "{empty}"
    );
    for (text, id, position) in [(CAMUNDA, "Qualify", "director"), (SIGNAVIO, "sid-4", "rep")] {
        let document = Document::new("x.bpmn", text);
        let after = edit(
            &document,
            Edit::Perform {
                task: id.into(),
                position: position.into(),
            },
        );
        let (model, _) = workspace(&[("x", &after)], "");
        let task = model.processes[&"x".into()].task(id).unwrap().clone();
        assert_eq!(task.performers, [position.into()], "{after}");
        // Twice the same is once.
        let again = edit(
            &Document::new("x.bpmn", after.clone()),
            Edit::Perform {
                task: id.into(),
                position: position.into(),
            },
        );
        assert_eq!(again, after);
    }
}

#[test]
fn the_matrix_joins_diagram_owner_and_responsibilities() {
    let (model, found) = workspace(
        &[("lead", CAMUNDA)],
        "[process.lead]\nowner = \"director\"\n\
         [responsibility.quality]\nprocess = \"lead\"\ntask = \"Qualify lead & score\"\n\
         responsible = [\"sales_manager\"]\naccountable = \"sales_manager\"\ninformed = [\"director\"]\n",
    );
    assert_eq!(found, Vec::<String>::new());
    let rows = raci(&model);
    let letters = |title: &str, position: &str| {
        rows.iter()
            .find(|row| row.title == title)
            .unwrap()
            .letters(&position.into())
    };
    assert_eq!(letters("Lead to order", "director"), "A");
    assert_eq!(letters("Qualify lead & score", "sales_manager"), "RA");
    assert_eq!(letters("Qualify lead & score", "director"), "I");
    assert_eq!(letters("Qualify lead & score", "rep"), "");
    assert_eq!(letters("Write offer", "rep"), "R");
    assert_eq!(letters("Write offer", "director"), "A");
    assert!(
        rows.iter()
            .all(|row| row.who(Role::Accountable).count() == 1)
    );
}

/// A diagram (none: a broken one), more of the model, and what is said.
const INCONSISTENT: &[(&str, &str, &str)] = &[
    (
        "<a/>",
        "",
        "error[K0264]: `model/processes/x.bpmn` is no BPMN 2.0 file: its first element is `a`",
    ),
    ("<a", "", "error[K0260]"),
    (
        "",
        "",
        "error[K0265]: flow `g` leads to `gone`, which the file does not have",
    ),
    ("", "", "error[K0266]: two elements have the id `b`"),
    (
        "",
        "",
        "warning[K0269]: no flow leads to or from the task `Pay`",
    ),
    (
        CAMUNDA,
        "[process.x]\nowner = \"nobody\"",
        "error[K0341]: unknown position `nobody`",
    ),
    (
        SIGNAVIO,
        "[process.x]\nowner = \"rep\"",
        "error[K0267]: process `x` has two owners: `rep` in the model and `director` in its diagram",
    ),
    (
        SIGNAVIO,
        "[process.x]\ntasks = [\"More\"]",
        "error[K0201]: process `x` has its tasks from its diagram",
    ),
    (
        CAMUNDA,
        "[responsibility.r]\nprocess = \"y\"",
        "error[K0341]: unknown process `y`",
    ),
    (
        CAMUNDA,
        "[responsibility.r]\nprocess = \"x\"\ntask = \"Aprove\"",
        "error[K0341]: unknown task `Aprove`",
    ),
    (
        CAMUNDA,
        "[responsibility.r]\nprocess = \"x\"\ntask = \"Approve\"",
        "error[K0262]: responsibility `r` has nobody accountable",
    ),
    (
        CAMUNDA,
        "[responsibility.r]\nprocess = \"x\"\ntask = \"Approve\"\naccountable = [\"rep\", \"director\"]",
        "error[K0262]: responsibility `r` has 2 accountable positions, expected one",
    ),
    (
        CAMUNDA,
        "[responsibility.r]\nprocess = \"x\"\naccountable = \"rep\"\n[responsibility.s]\nprocess = \"x\"\naccountable = \"director\"",
        "error[K0262]: `r` and `s` name two accountable positions for the same thing",
    ),
    (
        CAMUNDA,
        "[process.p]\nowner = \"rep\"\n[responsibility.r]\nprocess = \"p\"",
        "error[K0263]: responsibility `r` has nobody responsible",
    ),
    (
        CAMUNDA,
        "[process.p]\ntasks = [\"A\", \"A\"]\nowner = \"rep\"\n[responsibility.r]\nprocess = \"p\"\ntask = \" A\"",
        "error[K0351]",
    ),
    (
        CAMUNDA,
        "[kpi.k]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"count(*)\"\nprocess = \"nix\"\n",
        "error[K0341]: unknown process `nix`",
    ),
    (
        CAMUNDA,
        "[kpi.k]\nkind = \"result\"\ndataset = \"d\"\nmeasure = \"count(*)\"\nmeasures = \"nix\"\n",
        "error[K0341]: unknown responsibility `nix`",
    ),
];

#[test]
fn what_is_inconsistent_is_said() {
    let bad = VISIO
        .replace("targetRef=\"d\"", "targetRef=\"gone\"")
        .replace("id=\"z\"", "id=\"b\"");
    for (bpmn, toml, expected) in INCONSISTENT {
        let bpmn = if bpmn.is_empty() { bad.as_str() } else { bpmn };
        let (_, found) = workspace(&[("x", bpmn)], toml);
        assert!(
            found.iter().any(|one| one.starts_with(expected)),
            "{expected}\n{found:#?}"
        );
    }
    let strange = CAMUNDA
        .replace("Sales representative", "Sales")
        .replace(", director", ", board");
    let (_, found) = workspace(&[("x", &strange)], "[process.x]\nowner = \"director\"");
    for expected in [
        "warning[K0350]: lane `Sales` is no position of the model",
        "warning[K0352]: task `Approve` is performed by `board`, which is no position of the model",
    ] {
        assert!(found.iter().any(|one| one == expected), "{found:#?}");
    }
}

const MEASURED: &str = r#"
[process.lead]
[responsibility.quality]
process = "lead"
task = "Qualify"
accountable = "sales_manager"
[responsibility.offers]
process = "lead"
task = "Write"
accountable = "director"
[kpi.good]
kind = "result"
dataset = "d"
measure = "count(*)"
measures = "quality"
target = "1"
[kpi.loose]
kind = "result"
dataset = "d"
measure = "count(*)"
target = "1"
[scorecard.rep]
positions = ["rep", "director"]
every = "month"
kpis = [{ kpi = "good", weight = "50 %" }, { kpi = "loose", weight = "50 %" }]
"#;

#[test]
fn what_is_not_covered_is_shown() {
    let (model, found) = workspace(&[("lead", CAMUNDA), ("visio", VISIO)], MEASURED);
    assert!(
        !found.iter().any(|one| one.starts_with("error")),
        "{found:#?}"
    );
    let coverage = coverage(&model);
    let names =
        |ids: &[crate::id::ProcessId]| ids.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&coverage.without_owner), ["WFP-1", "WFP-2", "lead"]);
    assert_eq!(names(&coverage.without_kpi), ["WFP-1", "WFP-2"]);
    assert_eq!(coverage.unmeasured, ["offers".into()]);
    assert_eq!(coverage.without_responsibility, ["loose".into()]);
    let tasks: Vec<&str> = coverage
        .without_responsible
        .iter()
        .map(|(_, task)| task.as_str())
        .collect();
    assert_eq!(tasks, ["Buy", "Pay", "Sell"]);
    // The representative does the task, the manager answers for it, the director does neither.
    let outside: Vec<&str> = coverage
        .uncontrolled
        .iter()
        .map(|one| one.position.as_str())
        .collect();
    assert_eq!(outside, ["director"]);
    assert_eq!(coverage.gaps(), 3 + 2 + 1 + 1 + 1 + 3);
}

#[test]
fn a_drawing_has_every_node_and_its_pins() {
    let (model, _) = workspace(&[("lead", CAMUNDA), ("visio", VISIO)], MEASURED);
    let lead = &model.processes[&"lead".into()];
    let pins = Pin::of(&model, lead, None);
    assert_eq!(pins.len(), 1);
    assert_eq!(
        (pins[0].task.as_deref(), pins[0].state),
        (Some("Qualify"), PinState::Unknown)
    );
    let drawing = svg(lead, &pins);
    for part in [
        "<rect x=\"220\" y=\"106\" width=\"100\" height=\"80\"",
        "Qualify lead",
        "lead &amp;",
        "points=\"188,147 220,147\"",
        "<title>good</title>",
        "Lead to order",
    ] {
        assert!(drawing.contains(part), "{part}\n{drawing}");
    }
    // Without a drawing in the file every node gets a place of its own.
    let drawing = svg(&model.processes[&"WFP-1".into()], &[]);
    for name in ["Buy", "Pay"] {
        assert!(drawing.contains(name), "{drawing}");
    }
    assert_eq!(drawing.matches("<polyline").count(), 4);
    assert_eq!(drawing.matches("<circle").count(), 1);
}

proptest! {
    /// Whatever the bytes are, they are read or refused; nothing panics.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}", cut in 0usize..4000) {
        let document = Document::new("model/processes/x.bpmn", text.as_str());
        let _ = apply(&document, &Edit::Rename { element: "a".into(), name: "b".into() });
        let part: String = CAMUNDA.chars().take(cut).collect();
        let (_, _) = load(&[Document::new("model/processes/x.bpmn", part)]);
        let mixed = CAMUNDA.replacen("Qualify", &text, 2);
        let (_, _) = load(&[Document::new("model/processes/x.bpmn", mixed)]);
    }

    /// A name is read back as it was written, and the old name restores every byte.
    #[test]
    fn a_name_comes_back(name in "[ -~äß€\u{4e00}]{1,40}") {
        let before = Document::new("x.bpmn", CAMUNDA);
        let to = |name: &str| Edit::Rename { element: "Approve".into(), name: name.to_owned() };
        let after = apply(&before, &to(&name)).unwrap();
        let (model, _) = workspace(&[("x", &after)], "");
        let expected = super::words(&name);
        let task = model.processes[&"x".into()].task("Approve").unwrap().clone();
        let expected = match expected.is_empty() {
            true => "Approve".to_owned(),
            false => expected,
        };
        prop_assert_eq!(task.name, expected);
        let back = apply(&Document::new("x.bpmn", after), &to("Approve")).unwrap();
        prop_assert_eq!(back, CAMUNDA);
    }
}
