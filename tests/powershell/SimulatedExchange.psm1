# A simulated Exchange organisation for running scripts on a real PowerShell engine.
#
# Every cmdlet of Microsoft's cmdlet reference that has a handler below becomes a function with the
# parameter sets, mandatory flags and positions of that reference, so a script that names a
# parameter the real cmdlet lacks fails here as it would there. Like the Exchange Management Shell's
# implicit-remoting proxies the functions live in a module: they do not see the script's
# $ErrorActionPreference, $WhatIfPreference or $ConfirmPreference, their errors are non-terminating
# unless -ErrorAction Stop is passed, and what they return is plain data without methods.
#
# State is one JSON file, so a test can prepare it, and read it afterwards:
#   CROSSTRUST_SIMULATED_STATE   path of the file (required)
#   CROSSTRUST_REFERENCE         folder of cmdlets.json, and of the records that give objects their shape
#                                (default: shared/reference beside the project)
# The state's "faults" list makes calls fail or kills the process:
#   {"call": 7, "kind": "error" | "kill-before" | "kill-after"}    by number of the changing call
#   {"call": 7, "kind": "hang-after"}    waits after the change, with a file beside the state that says so
#   {"cmdlet": "New-MailUser", "kind": "error", "message": "..."}  by name
# "exStorage": what Test-CsExStorageConnectivity prints, in any language; "exStorageError" the error it
#                       ends with instead: {"message": "...", "type": "...", "category": "...", "inner": "..."}.
# "replicationLag": n   an object written through one domain controller is invisible to the others
#                       (and to a call that names none) during the next n calls.
# "shell": "exchange" | "skype" | "online"   which management shell this is; the last one is a window
#                       that is connected to Exchange Online.
# "missingCmdlets": []  names the operator's role does not hold: they are not exported.

# What the window is strict about is no matter of a server's commands.
Set-StrictMode -Off
$StatePath = $env:CROSSTRUST_SIMULATED_STATE
if (-not $StatePath) { throw 'CROSSTRUST_SIMULATED_STATE names no file.' }
$Reference = $env:CROSSTRUST_REFERENCE
if (-not $Reference) { $Reference = Join-Path $PSScriptRoot '../../../shared/reference' }
. (Join-Path $PSScriptRoot 'Read-Json.ps1')
. (Join-Path $PSScriptRoot 'RecordedObjects.ps1') -Reference $Reference

function Read-State { Read-Json $StatePath }

# Faults end the process only between two writes, so the file is never left half written.
function Write-State {
    param($State)
    [IO.File]::WriteAllText($StatePath, ($State | ConvertTo-Json -Depth 20))
}

function New-SimulatedError {
    param([string]$Message, [string]$Reason, [string]$Category = 'NotSpecified')
    $id = '[Server=EX01,RequestId=' + [guid]::NewGuid() + '] [FailureCategory=Cmdlet-' + $Reason + '] 5D8D2F8B,Simulated'
    $exception = New-Object System.Management.Automation.RuntimeException $Message
    New-Object System.Management.Automation.ErrorRecord $exception, $id, $Category, $null
}

function Stop-Call {
    param([string]$Message, [string]$Reason)
    throw (New-SimulatedError $Message $Reason)
}

function Test-Visible {
    # Is an object written through one domain controller seen through another yet?
    param($State, $Object, $DomainController)
    if ($Object.deletedAtCall -gt 0) { return $false }
    $asked = if ($DomainController) { ([string]$DomainController).ToLowerInvariant() } else { 'dc02.' + $State.domain }
    if (-not $Object.writtenThrough -or $Object.writtenThrough -eq $asked) { return $true }
    ($State.calls - $Object.writtenAtCall) -gt $State.replicationLag
}

function Get-Visible {
    param($State, [string]$Kind, $DomainController)
    @($State[$Kind] | Where-Object { $_ -and (Test-Visible $State $_ $DomainController) })
}

function Set-Written {
    param($State, $Object, $DomainController)
    $Object.writtenThrough = if ($DomainController) { ([string]$DomainController).ToLowerInvariant() } else { 'dc02.' + $State.domain }
    $Object.writtenAtCall = $State.calls
}

function ConvertTo-Deserialized {
    # What implicit remoting hands back: properties only, no methods, internal fields left out. With the
    # shape that was recorded on a server, where one was.
    param($Object, [string]$Type, $State, $DomainController)
    if ($Records.ContainsKey('Get-' + $Type)) { return ConvertTo-Recorded ('Get-' + $Type) $Object $(if ($DomainController) { [string]$DomainController } else { 'dc02.' + $State.domain }) }
    $out = [ordered]@{}
    foreach ($key in $Object.Keys) {
        if ($key -in 'writtenThrough', 'writtenAtCall', 'deletedAtCall') { continue }
        $out[$key] = if ($Object[$key] -is [array]) { , [Collections.ArrayList]@($Object[$key]) } else { $Object[$key] }
    }
    $out['OriginatingServer'] = if ($DomainController) { [string]$DomainController } else { 'dc02.' + $State.domain }
    if ($EnumerationProperties.ContainsKey($Type)) {
        $types = @{}
        foreach ($key in $EnumerationProperties[$Type]) { $types[$key] = 'Microsoft.Exchange.Data.' + $key }
        return ConvertTo-Remote ('Microsoft.Exchange.' + $Type) $out $types ([string]$out['Identity'])
    }
    $result = [pscustomobject]$out
    $result.PSObject.TypeNames.Insert(0, 'Deserialized.Microsoft.Exchange.' + $Type)
    $result
}

function Select-ByFilter {
    # The part of OPATH that the scripts use: "Property -eq 'value'" joined by -and / -or.
    param($Objects, [string]$Filter)
    if (-not $Filter) { return $Objects }
    foreach ($object in $Objects) {
        $matched = $false
        foreach ($alternative in ($Filter -split '\s+-or\s+')) {
            $all = $true
            foreach ($term in ($alternative -split '\s+-and\s+')) {
                if ($term.Trim('() ') -notmatch "^(\w+)\s+-eq\s+'((?:[^']|'')*)'$") { Stop-Call "Cannot bind parameter 'Filter' to the target. Exception setting ""Filter"": ""Invalid filter syntax: $term""" 'ParameterBindingException' }
                $value = $Matches[2].Replace("''", "'")
                if (@($object[$Matches[1]]) -notcontains $value) { $all = $false }
            }
            if ($all) { $matched = $true }
        }
        if ($matched) { $object }
    }
}

