//! The sign-in service on the wire: the requests and its answers.
//!
//! Requests and types are those of the `oauth2` crate, except for the single poll with a device code:
//! the crate offers only a whole polling loop, and that loop drops Entra's extra error fields, does
//! not know `authorization_declined` and `bad_verification_code`, counts the code's lifetime on the
//! time of day and gives no say in what ends it. So one poll is sent here, and `device_code` loops.

use super::refusal::{EntraError, Refusal};
use super::{Endpoints, LONGEST_ANSWER};
use crate::http;
use crate::ids::TenantId;
use oauth2::basic::{
    BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, CsrfToken,
    DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest,
    HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardDeviceAuthorizationResponse, StandardRevocableToken,
    StandardTokenResponse, TokenUrl,
};
use reqwest::header::LOCATION;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use url::Url;

/// What the token endpoint gives.
pub(super) type TokenAnswer = StandardTokenResponse<IdToken, BasicTokenType>;

type OauthClient = oauth2::Client<
    EntraError,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
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

/// The parameter with the claims that a token is to have (`OpenID` Connect Core section 5.5).
const CLAIMS: &str = "claims";

/// What makes one sign-in in the browser different from any other.
pub(super) struct PageRequest<'a> {
    /// Where the browser brings the answer.
    pub(super) redirect: &'a RedirectUrl,
    /// Comes back with the answer.
    pub(super) state: &'a CsrfToken,
    /// Comes back in the id token.
    pub(super) nonce: &'a CsrfToken,
    /// Redeems the code.
    pub(super) verifier: &'a PkceCodeVerifier,
}

/// The endpoints of one tenant, for one client.
#[derive(Debug)]
pub(super) struct Authority {
    http: OauthTransport,
    client: OauthClient,
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
            .set_auth_uri(AuthUrl::from_url(at("authorize")))
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
        Self { http: OauthTransport(http), client, token_url, scopes }
    }

    /// Asks for a device code (RFC 8628 section 3.1), for a token with these claims.
    pub(super) async fn device_code(
        &self,
        claims: Option<&str>,
    ) -> Result<StandardDeviceAuthorizationResponse, Refusal> {
        let mut request =
            self.client.exchange_device_code().add_scopes(self.scopes.iter().cloned());
        if let Some(claims) = claims {
            request = request.add_extra_param(CLAIMS, claims);
        }
        request.request_async(&self.http).await.map_err(refusal)
    }

    /// The address that the browser opens (RFC 6749 section 4.1.1, RFC 7636 section 4.3, `OpenID`
    /// Connect Core section 3.1.2.1), for a token with these claims.
    pub(super) fn page(&self, asked: &PageRequest<'_>, claims: Option<&str>) -> Url {
        let state = asked.state.clone();
        let mut request = self
            .client
            .authorize_url(|| state)
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(asked.verifier))
            .set_redirect_uri(Cow::Borrowed(asked.redirect))
            .add_extra_param("response_mode", "query")
            .add_extra_param("nonce", asked.nonce.secret().as_str())
            // Who is signed in to the browser already is often not the administrator.
            .add_extra_param("prompt", "select_account");
        if let Some(claims) = claims {
            request = request.add_extra_param(CLAIMS, claims);
        }
        request.url().0
    }

    /// Redeems the code that the browser brought (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
    pub(super) async fn redeem(
        &self,
        code: AuthorizationCode,
        verifier: &PkceCodeVerifier,
        redirect: &RedirectUrl,
    ) -> Result<TokenAnswer, Refusal> {
        self.client
            .exchange_code(code)
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.secret().clone()))
            .set_redirect_uri(Cow::Borrowed(redirect))
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
        let answer = self.http.send(request).await.map_err(TokenRequestFailure::refusal)?;
        // What does not parse is reported by its place alone: the body may hold tokens.
        if answer.status().is_success() {
            serde_json::from_slice(answer.body()).map_err(|error| unreadable(&error))
        } else {
            match serde_json::from_slice(answer.body()) {
                Ok(error) => Err(Refusal::Service(error)),
                Err(error) => Err(unreadable(&error)),
            }
        }
    }

    /// Renews a session (RFC 6749 section 6), for a token with these claims.
    pub(super) async fn renew(
        &self,
        refresh_token: &SecretString,
        claims: Option<&str>,
    ) -> Result<TokenAnswer, Refusal> {
        let refresh_token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let mut request = self
            .client
            .exchange_refresh_token(&refresh_token)
            .add_scopes(self.scopes.iter().cloned());
        if let Some(claims) = claims {
            request = request.add_extra_param(CLAIMS, claims);
        }
        request.request_async(&self.http).await.map_err(refusal)
    }
}

/// The client, in the form the `oauth2` crate calls: that crate's own knows an older version only.
#[derive(Debug)]
struct OauthTransport(reqwest::Client);

/// Why an answer did not come.
#[derive(Debug, thiserror::Error)]
enum TokenRequestFailure {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("HTTP {0}")]
    Busy(u16),
    #[error("HTTP {0}, a redirect")]
    Redirected(u16, Option<String>),
    #[error("the answer is far too long")]
    TooLong,
}

impl TokenRequestFailure {
    fn refusal(self) -> Refusal {
        match self {
            Self::Http(error) => Refusal::Transport(http::problem(&error)),
            Self::Busy(status) => Refusal::Busy(status),
            Self::Redirected(status, to) => Refusal::Redirected(status, to),
            Self::TooLong => Refusal::Unreadable(self.to_string()),
        }
    }
}

impl OauthTransport {
    async fn send(&self, request: reqwest::Request) -> Result<HttpResponse, TokenRequestFailure> {
        let mut answer = self.0.execute(request).await?;
        let status = answer.status();
        if status.is_redirection() {
            let location = answer.headers().get(LOCATION).and_then(|it| it.to_str().ok());
            let to = http::redirect_target(status.as_u16(), location);
            return Err(TokenRequestFailure::Redirected(status.as_u16(), to));
        }
        let body =
            http::body(&mut answer, LONGEST_ANSWER).await?.ok_or(TokenRequestFailure::TooLong)?;
        let busy = status.as_u16() == 429 || status.is_server_error();
        if busy && serde_json::from_slice::<EntraError>(&body).is_err() {
            return Err(TokenRequestFailure::Busy(status.as_u16()));
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for OauthTransport {
    type Error = TokenRequestFailure;
    type Future =
        Pin<Box<dyn Future<Output = Result<HttpResponse, TokenRequestFailure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.send(request.try_into()?).await })
    }
}

fn refusal(error: RequestTokenError<TokenRequestFailure, EntraError>) -> Refusal {
    match error {
        RequestTokenError::ServerResponse(error) => Refusal::Service(error),
        RequestTokenError::Request(failure) => failure.refusal(),
        RequestTokenError::Parse(error, _) => unreadable(error.inner()),
        // Only "empty response" and "unexpected content type" come here.
        RequestTokenError::Other(cause) => Refusal::Unreadable(cause),
    }
}

/// Reported by kind and place. The parser's own text is left out: it may repeat a value.
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
    fn an_answer_with_tokens_is_not_repeated_by_debug() {
        let answer: TokenAnswer = serde_json::from_str(
            r#"{"token_type":"Bearer","expires_in":3599,"access_token":"hush","refresh_token":"hush","id_token":"hush"}"#,
        )
        .unwrap();
        assert!(!format!("{answer:?}").contains("hush"));
    }
}
