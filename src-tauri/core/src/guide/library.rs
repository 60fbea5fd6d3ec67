//! Reading guides from their folders.

use thiserror::Error;

/// Why a guide's content was refused.
#[derive(Debug, Error)]
pub enum GuideError {}

/// The guides that are built in.
pub struct Library;
