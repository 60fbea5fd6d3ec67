//! A reading that may be written upon: two reads side by side that show the same keys, and the same
//! names and state where those are wanted.
//!
//! Reads come from servers of Microsoft's of which some are behind. A write made from such a read
//! would take away what another person or tool has just written. One read cannot show that it is
//! behind; two that differ can. Then both are repeated until two agree and nothing is missing that
//! any of them showed. While that does not come about, nothing is written.
//!
//! What cannot be proved: both reads may be behind alike, and another tool may write between the last
//! read and the write. Graph has no conditional write for these keys. What is left of that is caught
//! after the write, as far as it shows; see `concurrent_changes`.

use super::client::{Client, OnPause};
use super::principal::{self, Needs, PrincipalReading};
use crate::error::{ErrorCode, Problem};
use crate::http::BearerSource;
use crate::ids::AppId;
use crate::messages::text;
use futures::future::join;
use std::collections::BTreeSet;

/// Reads until two reads agree.
///
/// # Errors
/// Those of reading, and [`ErrorCode::PrincipalNotReplicated`] when reads go on differing.
pub(super) async fn read<B: BearerSource>(
    client: &Client<B>,
    (app, needs): (AppId, Needs),
    reported: OnPause<'_>,
) -> Result<PrincipalReading, Problem> {
    let mut seen = BTreeSet::new();
    let mut pauses = client.policy().consistent_read.iter();
    loop {
        let (one, other) = pair(client, (app, needs), reported).await?;
        let agree = one.agrees_with(&other, needs);
        seen.extend(one.shown(needs).into_iter().chain(other.shown(needs)));
        if agree && seen == one.shown(needs) {
            return Ok(if other.began_at > one.began_at { other } else { one });
        }
        let Some(pause) = pauses.next() else {
            return Err(Problem::new(
                ErrorCode::PrincipalNotReplicated,
                text!("graph-reads-differ"),
            ));
        };
        client.wait(*pause, "replication", reported).await;
    }
}

/// Two reads side by side. When the second fails it waits for the first, which may have to pause:
/// a service that has no time is not asked twice.
async fn pair<B: BearerSource>(
    client: &Client<B>,
    about: (AppId, Needs),
    reported: OnPause<'_>,
) -> Result<(PrincipalReading, PrincipalReading), Problem> {
    let tries = client.policy().tries;
    let one = principal::read(client, about, tries, reported);
    let other = principal::read(client, about, 1, reported);
    match join(one, other).await {
        (Err(problem), _) => Err(problem),
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Ok(one), Err(_)) => Ok((one, principal::read(client, about, tries, reported).await?)),
    }
}
