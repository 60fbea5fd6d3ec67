# $Answers.Created names what the receipt says this setup made, and each server it gave an address;
# Enabled the application if it was disabled before. What was there before is not touched.
function Invoke-UndoSkypePartnerStep {
    Start-Step 'skype-partner' 'Partner application Skype for Business Server'
    $application = Find-SkypePartner
    if ($application) {
        if ($Answers.Created -contains 'skype-partner') {
            Invoke-Change $application.Name 'Remove the partner application' 'Remove-PartnerApplication' { Remove-PartnerApplication -Identity $application.Identity -Confirm:$false @Dc } -Before ([string]$application.Name) -After $null
        }
        elseif ($Answers.Enabled -contains 'skype-partner' -and $application.Enabled) {
            Invoke-Change $application.Name 'Disable the partner application again' 'Set-PartnerApplication' { Set-PartnerApplication -Identity $application.Identity -Enabled $false @Dc } -Before 'Enabled' -After 'Disabled'
        }
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    $left = Find-SkypePartner
    Add-Fact 'present' ([bool]$left)
    if ($left) { Add-SkypePartnerFact $left }
}

function Get-OwnServer {
    # The servers that this setup gave the address and that still have it.
    foreach ($server in @(Get-AutodiscoverServer)) {
        $address = [string]$server.AutoDiscoverServiceInternalUri
        if ($address -and $Answers.Created -contains ('autodiscover-address:' + $server.Name)) { $server }
    }
}

function Invoke-UndoAutodiscoverStep {
    Start-Step 'autodiscover' 'Autodiscover address of every server'
    $modern = [bool](Get-Command -Name 'Get-ClientAccessService' -ErrorAction SilentlyContinue)
    foreach ($server in @(Get-OwnServer)) {
        if ([string]$server.AutoDiscoverServiceInternalUri -ne $Answers.AutodiscoverUri) { Stop-Step 'undo-changed-since' ('The autodiscover address of ' + $server.Name + ' is now ' + $server.AutoDiscoverServiceInternalUri + ': somebody changed it since. The script did not change it.') }
        $command = 'Set-ClientAccessServer'
        if ($modern) { $command = 'Set-ClientAccessService' }
        Invoke-Change $server.Name 'Take the autodiscover address away again' $command {
            if ($modern) { Set-ClientAccessService -Identity $server.Name -AutoDiscoverServiceInternalUri $null @Dc }
            else { Set-ClientAccessServer -Identity $server.Name -AutoDiscoverServiceInternalUri $null @Dc }
        } -Before ([string]$server.AutoDiscoverServiceInternalUri) -After ''
    }
    if ($Run.Step.outcome -eq 'planned') { return }
    Add-Fact 'present' (@(Get-OwnServer).Count -gt 0)
    Add-AutodiscoverFact
}
