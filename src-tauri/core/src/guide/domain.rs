//! Kinds of answers made of host names: domains, hosts, addresses of people, tenants.
//!
//! Lengths and letters follow RFC 1123 (hosts), RFC 5321 (mail) and RFC 5890 (internationalised
//! names, kept as punycode, because that is what Exchange and Entra compare).

use super::answer::{InvalidAnswer, visible};
use super::value::{Uuid, as_text};
use crate::messages::say;
use crate::text::without_marks;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::fmt;
use std::str::FromStr;

/// Longer than any domain that can be meant, also one in letters of which each becomes several.
const MOST_DOMAIN_CHARACTERS: usize = 253;

/// A domain of mail addresses, in small letters, as punycode.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SmtpDomain(String);
as_text!(SmtpDomain);

impl FromStr for SmtpDomain {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "contoso.com";
        let raw = without_marks(raw);
        let text = visible(&raw, MOST_DOMAIN_CHARACTERS, EXAMPLE)?;
        domain(text).map(Self).map_err(|reason| InvalidAnswer::new(reason, EXAMPLE))
    }
}

/// Reads a domain, or says in a sentence why it is none.
fn domain(text: &str) -> Result<String, String> {
    if text.contains('@') {
        return Err(say!("answer-mail-address-as-domain"));
    }
    if text.contains("://") || text.contains('/') {
        return Err(say!("answer-web-address-as-domain"));
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    if name.chars().any(is_sign) {
        return Err(why_no_domain(name));
    }
    let ascii = Uts46::new()
        .to_ascii(name.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Ignore)
        .map_err(|_| why_no_domain(name))?;
    check_labels(&ascii)?;
    Ok(ascii.into_owned())
}

/// Signs and pictures, which the mapping of internationalised names lets through but no registry
/// does: typographic quotes, arrows, emoji. Letters and their accents are left to the mapping.
fn is_sign(character: char) -> bool {
    !character.is_alphanumeric()
        && matches!(
            character,
            '\u{a0}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3001}'
                | '\u{3003}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{1f000}'..='\u{1faff}'
        )
}

/// The idna crate only says that a name is wrong; the operator wants to know where.
fn why_no_domain(name: &str) -> String {
    let wrong = name.chars().find(|&sign| {
        is_sign(sign)
            || (sign.is_ascii() && !sign.is_ascii_alphanumeric() && !matches!(sign, '.' | '-'))
    });
    match wrong {
        Some(sign) if sign.is_whitespace() => say!("answer-domain-spaces"),
        Some(sign) => say!("answer-domain-character", sign = sign),
        None => say!("answer-domain-hyphen"),
    }
}

fn check_labels(ascii: &str) -> Result<(), String> {
    if ascii.len() > 253 {
        return Err(say!("answer-domain-length", length = ascii.len()));
    }
    let labels: Vec<&str> = ascii.split('.').collect();
    if labels.iter().any(|label| label.is_empty()) {
        return Err(say!("answer-host-empty-part"));
    }
    if let Some(label) = labels.iter().find(|label| label.len() > 63) {
        return Err(say!("answer-host-part-length", length = label.len()));
    }
    if labels.iter().any(|label| label.starts_with('-') || label.ends_with('-')) {
        return Err(say!("answer-host-hyphen"));
    }
    let last = labels.last().expect("BUG: splitting gives at least one part");
    if labels.len() < 2 {
        return Err(say!("answer-host-no-dot"));
    }
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(say!("answer-host-number"));
    }
    Ok(())
}

/// The whole name of a host: `dc01.contoso.com`. In small letters; an underscore may be in it, as
/// it may in Active Directory.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Fqdn(String);
as_text!(Fqdn);

