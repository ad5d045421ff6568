//! The one route table. A route cannot be written without saying what one must be allowed to do.

use crate::guard::{Guard, guard};
use crate::site::Site;
use crate::{api, assets, pages};
use attain_app::access::UseCase;
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{self, MethodRouter};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: nobody has signed in yet.
    Public,
    /// This.
    Use(UseCase),
}

struct Route {
    method: &'static str,
    path: &'static str,
    need: Need,
    handler: MethodRouter<Arc<Site>>,
}

/// A route, for tests and documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its path, with the names of its parts.
    pub path: &'static str,
    /// What one must be allowed to do; none: it is public.
    pub need: Option<UseCase>,
}

fn get<H, T>(path: &'static str, need: Need, handler: H) -> Route
where
    H: Handler<T, Arc<Site>>,
    T: 'static,
{
    Route {
        method: "GET",
        path,
        need,
        handler: routing::get(handler),
    }
}

fn post<H, T>(path: &'static str, need: Need, handler: H) -> Route
where
    H: Handler<T, Arc<Site>>,
    T: 'static,
{
    Route {
        method: "POST",
        path,
        need,
        handler: routing::post(handler),
    }
}

fn table() -> Vec<Route> {
    let mut table = entrance();
    table.extend(results());
    table.extend(definitions());
    table.extend(work());
    table.extend(settling());
    table.extend(programs());
    table
}

fn entrance() -> Vec<Route> {
    use Need::{Public, Use};
    use UseCase::{PeriodRead, SelfWrite, TrailRead, UserRead, UserWrite};
    use pages::{account, home, preference, set_up, sign_in, trail, users};
    vec![
        get("/health", Public, home::health),
        get("/ready", Public, home::ready),
        get("/assets/{name}", Public, assets::show),
        get("/sign-in", Public, sign_in::show),
        post("/sign-in", Public, sign_in::enter),
        get("/sign-in/link/{code}", Public, sign_in::link),
        post("/sign-in/link/{code}", Public, sign_in::follow),
        get("/set-up", Public, set_up::show),
        post("/set-up", Public, set_up::make),
        get("/invitation/{code}", Public, set_up::invitation),
        post("/invitation/{code}", Public, set_up::accept),
        post("/language", Public, preference::language),
        post("/theme", Public, preference::theme),
        post("/sign-out", Public, sign_in::leave),
        get("/", Use(PeriodRead), home::show),
        get("/search", Use(PeriodRead), pages::search::show),
        get("/account", Use(SelfWrite), account::show),
        post("/account/password", Use(SelfWrite), account::password),
        post(
            "/account/sign-out-everywhere",
            Use(SelfWrite),
            account::everywhere,
        ),
        post(
            "/account/sessions/{session}/end",
            Use(SelfWrite),
            account::end,
        ),
        post(
            "/account/second-factor",
            Use(SelfWrite),
            account::second_factor,
        ),
        post("/account/tokens", Use(SelfWrite), account::new_token),
        post(
            "/account/tokens/{token}/revoke",
            Use(SelfWrite),
            account::revoke,
        ),
        get("/users", Use(UserRead), users::list),
        post("/users", Use(UserWrite), users::invite),
        post("/users/{user}/change", Use(UserWrite), users::change),
        get("/trail", Use(TrailRead), trail::list),
    ]
}

fn results() -> Vec<Route> {
    use Need::Use;
    use UseCase::{FactRead, ResultRead, TargetRead};
    use pages::{cascade, company, explain, facts, results, scorecard, strategy};
    vec![
        get("/me", Use(ResultRead), scorecard::mine),
        get(
            "/people/{person}/{period}",
            Use(ResultRead),
            scorecard::show,
        ),
        get(
            "/people/{person}/{period}/{kpi}",
            Use(ResultRead),
            explain::show,
        ),
        get(
            "/people/{person}/{period}/{kpi}/rows",
            Use(FactRead),
            facts::rows,
        ),
        get("/results/{period}", Use(ResultRead), results::list),
        get("/company", Use(ResultRead), company::now),
        get("/company/{period}", Use(ResultRead), company::show),
        get("/strategy/{period}", Use(ResultRead), strategy::show),
        get("/cascades/{name}/{period}", Use(TargetRead), cascade::show),
    ]
}

fn definitions() -> Vec<Route> {
    use Need::Use;
    use UseCase::{ModelDraft, ModelRead};
    use pages::{catalogue, edit, processes, scale};
    vec![
        get("/catalogue", Use(ModelRead), catalogue::list),
        get("/catalogue/kpis/{kpi}", Use(ModelRead), catalogue::kpi),
        get(
            "/catalogue/datasets/{dataset}",
            Use(ModelRead),
            catalogue::dataset,
        ),
        get(
            "/catalogue/scorecards/{card}",
            Use(ModelRead),
            catalogue::scorecard,
        ),
        get("/catalogue/plans/{plan}", Use(ModelRead), catalogue::plan),
        get("/catalogue/scales/{scale}", Use(ModelRead), scale::show),
        get(
            "/catalogue/scales/{scale}/curve.svg",
            Use(ModelRead),
            scale::curve,
        ),
        get("/processes", Use(ModelRead), processes::list),
        get("/processes/{process}", Use(ModelRead), processes::show),
        get(
            "/processes/{process}/diagram.svg",
            Use(ModelRead),
            processes::diagram,
        ),
        get("/catalogue/edit", Use(ModelDraft), edit::show),
        post("/catalogue/edit", Use(ModelDraft), edit::save),
        post("/catalogue/check", Use(ModelDraft), edit::check),
    ]
}

fn work() -> Vec<Route> {
    use Need::Use;
    use UseCase::{ImportRead, ImportWrite, PeriodApprove, PeriodClose, PeriodFreeze, PeriodRead};
    use UseCase::{PeriodReview, RunKeep, RunRead, StatementRead, StopExplain};
    use pages::{batches, changes, import, periods, statement};
    vec![
        get("/periods", Use(PeriodRead), periods::list),
        post("/periods", Use(RunKeep), periods::calculate),
        get("/periods/{period}", Use(PeriodRead), periods::show),
        get("/periods/{period}/changes", Use(RunRead), changes::show),
        post(
            "/periods/{period}/review",
            Use(PeriodReview),
            periods::review,
        ),
        post("/periods/{period}/return", Use(PeriodReview), periods::back),
        post(
            "/periods/{period}/approve",
            Use(PeriodApprove),
            periods::approve,
        ),
        post(
            "/periods/{period}/freeze",
            Use(PeriodFreeze),
            periods::freeze,
        ),
        post("/periods/{period}/thaw", Use(PeriodFreeze), periods::thaw),
        post(
            "/periods/{period}/stops",
            Use(StopExplain),
            periods::explain_stop,
        ),
        post("/periods/{period}/close", Use(PeriodClose), periods::close),
        get(
            "/statements/{person}/{period}",
            Use(StatementRead),
            statement::show,
        ),
        get("/import", Use(ImportWrite), import::show),
        post("/import/{dataset}", Use(ImportWrite), import::upload),
        post("/import/{dataset}/commit", Use(ImportWrite), import::commit),
        get("/batches", Use(ImportRead), batches::list),
        get("/batches/{batch}", Use(ImportRead), batches::show),
        post(
            "/batches/{batch}/retract",
            Use(ImportWrite),
            batches::retract,
        ),
    ]
}

fn settling() -> Vec<Route> {
    use Need::Use;
    use UseCase::{CorrectionBook, CorrectionRead, DisputeAnswer, DisputeDecide, DisputeRaise};
    use UseCase::{DisputeRead, PayrollExport};
    use pages::{corrections, disputes};
    vec![
        get(
            "/periods/{period}/disputes",
            Use(DisputeRead),
            disputes::list,
        ),
        post(
            "/periods/{period}/disputes",
            Use(DisputeRaise),
            disputes::raise,
        ),
        post(
            "/periods/{period}/disputes/{dispute}/answer",
            Use(DisputeAnswer),
            disputes::answer,
        ),
        post(
            "/periods/{period}/disputes/{dispute}/decide",
            Use(DisputeDecide),
            disputes::decide,
        ),
        get(
            "/periods/{period}/corrections",
            Use(CorrectionRead),
            corrections::list,
        ),
        get(
            "/periods/{period}/corrections/new",
            Use(CorrectionBook),
            corrections::recompute,
        ),
        post(
            "/periods/{period}/corrections",
            Use(CorrectionBook),
            corrections::book,
        ),
        get(
            "/periods/{period}/payroll",
            Use(PayrollExport),
            corrections::payroll,
        ),
    ]
}

fn programs() -> Vec<Route> {
    use Need::{Public, Use};
    use UseCase::{ImportRead, ImportWrite, ModelRead, ResultRead};
    vec![
        get("/metrics", Public, api::metrics),
        get("/api", Use(ModelRead), api::viewer),
        get("/api/openapi.json", Use(ModelRead), api::document),
        get("/api/v1/model", Use(ModelRead), api::model),
        get("/api/v1/results/{period}", Use(ResultRead), api::results),
        get(
            "/api/v1/people/{person}/{period}",
            Use(ResultRead),
            api::explanation,
        ),
        get("/api/v1/batches", Use(ImportRead), api::batches),
        post(
            "/api/v1/datasets/{dataset}/batches",
            Use(ImportWrite),
            api::import,
        ),
    ]
}

/// Every route, as the router has it.
#[must_use]
pub fn listed() -> Vec<RouteInfo> {
    let info = |route: Route| RouteInfo {
        method: route.method,
        path: route.path,
        need: match route.need {
            Need::Public => None,
            Need::Use(use_case) => Some(use_case),
        },
    };
    table().into_iter().map(info).collect()
}

/// The router: each route behind a guard of its own.
pub(crate) fn router(site: &Arc<Site>) -> Router<Arc<Site>> {
    let mut paths: BTreeMap<&'static str, MethodRouter<Arc<Site>>> = BTreeMap::new();
    for route in table() {
        let state = guard_of(site, route.need, route.path);
        let guarded = route.handler.layer(from_fn_with_state(state, guard));
        let merged = match paths.remove(route.path) {
            Some(other) => other.merge(guarded),
            None => guarded,
        };
        paths.insert(route.path, merged);
    }
    let router = paths
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        });
    let absent = routing::any(pages::home::absent);
    let guarded = absent.layer(from_fn_with_state(guard_of(site, Need::Public, "*"), guard));
    router.fallback_service(guarded.with_state(Arc::clone(site)))
}

fn guard_of(site: &Arc<Site>, need: Need, route: &'static str) -> Guard {
    Guard {
        site: Arc::clone(site),
        need,
        route,
    }
}
