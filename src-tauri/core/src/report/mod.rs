//! The closing report: what was found and changed, by whom, when, and the evidence of each
//! step. Its data (`data`) is written both as JSON and as a printable page.
//!
//! Receipts, certificates, notes and names in the tenant are other people's text: the page escapes
//! every value, runs no script, and loads nothing.

mod calendar;
mod changes;
mod data;
mod summary;

#[cfg(test)]
mod tests;

pub use calendar::calendar;

use crate::certificate::never_ends;
use crate::guide::Guide;
use crate::messages::{self, say};
use crate::setup::Setup;
use crate::text::{visible_json, visible_lines};
use data::ReportData;
use fluent_bundle::FluentValue;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::value::{Kwargs, Serde};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::Value;

const PAGE: &str = include_str!("report.html");

/// How many characters of a value that a change replaced the page shows.
const LONGEST_VALUE: usize = 300;

/// The report as JSON. Numbers, times (RFC 3339, UTC) and texts are unchanged.
///
/// # Panics
/// Never: the data of a report can be written as JSON.
pub fn json(setup: &Setup, guide: &Guide, now: Timestamp) -> Value {
    serde_json::to_value(ReportData::of(setup, guide, now))
        .expect("BUG: the data of a report can be written as JSON")
}

/// The report as a JSON file. Characters that do not show are escapes in it.
pub fn json_text(setup: &Setup, guide: &Guide, now: Timestamp) -> String {
    visible_json(&format!("{:#}", json(setup, guide, now)))
}

/// The report as one HTML file that needs nothing beside it and prints well. Times are shown in this
/// zone, with its offset, and in UTC.
///
/// # Panics
/// Never: the page is part of this program, and names only what the data has.
pub fn html(setup: &Setup, guide: &Guide, now: Timestamp, zone: &TimeZone) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let zone = zone.clone();
    let own = zone.clone();
    environment.add_filter("time", move |time: &str| time_in_words(time, &own).join(" "));
    environment.add_filter("times", move |time: &str| time_in_words(time, &zone));
    environment.add_filter("width", width);
    environment.add_filter("cut", cut);
    environment.add_function("say", said);
    environment
        .render_named_str(
            "report.html",
            PAGE,
            minijinja::Value::from(Serde(shown(json(setup, guide, now)))),
        )
        .expect("BUG: the page names only what the data has, and a test renders all of it")
}

/// A message of the catalog, for the page: `say("report-days-left", days=12)`.
#[expect(clippy::needless_pass_by_value, reason = "minijinja gives it so")]
fn said(id: &str, values: Kwargs) -> Result<String, minijinja::Error> {
    let mut arguments = Vec::new();
    for name in values.args() {
        let value: minijinja::Value = values.get(name)?;
        let number = if value.is_number() { i64::try_from(value.clone()).ok() } else { None };
        let value = number.map_or_else(|| FluentValue::from(value.to_string()), FluentValue::from);
        arguments.push((name, value));
    }
    Ok(messages::message(id, &arguments))
}

/// The class of an identifier where a line holds so many characters: one that fits is not broken, and
/// one that does not is, for it would run off the paper.
fn width(value: &str, most: usize) -> &'static str {
    if value.chars().count() <= most { "id" } else { "long" }
}

/// The beginning of a value that would fill the page. All of it is in the JSON report.
fn cut(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}\u{2026}", &value[..end]),
        None => value.to_owned(),
    }
}

/// "2026-11-21 03:03 +01:00" and "(2026-11-21 02:03 UTC)", or UTC alone where the zone is UTC; what is no
/// time stays as it is. A line may break between them, and nowhere else.
fn time_in_words(time: &str, zone: &TimeZone) -> Vec<String> {
    let Ok(time) = time.parse::<Timestamp>() else { return vec![time.to_owned()] };
    if never_ends(time) {
        return vec![say!("report-never")];
    }
    let utc = time.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let local = time.to_zoned(zone.clone());
    if local.offset().seconds() == 0 {
        vec![utc]
    } else {
        vec![local.strftime("%Y-%m-%d %H:%M %:z").to_string(), format!("({utc})")]
    }
}

/// The same with every character spelt out that would change how its neighbours are shown: a name
/// must not be able to print as another.
fn shown(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(visible_lines(&text)),
        Value::Array(values) => values.into_iter().map(shown).collect(),
        Value::Object(entries) => {
            entries.into_iter().map(|(name, value)| (visible_lines(&name), shown(value))).collect()
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}
