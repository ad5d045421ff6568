//! The one table: every use-case, every role.

use attain_store::user::Role;

/// How far a permission goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Never,
    /// Oneself.
    Own,
    /// Oneself, and everybody who reported to one in the period, at every level.
    Subtree,
    /// Everybody, once the period is closed.
    Closed,
    /// Everybody, and what is about nobody in particular.
    All,
}

impl Reach {
    /// `never`, `own`, `subtree`, `closed`, `all`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Own => "own",
            Self::Subtree => "subtree",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }
}

/// Use-cases with their words, whether a program with a token may do them, and what each role may,
/// in the order of [`Role::NAMES`].
macro_rules! table {
    ($($(#[$doc:meta])* $name:ident $words:literal $token:ident
        $admin:ident $designer:ident $approver:ident $manager:ident $employee:ident $payroll:ident
        $auditor:ident;)*) => {
        /// Something that somebody can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum UseCase {
            $($(#[$doc])* $name,)*
        }

        impl UseCase {
            /// All, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What he does: completes "may not …".
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// Its name in code and in the reference.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }

        fn row(use_case: UseCase) -> (bool, [Reach; 7]) {
            match use_case {
                $(UseCase::$name => (
                    stringify!($token) == "token",
                    [Reach::$admin, Reach::$designer, Reach::$approver, Reach::$manager,
                     Reach::$employee, Reach::$payroll, Reach::$auditor],
                ),)*
            }
        }
    };
}

table! {
    // use-case "may not …" token|human
    //     administrator designer approver manager employee payroll auditor;
    /// Definitions: goals, KPIs, scorecards, plans. `Own`: those that measure and pay him.
    ModelRead "read the model" token
        All All All All Own Never All;
    /// Edit and check a draft.
    ModelDraft "draft a model" token
        Never All Never Never Never Never Never;
    /// Approve another's draft.
    ModelApprove "approve a model" human
        Never Never All Never Never Never Never;
    /// Publish an approved model from a day on.
    ModelPublish "publish a model" human
        Never All All Never Never Never Never;
    /// Compute past periods under a draft.
    WhatIf "compute a what-if" token
        Never All All Never Never Never All;
    /// Targets.
    TargetRead "read targets" token
        Never All All Subtree Own Never All;
    /// Propose a target, or change one for a reason.
    TargetPropose "propose targets" token
        Never All Never Subtree Never Never Never;
    /// Agree to a target as the one who leads.
    TargetAgreeManager "agree to targets for the manager" human
        Never Never All Subtree Never Never Never;
    /// Agree to one's own target.
    TargetAgreeOwn "agree to his target" human
        Never Never Never Own Own Never Never;
    /// The list of imports, and the rows that were refused.
    ImportRead "read imports" token
        All All All Never Never Never All;
    /// Import facts, retract a batch.
    ImportWrite "import facts" token
        All All Never Never Never Never Never;
    /// Results of a period that is not closed: runs, scores, pay as it stands.
    ResultRead "read results" token
        Never All All Subtree Own Never All;
    /// Facts behind a number, down to the rows.
    FactRead "read facts" token
        Never All All Subtree Own Never All;
    /// Groups side by side: units, teams. Never a group under five.
    ComparisonRead "compare groups" token
        Never All All Subtree Never Never All;
    /// Patterns that an independent reader should look at.
    SignalRead "read signals" token
        Never Never Never Never Never Never All;
    /// Published results of surveys: of no group under five.
    SurveyRead "read results of surveys" token
        Never All All All All Never All;
    /// Open and close rounds, make tokens, see who has not answered.
    SurveyRun "run surveys" human
        Never All Never Never Never Never Never;
    /// Keep a run of a period.
    RunKeep "keep a run" token
        Never All All Never Never Never Never;
    /// Runs side by side, what stopped, and why it may be paid.
    RunRead "read runs" token
        Never All All Subtree Own Never All;
    /// Say why something implausible may be paid.
    StopExplain "explain a stop" human
        Never All All Never Never Never Never;
    /// How far periods are.
    PeriodRead "read periods" token
        All All All All All All All;
    /// Open a period.
    PeriodOpen "open a period" token
        Never All All Never Never Never Never;
    /// Hand a run over to those who approve, or send it back.
    PeriodReview "review a period" human
        Never All All Never Never Never Never;
    /// Approve a period; two people do.
    PeriodApprove "approve a period" human
        Never Never All Never Never Never Never;
    /// Stop all changes to a period at once, or allow them again.
    PeriodFreeze "freeze a period" human
        All All All Never Never Never Never;
    /// Close an approved period, for ever.
    PeriodClose "close a period" human
        Never Never All Never Never Never Never;
    /// Statements of closed periods.
    StatementRead "read statements" token
        Never All All Subtree Own Closed All;
    /// Say that one has read a statement or a document.
    Acknowledge "acknowledge" human
        Never Never Never Own Own Never Never;
    /// Corrections of closed periods.
    CorrectionRead "read corrections" token
        Never All All Subtree Own Closed All;
    /// Book a correction into the open period.
    CorrectionBook "book corrections" human
        Never All All Never Never Never Never;
    /// Adjustments by hand.
    AdjustmentRead "read adjustments" token
        Never All All Subtree Own Never All;
    /// Propose an adjustment by hand.
    AdjustmentPropose "propose adjustments" human
        Never All Never Subtree Never Never Never;
    /// Approve another's adjustment.
    AdjustmentApprove "approve adjustments" human
        Never Never All Never Never Never Never;
    /// Disputes and their history.
    DisputeRead "read disputes" token
        Never All All Subtree Own Never All;
    /// Raise a dispute about a line of one's own statement.
    DisputeRaise "raise a dispute" human
        Never Never Never Own Own Never Never;
    /// Answer a dispute.
    DisputeAnswer "answer disputes" human
        Never All Never Subtree Never Never Never;
    /// Decide a dispute.
    DisputeDecide "decide disputes" human
        Never Never All Never Never Never Never;
    /// The file that payroll takes.
    PayrollExport "export to payroll" token
        Never Never Never Never Never Closed Never;
    /// Users and their roles.
    UserRead "read users" token
        All Never Never Never Never Never All;
    /// Add users, give and take roles.
    UserWrite "change users" human
        All Never Never Never Never Never Never;
    /// Forget who a person's key stands for.
    PersonErase "erase a person" human
        All Never Never Never Never Never Never;
    /// The audit trail, and the checks over the records.
    TrailRead "read the audit trail" token
        All Never Never Never Never Never All;
    /// Copy the records.
    BackupMake "make a backup" token
        All Never Never Never Never Never Never;
    /// What is told to whom, how he signs in: settings of the company.
    SettingsWrite "change settings" human
        All Never Never Never Never Never Never;
    /// One's own password, second factor, tokens and sessions.
    SelfWrite "change how he signs in" human
        Own Own Own Own Own Own Own;
}

/// What a role may.
#[must_use]
pub fn reach(use_case: UseCase, role: Role) -> Reach {
    let place = Role::NAMES.iter().position(|(_, one)| *one == role);
    let (_, row) = row(use_case);
    place
        .and_then(|place| row.get(place).copied())
        .unwrap_or(Reach::Never)
}

/// Whether a program that has a token may do it. What stands for somebody's own word, a program
/// may not: approve, close, agree, dispute, change users.
#[must_use]
pub fn by_token(use_case: UseCase) -> bool {
    row(use_case).0
}

/// What somebody may who has left the company: read what is about himself.
#[must_use]
pub fn when_left(use_case: UseCase) -> Reach {
    match use_case {
        UseCase::ResultRead
        | UseCase::StatementRead
        | UseCase::CorrectionRead
        | UseCase::DisputeRead
        | UseCase::SelfWrite => Reach::Own,
        _ => Reach::Never,
    }
}
