#!/usr/bin/env python3
"""Writes the processes of the role templates as BPMN 2.0 files, with lanes, owner and layout.

    python3 tools/template_processes.py

The output, `templates/*/model/processes/*.bpmn`, is checked in. Companies edit their copies in any
BPMN editor; this script only saves us from drawing nine diagrams by hand.
"""

import pathlib
from xml.sax.saxutils import quoteattr

ROOT = pathlib.Path(__file__).resolve().parent.parent / "templates"

LANE, COLUMN, LEFT = 140, 160, 130
SIZES = {"task": (110, 80), "userTask": (110, 80), "serviceTask": (110, 80), "gateway": (50, 50),
         "start": (36, 36), "end": (36, 36)}
ELEMENTS = {"start": "startEvent", "end": "endEvent", "gateway": "exclusiveGateway"}

# folder, name, title, owner, lanes, nodes (id, kind, name, lane, column), flows (from, to, name).
PROCESSES = [
    ("production-manager", "production_making", "Make what was promised", "production_manager",
     ["Production manager", "Production planner", "Head of a production line"],
     [("start", "start", "Orders for the quarter", 1, 0),
      ("plan", "userTask", "Plan batches", 1, 1),
      ("budget", "userTask", "Set the budget", 0, 1),
      ("approve", "userTask", "Approve plan and budget", 0, 2),
      ("make", "userTask", "Make batches", 2, 3),
      ("inspect", "userTask", "Inspect and sort out scrap", 2, 4),
      ("good", "gateway", "Good enough?", 2, 5),
      ("launch", "userTask", "Start new products in series", 0, 6),
      ("costs", "userTask", "Hold costs against the budget", 0, 7),
      ("done", "end", "Delivered", 0, 8)],
     [("start", "plan", ""), ("plan", "approve", ""), ("budget", "approve", ""), ("start", "budget", ""),
      ("approve", "make", ""), ("make", "inspect", ""), ("inspect", "good", ""), ("good", "make", "no"),
      ("good", "launch", "yes"), ("launch", "costs", ""), ("costs", "done", "")]),
    ("head-of-finance", "finance_steering", "Steer money", "head_of_finance",
     ["Head of finance", "Treasurer", "Accountant"],
     [("start", "start", "Month begins", 1, 0),
      ("forecast", "userTask", "Forecast cash for four weeks", 1, 1),
      ("borrow", "userTask", "Decide what to borrow and repay", 0, 2),
      ("chase", "userTask", "Chase overdue receivables", 2, 3),
      ("close", "userTask", "Close the month", 2, 4),
      ("right", "gateway", "Right the first time?", 2, 5),
      ("report", "userTask", "Deliver reports", 2, 6),
      ("advise", "userTask", "Explain the result to the heads", 0, 7),
      ("done", "end", "Month is closed", 0, 8)],
     [("start", "forecast", ""), ("forecast", "borrow", ""), ("borrow", "chase", ""), ("chase", "close", ""),
      ("close", "right", ""), ("right", "close", "no"), ("right", "report", "yes"), ("report", "advise", ""),
      ("advise", "done", "")]),
    ("head-of-commercial", "commercial_selling", "Sell so that it pays", "head_of_commercial",
     ["Head of the commercial department", "Salesperson"],
     [("start", "start", "Quarter begins", 0, 0),
      ("targets", "userTask", "Split the target over territories", 0, 1),
      ("outlets", "userTask", "Open outlets", 1, 2),
      ("price", "userTask", "Approve prices and terms", 0, 3),
      ("sell", "userTask", "Take orders", 1, 4),
      ("paid", "gateway", "Paid in time?", 1, 5),
      ("collect", "userTask", "Collect what is overdue", 1, 6),
      ("review", "userTask", "Review customers and territories", 0, 7),
      ("done", "end", "Quarter ends", 0, 8)],
     [("start", "targets", ""), ("targets", "outlets", ""), ("outlets", "price", ""), ("price", "sell", ""),
      ("sell", "paid", ""), ("paid", "collect", "no"), ("paid", "review", "yes"), ("collect", "review", ""),
      ("review", "done", "")]),
    ("head-of-commercial-marketing", "brand_building", "Build a brand that sells",
     "head_of_product_and_marketing",
     ["Head of product and marketing", "Product manager", "Advertising specialist"],
     [("start", "start", "Year plan", 0, 0),
      ("choose", "userTask", "Choose products and prices", 0, 1),
      ("launch", "userTask", "Launch products", 1, 2),
      ("campaign", "userTask", "Run campaigns", 2, 3),
      ("sell", "userTask", "Supply the trade", 1, 4),
      ("collect", "userTask", "Agree terms and collect", 0, 5),
      ("track", "userTask", "Track brand and recommendation", 2, 6),
      ("stop", "gateway", "Does it pay back?", 0, 7),
      ("done", "end", "Quarter ends", 0, 8)],
     [("start", "choose", ""), ("choose", "launch", ""), ("launch", "campaign", ""), ("campaign", "sell", ""),
      ("sell", "collect", ""), ("collect", "track", ""), ("track", "stop", ""), ("stop", "choose", "no"),
      ("stop", "done", "yes")]),
    ("project-manager", "project_delivering", "Deliver a project", "project_manager",
     ["Project manager", "Project team"],
     [("start", "start", "Project is approved", 0, 0),
      ("plan", "userTask", "Plan milestones and budget", 0, 1),
      ("agree", "userTask", "Agree the scope", 0, 2),
      ("work", "userTask", "Do the work", 1, 3),
      ("test", "userTask", "Test", 1, 4),
      ("accepted", "gateway", "Accepted?", 0, 5),
      ("learn", "userTask", "Write down what was learnt", 0, 6),
      ("done", "end", "Stage ends", 0, 7)],
     [("start", "plan", ""), ("plan", "agree", ""), ("agree", "work", ""), ("work", "test", ""),
      ("test", "accepted", ""), ("accepted", "work", "no"), ("accepted", "learn", "yes"), ("learn", "done", "")]),
    ("general-director", "director_governing", "Govern the company", "general_director",
     ["General director", "Head of finance"],
     [("start", "start", "Year begins", 0, 0),
      ("goals", "userTask", "Agree goals with the owners", 0, 1),
      ("cascade", "userTask", "Cascade goals to the heads", 0, 2),
      ("results", "userTask", "Show results and balance", 1, 3),
      ("reached", "gateway", "On course?", 0, 4),
      ("act", "userTask", "Decide what to change", 0, 5),
      ("people", "userTask", "Keep and develop heads", 0, 6),
      ("done", "end", "Quarter ends", 0, 7)],
     [("start", "goals", ""), ("goals", "cascade", ""), ("cascade", "results", ""), ("results", "reached", ""),
      ("reached", "act", "no"), ("reached", "people", "yes"), ("act", "people", ""), ("people", "done", "")]),
    ("sales", "sales_serving", "Win and serve a customer", "head_of_commercial",
     ["Salesperson", "Head of the commercial department"],
     [("start", "start", "Customer asks", 0, 0),
      ("offer", "userTask", "Make an offer", 0, 1),
      ("discount", "gateway", "Discount?", 0, 2),
      ("approve", "userTask", "Approve the discount", 1, 3),
      ("order", "userTask", "Take the order", 0, 4),
      ("money", "userTask", "See that it is paid", 0, 5),
      ("ask", "userTask", "Ask the customer", 0, 6),
      ("done", "end", "Customer is served", 0, 7)],
     [("start", "offer", ""), ("offer", "discount", ""), ("discount", "approve", "yes"),
      ("discount", "order", "no"), ("approve", "order", ""), ("order", "money", ""), ("money", "ask", ""),
      ("ask", "done", "")]),
    ("advertising", "advertising_reaching", "Reach those who may buy", "head_of_product_and_marketing",
     ["Advertising specialist", "Salesperson", "Head of product and marketing"],
     [("start", "start", "Month begins", 2, 0),
      ("budget", "userTask", "Divide the budget over channels", 2, 1),
      ("run", "userTask", "Run advertisements", 0, 2),
      ("collect", "userTask", "Collect leads", 0, 3),
      ("qualify", "userTask", "Say which leads are qualified", 1, 4),
      ("shift", "userTask", "Move money to what works", 0, 5),
      ("done", "end", "Month ends", 0, 6)],
     [("start", "budget", ""), ("budget", "run", ""), ("run", "collect", ""), ("collect", "qualify", ""),
      ("qualify", "shift", ""), ("shift", "done", "")]),
    ("hr-specialist", "hr_hiring", "Hire the right people", "hr_specialist",
     ["HR specialist", "Hiring manager"],
     [("start", "start", "Vacancy is approved", 1, 0),
      ("profile", "userTask", "Agree the profile", 1, 1),
      ("search", "userTask", "Search", 0, 2),
      ("interview", "userTask", "Interview", 0, 3),
      ("choose", "userTask", "Choose", 1, 4),
      ("right", "gateway", "Accepted?", 0, 5),
      ("introduce", "userTask", "Introduce to the company", 0, 6),
      ("done", "end", "Probation is over", 0, 7)],
     [("start", "profile", ""), ("profile", "search", ""), ("search", "interview", ""),
      ("interview", "choose", ""), ("choose", "right", ""), ("right", "search", "no"),
      ("right", "introduce", "yes"), ("introduce", "done", "")]),
]


