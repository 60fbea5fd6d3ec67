//! What sign-in and Graph share on the wire: how a client is built, who supplies the bearer token,
//! and how a failed transport is told.

use crate::error::Problem;
use secrecy::SecretString;

/// Supplies the `Authorization` header of a request.
pub trait BearerSource: Send + Sync {
    /// An access token that is valid now. With `renew`, one the service has just refused is not
    /// given again.
    ///
    /// # Errors
    /// Nobody is signed in, or the sign-in could not be renewed.
    fn bearer(
        &self,
        renew: bool,
    ) -> impl Future<Output = Result<SecretString, Problem>> + Send;
}
