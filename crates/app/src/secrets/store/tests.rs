//! What is sealed comes back, to those who may have it, and nothing that goes wrong costs any of it.

use std::{fs, future::Future, sync::Mutex as StdMutex};

use proptest::prelude::*;
use rstest::rstest;
use secrecy::SecretString;

use super::*;
use crate::{
    Exit, Language, Messages, WireError, codes,
    secrets::{MemoryKeychain, Mood, Secret},
};

const CANARY: &str = "canary-7f3a";
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

struct Place {
    folder: tempfile::TempDir,
    keychain: Arc<MemoryKeychain>,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), keychain: Arc::default() }
    }

    /// A store as another process would have it: it knows nothing yet.
    fn store(&self) -> SecretStore {
        let keychain: Arc<dyn Keychain> = self.keychain.clone();
        SecretStore::new(self.folder.path(), KeySource::Keychain(keychain))
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.file()).unwrap()
    }
}

fn by_passphrase(folder: &Path, passphrase: &str) -> SecretStore {
    let source = KeySource::Passphrase(SecretString::from(passphrase));
    SecretStore { cost: CHEAP, ..SecretStore::new(folder, source) }
}

async fn put(store: &SecretStore, token: &str) -> Result<(), SecretsError> {
    let token = Secret::from(token);
    store.update(move |secrets| secrets.kaspi_token = Some(token)).await
}

async fn token(store: &SecretStore) -> Option<String> {
    store.read().await.unwrap().kaspi_token.map(|token| token.expose().to_owned())
}

fn code(error: SecretsError) -> &'static str {
    WireError::from(error).code
}

#[tokio::test]
async fn what_was_sealed_comes_back_in_another_process() {
    let place = Place::new();
    // amoCRM's tokens are JSON web tokens of 1,000 to 2,000 characters; Windows' keychain takes 1,280.
    let long = "ю".repeat(500) + &"t".repeat(2_500);
    put(&place.store(), &long).await.unwrap();
    assert_eq!(token(&place.store()).await, Some(long));
}

#[tokio::test]
async fn where_nothing_was_sealed_nothing_is_asked_and_nothing_is_made() {
    let place = Place::new();
    let store = place.store();
    assert!(!store.exists());
    assert_eq!(store.read().await.unwrap(), Secrets::default());
    store.update(|secrets| secrets.kaspi_token = None).await.unwrap();
    assert!(!store.exists());
    assert_eq!(place.keychain.calls(), 0);
}

#[tokio::test]
async fn the_keychain_is_asked_once_in_a_process() {
    let place = Place::new();
    put(&place.store(), "one").await.unwrap();
    let before = place.keychain.calls();
    let store = place.store();
    for round in 0..3 {
        assert!(store.exists() && token(&store).await.is_some());
        put(&store, &format!("round {round}")).await.unwrap();
    }
    assert_eq!(place.keychain.calls() - before, 1);
}

#[tokio::test]
async fn what_did_not_change_is_not_written() {
    let place = Place::new();
    put(&place.store(), "one").await.unwrap();
    let before = place.bytes();
    put(&place.store(), "one").await.unwrap();
    assert_eq!(place.bytes(), before);
    put(&place.store(), "two").await.unwrap();
    assert_ne!(place.bytes(), before);
}

#[rstest]
#[case(Mood::Absent, codes::SECRETS_NO_KEYCHAIN)]
#[case(Mood::Locked, codes::SECRETS_KEYCHAIN_LOCKED)]
#[case(Mood::Denied, codes::SECRETS_KEYCHAIN_DENIED)]
#[tokio::test]
async fn a_keychain_that_refuses_is_asked_anew_the_next_time(#[case] mood: Mood, #[case] expected: &str) {
    let place = Place::new();
    place.keychain.be(mood);
    let store = place.store();
    assert_eq!(code(put(&store, "one").await.unwrap_err()), expected);
    assert!(!store.exists());
    place.keychain.be(Mood::Open);
    put(&store, "one").await.unwrap();

    let store = place.store();
    place.keychain.be(mood);
    assert_eq!(code(store.read().await.unwrap_err()), expected);
    place.keychain.be(Mood::Open);
    assert_eq!(token(&store).await.as_deref(), Some("one"));
}

#[tokio::test]
async fn a_keychain_that_forgets_is_trusted_with_nothing() {
    let place = Place::new();
    place.keychain.be(Mood::Forgetful);
    assert_eq!(code(put(&place.store(), "one").await.unwrap_err()), codes::SECRETS_KEYCHAIN_BROKEN);
    assert!(!place.store().exists());
}

/// Waits for a person who never comes.
#[derive(Debug)]
struct Prompt(StdMutex<mpsc::Receiver<()>>);

