//! The Auth Certificates: read, and written to files.

use super::{Family, known};
use crate::exchange::organisation::{AuthCertificate, OUTPUT_FOLDER};
use crate::exchange::run::{End, Run, Stop, time};
use serde_json::{Value, json};

pub(super) const FAMILY: Family = Family {
    guides: &[],
    functions: &[
        known("Invoke-ExportStep", |_| true, |run, _| run.export()),
        known("Invoke-CertificateCheck", |_| true, |run, _| run.check_certificates()),
    ],
};

impl Run<'_> {
    /// The thumbprints of the certificate in use and, when it is set, of the next one.
    pub(super) fn thumbprints(&self) -> Result<Vec<(&'static str, String)>, Stop> {
        let uses = [
            ("current", &self.organisation.current_certificate),
            ("next", &self.organisation.next_certificate),
        ];
        let wanted: Vec<_> =
            uses.into_iter().filter(|(_, thumbprint)| !thumbprint.is_empty()).collect();
        if wanted.is_empty() {
            return Err(Stop::new(
                "no-auth-certificate",
                "Exchange has no current Auth Certificate. Renew it first (New-ExchangeCertificate, Set-AuthConfig).",
            ));
        }
        let found = wanted.into_iter().map(|(used, thumbprint)| {
            let hex = thumbprint.chars().all(|letter| letter.is_ascii_hexdigit());
            if thumbprint.len() != 40 || !hex {
                return Err(Stop::new(
                    "bad-thumbprint",
                    format!("The {used} thumbprint in the Auth configuration is not 40 hex digits: {thumbprint}"),
                ));
            }
            Ok((used, thumbprint.clone()))
        });
        found.collect()
    }

    /// The certificate in use and, when it is set, the next one, each with its use.
    pub(super) fn certificates(&self) -> Result<Vec<(&'static str, AuthCertificate)>, Stop> {
        let found = self.thumbprints()?.into_iter().map(|(used, thumbprint)| {
            let certificate = self.organisation.certificate(&thumbprint).ok_or_else(|| {
                Stop::new(
                    "certificate-not-on-server",
                    format!("The {used} Auth Certificate {thumbprint} is not on this computer, and no Exchange server that answers has it. Run the script on a Mailbox server that has it."),
                )
            })?;
            Ok((used, certificate.clone()))
        });
        found.collect()
    }

    pub(super) fn record_certificates(&mut self, certificates: &[(&'static str, AuthCertificate)]) {
        let reported: Vec<Value> = certificates
            .iter()
            .map(|(used, one)| {
                json!({
                    "use": used,
                    "thumbprint": one.thumbprint,
                    "notBefore": time(one.not_before),
                    "notAfter": time(one.not_after),
                    "der": one.der,
                })
            })
            .collect();
        self.fact("certificates", reported);
    }

    /// What is at the place of a file before it is written.
    pub(super) fn former_file(&self, path: &str) -> Option<&'static str> {
        self.organisation.files.contains_key(path).then_some("Another file")
    }

    fn export(&mut self) -> End {
        self.start("export", "Export the Auth Certificate (public part)");
        let certificates = self.certificates()?;
        for (used, certificate) in &certificates {
            let file = if *used == "current" { "OAuthCert.cer" } else { "OAuthCert-next.cer" };
            let path = format!(r"{OUTPUT_FOLDER}\{file}");
            if self.organisation.files.get(&path) == Some(&certificate.der) {
                continue;
            }
            self.turning(self.former_file(&path), certificate.thumbprint.as_str());
            self.change(&path, "Write the certificate", "", |organisation| {
                organisation.files.insert(path.clone(), certificate.der.clone());
            })?;
        }
        self.record_certificates(&certificates);
        Ok(())
    }

    fn check_certificates(&mut self) -> End {
        self.start("export", "Auth Certificate (only read)");
        let certificates = self.certificates()?;
        self.record_certificates(&certificates);
        Ok(())
    }
}
