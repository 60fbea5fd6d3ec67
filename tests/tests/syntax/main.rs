//! Every script is judged by every rule on its syntax tree, and every rule catches a script that
//! breaks it.
//!
//! Rules on Exchange's cmdlets need Microsoft's cmdlet reference beside the project, or where
//! `CROSSTRUST_REFERENCE` says. Where it is not, they are skipped, and that is said.

use crosstrust_tests::syntax::{Finding, Ground, RULES, Reference, Script, check};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The servers the Teams guide is for. Its article says: any supported version of Exchange Server;
/// 2013 is the oldest that has partner applications, and sets the bar for all later ones.
const VERSIONS: [&str; 4] =
    ["Exchange Server 2013", "Exchange Server 2016", "Exchange Server 2019", "Exchange Server SE"];

static REFERENCE: LazyLock<Option<Reference>> =
    LazyLock::new(|| Reference::folder().map(|folder| Reference::read(&folder)));

fn ground() -> Ground<'static> {
    Ground { reference: REFERENCE.as_ref(), versions: &VERSIONS }
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

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

/// Every script of every guide and set of answers.
fn golden_scripts() -> Vec<PathBuf> {
    let sets = entries(&goldens()).into_iter().flat_map(|guide| entries(&guide));
    let files = sets.flat_map(|set| entries(&set));
    files.filter(|path| path.extension().is_some_and(|end| end == "ps1")).collect()
}

fn plain(name: &str) -> Vec<u8> {
    std::fs::read(goldens().join("teams/plain").join(name)).expect("a golden script")
}

