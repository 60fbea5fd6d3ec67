//! The script that asks the same on another computer: as it was last agreed on, and with the requests
//! that the program itself sends.
//!
//! `UPDATE_GOLDENS=1` writes the files anew; read the difference before it is committed.

use crate::world::World;
use crosstrust_core::entra::{Cloud, TenantName};
use crosstrust_core::guide::Library;
use crosstrust_core::probe::ProbeQuestion;
use crosstrust_core::script::{Script, probe};
use crosstrust_tests::answer_sets::SETUP_ID;
use crosstrust_tests::golden::{self, Files, PROBE};
use crosstrust_tests::powershell::Parsed;
use crosstrust_tests::publication::{MAILBOX, TENANT};
use std::collections::BTreeSet;

fn question(address: &str, tenant: Option<&str>, cloud: Cloud) -> ProbeQuestion {
    ProbeQuestion {
        address: address.parse().unwrap(),
        tenant: tenant.map(|name| TenantName::parse(name).unwrap()),
        cloud,
        autodiscover: None,
    }
}

/// Each with the name of its set.
fn sets() -> [(&'static str, ProbeQuestion); 3] {
    let own = Some("https://mail.m\u{fc}nchen.example/".parse().unwrap());
    let international =
        question("anna@m\u{fc}nchen.example", None, Cloud::from_id("china").unwrap());
    [
        ("plain", question(MAILBOX, Some(TENANT), Cloud::global())),
        ("international", ProbeQuestion { autodiscover: own, ..international }),
        ("hostile", question("o'brien`${x}@contoso.com", Some("contoso.com"), Cloud::global())),
    ]
}

fn written(question: &ProbeQuestion) -> Script {
    probe(&Library::built_in().unwrap(), SETUP_ID, question).unwrap()
}

#[test]
fn the_script_is_as_it_was_agreed_on() {
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    for (name, question) in sets() {
        let script = written(&question);
        let files = Files::from([(script.file_name.clone(), script.bytes())]);
        if update {
            golden::write(PROBE, name, &files);
        }
        let agreed = golden::read(PROBE, name).unwrap();
        assert!(agreed == files, "The script of {name} differs. UPDATE_GOLDENS=1 writes it anew.");
    }
}

#[test]
fn values_change_nothing_else_of_the_script() {
    let shapes = sets().map(|(name, question)| {
        let script = written(&question);
        let parsed = Parsed::new(&script.text);
        assert!(parsed.faults().is_empty(), "{name}: lines {:?}", parsed.faults());
        assert!(parsed.beyond_ascii_in_code().is_empty(), "{name}");
        // What follows the answers is the same in each.
        script.text.split_once("# ---- Opening").unwrap().1.to_owned()
    });
    assert!(shapes[0] == shapes[1] && shapes[0] == shapes[2]);
    let (_, hostile) = &sets()[2];
    assert!(written(hostile).text.contains("= 'o''brien`${x}@contoso.com'"));
}

#[test]
fn the_script_disables_no_check_and_follows_no_redirect_by_itself() {
    for (name, question) in sets() {
        let text = written(&question).text;
        for forbidden in
            ["ServerCertificateValidationCallback", "Credentials = $true", "Invoke-Web"]
        {
            assert!(!text.contains(forbidden), "{name}: {forbidden}");
        }
        assert_eq!(text.matches("[Net.WebRequest]::Create(").count(), 1, "{name}");
        assert!(text.contains("$request.AllowAutoRedirect = $false"), "{name}");
        assert!(!text.contains("Invoke-Change '"), "{name} changes nothing");
    }
}

/// The script begins with the requests that the program begins with.
#[test]
fn the_script_asks_what_the_program_asks() {
    for tenant in [Some(TENANT), None] {
        let mut world = World::new();
        world.options.tenant = tenant.map(|name| TenantName::parse(name).unwrap());
        world.probe();
        let seen: BTreeSet<(String, bool)> = world
            .server
            .seen()
            .iter()
            .map(|it| (format!("https://{}{}", it.host, it.path), it.has_empty_token()))
            .collect();
        let starts = question(MAILBOX, tenant, Cloud::global()).starts();
        let starts: BTreeSet<(String, bool)> =
            starts.into_iter().map(|it| (it.url.to_string(), it.empty_token)).collect();
        let later: Vec<_> = seen.difference(&starts).map(|(url, _)| url.as_str()).collect();
        assert!(starts.is_subset(&seen), "{starts:#?} {seen:#?}");
        assert_eq!(
            later,
            [
                "https://autodiscover.contoso.com/autodiscover/autodiscover.json?Email=anna@contoso.com&Protocol=EWS&RedirectCount=1",
                "https://mail.contoso.com/EWS/Exchange.asmx",
            ]
        );
    }
}
