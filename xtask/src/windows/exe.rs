//! What Windows reads in the built program before it starts it: manifest, icon and version.

use crate::command::Result;
use pelite::PeFile;
use roxmltree::Document;
use std::fs;
use std::path::Path;

/// The settings of the manifest: each element, its attribute where the value is in one, and the value.
const SETTINGS: [(&str, Option<&str>, &str); 5] = [
    ("requestedExecutionLevel", Some("level"), "asInvoker"),
    ("dpiAwareness", None, "PerMonitorV2, PerMonitor"),
    ("longPathAware", None, "true"),
    ("activeCodePage", None, "UTF-8"),
    ("supportedOS", Some("Id"), "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"),
];

/// The sizes that Explorer and the taskbar draw. 256 is written as 0.
const ICON_SIZES: [u8; 4] = [16, 32, 48, 0];

/// Reads a built program and compares it with what this version has to be.
pub(crate) fn check(exe: &Path, version: &str) -> Result {
    let bytes = fs::read(exe).map_err(|error| format!("{}: {error}", exe.display()))?;
    let found = faults(&bytes, version);
    if found.is_empty() {
        eprintln!("{}: manifest, icon and version are right", exe.display());
        return Ok(());
    }
    Err(format!("{} is wrong:\n  {}", exe.display(), found.join("\n  ")))
}

fn faults(exe: &[u8], version: &str) -> Vec<String> {
    let resources = match PeFile::from_bytes(exe).and_then(|file| file.resources()) {
        Ok(resources) => resources,
        Err(error) => return vec![format!("it is no Windows program with resources: {error}")],
    };
    let mut faults = match resources.manifest() {
        Ok(manifest) => manifest_faults(manifest),
        Err(error) => vec![format!("it has no manifest: {error}")],
    };
    let icons: Vec<u8> = resources
        .icons()
        .flatten()
        .flat_map(|(_, icon)| icon.entries().iter().map(|entry| entry.bWidth).collect::<Vec<_>>())
        .collect();
    if let Some(missing) = ICON_SIZES.iter().find(|size| !icons.contains(size)) {
        faults.push(format!("its icon has the sizes {icons:?} (0 is 256), without {missing}"));
    }
    let Ok(information) = resources.version_info() else {
        faults.push("it has no version resource".to_owned());
        return faults;
    };
    let numbers = information.fixed().map(|fixed| fixed.dwFileVersion);
    let numbers = numbers.map(|v| format!("{}.{}.{}", v.Major, v.Minor, v.Patch));
    let plain = version.split(['-', '+']).next();
    if numbers.as_deref() != plain {
        faults.push(format!("its file version is {numbers:?}, not {plain:?}"));
    }
    let languages = information.translation();
    for (name, expected) in [
        ("ProductName", "Crosstrust"),
        ("FileDescription", "Crosstrust"),
        ("CompanyName", "The Crosstrust developers"),
        ("FileVersion", version),
        ("ProductVersion", version),
    ] {
        let value = languages.first().and_then(|language| information.value(*language, name));
        if value.as_deref() != Some(expected) {
            faults.push(format!("its {name} is {value:?}, not {expected:?}"));
        }
    }
    faults
}

fn manifest_faults(manifest: &str) -> Vec<String> {
    let document = match Document::parse(manifest) {
        Ok(document) => document,
        Err(error) => return vec![format!("its manifest is no XML: {error}")],
    };
    let mut faults = Vec::new();
    for (element, attribute, expected) in SETTINGS {
        let node = document.descendants().find(|node| node.tag_name().name() == element);
        let value = node.and_then(|node| match attribute {
            Some(name) => node.attribute(name),
            None => node.text().map(str::trim),
        });
        if value != Some(expected) {
            faults.push(format!("its manifest has {element} = {value:?}, not {expected:?}"));
        }
    }
    let controls = document.descendants().any(|node| {
        node.attribute("name") == Some("Microsoft.Windows.Common-Controls")
            && node.attribute("version").is_some_and(|version| version.starts_with("6."))
    });
    if !controls {
        faults.push("its manifest does not ask for common controls 6".to_owned());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = include_str!("../../../src-tauri/windows/crosstrust.exe.manifest");

    #[test]
    fn the_manifest_has_every_setting() {
        assert_eq!(manifest_faults(MANIFEST), Vec::<String>::new());
        // The resource compiler gets each line with a blank before it, and no XML has one before its declaration.
        assert_eq!(manifest_faults(&format!(" {MANIFEST}")), Vec::<String>::new());
    }

    #[test]
    fn a_manifest_without_one_of_its_settings_is_found() {
        for (element, _, value) in SETTINGS {
            let (before, after) = MANIFEST.split_once(&format!("<{element} ")).unwrap();
            let changed = format!("{before}<{element} {}", after.replacen(value, "other", 1));
            let faults = manifest_faults(&changed);
            assert!(faults.iter().any(|fault| fault.contains(element)), "{element}: {faults:?}");
        }
        let faults = manifest_faults(&MANIFEST.replace("Common-Controls", "Other"));
        assert!(faults[0].contains("common controls"), "{faults:?}");
        assert!(manifest_faults("<assembly>")[0].contains("no XML"));
    }

    #[test]
    fn what_is_no_windows_program_is_refused() {
        let faults = faults(b"\x7fELF", "1.0.0");
        assert!(faults[0].contains("no Windows program"), "{faults:?}");
    }
}
