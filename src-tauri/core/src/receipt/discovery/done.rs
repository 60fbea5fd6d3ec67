//! Which steps already look done.
//!
//! A guide says by which signs its steps are known. Those of the Microsoft Teams guide need more than
//! a rule can say, and stand here by the names its receipts use; a guide that has no step of such a
//! name is not told of it.

use super::{Facts, field, is_on};
use crate::guide::{Rule, StepId};
use crate::receipt::judge::{Expected, with_answers};
use serde_json::Value;

const ACCOUNT: &str = "TeamsScheduler";
const ROLE: &str = "TeamsSchedulerRole";
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// The steps of the guide that look done, in the guide's order.
pub(super) fn likely(facts: &Facts<'_>, expected: &Expected<'_>) -> Vec<StepId> {
    expected
        .guide
        .steps
        .iter()
        .filter(|step| {
            if step.signs.is_empty() {
                looks_done(facts, step.id.as_str())
            } else {
                step.signs.iter().all(|sign| {
                    let rule = sign.rule.map(&|text| with_answers(text, expected));
                    facts.0.get(&sign.fact).is_some_and(|fact| super::agrees(&rule, fact))
                })
            }
        })
        .map(|step| step.id.clone())
        .collect()
}

fn looks_done(facts: &Facts<'_>, step: &str) -> bool {
    match step {
        "exchange-oauth" => oauth(facts),
        "account" => facts.list("accounts").into_iter().any(|account| {
            let kind = field(account, "type");
            is(account, "name", ACCOUNT)
                && kind.eq_ignore_ascii_case("MailUser")
                && unless_absent(account, "hidden", is_on(account, "hidden"))
        }),
        "role" => facts.list("roles").into_iter().any(role),
        "sfbonline" => application(facts, "00000004-0000-0ff1-ce00-000000000000", true),
        "teams-scheduler" => application(facts, "7557eb47-c689-4224-abcf-aef9bd7573df", true),
        "cloud-voicemail" => application(facts, "db7de2b5-2149-435e-8043-e080dd50afae", false),
        _ => false,
    }
}

fn oauth(facts: &Facts<'_>) -> bool {
    let has_server = |kind: &str| {
        let servers = facts.list("authServers");
        let mut servers = servers.into_iter();
        servers.any(|server| is(server, "type", kind) && is_on(server, "enabled"))
    };
    has_server("AzureAD")
        && has_server("MicrosoftACS")
        && application(facts, EXCHANGE_ONLINE, false)
        && facts.list("connectors").into_iter().any(|connector| is_on(connector, "enabled"))
}

fn role(role: &Value) -> bool {
    let agrees = |name: &str, rule: Rule| {
        let fact = role.get(name);
        fact.is_none_or(|fact| super::agrees(&rule, fact))
    };
    is(role, "name", ROLE)
        && is(role, "type", "UserApplication")
        && agrees("entries", Rule::Exactly(vec!["GetDelegate".to_owned()]))
        && agrees("assignees", Rule::Holds(ACCOUNT.to_owned()))
}

fn application(facts: &Facts<'_>, id: &str, linked: bool) -> bool {
    let applications = facts.list("partnerApplications");
    let found: Vec<&Value> = applications
        .into_iter()
        .filter(|application| is(application, "applicationIdentifier", id))
        .collect();
    // Several of one identifier are a fault to be put right first.
    let [only] = found.as_slice() else {
        return false;
    };
    let account = field(only, "linkedAccount").rsplit('/').next();
    is_on(only, "enabled")
        && (!linked || account.is_some_and(|name| name.eq_ignore_ascii_case(ACCOUNT)))
}

fn is(entry: &Value, name: &str, wanted: &str) -> bool {
    field(entry, name).eq_ignore_ascii_case(wanted)
}

/// Older discovery scripts do not tell everything.
fn unless_absent(entry: &Value, name: &str, holds: bool) -> bool {
    entry.get(name).is_none() || holds
}
