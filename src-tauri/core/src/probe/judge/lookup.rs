//! What Autodiscover v2 says: Exchange Online first, then the organisation's own host.

use super::{Area, Judge};
use crate::http::check_url;
use crate::messages::say;
use crate::probe::autodiscover::{self, LookupAnswer, Protocol, is_unknown_user};
use crate::probe::collect::Chain;
use crate::probe::finding::{EndpointFinding, ProbeVerdict, Situation, shown_url};
use crate::probe::hosts::is_hybrid_agent;
use crate::probe::redirect::{BodyKind, Target, page, target};
use crate::probe::request::{Hop, ProbeResponse};
use url::Url;

impl Judge<'_> {
    /// Judges what Exchange Online answers, and where it leads.
    pub(super) fn cloud(&mut self, chain: &Chain) {
        let last = chain.last();
        if self.hosts.is_cloud(&last.url) {
            self.cloud_answer(last);
            return;
        }
        let (named, findings) = self.own_answer(last);
        let (first, last_url) = (chain.first(), &last.url);
        let status = first.answer.as_ref().ok().map(|answer| answer.status);
        let to = last_url.host_str().unwrap_or_default();
        if let Some(named) = &named {
            let values = [("to", to), ("named", &shown_url(named))];
            let finding = Situation::CloudRedirects.at(&first.url, status, &values);
            self.add(Area::Lookup, finding);
        }
        if !self.hosts.is_own(last_url) {
            let own = self.hosts.autodiscover().host_str().unwrap_or_default().to_owned();
            let situation = match named {
                Some(_) => Situation::CloudLeadsElsewhereAnswers,
                None => Situation::CloudLeadsElsewhere,
            };
            let values = [("to", to), ("own", own.as_str())];
            self.add(Area::Lookup, situation.at(&first.url, status, &values));
        }
        self.add_faults(last, named.is_some(), findings);
    }

    /// Judges what the organisation's own host answers, and where it leads.
    pub(super) fn own(&mut self, chain: &Chain) {
        let (first, last) = (chain.first(), chain.last());
        for hop in &chain.0 {
            self.add_route(Area::Lookup, hop);
        }
        let (named, findings) = self.own_answer(last);
        if first.url.host_str() != last.url.host_str() {
            let status = first.answer.as_ref().ok().map(|answer| answer.status);
            let situation = match named {
                Some(_) => Situation::ElsewhereAnswers,
                None => Situation::ElsewhereRedirect,
            };
            let to = shown_url(&last.url);
            let values = [("to", to.as_str()), ("path", first.url.path())];
            self.add(Area::Lookup, situation.at(&first.url, status, &values));
        }
        for finding in findings {
            self.add(Area::Lookup, finding);
        }
    }

    /// Adds what is at fault at the end of Exchange Online's redirect. That it answers is said with
    /// the redirect already.
    fn add_faults(&mut self, last: &Hop, answers: bool, findings: Vec<EndpointFinding>) {
        self.add_route(Area::Lookup, last);
        let faults = findings.into_iter().filter(|it| !answers || it.verdict != ProbeVerdict::Ok);
        for finding in faults {
            self.add(Area::Lookup, finding);
        }
    }

    fn cloud_answer(&mut self, hop: &Hop) {
        let Ok(answer) = &hop.answer else {
            if self.own_answers {
                let why = Self::why(hop);
                let values = [("detail", why.as_str())];
                let finding = Situation::CloudNotReached.at(&hop.url, None, &values);
                self.add(Area::Lookup, finding);
            } else {
                // Neither can be asked: most likely it is this PC's own connection.
                let remedy = Situation::CloudNotReached.remedy();
                for finding in self.obstacles(hop) {
                    let remedy = remedy.clone();
                    let finding =
                        EndpointFinding { remedy, command: None, mends: Vec::new(), ..finding };
                    self.add(Area::Lookup, finding.at_most(ProbeVerdict::Unknown));
                }
            }
            return;
        };
        let status = answer.status;
        let at = |situation: Situation, values: &[(&str, &str)]| {
            situation.at(&hop.url, Some(status), values)
        };
        let unclear = |detail: &str| at(Situation::CloudUnclear, &[("detail", detail)]);
        let finding = match (target(&hop.url, answer), said(answer)) {
            (Some(Target::Autodiscover(to)), _) => {
                at(Situation::CircleRedirect, &[("to", &shown_url(&to))])
            }
            (Some(Target::Unusable), _) => unclear(&say!("probe-detail-redirect-unusable")),
            (Some(Target::HybridAgent(to)), _) => {
                at(Situation::HybridAgentRedirect, &[("to", &shown_url(&to))])
            }
            (Some(Target::SignIn(to) | Target::OtherPath(to) | Target::OtherHost(to)), _) => {
                unclear(&say!("probe-detail-redirect", address = shown_url(&to)))
            }
            (None, LookupAnswer::Names(url)) if status == 200 => {
                let named = shown_url(&url);
                let situation = if self.hosts.is_cloud(&url) {
                    Situation::CloudAnswersItself
                } else if is_hybrid_agent(&url) {
                    Situation::NamesHybridAgent
                } else if check_url(&url).is_ok() {
                    Situation::CloudNamesServer
                } else {
                    Situation::EwsNotHttps
                };
                at(situation, &[("named", &named)])
            }
            (None, LookupAnswer::Error(code)) if is_unknown_user(&code) => {
                at(Situation::CloudUserNotFound, &[("error", &code)])
            }
            (None, LookupAnswer::Error(code)) => unclear(&code),
            (None, LookupAnswer::Names(_) | LookupAnswer::NamesNothing | LookupAnswer::NotJson) => {
                unclear(&say!("probe-detail-status", status = status))
            }
        };
        self.add(Area::Lookup, finding);
    }

    /// What an answer of a host means that is not Exchange Online's: the usable address that it names,
    /// and the findings.
    fn own_answer(&self, hop: &Hop) -> (Option<Url>, Vec<EndpointFinding>) {
        let Ok(answer) = &hop.answer else { return (None, self.obstacles(hop)) };
        let status = answer.status;
        let (status_text, path) = (status.to_string(), hop.url.path());
        let at = |situation: Situation, values: &[(&str, &str)]| {
            let common = [("status", status_text.as_str()), ("path", path)];
            situation.at(&hop.url, Some(status), &[&common[..], values].concat())
        };
        if answer.is_server_fault() {
            return (None, vec![at(Situation::ServerError, &[])]);
        }
        if let Some(target) = target(&hop.url, answer) {
            return (None, vec![self.stopped(&at, &target)]);
        }
        let finding = match (status, said(answer)) {
            (401 | 407, _) => at(Situation::AsksAnonymous, &[]),
            (403, _) => at(Situation::AutodiscoverForbidden, &[]),
            (_, LookupAnswer::Error(code)) if is_unknown_user(&code) => {
                at(Situation::ServerUserNotFound, &[("error", &code)])
            }
            (_, LookupAnswer::Error(code)) => {
                at(Situation::AutodiscoverRefuses, &[("error", &code)])
            }
            (404 | 410, _) => at(Situation::AutodiscoverMissing, &[]),
            (200, LookupAnswer::Names(url)) => {
                let named = shown_url(&url);
                let values = [("named", named.as_str())];
                if self.hosts.is_cloud(&url) {
                    at(Situation::ServerAnswersCloud, &values)
                } else if is_hybrid_agent(&url) {
                    at(Situation::NamesHybridAgent, &values)
                } else if check_url(&url).is_err() {
                    at(Situation::EwsNotHttps, &values)
                } else {
                    return (Some(url), vec![at(Situation::ServerNames, &values)]);
                }
            }
            (200, LookupAnswer::NamesNothing) => at(Situation::AutodiscoverNamesNothing, &[]),
            (200, LookupAnswer::NotJson) => match page(answer) {
                BodyKind::SignIn => at(Situation::SignInPage, &[]),
                BodyKind::Other | BodyKind::None => at(Situation::AutodiscoverNotJson, &[]),
            },
            (_, LookupAnswer::Names(_) | LookupAnswer::NamesNothing | LookupAnswer::NotJson) => {
                at(Situation::AutodiscoverOddStatus, &[])
            }
        };
        (None, vec![finding])
    }

    /// What a redirect means that was not followed.
    fn stopped(
        &self,
        at: &impl Fn(Situation, &[(&str, &str)]) -> EndpointFinding,
        target: &Target,
    ) -> EndpointFinding {
        match target {
            Target::Autodiscover(to) if self.hosts.is_cloud(to) => {
                at(Situation::ServerAnswersCloud, &[("named", &shown_url(to))])
            }
            Target::Autodiscover(to) => at(Situation::CircleRedirect, &[("to", &shown_url(to))]),
            Target::HybridAgent(to) => {
                at(Situation::HybridAgentRedirect, &[("to", &shown_url(to))])
            }
            Target::SignIn(to) => at(Situation::SignInRedirect, &[("to", &shown_url(to))]),
            Target::OtherPath(to) => at(Situation::OtherPathRedirect, &[("to", &shown_url(to))]),
            Target::OtherHost(to) => at(Situation::ElsewhereRedirect, &[("to", &shown_url(to))]),
            Target::Unusable => at(Situation::UnreadableRedirect, &[]),
        }
    }
}

fn said(answer: &ProbeResponse) -> LookupAnswer {
    autodiscover::read(&answer.body, Protocol::Ews)
}
