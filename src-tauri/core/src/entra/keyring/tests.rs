use super::chunks::{CHUNKS, ENTRY_LIMIT};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A keyring as Windows' is: it refuses long entries. Can be made to refuse from some call on.
#[derive(Clone, Default)]
struct FakeKeyring(Arc<Mutex<FakeState>>);

#[derive(Default)]
struct FakeState {
    entries: BTreeMap<String, Vec<u8>>,
    calls_left: Option<u32>,
    missing: bool,
    panics: bool,
}

impl FakeKeyring {
    fn state(&self) -> std::sync::MutexGuard<'_, FakeState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self) -> Result<std::sync::MutexGuard<'_, FakeState>, Unavailable> {
        let mut state = self.state();
        if state.panics {
            drop(state);
            panic!("the library's own mutex is poisoned");
        }
        if state.missing {
            return Err(Unavailable::NoKeyring("no D-Bus".into()));
        }
        match &mut state.calls_left {
            Some(0) => Err(Unavailable::Refused("locked".into())),
            Some(left) => {
                *left -= 1;
                Ok(state)
            }
            None => Ok(state),
        }
    }

    fn names(&self) -> Vec<String> {
        self.state().entries.keys().cloned().collect()
    }
}

impl Entries for FakeKeyring {
    fn set(&self, name: &str, value: &[u8]) -> Result<(), Unavailable> {
        let mut state = self.call()?;
        assert!(value.len() < ENTRY_LIMIT, "{} bytes", value.len());
        state.entries.insert(name.into(), value.into());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(self.call()?.entries.get(name).cloned())
    }

    fn delete(&self, name: &str) -> Result<(), Unavailable> {
        self.call()?.entries.remove(name);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, Unavailable> {
        Ok(self.call()?.entries.keys().cloned().collect())
    }
}

fn secret(length: usize) -> SecretSlice<u8> {
    let bytes: Vec<u8> = (0..length).map(|index| index.to_le_bytes()[0]).collect();
    bytes.into()
}

async fn read(store: &SecretStore, name: &str) -> Option<Vec<u8>> {
    store.get(name).await.map(|value| value.expose_secret().to_vec())
}

#[tokio::test]
async fn a_secret_of_any_length_comes_back_from_entries_that_windows_accepts() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    for (length, chunks) in [(0, 1), (1, 1), (2_048, 1), (2_049, 2), (5_000, 3), (32_768, 16)] {
        assert!(store.put("a", secret(length)).await, "{length}");
        assert_eq!(read(&store, "a").await.unwrap(), secret(length).expose_secret(), "{length}");
        assert_eq!(keyring.names().len(), chunks, "{length}");
    }
}

#[tokio::test]
async fn a_shorter_secret_leaves_no_chunks_of_the_longer_one() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(9_000)).await;
    store.put("a", secret(10)).await;
    assert_eq!(keyring.names(), ["a#0"]);
}

#[tokio::test]
async fn removing_takes_every_piece_and_nothing_of_another_name() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(9_000)).await;
    store.put("ab", secret(9)).await;
    keyring.state().entries.remove("a#1");
    store.remove("a").await.unwrap();
    assert_eq!(keyring.names(), ["ab#0"], "a hole must not stop the removal");
    assert_eq!(read(&store, "a").await, None);
    store.remove("a").await.unwrap();
}

#[tokio::test]
async fn a_secret_with_a_piece_missing_counts_as_absent() {
    for missing in ["a#0", "a#1", "a#2"] {
        let keyring = FakeKeyring::default();
        let store = SecretStore::over(keyring.clone());
        store.put("a", secret(5_000)).await;
        keyring.state().entries.remove(missing);
        assert_eq!(read(&store, "a").await, None, "{missing}");
    }
}

#[tokio::test]
async fn chunks_of_two_secrets_are_not_put_together() {
    let (old, new) = (FakeKeyring::default(), FakeKeyring::default());
    SecretStore::over(old.clone()).put("a", secret(5_000)).await;
    SecretStore::over(new.clone()).put("a", secret(4_999)).await;
    let stale = old.state().entries["a#1"].clone();
    new.state().entries.insert("a#1".into(), stale);
    assert_eq!(read(&SecretStore::over(new), "a").await, None);
}

