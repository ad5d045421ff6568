//! Before a handler runs: who is there, may he, did he mean it.

use crate::cookie;
use crate::error::PageError;
use crate::layout;
use crate::messages::Language;
use crate::route::Need;
use crate::site::Site;
use crate::visit::{Theme, Visit, form_token};
use attain_app::access::{Actor, UseCase, Via};
use attain_app::sign_in::{Secret, Visitor, bearer, visitor};
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN, SET_COOKIE, USER_AGENT,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// The longest form, in bytes; uploads have their own limit.
const LONGEST_FORM: usize = 2 * 1024 * 1024;

/// What a guard knows.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    pub(crate) site: Arc<Site>,
    pub(crate) need: Need,
    pub(crate) route: &'static str,
}

/// Answers itself or lets the handler answer; either way the answer is a page.
pub(crate) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let start = guard.site.now();
    let (parts, body) = request.into_parts();
    let (visit, fresh) = match visit(&guard.site, &parts).await {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let request = Request::from_parts(parts, body);
    let mut response = match admitted(&guard, &visit, request).await {
        Ok(mut request) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(response) => *response,
    };
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = layout::error(&visit, guard.route, &error);
    }
    if let Some(secret) = fresh {
        let line = cookie::line(
            guard.site.settings.https,
            "form",
            &secret,
            cookie::Stays::Session,
        );
        if let Ok(value) = line.parse() {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    let took = guard.site.now().duration_since(start);
    let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    guard
        .site
        .metrics
        .answered(guard.route, response.status().as_u16(), milliseconds);
    response
}

/// The visit, and a new secret for forms if the browser has none.
async fn visit(site: &Arc<Site>, parts: &Parts) -> Result<(Visit, Option<String>), PageError> {
    let headers = &parts.headers;
    let https = site.settings.https;
    let read = |word: &str| cookie::read(headers, &cookie::name(https, word));
    let session = read("session");
    let token = bearer_of(headers);
    let found: Option<Visitor> = match (&token, &session) {
        (Some(token), _) => bearer(site.office.store(), site.now(), token).await?,
        (None, Some(secret)) => {
            visitor(site.office.store(), site.now(), &Secret::given(secret)).await?
        }
        (None, None) => None,
    };
    let given = read("form");
    let (secret, fresh) = match (&found, session, given) {
        (Some(_), Some(secret), _) | (None, _, Some(secret)) => (secret, None),
        _ => {
            let secret = Secret::random()?.reveal().to_owned();
            (secret.clone(), Some(secret))
        }
    };
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let language = read("language").and_then(|name| Language::from_name(&name));
    let via = if token.is_some() {
        Via::Token
    } else {
        Via::Session
    };
    let actor = match &found {
        Some(visitor) => standing(site, Actor::of_user(&visitor.user, via)).await,
        None => Actor::anonymous(),
    };
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let visit = Visit {
        site: Arc::clone(site),
        actor,
        user: found.as_ref().map(|visitor| visitor.user.name.clone()),
        session: found
            .as_ref()
            .map(|visitor| visitor.session.clone())
            .unwrap_or_default(),
        scopes: found.and_then(|visitor| visitor.scopes),
        language: language.unwrap_or_else(|| Language::accepted(text(ACCEPT_LANGUAGE))),
        theme: Theme::from_name(&read("theme").unwrap_or_default()),
        form: form_token(&secret),
        path: parts
            .uri
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
        address: peer.map(|peer| peer.0.ip()),
        agent: text(USER_AGENT).to_owned(),
    };
    Ok((visit, fresh.filter(|_| token.is_none())))
}

/// Somebody who has left the company keeps what is his own, and nothing else.
async fn standing(site: &Site, actor: Actor) -> Actor {
    if actor.person().is_none() {
        return actor;
    }
    let organisation = match site.office.snapshot().await {
        Ok(snapshot) => snapshot.organisation().await,
        Err(error) => Err(error),
    };
    match organisation {
        Ok(organisation) => {
            let today = jiff::tz::Offset::UTC.to_datetime(site.now()).date();
            actor.on(&organisation, today)
        }
        Err(_) => actor,
    }
}

fn bearer_of(headers: &HeaderMap) -> Option<Secret> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(Secret::given)
}

/// The request, if it may go on.
async fn admitted(
    guard: &Guard,
    visit: &Visit,
    request: Request,
) -> Result<Request, Box<Response>> {
    if let Need::Use(use_case) = guard.need {
        permitted(visit, use_case, request.method()).map_err(|refusal| match refusal {
            Some(error) => Box::new(error.into_response()),
            None => Box::new(to_sign_in(guard, visit)),
        })?;
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(request);
    }
    if visit.scopes.is_some() {
        return Ok(request);
    }
    meant(visit, request)
        .await
        .map_err(|error| Box::new(error.into_response()))
}

/// `Err(None)`: he should sign in first.
fn permitted(visit: &Visit, use_case: UseCase, method: &Method) -> Result<(), Option<PageError>> {
    if visit.actor.is_anonymous() {
        return Err(None);
    }
    if let Some(scopes) = &visit.scopes {
        let needed = if *method == Method::GET {
            "read"
        } else {
            "write"
        };
        if !scopes.iter().any(|scope| scope == needed) {
            return Err(Some(PageError::of(StatusCode::FORBIDDEN)));
        }
    }
    visit
        .actor
        .may(use_case)
        .map_err(|error| Some(error.into()))
}

fn to_sign_in(guard: &Guard, visit: &Visit) -> Response {
    if guard.route.starts_with("/api/") || guard.route == "/metrics" {
        return PageError::of(StatusCode::UNAUTHORIZED).into_response();
    }
    let next: String = encode(&visit.path);
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

/// For a place in a query.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A form of this site carries what only this browser knows, and comes from here.
async fn meant(visit: &Visit, request: Request) -> Result<Request, PageError> {
    let forged = || PageError::of(StatusCode::FORBIDDEN);
    if !from_here(request.headers()) {
        return Err(forged());
    }
    let kind = request.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
        // An upload is too long to look into; its address carries the token.
        let query = request.uri().query().unwrap_or_default();
        let given = query.split('&').find_map(|pair| pair.strip_prefix("form="));
        return if given == Some(visit.form.as_str()) {
            Ok(request)
        } else {
            Err(forged())
        };
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LONGEST_FORM)
        .await
        .map_err(|_| PageError::of(StatusCode::PAYLOAD_TOO_LARGE))?;
    let wanted = format!("form={}", visit.form);
    let carried = bytes
        .split(|byte| *byte == b'&')
        .any(|pair| pair == wanted.as_bytes());
    if !carried {
        return Err(forged());
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Browsers say where a request comes from; what says nothing is no browser.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}
