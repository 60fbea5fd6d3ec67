//! Folders and files on the computers that run scripts, as the program names them to people.
//!
//! The templates write the same folder as `$env:SystemDrive\OAuthConfig`, and a test holds them to it.

/// The folder in which a script saves its receipt, and certificates, unless it is given another.
pub const OUTPUT_FOLDER: &str = r"C:\OAuthConfig";

/// The file in which a script saves its receipt. `<date>` represents when the run began, in UTC.
pub const RECEIPT_FILE: &str = r"C:\OAuthConfig\receipt-<date>.txt";

/// A folder to put the scripts in, as an example.
pub const SCRIPT_FOLDER: &str = r"C:\Crosstrust";
