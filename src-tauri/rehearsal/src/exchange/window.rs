//! The window in which the operator runs a script, and the commands it has.

use serde::{Deserialize, Serialize};

/// The window in which the operator runs scripts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// The Exchange Management Shell.
    ExchangeManagementShell,
    /// The Skype for Business Server Management Shell.
    SkypeManagementShell,
    /// A plain PowerShell without a server's commands.
    PowerShell,
    /// One that is connected to Exchange Online.
    ExchangeOnline,
}

/// What Exchange Online has of the commands that scripts use.
const ONLINE: [&str; 8] = [
    "Get-AcceptedDomain",
    "Get-IntraOrganizationConnector",
    "Get-OrganizationConfig",
    "New-IntraOrganizationConnector",
    "Remove-IntraOrganizationConnector",
    "Set-IntraOrganizationConnector",
    "Set-OrganizationConfig",
    "Test-OAuthConnectivity",
];

impl Window {
    /// The window that a script asks for, by the name it gives it.
    pub(super) fn named(shell: &str) -> Self {
        if shell.starts_with("Skype for Business Server") {
            Self::SkypeManagementShell
        } else if shell.starts_with("Exchange Online") {
            Self::ExchangeOnline
        } else {
            Self::ExchangeManagementShell
        }
    }

    /// The window that is open when a script asks for `wanted`. An operator who works in the right
    /// kind of window goes to the server the page names; one who does not, does not notice.
    pub(super) fn for_script(self, wanted: Self) -> Self {
        match self {
            Self::ExchangeManagementShell | Self::SkypeManagementShell => wanted,
            Self::PowerShell | Self::ExchangeOnline => self,
        }
    }

    /// Whether the window has this command, as far as the server's product goes.
    pub(super) fn has(self, command: &str) -> bool {
        let of_skype = command.split_once('-').is_some_and(|(_, noun)| noun.starts_with("Cs"));
        match self {
            Self::ExchangeManagementShell => !of_skype,
            Self::ExchangeOnline => ONLINE.contains(&command),
            Self::SkypeManagementShell => of_skype,
            Self::PowerShell => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKYPE: &str = "Skype for Business Server Management Shell";

    #[test]
    fn each_window_has_the_commands_of_its_product() {
        let (exchange, skype) = (Window::named("Exchange Management Shell"), Window::named(SKYPE));
        assert!(exchange.has("Get-AuthConfig") && !exchange.has("Get-CsCertificate"));
        assert!(skype.has("Get-CsCertificate") && !skype.has("Get-AuthConfig"));
        assert!(!skype.has("Get-ExchangeServer"), "so its receipts tell no build");
        assert!(!Window::PowerShell.has("Get-AuthConfig"));
        let online = Window::ExchangeOnline;
        assert!(online.has("Test-OAuthConnectivity") && !online.has("Get-ExchangeServer"));
    }

    #[test]
    fn an_operator_in_a_management_shell_opens_the_one_that_is_asked_for() {
        let wanted = Window::named(SKYPE);
        assert_eq!(Window::ExchangeManagementShell.for_script(wanted), wanted);
        for wrong in [Window::PowerShell, Window::ExchangeOnline] {
            assert_eq!(wrong.for_script(wanted), wrong);
        }
        let online = Window::named("Exchange Online PowerShell");
        assert_eq!(wanted.for_script(online), Window::ExchangeOnline);
    }
}
