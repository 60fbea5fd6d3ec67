//! Sign-in in the browser of this computer: the address that it opens, and waiting until it brings
//! the answer to this program (RFC 6749 section 4.1, with proof of possession of RFC 7636, as RFC 8252
//! has it for programs on a computer).
//!
//! `loopback_listener` listens, `serve` answers the browser, `redirect` reads what it brings, `page` is what it
//! shows at the end. Nothing here knows tokens: the code is handed on, and the browser waits until it
//! is known what came of it.

mod loopback_listener;
mod page;
mod redirect;
mod serve;

pub(super) use loopback_listener::LoopbackListener;
pub(super) use page::SignInPage;
pub(super) use serve::{Brought, Serving};

use super::wire::{Authority, PageRequest};
use super::{BrowserView, Clock};
use crate::ids::TenantId;
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::Url;

/// How long the browser may take. Entra's own pages give up earlier.
pub(super) const LIFETIME: Duration = Duration::from_mins(10);

/// A page that was made for the browser, and the place where its answer is awaited.
pub struct Browsing {
    pub(super) tenant: TenantId,
    pub(super) redirect: RedirectUrl,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) nonce: CsrfToken,
    state: CsrfToken,
    address: Url,
    deadline: Instant,
    client_name: String,
    clock: Arc<dyn Clock>,
    listener: Mutex<Option<LoopbackListener>>,
}

impl fmt::Debug for Browsing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Browsing")
            .field("tenant", &self.tenant)
            .field("redirect", &self.redirect)
            .finish_non_exhaustive()
    }
}

impl Browsing {
    /// A page at that authority, for a token with these claims, whose answer comes through that listener.
    pub(super) fn new(
        authority: &Authority,
        tenant: TenantId,
        listener: LoopbackListener,
        claims: Option<&str>,
        client_name: String,
        clock: Arc<dyn Clock>,
    ) -> Self {
        // Entra takes any port where `http://localhost` is registered, and the name represents both
        // loopback addresses (RFC 8252 section 7.3).
        let redirect = RedirectUrl::new(format!("http://localhost:{}", listener.port()))
            .expect("BUG: a name and a port make an address");
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new_random(), CsrfToken::new_random());
        let asked =
            PageRequest { redirect: &redirect, state: &state, nonce: &nonce, verifier: &verifier };
        let address = authority.page(&asked, claims);
        let deadline = clock.now() + LIFETIME;
        let listener = Mutex::new(Some(listener));
        Self {
            tenant,
            redirect,
            verifier,
            nonce,
            state,
            address,
            deadline,
            client_name,
            clock,
            listener,
        }
    }

    /// The page as the operator sees it, with the seconds it has left now.
    pub fn view(&self) -> BrowserView {
        BrowserView {
            address: self.address.to_string(),
            expires_in: u32::try_from(self.left().as_secs()).unwrap_or(u32::MAX),
            client_name: self.client_name.clone(),
        }
    }

    /// How long the browser has left.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(self.clock.now())
    }

    /// Begins to answer the browser; none the second time.
    pub(super) fn serve(&self) -> Option<Serving> {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(Serving::start(listener, &self.state))
    }
}
