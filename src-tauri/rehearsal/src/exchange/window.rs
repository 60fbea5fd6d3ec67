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
    /// The window that a script asks for, by its name; none where there is no window of that name.
    pub(super) fn named(shell: &str) -> Option<Self> {
        match shell {
            "Exchange Management Shell" => Some(Self::ExchangeManagementShell),
            "Skype for Business Server Management Shell" => Some(Self::SkypeManagementShell),
            "Exchange Online PowerShell" => Some(Self::ExchangeOnline),
            _ => None,
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
    use crosstrust_core::guide::Shell;

    fn named(shell: Shell) -> Window {
        Window::named(shell.name()).unwrap()
    }

    #[test]
    fn a_script_asks_for_one_of_three_windows_by_its_name() {
        let windows = [Shell::Exchange, Shell::Skype, Shell::ExchangeOnline].map(named);
        let expected =
            [Window::ExchangeManagementShell, Window::SkypeManagementShell, Window::ExchangeOnline];
        assert_eq!(windows, expected);
        for other in ["", "Exchange", "Exchange Management Shell 2", "Windows PowerShell"] {
            assert_eq!(Window::named(other), None, "{other}");
        }
    }

    #[test]
    fn each_window_has_the_commands_of_its_product() {
        let (exchange, skype) = (named(Shell::Exchange), named(Shell::Skype));
        assert!(exchange.has("Get-AuthConfig") && !exchange.has("Get-CsCertificate"));
        assert!(skype.has("Get-CsCertificate") && !skype.has("Get-AuthConfig"));
        assert!(!skype.has("Get-ExchangeServer"), "so its receipts have no build");
        assert!(!Window::PowerShell.has("Get-AuthConfig"));
        let online = Window::ExchangeOnline;
        assert!(online.has("Test-OAuthConnectivity") && !online.has("Get-ExchangeServer"));
    }

    #[test]
    fn an_operator_in_a_management_shell_opens_the_one_that_is_asked_for() {
        let wanted = named(Shell::Skype);
        assert_eq!(Window::ExchangeManagementShell.for_script(wanted), wanted);
        for wrong in [Window::PowerShell, Window::ExchangeOnline] {
            assert_eq!(wrong.for_script(wanted), wrong);
        }
        let online = named(Shell::ExchangeOnline);
        assert_eq!(wanted.for_script(online), Window::ExchangeOnline);
    }
}
