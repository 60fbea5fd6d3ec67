//! One client for Graph: bearer tokens, time limits, tries and pauses. It knows addresses and bodies,
//! not what they mean.
//!
//! Reads are tried again after any fault that may pass. A write never is: what became of it is reported
//! as a [`Write`], and the caller reads before trying again.

use super::response::Response;
use super::retry_policy::RetryPolicy;
use crate::error::{ErrorCode, Problem};
use crate::http::{self, BearerSource, Renew};
use crate::ids::TenantId;
use crate::messages::{say, text};
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// Twenty keys with their certificates are under 100 KiB; nothing asked for here comes near this.
const LONGEST_BODY: usize = 4 << 20;

/// Gets why nothing happens for a while: "Waiting 12 s: Microsoft Graph asks for a pause".
pub(super) type OnPause<'a> = &'a (dyn Fn(String) + Send + Sync);

/// Talks to the Graph of one cloud, for one tenant.
pub struct Client<B> {
    http: reqwest::Client,
    base: Url,
    tokens: B,
    tenant_id: TenantId,
    policy: RetryPolicy,
    rng: Mutex<fastrand::Rng>,
    /// How far Graph's clock is ahead of this computer's, as the last answer reported.
    ahead: Mutex<SignedDuration>,
}

/// What became of a write.
#[derive(Debug)]
pub(super) enum Write {
    /// Graph says that it was done.
    Accepted,
    /// Graph says that it was not done, and why.
    Refused {
        /// Graph's own code, empty when there is none.
        code: String,
        problem: Problem,
    },
    /// It was not done, and may be tried again after this pause.
    Postponed {
        pause: Duration,
        /// Why there is a pause, for the operator who waits.
        why: &'static str,
        problem: Problem,
    },
    /// It may have been done or not.
    Unknown(Problem),
}

const ASKS_FOR_A_PAUSE: &str = "throttled";

const CONNECTION_FAILED: &str = "connection";

/// Why one try gave no answer.
enum RequestFailure {
    /// Nothing was sent.
    NotSent(Problem),
    /// It was sent, at least in part.
    Broken(Problem),
}

impl<B: BearerSource> Client<B> {
    /// A client for the Graph at `base`, with tokens for the tenant `tenant_id` (the token's `tid`).
    pub fn new(
        http: reqwest::Client,
        base: Url,
        tokens: B,
        tenant_id: TenantId,
        policy: RetryPolicy,
    ) -> Self {
        Self {
            http,
            base,
            tokens,
            tenant_id,
            rng: Mutex::new(fastrand::Rng::with_seed(policy.seed)),
            ahead: Mutex::default(),
            policy,
        }
    }

    /// The tenant that the tokens are for.
    pub fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    pub(super) fn policy(&self) -> &RetryPolicy {
        &self.policy
    }

    pub(super) fn now(&self) -> Timestamp {
        self.policy.clock.time_of_day()
    }

    /// The time by the clock of the service, as far as an answer has reported it.
    pub(super) fn service_time(&self) -> Timestamp {
        self.now().saturating_add(self.ahead()).unwrap_or_else(|_| self.now())
    }

