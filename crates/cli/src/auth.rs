//! `auth amocrm` by the browser: the page is opened or printed, and its answer waited for.

use std::process::Stdio;

use kopir_app::{
    Answer, App, Exit, WireError,
    config::names,
    connect::{Consent, TIME_LIMIT},
};
use kopir_sync::{StopFlag, codes as sync_codes};
use secrecy::SecretString;

use crate::{
    output::Output,
    signals::{Signalled, minding},
};

/// Connects through the browser; the exit code.
pub(crate) async fn by_browser(app: &App, output: &Output, opens: bool) -> Result<u8, WireError> {
    let (stop, signalled) = (StopFlag::default(), Signalled::default());
    let connected = async {
        let consent = Consent::begin(app, None, None, None).await?;
        let page = consent.page();
        // Without a browser the printed address is what is left.
        let is_open = opens && shows(&page.url);
        output.consent_page(&page.url, is_open, TIME_LIMIT);
        consent.finish(app, &stop).await
    };
    match minding(Box::pin(connected), &stop, &signalled).await {
        Some(Ok(doc)) => {
            output.answer(&Answer::Amocrm(doc));
            Ok(Exit::Done.code())
        }
        Some(Err(error)) => {
            let code = output.refused_code(&error);
            Ok(signalled.exit_code().unwrap_or(code))
        }
        None => Err(WireError::new(sync_codes::INTERRUPTED)),
    }
}

/// Opens a page in the system's browser, which is told none of our secrets.
fn shows(url: &str) -> bool {
    open::commands(url).into_iter().any(|mut browser| {
        for name in names::NEVER_SAVED {
            browser.env_remove(name);
        }
        browser.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
    })
}

/// A secret from the command line; `-` reads it from the standard input, where no list of processes shows it.
pub(crate) fn secret(given: String) -> Result<SecretString, WireError> {
    /// No token and no address is longer.
    const MAX_BYTES: u64 = 16 << 10;
    if given != "-" {
        return Ok(given.into());
    }
    let mut text = String::new();
    let stdin = std::io::stdin();
    std::io::Read::read_to_string(&mut std::io::Read::take(stdin.lock(), MAX_BYTES), &mut text)
        .map_err(|error| WireError::new(kopir_app::codes::USAGE).param("detail", error))?;
    Ok(text.into())
}
