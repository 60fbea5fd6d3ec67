//! The answers with which every script is written in tests, and the setup they belong to.

use crosstrust_core::guide::{AnswerId, Answers, Guide, Library, ReversibleKind, StepId, StepKind};
use crosstrust_core::ids::TenantId;
use crosstrust_core::script::{ScriptContext, UndoList};
use std::collections::BTreeMap;

/// The setup in whose name scripts are written.
pub const SETUP_ID: &str = "0190b6f0-3c1e-7d52-9a41-2f6f4f6f0c11";

/// What a guide's scripts may have made where its name holds what was changed.
const NAMED: [&str; 7] = [
    "ews-allowed:2222dddd-3333-eeee-4444-ffff5555aaaa",
    "auth-server:WindowsAzureACS",
    "auth-server:evoSTS",
    "connector:ExchangeHybridOnPremisesToOnline",
    "connector-online:ExchangeHybridOnlineToOnPremises",
    "next-certificate:BC46F693AA5776AA0404C986A9BF8A6605480417",
    "autodiscover-address:EX02",
];

/// Answers of one kind, for any guide, with what an undo takes back.
pub struct AnswerSet {
    /// Its name among the goldens.
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
        ("hybrid_domain", "contoso.mail.onmicrosoft.com"),
        ("domain_controller", "dc01.contoso.com"),
        ("ews_host", "mail.contoso.com"),
        ("owner", "anna@contoso.com"),
        ("delegate", "bert@contoso.com"),
        ("organization_name", "Contoso"),
        ("legacy_removal", "yes"),
        ("enable_connector", "yes"),
        ("enable_online_connector", "yes"),
        ("add_address_space", "yes"),
        ("autodiscover_host", "autodiscover.contoso.com"),
        ("skype_pool", "pool1.contoso.com"),
        ("sip_domain", "contoso.com"),
        // The server of the simulated Exchange that has no address.
        ("fill_autodiscover_on", "ex02.contoso.com"),
        ("hybrid_application_id", "2222dddd-3333-eeee-4444-ffff5555aaaa"),
        ("allow_application", "yes"),
        // A certificate that the simulated Exchange on a real PowerShell has.
        ("next_thumbprint", "BC46F693AA5776AA0404C986A9BF8A6605480417"),
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
        ("hybrid_domain", "m\u{fc}nchen.mail.onmicrosoft.com"),
        ("more_domains", "m\u{fc}ller.example, \u{65e5}\u{672c}.example"),
        ("domain_controller", "DC01.xn--mnchen-3ya.example"),
        ("ews_host", "mail.xn--mnchen-3ya.example"),
        ("autodiscover_host", "autodiscover.xn--mnchen-3ya.example"),
        ("online_mailbox", "joerg@m\u{fc}nchen.example"),
        ("acs_metadata_url", "https://accounts.example.cn/m\u{fc}nchen/metadata/json/1"),
        ("evosts_metadata_url", "https://login.example.cn/federationmetadata.xml"),
        ("organization_name", "M\u{fc}ller & S\u{f6}hne \u{65e5}\u{672c}"),
        ("test_mailbox", "anna@m\u{fc}nchen.example"),
        ("owner", "anna@m\u{fc}nchen.example"),
        ("delegate", "joerg@m\u{fc}nchen.example"),
        ("relink", "yes"),
        ("relink_scheduler", "yes"),
        ("legacy_removal", "yes"),
        ("autodiscover_host", "AutoDiscover.xn--mnchen-3ya.example"),
        ("skype_pool", "pool_1.xn--mnchen-3ya.example"),
        ("sip_domain", "m\u{fc}nchen.example"),
        ("fill_autodiscover_on", "EX02.xn--mnchen-3ya.example"),
        ("fill_autodiscover", "yes"),
        ("restart_iis_on", "EX01.xn--mnchen-3ya.example; EX02.xn--mnchen-3ya.example"),
        ("restart_iis_with", "pools"),
        ("test_sip_uri", "sip:anna@m\u{fc}nchen.example"),
        (
            "sts_metadata_url_china",
            "https://sts.m\u{fc}nchen.example/m\u{fc}nchen.example/metadata/json/1",
        ),
        ("exchange_online_key", "yes"),
        ("test_wanted", "yes"),
        ("hybrid_application_id", "2222DDDD-3333-EEEE-4444-FFFF5555AAAA"),
        ("next_thumbprint", "a3:7d:39:48:ca:6f:4f:22:14:23:0f:82:40:c3:19:03:85:7a:29:b1"),
        ("takeover", "14"),
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
        ("hybrid_domain", "1--2-3.mail.onmicrosoft.com"),
        ("more_domains", "'; Remove-Item C:\\ -Recurse # \u{2018}\u{2019}, $(x) `n {{ x }}"),
        ("domain_controller", "_DC--01.a_b.contoso.com"),
        ("ews_host", "_mail--01.a_b.contoso.com"),
        ("online_mailbox", "o'brien+$y`{}|&%#@contoso.com"),
        ("acs_metadata_url", "https://acs.contoso.com/'$(x)`"),
        ("evosts_metadata_url", "https://sts.contoso.com/%27;x#"),
        ("online_discovery_url", "https://autodiscover.contoso.com/'$(x)`"),
        ("online_ews_url", "https://ews.contoso.com/'$(x)`?a=b&c"),
        (
            "organization_name",
            "'; Remove-Item C:\\ -Recurse # \u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d} $(x) `n {{ x }} {% x %} <# #> @'",
        ),
        ("test_mailbox", "o'brien+$x`{}|&%#@contoso.com"),
        ("owner", "o'brien+$x`{}|&%#@contoso.com"),
        ("delegate", "o'neill+$y`{}|&%#@contoso.com"),
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
    pub undo_list: UndoList,
    /// The upload steps that are done: all.
    pub uploaded: Vec<StepId>,
    tenant_id: Option<TenantId>,
}