    /// How far the clock of the service is ahead of this computer's.
    pub(super) fn ahead(&self) -> SignedDuration {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a pause pass, reporting why.
    pub(super) async fn wait(&self, pause: Duration, why: &str, reported: OnPause<'_>) {
        if pause >= Duration::from_secs(1) {
            reported(say!("graph-waiting", seconds = pause.as_secs_f64().ceil(), why = why));
        }
        self.policy.clock.sleep(pause).await;
    }

    /// Reads, and tries again while that may help. `parse` says what is wrong with an answer.
    pub(super) async fn get<T>(
        &self,
        path: &str,
        query: &str,
        tries: u32,
        reported: OnPause<'_>,
        parse: impl Fn(&Response) -> Result<T, &'static str>,
    ) -> Result<T, Problem> {
        let url = self.address(path, Some(query));
        let timeout = self.policy.read_timeout;
        let mut failed = 0;
        loop {
            let (problem, asked, why) = match self.answer(Method::GET, &url, None, timeout).await {
                Ok(answer) if answer.is_success() => match parse(&answer) {
                    Ok(value) => return Ok(value),
                    Err(why) => (answer.unreadable(why), None, "damaged"),
                },
                Ok(answer) => match answer.status {
                    429 => (answer.problem(), answer.retry_after, ASKS_FOR_A_PAUSE),
                    503 if answer.retry_after.is_some() => {
                        (answer.problem(), answer.retry_after, ASKS_FOR_A_PAUSE)
                    }
                    500 | 502 | 503 | 504 => (answer.problem(), None, "unavailable"),
                    // As a web page with a good status: something on the way has answered.
                    300..400 => (answer.problem(), None, "damaged"),
                    _ => return Err(answer.problem()),
                },
                Err(RequestFailure::NotSent(problem) | RequestFailure::Broken(problem)) => {
                    if !may_pass(problem.code) {
                        return Err(problem);
                    }
                    (problem, None, CONNECTION_FAILED)
                }
            };
            failed += 1;
            if failed >= tries {
                return Err(problem);
            }
            let wait = self.pause(failed, asked, &problem)?;
            self.wait(wait, why, reported).await;
        }
    }

    /// Writes once. After a 401 the token is renewed and the write sent a second time, because the
    /// first was refused before anything was done.
    pub(super) async fn write(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        failed_before: u32,
    ) -> Write {
        let url = self.address(path, None);
        let timeout = self.policy.write_timeout;
        let postponed = |asked, why, problem| match self.pause(failed_before + 1, asked, &problem) {
            Ok(pause) => Write::Postponed { pause, why, problem },
            Err(problem) => Write::Refused { code: String::new(), problem },
        };
        match self.answer(method, &url, Some(body), timeout).await {
            Ok(answer) if answer.is_success() && answer.may_be_graphs() => Write::Accepted,
            Ok(answer) if answer.is_success() => Write::Unknown(answer.unreadable("it is no JSON")),
            Ok(answer) => {
                let problem = answer.problem();
                match (answer.status, answer.retry_after) {
                    // Refused at the door: with 429 always, with 503 when it says when to come back.
                    (429, asked) => postponed(asked, ASKS_FOR_A_PAUSE, problem),
                    (503, Some(asked)) => postponed(Some(asked), ASKS_FOR_A_PAUSE, problem),
                    (408 | 500..=599, _) => Write::Unknown(problem),
                    (300..400, _) if !answer.turns_away() => Write::Unknown(problem),
                    _ => Write::Refused { code: answer.code(), problem },
                }
            }
            Err(RequestFailure::NotSent(problem)) if may_pass(problem.code) => {
                postponed(None, CONNECTION_FAILED, problem)
            }
            Err(RequestFailure::NotSent(problem)) => {
                Write::Refused { code: String::new(), problem }
            }
            Err(RequestFailure::Broken(problem)) => Write::Unknown(problem),
        }
    }

    /// How long to wait after the failed try number `failed`; Graph's wish comes first.
    fn pause(
        &self,
        failed: u32,
        asked: Option<Duration>,
        problem: &Problem,
    ) -> Result<Duration, Problem> {
        let asked = asked.unwrap_or_default();
        if asked > self.policy.longest_pause {
            return Err(Problem {
                message: text!("graph-pause-too-long", seconds = asked.as_secs()),
                ..problem.clone()
            });
        }
        let jitter = self.rng.lock().unwrap_or_else(PoisonError::into_inner).f64();
        Ok(self.policy.backoff(failed, jitter).max(asked))
    }

    /// Sends once, or twice when the first token was refused.
    async fn answer(
        &self,
        method: Method,
        url: &Url,
        body: Option<&Value>,
        timeout: Duration,
    ) -> Result<Response, RequestFailure> {
        let first = self.send(method.clone(), url, body, timeout, Renew::No).await?;
        if first.status != 401 {
            return Ok(first);
        }
        let renew = first.claims.clone().map_or(Renew::Refused, Renew::Claims);
        self.send(method, url, body, timeout, renew).await
    }

    async fn send(
        &self,
        method: Method,
        url: &Url,
        body: Option<&Value>,
        timeout: Duration,
        renew: Renew,
    ) -> Result<Response, RequestFailure> {
        let token = self.tokens.bearer(renew).await.map_err(RequestFailure::NotSent)?;
        let id = self.request_id();
        let mut request = self
            .http
            .request(method.clone(), url.clone())
            .timeout(timeout)
            .bearer_auth(token.expose_secret())
            .header("client-request-id", &id)
            .header("return-client-request-id", "true");
        if let Some(body) = body {
            request = request.json(body);
        }
        let failure = |error: reqwest::Error| {
            let mut problem = http::problem(&error);
            let detail = problem.detail.take().unwrap_or_default();
            problem = problem.with_detail(format!("{detail}\nclient-request-id {id}"));
            if error.is_connect() || error.is_builder() {
                RequestFailure::NotSent(problem)
            } else {
                RequestFailure::Broken(problem)
            }
        };
        let mut response = request.send().await.map_err(failure)?;
        let Some(read) = http::body(&mut response, LONGEST_BODY).await.map_err(failure)? else {
            return Err(RequestFailure::Broken(Problem::new(
                ErrorCode::GraphUnreadable,
                text!("graph-too-long"),
            )));
        };
        let status = response.status().as_u16();
        let answer = Response::new(status, response.headers(), read, id, self.now());
        if let Some(ahead) = answer.ahead {
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
        }
        answer.log(method.as_str());
        Ok(answer)
    }

    fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Path and query of a link that Graph gave, if it leads to this Graph: tokens go nowhere else.
    pub(super) fn place_of(&self, link: &str) -> Option<(String, String)> {
        let url = Url::parse(link).ok().filter(|url| url.origin() == self.base.origin())?;
        let begin = format!("{}/v1.0/", self.base.path().trim_end_matches('/'));
        let path = url.path().strip_prefix(&begin)?.to_owned();
        Some((path, url.query().unwrap_or_default().to_owned()))
    }

    fn address(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/v1.0/{path}", self.base.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}

/// Whether a fault on the way may be gone at the next try.
fn may_pass(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NetworkUnreachable | ErrorCode::NetworkTimeout | ErrorCode::GraphUnreadable
    )
}
