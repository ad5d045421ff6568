//! The HTTP side of Attain: the only crate that knows HTTP.
//!
//! Pages are made on the server and work as plain forms and links; scripts only make them quicker.
//! A request goes through `guard` (who is there, may he, did he mean it), then one handler, which
//! calls one use-case of `attain-app` and renders.
//!
//! - `route`: the one route table; each route declares what one must be allowed to do;
//! - `guard`: sessions, permissions, CSRF, limits; `headers`: what browsers are told;
//! - `visit`: who asks, in which language, from which page;
//! - `layout`, `grid`, `format`, `chart`: how pages look;
//! - `pages`: a file for each page; `api`: the same for programs.
#![deny(missing_docs)]

mod api;
mod assets;
mod chart;
mod cookie;
mod error;
mod format;
mod grid;
mod guard;
mod headers;
mod layout;
mod messages;
mod metrics;
mod pages;
mod route;
mod seen;
mod serve;
mod site;
mod state;
mod visit;

pub use route::{RouteInfo, listed};
pub use serve::{router, serve};
pub use site::{Settings, Site};