impl Keychain for Prompt {
    fn load(&self, _: &str) -> Result<Option<SecretString>, KeychainError> {
        let _ = self.0.lock().unwrap().recv();
        Err(KeychainError::Locked)
    }

    fn store(&self, entry: &str, _: &SecretString) -> Result<(), KeychainError> {
        self.load(entry).map(drop)
    }
}

#[tokio::test]
async fn nobody_is_waited_for_forever() {
    let place = Place::new();
    put(&place.store(), "one").await.unwrap();
    let (_open, wait) = mpsc::channel();
    let source = KeySource::Keychain(Arc::new(Prompt(StdMutex::new(wait))));
    let short = Duration::from_millis(50);
    let store = SecretStore { person_patience: short, ..SecretStore::new(place.folder.path(), source) };
    assert_eq!(code(store.read().await.unwrap_err()), codes::SECRETS_KEYCHAIN_LOCKED);
    assert_eq!(code(put(&store, "two").await.unwrap_err()), codes::SECRETS_KEYCHAIN_LOCKED);

    let _held = file::lock(&place.folder.path().join(LOCK)).unwrap();
    let store = SecretStore { lock_patience: short, ..place.store() };
    assert_eq!(code(put(&store, "two").await.unwrap_err()), codes::SECRETS_BUSY);
    // Readers need no lock.
    assert_eq!(token(&store).await.as_deref(), Some("one"));
}

#[tokio::test]
async fn a_lost_key_and_one_of_another_file_cost_nothing() {
    let (place, other) = (Place::new(), Place::new());
    put(&place.store(), "one").await.unwrap();
    let before = place.bytes();
    let entry = place.keychain.entries().remove(0);
    let key = place.keychain.load(&entry).unwrap().unwrap();
    for value in [None, Some(Key::random(&SystemRng).to_text()), Some("no key".into())] {
        other.keychain.clear();
        if let Some(value) = &value {
            other.keychain.store(&entry, value).unwrap();
        }
        let keychain: Arc<dyn Keychain> = other.keychain.clone();
        let store = SecretStore::new(place.folder.path(), KeySource::Keychain(keychain));
        assert_eq!(code(store.read().await.unwrap_err()), codes::SECRETS_KEY_LOST);
        assert_eq!(code(put(&store, "two").await.unwrap_err()), codes::SECRETS_KEY_LOST);
        assert_eq!(place.bytes(), before);
        // A person brings the key back, and the same process goes on.
        other.keychain.store(&entry, &key).unwrap();
        assert_eq!(token(&store).await.as_deref(), Some("one"));
    }
}

#[tokio::test]
async fn data_folders_of_one_keychain_leave_each_other_alone() {
    let (one, mut two) = (Place::new(), Place::new());
    two.keychain = Arc::clone(&one.keychain);
    put(&one.store(), "one").await.unwrap();
    put(&two.store(), "two").await.unwrap();
    assert_eq!(one.keychain.entries().len(), 2);
    // A copy goes on by itself.
    let mut copy = Place::new();
    copy.keychain = Arc::clone(&one.keychain);
    fs::copy(one.file(), copy.file()).unwrap();
    put(&copy.store(), "copy").await.unwrap();
    assert_eq!(token(&one.store()).await.as_deref(), Some("one"));
    assert_eq!(token(&two.store()).await.as_deref(), Some("two"));
    assert_eq!(token(&copy.store()).await.as_deref(), Some("copy"));
}

