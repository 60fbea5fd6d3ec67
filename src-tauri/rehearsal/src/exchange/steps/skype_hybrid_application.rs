//! The dedicated hybrid application of Skype for Business Server: the build that it needs, and what has
//! changed since the first reading. What Microsoft's script does is not simulated: nobody published it.

use super::{Family, known};
use crate::exchange::organisation::OUTPUT_FOLDER;
use crate::exchange::run::{Run, time};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

pub(super) const FAMILY: Family = Family {
    guides: &["skype-hybrid"],
    functions: &[known(
        "Invoke-HybridApplicationStep",
        |_| true,
        |run, _| {
            run.read_application();
            Ok(())
        },
    )],
};

/// The products of Skype for Business Server with the first build that knows the application.
const NEEDED: [(&str, &str); 3] = [
    ("Skype for Business Server 2015", "6.0.9319.881"),
    ("Skype for Business Server 2019", "7.0.2046.553"),
    ("Skype for Business Server Subscription Edition", "7.0.2046.820"),
];

fn numbers(build: &str) -> Vec<u32> {
    build.split('.').filter_map(|number| number.parse().ok()).collect()
}

impl Run<'_> {
    fn read_application(&mut self) {
        self.start(
            "hybrid-application",
            "Dedicated hybrid application of Skype for Business Server (only read)",
        );
        let (product, build) =
            (self.organisation.skype.product.clone(), self.organisation.skype.build.clone());
        if build.is_empty() || !self.organisation.has("Get-CsServerPatchVersion") {
            self.fact("components", Vec::<String>::new());
            for name in ["build", "neededBuild", "buildKnowsApplication"] {
                self.fact(name, Value::Null);
            }
        } else {
            self.fact("components", vec![format!("{product}, Core Components {build}")]);
            let needed = NEEDED.iter().find(|(name, _)| *name == product);
            let knows = needed.map(|(_, needed)| numbers(&build) >= numbers(needed));
            self.fact("build", build);
            self.fact("neededBuild", needed.map(|(name, build)| format!("{name}: {build}")));
            self.fact("buildKnowsApplication", knows);
        }
        let now = self.trust_lines();
        self.fact("settings", now.clone());
        let path = format!(r"{OUTPUT_FOLDER}\skype-hybrid-before.txt");
        let kept = self.organisation.files.get(&path);
        let kept = kept.and_then(|file| BASE64_STANDARD.decode(file).ok());
        let before = kept.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(before) = before {
            let before: Vec<&str> = before.lines().collect();
            let new = now.iter().filter(|line| !before.contains(&line.as_str()));
            let mut changes: Vec<String> = new.map(|line| format!("now: {line}")).collect();
            let gone = before.iter().filter(|line| !now.iter().any(|one| one == *line));
            changes.extend(gone.map(|line| format!("no longer: {line}")));
            self.fact("before", time(self.started));
            self.fact("changes", changes);
        } else {
            self.fact("before", Value::Null);
            self.fact("changes", Vec::<String>::new());
            self.organisation.files.insert(path, BASE64_STANDARD.encode(now.join("\n")));
        }
    }

    /// Every setting that Microsoft's script may touch, one a line.
    fn trust_lines(&self) -> Vec<String> {
        let skype = &self.organisation.skype;
        let servers = skype.oauth_servers.iter().map(|one| {
            format!("OAuth server {}: {} {}", one.identity, one.metadata_url, one.realm())
        });
        let partners = skype.partner_applications.iter().map(|one| {
            format!(
                "Partner application {}: {}, trust {}, enabled {}",
                one.identity,
                one.application_identifier,
                one.trust_level,
                super::exchange_partner::flag(one.enabled)
            )
        });
        let settings = [
            ("Realm", skype.realm.as_str()),
            ("ServiceName", &skype.service_name),
            ("ExchangeAutodiscoverUrl", &skype.autodiscover_url),
            ("ClientAuthorizationOAuthServerIdentity", ""),
            ("AlternateAudienceUrl", ""),
            ("AdditionalAudienceUrls", ""),
        ];
        let settings =
            settings.iter().map(|(name, value)| format!("OAuth configuration {name}: {value}"));
        servers.chain(partners).chain(settings).collect()
    }
}