#[tokio::test]
async fn an_entry_that_is_not_ours_or_was_changed_counts_as_absent() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(100)).await;
    let good = keyring.state().entries["a#0"].clone();
    let mut versions: Vec<Vec<u8>> = vec![Vec::new(), b"hello".to_vec(), good[..11].to_vec()];
    for place in [0, 1, 2, 3, 50] {
        let mut bad = good.clone();
        bad[place] ^= 0xff;
        versions.push(bad);
    }
    for bad in versions {
        keyring.state().entries.insert("a#0".into(), bad.clone());
        assert_eq!(read(&store, "a").await, None, "{bad:?}");
        assert!(keyring.names().is_empty(), "what is no secret does not stay: {bad:?}");
    }
}

#[tokio::test]
async fn remains_are_removed_in_all_their_chunks_and_nothing_else_is() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(9_000)).await;
    store.put("b", secret(9)).await;
    keyring.state().entries.remove("a#2");
    assert_eq!(read(&store, "a").await, None);
    assert_eq!(keyring.names(), ["b#0"], "no half of it stays");
}

#[tokio::test]
async fn a_secret_in_a_form_of_another_version_is_removed_and_can_be_put_anew() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    for version in [0, 2, u8::MAX] {
        store.put("a", secret(5_000)).await;
        for chunk in keyring.state().entries.values_mut() {
            chunk[0] = version;
        }
        assert_eq!(read(&store, "a").await, None, "version {version}");
        assert!(keyring.names().is_empty(), "version {version}");
        assert!(store.put("a", secret(5_000)).await);
        assert_eq!(read(&store, "a").await.unwrap().len(), 5_000);
    }
}

#[tokio::test]
async fn remains_that_a_keyring_does_not_give_up_are_absent_all_the_same() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    keyring.state().entries.insert("a#0".into(), b"hello".into());
    keyring.state().calls_left = Some(1);
    assert_eq!(read(&store, "a").await, None);
    assert_eq!(keyring.names(), ["a#0"]);
}

#[tokio::test]
async fn everything_is_forgotten_whoever_wrote_it_and_in_whatever_form() {
    let keyring = FakeKeyring::default();
    SecretStore::over(keyring.clone()).put("gone/session", secret(9_000)).await;
    let store = SecretStore::over(keyring.clone());
    store.put("here/browser", secret(5_000)).await;
    store.put("here/pending", secret(5)).await;
    let older = ["here/browser", "here/browser#99", "no slot at all", "", "#", "gone/session#0#1"];
    for name in older {
        keyring.state().entries.insert(name.into(), b"hello".into());
    }
    assert_eq!(store.forget_everything().await, Ok(4), "gone, here, and two that say nothing");
    assert!(keyring.names().is_empty(), "{:?}", keyring.names());
    assert_eq!(read(&store, "here/browser").await, None);
    assert_eq!(store.forget_everything().await, Ok(0));
}

#[tokio::test]
async fn what_was_written_half_when_the_program_died_is_forgotten_with_everything() {
    let keyring = FakeKeyring::default();
    for calls in 0..3 {
        let store = SecretStore::over(keyring.clone());
        keyring.state().calls_left = Some(calls);
        store.put(&format!("setup-{calls}/browser"), secret(9_000)).await;
        keyring.state().calls_left = None;
    }
    assert_eq!(keyring.names(), ["setup-1/browser#0", "setup-2/browser#0", "setup-2/browser#1"]);
    assert_eq!(SecretStore::over(keyring.clone()).forget_everything().await, Ok(2));
    assert!(keyring.names().is_empty());
}

