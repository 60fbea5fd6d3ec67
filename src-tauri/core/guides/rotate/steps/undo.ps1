# $Answers.Created names the certificate that the receipts say this setup set as the next one, with
# its kind in front. One that somebody else set is not touched.
function Invoke-UndoNextStep {
    Start-Step 'next' 'The next Auth Certificate'
    $rotation = Read-Rotation
    if ($Answers.Created -contains ('next-certificate:' + $rotation.current)) { Stop-Step 'undo-in-use' ('The certificate ' + $rotation.current + ' that this setup set is the current certificate now. The script did not change it.') }
    $mine = [bool]$rotation.next -and $Answers.Created -contains ('next-certificate:' + $rotation.next)
    if ($mine) {
        Invoke-Change $rotation.next 'Take the next certificate back' 'Set-AuthConfig' { Set-AuthConfig -NewCertificateThumbprint '' -Force @Dc } -Before ([string]$rotation.next) -After $null
        if ($Run.Step.outcome -eq 'planned') { return }
        $rotation = Read-Rotation
        $mine = [bool]$rotation.next -and $Answers.Created -contains ('next-certificate:' + $rotation.next)
        if ($mine) { Stop-Step 'next-not-cleared' ('Exchange accepted the command, but the domain controller still shows ' + $rotation.next + ' as the next certificate.') }
    }
    Add-Fact 'present' $mine
}