#[tokio::test]
async fn a_file_put_back_from_elsewhere_is_opened_with_its_own_key() {
    let (one, mut two) = (Place::new(), Place::new());
    two.keychain = Arc::clone(&one.keychain);
    let store = one.store();
    put(&store, "one").await.unwrap();
    put(&two.store(), "two").await.unwrap();
    fs::copy(two.file(), one.file()).unwrap();
    assert_eq!(token(&store).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn a_passphrase_opens_what_it_sealed_and_another_one_changes_nothing() {
    let place = Place::new();
    let folder = place.folder.path();
    put(&by_passphrase(folder, "верная фраза"), "one").await.unwrap();
    assert_eq!(token(&by_passphrase(folder, "верная фраза")).await.as_deref(), Some("one"));
    let before = place.bytes();
    let wrong = by_passphrase(folder, "другая фраза");
    assert_eq!(code(wrong.read().await.unwrap_err()), codes::SECRETS_WRONG_PASSPHRASE);
    assert_eq!(code(put(&wrong, "two").await.unwrap_err()), codes::SECRETS_WRONG_PASSPHRASE);
    assert_eq!(place.bytes(), before);
}

#[tokio::test]
async fn a_file_keeps_the_cost_it_was_sealed_with() {
    let place = Place::new();
    put(&by_passphrase(place.folder.path(), "phrase"), "one").await.unwrap();
    let dearer = Cost { memory_kib: 16, ..CHEAP };
    let store = SecretStore { cost: dearer, ..by_passphrase(place.folder.path(), "phrase") };
    put(&store, "two").await.unwrap();
    assert!(String::from_utf8(place.bytes()).unwrap().contains("\"memory_kib\": 8,"));
}

#[rstest]
#[case("\"memory_kib\": 8,", "\"memory_kib\": 4294967295,")]
#[case("\"passes\": 1,", "\"passes\": 4294967295,")]
#[case("\"lanes\": 1", "\"lanes\": 16777215")]
#[case("\"memory_kib\": 8,", "\"memory_kib\": 0,")]
#[tokio::test]
async fn a_file_cannot_make_us_spend_all_memory(#[case] ours: &str, #[case] theirs: &str) {
    let place = Place::new();
    put(&by_passphrase(place.folder.path(), "phrase"), "one").await.unwrap();
    let text = String::from_utf8(place.bytes()).unwrap();
    assert!(text.contains(ours), "{text}");
    let mut sealed: serde_json::Value = serde_json::from_str(&text.replace(ours, theirs)).unwrap();
    // With a sum that holds: someone meant it.
    let header: Header = serde_json::from_value(sealed["header"].clone()).unwrap();
    sealed["sum"] = crate::secrets::sealed::sum_of(&header, &sealed).into();
    fs::write(place.file(), sealed.to_string()).unwrap();
    let error = by_passphrase(place.folder.path(), "phrase").read().await.unwrap_err();
    assert_eq!(code(error), codes::SECRETS_DAMAGED);
}

#[tokio::test]
async fn a_file_sealed_the_other_way_says_how_and_what_to_set() {
    let (chain, phrase) = (Place::new(), Place::new());
    put(&chain.store(), "one").await.unwrap();
    put(&by_passphrase(phrase.folder.path(), "phrase"), "one").await.unwrap();
    let cases = [
        (by_passphrase(chain.folder.path(), "phrase"), "KOPIR_SECRETS=keyring", chain.bytes()),
        (phrase.store(), "KOPIR_SECRETS=file", phrase.bytes()),
    ];
    for (store, advice, before) in cases {
        let error = WireError::from(put(&store, "two").await.unwrap_err());
        assert_eq!(error.code, codes::SECRETS_OTHER_SOURCE);
        assert_eq!(error.params["field"], "KOPIR_SECRETS");
        assert_eq!(Exit::of_code(error.code), Exit::Usage);
        for language in Language::ALL {
            let text = Messages::new(language).error(&error);
            assert!(text.contains(advice) && text.contains(FILE), "{language:?}: {text}");
        }
        assert_eq!(fs::read(store.path()).unwrap(), before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stores_that_change_one_file_at_once_lose_nothing() {
    let place = Place::new();
    let stores: Vec<_> = (0..4).map(|_| Arc::new(place.store())).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for store in stores {
        tasks.spawn(async move {
            for _ in 0..10 {
                let count = |secrets: &mut Secrets| {
                    let before: u32 = secrets.hash_key.as_ref().map_or(0, |n| n.expose().parse().unwrap());
                    secrets.hash_key = Some((before + 1).to_string().into());
                };
                store.update(count).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(place.store().read().await.unwrap().hash_key.unwrap().expose(), "40");
    assert_eq!(place.keychain.entries().len(), 1, "one key for all of them");
}

#[tokio::test]
async fn a_crash_before_the_rename_leaves_the_old_content() {
    let place = Place::new();
    put(&place.store(), "one").await.unwrap();
    // What a crash leaves: a file beside it, half of a new one, with whatever rights.
    let beside = place.folder.path().join("secrets.sealed.new");
    fs::write(&beside, &place.bytes()[..40]).unwrap();
    assert_eq!(token(&place.store()).await.as_deref(), Some("one"));
    put(&place.store(), "two").await.unwrap();
    assert_eq!(token(&place.store()).await.as_deref(), Some("two"));
    assert!(!beside.exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(place.file().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_replaced_keeps_its_content() {
    let place = Place::new();
    let store = place.store();
    put(&store, "one").await.unwrap();
    // A folder in the way that is not empty: neither file nor empty folder can be put in its place.
    let beside = place.folder.path().join("secrets.sealed.new");
    fs::create_dir_all(beside.join("x")).unwrap();
    assert_eq!(code(put(&store, "two").await.unwrap_err()), codes::SECRETS_UNWRITABLE);
    assert_eq!(token(&store).await.as_deref(), Some("one"));
    fs::remove_dir_all(&beside).unwrap();
    put(&store, "two").await.unwrap();
    let error = put(&store, &"x".repeat(file::MAX_BYTES)).await.unwrap_err();
    assert_eq!(code(error), codes::SECRETS_UNWRITABLE);
    assert_eq!(token(&place.store()).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn a_key_whose_file_could_not_be_written_is_used_for_the_next_one() {
    let place = Place::new();
    let store = place.store();
    let beside = place.folder.path().join("secrets.sealed.new");
    fs::create_dir_all(beside.join("x")).unwrap();
    assert_eq!(code(put(&store, "one").await.unwrap_err()), codes::SECRETS_UNWRITABLE);
    fs::remove_dir_all(&beside).unwrap();
    put(&store, "one").await.unwrap();
    assert_eq!(place.keychain.entries().len(), 1);
    assert_eq!(token(&place.store()).await.as_deref(), Some("one"));
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_told_and_left() {
    let place = Place::new();
    let large = vec![b' '; file::MAX_BYTES + 1];
    for bytes in [&b""[..], b"{}", b"KASPI_API_TOKEN=1", b"{\"version\":0}", &large] {
        fs::write(place.file(), bytes).unwrap();
        assert!(place.store().exists());
        assert_eq!(code(place.store().read().await.unwrap_err()), codes::SECRETS_DAMAGED);
        assert_eq!(code(put(&place.store(), "one").await.unwrap_err()), codes::SECRETS_DAMAGED);
        assert_eq!(place.bytes(), bytes);
    }
    fs::write(place.file(), "{\"version\":2,\"something\":\"else\"}").unwrap();
    assert_eq!(code(put(&place.store(), "one").await.unwrap_err()), codes::SECRETS_NEWER);
    fs::remove_file(place.file()).unwrap();
    fs::create_dir(place.file()).unwrap();
    assert_eq!(code(place.store().read().await.unwrap_err()), codes::SECRETS_UNREADABLE);
    assert_eq!(place.keychain.calls(), 0);
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let place = Place::new();
    put(&place.store(), CANARY).await.unwrap();
    let store = by_passphrase(place.folder.path(), CANARY);
    let refused = store.read().await.unwrap_err();
    let shown = format!("{store:?} {refused:?} {refused} {:?}", place.store().read().await.unwrap());
    assert!(!shown.contains(CANARY), "{shown}");
    assert!(!String::from_utf8(place.bytes()).unwrap().contains(CANARY));
    let key = place.keychain.load(&place.keychain.entries()[0]).unwrap().unwrap();
    let text = secrecy::ExposeSecret::expose_secret(&key).to_owned();
    assert!(text.len() == 44 && !String::from_utf8(place.bytes()).unwrap().contains(&text));
    assert!(!format!("{:?} {:?}", place.keychain, place.store()).contains(&text));
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A bit of each byte of the file, flipped one at a time.
#[rstest]
fn no_flipped_bit_gives_wrong_content(#[values(false, true)] is_passphrase: bool) {
    let place = Place::new();
    let folder = place.folder.path().to_owned();
    let store = || if is_passphrase { by_passphrase(&folder, "phrase") } else { place.store() };
    run(put(&store(), "one")).unwrap();
    let whole = place.bytes();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(place.file(), &bytes).unwrap();
        match run(store().read()) {
            // White space between the words of JSON.
            Ok(secrets) => assert_eq!(secrets.kaspi_token.unwrap().expose(), "one"),
            Err(SecretsError::Newer { .. }) => assert_eq!(at, 15, "the version"),
            Err(SecretsError::Damaged { .. }) => {}
            Err(error) => panic!("byte {at}: {error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_gives_wrong_content_or_is_written_over(
        cut in 0..900_usize, bytes in prop::collection::vec(any::<u8>(), 0..30), replaced in 0..40_usize,
    ) {
        let place = Place::new();
        run(put(&place.store(), "one")).unwrap();
        let whole = place.bytes();
        let cut = cut.min(whole.len());
        let end = (cut + replaced).min(whole.len());
        let damaged = [&whole[..cut], &bytes, &whole[end..]].concat();
        fs::write(place.file(), &damaged).unwrap();
        match run(place.store().read()) {
            Ok(secrets) => prop_assert_eq!(secrets.kaspi_token, Some(Secret::from("one"))),
            Err(error) => {
                prop_assert!(matches!(error, SecretsError::Damaged { .. } | SecretsError::Newer { .. }), "{error}");
                prop_assert!(run(put(&place.store(), "two")).is_err());
                prop_assert_eq!(place.bytes(), damaged);
            }
        }
    }

    #[test]
    fn whatever_is_sealed_comes_back(token in ".{0,3000}", passphrase in ".{1,40}") {
        let folder = tempfile::tempdir().unwrap();
        run(put(&by_passphrase(folder.path(), &passphrase), &token)).unwrap();
        prop_assert_eq!(run(self::token(&by_passphrase(folder.path(), &passphrase))), Some(token));
    }
}