function Find-One {
    # By name, identity or distinguished name; an Exchange "couldn't be found" error otherwise.
    param($State, [string]$Kind, $Identity, $DomainController)
    $text = [string]$Identity
    $found = @(Get-Visible $State $Kind $DomainController | Where-Object { $text -in $_.Name, $_.Identity, $_.DistinguishedName, $_.Alias, $_.PrimarySmtpAddress })
    if ($found.Count -eq 0) {
        $server = if ($DomainController) { $DomainController } else { 'dc02.' + $State.domain }
        Stop-Call "The operation couldn't be performed because object '$text' couldn't be found on '$server'." 'ManagementObjectNotFoundException'
    }
    $found[0]
}

$UserApplicationEntries = 'AddDelegate', 'ApplyConversationAction', 'ConvertId', 'CreateItem', 'DeleteItem', 'FindFolder', 'FindItem', 'GetDelegate', 'GetFolder', 'GetItem', 'GetMailTips', 'GetUserAvailability', 'RemoveDelegate', 'SendItem', 'SyncFolderItems', 'UpdateDelegate', 'UpdateItem'

# Each handler takes the bound parameters and the state; what it writes to the pipeline is returned.
# Handlers of changing cmdlets run only when ShouldProcess says so.
$Handlers = @{
    # The list of applications comes only when it is asked for. "hiddenAppIds": not even then.
    'Get-OrganizationConfig' = { param($p, $s)
        $config = [ordered]@{}
        foreach ($key in $s.organization.Keys) { if ($key -ne 'EwsAllowedAppIDs' -or ($p.RetrieveEwsOperationAccessPolicy -and -not $s.hiddenAppIds)) { $config[$key] = $s.organization[$key] } }
        ConvertTo-Deserialized $config 'OrganizationConfig' $s $p.DomainController }
    'Set-OrganizationConfig' = { param($p, $s) foreach ($k in 'EwsAllowedAppIDs', 'EwsEnabled') { if ($p.ContainsKey($k)) { $s.organization[$k] = $p[$k] } } }
    'Get-AcceptedDomain' = { param($p, $s) foreach ($d in (Get-Visible $s 'acceptedDomains' $p.DomainController)) { ConvertTo-Deserialized $d 'AcceptedDomain' $s $p.DomainController } }
    # Which global catalogs a server uses is told only where its status is asked for.
    'Get-ExchangeServer' = { param($p, $s)
        foreach ($d in (Get-Visible $s 'servers' $p.DomainController)) {
            if ($p.Identity -and [string]$p.Identity -notin $d.Name, $d.Fqdn) { continue }
            $told = [ordered]@{} + $d
            if (-not $p.Status) { $told['CurrentGlobalCatalogs'] = @() }
            ConvertTo-Deserialized $told 'ExchangeServer' $s $p.DomainController
        } }
    'Get-AuthConfig' = { param($p, $s) ConvertTo-Deserialized $s.authConfig 'AuthConfig' $s $p.DomainController }
    'Set-AuthConfig' = { param($p, $s)
        $a = $s.authConfig
        foreach ($k in 'NewCertificateThumbprint', 'ServiceName', 'Realm') { if ($p.ContainsKey($k)) { $a[$k -replace '^New', 'Next'] = [string]$p[$k] } }
        if ($p.ContainsKey('NewCertificateThumbprint')) {
            # An empty one takes the next certificate back, and its day with it.
            $a.NextCertificateEffectiveDate = if ($p.NewCertificateThumbprint -and $p.NewCertificateEffectiveDate) { ([DateTime]$p.NewCertificateEffectiveDate).ToUniversalTime().ToString('o') } else { $null }
        }
        if ($p.PublishCertificate) {
            if (-not $a.NextCertificateThumbprint) { Stop-Call 'There is no next certificate to publish.' 'InvalidOperationException' }
            $a.PreviousCertificateThumbprint = $a.CurrentCertificateThumbprint; $a.CurrentCertificateThumbprint = $a.NextCertificateThumbprint
            $a.NextCertificateThumbprint = ''; $a.NextCertificateEffectiveDate = $null
        }
        if ($p.ClearPreviousCertificate) { $a.PreviousCertificateThumbprint = '' } }
    'Get-AuthServer' = { param($p, $s) foreach ($a in (Get-Visible $s 'authServers' $p.DomainController)) { if (-not $p.Identity -or [string]$p.Identity -eq $a.Name) { ConvertTo-Deserialized $a 'AuthServer' $s $p.DomainController } } }
    'Get-IntraOrganizationConnector' = { param($p, $s) foreach ($a in (Get-Visible $s 'connectors' $p.DomainController)) { ConvertTo-Deserialized $a 'IntraOrganizationConnector' $s $p.DomainController } }
    'Get-OrganizationRelationship' = { param($p, $s) foreach ($a in (Get-Visible $s 'organizationRelationships' $p.DomainController)) { if (-not $p.Identity -or [string]$p.Identity -eq $a.Name) { ConvertTo-Deserialized $a 'OrganizationRelationship' $s $p.DomainController } } }
    'Get-IntraOrganizationConfiguration' = { param($p, $s) ConvertTo-Deserialized $s.intraOrganization 'IntraOrganizationConfiguration' $s $null }
    'Get-SettingOverride' = { param($p, $s) foreach ($a in (Get-Visible $s 'settingOverrides' $null)) { ConvertTo-Deserialized $a 'SettingOverride' $s $null } }
    # "missingOn" names the servers a certificate is not on. Only bytes come back with "rawCertificates",
    # and where the Auth Certificate in use has expired. "privateKeyExportable" is told where it is recorded.
    'Get-ExchangeCertificate' = { param($p, $s)
        if ($s.silentServers -contains [string]$p.Server) { Stop-Call "The server $($p.Server) does not answer." 'RpcException' }
        $current = @($s.certificates | Where-Object { $_.thumbprint -eq $s.authConfig.CurrentCertificateThumbprint })
        $broken = $s.rawCertificates -or ($current.Count -and (New-StoredCertificate $current[0]).NotAfter.ToUniversalTime() -lt [DateTime]::UtcNow)
        foreach ($c in $s.certificates) {
            if ($c.missingOn -contains [string]$p.Server) { continue }
            if ($p.Thumbprint -and [string]$p.Thumbprint -ne $c.thumbprint) { continue }
            $computer = if ($p.Server) { [string]$p.Server } else { [string]$env:COMPUTERNAME }
            if ($broken) { [pscustomobject]@{ PSComputerName = $computer; RawData = [Convert]::FromBase64String($c.der) }; continue }
            $x = New-StoredCertificate $c
            $x | Add-Member -NotePropertyName PSComputerName -NotePropertyValue $computer
            if ($null -ne $c.privateKeyExportable) { $x | Add-Member -NotePropertyName PrivateKeyExportable -NotePropertyValue ([bool]$c.privateKeyExportable) }
            $x
        } }
    'Test-OAuthConnectivity' = { param($p, $s) [pscustomobject]@{ Task = 'Checking EWS API Call Under Oauth'; Detail = $s.oauthConnectivity.Detail; ResultType = $s.oauthConnectivity.ResultType; IsValid = $true; ObjectState = 'New' } }

    'Get-Recipient' = { param($p, $s)
        $all = Get-Visible $s 'mailUsers' $p.DomainController
        if ($p.Identity) { ConvertTo-Deserialized (Find-One $s 'mailUsers' $p.Identity $p.DomainController) 'ReducedRecipient' $s $p.DomainController; return }
        foreach ($u in (Select-ByFilter $all $p.Filter)) { ConvertTo-Deserialized $u 'ReducedRecipient' $s $p.DomainController } }
    'Get-MailUser' = { param($p, $s)
        $all = @(Get-Visible $s 'mailUsers' $p.DomainController | Where-Object { $_.RecipientType -eq 'MailUser' })
        if ($p.Identity) {
            $u = Find-One $s 'mailUsers' $p.Identity $p.DomainController
            if ($u.RecipientType -ne 'MailUser') { Stop-Call "The operation couldn't be performed because object '$($p.Identity)' couldn't be found on 'dc'." 'ManagementObjectNotFoundException' }
            ConvertTo-Deserialized $u 'MailUser' $s $p.DomainController; return
        }
        foreach ($u in (Select-ByFilter $all $p.Filter)) { ConvertTo-Deserialized $u 'MailUser' $s $p.DomainController } }
    'New-MailUser' = { param($p, $s)
        # Uniqueness is checked forest-wide, whatever the domain controller named.
        $name = [string]$p.Name
        $address = ([string]$p.ExternalEmailAddress) -replace '^SMTP:', ''
        if ($address -notmatch '^[^@\s]+@[^@\s]+\.[^@\s]+$') { Stop-Call "Cannot process argument transformation on parameter 'ExternalEmailAddress'. ""$address"" isn't a valid SMTP address." 'DataValidationException' }
        foreach ($u in @($s.mailUsers | Where-Object { -not $_.deletedAtCall })) {
            if ($u.Name -eq $name) { Stop-Call "The name '$name' is already being used." 'NameNotAvailableException' }
            if ($u.EmailAddresses -contains ('SMTP:' + $address)) { Stop-Call "The proxy address ""SMTP:$address"" is already being used by the proxy addresses or LegacyExchangeDN of ""$($u.Identity)""." 'ProxyAddressExistsException' }
        }
        $u = [ordered]@{ Name = $name; Alias = $name; Identity = "$($s.domain)/Users/$name"; DistinguishedName = "CN=$name,CN=Users,DC=" + ($s.domain -replace '\.', ',DC='); Guid = [string][guid]::NewGuid()
            ExternalEmailAddress = "SMTP:$address"; PrimarySmtpAddress = $address; EmailAddresses = @("SMTP:$address"); HiddenFromAddressListsEnabled = $false; RecipientType = 'MailUser'; RecipientTypeDetails = 'MailUser' }
        Set-Written $s $u $p.DomainController
        $s.mailUsers += $u
        ConvertTo-Deserialized $u 'MailUser' $s $p.DomainController }
    'Set-MailUser' = { param($p, $s)
        $u = Find-One $s 'mailUsers' $p.Identity $p.DomainController
        foreach ($k in 'HiddenFromAddressListsEnabled', 'ExternalEmailAddress', 'Name') { if ($p.ContainsKey($k)) { $u[$k] = $p[$k] } } }
    'Remove-MailUser' = { param($p, $s) (Find-One $s 'mailUsers' $p.Identity $p.DomainController).deletedAtCall = $s.calls }

    'Get-ManagementRole' = { param($p, $s)
        $all = Get-Visible $s 'roles' $p.DomainController
        if ($p.Identity) { $all = @(Find-One $s 'roles' $p.Identity $p.DomainController) }
        foreach ($r in $all) { $copy = [ordered]@{} + $r; $copy.Remove('entries'); ConvertTo-Deserialized $copy 'ExchangeRole' $s $p.DomainController } }
    'New-ManagementRole' = { param($p, $s)
        $parent = Find-One $s 'roles' $p.Parent $p.DomainController
        if (@($s.roles | Where-Object { $_.Name -eq [string]$p.Name -and -not $_.deletedAtCall }).Count) { Stop-Call "A management role with the name ""$($p.Name)"" already exists." 'ManagementObjectAlreadyExistsException' }
        $r = [ordered]@{ Name = [string]$p.Name; Identity = [string]$p.Name; RoleType = $parent.RoleType; Parent = $parent.Name; IsRootRole = $false; entries = @($parent.entries) }
        Set-Written $s $r $p.DomainController
        $s.roles += $r
        ConvertTo-Deserialized $r 'ExchangeRole' $s $p.DomainController }
    'Remove-ManagementRole' = { param($p, $s) (Find-One $s 'roles' $p.Identity $p.DomainController).deletedAtCall = $s.calls }
    'Get-ManagementRoleEntry' = { param($p, $s)
        $role, $pattern = ([string]$p.Identity) -split '\\', 2
        if (-not $pattern) { Stop-Call "The format of the management role entry identity is incorrect: '$($p.Identity)'." 'FormatException' }
        $r = Find-One $s 'roles' $role $p.DomainController
        foreach ($e in @($r.entries | Where-Object { $_ -like $pattern })) { [pscustomobject]@{ Name = $e; Role = $r.Name; Identity = "$($r.Name)\$e"; Parameters = '{}' } } }
    'Remove-ManagementRoleEntry' = { param($p, $s)
        $role, $entry = ([string]$p.Identity) -split '\\', 2
        $r = Find-One $s 'roles' $role $p.DomainController
        if ($r.IsRootRole) { Stop-Call "The management role ""$role"" is a built-in role and can't be changed." 'InvalidOperationException' }
        if ($r.entries -notcontains $entry) { Stop-Call "The management role entry '$entry' couldn't be found on role '$role'." 'ManagementObjectNotFoundException' }
        $r.entries = @($r.entries | Where-Object { $_ -ne $entry }) }
    'Get-ManagementRoleAssignment' = { param($p, $s)
        $all = Get-Visible $s 'roleAssignments' $p.DomainController
        if ($p.Role) { [void](Find-One $s 'roles' $p.Role $p.DomainController); $all = @($all | Where-Object { $_.Role -eq [string]$p.Role }) }
        if ($p.RoleAssignee) { $u = Find-One $s 'mailUsers' $p.RoleAssignee $p.DomainController; $all = @($all | Where-Object { $_.RoleAssigneeName -eq $u.Name }) }
        foreach ($a in $all) { ConvertTo-Deserialized $a 'ExchangeRoleAssignmentPresentation' $s $p.DomainController } }
    'New-ManagementRoleAssignment' = { param($p, $s)
        $r = Find-One $s 'roles' $p.Role $p.DomainController
        $u = Find-One $s 'mailUsers' $p.User $p.DomainController
        $name = if ($p.Name) { [string]$p.Name } else { "$($r.Name)-$($u.Name)" }
        if (@($s.roleAssignments | Where-Object { $_.Name -eq $name -and -not $_.deletedAtCall }).Count) { Stop-Call "The management role assignment ""$name"" already exists." 'ManagementObjectAlreadyExistsException' }
        $a = [ordered]@{ Name = $name; Identity = $name; Role = $r.Name; RoleAssigneeName = $u.Name; RoleAssignee = $u.Identity; RoleAssigneeType = 'User'; Enabled = $true }
        Set-Written $s $a $p.DomainController
        $s.roleAssignments += $a
        ConvertTo-Deserialized $a 'ExchangeRoleAssignment' $s $p.DomainController }
    'Remove-ManagementRoleAssignment' = { param($p, $s) (Find-One $s 'roleAssignments' $p.Identity $p.DomainController).deletedAtCall = $s.calls }

    'Get-PartnerApplication' = { param($p, $s)
        # As published: an identity that is not found returns every object.
        $all = Get-Visible $s 'partnerApplications' $p.DomainController
        $named = @($all | Where-Object { $p.Identity -and [string]$p.Identity -in $_.Name, $_.Identity })
        foreach ($a in $(if ($named.Count) { $named } else { $all })) { ConvertTo-Deserialized $a 'PartnerApplication' $s $p.DomainController } }
    'New-PartnerApplication' = { param($p, $s)
        if (@($s.partnerApplications | Where-Object { $_.Name -eq [string]$p.Name -and -not $_.deletedAtCall }).Count) { Stop-Call "The object ""$($p.Name)"" already exists." 'ADObjectAlreadyExistsException' }
        if (-not $p.AuthMetadataUrl -and @($s.partnerApplications | Where-Object { $_.ApplicationIdentifier -eq [string]$p.ApplicationIdentifier -and [string]$_.Realm -eq [string]$p.Realm -and -not $_.deletedAtCall }).Count) { Stop-Call "A partner application with the application identifier ""$($p.ApplicationIdentifier)"" already exists." 'DuplicatePartnerApplicationException' }
        $linked = if ($p.LinkedAccount) { (Find-One $s 'mailUsers' $p.LinkedAccount $p.DomainController).Identity } else { '' }
        $a = [ordered]@{ Name = [string]$p.Name; Identity = [string]$p.Name; AuthMetadataUrl = [string]$p.AuthMetadataUrl; Enabled = $(if ($p.ContainsKey('Enabled')) { $p.Enabled } else { $true }); ApplicationIdentifier = $(if ($p.AuthMetadataUrl) { '00000004-0000-0ff1-ce00-000000000000' } else { [string]$p.ApplicationIdentifier }); Realm = [string]$p.Realm; LinkedAccount = $linked; UseAuthServer = $true; AcceptSecurityIdentifierInformation = $false }
        Set-Written $s $a $p.DomainController
        $s.partnerApplications += $a
        ConvertTo-Deserialized $a 'PartnerApplication' $s $p.DomainController }
    'Set-PartnerApplication' = { param($p, $s)
        $a = Find-One $s 'partnerApplications' $p.Identity $p.DomainController
        foreach ($k in 'Enabled', 'Realm', 'Name') { if ($p.ContainsKey($k)) { $a[$k] = $p[$k] } }
        if ($p.ContainsKey('LinkedAccount')) { $a.LinkedAccount = if ($p.LinkedAccount) { (Find-One $s 'mailUsers' $p.LinkedAccount $p.DomainController).Identity } else { '' } } }
    'Remove-PartnerApplication' = { param($p, $s) (Find-One $s 'partnerApplications' $p.Identity $p.DomainController).deletedAtCall = $s.calls }

    'New-AuthServer' = { param($p, $s)
        if (@($s.authServers | Where-Object { $_.Name -eq [string]$p.Name -and -not $_.deletedAtCall }).Count) { Stop-Call "The object ""$($p.Name)"" already exists." 'ADObjectAlreadyExistsException' }
        if ([string]$p.AuthMetadataUrl -notmatch '^https://') { Stop-Call "The metadata document '$($p.AuthMetadataUrl)' couldn't be retrieved." 'TaskException' }
        $type = if ($p.Type) { [string]$p.Type } else { 'MicrosoftACS' }
        $a = [ordered]@{ Name = [string]$p.Name; Identity = [string]$p.Name; Type = $type; IssuerIdentifier = 'resolved'; Realm = $s.tenant; Enabled = $true; AuthMetadataUrl = [string]$p.AuthMetadataUrl; ApplicationIdentifier = ''; IsDefaultAuthorizationEndpoint = $false }
        Set-Written $s $a $p.DomainController
        $s.authServers += $a
        ConvertTo-Deserialized $a 'AuthServer' $s $p.DomainController }
    'Set-AuthServer' = { param($p, $s)
        $a = Find-One $s 'authServers' $p.Identity $p.DomainController
        foreach ($k in 'Enabled', 'AuthMetadataUrl', 'IsDefaultAuthorizationEndpoint', 'ApplicationIdentifier') { if ($p.ContainsKey($k)) { $a[$k] = $p[$k] } } }
    'Remove-AuthServer' = { param($p, $s) (Find-One $s 'authServers' $p.Identity $p.DomainController).deletedAtCall = $s.calls }
    'New-IntraOrganizationConnector' = { param($p, $s)
        $a = [ordered]@{ Name = [string]$p.Name; Identity = [string]$p.Name; Enabled = $(if ($p.ContainsKey('Enabled')) { $p.Enabled } else { $true }); TargetAddressDomains = @($p.TargetAddressDomains | ForEach-Object { [string]$_ }); DiscoveryEndpoint = [string]$p.DiscoveryEndpoint }
        if (@($s.connectors | Where-Object { $_.Name -eq $a.Name -and -not $_.deletedAtCall }).Count) { Stop-Call "The object ""$($a.Name)"" already exists." 'ADObjectAlreadyExistsException' }
        Set-Written $s $a $p.DomainController
        $s.connectors += $a
        ConvertTo-Deserialized $a 'IntraOrganizationConnector' $s $p.DomainController }
    'Set-IntraOrganizationConnector' = { param($p, $s)
        $a = Find-One $s 'connectors' $p.Identity $p.DomainController
        foreach ($k in 'Enabled', 'DiscoveryEndpoint') { if ($p.ContainsKey($k)) { $a[$k] = $p[$k] } }
        if ($p.ContainsKey('TargetAddressDomains')) { $a.TargetAddressDomains = @($p.TargetAddressDomains | ForEach-Object { [string]$_ }) } }
    'Remove-IntraOrganizationConnector' = { param($p, $s) (Find-One $s 'connectors' $p.Identity $p.DomainController).deletedAtCall = $s.calls }
    # The domain controller that this window prefers, for commands that name none.
    'Get-ADServerSettings' = { param($p, $s) [pscustomobject]@{ UserPreferredConfigurationDomainController = [string]$s.preferredServer; DefaultConfigurationDomainController = 'dc02.' + $s.domain; ViewEntireForest = $false } }
    'Set-ADServerSettings' = { param($p, $s) $s.preferredServer = [string]$p.PreferredServer }
    'Get-AvailabilityAddressSpace' = { param($p, $s) foreach ($a in $s.availabilityAddressSpaces) { ConvertTo-Deserialized $a 'AvailabilityAddressSpace' $s $p.DomainController } }
    'Add-AvailabilityAddressSpace' = { param($p, $s) $s.availabilityAddressSpaces += [ordered]@{ Name = [string]$p.ForestName; Identity = [string]$p.ForestName; ForestName = [string]$p.ForestName; AccessMethod = [string]$p.AccessMethod; ProxyUrl = [string]$p.ProxyUrl; UseServiceAccount = [bool]$p.UseServiceAccount } }
    'Get-ClientAccessService' = { param($p, $s) foreach ($a in $s.clientAccess) { if (-not $p.Identity -or [string]$p.Identity -in $a.Name, $a.Fqdn) { ConvertTo-Deserialized $a 'ClientAccessServer' $s $p.DomainController } } }
    'Set-ClientAccessService' = { param($p, $s)
        $a = @($s.clientAccess | Where-Object { [string]$p.Identity -in $_.Name, $_.Fqdn })[0]
        if (-not $a) { Stop-Call "The operation couldn't be performed because object '$($p.Identity)' couldn't be found." 'ManagementObjectNotFoundException' }
        $a.AutoDiscoverServiceInternalUri = [string]$p.AutoDiscoverServiceInternalUri }
    'Get-WebServicesVirtualDirectory' = { param($p, $s) foreach ($a in $s.virtualDirectories) { ConvertTo-Deserialized ([ordered]@{ Server = $a.Server; Identity = $a.Server + '\EWS (Default Web Site)'; InternalUrl = $a.InternalUrl + 'EWS/Exchange.asmx'; ExternalUrl = $(if ($a.ExternalUrl) { $a.ExternalUrl + 'EWS/Exchange.asmx' }); OAuthAuthentication = $(@($s.refusesOAuth) -notcontains $a.Server); InternalAuthenticationMethods = $(if (@($s.refusesOAuth) -contains $a.Server) { @('2', '4', '7') } else { @('2', '4', '7', '10') }); ExternalAuthenticationMethods = @() }) 'WebServicesVirtualDirectory' $s $p.DomainController } }
    # "refusesOAuth" names servers whose directories take no tokens; "methodsOnly" leaves only the lists of
    # methods; with "contraryMethods" these lack what the setting says.
    'Get-AutodiscoverVirtualDirectory' = { param($p, $s) foreach ($a in $s.virtualDirectories) {
            $on = @($s.refusesOAuth) -notcontains $a.Server
            $methods = if ($on -and -not $s.contraryMethods) { @('2', '4', '7', '10') } else { @('2', '4', '7') }
            [pscustomobject]@{ Server = $a.Server; Identity = $a.Server + '\Autodiscover (Default Web Site)'; InternalUrl = $null; ExternalUrl = $null; OAuthAuthentication = $(if (-not $s.methodsOnly) { $on }); InternalAuthenticationMethods = $methods; ExternalAuthenticationMethods = $methods } } }
    'Get-CASMailbox' = { param($p, $s)
        $m = @($s.casMailboxes | Where-Object { $_ -and $_.Identity -eq [string]$p.Identity })[0]
        if (-not $m) { Stop-Call "The operation couldn't be performed because object '$($p.Identity)' couldn't be found on 'dc'." 'ManagementObjectNotFoundException' }
        ConvertTo-Deserialized $m 'CASMailbox' $s $p.DomainController }
    'Get-Mailbox' = { param($p, $s)
        $m = @($s.mailboxes | Where-Object { $_ -and $_.Address -eq [string]$p.Identity })[0]
        if (-not $m) { Stop-Call "The operation couldn't be performed because object '$($p.Identity)' couldn't be found on 'dc'." 'ManagementObjectNotFoundException' }
        [pscustomobject]@{ Identity = $m.Identity; GrantSendOnBehalfTo = $m.GrantSendOnBehalfTo } }
    'Get-MailboxFolderStatistics' = { param($p, $s)
        [pscustomobject]@{ Identity = [string]$p.Identity + '\Kalender'; FolderType = 'Calendar'; FolderPath = '/Kalender' }
        [pscustomobject]@{ Identity = [string]$p.Identity + '\Kalender\Alt'; FolderType = 'User Created'; FolderPath = '/Kalender/Alt' } }
    'Get-MailboxFolderPermission' = { param($p, $s)
        if ([string]$p.Identity -notlike '*:\Kalender') { Stop-Call "The operation couldn't be performed because '$($p.Identity)' couldn't be found." 'ManagementObjectNotFoundException' }
        $found = @($s.calendarPermissions | Where-Object { $_ -and $_.User -eq [string]$p.User })[0]
        if (-not $found) { Stop-Call "There is no existing permission entry found for user: $($p.User)." 'UserNotFoundInPermissionEntryException' }
        [pscustomobject]@{ FolderName = 'Kalender'; User = $found.User; AccessRights = @($found.AccessRights); SharingPermissionFlags = $found.SharingPermissionFlags } }
    'Get-Trust' = { param($p, $s) foreach ($name in $s.trusts) { [pscustomobject]@{ Name = $name } } }
    'Get-MapiVirtualDirectory' = { param($p, $s) foreach ($a in $s.virtualDirectories) { [pscustomobject]@{ Server = $a.Server; InternalUrl = $a.InternalUrl + 'mapi'; ExternalUrl = $(if ($a.ExternalUrl) { $a.ExternalUrl + 'mapi' }) } } }
    'Get-OabVirtualDirectory' = { param($p, $s) foreach ($a in $s.virtualDirectories) { [pscustomobject]@{ Server = $a.Server; InternalUrl = $a.InternalUrl + 'OAB'; ExternalUrl = $(if ($a.ExternalUrl) { $a.ExternalUrl + 'OAB' }) } } }

    # Skype for Business Server's own shell: compiled cmdlets, no proxies.
    'Get-CsOAuthServer' = { param($p, $s) Get-ByIdentity $s 'csOAuthServers' $p.Identity 'OAuthServer' }
    'New-CsOAuthServer' = { param($p, $s)
        if (@($s.csOAuthServers | Where-Object { $_.Identity -eq [string]$p.Identity }).Count) { Stop-Call "OAuthServer ""$($p.Identity)"" already exists." 'ItemAlreadyExistsException' }
        $s.csOAuthServers += [ordered]@{ Identity = [string]$p.Identity; Name = [string]$p.Identity; MetadataUrl = [string]$p.MetadataUrl; Realm = $s.tenant } }
    'Set-CsOAuthServer' = { param($p, $s) $a = Find-Identity $s 'csOAuthServers' $p.Identity 'OAuthServer'; if ($p.ContainsKey('MetadataUrl')) { $a.MetadataUrl = [string]$p.MetadataUrl } }
    'Remove-CsOAuthServer' = { param($p, $s) $a = Find-Identity $s 'csOAuthServers' $p.Identity 'OAuthServer'; $s.csOAuthServers = @($s.csOAuthServers | Where-Object { $_.Identity -ne $a.Identity }) }
    'Get-CsPartnerApplication' = { param($p, $s) Get-ByIdentity $s 'csPartnerApplications' $p.Identity 'PartnerApplication' }
    'New-CsPartnerApplication' = { param($p, $s)
        if (@($s.csPartnerApplications | Where-Object { $_.Identity -eq [string]$p.Identity }).Count) { Stop-Call "PartnerApplication ""$($p.Identity)"" already exists." 'ItemAlreadyExistsException' }
        $s.csPartnerApplications += [ordered]@{ Identity = [string]$p.Identity; Name = [string]$p.Identity; ApplicationIdentifier = $(if ($p.MetadataUrl) { '00000002-0000-0ff1-ce00-000000000000' } else { [string]$p.ApplicationIdentifier }); ApplicationTrustLevel = [string]$p.ApplicationTrustLevel; UseOAuthServer = [bool]$p.UseOAuthServer; MetadataUrl = [string]$p.MetadataUrl; Enabled = $true } }
    'Set-CsPartnerApplication' = { param($p, $s)
        $a = Find-Identity $s 'csPartnerApplications' $p.Identity 'PartnerApplication'
        foreach ($k in 'ApplicationTrustLevel', 'MetadataUrl', 'Enabled') { if ($p.ContainsKey($k)) { $a[$k] = $(if ($k -eq 'Enabled') { [bool]$p[$k] } else { [string]$p[$k] }) } }
        if ($p.UseOAuthServer) { $a.UseOAuthServer = $true; $a.MetadataUrl = '' } }
    'Remove-CsPartnerApplication' = { param($p, $s) $a = Find-Identity $s 'csPartnerApplications' $p.Identity 'PartnerApplication'; $s.csPartnerApplications = @($s.csPartnerApplications | Where-Object { $_.Identity -ne $a.Identity }) }
    'Get-CsOAuthConfiguration' = { param($p, $s) [pscustomobject]$s.csOAuthConfiguration }
    'Set-CsOAuthConfiguration' = { param($p, $s) foreach ($k in 'ServiceName', 'ExchangeAutodiscoverUrl', 'Realm') { if ($p.ContainsKey($k)) { $s.csOAuthConfiguration[$k] = [string]$p[$k] } } }
    'Get-CsCertificate' = { param($p, $s) foreach ($c in $s.csCertificates) { if (-not $p.Type -or [string]$p.Type -eq $c.Use) { [pscustomobject]$c } } }
    'Get-CsService' = { param($p, $s) if ($p.WebServer) { foreach ($w in $s.csWebServers) { [pscustomobject]$w } } }
    'Get-CsPool' = { param($p, $s) foreach ($w in $s.csWebServers) { $computers = @($s.csPoolComputers | Where-Object { $_ }); if (-not $computers.Count) { $computers = @(('fe01.' + $w.PoolFqdn), ('fe02.' + $w.PoolFqdn)) }; [pscustomobject]@{ Identity = $w.PoolFqdn; Fqdn = $w.PoolFqdn; Computers = $computers } } }
    # "csReplicas": the servers with the number of times that they are still late when they are asked about.
    'Get-CsManagementStoreReplicationStatus' = { param($p, $s) foreach ($r in $s.csReplicas) { if ($p.ReplicaFqdn -and [string]$p.ReplicaFqdn -ne $r.ReplicaFqdn) { continue }; [pscustomobject]@{ ReplicaFqdn = $r.ReplicaFqdn; UpToDate = ($r.late -le 0); LastStatusReport = (Get-Date); ProductVersion = '7.0.2046.820' }; if ($r.late -gt 0) { $r.late-- } } }
    'Invoke-CsManagementStoreReplication' = { param($p, $s) $s.csReplicationSent = @($s.csReplicationSent | Where-Object { $_ }) + [string]$p.ReplicaFqdn }
    'Get-CsServerPatchVersion' = { param($p, $s) foreach ($c in $s.csComponents) { [pscustomobject]$c } }
    'Get-CsServerVersion' = { param($p, $s) $s.csServerVersion }
    'Test-CsExStorageConnectivity' = { param($p, $s) if ([string]$p.SipUri -notlike 'sip:*') { Stop-Call "Invalid SIP URI: $($p.SipUri)" 'ArgumentException' }; if ($s.exStorageError) { throw (New-StorageError $s.exStorageError) }; $s.exStorage }
}

