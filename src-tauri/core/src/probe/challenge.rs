//! What a server asks for with a 401: the challenges of its `WWW-Authenticate` headers (RFC 9110
//! section 11.6.1), and what Exchange writes into the one named `Bearer`.
//!
//! The text is a server's and is not trusted: reading never fails, and what cannot be read is left
//! out.

use crate::entra::TenantId;
use hyper::HeaderMap;
use hyper::header::WWW_AUTHENTICATE;

/// The application id of Exchange in every Microsoft cloud and on every Exchange Server.
const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// One challenge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Challenge {
    /// The scheme as it was written.
    pub(super) scheme: String,
    /// Names and values, in their order. A value without a name (`token68`) is not kept.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Whether it is of that scheme; the case does not matter.
    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of the first parameter of that name.
    fn value(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// All challenges of an answer, of all its headers.
pub(super) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    values.flat_map(|value| read(&String::from_utf8_lossy(value.as_bytes()))).collect()
}

/// The challenges of one header, which may hold several.
fn read(text: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        if rest.is_empty() {
            return found;
        }
        let (name, after) = token(rest);
        if name.is_empty() {
            // Neither a scheme nor a parameter begins so.
            rest = next_element(rest);
            continue;
        }
        if let Some((value, left)) = assigned(after) {
            if let Some(challenge) = found.last_mut() {
                challenge.parameters.push((name.to_owned(), value));
            }
            rest = left;
            continue;
        }
        let mut challenge = Challenge { scheme: name.to_owned(), parameters: Vec::new() };
        rest = after.trim_start_matches([' ', '\t']);
        let (first, behind) = token(rest);
        if let Some((value, left)) = assigned(behind).filter(|_| !first.is_empty()) {
            challenge.parameters.push((first.to_owned(), value));
            rest = left;
        } else {
            // Nothing, or data of the scheme's own, such as the token of Negotiate.
            rest = next_element(rest);
        }
        found.push(challenge);
    }
}

/// What begins behind the next comma that is not inside a quoted string.
fn next_element(mut text: &str) -> &str {
    while let Some(place) = text.find([',', '"']) {
        let behind = &text[place + 1..];
        if text[place..].starts_with(',') {
            return behind;
        }
        (_, text) = unquoted(behind);
    }
    ""
}

/// The token (RFC 9110 section 5.6.2) at the beginning, and what follows it.
fn token(text: &str) -> (&str, &str) {
    let sign = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(letter);
    text.split_at(text.find(|letter| !sign(letter)).unwrap_or(text.len()))
}

/// The value behind an equals sign, and what follows it. None where there is no equals sign, or where
/// it is the padding of base64.
fn assigned(text: &str) -> Option<(String, &str)> {
    let behind = text.trim_start_matches([' ', '\t']).strip_prefix('=')?;
    let value = behind.trim_start_matches([' ', '\t']);
    if let Some(quoted) = value.strip_prefix('"') {
        return Some(unquoted(quoted));
    }
    if behind.is_empty() || behind.starts_with(['=', ',']) {
        return None;
    }
    // Addresses are met without quotation marks, although they are no tokens.
    let end = value.find([',', ' ', '\t']).unwrap_or(value.len());
    Some((value[..end].to_owned(), &value[end..]))
}

/// What is before the closing quotation mark, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '"' => return (value, &text[place + 1..]),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            _ => value.push(letter),
        }
    }
    (value, "")
}

/// Who issues tokens that the server takes: `<application id>@<realm>`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Issuer {
    /// The application id.
    pub(super) id: String,
    /// A tenant id, a domain, or `*` for every tenant.
    pub(super) realm: String,
}

/// What a `Bearer` challenge says, as far as Exchange writes it.
///
/// Fields as in "How to configure Exchange Server on-premises to use Hybrid Modern Authentication".
/// `authorization_uri` is left out: it is for programs in which a person signs in, and nothing shows
/// that its absence keeps Teams out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Bearer {
    /// The application that tokens must be for.
    pub(super) client_id: Option<String>,
    /// The issuers; none where the server names no list.
    pub(super) trusted_issuers: Option<Vec<Issuer>>,
    /// The kinds of tokens, such as `app_asserted_user_v1`.
    pub(super) token_types: Vec<String>,
    /// `AzureAD` or `ADFS`; older builds do not say it.
    pub(super) issuer_kind: Option<String>,
    /// The OAuth error; `invalid_token` is normal for an empty token.
    pub(super) error: Option<String>,
}

/// Whether a server takes tokens of a tenant, as far as its challenge says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Trust {
    /// The tenant is in the list.
    Yes,
    /// There is a list, and the tenant is not in it.
    No,
    /// There is no list.
    NotSaid,
}