fn told(found: &[(&str, Finding)]) -> String {
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
    for path in scripts {
        let found = check(&Script::new(&std::fs::read(&path).unwrap()), ground());
        if !found.is_empty() {
            broken.push(format!("{}\n{}", path.display(), told(&found)));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A script that breaks rules: a golden one with one thing changed.
struct Breach {
    /// The rules that catch it, and no other does.
    rules: &'static [&'static str],
    /// The golden script.
    script: &'static str,
    /// What is changed in it.
    from: &'static str,
    /// What it becomes.
    to: &'static str,
}

const fn breach(
    rules: &'static [&'static str],
    script: &'static str,
    from: &'static str,
    to: &'static str,
) -> Breach {
    Breach { rules, script, from, to }
}

const BREACHES: &[Breach] = &[
    // The file.
    breach(&["line-ends"], "account.ps1", "}\r\n\r\nfunction Add-Fact", "}\n\r\nfunction Add-Fact"),
    breach(&["line-ends"], "account.ps1", "}\r\n\r\nfunction Add-Fact", "}\r\n\rfunction Add-Fact"),
    breach(&["ascii"], "account.ps1", "# ---- Run --", "# \u{2014} Run --"),
    breach(&["ascii"], "account.ps1", "\"Name -eq", "\"N\u{e4}me -eq"),
    breach(&["trailing-blanks"], "account.ps1", "\r\ntry {\r\n", "\r\ntry { \r\n"),
    breach(&["trailing-blanks"], "account.ps1", "\r\ntry {\r\n", "\r\ntry {\t\r\n"),
    breach(&["final-newline"], "account.ps1", "exit [int][bool]$Run.Failure }\r\n", "exit 1 }"),
    breach(&["final-newline"], "account.ps1", "$Run.Failure }\r\n", "$Run.Failure }\r\n\r\n"),
    breach(
        &["parses"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    )\r\n    Invoke-AccountStep\r\n",
    ),
    // Commands.
    breach(&["no-alias", "command-exists"], "role.ps1", "Where-Object { $_ -ne", "where { $_ -ne"),
    breach(
        &["no-alias", "command-exists"],
        "role.ps1",
        "ForEach-Object { [string]$_.Name }",
        "% { [string]$_.Name }",
    ),
    breach(
        &["command-exists", "error-action", "asked-first"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    Invoke-AcountStep\r\n",
    ),
    breach(
        &["command-exists"],
        "account.ps1",
        "Get-MailUser -Identity $found[0].Identity @Dc",
        "Get-MailPerson -Identity $found[0].Identity @Dc",
    ),
    breach(
        &["command-exists"],
        "account.ps1",
        "'Get-Recipient', 'Get-MailUser'",
        "'Get-Recipient', 'Get-MailUsers'",
    ),
    breach(
        &["command-exists"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    & 'Invoke-AccountStep'\r\n",
    ),
    breach(
        &["available"],
        "account.ps1",
        "    Add-AccountFact $account\r\n",
        "    [void]@(Get-ClientAccessService @Dc)\r\n",
    ),
    breach(
        &["available"],
        "account.ps1",
        "HiddenFromAddressListsEnabled $true @Dc",
        "HiddenFromAddressListsEnabled $true -SkipDualWrite @Dc",
    ),
    // Parameters.
    breach(
        &["parameter-exists"],
        "account.ps1",
        "-HiddenFromAddressListsEnabled $true",
        "-HiddenFromAddressLists $true",
    ),
    breach(
        &["parameter-exists", "parameter-set"],
        "account.ps1",
        "Set-MailUser -Identity",
        "Set-MailUser -Ident",
    ),
    breach(
        &["parameter-exists", "parameter-set"],
        "account.ps1",
        "ExternalEmailAddress = 'Teams",
        "ExternalEmail = 'Teams",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "if ((Get-Command -Name New-MailUser).Parameters.ContainsKey('ApplicationAccount')) { $new['ApplicationAccount'] = $true }",
        "$new['ApplicationAccount'] = $true",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        ".Parameters.ContainsKey('ApplicationAccount')",
        ".Parameters.ContainsKey('Name')",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "Get-MailUser -Identity $found[0].Identity @Dc",
        "Get-MailUser $found[0].Identity @Dc",
    ),
    breach(&["parameter-exists"], "account.ps1", "-Milliseconds 500", "-Duration 500"),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "Add-AccountFact $account\r\n",
        "Add-AccountFact $account $new\r\n",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "Add-AccountFact $account\r\n",
        "Add-AccountFact -User $account\r\n",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "Add-AccountFact $account\r\n",
        "Add-AccountFact $account -ErrorAction Stop\r\n",
    ),
    breach(
        &["parameter-exists", "error-action", "domain-controller"],
        "account.ps1",
        "-HiddenFromAddressListsEnabled $true @Dc",
        "-HiddenFromAddressListsEnabled $true @PSBoundParameters",
    ),
    breach(
        &["parameter-set"],
        "account.ps1",
        "            New-MailUser @new @Dc",
        "            $new.Remove('Name')\r\n            New-MailUser @new @Dc",
    ),
    breach(
        &["parameter-set"],
        "account.ps1",
        "            New-MailUser @new @Dc",
        "            if ($found) { $new.Remove('Name') }\r\n            New-MailUser @new @Dc",
    ),
    breach(
        &["parameter-set"],
        "account.ps1",
        "            New-MailUser @new @Dc",
        "            if ($found) { $new.Password = $found }\r\n            New-MailUser @new @Dc",
    ),
    breach(&["parameter-set"], "role.ps1", " -Parent 'UserApplication' @Dc", " @Dc"),
    breach(
        &["parameter-set"],
        "role.ps1",
        " -Parent 'UserApplication' @Dc",
        " -Parent 'UserApplication' -UnScopedTopLevel @Dc",
    ),
    // Safety.
    breach(
        &["error-action", "domain-controller"],
        "account.ps1",
        "Get-MailUser -Identity $found[0].Identity @Dc",
        "Get-MailUser -Identity $found[0].Identity",
    ),
    breach(
        &["error-action"],
        "account.ps1",
        "ErrorAction = 'Stop' }",
        "ErrorAction = 'Continue' }",
    ),
    breach(&["error-action"], "account.ps1", "; ErrorAction = 'Stop' }", " }"),
    breach(
        &["error-action"],
        "account.ps1",
        "ErrorAction = 'Stop' }\r\n",
        "ErrorAction = 'Stop' }\r\nif ($Run.Build) { $Dc['ErrorAction'] = 'SilentlyContinue' }\r\n",
    ),
    breach(
        &["domain-controller"],
        "account.ps1",
        "Get-MailUser -Identity $found[0].Identity @Dc",
        "Get-MailUser -Identity $found[0].Identity -ErrorAction Stop",
    ),
    breach(
        &["domain-controller"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    if ($Run.Build) { $Dc.Remove('DomainController') }\r\n    Invoke-AccountStep\r\n",
    ),
    breach(&["confirm"], "role.ps1", " -Confirm:$false @Dc", " @Dc"),
    breach(&["confirm"], "role.ps1", " -Confirm:$false @Dc", " -Confirm:$true @Dc"),
    breach(&["confirm"], "remove-legacy.ps1", " -Confirm:$false @Dc", " -Confirm @Dc"),
    breach(
        &["confirm"],
        "teams-undo.ps1",
        "Remove-MailUser -Identity $found[0].Identity -Confirm:$false",
        "Remove-MailUser -Identity $found[0].Identity",
    ),
    breach(
        &["asked-first"],
        "role.ps1",
        "foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ('TeamsSchedulerRole\\' + $entry) -Confirm:$false @Dc }\r\n        }",
        "[void]$surplus }\r\n        foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ('TeamsSchedulerRole\\' + $entry) -Confirm:$false @Dc }",
    ),
    breach(
        &["asked-first"],
        "role.ps1",
        "'New-ManagementRole' {",
        "'New-ManagementRoleAssignment' {",
    ),
    breach(&["asked-first"], "role.ps1", "'New-ManagementRole' {", "'' {"),
    // A block that is run by a function with variables of its own.
    breach(
        &["shadowed"],
        "account.ps1",
        "Wait-ForObject { Get-SchedulerAccount }",
        "Wait-ForObject { $found }",
    ),
    breach(
        &["shadowed"],
        "role.ps1",
        "foreach ($entry in $surplus) {",
        "[void]$Target\r\n            foreach ($entry in $surplus) {",
    ),
    breach(
        &["shadowed"],
        "account.ps1",
        "Wait-ForObject { Get-SchedulerAccount }",
        "Wait-ForObject $block\r\n        $block = { $TRY }",
    ),
    // Values.
    breach(
        &["bare-words"],
        "account.ps1",
        "'Get-Recipient', 'Get-MailUser'",
        "Get-Recipient, 'Get-MailUser'",
    ),
    breach(
        &["bare-words"],
        "account.ps1",
        "'ExchangeOnlineManagement', 'tmpEXO_*'",
        "ExchangeOnlineManagement, tmpEXO_*",
    ),
    breach(
        &["double-quotes"],
        "account.ps1",
        "'TeamsScheduler-ApplicationAccount@' + $Answers.VerifiedDomain",
        "\"TeamsScheduler-ApplicationAccount@$($Answers.VerifiedDomain)\"",
    ),
    breach(&["double-quotes"], "account.ps1", "('* ' + $Title)", "\"* $Title\""),
    breach(
        &["double-quotes"],
        "account.ps1",
        "'TeamsScheduler-ApplicationAccount@' + $Answers.VerifiedDomain",
        "\"TeamsScheduler-ApplicationAccount@contoso.com\"",
    ),
    breach(&["double-quotes"], "account.ps1", "('* ' + $Title)", "@'\r\n*\r\n'@"),
    breach(&["double-quotes"], "account.ps1", "('* ' + $Title)", "@\"\r\n* $Title\r\n\"@"),
    // What is newer than PowerShell 4.
    breach(
        &["powershell-4"],
        "account.ps1",
        "New-Object System.InvalidOperationException $Reason",
        "[InvalidOperationException]::new($Reason)",
    ),
    breach(
        &["powershell-4", "parses"],
        "account.ps1",
        "$code = $Problem.Exception.Data['Crosstrust']",
        "$code = $Problem.Exception?.Data['Crosstrust']",
    ),
    breach(
        &["powershell-4", "parses"],
        "account.ps1",
        "$code = 'exchange-error'",
        "$code = $code ?? 'exchange-error'",
    ),
    breach(
        &["powershell-4", "parses"],
        "account.ps1",
        "$code = 'exchange-error'",
        "$code = $Problem ? 'exchange-error' : ''",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    Read-Build && Invoke-AccountStep\r\n",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    Read-Build || Invoke-AccountStep\r\n",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "    Invoke-AccountStep\r\n",
        "    Invoke-AccountStep &\r\n",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "function Add-Fact {",
        "class Fact {\r\n    $Name\r\n}\r\n\r\nfunction Add-Fact {",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "function Add-Fact {",
        "enum Fact {\r\n    Name\r\n}\r\n\r\nfunction Add-Fact {",
    ),
    breach(
        &["powershell-4", "parameter-exists"],
        "account.ps1",
        "-Depth 8 -Compress",
        "-Depth 8 -Compress -AsHashtable",
    ),
    breach(
        &["powershell-4", "parameter-exists"],
        "role.ps1",
        "ForEach-Object { [string]$_.Name }",
        "ForEach-Object -Parallel { [string]$_.Name }",
    ),
    breach(
        &["powershell-4", "parameter-exists"],
        "account.ps1",
        "-Milliseconds 500",
        "-Milliseconds 500 -InformationAction 'Ignore'",
    ),
    breach(&["powershell-4"], "account.ps1", "if ($Run.Build -or", "if ($IsWindows -or"),
    breach(
        &["powershell-4"],
        "account.ps1",
        "[ValidateNotNullOrEmpty()]",
        "[ValidateNotNullOrWhiteSpace()]",
    ),
    breach(&["powershell-4"], "account.ps1", "\"Name -eq", "\"`u{4e}ame -eq"),
    breach(
        &["powershell-4", "command-exists"],
        "account.ps1",
        "# ---- Answers --",
        "using namespace System.IO\r\n# ---- Answers --",
    ),
];

#[test]
fn every_rule_catches_a_script_that_breaks_it() {
    say_what_is_skipped();
    let judged: BTreeSet<&str> = RULES
        .iter()
        .filter(|rule| REFERENCE.is_some() || !rule.needs_reference)
        .map(|rule| rule.name)
        .collect();
    let mut missed = Vec::new();
    for Breach { rules, script, from, to } in BREACHES {
        let text = String::from_utf8(plain(script)).unwrap();
        assert!(text.contains(from), "{script} no longer holds {from:?}");
        let found = check(&Script::new(text.replacen(from, to, 1).as_bytes()), ground());
        // Some rules can be judged in part without the reference.
        let caught = found.iter().map(|(rule, _)| *rule).filter(|rule| judged.contains(rule));
        let caught: BTreeSet<&str> = caught.collect();
        let expected: BTreeSet<&str> =
            rules.iter().copied().filter(|rule| judged.contains(rule)).collect();
        if caught != expected {
            missed.push(format!(
                "{script}: {to:?}\n  expected {expected:?}, found\n{}",
                told(&found)
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
        let found = check(&Script::new(&broken), ground());
        assert!(found.iter().any(|(rule, _)| *rule == "mark"), "{}", told(&found));
    }
}

#[test]
fn a_finding_names_its_line() {
    let text = String::from_utf8(plain("role.ps1")).unwrap();
    let at = text.lines().position(|line| line.contains("New-ManagementRole -Name")).unwrap() + 1;
    let broken = text.replace("-Parent 'UserApplication' @Dc", "-Parent 'UserApplication'");
    let found = check(&Script::new(broken.as_bytes()), ground());
    let lines: Vec<usize> = found.iter().map(|(_, one)| one.line).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| *line == at), "{}", told(&found));
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
