use super::*;
use crate::guide::Rule;
use crate::receipt::compare;
use crate::receipt::tenant::testing::{OTHER, OURS, ours, unknown};
use serde_json::json;

fn rule(text: &str) -> Rule {
    let rule = format!("rule = {text}");
    toml::from_str::<std::collections::BTreeMap<String, Rule>>(&rule)
        .unwrap()
        .remove("rule")
        .unwrap()
}

fn server_is_on() -> Rule {
    rule(
        "{ own = { kind = 'authorization-server', with = { type = 'AzureAD' }, has = { enabled = { is = true } } } }",
    )
}

fn application_is_on() -> Rule {
    rule("{ own = { kind = 'partner-application', has = { enabled = { is = true } } } }")
}

fn connector_is_on() -> Rule {
    rule("{ own = { kind = 'connector', has = { enabled = { is = true } } } }")
}

fn server(name: &str, realm: &str, enabled: bool) -> Value {
    let address = "https://login.windows.net/x/federationmetadata/2007-06/federationmetadata.xml";
    json!({ "name": name, "type": "AzureAD", "realm": realm, "enabled": enabled, "metadataUrl": address })
}

fn application(name: &str, realm: &str, enabled: bool) -> Value {
    json!({ "name": name, "realm": realm, "enabled": enabled })
}

fn connector(name: &str, domain: &str, enabled: bool) -> Value {
    json!({ "name": name, "domains": [domain], "enabled": enabled })
}

use Comparison::{Agrees, Differs, Unknown};

#[test]
fn what_another_tenant_has_enabled_does_not_count() {
    let compared = |fact: &Value| compare::compare(&server_is_on(), fact, &ours());
    let (own, off) = (server("own", OURS, true), server("own", OURS, false));
    let other = server("other", OTHER, true);
    assert_eq!(compared(&json!([other, own])), Agrees);
    assert_eq!(compared(&own), Agrees, "PowerShell took the list off");
    assert_eq!(compared(&json!([off, own])), Agrees, "one of the tenant's own is enough");
    assert_eq!(compared(&json!([other, off])), Differs);
    assert_eq!(compared(&json!([other])), Differs);
    assert_eq!(compared(&json!([])), Differs);
    let acs = json!({ "name": "acs", "type": "MicrosoftACS", "realm": OURS, "enabled": true });
    assert_eq!(compared(&json!([acs])), Differs, "it is of another type");
}

#[test]
fn what_is_found_is_reported_with_its_owner() {
    let said = |rule: &Rule, fact: &Value| in_words_of(rule, fact, &ours());
    let servers = json!([server("ACS - x", OTHER, true), server("ACS - y", OURS, false)]);
    assert_eq!(
        said(&server_is_on(), &servers),
        "ACS - y (enabled no); of another tenant: ACS - x (enabled yes)"
    );
    let others = json!([server("ACS - x", OTHER, true)]);
    assert_eq!(said(&server_is_on(), &others), "nothing; of another tenant: ACS - x (enabled yes)");
    assert_eq!(said(&server_is_on(), &json!([])), "nothing");
    let connectors = json!([
        connector("old", "fabrikam.mail.onmicrosoft.com", true),
        connector("own", "contoso.mail.onmicrosoft.com", false),
    ]);
    assert_eq!(
        said(&connector_is_on(), &connectors),
        "own (enabled no); for other domains: old (enabled yes)"
    );
}

fn in_words_of(rule: &Rule, fact: &Value, tenant: &OwnTenant) -> String {
    compare::in_words(rule, fact, tenant)
}

#[test]
fn without_the_tenant_id_nothing_that_has_a_realm_is_in_place() {
    let compared = |fact: &Value| compare::compare(&server_is_on(), fact, &unknown());
    let on = server("s", OURS, true);
    assert_eq!(compared(&json!([on])), Unknown(Lack::TenantId));
    let said = in_words_of(&server_is_on(), &json!([on]), &unknown());
    assert!(said.contains("doesn't know the tenant ID"), "{said}");
    assert_eq!(compared(&json!([])), Differs, "there is nothing to tell apart");
    let by_address = json!({
        "name": "s", "type": "AzureAD", "realm": OURS, "enabled": true,
        "metadataUrl": "https://login.windows.net/Contoso.com/federationmetadata/2007-06/federationmetadata.xml",
    });
    assert_eq!(compared(&by_address), Agrees, "the address names the mail domain");
    let mut off = by_address;
    off["enabled"] = json!(false);
    assert_eq!(compared(&json!([off, server("t", OTHER, false)])), Differs, "both are off");
    assert_eq!(compared(&json!([off, on])), Unknown(Lack::TenantId), "that one may be the own one");
}

