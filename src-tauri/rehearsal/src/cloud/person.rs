//! The people as whom one can sign in, and how a sign-in as each of them goes.
//!
//! Entra's numbers stand here because they belong to the person's story; the shape of Entra's answers
//! belongs to `sign_in`.

use serde::{Deserialize, Serialize};

/// Somebody who signs in on the page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Person {
    /// Holds the role that may write keys on Microsoft's own applications.
    GlobalAdministrator,
    /// Holds the role that is documented for it, and is refused on Microsoft's own applications.
    ApplicationAdministrator,
    /// Holds no role: may read, may not write.
    NoRole,
    /// Presses Cancel.
    Declines,
    /// Security defaults refuse device codes; the waiting program learns it.
    BlockedByDefaults,
    /// A Conditional Access policy refuses; only the page says so, and the program waits in vain.
    BlockedByPolicy,
    /// An administrator of another tenant.
    OtherTenant,
    /// At home in another tenant, invited to this one, without a role.
    Guest,
    /// The app asks for users to be assigned, and this one is not.
    NotAssigned,
    /// A Conditional Access policy refuses every way of signing in, and the program learns it.
    BlockedEverywhere,
}

/// A directory role.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Role {
    pub(crate) name: &'static str,
    /// Entra's id of the role, the same in every tenant.
    pub(crate) template: &'static str,
}

const GLOBAL_ADMINISTRATOR: Role =
    Role { name: "Global Administrator", template: "62e90394-69f5-4237-9190-012177145e10" };

const APPLICATION_ADMINISTRATOR: Role =
    Role { name: "Application Administrator", template: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3" };

/// How a sign-in ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// With tokens.
    Tokens,
    /// The person said no.
    Declined,
    /// The page and the token endpoint both say why not.
    Refused(Refusal),
    /// Only the page says why not; the program waits until the code runs out.
    LeftWaiting(Refusal),
}

/// One of Entra's numbered refusals.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) number: u32,
    pub(crate) message: &'static str,
}

impl Person {
    /// Everybody, in the order in which the page shows them.
    pub const ALL: [Self; 10] = [
        Self::GlobalAdministrator,
        Self::ApplicationAdministrator,
        Self::NoRole,
        Self::Declines,
        Self::BlockedByDefaults,
        Self::BlockedByPolicy,
        Self::OtherTenant,
        Self::Guest,
        Self::NotAssigned,
        Self::BlockedEverywhere,
    ];

