//! Graph's rules, one by one.

use super::*;
use base64::prelude::BASE64_URL_SAFE;

fn now() -> Timestamp {
    "2026-08-01T12:00:00Z".parse().unwrap()
}

fn days(count: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * count)
}

fn certificate(from: i64, to: i64) -> Vec<u8> {
    certificate::make("CN of a test", days(from), days(to)).unwrap()
}

fn entry(key: impl Into<Value>) -> Value {
    json!({"type": "AsymmetricX509Cert", "usage": "Verify", "key": key.into()})
}

fn sent(der: &[u8]) -> Value {
    entry(BASE64_STANDARD.encode(der))
}

fn principal(keys: &[&[u8]]) -> Principal {
    let keys = keys.iter().map(|der| Key::of(der).unwrap()).collect();
    Principal::new("app", "App", keys)
}

fn replace(principal: &mut Principal, entries: &[Value]) -> Result<(), GraphRefusal> {
    principal.write(&keys(&json!(entries)), None, Replication::default(), now())
}

/// A write of keys alone.
fn keys(sent: &Value) -> Map<String, Value> {
    Map::from_iter([("keyCredentials".to_owned(), sent.clone())])
}

fn thumbprints(keys: &[Key]) -> Vec<String> {
    keys.iter().filter_map(|key| key.thumbprint.clone()).collect()
}

#[test]
fn a_write_replaces_the_whole_collection() {
    let (old, new) = (certificate(-100, 100), certificate(-1, 700));
    let mut principal = principal(&[&old]);
    replace(&mut principal, &[sent(&new)]).unwrap();
    assert_eq!(thumbprints(&principal.keys), [certificate::thumbprint(&new)]);
    replace(&mut principal, &[]).unwrap();
    assert!(principal.keys.is_empty());
    assert_eq!(principal.writes, 2);
}

#[test]
fn a_key_that_is_sent_again_keeps_its_id_even_when_it_has_expired() {
    let expired = certificate(-900, -30);
    let mut principal = principal(&[&expired]);
    let id = principal.keys[0].id;
    let new = certificate(-1, 700);
    replace(&mut principal, &[sent(&new), sent(&expired)]).unwrap();
    assert_eq!(principal.keys[1].id, id);
    assert_ne!(principal.keys[0].id, id);
}

#[test]
fn dates_subject_and_identifier_are_those_of_the_certificate() {
    let der = certificate(-1, 700);
    let mut principal = principal(&[]);
    replace(&mut principal, &[sent(&der)]).unwrap();
    let shown = principal.keys[0].json(true);
    assert_eq!(shown["customKeyIdentifier"], certificate::thumbprint(&der));
    assert_eq!(shown["displayName"], "CN=CN of a test");
    assert_eq!(shown["startDateTime"], days(-1).to_string());
    assert_eq!(shown["endDateTime"], days(700).to_string());
    assert_eq!(shown["key"], BASE64_STANDARD.encode(&der));
    assert_eq!(principal.keys[0].json(false)["key"], Value::Null);
}

#[test]
fn base64_of_base64_is_taken_as_microsofts_script_sends_it_and_comes_back_so() {
    let der = certificate(-1, 700);
    let twice = BASE64_STANDARD.encode(BASE64_STANDARD.encode(&der));
    let mut principal = principal(&[]);
    replace(&mut principal, &[entry(twice.clone())]).unwrap();
    assert_eq!(thumbprints(&principal.keys), [certificate::thumbprint(&der)]);
    assert_eq!(principal.keys[0].json(true)["key"], twice);
}

#[test]
fn every_other_property_is_refused_and_nothing_is_written() {
    let old = certificate(-100, 100);
    for name in ["keyId", "customKeyIdentifier", "displayName", "endDateTime", "startDateTime"] {
        let mut principal = principal(&[&old]);
        let mut entry = sent(&certificate(-1, 700));
        entry[name] = json!("x");
        let refusal = replace(&mut principal, &[entry]).unwrap_err();
        assert_eq!((refusal.status, refusal.code), (400, "Request_BadRequest"));
        assert!(refusal.message.contains(name), "{}", refusal.message);
        assert_eq!(principal.keys.len(), 1);
        assert_eq!(principal.writes, 0);
    }
}

