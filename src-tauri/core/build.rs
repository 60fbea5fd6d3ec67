//! Builds the crate again when a guide changes: guides are embedded, and a new file in their folder
//! would otherwise go unnoticed.

fn main() {
    println!("cargo::rerun-if-changed=guides");
}