def bounds(node):
    _, kind, _, lane, column = node
    width, height = SIZES[kind]
    return (LEFT + 60 + column * COLUMN + (110 - width) // 2, 80 + lane * LANE + (LANE - height) // 2,
            width, height)


def waypoints(source, target):
    """From the right side to the left side, or back below the lane."""
    x1, y1, w1, h1 = bounds(source)
    x2, y2, w2, h2 = bounds(target)
    if x2 > x1:
        start, end = (x1 + w1, y1 + h1 // 2), (x2, y2 + h2 // 2)
        middle = end[0] - 25
        return [start, end] if start[1] == end[1] else [start, (middle, start[1]), (middle, end[1]), end]
    low = max(y1 + h1, y2 + h2) + 15
    return [(x1 + w1 // 2, y1 + h1), (x1 + w1 // 2, low), (x2 + w2 // 2, low), (x2 + w2 // 2, y2 + h2)]


def document(name, title, owner, lanes, nodes, flows):
    by_id = {node[0]: node for node in nodes}
    flows = [(f"flow_{number + 1}", *flow) for number, flow in enumerate(flows)]
    out = ['<?xml version="1.0" encoding="UTF-8"?>',
           '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
           ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
           ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
           ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
           ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
           f' id="{name}_definitions" targetNamespace="https://attain.example/templates">',
           f'  <bpmn:collaboration id="{name}_collaboration">',
           f'    <bpmn:participant id="{name}_pool" name={quoteattr(title)} processRef="{name}" />',
           '  </bpmn:collaboration>',
           f'  <bpmn:process id="{name}" name={quoteattr(title)} isExecutable="false">',
           f'    <bpmn:laneSet id="{name}_lanes">']
    for number, lane in enumerate(lanes):
        out.append(f'      <bpmn:lane id="{name}_lane_{number + 1}" name={quoteattr(lane)}>')
        out += [f'        <bpmn:flowNodeRef>{node[0]}</bpmn:flowNodeRef>' for node in nodes if node[3] == number]
        out.append('      </bpmn:lane>')
    out.append('    </bpmn:laneSet>')
    for ident, kind, label, *_ in nodes:
        element = ELEMENTS.get(kind, kind)
        out.append(f'    <bpmn:{element} id="{ident}" name={quoteattr(label)}>')
        out += [f'      <bpmn:incoming>{flow[0]}</bpmn:incoming>' for flow in flows if flow[2] == ident]
        out += [f'      <bpmn:outgoing>{flow[0]}</bpmn:outgoing>' for flow in flows if flow[1] == ident]
        out.append(f'    </bpmn:{element}>')
    for ident, source, target, label in flows:
        label = f' name={quoteattr(label)}' if label else ''
        out.append(f'    <bpmn:sequenceFlow id="{ident}"{label} sourceRef="{source}" targetRef="{target}" />')
    out += ['    <bpmn:resourceRole name="owner">',
            '      <bpmn:resourceAssignmentExpression>',
            f'        <bpmn:formalExpression xsi:type="bpmn:tFormalExpression">{owner}</bpmn:formalExpression>',
            '      </bpmn:resourceAssignmentExpression>',
            '    </bpmn:resourceRole>',
            '  </bpmn:process>',
            f'  <bpmndi:BPMNDiagram id="{name}_diagram">',
            f'    <bpmndi:BPMNPlane id="{name}_plane" bpmnElement="{name}_collaboration">']
    width = 120 + (1 + max(node[4] for node in nodes)) * COLUMN

    def shape(element, box, extra=""):
        x, y, wide, high = box
        return [f'      <bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{extra}>',
                f'        <dc:Bounds x="{x}" y="{y}" width="{wide}" height="{high}" />',
                '      </bpmndi:BPMNShape>']

    out += shape(f"{name}_pool", (LEFT - 30, 80, width + 30, LANE * len(lanes)), ' isHorizontal="true"')
    for number in range(len(lanes)):
        out += shape(f"{name}_lane_{number + 1}", (LEFT, 80 + LANE * number, width, LANE),
                     ' isHorizontal="true"')
    for node in nodes:
        out += shape(node[0], bounds(node))
    for ident, source, target, _ in flows:
        out.append(f'      <bpmndi:BPMNEdge id="{ident}_di" bpmnElement="{ident}">')
        out += [f'        <di:waypoint x="{x}" y="{y}" />' for x, y in waypoints(by_id[source], by_id[target])]
        out.append('      </bpmndi:BPMNEdge>')
    out += ['    </bpmndi:BPMNPlane>', '  </bpmndi:BPMNDiagram>', '</bpmn:definitions>', '']
    return "\n".join(out)


def main():
    for folder, name, *rest in PROCESSES:
        path = ROOT / folder / "model" / "processes" / f"{name}.bpmn"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(name, *rest))


if __name__ == "__main__":
    main()
