//! The sign-in service on the wire: the requests, its answers, and its errors with what Entra adds
//! to them.
//!
//! Requests and types are those of the `oauth2` crate, except for the single poll with a device code:
//! the crate offers only a whole polling loop, and that loop drops Entra's extra error fields, does
//! not know `authorization_declined` and `bad_verification_code`, counts the code's lifetime on the
//! time of day and gives no say in what ends it. So one poll is sent here, and `device_code` loops.

use super::{Endpoints, TenantId};
use crate::error::{ErrorCode, Problem};
use crate::http;
use oauth2::basic::{
    BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet,
    ErrorResponse, ExtraTokenFields, HttpRequest, HttpResponse, RefreshToken, RequestTokenError,
    Scope, StandardDeviceAuthorizationResponse, StandardRevocableToken, StandardTokenResponse,
    TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::pin::Pin;
use url::Url;

/// What the token endpoint gives.
pub(super) type TokenAnswer = StandardTokenResponse<IdToken, BasicTokenType>;

type Client = oauth2::Client<
    EntraError,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The id token beside the access token. `Serialize` is the crate's demand; nothing writes it.
#[derive(Deserialize, Serialize)]
pub(super) struct IdToken {
    /// The JWT.
    #[serde(default)]
    pub(super) id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}

impl fmt::Debug for IdToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("IdToken([redacted])")
    }
}

/// An error body of Entra: OAuth's fields (RFC 6749 section 5.2) and its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct EntraError {
    /// The OAuth error. Behaviour depends on this alone.
    pub(super) error: String,
    #[serde(default)]
    error_description: Option<String>,
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    timestamp: Option<String>,
    #[serde(default)]
    trace_id: Option<String>,
    #[serde(default)]
    correlation_id: Option<String>,
}

impl ErrorResponse for EntraError {}

impl fmt::Display for EntraError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.error)
    }
}

/// The longest part of a description that is shown.
const DESCRIPTION_LIMIT: usize = 1_000;

impl EntraError {
    /// The numbers that choose the words: those of `error_codes`, else the one that the description
    /// begins with.
    fn numbers(&self) -> Vec<u32> {
        if !self.error_codes.is_empty() {
            return self.error_codes.clone();
        }
        self.error_description
            .as_deref()
            .and_then(|text| text.strip_prefix("AADSTS"))
            .and_then(|text| text.split(|letter: char| !letter.is_ascii_digit()).next())
            .and_then(|digits| digits.parse().ok())
            .into_iter()
            .collect()
    }

    /// Code, the service's words, ids and time: what a support case asks for.
    pub(super) fn detail(&self) -> String {
        let numbers: Vec<_> =
            self.numbers().iter().map(|number| format!("AADSTS{number}")).collect();
        let description = self.error_description.as_deref().map(|text| {
            // Entra ends its description with the ids that stand below anyway.
            let text = text.split(" Trace ID:").next().unwrap_or_default().trim();
            text.chars().take(DESCRIPTION_LIMIT).collect::<String>()
        });
        let lines = [
            ("error", Some(self.error.clone())),
            ("number", (!numbers.is_empty()).then(|| numbers.join(", "))),
            ("message", description),
            ("trace id", self.trace_id.clone()),
            ("correlation id", self.correlation_id.clone()),
            ("time", self.timestamp.clone()),
        ];
        lines
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}: {value}")))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The problem with the words that the table has for it.
    pub(super) fn problem(&self) -> Problem {
        Problem::of(ErrorCode::of_oauth(&self.error, &self.numbers())).with_detail(self.detail())
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The service said so.
    #[error("{0}")]
    Service(EntraError),
    /// The service could not answer: HTTP 429 or 5xx without an OAuth error.
    #[error("HTTP {0}")]
    Busy(u16),
    /// The request did not come through.
    #[error("{0}")]
    Transport(Problem),
    /// The answer is no answer of a token endpoint. Holds nothing of it.
    #[error("{0}")]
    Unreadable(String),
}

impl Refusal {
    /// Whether trying again may help without anybody doing anything.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Service(error) => {
                matches!(error.error.as_str(), "temporarily_unavailable" | "server_error")
            }
            Self::Busy(_) => true,
            Self::Transport(problem) => {
                matches!(problem.code, ErrorCode::NetworkUnreachable | ErrorCode::NetworkTimeout)
            }
            Self::Unreadable(_) => false,
        }
    }

    /// As the operator meets it.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Service(error) => error.problem(),
            Self::Busy(status) => {
                Problem::of(ErrorCode::SignInBusy).with_detail(format!("HTTP {status}"))
            }
            Self::Transport(problem) => problem,
            Self::Unreadable(cause) => Problem::of(ErrorCode::SignInUnreadable).with_detail(cause),
        }
    }
}

