//! What a service answers to an empty token.

use super::{Area, Judge};
use crate::http::challenge::challenges;
use crate::messages::say;
use crate::probe::bearer::{Bearer, Trust};
use crate::probe::collect::ExpectedTenant;
use crate::probe::diagnostics::{Diagnostics, Meaning};
use crate::probe::finding::{EndpointFinding, ProbeVerdict, Situation, shown_url};
use crate::probe::redirect::{BodyKind, Target, page, target};
use crate::probe::request::{Hop, ProbeResponse};

/// Which service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ServiceKind {
    Autodiscover,
    Ews,
    Rest,
}

impl ServiceKind {
    fn area(self) -> Area {
        match self {
            Self::Autodiscover => Area::Autodiscover,
            Self::Ews => Area::Ews,
            Self::Rest => Area::Rest,
        }
    }

    /// Teams looks up addresses without a token, and whether it still uses REST is not known: without
    /// EWS it cannot do.
    fn worst(self) -> ProbeVerdict {
        match self {
            Self::Ews => ProbeVerdict::Failed,
            Self::Autodiscover | Self::Rest => ProbeVerdict::Warning,
        }
    }

    fn offers(self) -> Situation {
        match self {
            Self::Autodiscover => Situation::AutodiscoverOffersOauth,
            Self::Ews => Situation::EwsOffersOauth,
            Self::Rest => Situation::RestOffersOauth,
        }
    }

    fn missing(self) -> Situation {
        match self {
            Self::Autodiscover => Situation::AutodiscoverServiceMissing,
            Self::Ews => Situation::EwsMissing,
            Self::Rest => Situation::RestMissing,
        }
    }

    fn forbidden(self) -> Situation {
        match self {
            Self::Autodiscover => Situation::AutodiscoverServiceForbidden,
            Self::Ews => Situation::EwsForbidden,
            Self::Rest => Situation::RestForbidden,
        }
    }

    fn odd(self) -> Situation {
        match self {
            Self::Autodiscover => Situation::AutodiscoverServiceOddStatus,
            Self::Ews => Situation::EwsOddStatus,
            Self::Rest => Situation::RestOddStatus,
        }
    }
}

impl Judge<'_> {
    /// Judges a service.
    pub(super) fn service(&mut self, hop: &Hop, kind: ServiceKind, tenant: &ExpectedTenant) {
        self.add_route(kind.area(), hop);
        match &hop.answer {
            Ok(answer) if answer.status == 401 => self.challenged(hop, answer, kind, tenant),
            Ok(answer) => {
                let finding = refused(hop, answer, kind).at_most(kind.worst());
                self.add(kind.area(), finding);
            }
            Err(_) => {
                for finding in self.obstacles(hop) {
                    self.add(kind.area(), finding.at_most(kind.worst()));
                }
            }
        }
    }

    /// Judges the challenges of a 401.
    fn challenged(
        &mut self,
        hop: &Hop,
        answer: &ProbeResponse,
        kind: ServiceKind,
        tenant: &ExpectedTenant,
    ) {
        let at = |situation: Situation, values: &[(&str, &str)]| {
            situation.at(&hop.url, Some(answer.status), values)
        };
        let area = kind.area();
        let challenges = challenges(&answer.headers);
        let bearer = Bearer::of(&challenges);
        let Some(bearer) = bearer.filter(Bearer::is_exchange) else {
            let mut windows: Vec<&str> = Vec::new();
            for scheme in ["Negotiate", "NTLM"] {
                if challenges.iter().any(|one| one.is(scheme)) {
                    windows.push(scheme);
                }
            }
            let other = Bearer::of(&challenges);
            let client = other.as_ref().and_then(|it| it.client_id.clone());
            let finding = match (client, other) {
                (Some(client), _) => at(Situation::OtherBearer, &[("client", &client)]),
                (None, Some(_)) => at(Situation::UnclearBearer, &[]),
                (None, None) if !windows.is_empty() => {
                    at(Situation::WindowsOnly, &[("schemes", &windows.join(" and "))])
                }
                (None, None) if answer.looks_like_exchange() => {
                    at(Situation::NoBearerFromExchange, &[])
                }
                (None, None) => at(Situation::NoBearer, &[]),
            };
            self.add(area, finding.at_most(kind.worst()));
            return;
        };
        let (refused, trust) = trust(&at, &bearer, tenant);
        if !refused {
            self.add(area, at(kind.offers(), &[]));
        }
        if let Some(finding) = trust {
            self.add(area, finding);
        }
        if let Some(diagnostics) = Diagnostics::of(&answer.headers) {
            let reason = diagnostics.reason.clone().unwrap_or_else(|| say!("probe-no-reason"));
            let values = [("category", diagnostics.category.as_str()), ("reason", &reason)];
            match diagnostics.meaning() {
                Meaning::Normal => {}
                Meaning::ServerFault => self.add(area, at(Situation::DiagnosticsFault, &values)),
                Meaning::NotKnown => self.add(area, at(Situation::DiagnosticsUnclear, &values)),
            }
        }
    }
}

