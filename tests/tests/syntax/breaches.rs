//! Scripts that break rules, each by one change.

/// A script that breaks rules: a golden one with one thing changed.
pub(super) struct Breach {
    /// The rules that catch it, and no other does.
    pub(super) rules: &'static [&'static str],
    /// The golden script.
    pub(super) script: &'static str,
    /// What is changed in it.
    pub(super) from: &'static str,
    /// What it becomes.
    pub(super) to: &'static str,
}

const fn breach(
    rules: &'static [&'static str],
    script: &'static str,
    from: &'static str,
    to: &'static str,
) -> Breach {
    Breach { rules, script, from, to }
}

/// All breaches, in the order of the rules.
pub(super) const BREACHES: &[Breach] = &[
    // The file.
    breach(&["line-ends"], "account.ps1", "}\r\n\r\nfunction Add-Fact", "}\n\r\nfunction Add-Fact"),
    breach(&["line-ends"], "account.ps1", "}\r\n\r\nfunction Add-Fact", "}\r\n\rfunction Add-Fact"),
    breach(&["ascii"], "account.ps1", "# ---- Run --", "# \u{2014} Run --"),
    breach(&["ascii"], "account.ps1", "\\OAuthConfig\"", "\\OAuthC\u{f6}nfig\""),
    breach(&["trailing-blanks"], "account.ps1", "\r\ntry {\r\n", "\r\ntry { \r\n"),
    breach(&["trailing-blanks"], "account.ps1", "\r\ntry {\r\n", "\r\ntry {\t\r\n"),
    breach(&["final-newline"], "account.ps1", "exit [int][bool]$Run.Failure }\r\n", "exit 1 }"),
    breach(&["final-newline"], "account.ps1", "$Run.Failure }\r\n", "$Run.Failure }\r\n\r\n"),
    breach(
        &["parses"],
        "account.ps1",
        "    Invoke-AccountStep ",
        "    )\r\n    Invoke-AccountStep ",
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
        "    Invoke-AccountStep ",
        "    Invoke-AcountStep ",
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
        "    Invoke-AccountStep ",
        "    & 'Invoke-AccountStep' ",
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
        "ExternalEmailAddress = $Mailbox",
        "ExternalEmail = $Mailbox",
    ),
    breach(
        &["parameter-exists"],
        "account.ps1",
        "if ($ApplicationAccount -and (Get-Command -Name New-MailUser).Parameters.ContainsKey('ApplicationAccount')) { $new['ApplicationAccount'] = $true }",
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
    breach(&["parameter-set"], "role.ps1", " -Parent $Parent @Dc", " @Dc"),
    breach(
        &["parameter-set"],
        "role.ps1",
        " -Parent $Parent @Dc",
        " -Parent $Parent -UnScopedTopLevel @Dc",
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
        "    Invoke-AccountStep ",
        "    if ($Run.Build) { $Dc.Remove('DomainController') }\r\n    Invoke-AccountStep ",
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
        "foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ($Name + '\\' + $entry) -Confirm:$false @Dc }\r\n        } -Before $entries -After $Keep",
        "[void]$surplus }\r\n        foreach ($entry in $surplus) { Remove-ManagementRoleEntry -Identity ($Name + '\\' + $entry) -Confirm:$false @Dc }",
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
        "Wait-ForObject { Get-ApplicationAccount $Name }",
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
        "Wait-ForObject { Get-ApplicationAccount $Name }",
        "Wait-ForObject $block\r\n        $block = { $TRY }",
    ),
    // Values.
    // Whose something is.
    breach(
        &["whose"],
        "exchange-oauth.ps1",
        "@($own | Where-Object { $_.Enabled })",
        "@($online | Where-Object { $_.Enabled })",
    ),
    breach(
        &["whose"],
        "exchange-oauth.ps1",
        "@($own | Where-Object { $_.Enabled }).Count",
        "$online[0].Enabled",
    ),
    breach(
        &["whose"],
        "exchange-oauth.ps1",
        "Get-IntraOrganizationConnector @Dc | ForEach-Object",
        "Get-IntraOrganizationConnector @Dc | Where-Object { $_.Enabled } | ForEach-Object",
    ),
    breach(
        &["whose"],
        "exchange-oauth.ps1",
        "Get-AuthServer @Dc | ForEach-Object",
        "Get-AuthServer @Dc | Select-Object -First 1 | ForEach-Object",
    ),
    breach(
        &["whose"],
        "exchange-oauth.ps1",
        "Get-AuthServer @Dc | ForEach-Object",
        "@(Get-AuthServer @Dc)[0] | ForEach-Object",
    ),
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
        "$Mailbox + '@' + $Answers.VerifiedDomain",
        "\"TeamsScheduler-ApplicationAccount@$($Answers.VerifiedDomain)\"",
    ),
    breach(&["double-quotes"], "account.ps1", "('* ' + $Title)", "\"* $Title\""),
    breach(
        &["double-quotes"],
        "account.ps1",
        "$Mailbox + '@' + $Answers.VerifiedDomain",
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
        "    Invoke-AccountStep ",
        "    Read-Build && Invoke-AccountStep ",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        "    Invoke-AccountStep ",
        "    Read-Build || Invoke-AccountStep ",
    ),
    breach(
        &["powershell-4"],
        "account.ps1",
        " -ApplicationAccount\r\n}",
        " -ApplicationAccount &\r\n}",
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
    breach(&["powershell-4"], "account.ps1", "\\OAuthConfig\"", "\\OAuthC`u{6f}nfig\""),
    breach(
        &["powershell-4", "command-exists"],
        "account.ps1",
        "# ---- Answers --",
        "using namespace System.IO\r\n# ---- Answers --",
    ),
    // What the editions do differently.
    breach(
        &["editions"],
        "account.ps1",
        "ConvertTo-Json -InputObject $Receipt -Depth 8 -Compress",
        "ConvertTo-Json -InputObject $Receipt -Compress",
    ),
    breach(
        &["editions"],
        "account.ps1",
        "ConvertTo-Json -InputObject $Receipt -Depth 8 -Compress",
        "$Receipt | ConvertTo-Json -Depth 8 -Compress",
    ),
    breach(
        &["editions", "command-exists", "error-action"],
        "account.ps1",
        "    Invoke-AccountStep ",
        "    Test-Connection\r\n    Invoke-AccountStep ",
    ),
    breach(
        &["editions"],
        "account.ps1",
        "    Invoke-AccountStep ",
        "    Read-Build > $OutputFolder\r\n    Invoke-AccountStep ",
    ),
    breach(
        &["editions"],
        "account.ps1",
        "    Add-Fact 'hidden' ",
        "    Add-Fact 'read' ([DateTime]::UtcNow)\r\n    Add-Fact 'hidden' ",
    ),
    breach(
        &["added-list"],
        "account.ps1",
        "    Invoke-AccountStep ",
        "    $a = 'a' + $Run.Build, 'b'\r\n    Invoke-AccountStep ",
    ),
    // Other languages.
    breach(
        &["invariant"],
        "account.ps1",
        "Run.Started.ToString('o')",
        "Run.Started.ToString('yyyy-MM-dd')",
    ),
    breach(&["invariant"], "account.ps1", "UtcNow.ToString('o')", "UtcNow.ToString()"),
    breach(&["invariant"], "account.ps1", ".ToLowerInvariant()", ".ToLower()"),
    breach(
        &["invariant"],
        "account.ps1",
        "([string]$Done + ' / ' + [string]$Of)",
        "('{0} / {1}' -f $Done, $Of)",
    ),
    breach(
        &["invariant"],
        "account.ps1",
        "[Globalization.CultureInfo]::InvariantCulture",
        "[Globalization.CultureInfo]::CurrentCulture",
    ),
    breach(&["invariant"], "account.ps1", "$name -clike 'former*'", "$name.StartsWith('former')"),
    breach(
        &["unread"],
        "account.ps1",
        "catch { $Run.Account = $null }",
        "catch { $Run.Account = '' }",
    ),
];