#[test]
fn a_key_that_is_not_standard_base64_is_refused_in_graphs_words() {
    let der = certificate(-1, 700);
    // Padding alone does not distinguish base64url, so an input that has both marks is made.
    let url_safe = format!("{}-_8=", BASE64_URL_SAFE.encode(&der).trim_end_matches('='));
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}", BASE64_STANDARD.encode(&der));
    for key in [json!(url_safe), json!(pem), json!("a b"), json!(5)] {
        let refusal = replace(&mut principal(&[]), &[entry(key)]).unwrap_err();
        assert!(refusal.message.starts_with("Cannot convert the literal"), "{}", refusal.message);
        assert!(refusal.message.ends_with("'Edm.Binary'."), "{}", refusal.message);
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let text = BASE64_STANDARD.encode("no certificate");
    let refusal = replace(&mut principal(&[]), &[entry(text)]).unwrap_err();
    assert_eq!(refusal.message, "Key value is invalid certificate.");
    for (name, value) in [("type", "Symmetric"), ("usage", "Sign")] {
        let mut entry = sent(&certificate(-1, 700));
        entry[name] = json!(value);
        let refusal = replace(&mut principal(&[]), &[entry]).unwrap_err();
        assert!(refusal.message.contains(name), "{}", refusal.message);
    }
    for sent in [json!(null), json!({}), json!(["x"])] {
        let outcome = principal(&[]).write(&keys(&sent), None, Replication::default(), now());
        assert_eq!(outcome.unwrap_err().status, 400, "{sent}");
    }
}

#[test]
fn a_new_certificate_that_has_expired_is_refused() {
    let expired = certificate(-900, -30);
    let refusal = replace(&mut principal(&[]), &[sent(&expired)]).unwrap_err();
    assert_eq!(refusal.code, "KeyCredentialsInvalidEndDate");
}

#[test]
fn a_policy_limits_new_certificates_only() {
    let old = certificate(-100, 2000);
    let mut principal = principal(&[&old]);
    let mut write = |der: &[u8]| {
        let entries = json!([sent(&old), sent(der)]);
        principal.write(&keys(&entries), Some(365), Replication::default(), now())
    };
    let refusal = write(&certificate(-1, 700)).unwrap_err();
    assert_eq!(refusal.code, "CredentialInvalidLifetimeAsPerAppPolicy");
    write(&certificate(-1, 300)).unwrap();
}

#[test]
fn the_same_certificate_twice_is_refused() {
    let der = certificate(-1, 700);
    let refusal = replace(&mut principal(&[]), &[sent(&der), sent(&der)]).unwrap_err();
    assert!(refusal.message.contains("Duplicate"), "{}", refusal.message);
}

#[test]
fn a_null_key_destroys_the_credential_as_it_does_in_the_cloud() {
    let old = certificate(-100, 100);
    let mut principal = principal(&[&old]);
    replace(&mut principal, &[entry(Value::Null)]).unwrap();
    assert!(principal.keys[0].is_destroyed());
    assert_eq!(principal.keys[0].json(true)["customKeyIdentifier"], Value::Null);
}

#[test]
fn replicas_show_the_old_keys_for_some_reads_or_some_time() {
    let (old, new) = (certificate(-100, 100), certificate(-1, 700));
    let mut by_reads = principal(&[&old]);
    let mut by_time = by_reads.clone();
    let write = |principal: &mut Principal, replication| {
        principal.write(&keys(&json!([sent(&new)])), None, replication, now()).unwrap();
    };
    let reads = Replication { reads: Some(2), ..Replication::default() };
    write(&mut by_reads, reads);
    let shown: Vec<_> =
        (0..4).map(|_| thumbprints(&by_reads.shown(now()).keys)[0].clone()).collect();
    let (old, new) = (certificate::thumbprint(&old), certificate::thumbprint(&new));
    assert_eq!(shown, [&*old, &old, &new, &new]);

    let time = Replication { until: Some(days(1)), ..Replication::default() };
    write(&mut by_time, time);
    assert_eq!(thumbprints(&by_time.shown(now()).keys), [old]);
    assert_eq!(thumbprints(&by_time.shown(days(1)).keys), [new]);
}