/// The device and token endpoints of one tenant, for one client.
#[derive(Debug)]
pub(super) struct Authority {
    http: Transport,
    client: Client,
    token_url: Url,
    scopes: Vec<Scope>,
}

impl Authority {
    /// The endpoints of that tenant alone: `common` would let a code be used in any tenant.
    pub(super) fn new(
        http: reqwest::Client,
        endpoints: &Endpoints,
        tenant: TenantId,
        client_id: &str,
    ) -> Self {
        let at = |name: &str| {
            let mut url = endpoints.login.clone();
            url.set_path(&format!("/{tenant}/oauth2/v2.0/{name}"));
            url
        };
        let token_url = at("token");
        let client = oauth2::Client::new(ClientId::new(client_id.to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_device_authorization_url(DeviceAuthorizationUrl::from_url(at("devicecode")))
            .set_token_uri(TokenUrl::from_url(token_url.clone()));
        let graph = endpoints.graph.as_str().trim_end_matches('/');
        let scopes = [
            format!("{graph}/Application.ReadWrite.All").as_str(),
            "openid",
            "profile",
            "offline_access",
        ]
        .map(|scope| Scope::new(scope.to_owned()))
        .to_vec();
        Self { http: Transport(http), client, token_url, scopes }
    }

    /// Asks for a device code (RFC 8628 section 3.1).
    pub(super) async fn device_code(&self) -> Result<StandardDeviceAuthorizationResponse, Refusal> {
        self.client
            .exchange_device_code()
            .add_scopes(self.scopes.iter().cloned())
            .request_async(&self.http)
            .await
            .map_err(refusal)
    }

    /// Asks once whether the code was used (RFC 8628 section 3.4).
    pub(super) async fn poll(&self, device_code: &SecretString) -> Result<TokenAnswer, Refusal> {
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", self.client.client_id().as_str()),
            ("device_code", device_code.expose_secret()),
        ];
        let request = self
            .http
            .0
            .post(self.token_url.clone())
            .header("accept", "application/json")
            .form(&form)
            .build()
            .map_err(|error| Refusal::Transport(http::problem(&error)))?;
        let answer = self.http.send(request).await.map_err(Failure::refusal)?;
        // What does not parse is told by its place alone: the body may hold tokens.
        if answer.status().is_success() {
            serde_json::from_slice(answer.body()).map_err(|error| unreadable(&error))
        } else {
            match serde_json::from_slice(answer.body()) {
                Ok(error) => Err(Refusal::Service(error)),
                Err(error) => Err(unreadable(&error)),
            }
        }
    }

    /// Renews a session (RFC 6749 section 6).
    pub(super) async fn renew(&self, refresh_token: &SecretString) -> Result<TokenAnswer, Refusal> {
        let refresh_token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        self.client
            .exchange_refresh_token(&refresh_token)
            .add_scopes(self.scopes.iter().cloned())
            .request_async(&self.http)
            .await
            .map_err(refusal)
    }
}

/// The client, in the form the `oauth2` crate calls: that crate's own knows an older version only.
#[derive(Debug)]
struct Transport(reqwest::Client);

/// Why an answer did not come.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("HTTP {0}")]
    Busy(u16),
}

