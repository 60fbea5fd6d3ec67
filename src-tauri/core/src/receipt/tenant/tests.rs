use super::testing::{OTHER, OURS, answered, ours, unknown};
use super::*;
use serde_json::json;

fn server(realm: &str, address: &str) -> Value {
    json!({ "realm": realm, "metadataUrl": address })
}

const OWN_ADDRESS: &str = "https://accounts.accesscontrol.windows.net/contoso.com/metadata/json/1";
const OTHER_ADDRESS: &str =
    "https://accounts.accesscontrol.windows.net/fabrikam.com/metadata/json/1";

#[test]
fn a_realm_decides_before_an_address() {
    let owner = |entry: &Value| ours().owner(OwnedKind::AuthorizationServer, entry);
    assert_eq!(owner(&server(&OURS.to_uppercase(), "x")), Owner::Own);
    assert_eq!(owner(&server(OTHER, OWN_ADDRESS)), Owner::Other, "the domain moved to this tenant");
    assert_eq!(owner(&server("contoso.com", OWN_ADDRESS)), Owner::Other, "a domain is no id");
    assert_eq!(owner(&server("", OWN_ADDRESS)), Owner::Own);
    assert_eq!(owner(&server("", OTHER_ADDRESS)), Owner::Other);
    assert_eq!(owner(&json!({ "name": "a" })), Owner::Unknown(Lack::NotTold));
    assert_eq!(owner(&json!({ "realm": [OURS] })), Owner::Own, "a list of one is its entry");
}

#[test]
fn an_address_names_the_tenant_by_a_whole_part_of_its_path() {
    let tenant = unknown();
    for (address, named) in [
        (OWN_ADDRESS, true),
        ("https://login.windows.net/CONTOSO.com/federationmetadata", true),
        ("https://login.windows.net/contoso.com", true),
        ("https://login.windows.net/notcontoso.com/x", false),
        ("https://login.windows.net/contoso.com.evil.example/x", false),
        ("https://contoso.com/fabrikam.com/metadata/json/1", false),
        (OTHER_ADDRESS, false),
        ("", false),
        ("x", false),
    ] {
        assert_eq!(tenant.is_named_in(address), named, "{address}");
    }
}

#[test]
fn an_address_that_was_given_as_an_answer_is_the_tenants() {
    let given = [("cloud", "china"), ("acs_metadata_url", "https://acs.example.cn/7")];
    let tenant = answered("exchange-oauth", &given, None);
    assert!(tenant.is_named_in("https://ACS.example.cn/7"));
    assert!(!tenant.is_named_in("https://acs.example.cn/8"));
}

#[test]
fn the_id_is_looked_up_or_an_answer() {
    let looked_up = answered("teams", &[("tenant", "contoso.com")], Some(OURS));
    let given = answered("teams", &[("tenant", OURS)], None);
    let by_domain = answered("teams", &[("tenant", "contoso.com")], None);
    let entry = server(OURS, "x");
    let owner = |tenant: &OwnTenant| tenant.owner(OwnedKind::AuthorizationServer, &entry);
    assert_eq!(owner(&looked_up), Owner::Own);
    assert_eq!(owner(&given), Owner::Own);
    assert_eq!(owner(&by_domain), Owner::Unknown(Lack::TenantId));
}

#[test]
fn a_realm_or_an_address_alone_is_compared_as_well() {
    use TenantMark::{Address, Realm};
    assert_eq!(ours().named_by(Realm, ""), Owner::Own);
    assert_eq!(ours().named_by(Realm, OURS), Owner::Own);
    assert_eq!(ours().named_by(Realm, OTHER), Owner::Other);
    assert_eq!(unknown().named_by(Realm, OTHER), Owner::Unknown(Lack::TenantId));
    let address = format!("https://accounts.accesscontrol.windows.net/{OURS}/metadata/json/1");
    assert_eq!(ours().named_by(Address, &address), Owner::Own);
    assert_eq!(ours().named_by(Address, OTHER_ADDRESS), Owner::Other);
    assert_eq!(ours().named_by(Address, ""), Owner::Other);
    assert_eq!(unknown().named_by(Address, &address), Owner::Unknown(Lack::TenantId));
}

#[test]
fn what_an_organisation_shows_counts_only_where_nothing_was_answered() {
    let shown = (OURS.parse().ok(), Some("contoso.mail.onmicrosoft.com".to_owned()));
    let connector = json!({ "domains": ["contoso.mail.onmicrosoft.com"] });
    let nothing = OwnTenant::default().or(shown.0, shown.1.clone());
    assert_eq!(nothing.owner(OwnedKind::AuthorizationServer, &server(OURS, "")), Owner::Own);
    assert_eq!(nothing.owner(OwnedKind::Connector, &connector), Owner::Own);
    let named = answered("teams", &[("tenant", "fabrikam.com")], None).or(shown.0, shown.1);
    let owner = named.owner(OwnedKind::AuthorizationServer, &server(OURS, ""));
    assert_eq!(owner, Owner::Unknown(Lack::TenantId));
}

#[test]
fn the_first_domain_of_a_tenant_says_its_routing_domain() {
    for (first, routing) in [
        ("contoso.onmicrosoft.com", "contoso.mail.onmicrosoft.com"),
        ("contoso.onmicrosoft.us", "contoso.mail.onmicrosoft.us"),
        ("contoso.partner.onmschina.cn", "contoso.mail.partner.onmschina.cn"),
    ] {
        let owner = |domain: &str| {
            let entry = json!({ "domains": [domain] });
            answered("teams", &[("tenant", first)], None).owner(OwnedKind::Connector, &entry)
        };
        assert_eq!(owner(routing), Owner::Own, "{first}");
        let other = format!("other{routing}");
        assert_eq!(owner(&other), Owner::Unknown(Lack::RoutingDomain), "it may have more of them");
    }
}

#[test]
fn what_to_do_names_the_answer_of_the_guide() {
    let library = crate::guide::Library::built_in().unwrap();
    for guide in library.guides() {
        for lack in [Lack::TenantId, Lack::RoutingDomain, Lack::NotTold] {
            let next = lack.next(guide);
            assert!(next.ends_with('.'), "{next}");
        }
    }
    let teams = library.guide(&"teams".into()).unwrap();
    assert!(Lack::TenantId.next(teams).contains("\"Microsoft 365 tenant\""));
    assert!(Lack::RoutingDomain.next(teams).contains("\"Hybrid routing domain\""));
}