impl FromStr for Fqdn {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "dc01.contoso.com";
        let raw = without_marks(raw);
        let text = visible(&raw, MOST_DOMAIN_CHARACTERS + 1, EXAMPLE)?;
        let name = text.strip_suffix('.').unwrap_or(text);
        let wrong = name
            .chars()
            .find(|&sign| !(sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_')));
        if wrong.is_some_and(char::is_whitespace) {
            return Err(InvalidAnswer::new(say!("answer-host-spaces"), EXAMPLE));
        }
        if let Some(sign) = wrong {
            return Err(InvalidAnswer::new(say!("answer-host-character", sign = sign), EXAMPLE));
        }
        check_labels(name).map_err(|reason| InvalidAnswer::new(reason, EXAMPLE))?;
        Ok(Self(name.to_ascii_lowercase()))
    }
}

/// Several hosts, each once, in the order in which they were given. Written as one text, with a comma
/// and a blank between them.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FqdnList {
    hosts: Vec<Fqdn>,
    text: String,
}

impl FqdnList {
    /// More servers than any organisation restarts by one answer.
    const MOST: usize = 100;

    /// The hosts.
    pub fn hosts(&self) -> &[Fqdn] {
        &self.hosts
    }

    /// The one way in which this value is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for FqdnList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for FqdnList {
    type Err = InvalidAnswer;

    /// Commas, semicolons, blanks and line breaks separate the names.
    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "ex01.contoso.com, ex02.contoso.com";
        let wrong = |reason: String| InvalidAnswer::new(reason, EXAMPLE);
        let raw = without_marks(raw).replace(['\r', '\n', '\t'], " ");
        let text = visible(&raw, Self::MOST * (MOST_DOMAIN_CHARACTERS + 2), EXAMPLE)?;
        let mut hosts: Vec<Fqdn> = Vec::new();
        let parts = text.split(|sign: char| matches!(sign, ',' | ';') || sign.is_whitespace());
        for part in parts.filter(|part| !part.is_empty()) {
            let host: Fqdn = part.parse().map_err(|error: InvalidAnswer| {
                let shown: String = part.chars().take(60).collect();
                wrong(say!("answer-host-in-list", shown = shown, reason = error.reason))
            })?;
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        if hosts.is_empty() {
            return Err(wrong(say!("answer-no-host")));
        }
        if hosts.len() > Self::MOST {
            let most = Self::MOST;
            return Err(wrong(say!("answer-too-many-hosts", most = most, count = hosts.len())));
        }
        let text = hosts.iter().map(Fqdn::as_str).collect::<Vec<_>>().join(", ");
        Ok(Self { hosts, text })
    }
}

/// A mail address. The text before the @ is kept as given, the domain as in [`SmtpDomain`].
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SmtpAddress(String);
as_text!(SmtpAddress);

impl FromStr for SmtpAddress {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "anna@contoso.com";
        let raw = without_marks(raw);
        let text = visible(&raw, 320, EXAMPLE)?;
        address(text).map(Self).map_err(|reason| InvalidAnswer::new(reason, EXAMPLE))
    }
}

/// Reads `someone@domain`, or says in a sentence why it is none.
fn address(text: &str) -> Result<String, String> {
    let Some((local, host)) = text.rsplit_once('@') else {
        return Err(say!("answer-mail-no-at"));
    };
    if local.is_empty() || host.is_empty() {
        return Err(say!("answer-mail-empty-part"));
    }
    if local.len() > 64 {
        return Err(say!("answer-mail-local-length", length = local.len()));
    }
    let allowed =
        |sign: char| sign.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(sign);
    if let Some(sign) = local.chars().find(|&sign| !allowed(sign)) {
        return Err(if sign.is_whitespace() {
            say!("answer-mail-spaces")
        } else {
            say!("answer-mail-character", sign = sign)
        });
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(say!("answer-mail-dots"));
    }
    let whole = format!("{local}@{}", domain(host)?);
    if whole.len() > 254 {
        return Err(say!("answer-mail-length", length = whole.len()));
    }
    Ok(whole)
}

/// A SIP URI: `sip:anna@contoso.com`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SipUri(String);
as_text!(SipUri);

impl FromStr for SipUri {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "sip:anna@contoso.com";
        let raw = without_marks(raw);
        let text = visible(&raw, 325, EXAMPLE)?;
        let rest =
            text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("sip:")).map(|_| &text[4..]);
        let Some(rest) = rest else {
            return Err(InvalidAnswer::new(say!("answer-sip"), EXAMPLE));
        };
        let address = address(rest).map_err(|reason| InvalidAnswer::new(reason, EXAMPLE))?;
        Ok(Self(format!("sip:{address}")))
    }
}

