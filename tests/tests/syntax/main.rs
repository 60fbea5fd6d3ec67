//! Every script is judged by every rule on its syntax tree, and every rule catches a script that
//! breaks it.
//!
//! Rules on Exchange's cmdlets need Microsoft's cmdlet reference beside the project, or where
//! `CROSSTRUST_REFERENCE` says. Where it is not, they are skipped, and that is said.

mod breaches;

use breaches::{BREACHES, Breach};
use crosstrust_tests::golden;
use crosstrust_tests::numbers::named;
use crosstrust_tests::scenarios::COMMON;
use crosstrust_tests::syntax::{
    Finding, RULES, Reference, RuleContext, Script, check, check_only, keys_under, readings,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;

/// The servers on which a script for the Exchange Management Shell runs. The guides are for any
/// supported version of Exchange Server; 2013 is the oldest that has partner applications, and sets
/// the bar for all later ones.
const EXCHANGE: [&str; 4] =
    ["Exchange Server 2013", "Exchange Server 2016", "Exchange Server 2019", "Exchange Server SE"];

/// The servers on which a script for the Skype for Business Server Management Shell runs.
const SKYPE: [&str; 2] = ["Skype for Business Server 2015", "Skype for Business Server 2019"];

/// The one version of Exchange Online.
const ONLINE: [&str; 1] = ["Exchange Online"];

static REFERENCE: LazyLock<Option<Reference>> =
    LazyLock::new(|| Reference::folder().map(|folder| Reference::read(&folder)));

/// What a script is judged against: it says which window it must be run in.
fn context(script: &str) -> RuleContext<'static> {
    // The check from outside runs in any window.
    let checks = script.lines().find(|line| line.trim_start().starts_with("Assert-"));
    let window = match checks {
        Some(window) => window,
        None if script.contains("script = 'probe'") => "",
        None => panic!("a script checks the window it is run in"),
    };
    let versions: &[&str] = if window.contains("'Skype for Business Server ") {
        &SKYPE
    } else if window.contains("'Exchange Online ") {
        &ONLINE
    } else {
        &EXCHANGE
    };
    RuleContext { reference: REFERENCE.as_ref(), versions }
}

fn judged(script: &[u8]) -> Vec<(&'static str, Finding)> {
    check(&Script::new(script), context(&String::from_utf8_lossy(script)))
}

/// Says, past what captures the output of tests, that rules were skipped.
fn say_what_is_skipped() {
    if REFERENCE.is_none() {
        let skipped = RULES.iter().filter(|rule| rule.needs_reference).map(|rule| rule.name);
        let skipped: Vec<&str> = skipped.collect();
        writeln!(
            std::io::stderr(),
            "Skipped: no cmdlet reference at ../shared/reference nor in CROSSTRUST_REFERENCE, so scripts were not judged by: {}.",
            skipped.join(", ")
        )
        .expect("standard error is open");
    }
}

/// Every script of every guide and set of answers, and that of the check from outside, with its place
/// among the goldens.
fn golden_scripts() -> Vec<(String, Vec<u8>)> {
    let is_script = |place: &str| Path::new(place).extension().is_some_and(|end| end == "ps1");
    golden::all().into_iter().filter(|(place, _)| is_script(place)).collect()
}

/// The script of the guide for Teams that has this name behind its number.
fn plain(name: &str) -> Vec<u8> {
    let path = named(&golden::plain_folder("teams"), name);
    std::fs::read(path.expect("a golden script")).expect("it can be read")
}

