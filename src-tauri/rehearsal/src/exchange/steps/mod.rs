//! What each step does, by the function of the script that carries it out: the same questions, the same
//! changes, the same facts, the same refusals and words.
//!
//! A file holds one family of functions. What they work on, names of accounts, roles and applications,
//! stands in their calls. A function that two guides write differently is in a family for each.

mod account;
mod application;
mod auth_server;
mod autodiscover;
mod certificate;
mod connector;
mod discovery;
mod enable_connector;
mod ews_access;
mod exchange_online_partner;
mod exchange_partner;
mod hybrid_application;
mod microsoft_exchange;
mod oauth;
mod oauth_configuration;
mod oauth_server;
mod restart;
mod role;
mod rotation;
mod skype_discovery;
mod skype_hybrid_application;
mod skype_partner;
mod teams_access;
mod teams_calls;
mod token_issuer;

use super::run::{End, Run};
use super::script::Call;

/// Carries a call out.
pub(super) type Act = fn(&mut Run<'_>, &Call) -> End;

/// A function that the rehearsal knows.
pub(super) struct Known {
    function: &'static str,
    /// Whether a call has the arguments that are needed.
    pub(super) takes: fn(&Call) -> bool,
    pub(super) act: Act,
}

const fn known(function: &'static str, takes: fn(&Call) -> bool, act: Act) -> Known {
    Known { function, takes, act }
}

/// Functions that belong together.
struct Family {
    /// The guides whose functions these are; none: of any guide.
    guides: &'static [&'static str],
    functions: &'static [Known],
}

const FAMILIES: &[&Family] = &[
    &account::FAMILY,
    &application::FAMILY,
    &auth_server::FAMILY,
    &certificate::FAMILY,
    &connector::FAMILY,
    &discovery::FAMILY,
    &discovery::BEFORE_OAUTH,
    &enable_connector::FAMILY,
    &ews_access::FAMILY,
    &exchange_online_partner::FAMILY,
    &hybrid_application::FAMILY,
    &oauth::FAMILY,
    &restart::FAMILY,
    &role::FAMILY,
    &autodiscover::FAMILY,
    &exchange_partner::FAMILY,
    &microsoft_exchange::FAMILY,
    &oauth_configuration::HYBRID,
    &oauth_configuration::SERVER,
    &oauth_server::FAMILY,
    &skype_discovery::EXCHANGE,
    &skype_discovery::FAMILY,
    &skype_hybrid_application::FAMILY,
    &skype_partner::FAMILY,
    &teams_access::FAMILY,
    &teams_calls::FAMILY,
    &token_issuer::HYBRID,
    &token_issuer::SERVER,
    &rotation::FAMILY,
];

/// The function of that name as the guide has it, or else as every guide has it.
pub(super) fn find(guide: &str, function: &str) -> Option<&'static Known> {
    let named = |family: &&Family| family.functions.iter().find(|known| known.function == function);
    let of_guide = FAMILIES.iter().copied().filter(|family| family.guides.contains(&guide));
    let of_any = FAMILIES.iter().copied().filter(|family| family.guides.is_empty());
    of_guide.chain(of_any).find_map(|family| named(&family))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_function_has_one_meaning_for_each_guide() {
        let mut seen = BTreeSet::new();
        for family in FAMILIES {
            let guides = if family.guides.is_empty() { &[""][..] } else { family.guides };
            for (guide, known) in
                guides.iter().flat_map(|guide| family.functions.iter().map(move |one| (guide, one)))
            {
                assert!(seen.insert((*guide, known.function)), "{guide} {}", known.function);
            }
        }
        assert!(find("any", "Invoke-ExportStep").is_some());
        assert!(find("any", "Invoke-Surprise").is_none());
    }
}