#[test]
fn a_partner_application_without_a_realm_comes_first() {
    let compared = |fact: &Value| compare::compare(&application_is_on(), fact, &ours());
    let blank = |enabled| application("blank", "", enabled);
    assert_eq!(compared(&json!([application("other", OTHER, false), blank(true)])), Agrees);
    assert_eq!(compared(&json!([application("own", OURS, true), blank(false)])), Differs);
    assert_eq!(compared(&json!([application("other", OTHER, true), blank(false)])), Differs);
    assert_eq!(compared(&json!([application("own", OURS, true)])), Agrees);
    assert_eq!(compared(&json!([application("other", OTHER, true)])), Differs);
    assert_eq!(compared(&json!([blank(true), blank(true)])), Differs, "two of a kind");
    assert_eq!(compared(&json!([{ "name": "a", "enabled": true }])), Unknown(Lack::NotTold));
    let without_id = |fact: &Value| compare::compare(&application_is_on(), fact, &unknown());
    let other = application("other", OTHER, true);
    assert_eq!(without_id(&json!([other, blank(true)])), Agrees);
    assert_eq!(without_id(&json!([other, blank(false)])), Differs);
    assert_eq!(without_id(&json!([other])), Unknown(Lack::TenantId));
}

#[test]
fn a_connector_counts_by_the_domain_it_leads_to() {
    let compared = |fact: &Value| compare::compare(&connector_is_on(), fact, &ours());
    let old = connector("old", "fabrikam.mail.onmicrosoft.com", true);
    let own = |enabled| connector("own", "Contoso.mail.onmicrosoft.com", enabled);
    assert_eq!(compared(&json!([old, own(true)])), Agrees);
    assert_eq!(compared(&json!([old, own(false)])), Differs);
    assert_eq!(compared(&json!([old])), Differs);
    assert_eq!(compared(&json!([{ "name": "a", "enabled": true }])), Unknown(Lack::NotTold));
    let without = |fact: &Value| compare::compare(&connector_is_on(), fact, &unknown());
    assert_eq!(without(&json!([own(true)])), Unknown(Lack::RoutingDomain));
    assert_eq!(without(&json!([connector("a", "contoso.com", true)])), Agrees, "the mail domain");
    assert_eq!(without(&json!([])), Differs);
    let said = in_words_of(&connector_is_on(), &json!([own(true)]), &unknown());
    assert!(
        said.starts_with("own (enabled yes). Crosstrust doesn't know the routing domain"),
        "{said}"
    );
}

#[test]
fn a_connector_of_exchange_online_counts_by_the_mail_domain() {
    let rule = rule("{ own = { kind = 'online-connector', has = { enabled = { is = true } } } }");
    let compared = |fact: &Value| compare::compare(&rule, fact, &ours());
    assert_eq!(compared(&json!([connector("a", "contoso.com", true)])), Agrees);
    assert_eq!(compared(&json!([connector("a", "fabrikam.com", true)])), Differs);
}

#[test]
fn an_own_entry_may_stand_inside_another_rule() {
    let inner =
        "{ if-reported = { own = { kind = 'connector', has = { enabled = { is = true } } } } }";
    let rule = rule(inner);
    assert_eq!(compare::compare(&rule, &Value::Null, &ours()), Agrees);
    let old = json!([connector("old", "fabrikam.mail.onmicrosoft.com", true)]);
    assert_eq!(compare::compare(&rule, &old, &ours()), Differs);
    let own = json!([connector("own", "contoso.mail.onmicrosoft.com", true)]);
    assert_eq!(compare::compare(&rule, &own, &unknown()), Unknown(Lack::RoutingDomain));
}
