function Test-ThroughServer {
    # Whether an authorization server vouches for a partner application. The server tells it as a property
    # of its own or by the kind of the token of the application.
    param($Application)
    $token = $Application.AuthToken
    if ($null -eq $token) { return [bool]$Application.UseOAuthServer }
    (@([string]$token) + @($token.PSObject.TypeNames)) -join ' ' -match 'UseOAuthServer'
}
