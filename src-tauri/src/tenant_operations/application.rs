//! Reading hybrid applications in the tenant for a setup. Nothing is written there, so nothing has to be
//! known of a reading that the end of the program cuts off.

use super::graph_of;
use crate::app::App;
use crosstrust_core::error::{ErrorCode, Problem};
use crosstrust_core::graph::{self, ApplicationReading, Client};
use crosstrust_core::guide::Guide;
use crosstrust_core::http::BearerSource;
use crosstrust_core::messages::text;
use crosstrust_core::setup::view::SetupView;
use crosstrust_core::setup::{Event, Setup, SetupId};

/// A reading, with the answers that led to the tenant it is of.
pub(super) struct Read {
    way: String,
    reading: ApplicationReading,
}

/// Reads the applications that the servers name, and the shared principal of Exchange Online.
pub(crate) async fn read(app: &App, id: SetupId) -> Result<SetupView, Problem> {
    let client = graph_of(app, id).await?;
    let (setup, guide) = app.read(id)?;
    let read = of(&client, &setup, guide).await.ok_or_else(|| {
        Problem::new(ErrorCode::NotInGuide, text!("program-no-hybrid-application"))
    })?;
    store(app, id, read)?;
    app.view(id)
}

/// What the guide reads of the tenant; none where it reads no applications.
pub(super) async fn of<B: BearerSource>(
    client: &Client<B>,
    setup: &Setup,
    guide: &Guide,
) -> Option<Read> {
    let applications = setup.applications_to_read(guide)?;
    let way = setup.way_to_tenant(guide);
    Some(Read { way, reading: graph::read_applications(client, &applications).await })
}

/// Keeps a reading. One of a tenant that the answers no longer name is kept as that.
pub(super) fn store(app: &App, id: SetupId, read: Read) -> Result<(), Problem> {
    let who = app.who(id);
    let Read { way, reading } = read;
    app.change(id, &who, Event::ApplicationsRead { reading, way })
}
