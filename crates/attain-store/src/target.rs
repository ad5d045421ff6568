//! Targets: proposed, agreed by manager and employee, and then changed only for a reason.

use crate::ctx::{Ctx, Written};
use crate::error::{Result, StoreError};
use crate::record::{Columns, Edit, Kept, Record};
use crate::sql::{Row, Value};
use crate::store::Store;
use attain_core::id::KpiId;
use attain_core::json::Json;
use attain_core::num::{Decimal, plain};

/// The figures of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Below it there is no bonus.
    pub minimum: Option<Decimal>,
    /// What is 100 %.
    pub target: Decimal,
    /// More than was asked for.
    pub desired: Option<Decimal>,
    /// Where it starts from.
    pub baseline: Option<Decimal>,
    /// What others reach.
    pub benchmark: Option<Decimal>,
}

/// How far a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetState {
    /// Not agreed yet.
    Proposed,
    /// Manager and employee agree.
    Agreed,
    /// Changed after it was agreed.
    Changed,
}

impl TargetState {
    const NAMES: [(&'static str, Self); 3] = [
        ("proposed", Self::Proposed),
        ("agreed", Self::Agreed),
        ("changed", Self::Changed),
    ];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A target of a person or unit for one KPI in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub id: String,
    /// Whose: a person's key, or a unit.
    pub subject: String,
    /// The KPI.
    pub kpi: KpiId,
    /// The period, by its name.
    pub period: String,
    /// The figures.
    pub figures: Figures,
    /// How far it is.
    pub state: TargetState,
    /// The user who agreed as manager.
    pub agreed_by_manager: Option<String>,
    /// The user who agreed as employee.
    pub agreed_by_employee: Option<String>,
    /// Why it was changed after it was agreed.
    pub changed_reason: Option<String>,
}

/// Who agrees to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one who sets it.
    Manager,
    /// The one who is measured by it.
    Employee,
}

/// A target to propose.
#[derive(Debug, Clone, Copy)]
pub struct NewTarget<'a> {
    /// Its name.
    pub id: &'a str,
    /// Whose.
    pub subject: &'a str,
    /// The KPI.
    pub kpi: &'a KpiId,
    /// The period, by its name.
    pub period: &'a str,
    /// The figures.
    pub figures: Figures,
}

impl Store {
    /// Proposes a target.
    ///
    /// # Errors
    /// If there is one for the same subject, KPI and period, or the period takes no changes.
    pub async fn target_propose(&self, ctx: &Ctx, new: NewTarget<'_>) -> Result<Written> {
        let target = Target {
            id: new.id.to_owned(),
            subject: new.subject.to_owned(),
            kpi: new.kpi.clone(),
            period: new.period.to_owned(),
            figures: new.figures,
            state: TargetState::Proposed,
            agreed_by_manager: None,
            agreed_by_employee: None,
            changed_reason: None,
        };
        self.record_insert(ctx, "target_propose", &target).await
    }

    /// Changes the figures. Whoever agreed has to agree again. Once it was agreed, a reason is
    /// needed.
    ///
    /// # Errors
    /// If it has changed since the edit began, the period takes no changes, or a reason is missing.
    pub async fn target_update(
        &self,
        ctx: &Ctx,
        edit: Edit<'_>,
        figures: Figures,
        reason: Option<&str>,
    ) -> Result<Written> {
        let mut asked: Vec<_> = figures_json(&figures).to_vec();
        asked.push(("reason", Json::from(reason)));
        let change = |kept: &Kept<Target>| {
            let mut next = kept.value.clone();
            if next.state != TargetState::Proposed {
                next.state = TargetState::Changed;
                next.changed_reason = Some(reason.unwrap_or_default().to_owned());
            }
            next.figures = figures;
            next.agreed_by_manager = None;
            next.agreed_by_employee = None;
            Ok(next)
        };
        let asked = Json::object(asked);
        self.record_edit(ctx, "target_update", edit, asked, change)
            .await
    }

