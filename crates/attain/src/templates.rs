//! The role templates that the program carries: see `templates/` and `docs/guide/templates.md`.

mod merge;

pub(crate) use merge::merged;

/// A piece of a workspace: file names within it, and their texts.
pub(crate) struct Part {
    /// Its folder under `templates/`.
    pub(crate) name: &'static str,
    pub(crate) files: &'static [(&'static str, &'static str)],
}

/// One role with all that it is measured and paid by.
pub(crate) struct Template {
    /// One line that says what it holds.
    pub(crate) title: &'static str,
    pub(crate) part: Part,
    /// Facts that it shares with other roles.
    pub(crate) needs: &'static [&'static Part],
    /// A person and a period to look at first.
    pub(crate) person: &'static str,
    pub(crate) period: &'static str,
}

macro_rules! part {
    ($folder:literal: $($name:literal),* $(,)?) => {
        Part {
            name: $folder,
            files: &[$((
                $name,
                include_str!(concat!("../../../templates/", $folder, "/", $name)),
            )),*],
        }
    };
}

/// What every role has, and what only this one has.
macro_rules! role {
    ($folder:literal, $stem:literal, $process:literal: $($name:literal),* $(,)?) => {
        Part {
            name: $folder,
            files: &[
                role!(@ $folder, concat!("model/datasets/", $stem, ".toml")),
                role!(@ $folder, concat!("model/kpis/", $stem, ".toml")),
                role!(@ $folder, concat!("model/scorecards/", $stem, ".toml")),
                role!(@ $folder, concat!("model/plans/", $stem, ".toml")),
                role!(@ $folder, concat!("model/processes/", $process, ".bpmn")),
                role!(@ $folder, concat!("model/responsibilities/", $stem, ".toml")),
                role!(@ $folder, "data/targets.csv"),
                role!(@ $folder, "samples/personal_results.csv"),
                role!(@ $folder, "GUIDE.md"),
                $(role!(@ $folder, $name)),*
            ],
        }
    };
    (@ $folder:literal, $name:expr) => {
        ($name, include_str!(concat!("../../../templates/", $folder, "/", $name)))
    };
}

/// What every workspace from templates has.
pub(crate) const BASE: Part = part!("base":
    "attain.toml",
    "model/goals.toml",
    "model/scales.toml",
    "model/positions.toml",
    "model/shared.toml",
    "model/stages.toml",
    "model/surveys.toml",
    "data/units.csv",
    "data/people.csv",
    "samples/service_survey.csv",
    "samples/staff.csv",
);

const ACCOUNTS: Part = part!("accounts": "model/accounts.toml", "samples/accounts.csv");

const RECEIVABLES: Part = part!("receivables":
    "model/receivables.toml",
    "samples/receivables.csv",
);

const ORDERS: Part = part!("orders":
    "model/orders.toml",
    "data/people.csv",
    "samples/orders.csv",
);

/// All of them, in the order in which a company is read: from the top.
pub(crate) const TEMPLATES: [Template; 9] = [
    Template {
        title: "profit, return, market share, debt, recommendation; paid head-on",
        part: role!("general-director", "director", "director_governing":
            "samples/director_balance.csv",
            "samples/director_market.csv",
            "samples/director_clients.csv",
        ),
        needs: &[&ACCOUNTS],
        person: "helen",
        period: "2026-Q3",
    },
    Template {
        title: "profit, production plan, new products, budget, share of fixed costs; scrap as a gate",
        part: role!("production-manager", "production", "production_making":
            "data/people.csv",
            "samples/production_output.csv",
            "samples/production_launches.csv",
        ),
        needs: &[&ACCOUNTS],
        person: "peter",
        period: "2026-Q3",
    },
    Template {
        title: "profit, cash forecast, cost of debt, overdue receivables, reports; funds with a block",
        part: role!("head-of-finance", "finance", "finance_steering":
            "data/people.csv",
            "samples/finance_cash.csv",
            "samples/finance_reports.csv",
        ),
        needs: &[&ACCOUNTS, &RECEIVABLES],
        person: "fiona",
        period: "2026-Q3",
    },
    Template {
        title: "turnover, margin, new outlets, share of new customers, overdue receivables; accelerator",
        part: role!("head-of-commercial", "commercial", "commercial_selling":
            "data/people.csv",
            "samples/commercial_outlets.csv",
        ),
        needs: &[&ORDERS, &RECEIVABLES],
        person: "carl",
        period: "2026-Q3",
    },
    Template {
        title: "the same with product and marketing: new products, return on marketing, awareness; company factor",
        part: role!("head-of-commercial-marketing", "brand", "brand_building":
            "data/people.csv",
            "samples/brand_sales.csv",
            "samples/brand_campaigns.csv",
            "samples/brand_tracking.csv",
        ),
        needs: &[&ACCOUNTS, &RECEIVABLES],
        person: "bianca",
        period: "2026-Q3",
    },
    Template {
        title: "time, budget, scope, quality, satisfaction; gates against one at the cost of another",
        part: role!("project-manager", "project", "project_delivering":
            "data/people.csv",
            "samples/project_milestones.csv",
            "samples/project_costs.csv",
            "samples/project_scope.csv",
            "samples/project_ratings.csv",
        ),
        needs: &[],
        person: "mara",
        period: "2026-Q3",
    },
    Template {
        title: "own turnover against own margin in a matrix, each month; team and training as factors",
        part: role!("sales", "sales", "sales_serving":
            "samples/sales_offers.csv",
            "samples/sales_voices.csv",
        ),
        needs: &[&ORDERS],
        person: "anna",
        period: "2026-09",
    },
    Template {
        title: "qualified leads, cost of a lead, leads that became customers, use of the budget, each month",
        part: role!("advertising", "advertising", "advertising_reaching":
            "data/people.csv",
            "samples/advertising_leads.csv",
            "samples/advertising_spend.csv",
        ),
        needs: &[],
        person: "ada",
        period: "2026-09",
    },
    Template {
        title: "right hires, days and cost of a hire, length of interviews, turnover; guarantee for starters",
        part: role!("hr-specialist", "hr", "hr_hiring":
            "data/people.csv",
            "samples/hr_vacancies.csv",
        ),
        needs: &[],
        person: "rosa",
        period: "2026-Q3",
    },
];

/// The template of a name.
pub(crate) fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.part.name == name)
}
