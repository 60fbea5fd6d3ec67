//! Adding an absent principal to the tenant.

use super::{PrincipalWrite, ReadBack, UNKNOWN_WRITES};
use crate::error::{ErrorCode, Problem};
use crate::graph::ProgressPhase;
use crate::graph::client::Write;
use crate::http::BearerSource;
use crate::messages::text;
use reqwest::Method;
use serde_json::json;

/// Graph's code when the principal to be created is there already.
const EXISTS: &str = "Request_MultipleObjectsWithSameKeyValue";

impl<B: BearerSource> PrincipalWrite<'_, B> {
    /// Adds the principal to the tenant and waits until it shows.
    pub(super) async fn create(&mut self) -> Result<(), Problem> {
        let body = json!({ "appId": self.app().to_string() });
        let mut failed = 0;
        let mut unknown = 0;
        loop {
            self.tell(ProgressPhase::Creating, None);
            match self.client.write(Method::POST, "servicePrincipals", &body, failed).await {
                Write::Accepted => break,
                Write::Refused { code, problem } if code == EXISTS => {
                    return self.exists(problem).await;
                }
                Write::Refused { problem, .. } => return Err(problem),
                Write::Postponed { pause, why, problem } => {
                    failed += 1;
                    if failed >= self.client.policy().tries {
                        return Err(problem);
                    }
                    self.wait(pause, why, ProgressPhase::Creating).await;
                }
                Write::Unknown(problem) => {
                    unknown += 1;
                    self.creation_in_doubt = true;
                    if let ReadBack::Yes = self.appears().await {
                        break;
                    }
                    if unknown >= UNKNOWN_WRITES {
                        return Err(problem);
                    }
                }
            }
        }
        self.created = true;
        self.creation_in_doubt = false;
        match self.appears().await {
            ReadBack::Yes => Ok(()),
            ReadBack::No(problem) => Err(problem),
        }
    }

    /// Graph says that it is there already. While it does not show, all that is known is that Graph
    /// refused to create it: another object may have its name.
    async fn exists(&mut self, refusal: Problem) -> Result<(), Problem> {
        match self.appears().await {
            ReadBack::Yes => {
                self.created = true;
                self.creation_in_doubt = false;
                Ok(())
            }
            ReadBack::No(problem) if problem.code == ErrorCode::PrincipalNotReplicated => {
                Err(refusal)
            }
            ReadBack::No(problem) => Err(problem),
        }
    }

    /// Reads until the principal itself shows.
    async fn appears(&mut self) -> ReadBack {
        self.poll(ProgressPhase::Creating, |reading, _| match reading.principal {
            Some(_) => None,
            None => Some(Problem::new(
                ErrorCode::PrincipalNotReplicated,
                text!("graph-creation-not-shown"),
            )),
        })
        .await
    }
}
