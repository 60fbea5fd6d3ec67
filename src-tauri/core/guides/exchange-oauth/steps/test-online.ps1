function Invoke-OnlineTestStep {
    Start-Step 'test-online' 'Test OAuth to the servers on premises'
    if (-not $Answers.OnlineMailbox) { Add-Fact 'result' 'not asked'; return }
    $test = @(Test-OAuthConnectivity -Service 'EWS' -TargetUri $Answers.OnPremisesUri -Mailbox $Answers.OnlineMailbox -ReloadConfig -ErrorAction Stop)
    Add-Fact 'result' ([string]$test[0].ResultType)
    Add-Fact 'detail' ([string]$test[0].Detail)
}