function New-StorageError {
    # An error of a compiled cmdlet: its exception has a type, and may wrap another one.
    param($Told)
    $type = if ($Told.type) { $Told.type } else { 'System.InvalidOperationException' }
    $arguments = @([string]$Told.message)
    if ($Told.inner) { $arguments += New-Object System.InvalidOperationException ([string]$Told.inner) }
    $exception = New-Object -TypeName $type -ArgumentList $arguments
    $category = if ($Told.category) { $Told.category } else { 'NotSpecified' }
    New-Object System.Management.Automation.ErrorRecord $exception, 'StorageTest,Simulated', $category, $null
}
function Find-Identity {
    param($State, [string]$Kind, $Identity, [string]$Type)
    $found = @($State[$Kind] | Where-Object { $_.Identity -eq [string]$Identity })
    if (-not $found.Count) { Stop-Call "Cannot find ""$Type"" ""$Identity"" because it does not exist." 'ManagementException' }
    $found[0]
}
function Get-ByIdentity {
    param($State, [string]$Kind, $Identity, [string]$Type)
    if ($Identity) { [pscustomobject](Find-Identity $State $Kind $Identity $Type); return }
    foreach ($one in $State[$Kind]) { [pscustomobject]$one }
}

function Invoke-Simulated {
    # Returns @{ Error = ... } or @{ Result = ... }; the proxy writes the error in its own scope, so
    # that only -ErrorAction and the global preference decide whether it ends the script.
    param($Cmdlet, [string]$Name, $Bound, [bool]$Changes)
    $ErrorActionPreference = 'Stop'
    foreach ($key in @($Bound.Keys)) {
        # An object piped or passed where an identity is expected stands for its identity.
        if ($Bound[$key] -is [psobject] -and $Bound[$key].PSObject.Properties['Identity']) { $Bound[$key] = [string]$Bound[$key].Identity }
    }
    $state = Read-State
    $state.calls++
    $record = [ordered]@{ call = $state.calls; cmdlet = $Name; parameters = [ordered]@{} }
    foreach ($key in ($Bound.Keys | Sort-Object)) { $record.parameters[$key] = [string]$Bound[$key] }
    $state.journal += $record
    if ($state.preferredServer -and -not $Bound.ContainsKey('DomainController')) { $Bound['DomainController'] = $state.preferredServer }
    if ($Changes) {
        if (-not $Cmdlet.ShouldProcess([string]$(if ($Bound.Identity) { $Bound.Identity } else { $Bound.Name }), $Name)) { Write-State $state; return @{ Result = @() } }
        $state.changes++
    }
    $fault = @($state.faults | Where-Object { ($_.cmdlet -eq $Name) -or ($Changes -and $_.call -eq $state.changes) -or ($_.anyCall -eq $state.calls) })[0]
    if ($fault.kind -eq 'kill-before') { Write-State $state; Stop-Process -Id $PID -Force }
    try {
        if ($fault.kind -eq 'error') { Stop-Call $(if ($fault.message) { $fault.message } else { 'Simulated failure: the domain controller is not available.' }) 'ADTransientException' }
        $result = @(& $Handlers[$Name] $Bound $state)
        if ($Changes) { $record.done = $true; $state.done += $Name }
    }
    catch {
        Write-State $state
        $inner = if ($_.TargetObject -is [System.Management.Automation.ErrorRecord]) { $_.TargetObject } else { $_ }
        return @{ Error = $inner }
    }
    Write-State $state
    if ($fault.kind -eq 'kill-after') { Stop-Process -Id $PID -Force }
    if ($fault.kind -eq 'hang-after') { [IO.File]::WriteAllText($StatePath + '.hangs', ''); Start-Sleep -Seconds 300 }
    @{ Result = $result }
}