/// Whether tokens of the tenant are refused, and what is to be said about it.
fn trust(
    at: &impl Fn(Situation, &[(&str, &str)]) -> EndpointFinding,
    bearer: &Bearer,
    tenant: &ExpectedTenant,
) -> (bool, Option<EndpointFinding>) {
    let tenants: Vec<String> = bearer.tenants().iter().map(ToString::to_string).collect();
    let trusted = if tenants.is_empty() { say!("probe-no-tenant") } else { tenants.join(", ") };
    let adfs = bearer.issuer_kind.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("ADFS"));
    let no_list =
        if adfs { Situation::TenantListMissingAdfs } else { Situation::TenantListMissing };
    match tenant {
        ExpectedTenant::Known(tenant) => match bearer.trusts(*tenant) {
            Trust::Yes => (false, None),
            Trust::No => {
                let values = [("tenant", tenant.to_string()), ("trusted", trusted)];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                (true, Some(at(Situation::TenantNotAmong, &values)))
            }
            Trust::NotSaid => (false, Some(at(no_list, &[]))),
        },
        ExpectedTenant::NotKnown(why) if bearer.trusted_issuers.is_some() => {
            let values = [("trusted", trusted.as_str()), ("why", why)];
            (false, Some(at(Situation::TenantNotKnown, &values)))
        }
        ExpectedTenant::NotKnown(_) => (false, Some(at(no_list, &[]))),
    }
}

/// What an answer means that is no 401.
fn refused(hop: &Hop, answer: &ProbeResponse, kind: ServiceKind) -> EndpointFinding {
    let url = &hop.url;
    let status = answer.status.to_string();
    let at = |situation: Situation, to: &str| {
        let values = [("status", status.as_str()), ("path", url.path()), ("to", to)];
        situation.at(url, Some(answer.status), &values)
    };
    if answer.is_server_fault() {
        return at(Situation::ServerError, "");
    }
    match target(url, answer) {
        Some(Target::HybridAgent(to)) => {
            return at(Situation::HybridAgentRedirect, &shown_url(&to));
        }
        Some(Target::SignIn(to)) => return at(Situation::SignInRedirect, &shown_url(&to)),
        Some(Target::OtherPath(to)) => return at(Situation::OtherPathRedirect, &shown_url(&to)),
        Some(Target::Autodiscover(to) | Target::OtherHost(to)) => {
            return at(Situation::ElsewhereRedirect, &shown_url(&to));
        }
        Some(Target::Unusable) => return at(Situation::UnreadableRedirect, ""),
        None => {}
    }
    match answer.status {
        403 => at(kind.forbidden(), ""),
        404 | 410 => at(kind.missing(), ""),
        200..=299 => match page(answer) {
            BodyKind::SignIn => at(Situation::SignInPage, ""),
            BodyKind::Other => at(Situation::WebPage, ""),
            BodyKind::None => at(kind.odd(), ""),
        },
        _ => at(kind.odd(), ""),
    }
}