#[tokio::test]
async fn a_keyring_that_refuses_to_forget_everything_says_so_wherever_it_refuses() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    for calls in 0..3 {
        keyring.state().calls_left = None;
        store.put("a", secret(5_000)).await;
        keyring.state().calls_left = Some(calls);
        let problem = store.forget_everything().await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::KeyringUnavailable, "after {calls} calls");
    }
    keyring.state().calls_left = None;
    assert_eq!(store.forget_everything().await, Ok(1), "asked again, it is done");
}

#[tokio::test]
async fn without_a_keyring_memory_is_all_there_is_to_forget() {
    let keyring = FakeKeyring::default();
    keyring.state().missing = true;
    for store in [SecretStore::over(keyring), SecretStore::memory()] {
        store.put("a/browser", secret(1)).await;
        store.put("a/pending", secret(1)).await;
        store.put("b/browser", secret(1)).await;
        assert_eq!(store.clone().forget_everything().await, Ok(2));
        assert_eq!(read(&store, "a/browser").await, None);
    }
}

#[tokio::test]
async fn a_locked_keyring_leaves_the_secret_in_memory_and_says_so() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    // Refuses at every possible call of the write in turn.
    for calls in 0..u32::from(CHUNKS) {
        keyring.state().calls_left = Some(calls);
        assert!(!store.put("a", secret(5_000)).await, "after {calls} calls");
        assert_eq!(
            read(&store, "a").await.unwrap(),
            secret(5_000).expose_secret(),
            "the secret is not lost"
        );
        let problem = store.remove("b").await.unwrap_err();
        assert_eq!(problem.code, ErrorCode::KeyringUnavailable);
        assert!(problem.detail.unwrap().contains("locked"));
    }
}

#[tokio::test]
async fn a_secret_in_memory_is_newer_than_what_the_keyring_still_holds() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(1)).await;
    keyring.state().calls_left = Some(0);
    store.put("a", secret(2)).await;
    keyring.state().calls_left = None;
    assert_eq!(read(&store, "a").await.unwrap().len(), 2);
    assert!(store.put("a", secret(3)).await);
    assert_eq!(read(&store, "a").await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_locked_keyring_gives_nothing_out() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    store.put("a", secret(1)).await;
    keyring.state().calls_left = Some(0);
    assert_eq!(read(&store, "a").await, None);
}

#[tokio::test]
async fn without_a_keyring_everything_works_until_the_program_ends() {
    let keyring = FakeKeyring::default();
    keyring.state().missing = true;
    for store in [SecretStore::over(keyring), SecretStore::memory()] {
        assert!(!store.put("a", secret(40_000)).await);
        assert_eq!(read(&store.clone(), "a").await.unwrap().len(), 40_000);
        store.remove("a").await.unwrap();
        assert_eq!(read(&store, "a").await, None);
    }
}

#[tokio::test]
async fn a_keyring_library_that_panics_is_an_unavailable_keyring() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    keyring.state().panics = true;
    assert!(!store.put("a", secret(1)).await);
    assert_eq!(store.remove("b").await.unwrap_err().code, ErrorCode::KeyringUnavailable);
    keyring.state().panics = false;
    assert!(store.put("a", secret(1)).await, "it is tried again");
}

#[tokio::test]
async fn a_secret_too_long_for_sixteen_entries_stays_in_memory() {
    let keyring = FakeKeyring::default();
    let store = SecretStore::over(keyring.clone());
    assert!(!store.put("a", secret(32_769)).await);
    assert!(keyring.names().is_empty());
    assert_eq!(read(&store, "a").await.unwrap().len(), 32_769);
}

#[test]
fn debug_shows_the_kind_of_place_only() {
    assert_eq!(format!("{:?}", SecretStore::memory()), "SecretStore(memory)");
    assert_eq!(format!("{:?}", SecretStore::system("Crosstrust")), "SecretStore(system keyring)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bytes_come_back_as_they_were(bytes in prop::collection::vec(any::<u8>(), 0..4_200)) {
        let keyring = FakeKeyring::default();
        chunks::write(&keyring, "a", &bytes).unwrap();
        prop_assert_eq!(chunks::read(&keyring, "a").unwrap(), StoredSecret::Whole(bytes));
    }
}