#[test]
fn replicas_can_show_old_and_new_by_turns() {
    let (old, new) = (certificate(-100, 100), certificate(-1, 700));
    let mut principal = principal(&[&old]);
    let replication = Replication { reads: Some(4), by_turns: true, ..Replication::default() };
    principal.write(&keys(&json!([sent(&new)])), None, replication, now()).unwrap();
    let shown: Vec<_> =
        (0..6).map(|_| thumbprints(&principal.shown(now()).keys)[0].clone()).collect();
    let (old, new) = (certificate::thumbprint(&old), certificate::thumbprint(&new));
    assert_eq!(shown, [&*new, &old, &new, &old, &new, &new]);
}

fn write(principal: &mut Principal, sent: Value, lag: u32) -> Result<(), GraphRefusal> {
    let Value::Object(sent) = sent else { unreachable!() };
    let replication = Replication { reads: Some(lag), ..Replication::default() };
    principal.write(&sent, None, replication, now())
}

#[test]
fn a_write_replaces_what_it_sends_and_nothing_else() {
    let old = certificate(-100, 100);
    let mut principal = principal(&[&old]);
    assert_eq!(principal.names(), ["app"], "its own id");
    write(&mut principal, json!({"servicePrincipalNames": ["app", "https://a/"]}), 0).unwrap();
    write(&mut principal, json!({"accountEnabled": false}), 0).unwrap();
    assert_eq!(principal.names(), ["app", "https://a/"]);
    assert!(!principal.enabled);
    assert_eq!(thumbprints(&principal.keys), [certificate::thumbprint(&old)]);
    write(&mut principal, json!({"servicePrincipalNames": ["app"]}), 0).unwrap();
    assert_eq!(principal.names(), ["app"], "what is not sent again is gone");
    assert_eq!(principal.writes, 3);
}

#[test]
fn a_write_is_carried_out_whole_or_not_at_all() {
    for wrong in [
        json!({"servicePrincipalNames": "https://a/"}),
        json!({"servicePrincipalNames": ["app", 7]}),
        json!({"servicePrincipalNames": ["app", ""]}),
        json!({"servicePrincipalNames": ["app", "https://a/", "HTTPS://A/"]}),
        json!({"accountEnabled": "yes"}),
        json!({"displayName": "Another"}),
    ] {
        let mut principal = principal(&[&certificate(-100, 100)]);
        let mut sent = json!({"keyCredentials": [], "accountEnabled": false});
        sent.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let refusal = write(&mut principal, sent, 0).unwrap_err();
        assert_eq!((refusal.status, refusal.code), (400, "Request_BadRequest"), "{wrong}");
        assert!(principal.enabled && principal.keys.len() == 1 && principal.writes == 0);
    }
}

#[test]
fn names_and_state_lag_like_keys() {
    let mut principal = principal(&[]);
    let sent = json!({"servicePrincipalNames": ["app", "https://a/"], "accountEnabled": false});
    write(&mut principal, sent, 1).unwrap();
    let behind = principal.shown(now());
    assert_eq!((behind.names, behind.enabled), (vec!["app".to_owned()], true));
    let written = principal.shown(now());
    assert_eq!((written.names.len(), written.enabled), (2, false));
    principal.add_foreign_name("https://b/", Replication::default());
    assert_eq!(principal.shown(now()).names, ["app", "https://a/", "https://b/"]);
    assert_eq!(principal.names_of_others, ["https://b/"]);
}