/// A tenant, by its id or by one of its domains.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Tenant {
    /// Its id, which never changes.
    Id(Uuid),
    /// One of its domains; the id is looked up before it is needed.
    Domain(SmtpDomain),
}

impl Tenant {
    /// The one way in which this value is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(id) => id.as_str(),
            Self::Domain(domain) => domain.as_str(),
        }
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tenant {
    type Err = InvalidAnswer;

    fn from_str(raw: &str) -> Result<Self, InvalidAnswer> {
        const EXAMPLE: &str = "contoso.onmicrosoft.com";
        let raw = without_marks(raw);
        let text = visible(&raw, MOST_DOMAIN_CHARACTERS, EXAMPLE)?;
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        domain(text)
            .map(|name| Self::Domain(SmtpDomain(name)))
            .map_err(|reason| InvalidAnswer::new(say!("answer-tenant", reason = reason), EXAMPLE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason<T: FromStr<Err = InvalidAnswer> + fmt::Debug>(raw: &str) -> String {
        raw.parse::<T>().unwrap_err().reason
    }

    #[test]
    fn a_domain_is_kept_in_small_letters_and_as_punycode() {
        for (given, kept) in [
            (" Contoso.COM\r\n", "contoso.com"),
            ("contoso.com.", "contoso.com"),
            ("m\u{fc}nchen.example", "xn--mnchen-3ya.example"),
            ("XN--Mnchen-3ya.example", "xn--mnchen-3ya.example"),
            ("\u{65e5}\u{672c}\u{8a9e}.example", "xn--wgv71a119e.example"),
            ("b\u{fc}cher\u{3002}example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(given.parse::<SmtpDomain>().unwrap().as_str(), kept, "{given:?}");
        }
    }

    #[test]
    fn what_is_no_domain_is_refused_with_the_reason() {
        for (given, words) in [
            ("anna@contoso.com", "after the @"),
            ("https://contoso.com", "web address"),
            ("contoso", "at least one dot"),
            ("10.0.0.1", "IP address"),
            ("con toso.com", "can't contain spaces"),
            ("con_toso.com", "can't contain \"_\""),
            ("o'brien.com", "can't contain \"'\""),
            ("o\u{2019}brien.com", "can't contain \"\u{2019}\""),
            ("contoso\u{1f512}.com", "can't contain \"\u{1f512}\""),
            ("$(Get-Date).com", "can't contain \"$\""),
            ("contoso.com`", "can't contain \"`\""),
            ("-contoso.com", "hyphen"),
            ("contoso..com", "two dots"),
            (".contoso.com", "two dots"),
            ("xn--a.com", "hyphen"),
        ] {
            let reason = reason::<SmtpDomain>(given);
            assert!(reason.contains(words), "{given:?}: {reason}");
        }
    }

    #[test]
    fn a_domain_is_measured_as_it_goes_over_the_wire() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        assert_eq!(longest.parse::<SmtpDomain>().unwrap().as_str().len(), 253);
        assert!(
            reason::<SmtpDomain>(&format!("{}.com", "a".repeat(64))).contains("One part has 64")
        );
        assert!(reason::<SmtpDomain>(&format!("{longest}a")).contains("Enter at most"));
        // 60 letters, but more than 63 once they are punycode.
        let wide = format!("{}.com", "\u{fc}\u{e4}".repeat(30));
        assert!(reason::<SmtpDomain>(&wide).contains("at most 63"), "{wide}");
    }

    #[test]
    fn a_host_is_a_whole_name_without_letters_that_directories_do_not_take() {
        assert_eq!("DC_01.Contoso.com.".parse::<Fqdn>().unwrap().as_str(), "dc_01.contoso.com");
        assert!(reason::<Fqdn>("dc01").contains("at least one dot"));
        assert!(reason::<Fqdn>("dc01.contoso.com; whoami").contains("can't contain \";\""));
        assert!(reason::<Fqdn>("d\u{fc}.contoso.com").contains("can't contain"));
        assert!(reason::<Fqdn>("192.168.1.1").contains("IP address"));
        assert!(reason::<Fqdn>("dc01-.contoso.com").contains("hyphen"));
        assert!(
            reason::<Fqdn>(&format!("{}.contoso.com", "a".repeat(64))).contains("One part has 64")
        );
    }

    #[test]
    fn marks_that_are_not_seen_are_left_out_of_names_and_addresses() {
        for mark in ["\u{200b}", "\u{200e}", "\u{202a}", "\u{2068}", "\u{feff}", "\u{ad}"] {
            let given =
                |name: &str| format!("{mark}{}{mark}", name.replacen('o', &format!("o{mark}"), 1));
            let (domain, host) = (given("contoso.com"), given("dco1.contoso.com"));
            assert_eq!(domain.parse::<SmtpDomain>().unwrap().as_str(), "contoso.com");
            assert_eq!(domain.parse::<Tenant>().unwrap().as_str(), "contoso.com");
            assert_eq!(host.parse::<Fqdn>().unwrap().as_str(), "dco1.contoso.com");
            let list = format!("{host},{mark} {domain}").parse::<FqdnList>().unwrap();
            assert_eq!(list.as_str(), "dco1.contoso.com, contoso.com");
            let address = given("anna@contoso.com").parse::<SmtpAddress>().unwrap();
            assert_eq!(address.as_str(), "anna@contoso.com");
            let sip = given("sip:anna@contoso.com").parse::<SipUri>().unwrap();
            assert_eq!(sip.as_str(), "sip:anna@contoso.com");
        }
        for given in ["\u{a0}contoso.com\u{a0}", "contoso\u{a0}.com", "contoso.\u{202f}com"] {
            assert_eq!(given.parse::<SmtpDomain>().unwrap().as_str(), "contoso.com", "{given:?}");
        }
    }

    #[test]
    fn two_names_are_never_read_as_one() {
        let two = "dc01.contoso.com\u{a0}dc02.contoso.com";
        assert!(reason::<Fqdn>(two).contains("can't contain spaces"));
        assert!(reason::<SmtpDomain>(two).contains("can't contain spaces"));
        assert_eq!(two.parse::<FqdnList>().unwrap().hosts().len(), 2);
        let joined = "\u{646}\u{627}\u{645}\u{647}\u{200c}\u{627}\u{6cc}.example";
        assert!(
            reason::<SmtpDomain>(joined).contains("U+200C"),
            "without the joiner it would be another domain"
        );
    }

    #[test]
    fn several_hosts_are_each_read_as_one_and_written_in_one_way() {
        for (given, kept) in [
            ("EX01.contoso.com", "ex01.contoso.com"),
            ("ex01.contoso.com,ex02.contoso.com", "ex01.contoso.com, ex02.contoso.com"),
            (" ex01.contoso.com;  ex02.contoso.com , ", "ex01.contoso.com, ex02.contoso.com"),
            ("ex02.contoso.com ex01.contoso.com", "ex02.contoso.com, ex01.contoso.com"),
            ("ex01.contoso.com\nex02.contoso.com\n", "ex01.contoso.com, ex02.contoso.com"),
            ("ex01.contoso.com,\r\n\tex02.contoso.com", "ex01.contoso.com, ex02.contoso.com"),
            ("ex01.contoso.com, EX01.Contoso.com.", "ex01.contoso.com"),
        ] {
            let list = given.parse::<FqdnList>().unwrap();
            assert_eq!(list.as_str(), kept, "{given:?}");
            assert_eq!(list.to_string().parse::<FqdnList>().unwrap(), list, "it reads itself");
        }
        let list = "b.example, a.example".parse::<FqdnList>().unwrap();
        let hosts: Vec<&str> = list.hosts().iter().map(Fqdn::as_str).collect();
        assert_eq!(hosts, ["b.example", "a.example"]);
    }

    #[test]
    fn one_wrong_host_among_several_is_named() {
        for (given, words) in [
            (",;", "at least one host"),
            ("ex01.contoso.com, ex02", "\"ex02\": The name isn't complete"),
            ("ex01.contoso.com\nex02", "\"ex02\": The name isn't complete"),
            ("ex01.contoso.com\u{2028}ex02.contoso.com", "invisible character (U+2028)"),
            ("ex01.contoso.com, 'x'); Remove-Item C:", "\"'x')\": A host name can't contain \"'\""),
            ("ex01.contoso.com, $(Get-Date).example", "can't contain \"$\""),
            ("ex01.contoso.com | whoami.example", "can't contain \"|\""),
            ("ex01.contoso.com\u{2019}, ex02.contoso.com", "can't contain \"\u{2019}\""),
            ("@('ex01.contoso.com')", "can't contain \"@\""),
        ] {
            let reason = reason::<FqdnList>(given);
            assert!(reason.contains(words), "{given:?}: {reason}");
        }
        let many: Vec<String> = (0..101).map(|number| format!("ex{number}.contoso.com")).collect();
        assert!(many[..100].join(",").parse::<FqdnList>().is_ok());
        assert!(reason::<FqdnList>(&many.join(" ")).contains("at most 100"));
        let long = reason::<FqdnList>(&"a".repeat(20_000));
        assert!(long.len() < 400, "what was given is cut short: {long}");
    }

    #[test]
    fn an_address_keeps_its_first_part_and_its_domain_as_punycode() {
        for (given, kept) in [
            ("Anna.O'Brien+x@Contoso.com", "Anna.O'Brien+x@contoso.com"),
            ("anna@m\u{fc}nchen.example", "anna@xn--mnchen-3ya.example"),
            ("$(x)`@contoso.com", ""),
        ] {
            let read = given.parse::<SmtpAddress>();
            assert_eq!(read.as_ref().map_or("", SmtpAddress::as_str), kept, "{given:?}");
        }
        for (given, words) in [
            ("contoso.com", "needs an @"),
            ("@contoso.com", "before and after"),
            ("anna@", "before and after"),
            ("an na@contoso.com", "can't contain spaces"),
            ("anna\u{2019}s@contoso.com", "before the @"),
            ("a@b@contoso.com", "can't contain \"@\""),
            (".anna@contoso.com", "two dots in a row"),
            ("an..na@contoso.com", "two dots in a row"),
            ("anna@contoso", "at least one dot"),
        ] {
            let reason = reason::<SmtpAddress>(given);
            assert!(reason.contains(words), "{given:?}: {reason}");
        }
    }

    #[test]
    fn an_address_is_no_longer_than_mail_servers_take() {
        assert!(format!("{}@contoso.com", "a".repeat(64)).parse::<SmtpAddress>().is_ok());
        assert!(
            reason::<SmtpAddress>(&format!("{}@contoso.com", "a".repeat(65)))
                .contains("This one has 65")
        );
        let label = "b".repeat(63);
        let long = format!("{}@{label}.{label}.{label}.com", "a".repeat(60));
        assert!(reason::<SmtpAddress>(&long).contains("at most 254"));
    }

    #[test]
    fn a_sip_uri_says_so() {
        assert_eq!(
            "SIP:anna@Contoso.com".parse::<SipUri>().unwrap().as_str(),
            "sip:anna@contoso.com"
        );
        assert!(reason::<SipUri>("anna@contoso.com").contains("begin with \"sip:\""));
        assert!(reason::<SipUri>("s\u{ef}p:anna@contoso.com").contains("begin with \"sip:\""));
        assert!(reason::<SipUri>("sip:anna").contains("needs an @"));
    }

    #[test]
    fn a_tenant_is_an_id_or_a_domain() {
        let id = "AAAABBBB-0000-CCCC-1111-DDDD2222EEEE".parse::<Tenant>().unwrap();
        assert!(
            matches!(&id, Tenant::Id(id) if id.as_str() == "aaaabbbb-0000-cccc-1111-dddd2222eeee")
        );
        let domain = "Contoso.onmicrosoft.com".parse::<Tenant>().unwrap();
        assert!(matches!(&domain, Tenant::Domain(_)));
        assert_eq!(domain.to_string(), "contoso.onmicrosoft.com");
        assert!(reason::<Tenant>("contoso").contains("Enter a tenant ID or a domain"));
    }
}