impl Bearer {
    /// What the challenges say; none without a `Bearer` among them. Where there are several, the one
    /// for Exchange counts, and what others for Exchange add to the issuers.
    pub(super) fn of(challenges: &[Challenge]) -> Option<Self> {
        let all: Vec<Self> =
            challenges.iter().filter(|one| one.is("Bearer")).map(Self::read).collect();
        let mut chosen = all.iter().find(|one| one.is_exchange()).or(all.first())?.clone();
        if chosen.is_exchange() {
            let lists = all.iter().filter(|one| one.is_exchange());
            let lists: Vec<_> = lists.filter_map(|one| one.trusted_issuers.clone()).collect();
            chosen.trusted_issuers = (!lists.is_empty()).then(|| lists.concat());
        }
        Some(chosen)
    }

    fn read(challenge: &Challenge) -> Self {
        let text = |name| challenge.value(name).map(str::trim).map(str::to_owned);
        let filled = |name| text(name).filter(|value| !value.is_empty());
        let issuer = |entry: &str| {
            let (id, realm) = entry.trim().split_once('@')?;
            Some(Issuer { id: id.to_owned(), realm: realm.to_owned() })
        };
        Self {
            client_id: filled("client_id"),
            trusted_issuers: filled("trusted_issuers")
                .map(|list| list.split(',').filter_map(issuer).collect()),
            token_types: text("token_types")
                .map(|list| list.split_whitespace().map(str::to_owned).collect())
                .unwrap_or_default(),
            issuer_kind: filled("issuer_kind"),
            error: filled("error"),
        }
    }