$types = @{ String = 'string'; Boolean = 'bool'; SwitchParameter = 'switch' }
$cmdlets = (Get-Content -LiteralPath (Join-Path $Reference 'cmdlets.json') -Raw | ConvertFrom-Json).cmdlets
# The sets that cmdlets are known to take by themselves on a server.
$defaults = @{ 'Get-ExchangeCertificate' = 'Thumbprint' }
# The few that the reference lacks; the reference has the last word.
foreach ($more in @((Get-Content -LiteralPath (Join-Path $PSScriptRoot 'more-cmdlets.json') -Raw | ConvertFrom-Json).cmdlets.PSObject.Properties)) {
    if (-not $cmdlets.PSObject.Properties[$more.Name]) { $cmdlets | Add-Member -NotePropertyName $more.Name -NotePropertyValue $more.Value }
}
$missing = @((Read-State).missingCmdlets)
$shell = (Read-State).shell
# A parameter of the service alone, which the reference does not list.
if ($shell -eq 'online') {
    foreach ($set in @($cmdlets.'Get-OrganizationConfig'.parameterSets)) { $set.parameters = @($set.parameters) + [pscustomobject]@{ name = 'RetrieveEwsOperationAccessPolicy'; type = 'SwitchParameter'; mandatory = $false; position = $null; pipeline = $false; switch = $true } }
}
$exported = @()
foreach ($name in ($Handlers.Keys | Sort-Object)) {
    if ($name -in $missing -or -not $cmdlets.$name) { continue }
    if (($name -like '*-Cs*') -ne ($shell -eq 'skype')) { continue }
    if ($shell -eq 'online' -and $cmdlets.$name.applicable -notcontains 'Exchange Online') { continue }
    $sets = @($cmdlets.$name.parameterSets)
    $changes = @($sets.parameters.name) -contains 'WhatIf'
    $parameters = [ordered]@{}
    foreach ($set in $sets) {
        foreach ($parameter in $set.parameters) {
            if ($parameter.name -in 'WhatIf', 'Confirm') { continue }
            if (-not $parameters.Contains($parameter.name)) { $parameters[$parameter.name] = @{ attributes = @(); type = $(if ($types[$parameter.type]) { $types[$parameter.type] } else { 'object' }) } }
            $arguments = @()
            if ($set.name -ne '__AllParameterSets') { $arguments += "ParameterSetName='$($set.name)'" }
            if ($parameter.mandatory) { $arguments += 'Mandatory=$true' }
            if ($null -ne $parameter.position) { $arguments += "Position=$($parameter.position)" }
            if ($parameter.pipeline) { $arguments += 'ValueFromPipeline=$true'; if ($parameter.name -eq 'Identity') { $arguments += 'ValueFromPipelineByPropertyName=$true' } }
            $parameters[$parameter.name].attributes += '[Parameter(' + ($arguments -join ', ') + ')]'
        }
    }
    $lines = foreach ($key in $parameters.Keys) { '        ' + ($parameters[$key].attributes -join '') + '[' + $parameters[$key].type + ']${' + $key + '}' }
    $preferred = if ($defaults.ContainsKey($name)) { $defaults[$name] } else { @($sets.name | Where-Object { $_ -in 'Identity', 'DisabledUser', 'User', 'ACSTrustApplication', 'NewDerivedRole', 'UseOAuthServer' })[0] }
    # The reference does not say which set is the default; the page's first one is taken.
    if (-not $preferred -and @($sets).Count -gt 1) { $preferred = @($sets)[0].name }
    $binding = @()
    if ($preferred) { $binding += "DefaultParameterSetName='$preferred'" }
    if ($changes) { $binding += 'SupportsShouldProcess=$true'; $binding += "ConfirmImpact='$(if ($name -like 'Remove-*') { 'High' } else { 'Medium' })'" }
    $source = "[CmdletBinding($($binding -join ', '))]`nparam(`n" + ($lines -join ",`n") + "`n)`nprocess { `$answer = Invoke-Simulated -Cmdlet `$PSCmdlet -Name '$name' -Bound `$PSBoundParameters -Changes `$$changes; if (`$answer.Error) { `$PSCmdlet.WriteError(`$answer.Error) } else { `$answer.Result } }"
    Invoke-Expression "function script:$name {`n$source`n}"
    $exported += $name
}

