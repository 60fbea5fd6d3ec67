# kind: online
# lists: connectors,missingDomains
# Cases of the script for all steps in Exchange Online; run by Test-Script.ps1.
Test-Case 'facts: both steps are told' {
    if ((@($fresh.receipt.steps.id) -join ',') -ne 'shell,connector-online,ews-access,test-online') { "steps: $(@($fresh.receipt.steps.id) -join ',')" }
    if (@($fresh.state.connectors).Count -ne 1) { 'no connector was made' }
}
