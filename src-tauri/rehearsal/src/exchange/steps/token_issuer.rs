//! The certificate by which Skype for Business Server speaks: found, reported, written to a file.

use super::{Family, known};
use crate::certificate::{self, Description};
use crate::exchange::organisation::{AuthCertificate, OUTPUT_FOLDER};
use crate::exchange::run::{End, Run, Stop, time};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

pub(super) const SERVER: Family = Family {
    guides: &["skype-server"],
    functions: &[
        known(
            "Invoke-TokenIssuerStep",
            |_| true,
            |run, _| {
                run.export_token_issuer()?;
                run.record_front_ends();
                Ok(())
            },
        ),
        known(
            "Invoke-TokenIssuerCheck",
            |_| true,
            |run, _| {
                run.check_token_issuer()?;
                run.record_front_ends();
                Ok(())
            },
        ),
    ],
};

pub(super) const HYBRID: Family = Family {
    guides: &["skype-hybrid"],
    functions: &[
        known("Invoke-CertificateStep", |_| true, |run, _| run.export_token_issuer()),
        known("Invoke-CertificateCheck", |_| true, |run, _| run.check_token_issuer()),
    ],
};

impl Run<'_> {
    /// What a receipt reports of a certificate itself.
    pub(super) fn record_certificate(&mut self, one: &AuthCertificate) {
        self.fact("thumbprint", one.thumbprint.as_str());
        self.fact("subject", subject(one));
    }

    fn token_issuer(&self) -> Result<AuthCertificate, Stop> {
        let skype = &self.organisation.skype;
        let thumbprint = &skype.token_issuer;
        if thumbprint.is_empty() {
            return Err(Stop::new(
                "no-token-issuer",
                "No certificate is assigned to OAuthTokenIssuer. Assign one in the deployment wizard first.",
            ));
        }
        if thumbprint.len() != 40 || !thumbprint.chars().all(|letter| letter.is_ascii_hexdigit()) {
            return Err(Stop::new(
                "bad-thumbprint",
                format!(
                    "The thumbprint of the OAuthTokenIssuer certificate is not 40 hex digits: {thumbprint}"
                ),
            ));
        }
        skype.certificate(thumbprint).cloned().ok_or_else(|| {
            Stop::new(
                "certificate-not-on-server",
                format!("The OAuthTokenIssuer certificate {thumbprint} is not on this server."),
            )
        })
    }

    fn record_token_issuer(&mut self, one: &AuthCertificate) {
        let reported = json!([{
            "use": "current",
            "thumbprint": one.thumbprint,
            "subject": subject(one),
            "notBefore": time(one.not_before),
            "notAfter": time(one.not_after),
            "der": one.der,
        }]);
        self.fact("certificates", reported);
        self.record_certificate(one);
    }

    fn export_token_issuer(&mut self) -> End {
        self.start("token-issuer", "OAuthTokenIssuer certificate (public part)");
        let certificate = self.token_issuer()?;
        let path = format!(r"{OUTPUT_FOLDER}\OAuthTokenIssuer.cer");
        if self.organisation.files.get(&path) != Some(&certificate.der) {
            self.turning(self.former_file(&path), certificate.thumbprint.as_str());
            self.change(&path, "Write the certificate", "", |organisation| {
                organisation.files.insert(path.clone(), certificate.der.clone());
            })?;
        }
        self.record_token_issuer(&certificate);
        Ok(())
    }

    fn check_token_issuer(&mut self) -> End {
        self.start("token-issuer", "OAuthTokenIssuer certificate (only read)");
        let certificate = self.token_issuer()?;
        self.record_token_issuer(&certificate);
        Ok(())
    }

    fn record_front_ends(&mut self) {
        if !self.organisation.has("Get-CsPool") {
            return;
        }
        let pools = self.organisation.skype.web_servers.iter();
        let mut servers: Vec<_> = pools.flat_map(|pool| pool.computers.clone()).collect();
        servers.sort();
        servers.dedup();
        self.fact("frontEnds", servers);
    }

    pub(super) fn token_issuers(&self) -> Value {
        let skype = &self.organisation.skype;
        if skype.token_issuer.is_empty() {
            return json!([]);
        }
        let found = skype.certificate(&skype.token_issuer);
        json!([{
            "thumbprint": skype.token_issuer,
            "subject": found.map(subject).unwrap_or_default(),
            "notAfter": found.map(|one| time(one.not_after)),
            "onThisServer": found.is_some(),
        }])
    }
}

fn described(one: &AuthCertificate) -> Option<Description> {
    certificate::read(&BASE64_STANDARD.decode(&one.der).ok()?)
}

fn subject(one: &AuthCertificate) -> String {
    described(one).map(|read| read.subject).unwrap_or_default()
}