# Windows parts: the certificate store and IIS.
function New-StoredCertificate {
    param($Stored)
    New-Object System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList @(, [Convert]::FromBase64String($Stored.der))
}
function Get-CertificateObject {
    param([string]$Path)
    foreach ($c in (Read-State).certificates) {
        if ($Path -notmatch '^Cert:\\LocalMachine\\My(?:\\(?<t>.+))?$') { throw "Cannot find path '$Path' because it does not exist." }
        if ($Matches.t -and $Matches.t -ne $c.thumbprint) { continue }
        $x = New-StoredCertificate $c
        # Nothing here has a private key; "publicOnly" stands for one that is not on the server.
        $x | Add-Member -NotePropertyName HasPrivateKey -NotePropertyValue (-not $c.publicOnly) -Force
        $x | Add-Member -NotePropertyName PSPath -NotePropertyValue "Cert:\LocalMachine\My\$($c.thumbprint)" -PassThru
    }
}
function Get-ChildItem {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Position = 0, ParameterSetName = 'Path')][string[]]$Path, [Parameter(ParameterSetName = 'LiteralPath')][string[]]$LiteralPath, [string]$Filter, [switch]$File, [switch]$Recurse)
    $asked = @($Path) + @($LiteralPath) | Where-Object { $_ }
    if ($asked -like 'Cert:*') { foreach ($one in $asked) { Get-CertificateObject $one }; return }
    Microsoft.PowerShell.Management\Get-ChildItem @PSBoundParameters
}
function Get-Item {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Position = 0, ParameterSetName = 'Path')][string[]]$Path, [Parameter(ParameterSetName = 'LiteralPath')][string[]]$LiteralPath, [switch]$Force)
    $asked = @($Path) + @($LiteralPath) | Where-Object { $_ }
    if ($asked -like 'Cert:*') {
        $found = @(foreach ($one in $asked) { Get-CertificateObject $one })
        if (-not $found.Count) { $PSCmdlet.WriteError((New-SimulatedError "Cannot find path '$asked' because it does not exist." 'ItemNotFoundException')) }
        return $found
    }
    Microsoft.PowerShell.Management\Get-Item @PSBoundParameters
}
function Test-Path {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param([Parameter(Position = 0, ParameterSetName = 'Path')][string[]]$Path, [Parameter(ParameterSetName = 'LiteralPath')][string[]]$LiteralPath, [string]$PathType)
    $asked = @($Path) + @($LiteralPath) | Where-Object { $_ }
    if ($asked -like 'Cert:*') { return [bool](@(foreach ($one in $asked) { Get-CertificateObject $one }).Count) }
    Microsoft.PowerShell.Management\Test-Path @PSBoundParameters
}
function iisreset {
    param($Computer)
    $state = Read-State; $state.iisRestarts++; $state.iisRestarted = @($state.iisRestarted | Where-Object { $_ }) + [string]$Computer; Write-State $state; $global:LASTEXITCODE = 0
    'Internet services successfully restarted'
}
# Application pools are recycled through a session on the server. "recycleFails" names servers that refuse.
function Invoke-Command {
    [CmdletBinding()]
    param([string]$ComputerName, [scriptblock]$ScriptBlock, [object[]]$ArgumentList)
    $state = Read-State; $state.poolsRecycled = @($state.poolsRecycled | Where-Object { $_ }) + $ComputerName; Write-State $state
    if (@($state.recycleFails) -contains $ComputerName) { 0, 50 } else { 0, 0 }
}
# What a health page answers, for scripts whose Get-PageStatus was replaced (see HealthPages.ps1).
# "pagesSilent" answer nothing, "notBack" nothing once they were restarted.
function Get-SimulatedPageStatus {
    param([string]$Server, [string]$Path)
    $state = Read-State
    $touched = @(@($state.iisRestarted) + @($state.poolsRecycled)) -contains $Server
    if (@($state.pagesSilent) -contains $Server -or ($touched -and @($state.notBack) -contains $Server)) { return }
    if ($Path -like '/mapi/*' -and $state.noMapi) { return 404 }
    200
}

# Every name is found, but those that the state lists as "unresolved".
function Resolve-DnsName {
    [CmdletBinding()]
    param([Parameter(Position = 0)][string]$Name, [string]$Type, [string]$Server, [switch]$DnsOnly, [switch]$NoHostsFile)
    if ($Name -in @((Read-State).unresolved)) { $PSCmdlet.WriteError((New-SimulatedError "$Name : DNS name does not exist" 'DnsException')); return }
    [pscustomobject]@{ Name = $Name; Type = 'CNAME'; NameHost = 'ex01.contoso.com' }
    [pscustomobject]@{ Name = 'ex01.contoso.com'; Type = 'A'; IPAddress = '192.0.2.10' }
}

Export-ModuleMember -Function ($exported + @('Get-ChildItem', 'Get-Item', 'Test-Path', 'iisreset', 'Resolve-DnsName', 'Invoke-Command', 'Get-SimulatedPageStatus'))
