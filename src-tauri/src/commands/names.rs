// `COMMANDS`: the name of each command that `list.rs` declares, in its order. Included where the names alone
// are needed: by the build script, and by the automation that writes the permissions.

macro_rules! commands {
    ($($group:ident { $(
        $(#[doc = $doc:literal])*
        $name:ident($($argument:ident: $type:ty),* $(,)?) -> $result:ty $(, sends $message:ty)?;
    )* })*) => {
        const COMMANDS: &[&str] = &[$($(stringify!($name)),*),*];
    };
}

include!("list.rs");
