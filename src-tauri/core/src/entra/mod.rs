//! Microsoft's sign-in service: clouds, tenants, ways of signing in, tokens and where they are kept.
//!
//! Knows neither guides nor setups. Tokens never leave this module but as an `Authorization` header
//! that `graph` sends.
//!
//! [`SignIn`] is the way in. A way of signing in is a module of its own that ends in a token answer
//! of `wire`: `device_code` and `browser`. What comes after (whose token it is, where it is kept, how
//! it is renewed) is the same for both and is in `sign_in` and `session`.

mod account;
mod browser;
mod cloud;
mod device_code;
pub mod keyring;
mod refusal;
mod session;
mod sign_in;
mod sign_in_context;
mod tenant;
mod wire;

pub use browser::Browsing;
pub use cloud::{Cloud, Endpoints};
pub use device_code::Pending;
pub use session::Session;
pub use sign_in::{SignIn, SignInStop, SignedIn};
pub use sign_in_context::forget_slot;
pub use tenant::{TenantName, find_tenant};
pub(crate) use tenant::{configuration_url, read_configuration};

use crate::clock::{Clock, SystemClock};
use crate::error::{ErrorCode, Problem};
use crate::ids::TenantId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest answer of the sign-in service that is read. Tokens take a few kilobytes.
const LONGEST_ANSWER: usize = 1 << 20;

/// A device code as the operator sees it. The device code itself stays inside.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DeviceCodeView {
    /// The page to open, as the service returned it.
    pub verification_uri: String,
    /// The code to type, as the service returned it.
    pub user_code: String,
    /// Seconds left when this view was made.
    pub expires_in: u32,
    /// The app that asks: "Microsoft Graph Command Line Tools".
    pub client_name: String,
}

/// A way of signing in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum SignInMethod {
    /// A code that is typed on a page, on any device (RFC 8628).
    DeviceCode,
    /// The browser of this computer (RFC 6749 section 4.1 with RFC 7636 and RFC 8252).
    Browser,
}

impl SignInMethod {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DeviceCode, Self::Browser];

    /// The other way, when it may succeed where this one ended so: policies often refuse codes, and
    /// some say so only on the page, so that the code runs out.
    pub fn instead(self, ended: ErrorCode) -> Option<Self> {
        match (self, ended) {
            (
                Self::DeviceCode,
                ErrorCode::SignInDeviceCodeBlocked
                | ErrorCode::SignInPolicyBlocked
                | ErrorCode::SignInExpired,
            ) => Some(Self::Browser),
            (
                Self::Browser,
                ErrorCode::SignInNoPort
                | ErrorCode::SignInBrowserTimedOut
                | ErrorCode::SignInRedirectUnknown,
            ) => Some(Self::DeviceCode),
            _ => None,
        }
    }
}

/// A sign-in that waits for the browser of this computer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BrowserView {
    /// The page to open. Good for this one sign-in, on this computer.
    pub address: String,
    /// Seconds left when this view was made.
    pub expires_in: u32,
    /// The app that asks: "Microsoft Graph Command Line Tools".
    pub client_name: String,
}

/// Who signed in, read from the id token.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Account {
    /// "Tenant administrator".
    pub name: String,
    /// "admin@contoso.com".
    pub username: String,
    /// The tenant's id.
    pub tenant_id: TenantId,
    /// The account is at home in another organisation and a guest in this tenant.
    #[serde(default)]
    pub guest: bool,
}

/// Whether somebody is signed in for a setup.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "state")]
#[ts(export)]
pub enum SignInState {
    /// Nobody.
    SignedOut,
    /// A code was handed out and is still valid.
    Pending {
        /// The code to type.
        code: DeviceCodeView,
    },
    /// The browser was opened, and its answer is waited for.
    Browsing {
        /// The page it was opened on.
        page: BrowserView,
    },
    /// Somebody.
    SignedIn {
        /// Who, and in which tenant.
        account: Account,
        /// Kept in the system keyring; false: only until the program ends.
        kept: bool,
        /// How.
        method: SignInMethod,
    },
}

/// How waiting for a sign-in ended. None of these is an error of the program.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "end")]
#[ts(export)]
pub enum SignInEnd {
    /// Signed in, and to the tenant asked for.
    SignedIn {
        /// Who.
        account: Account,
        /// Kept in the system keyring; false: only until the program ends.
        kept: bool,
        /// How.
        method: SignInMethod,
    },
    /// The service or the person refused.
    Refused {
        /// Why, and what to do next.
        problem: Problem,
        /// The other way of signing in, where it may do what this one could not.
        instead: Option<SignInMethod>,
    },
    /// The operator cancelled.
    Cancelled,
}

#[cfg(test)]
mod tests;