    /// Agrees to a target, for one side. It is agreed when both have done so.
    ///
    /// # Errors
    /// [`StoreError::SamePerson`] if one user would agree for both sides.
    pub async fn target_agree(&self, ctx: &Ctx, edit: Edit<'_>, side: Side) -> Result<Written> {
        let name = match side {
            Side::Manager => "manager",
            Side::Employee => "employee",
        };
        let asked = Json::object([("side", Json::from(name))]);
        let change = |kept: &Kept<Target>| agree(&kept.value, &ctx.user, side);
        self.record_edit(ctx, "target_agree", edit, asked, change)
            .await
    }

    /// A target.
    ///
    /// # Errors
    /// If it is not there.
    pub async fn target_fetch(&self, id: &str) -> Result<Kept<Target>> {
        self.record_fetch(id).await
    }

    /// The targets of a period.
    ///
    /// # Errors
    /// If the records cannot be read.
    pub async fn target_list(&self, period: &str) -> Result<Vec<Kept<Target>>> {
        self.record_list("period = $1", &[Value::from(period)])
            .await
    }
}

fn agree(target: &Target, user: &str, side: Side) -> Result<Target> {
    let mut next = target.clone();
    let (own, other) = match side {
        Side::Manager => (&mut next.agreed_by_manager, &next.agreed_by_employee),
        Side::Employee => (&mut next.agreed_by_employee, &next.agreed_by_manager),
    };
    if other.as_deref() == Some(user) {
        return Err(StoreError::SamePerson {
            user: user.to_owned(),
            action: "target_agree",
        });
    }
    *own = Some(user.to_owned());
    if other.is_some() {
        next.state = TargetState::Agreed;
    }
    Ok(next)
}

fn figures_json(figures: &Figures) -> [(&'static str, Json); 5] {
    let json = |value: Option<Decimal>| Json::from(value.map(plain));
    [
        ("minimum", json(figures.minimum)),
        ("target", json(Some(figures.target))),
        ("desired", json(figures.desired)),
        ("baseline", json(figures.baseline)),
        ("benchmark", json(figures.benchmark)),
    ]
}

impl Record for Target {
    const ENTITY: &'static str = "target";
    const TABLE: &'static str = "targets";
    const EDITABLE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn columns(&self) -> Result<Columns> {
        let figures = &self.figures;
        let number = |value: Option<Decimal>| Value::from(value.map(plain));
        Ok(vec![
            ("id", Value::from(self.id.as_str())),
            ("subject", Value::from(self.subject.as_str())),
            ("kpi", Value::from(self.kpi.as_str())),
            ("period", Value::from(self.period.as_str())),
            ("minimum", number(figures.minimum)),
            ("target", number(Some(figures.target))),
            ("desired", number(figures.desired)),
            ("baseline", number(figures.baseline)),
            ("benchmark", number(figures.benchmark)),
            ("state", Value::from(self.state.name())),
            (
                "agreed_by_manager",
                Value::from(self.agreed_by_manager.as_deref()),
            ),
            (
                "agreed_by_employee",
                Value::from(self.agreed_by_employee.as_deref()),
            ),
            (
                "changed_reason",
                Value::from(self.changed_reason.as_deref()),
            ),
        ])
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.text("id")?,
            subject: row.text("subject")?,
            kpi: KpiId::from(row.text("kpi")?),
            period: row.text("period")?,
            figures: Figures {
                minimum: row.maybe_parsed("minimum")?,
                target: row.parsed("target")?,
                desired: row.maybe_parsed("desired")?,
                baseline: row.maybe_parsed("baseline")?,
                benchmark: row.maybe_parsed("benchmark")?,
            },
            state: row.choice("state", &TargetState::NAMES)?,
            agreed_by_manager: row.maybe_text("agreed_by_manager")?,
            agreed_by_employee: row.maybe_text("agreed_by_employee")?,
            changed_reason: row.maybe_text("changed_reason")?,
        })
    }

    fn period(&self) -> Option<&str> {
        Some(&self.period)
    }
}