    /// The name by which forms and files know the person.
    pub fn id(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "global-administrator",
            Self::ApplicationAdministrator => "application-administrator",
            Self::NoRole => "no-role",
            Self::Declines => "declines",
            Self::BlockedByDefaults => "blocked-by-defaults",
            Self::BlockedByPolicy => "blocked-by-policy",
            Self::OtherTenant => "other-tenant",
            Self::Guest => "guest",
            Self::NotAssigned => "not-assigned",
            Self::BlockedEverywhere => "blocked-everywhere",
        }
    }

    pub(crate) fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|person| person.id() == id)
    }

    /// The name on the account.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "Tenant administrator",
            Self::ApplicationAdministrator => "Application administrator",
            Self::NoRole => "Adele Vance",
            Self::Declines => "Careful Clark",
            Self::BlockedByDefaults => "Dana Default",
            Self::BlockedByPolicy => "Paul Policy",
            Self::OtherTenant => "Fabrikam administrator",
            Self::Guest => "Gwen Guest",
            Self::NotAssigned => "Una Signed",
            Self::BlockedEverywhere => "Nora Nowhere",
        }
    }

    /// What stands before the @.
    pub(crate) fn mailbox(self) -> &'static str {
        match self {
            Self::GlobalAdministrator | Self::OtherTenant => "admin",
            Self::ApplicationAdministrator => "appadmin",
            Self::NoRole => "adele",
            Self::Declines => "clark",
            Self::BlockedByDefaults => "dana",
            Self::BlockedByPolicy => "paul",
            Self::Guest => "gwen",
            Self::NotAssigned => "una",
            Self::BlockedEverywhere => "nora",
        }
    }

    /// What happens when one signs in as this person, for the page.
    pub(crate) fn story(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "Global Administrator: can do everything",
            Self::ApplicationAdministrator => {
                "Application Administrator: can read, but Microsoft Graph refuses changes to certificates"
            }
            Self::NoRole => {
                "No role: can read, but Microsoft Graph refuses changes to certificates"
            }
            Self::Declines => "Cancels the sign-in",
            Self::BlockedByDefaults => {
                "Security defaults block sign-in with a code, and allow the browser"
            }
            Self::BlockedByPolicy => {
                "A policy blocks sign-in with a code and allows the browser. Only the sign-in page says so"
            }
            Self::OtherTenant => "Administrator of another tenant (fabrikam.com)",
            Self::Guest => "Guest from fabrikam.com in this tenant, without a role",
            Self::NotAssigned => "Isn't assigned to the app that signs in",
            Self::BlockedEverywhere => "A policy blocks every sign-in",
        }
    }

    pub(crate) fn role(self) -> Option<Role> {
        match self {
            Self::GlobalAdministrator
            | Self::OtherTenant
            | Self::BlockedByDefaults
            | Self::BlockedByPolicy => Some(GLOBAL_ADMINISTRATOR),
            Self::ApplicationAdministrator => Some(APPLICATION_ADMINISTRATOR),
            Self::NoRole
            | Self::Declines
            | Self::Guest
            | Self::NotAssigned
            | Self::BlockedEverywhere => None,
        }
    }

    /// Whether the role may write keys on Microsoft's own applications.
    pub(crate) fn writes_keys(self) -> bool {
        self.role() == Some(GLOBAL_ADMINISTRATOR)
    }

    /// The account's id in its tenant.
    pub(crate) fn object_id(self) -> &'static str {
        match self {
            Self::GlobalAdministrator => "6a1e7b9c-0001-4c7e-9d1a-5f2b3c4d5e01",
            Self::ApplicationAdministrator => "6a1e7b9c-0002-4c7e-9d1a-5f2b3c4d5e02",
            Self::NoRole => "6a1e7b9c-0003-4c7e-9d1a-5f2b3c4d5e03",
            Self::Declines => "6a1e7b9c-0004-4c7e-9d1a-5f2b3c4d5e04",
            Self::BlockedByDefaults => "6a1e7b9c-0005-4c7e-9d1a-5f2b3c4d5e05",
            Self::BlockedByPolicy => "6a1e7b9c-0006-4c7e-9d1a-5f2b3c4d5e06",
            Self::OtherTenant => "6a1e7b9c-0007-4c7e-9d1a-5f2b3c4d5e07",
            Self::Guest => "6a1e7b9c-0008-4c7e-9d1a-5f2b3c4d5e08",
            Self::NotAssigned => "6a1e7b9c-0009-4c7e-9d1a-5f2b3c4d5e09",
            Self::BlockedEverywhere => "6a1e7b9c-0010-4c7e-9d1a-5f2b3c4d5e10",
        }
    }

    /// How a sign-in with a code ends.
    pub(crate) fn ending(self) -> Ending {
        match self {
            Self::GlobalAdministrator
            | Self::ApplicationAdministrator
            | Self::NoRole
            | Self::OtherTenant
            | Self::Guest => Ending::Tokens,
            Self::NotAssigned => Ending::Refused(Refusal {
                number: 50_105,
                message: "Your administrator has configured the application to block users unless they are specifically granted ('assigned') access to the application.",
            }),
            Self::Declines => Ending::Declined,
            Self::BlockedByDefaults => Ending::Refused(Refusal {
                number: 530_035,
                message: "Access has been blocked by security defaults. The request is deemed unsafe by security defaults policies.",
            }),
            Self::BlockedByPolicy => Ending::LeftWaiting(BLOCKED),
            Self::BlockedEverywhere => Ending::Refused(BLOCKED),
        }
    }

    /// How a sign-in in the browser ends: many policies block codes alone.
    pub(crate) fn ending_in_browser(self) -> Ending {
        match self {
            Self::BlockedByDefaults | Self::BlockedByPolicy => Ending::Tokens,
            _ => self.ending(),
        }
    }
}

const BLOCKED: Refusal = Refusal {
    number: 53_003,
    message: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_known_by_the_id_that_files_and_forms_use() {
        for person in Person::ALL {
            assert_eq!(Person::of_id(person.id()), Some(person));
            let written = serde_json::to_value(person).unwrap();
            assert_eq!(written, person.id(), "one name in forms and in files");
        }
        assert_eq!(Person::of_id("somebody"), None);
    }
}
