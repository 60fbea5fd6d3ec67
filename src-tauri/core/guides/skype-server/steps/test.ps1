function Get-StorageTestCode {
    # What an error of the test means, by numbers and types alone: its words are in the language of
    # the server. The user's own address may hold the number as well.
    param($Problem)
    $user = [regex]::Escape(([string]$Answers.TestSipUri -replace '^sips?:', ''))
    $denied = [string]$Problem.CategoryInfo.Category -eq 'PermissionDenied' -or [string]$Problem.FullyQualifiedErrorId -match 'UnauthorizedAccess|(?<!Error)AccessDenied'
    for ($exception = $Problem.Exception; $exception; $exception = $exception.InnerException) {
        $said = [string]$exception.Message -replace $user, ''
        if ($said -match '(?<![0-9A-Za-z.-])401(?![0-9A-Za-z-])' -or [string]$exception.Response.StatusCode -eq 'Unauthorized') { return 'exchange-refuses-token' }
        # E_ACCESSDENIED, 0x80070005.
        if ($exception.GetType().FullName -match 'UnauthorizedAccess|AccessDenied' -or $exception.HResult -eq -2147024891) { $denied = $true }
    }
    if ($denied) { return 'storage-access-denied' }
    'storage-test-failed'
}

function Invoke-TestStep {
    Start-Step 'test' 'Write to a mailbox and read it back'
    if (-not $Answers.TestSipUri) { Add-Fact 'result' 'not asked'; return }
    # The test deletes its item again, but it does write one: not in a dry run.
    if ($WhatIfPreference) { Add-Fact 'result' 'not run with -WhatIf'; return }
    Wait-ForReplication
    # No object tells whether it passed, only a sentence in the language of the server: that one is
    # for the operator to read. What it fails with is an error.
    try { $said = (Test-CsExStorageConnectivity -SipUri $Answers.TestSipUri -DeleteItem -ErrorAction Stop | Out-String -Width 4096).Trim() }
    catch {
        $told = [string]$_.Exception.Message
        $code = Get-StorageTestCode $_
        if ($code -eq 'exchange-refuses-token') { Stop-Step 'exchange-refuses-token' ('Exchange does not accept the tokens of Skype for Business Server yet: ' + $told) }
        if ($code -eq 'storage-access-denied') { Stop-Step 'storage-access-denied' ('Your account is not allowed to use the Storage Service: ' + $told) }
        Stop-Step 'storage-test-failed' ('The test ended with an error: ' + $told)
    }
    Add-Fact 'result' 'run'
    Add-Fact 'said' $said
    Write-Output ('  ' + $said)
}