fn reported(found: &[(&str, Finding)]) -> String {
    let lines =
        found.iter().map(|(rule, one)| format!("  {rule}, line {}: {}", one.line, one.what));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_script_keeps_every_rule() {
    say_what_is_skipped();
    let scripts = golden_scripts();
    assert!(scripts.len() >= 36, "{} scripts", scripts.len());
    let mut broken = Vec::new();
    for (place, bytes) in scripts {
        let found = judged(&bytes);
        if !found.is_empty() {
            broken.push(format!("{place}\n{}", reported(&found)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_rule_catches_a_script_that_breaks_it() {
    say_what_is_skipped();
    let at_hand: BTreeSet<&str> = RULES
        .iter()
        .filter(|rule| REFERENCE.is_some() || !rule.needs_reference)
        .map(|rule| rule.name)
        .collect();
    let mut missed = Vec::new();
    for Breach { rules, script, from, to } in BREACHES {
        let text = String::from_utf8(plain(script)).unwrap();
        assert!(text.contains(from), "{script} no longer holds {from:?}");
        let found = judged(text.replacen(from, to, 1).as_bytes());
        // Some rules can be judged in part without the reference.
        let caught = found.iter().map(|(rule, _)| *rule).filter(|rule| at_hand.contains(rule));
        let caught: BTreeSet<&str> = caught.collect();
        let expected: BTreeSet<&str> =
            rules.iter().copied().filter(|rule| at_hand.contains(rule)).collect();
        if caught != expected {
            missed.push(format!(
                "{script}: {to:?}\n  expected {expected:?}, found\n{}",
                reported(&found)
            ));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_file_that_windows_powershell_would_misread_is_caught() {
    let script = plain("account.ps1");
    let mark = "\u{feff}".as_bytes();
    let bare = script.strip_prefix(mark).unwrap();
    for broken in [bare.to_vec(), [mark, &script].concat(), [&script[..], b"# \xff\r\n"].concat()] {
        let found = judged(&broken);
        assert!(found.iter().any(|(rule, _)| *rule == "mark"), "{}", reported(&found));
    }
}

#[test]
fn a_finding_names_its_line() {
    let text = String::from_utf8(plain("role.ps1")).unwrap();
    let at = text.lines().position(|line| line.contains("New-ManagementRole -Name")).unwrap() + 1;
    let broken = text.replace("-Parent $Parent @Dc", "-Parent $Parent");
    let found = judged(broken.as_bytes());
    let lines: Vec<usize> = found.iter().map(|(_, one)| one.line).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| *line == at), "{}", reported(&found));
}

#[test]
fn no_rule_is_without_a_script_that_breaks_it() {
    let mut shown: BTreeMap<&str, usize> = RULES.iter().map(|rule| (rule.name, 0)).collect();
    assert_eq!(shown.len(), RULES.len(), "two rules have one name");
    for name in BREACHES.iter().flat_map(|breach| breach.rules).chain(["mark"].iter()) {
        *shown.get_mut(name).unwrap_or_else(|| panic!("no rule {name}")) += 1;
    }
    let without: Vec<_> = shown.into_iter().filter(|(_, count)| *count == 0).collect();
    assert_eq!(without, [], "rules without a breach");
}

const NOTHING: [usize; 0] = [];

/// What a rule finds in a few lines, of a script that has the function which asks before a change.
fn lines_found(rule: &str, text: &str) -> Vec<usize> {
    let text = format!("{text}function Invoke-Change {{\n    param($Change)\n}}\n");
    check_only(&Script::new(text.as_bytes()), rule).into_iter().map(|one| one.line).collect()
}

#[test]
fn a_change_may_stand_in_a_block_that_is_only_given_to_the_function_that_asks() {
    let given = "$make = { New-Thing -Name 'a' }\nInvoke-Change 'a' 'Make' 'New-Thing' $make\n";
    assert_eq!(lines_found("asked-first", given), NOTHING);
    assert_eq!(lines_found("asked-first", &format!("{given}& $make\n")), [1]);
    assert_eq!(lines_found("asked-first", &given.replace("'New-Thing' $", "'Set-Thing' $")), [2]);
}

#[test]
fn a_script_for_exchange_online_is_held_against_exchange_online() {
    if REFERENCE.is_none() {
        say_what_is_skipped();
        return;
    }
    let rules = |text: &str| -> BTreeSet<&str> {
        let found = judged(text.as_bytes());
        let looked_at = ["available", "domain-controller"];
        found.into_iter().map(|(rule, _)| rule).filter(|rule| looked_at.contains(rule)).collect()
    };
    let read = "Get-IntraOrganizationConnector -ErrorAction Stop\n";
    let server = "Assert-Shell 'Exchange Management Shell' 'Get-AcceptedDomain'\n";
    let online = "Assert-Shell 'Exchange Online PowerShell' 'Get-AcceptedDomain' -Online\n";
    assert_eq!(rules(&format!("{server}{read}")), BTreeSet::from(["domain-controller"]));
    assert_eq!(rules(&format!("{online}{read}")), BTreeSet::new());
    let there = "Get-AuthServer -DomainController 'dc' -ErrorAction Stop\n";
    assert_eq!(rules(&format!("{server}{there}")), BTreeSet::new());
    assert_eq!(rules(&format!("{online}{there}")), BTreeSet::from(["available"]));
}

#[test]
fn one_of_several_objects_is_taken_by_its_owner() {
    let found = |text: &str| lines_found("whose", text);
    let list = "$all = @(Get-AuthServer @Dc | Where-Object { $_.Type -eq 'AzureAD' })\n";
    assert_eq!(found(&format!("{list}$all[0].Name\n")), [2]);
    assert_eq!(found(&format!("{list}$on = $all | Where-Object {{ $_.Enabled }}\n")), [2]);
    let some = "$some = @($all | Where-Object { $_.Name })\n$some[0]\n";
    assert_eq!(found(&format!("{list}{some}")), [3], "it is still of anybody");
    let own = "$own = @($all | Where-Object { $_.Realm -eq 'x' })\n$own[0]\n";
    assert_eq!(found(&format!("{list}{own}")), NOTHING);
    assert_eq!(found(&format!("{list}$own = @(Select-Own $all)\n$own[0]\n")), NOTHING);
    assert_eq!(found(&format!("{list}$all = @(Get-Thing)\n$all[0]\n")), NOTHING, "given anew");
    let other = "function Other {\n    $all[0]\n}\n";
    assert_eq!(found(&format!("{list}{other}")), NOTHING, "a variable of another function");
    let named = "$names = $all | ForEach-Object { $_.Name }\n";
    assert_eq!(found(&format!("{list}{named}")), NOTHING, "all of them are named");
    let domains = "Get-IntraOrganizationConnector @Dc | Where-Object { $_.Enabled } | ForEach-Object { $_.TargetAddressDomains }\n";
    assert_eq!(found(domains), NOTHING, "what says whose they are is handed on");
    let reported = domains
        .replace("{ $_.Target", "{ @{ domains = $_.Target")
        .replace("Domains }", "Domains } }");
    assert_eq!(found(&reported), [1]);
}

#[test]
fn the_command_asked_for_may_be_chosen_before() {
    let chosen = "$command = 'Set-Old'\nif ($new) { $command = 'Set-New' }\nInvoke-Change 'a' 'Set' $command {\n    if ($new) { Set-New -Name 'a' } else { Set-Old -Name 'a' }\n}\n";
    assert_eq!(lines_found("asked-first", chosen), NOTHING);
    assert_eq!(lines_found("asked-first", &chosen.replace("= 'Set-New'", "= ''")), [3]);
}

#[test]
fn a_splatted_table_is_the_one_of_its_own_function() {
    let script = "function One {\n    $with = @{ ErrorAction = 'Stop' }\n    Get-Thing @with\n}\nfunction Two {\n    $with = @{ Name = 'a' }\n    Get-Thing @with\n}\n";
    assert_eq!(lines_found("error-action", script), [7]);
}

#[test]
fn a_key_that_is_added_after_the_call_does_not_count() {
    let before = "$with = @{ Name = 'a' }\n$with['ErrorAction'] = 'Stop'\nGet-Thing @with\n";
    assert_eq!(lines_found("error-action", before), NOTHING);
    let after = "$with = @{ Name = 'a' }\nGet-Thing @with\n$with['ErrorAction'] = 'Stop'\n";
    assert_eq!(lines_found("error-action", after), [2]);
}

#[test]
fn a_command_that_a_version_lacks_is_taken_only_where_the_script_asks_for_it() {
    say_what_is_skipped();
    if REFERENCE.is_none() {
        return;
    }
    let lines = |text: &str| -> Vec<usize> {
        let found = check(
            &Script::new(text.as_bytes()),
            context("Assert-Shell 'Exchange Management Shell'"),
        );
        let found = found.into_iter().filter(|(rule, _)| *rule == "available");
        found.map(|(_, one)| one.line).collect()
    };
    let call = "Get-ClientAccessService -Identity 'a' -ErrorAction Stop";
    let asked = "Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue";
    assert_eq!(lines(&format!("{call}\n")), [1, 1], "2013 has neither it nor its parameter");
    for taken in [
        format!("if ({asked}) {{ {call} }}\n"),
        format!("$modern = [bool]({asked})\nif ($modern) {{ {call} }}\n"),
        format!("function Read-It {{\n    if (-not ({asked})) {{ return }}\n    {call}\n}}\n"),
        format!("$modern = [bool]({asked})\nif ($modern) {{ {} }}\n", call.replace("Get", "Set")),
    ] {
        assert_eq!(lines(&taken), NOTHING, "{taken}");
    }
    for refused in [
        format!("if ({asked}) {{ $a = 1 }}\n{call}\n"),
        format!("if ({}) {{ {call} }}\n", asked.replace("ClientAccessService", "AuthServer")),
        format!("function Read-It {{\n    if (-not ({asked})) {{ $a = 1 }}\n    {call}\n}}\n"),
        format!("$other = [bool]({asked})\nif ($modern) {{ {call} }}\n"),
    ] {
        assert_ne!(lines(&refused), NOTHING, "{refused}");
    }
}

#[test]
fn what_stands_in_strings_and_comments_is_not_newer_than_powershell_4() {
    let script = "# a ? b : c && d ?? e\n$a = 'x?.y || [Z]::new()'\nif (-not $?) { $a }\n";
    assert_eq!(lines_found("powershell-4", script), NOTHING);
    assert_eq!(lines_found("powershell-4", &format!("{script}$a = [Z]::new()\n")), [4]);
}

#[test]
fn each_window_has_the_commands_of_its_own_servers() {
    let versions =
        |window: &str| context(&format!("try {{\n    Assert-Shell '{window}' 'x'\n")).versions;
    assert_eq!(versions("Exchange Management Shell"), EXCHANGE);
    assert_eq!(versions("Skype for Business Server Management Shell"), SKYPE);
    assert_eq!(versions("Exchange Online PowerShell"), ONLINE);
}

/// One row of the table of differences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    what: String,
    old: String,
    new: String,
    rule: Option<String>,
    refused: Option<String>,
    allowed: Option<String>,
    test: Option<String>,
    scenario: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differences {
    difference: Vec<Difference>,
}

fn differences() -> Vec<Difference> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("powershell/differences.toml");
    let text = std::fs::read_to_string(path).expect("the table of differences");
    toml::from_str::<Differences>(&text).expect("a table").difference
}

#[test]
fn each_difference_between_the_editions_is_refused_by_a_rule_or_shown_by_a_test() {
    let rows = differences();
    assert!(rows.len() > 25, "{} rows", rows.len());
    for row in &rows {
        let what = &row.what;
        assert!(!row.old.is_empty() && !row.new.is_empty(), "{what}");
        match (&row.rule, &row.test, &row.scenario) {
            (Some(rule), None, None) => {
                assert!(RULES.iter().any(|known| known.name == rule), "{what}: no rule {rule}");
                let found = |text: &Option<String>| {
                    let text = text.as_deref().unwrap_or_else(|| panic!("{what}: no example"));
                    check_only(&Script::new(text.as_bytes()), rule)
                };
                assert_ne!(found(&row.refused), [], "{what}: {rule} does not refuse it");
                assert_eq!(found(&row.allowed), [], "{what}: {rule} refuses the way out");
            }
            (None, Some(test), None) => {
                let (file, name) = test.split_once("::").expect("a file and a name");
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
                let source = std::fs::read_to_string(&path).expect("a file of tests");
                assert!(
                    source.contains(&format!("fn {name}()")),
                    "{what}: no test {name} in {file}"
                );
            }
            (None, None, Some(scenario)) => {
                let known = COMMON.iter().any(|common| common.kind == scenario);
                assert!(known, "{what}: no script goes through {scenario}");
            }
            _ => panic!("{what}: one rule, one test or one scenario"),
        }
    }
    let named: BTreeSet<&str> = rows.iter().map(|row| row.what.as_str()).collect();
    assert_eq!(named.len(), rows.len(), "two rows have one name");
}

/// Properties that are there on some servers only. A script reads them as null where they are not.
const SOMETIMES: [(&str, &str); 2] = [
    ("Get-ExchangeCertificate", "PrivateKeyExportable"),
    // Exchange Online alone has it, and only when it is asked for.
    ("Get-OrganizationConfig", "EwsAllowedAppIDs"),
];

/// What every object and every list has.
const ALWAYS: [&str; 3] = ["Count", "Length", "PSObject"];

#[test]
fn every_property_that_is_read_off_a_cmdlet_is_one_that_servers_return() {
    let Some(reference) = REFERENCE.as_ref().filter(|reference| reference.has_objects()) else {
        writeln!(
            std::io::stderr(),
            "Skipped: no exchange-objects.json beside the cmdlet reference, so what scripts read off objects was not held against those of servers."
        )
        .expect("standard error is open");
        return;
    };
    let (mut judged, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (place, bytes) in golden_scripts() {
        // What was recorded are objects of servers; Exchange Online returns more.
        if context(&String::from_utf8_lossy(&bytes)).versions == ONLINE {
            continue;
        }
        for reading in readings(&Script::new(&bytes)) {
            let Some(known) = reference.properties(&reading.cmdlet) else {
                others.insert(reading.cmdlet);
                continue;
            };
            let (cmdlet, property) = (reading.cmdlet.as_str(), reading.property.as_str());
            let line = reading.line;
            let is_there = known.contains(property)
                || ALWAYS.contains(&property)
                || SOMETIMES.contains(&(cmdlet, property));
            assert!(is_there, "{place}, line {line}: {cmdlet} has no {property}");
            judged.insert((reading.cmdlet, reading.property));
        }
    }
    assert!(judged.len() >= 20, "{judged:?}");
    let cmdlets: BTreeSet<&str> = judged.iter().map(|(cmdlet, _)| cmdlet.as_str()).collect();
    for cmdlet in
        ["Get-AuthConfig", "Get-ExchangeServer", "Get-PartnerApplication", "Get-SettingOverride"]
    {
        assert!(cmdlets.contains(cmdlet), "nothing is read off {cmdlet}: {cmdlets:?}");
    }
    let others: Vec<String> = others.into_iter().collect();
    writeln!(
        std::io::stderr(),
        "Not judged, because none of their objects were recorded: {}.",
        others.join(", ")
    )
    .expect("standard error is open");
}

#[test]
fn the_simulated_organisation_has_only_properties_that_servers_return() {
    let Some(reference) = REFERENCE.as_ref().filter(|reference| reference.has_objects()) else {
        return;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("powershell/New-SimulatedState.ps1");
    let script = Script::new(&std::fs::read(path).unwrap());
    for (key, cmdlet) in [
        ("organization", "Get-OrganizationConfig"),
        ("acceptedDomains", "Get-AcceptedDomain"),
        ("servers", "Get-ExchangeServer"),
        ("authConfig", "Get-AuthConfig"),
        ("partnerApplications", "Get-PartnerApplication"),
    ] {
        let keys = keys_under(&script, key);
        assert!(keys.len() > 2, "{key}: {keys:?}");
        let known = reference.properties(cmdlet).expect("recorded");
        let unknown: Vec<&String> = keys.difference(known).collect();
        assert!(unknown.is_empty(), "{cmdlet} has no {unknown:?}");
    }
}

#[test]
fn what_is_read_off_a_cmdlet_is_followed_through_pipelines_variables_loops_and_functions() {
    let read = |text: &str| -> Vec<String> {
        let found = readings(&Script::new(text.as_bytes()));
        found.into_iter().map(|one| format!("{}.{}", one.cmdlet, one.property)).collect()
    };
    for text in [
        "Get-Thing @Dc | Where-Object { $_.Name -eq 'x' }\n",
        "Get-Thing @Dc | Sort-Object -Property 'a' | ForEach-Object { @{ name = [string]$_.Name } }\n",
        "[string](Get-Thing @Dc).Name\n",
        "$a = @(Get-Thing @Dc | Where-Object { $true })\n$b = [string]$a[0].Name\n",
        "foreach ($one in @(Get-Thing @Dc)) { $one.Name }\n",
        "function Find-It {\n    Get-Thing @Dc\n}\n$a = @(Find-It)\n$a | ForEach-Object { $_.Name }\n",
        "function Find-It {\n    foreach ($one in @(Get-Thing @Dc)) {\n        if ($true) { $one }\n    }\n}\n(Find-It).Name\n",
    ] {
        assert_eq!(read(text), ["Get-Thing.Name"], "{text}");
    }
    for text in [
        "Get-Thing @Dc | ForEach-Object { $_.Name } | ForEach-Object { $_.Length }\n",
        "$a = Get-Thing @Dc\n$a = 'x'\n$b = $a.Name\n",
        "Get-Thing @Dc | ForEach-Object { $_.ToString() }\n",
    ] {
        assert!(
            read(text).len() <= 1 && !read(text).contains(&"Get-Thing.Length".to_owned()),
            "{text}"
        );
    }
    assert_eq!(read("$a = Get-Thing @Dc\n$a = 'x'\n$b = $a.Name\n"), [""; 0]);
}

#[test]
fn what_could_not_be_read_is_null_unless_what_happened_is_recorded() {
    let found = |text: &str| lines_found("unread", text);
    let failed = "$a = 1\ntry { $a = [int]$b.Length }\ncatch { $a = 0 }\n";
    assert_eq!(found(failed), [3]);
    assert_eq!(found(&failed.replace("= 0 }", "= $false }")), [3]);
    assert_eq!(found(&failed.replace("= 0 }", "= '' }")), [3]);
    assert_eq!(found(&failed.replace("= 0 }", "= $null }")), NOTHING);
    assert_eq!(found(&failed.replace("{ $a = 0 }", "{ $c = 0 }")), NOTHING);
    assert_eq!(found(&failed.replace("= 0 }", "= 0; Add-Fact 'why' 'x' }")), NOTHING);
}
