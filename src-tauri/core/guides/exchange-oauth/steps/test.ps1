function Invoke-TestStep {
    Start-Step 'test' 'Test OAuth to Exchange Online'
    if (-not $Answers.TestMailbox -or -not $Answers.TestUri) { Add-Fact 'result' 'not asked'; return }
    $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.TestUri -Mailbox $Answers.TestMailbox -ReloadConfig -ErrorAction Stop)
    Add-Fact 'result' ([string]$test[0].ResultType)
    Add-Fact 'oauthTest' ([string]$test[0].ResultType)
    Add-Fact 'detail' ([string]$test[0].Detail)
    Add-Fact 'oauthTestDetail' ([string]$test[0].Detail)
}