    /// Whether it asks for tokens for Exchange.
    pub(super) fn is_exchange(&self) -> bool {
        self.client_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(EXCHANGE))
    }

    /// Whether tokens of that tenant are taken.
    pub(super) fn trusts(&self, tenant: TenantId) -> Trust {
        let tenant = tenant.to_string();
        let same =
            |issuer: &Issuer| issuer.realm == "*" || issuer.realm.eq_ignore_ascii_case(&tenant);
        match &self.trusted_issuers {
            None => Trust::NotSaid,
            Some(issuers) if issuers.iter().any(same) => Trust::Yes,
            Some(_) => Trust::No,
        }
    }

    /// What it says besides, in a line for whoever looks into it; as it came, not fit to be shown.
    pub(super) fn summary(&self) -> String {
        let issuer = |issuer: &Issuer| format!("{}@{}", issuer.id, issuer.realm);
        let issuers = self.trusted_issuers.as_ref();
        let parts = [
            ("client_id", self.client_id.clone()),
            (
                "trusted_issuers",
                issuers.map(|all| all.iter().map(issuer).collect::<Vec<_>>().join(",")),
            ),
            ("token_types", Some(self.token_types.join(" ")).filter(|types| !types.is_empty())),
            ("issuer_kind", self.issuer_kind.clone()),
            ("error", self.error.clone()),
        ];
        let parts =
            parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        format!("Bearer {}", parts.collect::<Vec<_>>().join(", "))
    }

    /// The tenants among the realms, each once.
    pub(super) fn tenants(&self) -> Vec<TenantId> {
        let mut tenants = Vec::new();
        for issuer in self.trusted_issuers.iter().flatten() {
            if let Some(tenant) = TenantId::parse(&issuer.realm).filter(|it| !tenants.contains(it))
            {
                tenants.push(tenant);
            }
        }
        tenants
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;
    use proptest::prelude::*;

    const TENANT: &str = "11111111-2222-4333-8444-555555555555";

    fn schemes(text: &str) -> Vec<String> {
        read(text).into_iter().map(|one| one.scheme).collect()
    }

    fn bearer(values: &[&str]) -> Option<Bearer> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_str(value).unwrap());
        }
        Bearer::of(&challenges(&headers))
    }

    fn hop(issuers: &str) -> String {
        format!("Bearer client_id=\"{EXCHANGE}\", trusted_issuers=\"{issuers}\"")
    }

    fn tenant(text: &str) -> TenantId {
        TenantId::parse(text).unwrap()
    }

    #[test]
    fn the_line_of_an_exchange_server_is_read_whole() {
        let line = format!(
            "Bearer client_id=\"{EXCHANGE}\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@{TENANT},00000004-0000-0ff1-ce00-000000000000@contoso.com\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\", issuer_kind=\"AzureAD\", error=\"invalid_token\""
        );
        let read = bearer(&[&line]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.tenants(), [tenant(TENANT)]);
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(read.trusted_issuers.as_ref().unwrap()[1].realm, "contoso.com");
        assert_eq!(read.token_types, ["app_asserted_user_v1", "service_asserted_app_v1"]);
        assert_eq!(read.issuer_kind.as_deref(), Some("AzureAD"));
        assert_eq!(read.error.as_deref(), Some("invalid_token"));
        let summary = read.summary();
        for part in ["contoso.com, token_types=app", "issuer_kind=AzureAD, error=invalid_token"] {
            assert!(summary.contains(part), "{part}: {summary}");
        }
    }

    #[test]
    fn another_tenant_no_list_and_every_tenant_are_told_apart() {
        let issuers = |realm: &str| hop(&format!("00000001-0000-0000-c000-000000000000@{realm}"));
        let trusts = |line: &str| bearer(&[line]).unwrap().trusts(tenant(TENANT));
        assert_eq!(trusts(&issuers(&TENANT.to_uppercase())), Trust::Yes);
        assert_eq!(trusts(&issuers("*")), Trust::Yes);
        assert_eq!(trusts(&issuers("99999999-2222-4333-8444-555555555555")), Trust::No);
        let adfs = format!("Bearer client_id=\"{EXCHANGE}\", issuer_kind=\"ADFS\"");
        assert_eq!(trusts(&adfs), Trust::NotSaid);
        assert_eq!(trusts(&hop("")), Trust::NotSaid);
    }

    #[test]
    fn several_challenges_in_one_header_are_told_apart() {
        assert_eq!(
            schemes("Negotiate, NTLM, Bearer a=\"b\", c=\"d\", Basic realm=\"x\""),
            ["Negotiate", "NTLM", "Bearer", "Basic"]
        );
        assert_eq!(
            schemes("Negotiate oYG2MIGz==, NTLM TlRMTVNTUAAC=,Basic realm=\"a, Bearer b\""),
            ["Negotiate", "NTLM", "Basic"]
        );
        assert_eq!(
            schemes("Basic realm=\"say \\\"Bearer\\\", please\", Digest nonce=abc"),
            ["Basic", "Digest"]
        );
        for nothing in ["", " , ,", "=x", "\"quoted, text\""] {
            assert_eq!(schemes(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn case_blanks_missing_commas_and_bare_addresses_do_not_matter() {
        let line = format!(
            "bEARER  Client_ID = \"{EXCHANGE}\" Trusted_Issuers=\"x@{TENANT}\",authorization_uri=https://login.windows.net/common/oauth2/authorize, ISSUER_KIND=AzureAD"
        );
        let read = bearer(&[&line]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(read.issuer_kind.as_deref(), Some("AzureAD"));
    }

    #[test]
    fn repeated_headers_are_one_list_and_the_challenge_for_exchange_counts() {
        let other =
            "Bearer client_id=\"00000003-0000-0000-c000-000000000000\", trusted_issuers=\"x@*\"";
        let first = hop("x@99999999-2222-4333-8444-555555555555");
        let second = hop(&format!("x@{TENANT}"));
        let read = bearer(&["Negotiate", other, &first, "NTLM", &second]).unwrap();
        assert!(read.is_exchange());
        assert_eq!(read.tenants().len(), 2);
        assert_eq!(read.trusts(tenant(TENANT)), Trust::Yes);
        assert_eq!(bearer(&["Negotiate", "NTLM"]), None);
        assert!(!bearer(&[other]).unwrap().is_exchange());
        assert_eq!(bearer(&["Bearer"]), Some(Bearer::default()));
    }

    /// Any text as a quoted string.
    fn quoted(text: &str) -> String {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }

    proptest! {
        #[test]
        fn whatever_is_quoted_comes_back(
            parts in prop::collection::vec(
                ("[A-Za-z][A-Za-z0-9-]{0,8}", prop::collection::vec(("[a-z_]{1,9}", "[ -~]{0,30}"), 0..4)),
                0..5,
            ),
            gap in "[ \t]{0,2},[ \t]{0,2}",
        ) {
            let texts = parts.iter().map(|(scheme, parameters)| {
                let parameters: Vec<String> =
                    parameters.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
                format!("{scheme} {}", parameters.join(&gap)).trim_end().to_owned()
            });
            let line = texts.collect::<Vec<_>>().join(&gap);
            let expected: Vec<Challenge> = parts
                .into_iter()
                .map(|(scheme, parameters)| Challenge { scheme, parameters })
                .collect();
            prop_assert_eq!(read(&line), expected, "{}", line);
        }

        #[test]
        fn no_text_makes_the_reader_fail_or_stop(text in "\\PC{0,120}") {
            let found = read(&text);
            prop_assert!(found.len() <= text.len());
            prop_assert!(found.iter().all(|one| !one.scheme.is_empty()));
        }

        #[test]
        fn a_bearer_inside_a_quoted_string_is_none(text in "[ -~]{0,40}") {
            let line = format!("Basic realm={}", quoted(&format!("{text}, Bearer client_id=x")));
            prop_assert_eq!(schemes(&line), ["Basic"]);
        }
    }
}