impl Failure {
    fn refusal(self) -> Refusal {
        match self {
            Self::Http(error) => Refusal::Transport(http::problem(&error)),
            Self::Busy(status) => Refusal::Busy(status),
        }
    }
}

impl Transport {
    async fn send(&self, request: reqwest::Request) -> Result<HttpResponse, Failure> {
        let answer = self.0.execute(request).await?;
        let status = answer.status();
        let body = answer.bytes().await?.to_vec();
        let busy = status.as_u16() == 429 || status.is_server_error();
        if busy && serde_json::from_slice::<EntraError>(&body).is_err() {
            return Err(Failure::Busy(status.as_u16()));
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.send(request.try_into()?).await })
    }
}

fn refusal(error: RequestTokenError<Failure, EntraError>) -> Refusal {
    match error {
        RequestTokenError::ServerResponse(error) => Refusal::Service(error),
        RequestTokenError::Request(failure) => failure.refusal(),
        RequestTokenError::Parse(error, _) => unreadable(error.inner()),
        // Only "empty response" and "unexpected content type" come here.
        RequestTokenError::Other(cause) => Refusal::Unreadable(cause),
    }
}

/// Told by kind and place. The parser's own text is left out: it may repeat a value.
fn unreadable(error: &serde_json::Error) -> Refusal {
    let kind = match error.classify() {
        serde_json::error::Category::Io | serde_json::error::Category::Eof => "ends too early",
        serde_json::error::Category::Syntax => "is not JSON",
        serde_json::error::Category::Data => "lacks a field or has one of another kind",
    };
    Refusal::Unreadable(format!(
        "the answer {kind} (line {}, column {})",
        error.line(),
        error.column()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_taken_from_the_description_when_entra_gives_no_list() {
        let error = |description: &str, codes: &[u32]| EntraError {
            error: "invalid_grant".into(),
            error_description: Some(description.into()),
            error_codes: codes.to_vec(),
            ..EntraError::default()
        };
        assert_eq!(error("AADSTS50076: Due to", &[]).numbers(), [50076]);
        assert_eq!(error("AADSTS50076: Due to", &[7]).numbers(), [7]);
        for other in ["", "AADSTS", "see AADSTS50076", "AADSTS99999999999999: x"] {
            assert!(error(other, &[]).numbers().is_empty(), "{other}");
        }
    }

    #[test]
    fn all_that_a_support_case_asks_for_is_in_the_detail() {
        let error: EntraError = serde_json::from_value(serde_json::json!({
            "error": "access_denied",
            "error_description": "AADSTS530035: Access has been blocked by security defaults. Trace ID: t-1 Correlation ID: c-1 Timestamp: now",
            "error_codes": [530_035],
            "timestamp": "2026-08-01 10:00:00Z",
            "trace_id": "t-1",
            "correlation_id": "c-1",
            "error_uri": "https://login.microsoftonline.com/error?code=530035",
            "suberror": "x",
        }))
        .unwrap();
        let problem = error.problem();
        assert_eq!(problem.code, ErrorCode::SignInDeviceCodeBlocked);
        assert_eq!(
            problem.detail.unwrap(),
            "error: access_denied\nnumber: AADSTS530035\n\
             message: AADSTS530035: Access has been blocked by security defaults.\n\
             trace id: t-1\ncorrelation id: c-1\ntime: 2026-08-01 10:00:00Z"
        );
    }

    #[test]
    fn a_description_of_any_length_is_cut_between_letters() {
        let error = EntraError {
            error: "x".into(),
            error_description: Some("\u{1f511}".repeat(64 * 1024)),
            ..EntraError::default()
        };
        let shown = error.detail().chars().filter(|letter| *letter == '\u{1f511}').count();
        assert_eq!(shown, DESCRIPTION_LIMIT);
    }

    #[test]
    fn an_answer_with_tokens_is_not_repeated_by_debug() {
        let answer: TokenAnswer = serde_json::from_str(
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"hush","refresh_token":"hush","id_token":"hush"}"#,
        )
        .unwrap();
        assert!(!format!("{answer:?}").contains("hush"));
    }
}
