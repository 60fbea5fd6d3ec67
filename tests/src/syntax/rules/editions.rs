//! The rules on what the two editions do differently: Windows PowerShell 5.1 runs on servers, PowerShell
//! 7 where scripts are tested.
//!
//! `tests/powershell/differences.toml` lists the differences that matter to scripts, each with what
//! keeps scripts from meeting it.

use crate::syntax::calls::{Call, bind, calls};
use crate::syntax::splats::literal;
use crate::syntax::tree::{View, children, line, only};
use crate::syntax::{Finding, RuleContext, builtin};
use tree_sitter::Node;

/// Commands that do something else on the other edition, or are missing there.
const COMMANDS: [(&str, &str); 19] = [
    ("Add-Content", "writes another encoding"),
    ("Export-Csv", "writes another encoding"),
    ("Get-Content", "reads another encoding"),
    ("Get-Error", "needs 7.0"),
    ("Get-EventLog", "is gone from 6.0"),
    ("Get-Uptime", "needs 6.0"),
    ("Get-WmiObject", "is gone from 6.0"),
    ("Import-Csv", "reads another encoding"),
    ("Join-String", "needs 6.2"),
    ("New-WebServiceProxy", "is gone from 6.0"),
    ("Out-File", "writes another encoding"),
    ("Remove-Service", "needs 6.0"),
    ("Send-MailMessage", "takes another default encoding"),
    ("Set-Content", "writes another encoding"),
    ("Start-ThreadJob", "needs 6.0"),
    ("Tee-Object", "writes another encoding"),
    ("Test-Connection", "returns other objects"),
    ("Test-Json", "needs 6.1"),
    ("Export-Clixml", "writes another encoding"),
];

/// Parameters that one of the two editions lacks or takes otherwise, in lower case.
const PARAMETERS: [(&str, &str); 9] = [
    ("additionalchildpath", "needs 6.0"),
    ("asbytestream", "needs 6.0"),
    ("bottom", "needs 6.0"),
    ("encoding", "knows other names, and another mark"),
    ("extension", "needs 6.0"),
    ("leafbase", "needs 6.0"),
    ("noproxy", "needs 6.0"),
    ("skipcertificatecheck", "needs 6.0"),
    ("top", "needs 6.0"),
];

/// What asks a server over HTTP: the oldest editions offer only TLS 1.0 by themselves.
const WEB: [&str; 5] = [
    "Invoke-RestMethod",
    "Invoke-WebRequest",
    "Net.HttpWebRequest",
    "Net.WebClient",
    "Net.WebRequest",
];

pub(super) fn editions(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let code = script.code();
    for call in calls(script) {
        let mut say = |what: String| found.push(Finding::new(call.line, what));
        if let Some((name, why)) = COMMANDS.iter().find(|(name, _)| *name == call.name) {
            say(format!("{name} {why}"));
        }
        let known = builtin::find(call.name);
        let binding = bind(script, &call, |name| known.and_then(|known| known.is_switch(name)));
        for given in &binding.given {
            let name = given.name.to_ascii_lowercase();
            if let Some((name, why)) = PARAMETERS.iter().find(|(known, _)| *known == name) {
                say(format!("-{name} of {} {why}", call.name));
            }
        }
        let by_name = |name: &str| binding.get(name).is_some();
        match call.name {
            "Join-Path" if binding.positional.len() + binding.given.len() > 2 => {
                say("Join-Path with more than two parts needs 6.0".to_owned());
            }
            "ConvertTo-Json" => {
                if call.piped || !by_name("InputObject") {
                    say("what is piped into ConvertTo-Json is wrapped or taken apart".to_owned());
                }
                if !by_name("Depth") {
                    say("ConvertTo-Json without -Depth cuts off silently".to_owned());
                }
            }
            "ConvertFrom-Json" if call.piped || !by_name("InputObject") => {
                say("text is piped into ConvertFrom-Json line by line".to_owned());
            }
            "Invoke-RestMethod" | "Invoke-WebRequest" if !by_name("UseBasicParsing") => {
                say(format!("{} without -UseBasicParsing asks for Internet Explorer", call.name));
            }
            _ => {}
        }
        found.extend(date_as_fact(script, &call));
    }
    let is_web = |text: &str| WEB.iter().any(|one| text.contains(one));
    if is_web(&code) && !code.contains("SecurityProtocol") {
        let line = code.lines().position(is_web).map_or(1, |at| at + 1);
        found.push(Finding::new(line, "a request that does not say which TLS it may use"));
    }
    for (at, _) in code.match_indices("AuthenticateAsClient(") {
        let arguments = script.text()[at..].lines().next().unwrap_or_default();
        if !arguments.contains("Tls12") {
            found
                .push(Finding::new(script.line_at(at), "a connection that does not offer TLS 1.2"));
        }
    }
    for (at, _) in code.match_indices(".PublicKey.Key") {
        found.push(Finding::new(script.line_at(at), "a key that not every engine can read"));
    }
    for node in script.of_kind("redirection") {
        found.push(Finding::new(line(node), "a redirection: another encoding, and other errors"));
    }
    let tables = script.of_kind("hash_literal_expression").flat_map(|table| literal(script, table));
    // Keys of what is written to the receipt begin with a small letter.
    let shown =
        tables.filter(|entry| entry.key.starts_with(|sign: char| sign.is_ascii_lowercase()));
    for (line, value) in shown.filter_map(|entry| Some((entry.line, entry.value?))) {
        if is_date(script.at(value)) {
            found.push(Finding::new(line, "a date that is not made a text"));
        }
    }
    found
}

/// A date that is noted as it is. Each edition writes dates into JSON in its own way.
fn date_as_fact(script: &View<'_>, call: &Call<'_>) -> Option<Finding> {
    let is_fact = call.name == "Add-Fact";
    let elements = call.node.child_by_field_name("command_elements").filter(|_| is_fact)?;
    let last: Node<'_> = children(elements).into_iter().next_back()?;
    is_date(script.at(only(last)))
        .then(|| Finding::new(call.line, "a date that is not made a text"))
}

/// Whether an expression ends in something that is a date.
fn is_date(expression: &str) -> bool {
    let bare = expression.trim().trim_end_matches(')').trim_end_matches('(');
    [".NotAfter", ".NotBefore", ".ToUniversalTime", ".ToLocalTime", "::UtcNow", "::Now", "::Today"]
        .iter()
        .any(|end| bare.ends_with(end))
}

/// `'a' + $b, 'c' + $d` adds a list to a text: the comma binds first.
pub(super) fn added_list(script: &View<'_>, _: RuleContext<'_>) -> Vec<Finding> {
    script
        .of_kind("additive_expression")
        .filter(|sum| {
            let parts = children(*sum);
            let is_sum = parts.iter().any(|part| matches!(part.kind(), "+" | "-"));
            is_sum && parts.iter().any(|part| is_list(*part))
        })
        .map(|sum| Finding::new(line(sum), "a list that is added, because a comma binds before +"))
        .collect()
}

/// Whether a part is a list without brackets around it.
fn is_list(mut part: Node<'_>) -> bool {
    loop {
        if part.kind() == "array_literal_expression"
            && children(part).iter().any(|inner| inner.kind() == ",")
        {
            return true;
        }
        match part.child(0) {
            Some(inner) if part.child_count() == 1 => part = inner,
            _ => return false,
        }
    }
}
