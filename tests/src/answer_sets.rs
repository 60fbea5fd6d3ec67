//! The answers with which every script is written in tests, and the setup they belong to.

use crosstrust_core::guide::{AnswerId, Answers, Guide, Library, Making, MakingKind};
use crosstrust_core::script::{Made, ScriptContext};
use std::collections::BTreeMap;

/// The setup in whose name scripts are written.
pub const SETUP_ID: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

/// Answers of one kind, for any guide, with what an undo takes back.
pub struct AnswerSet {
    /// The name of its folder among the goldens.
    pub name: &'static str,
    values: &'static [(&'static str, &'static str)],
    tenant_id: Option<&'static str>,
    relinked: &'static str,
}

/// Names as Microsoft's own examples have them; the scripts proved on a real shell have them too.
pub const PLAIN: AnswerSet = AnswerSet {
    name: "plain",
    values: &[
        ("tenant", "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
        ("verified_domain", "contoso.com"),
        ("domain_controller", "dc01.contoso.com"),
        ("organization_name", "Contoso"),
        ("legacy_removal", "yes"),
        ("autodiscover_host", "autodiscover.contoso.com"),
        ("skype_pool", "pool1.contoso.com"),
        ("sip_domain", "contoso.com"),
    ],
    tenant_id: None,
    relinked: "contoso.com/Users/SfBOnline-ApplicationAccount",
};

/// Names beyond ASCII, another cloud, and every optional answer given.
pub const INTERNATIONAL: AnswerSet = AnswerSet {
    name: "international",
    values: &[
        ("cloud", "china"),
        ("tenant", "m\u{fc}nchen.example"),
        ("verified_domain", "\u{65e5}\u{672c}\u{8a9e}.example"),
        ("domain_controller", "DC01.xn--mnchen-3ya.example"),
        ("organization_name", "M\u{fc}ller & S\u{f6}hne \u{65e5}\u{672c}"),
        ("test_mailbox", "anna@m\u{fc}nchen.example"),
        ("relink", "yes"),
        ("relink_scheduler", "yes"),
        ("legacy_removal", "yes"),
        ("autodiscover_host", "AutoDiscover.xn--mnchen-3ya.example"),
        ("skype_pool", "pool_1.xn--mnchen-3ya.example"),
        ("sip_domain", "m\u{fc}nchen.example"),
        ("restart_iis_on", "EX01.xn--mnchen-3ya.example; EX02.xn--mnchen-3ya.example"),
        ("test_sip_uri", "sip:anna@m\u{fc}nchen.example"),
        (
            "sts_metadata_url_china",
            "https://sts.m\u{fc}nchen.example/m\u{fc}nchen.example/metadata/json/1",
        ),
        ("exchange_online_key", "yes"),
        ("test_wanted", "yes"),
    ],
    tenant_id: Some("aaaabbbb-0000-cccc-1111-dddd2222eeee"),
    relinked: "m\u{fc}nchen.example/Benutzer/J\u{f6}rg \u{65e5}\u{672c}\u{8a9e}",
};

/// The worst that is still a valid answer.
pub const HOSTILE: AnswerSet = AnswerSet {
    name: "hostile",
    values: &[
        ("cloud", "custom"),
        ("login_url", "https://login.contoso.com/'$(x)`"),
        ("graph_url", "https://graph.contoso.com/%27;x#"),
        ("tenant", "1--2-3.example"),
        (
            "verified_domain",
            "a-very-long-label-that-has-all-the-sixty-three-letters-allowed.example",
        ),
        ("domain_controller", "_DC--01.a_b.contoso.com"),
        (
            "organization_name",
            "'; Remove-Item C:\\ -Recurse # \u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d} $(x) `n {{ x }} {% x %} <# #> @'",
        ),
        ("test_mailbox", "o'brien+$x`{}|&%#@contoso.com"),
        ("relink", "yes"),
        ("legacy_removal", "yes"),
        ("autodiscover_host", "_auto--discover.a_b.contoso.com"),
        ("skype_pool", "a-very-long-label-that-has-all-the-sixty-three-letters-allowed.example"),
        ("sip_domain", "a-very-long-label-that-has-all-the-sixty-three-letters-allowed.example"),
        ("restart_iis_on", "_ex--01.a_b.contoso.com"),
        ("test_sip_uri", "sip:o'brien+$x`{}|&%#@contoso.com"),
        ("sts_metadata_url", "https://sts.contoso.com/'$(x)`/metadata/json/1;#%27"),
    ],
    tenant_id: None,
    relinked: "contoso.com/Users/'; Remove-Item C:\\ -Recurse # \u{2018}\u{2019}\u{201a}\u{201b}\u{201c} $(x) `n {{ x }} \u{202e}",
};

/// All sets.
pub const ALL: [&AnswerSet; 3] = [&PLAIN, &INTERNATIONAL, &HOSTILE];

/// The guides that are built in.
///
/// # Panics
///
/// When one of them breaks a rule.
pub fn library() -> Library {
    Library::built_in().unwrap_or_else(|error| panic!("{error}"))
}

/// A set read for one guide: what a script is written from.
pub struct Setup {
    /// The answers.
    pub answers: Answers,
    /// What undo takes back.
    pub made: Made,
    tenant_id: Option<&'static str>,
}

impl AnswerSet {
    /// Reads the answers the guide asks for.
    ///
    /// # Panics
    ///
    /// When one of them is refused.
    pub fn setup(&self, guide: &Guide) -> Setup {
        let raw: BTreeMap<AnswerId, String> = self
            .values
            .iter()
            .map(|(id, value)| (AnswerId::from(*id), (*value).to_owned()))
            .filter(|(id, _)| guide.answer(id).is_some())
            .collect();
        let (answers, problems) = Answers::parse(guide, &raw);
        assert!(problems.is_empty(), "{}: {problems:?}", self.name);
        let makes = || guide.steps.iter().flat_map(|step| &step.makes);
        let of_kind = |kind| makes().filter(move |making| making.kind == kind);
        let name = |making: &Making| {
            if making.each_target { format!("{}:EX02", making.name) } else { making.name.clone() }
        };
        // Everything a guide can make, and the first thing that it can point elsewhere.
        let made = Made {
            created: of_kind(MakingKind::Created).map(name).collect(),
            enabled: Vec::new(),
            relinked: of_kind(MakingKind::Relinked)
                .take(1)
                .map(|making| (making.name.clone(), self.relinked.to_owned()))
                .collect(),
        };
        Setup { answers, made, tenant_id: self.tenant_id }
    }
}

impl Setup {
    /// What a script is written from.
    pub fn context(&self) -> ScriptContext<'_> {
        ScriptContext {
            setup_id: SETUP_ID,
            answers: &self.answers,
            tenant_id: self.tenant_id,
            made: &self.made,
        }
    }
}