impl AnswerSet {
    /// Reads the answers the guide asks for, and takes it that everything was made that the guide can
    /// make.
    ///
    /// # Panics
    ///
    /// When one of them is refused.
    pub fn setup(&self, guide: &Guide) -> Setup {
        self.with(guide, &BTreeMap::new())
    }

    /// The same with other answers, or more of them.
    ///
    /// # Panics
    ///
    /// When one of them is refused.
    pub fn with(&self, guide: &Guide, more: &BTreeMap<&str, &str>) -> Setup {
        let mut raw: BTreeMap<&str, &str> = self.values.iter().copied().collect();
        raw.retain(|id, _| guide.answer(&AnswerId::from(*id)).is_some());
        raw.extend(more);
        let raw = raw.into_iter().map(|(id, value)| (AnswerId::from(id), value.to_owned()));
        let (answers, problems) = Answers::parse(guide, &raw.collect());
        assert!(problems.is_empty(), "{} {}: {problems:?}", guide.id, self.name);
        let uploads = guide.steps.iter().filter(|step| step.kind == StepKind::Upload);
        Setup {
            answers,
            undo_list: self.undo_list(guide),
            uploaded: uploads.map(|step| step.id.clone()).collect(),
            tenant_id: self.tenant_id.and_then(|id| id.parse().ok()),
        }
    }

    /// The same without one answer.
    ///
    /// # Panics
    ///
    /// When one of the others is refused.
    pub fn without(&self, guide: &Guide, answer: &AnswerId) -> Setup {
        self.with(guide, &BTreeMap::from([(answer.as_str(), "")]))
    }

    /// What the guide can make. What it made it did not find disabled.
    fn undo_list(&self, guide: &Guide) -> UndoList {
        let reversible = guide.steps.iter().flat_map(|step| &step.reversible);
        let of = |kind| reversible.clone().filter(move |reversible| reversible.kind == kind);
        let created = of(ReversibleKind::Created).flat_map(|reversible| {
            let named = NAMED.iter().copied().filter(|name| reversible.names(name));
            let plain = (!reversible.name.contains("{}")).then_some(reversible.name.as_str());
            plain.into_iter().chain(named).map(str::to_owned)
        });
        let created = created.collect();
        let relinked = of(ReversibleKind::Relinked);
        let relinked =
            relinked.map(|reversible| (reversible.name.clone(), self.relinked.to_owned()));
        UndoList { created, enabled: Vec::new(), relinked: relinked.collect() }
    }
}

impl Setup {
    /// What a script is written from.
    pub fn context(&self) -> ScriptContext<'_> {
        ScriptContext {
            setup_id: SETUP_ID,
            answers: &self.answers,
            tenant_id: self.tenant_id,
            undo_list: &self.undo_list,
            uploaded: &self.uploaded,
        }
    }
}
