//! Sign-in by device code (RFC 8628): the code the operator types, waiting until it is used, and
//! finding it again after a restart.

use super::refusal::Refusal;
use super::sign_in_context::AuthRequest;
use super::wire::{Authority, TokenAnswer};
use super::{Clock, DeviceCodeView};
use crate::error::{ErrorCode, Problem};
use crate::http;
use crate::ids::TenantId;
use crate::messages::say;
use crate::text::is_hidden;
use jiff::{SignedDuration, Timestamp};
use oauth2::StandardDeviceAuthorizationResponse;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::Url;

/// How much longer to wait between polls after `slow_down` (RFC 8628 section 3.5).
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// The longest pause after failed connections.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The shortest pause, should the service name none: it is not to be hammered.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);

/// The longest code that is shown. Entra's have nine letters.
const LONGEST_CODE: usize = 64;

/// A code that was handed out and waits to be used. The device code itself stays inside.
#[derive(Clone)]
pub struct Pending {
    pub(super) tenant: TenantId,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    interval: Duration,
    lifetime: Duration,
    deadline: Instant,
    client_name: String,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Pending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pending")
            .field("tenant", &self.tenant)
            .field("interval", &self.interval)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// A pending code as it is kept over a restart, in the keyring alone.
#[derive(Deserialize, Serialize)]
struct StoredCode {
    #[serde(rename = "asked")]
    request: AuthRequest,
    tenant_id: TenantId,
    device_code: String,
    user_code: String,
    verification_uri: String,
    interval: u64,
    lifetime: u64,
    expires_at: Timestamp,
}

impl Pending {
    /// A code as the service gave it.
    ///
    /// # Errors
    /// [`ErrorCode::SignInUnreadable`] where the page is none of the web, or the code none that a person
    /// could type.
    pub(super) fn new(
        answer: &StandardDeviceAuthorizationResponse,
        tenant: TenantId,
        client_name: String,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Problem> {
        let unreadable = |why: &str| Err(Problem::of(ErrorCode::SignInUnreadable).with_detail(why));
        let page = Url::parse(answer.verification_uri().as_str());
        if page.is_err() || page.is_ok_and(|page| http::check_url(&page).is_err()) {
            return unreadable("the page for the code is not on the web");
        }
        let code = answer.user_code().secret();
        if code.is_empty() || code.len() > LONGEST_CODE || code.contains(is_hidden) {
            return unreadable("the code cannot be typed");
        }
        Ok(Self {
            tenant,
            device_code: answer.device_code().secret().clone().into(),
            user_code: answer.user_code().secret().clone(),
            verification_uri: answer.verification_uri().to_string(),
            interval: answer.interval(),
            lifetime: answer.expires_in(),
            deadline: deadline(clock.as_ref(), answer.expires_in()),
            client_name,
            clock,
        })
    }

    /// The code as the operator sees it, with the seconds it has left now.
    pub fn view(&self) -> DeviceCodeView {
        DeviceCodeView {
            verification_uri: self.verification_uri.clone(),
            user_code: self.user_code.clone(),
            expires_in: u32::try_from(self.left().as_secs()).unwrap_or(u32::MAX),
            client_name: self.client_name.clone(),
        }
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(self.clock.now())
    }

    /// The form to keep. The end is written as a time of day, because the monotonic clock does not
    /// outlive the program.
    pub(super) fn to_stored(&self, request: &AuthRequest) -> SecretSlice<u8> {
        let left = SignedDuration::try_from(self.left()).unwrap_or(SignedDuration::ZERO);
        let now = self.clock.time_of_day();
        let stored = StoredCode {
            request: request.clone(),
            tenant_id: self.tenant,
            device_code: self.device_code.expose_secret().to_owned(),
            user_code: self.user_code.clone(),
            verification_uri: self.verification_uri.clone(),
            interval: self.interval.as_secs(),
            lifetime: self.lifetime.as_secs(),
            expires_at: now.checked_add(left).unwrap_or(now),
        };
        serde_json::to_vec(&stored).expect("BUG: text and numbers always become JSON").into()
    }

    /// The code that was kept, if it is for the same sign-in and still valid. It never lasts longer
    /// than it did at first, even when the computer's clock was turned back meanwhile.
    pub(super) fn from_stored(
        stored: &SecretSlice<u8>,
        request: &AuthRequest,
        client_name: String,
        clock: Arc<dyn Clock>,
    ) -> Option<Self> {
        let stored: StoredCode = serde_json::from_slice(stored.expose_secret()).ok()?;
        let lifetime = Duration::from_secs(stored.lifetime);
        let left = stored.expires_at.duration_since(clock.time_of_day());
        let left = Duration::try_from(left).ok()?.min(lifetime);
        if stored.request != *request || left.is_zero() {
            return None;
        }
        Some(Self {
            tenant: stored.tenant_id,
            device_code: stored.device_code.into(),
            user_code: stored.user_code,
            verification_uri: stored.verification_uri,
            interval: Duration::from_secs(stored.interval),
            lifetime,
            deadline: deadline(clock.as_ref(), left),
            client_name,
            clock,
        })
    }
}

/// That long from now; a lifetime beyond what the clock can count ends at once.
fn deadline(clock: &dyn Clock, left: Duration) -> Instant {
    let now = clock.now();
    now.checked_add(left).unwrap_or(now)
}

/// Polls until the code is used, refused or run out. A failed connection or a busy service does not
/// end it; it only makes the pauses longer. To cancel, drop the future.
pub(super) async fn wait(authority: &Authority, pending: &Pending) -> Result<TokenAnswer, Problem> {
    let clock = pending.clock.as_ref();
    let mut interval = pending.interval.max(SHORTEST_PAUSE);
    let mut failures = 0;
    let mut last_failure = None;
    loop {
        let pause = pause(interval, failures);
        clock.sleep(pause.min(pending.left())).await;
        match authority.poll(&pending.device_code).await {
            Ok(answer) => return Ok(answer),
            Err(Refusal::Service(error)) if error.error == "authorization_pending" => failures = 0,
            Err(Refusal::Service(error)) if error.error == "slow_down" => {
                failures = 0;
                interval += SLOW_DOWN;
            }
            Err(refusal) if refusal.is_passing() => {
                failures += 1;
                tracing::debug!(%refusal, failures, "asking for the token failed; trying again");
                last_failure = Some(refusal.problem());
            }
            Err(refusal) => return Err(refusal.problem()),
        }
        if pending.left().is_zero() {
            return Err(ran_out(last_failure.filter(|_| failures > 0)));
        }
    }
}

/// The pause before the next poll: twice as long after each failure in a row (RFC 8628 section 3.5).
fn pause(interval: Duration, failures: u32) -> Duration {
    interval.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_PAUSE.max(interval))
}

/// The code ran out here. When the last polls failed, that is why nobody learned of its use.
fn ran_out(last_failure: Option<Problem>) -> Problem {
    let problem = Problem::of(ErrorCode::SignInExpired);
    match last_failure {
        Some(failure) => problem.with_detail(say!(
            "sign-in-last-attempts",
            message = failure.message,
            detail = failure.detail.unwrap_or_default()
        )),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_with_each_failure_up_to_half_a_minute() {
        let seconds = |interval, failures| pause(Duration::from_secs(interval), failures).as_secs();
        assert_eq!([0, 1, 2, 3, 99].map(|failures| seconds(5, failures)), [5, 10, 20, 30, 30]);
        assert_eq!(seconds(45, 3), 45, "never less than the service asked for");
    }
}
